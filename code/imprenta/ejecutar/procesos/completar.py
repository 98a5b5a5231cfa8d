"""Con qué puede seguir una expresión que se está escribiendo."""

from __future__ import annotations

import ast
import builtins
import inspect
import re
from collections.abc import Iterator, Mapping
from typing import Any

from imprenta.ejecutar.procesos.resumido import doc_corta, se_llama, valor_corto

globals()["__builtins__"] = dict(vars(builtins))  # los de este módulo, aunque la página cambie los de todos

DE_IPYTHON = frozenset("In Out exit quit get_ipython open display".split())
DE_CUENTAS = "len sum max min abs round sorted any all set list range zip".split()
TRAS_UN_PUNTO = re.compile(r"\.\s*(?P<empezado>\w*)\Z")
TRAS_UN_CORCHETE = re.compile(r"\[\s*(?P<empezado>[\"'][^\"'\]]*|\w*)\Z")
NOMBRE_EMPEZADO = re.compile(r"[^\W\d]\w*\Z")
MUCHOS_NOMBRES, POCOS_ELEMENTOS = 400, 12
TIENEN_YA_EL_VALOR = frozenset("member_descriptor getset_descriptor _tuplegetter".split())


def completar(texto: str, nombres: Mapping[str, Any]) -> dict[str, Any]:
    """Lo que puede seguir a `texto`, y desde dónde se sustituye.

    >>> dicho = completar("max(dat", {"datos": [1, 2]})
    >>> dicho["desde"], dicho["nombres"][0]["nombre"], dicho["nombres"][0]["valor"]
    (4, 'datos', '[1, 2]')
    >>> [uno["nombre"] for uno in completar("2 * d[", {"d": {"alto": 3}})["nombres"]]
    ["'alto'"]
    """
    for patron, seguir in ((TRAS_UN_PUNTO, _atributos), (TRAS_UN_CORCHETE, _elementos)):
        if casa := patron.search(texto):
            hay, dueno = _resuelto_antes_de(texto[: casa.start()], nombres)
            if hay:
                desde, empezado = casa.start("empezado"), casa["empezado"]
                return _contestado(desde, empezado, seguir(dueno))
            if patron is TRAS_UN_PUNTO:
                return {"desde": len(texto), "nombres": []}
    casa = NOMBRE_EMPEZADO.search(texto)
    desde = casa.start() if casa else len(texto)
    return _contestado(desde, texto[desde:], _sueltos(nombres))


def _contestado(desde: int, empezado: str, fichas: Iterator[dict[str, str]]) -> dict[str, Any]:
    principio = empezado.strip("\"'").casefold()
    hallados = [ficha for ficha in fichas if ficha["nombre"].strip("\"'").casefold().startswith(principio)]
    return {"desde": desde, "nombres": hallados[:MUCHOS_NOMBRES]}


def nombres_de_la_pagina(nombres: Mapping[str, Any]) -> dict[str, Any]:
    """Los que la página ha puesto, y no los de IPython ni los que empiezan por `_`."""
    return {n: v for n, v in nombres.items() if not n.startswith("_") and n not in DE_IPYTHON}


def _sueltos(nombres: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    propios = nombres_de_la_pagina(nombres)
    yield from (_ficha(nombre, _clase(propios[nombre]), propios[nombre]) for nombre in sorted(propios))
    for nombre in DE_CUENTAS:
        if nombre not in propios:
            yield _ficha(nombre, "función", getattr(builtins, nombre))


def _clase(valor: Any) -> str:
    if inspect.ismodule(valor):
        return "módulo"
    if inspect.isclass(valor):
        return "clase"
    return "función" if se_llama(valor) else "variable"


def _ficha(nombre: str, clase: str, valor: Any) -> dict[str, str]:
    con_doc = se_llama(valor) or inspect.ismodule(valor)
    doc = doc_corta(valor) if con_doc else ""
    return {
        "nombre": nombre,
        "clase": clase,
        "tipo": type(valor).__name__,
        "valor": valor_corto(valor),
        "doc": doc,
    }


def _resuelto_antes_de(texto: str, nombres: Mapping[str, Any]) -> tuple[bool, Any]:
    """Lo que nombra el final de un texto, como `red.capas[0]` en `max(red.capas[0]`, y si nombra algo."""
    for k, letra in enumerate(texto):
        if (not letra.isalpha() and letra != "_") or (k and re.match(r"[\w.]", texto[k - 1])):
            continue
        try:
            nodo = ast.parse(texto[k:].rstrip(), mode="eval").body
            return True, mirado(nodo, nombres)
        except (SyntaxError, ValueError, LookupError, AttributeError, TypeError):
            continue
    return False, None


def mirado(nodo: ast.expr, nombres: Mapping[str, Any]) -> Any:
    """Lo que vale un nombre, un atributo o un elemento, sin llamar a nada; otra cosa es `ValueError`."""
    if isinstance(nodo, ast.Name):
        return nombres[nodo.id]
    if isinstance(nodo, ast.Attribute):
        return _atributo(mirado(nodo.value, nombres), nodo.attr)
    if isinstance(nodo, ast.Subscript):
        return mirado(nodo.value, nombres)[_indice(nodo.slice, nombres)]
    raise ValueError("no es un nombre, un atributo ni un elemento")


def _indice(nodo: ast.expr, nombres: Mapping[str, Any]) -> Any:
    if isinstance(nodo, ast.Tuple):
        return tuple(_indice(parte, nombres) for parte in nodo.elts)
    if isinstance(nodo, ast.Name | ast.Attribute | ast.Subscript):
        return mirado(nodo, nombres)
    return ast.literal_eval(nodo)


def _atributo(dueno: Any, nombre: str) -> Any:
    if isinstance(inspect.getattr_static(dueno, nombre, None), property):
        raise AttributeError(nombre)  # hay que calcularlo
    return getattr(dueno, nombre)


def _atributos(dueno: Any) -> Iterator[dict[str, str]]:
    """Los atributos públicos de un valor; los que hay que calcular se dicen sin calcularlos."""
    for nombre in dir(dueno):
        if nombre.startswith("_"):
            continue
        valor = inspect.getattr_static(dueno, nombre, None)
        if isinstance(valor, property):
            yield {
                "nombre": nombre,
                "clase": "propiedad",
                "tipo": "",
                "valor": "",
                "doc": doc_corta(valor.fget),
            }
            continue
        if inspect.ismodule(dueno) or type(valor).__name__ in TIENEN_YA_EL_VALOR:
            valor = _leido(dueno, nombre)
        yield _ficha(nombre, _clase_de_atributo(dueno, valor), valor)


def _leido(dueno: Any, nombre: str) -> Any:
    try:
        return getattr(dueno, nombre)
    except Exception:  # NumPy no da `mT` de un vector
        return None


def _clase_de_atributo(dueno: Any, valor: Any) -> str:
    if inspect.ismodule(dueno):
        return _clase(valor)
    es_metodo = se_llama(valor) or isinstance(valor, classmethod | staticmethod)
    return "método" if es_metodo else "atributo"


def _elementos(dueno: Any) -> Iterator[dict[str, str]]:
    if isinstance(dueno, dict):
        for clave in list(dueno)[:MUCHOS_NOMBRES]:
            if isinstance(clave, str | int | float | bool | tuple):
                yield _ficha(repr(clave), "clave", dueno[clave])
    elif isinstance(dueno, list | tuple | str) or hasattr(dueno, "shape"):
        for k in range(min(len(dueno), POCOS_ELEMENTOS)):
            yield _ficha(str(k), "elemento", dueno[k])
