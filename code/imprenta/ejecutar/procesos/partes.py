"""De qué colecciones toma partes una afirmación, y cuáles mira enteras: lo que se ve en su forma.

Lo que elige con un nombre —`p[verde]`, `x[:tres]`, `errores["tanh"]`, `x[vivas]`— es de lo que habla, no una
muestra. De una cuenta, como `np.diff(x)[0]`, se toma lo que lleva dentro; de una función de la página, lo que
da: con sus datos hace lo que quiere. Los textos son rótulos, no datos.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from imprenta.ejecutar.procesos.propio import con_avisos, es_propio

globals()["__builtins__"] = dict(vars(builtins))  # los de este módulo, aunque la página cambie los de todos


@dataclass
class Tomada:
    """Una colección de la página de la que se toman partes, y con qué índices."""

    nodo: ast.expr
    valor: Any
    indices: list[ast.expr] = field(default_factory=list)

    @property
    def por_su_lugar(self) -> bool:
        """Si solo se toma de una en una y por su número: «la primera», «la última»."""
        return all(_es_numero_escrito(indice) for indice in self.indices)

    @property
    def es_un_trozo(self) -> bool:
        """`M[1, :2]`: unas cuantas de una fila elegida."""
        return any(isinstance(i, ast.Tuple) and _elige_fila_y_trozo(i.elts) for i in self.indices)


def _elige_fila_y_trozo(partes: list[ast.expr]) -> bool:
    trozos = [p for p in partes if isinstance(p, ast.Slice) and p.step is None]
    return bool(trozos) and any(map(_es_numero_escrito, partes))


def _es_numero_escrito(nodo: ast.expr) -> bool:
    if isinstance(nodo, ast.Tuple):
        return all(map(_es_numero_escrito, nodo.elts))
    interior = nodo.operand if isinstance(nodo, ast.UnaryOp) else nodo
    return isinstance(interior, ast.Constant) and isinstance(interior.value, int)


def tomadas_de(arbol: ast.expr, nombres: Mapping[str, Any]) -> list[Tomada]:
    """Las colecciones de datos que se toman por partes."""
    ligados = _ligados(arbol)
    tomadas: dict[str, Tomada] = {}
    de_otra = {id(n) for s in ast.walk(arbol) if isinstance(s, ast.Subscript) for n in _dentro(s)}
    for nodo in ast.walk(arbol):
        if isinstance(nodo, ast.Subscript) and id(nodo) not in de_otra:
            for coleccion, indice in _lo_que_se_toma(nodo, ligados, nombres):
                tomada = Tomada(coleccion, valor_de(coleccion, nombres))
                tomadas.setdefault(ast.unparse(coleccion), tomada).indices.append(indice)
    return [tomada for tomada in tomadas.values() if es_de_datos(tomada.valor)]


def _dentro(nodo: ast.Subscript) -> Iterator[ast.AST]:
    """Lo que se toma por partes dentro de otra: es de su misma cadena, o da sus lugares."""
    yield nodo.value
    yield from ast.walk(nodo.slice)


def _lo_que_se_toma(
    nodo: ast.Subscript, ligados: set[str], nombres: Mapping[str, Any]
) -> Iterator[tuple[ast.expr, ast.expr]]:
    """De `normas["ReLU"][[0, 75]][1]`, `normas["ReLU"]` y `[0, 75]`, el primero que no dice de qué habla."""
    cadena = [nodo]
    while isinstance(cadena[-1].value, ast.Subscript):
        cadena.append(cadena[-1].value)
    for eslabon in reversed(cadena):
        if not _elige(eslabon.slice, ligados, nombres):
            for coleccion in _colecciones_de(eslabon.value, nombres):
                if not _nombres(coleccion) & ligados:
                    yield coleccion, eslabon.slice
            return


def _colecciones_de(nodo: ast.expr, nombres: Mapping[str, Any]) -> list[ast.expr]:
    """Ella, si es de la página; las de la cuenta, si es una cuenta: `np.diff(x)[0]` toma de `x`."""
    if isinstance(nodo, ast.Name | ast.Attribute | ast.Subscript) or _es_llamada_de_la_pagina(nodo, nombres):
        return [nodo]
    return [n for n in ast.walk(nodo) if isinstance(n, ast.Name) and n.id in nombres]


def _es_llamada_de_la_pagina(nodo: ast.AST, nombres: Mapping[str, Any]) -> bool:
    """Si llama a una función suya, o al método de algo que no es una colección."""
    if not isinstance(nodo, ast.Call):
        return False
    raiz = nodo.func
    while isinstance(raiz, ast.Attribute | ast.Subscript):
        raiz = raiz.value
    valor = nombres.get(raiz.id) if isinstance(raiz, ast.Name) else None
    return valor is not None and es_propio(valor) and not es_de_datos(valor)


def _elige(indice: ast.expr, ligados: set[str], nombres: Mapping[str, Any]) -> bool:
    """Si un índice dice de qué se habla: un texto, o algo con nombre que no es una lista de lugares."""
    usados = _nombres(indice)
    if usados & ligados:
        return False
    if isinstance(indice, ast.Slice):
        return bool(usados)
    if not usados:
        return isinstance(indice, ast.Constant) and isinstance(indice.value, str)
    valor = valor_de(indice, nombres)
    return not _es_de_lugares(valor)


def _es_de_lugares(valor: Any) -> bool:
    """Si es una lista de lugares, y no un lugar ni una condición que se cumple o no."""
    if isinstance(valor, list | tuple | range):
        return bool(valor) and all(type(v) is int for v in valor)
    return es_matriz(valor) and valor.dtype.kind in "iu"


def _ligados(arbol: ast.expr) -> set[str]:
    ligados = {n.id for n in ast.walk(arbol) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return ligados | {a.arg for n in ast.walk(arbol) if isinstance(n, ast.Lambda) for a in n.args.args}


def _nombres(nodo: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(nodo) if isinstance(n, ast.Name)}


def valor_de(nodo: ast.expr, nombres: Mapping[str, Any]) -> Any:
    """Lo que vale una parte de la afirmación; nada, si no se puede calcular."""
    with contextlib.suppress(Exception), con_avisos("ignore"):
        return eval(compile(ast.unparse(nodo), "<parcial>", "eval"), dict(nombres))
    return None


def es_matriz(valor: Any) -> bool:
    """Si es una matriz de NumPy, o de quien se le parece, con alguna dimensión."""
    dimensiones = getattr(valor, "ndim", 0)
    return hasattr(valor, "dtype") and isinstance(dimensiones, int) and dimensiones > 0


def es_de_datos(valor: Any) -> bool:
    """Si es una colección de varios elementos, y no de rótulos."""
    if isinstance(valor, dict):
        return len(valor) > 1 and not any(isinstance(clave, str) for clave in valor)
    if isinstance(valor, list | tuple):
        primero = valor[0] if valor else ""
        return len(valor) > 1 and not any(isinstance(v, str) for v in _partes_de(primero))
    return es_matriz(valor) and valor.dtype.kind in "biufc" and len(valor) > 1


def _partes_de(valor: Any) -> Any:
    """Un rótulo puede llevar su número: `("azul", 0.3)`."""
    return valor if isinstance(valor, tuple) else [valor]


def mira_alguna_entera(arbol: ast.expr, nombres: Mapping[str, Any]) -> bool:
    """Si una colección no se toma por partes, ni da los lugares de otra, ni es solo de una función suya."""
    por_partes = {id(n) for s in ast.walk(arbol) if isinstance(s, ast.Subscript) for n in ast.walk(s)}
    aparte = por_partes | _en_llamadas(arbol, nombres) | _de_los_bucles(arbol)
    ligados = _ligados(arbol)
    candidatos = (n for n in ast.walk(arbol) if isinstance(n, ast.Name | ast.Attribute | ast.Call))
    return any(
        es_de_datos(valor_de(nodo, nombres))
        for nodo in candidatos
        if id(nodo) not in aparte
        and not _nombres(nodo) & ligados
        and (not isinstance(nodo, ast.Call) or _es_llamada_de_la_pagina(nodo, nombres))
    )


def _en_llamadas(arbol: ast.expr, nombres: Mapping[str, Any]) -> set[int]:
    """Lo que solo se da a una función de la página, o de lo que solo se quiere saber cuánto mide."""
    dentro = set()
    for nodo in ast.walk(arbol):
        mide = isinstance(nodo, ast.Call) and ast.unparse(nodo.func) in ("len", "range", "enumerate")
        if isinstance(nodo, ast.Call) and (mide or _es_llamada_de_la_pagina(nodo, nombres)):
            dentro |= {id(n) for dato in [nodo.func, *nodo.args, *nodo.keywords] for n in ast.walk(dato)}
    return dentro


def _de_los_bucles(arbol: ast.expr) -> set[int]:
    """Las colecciones que se recorren para sacar de ellas los índices de otra."""
    en_indices = {n for s in ast.walk(arbol) if isinstance(s, ast.Subscript) for n in _nombres(s.slice)}
    return {
        id(n)
        for bucle in ast.walk(arbol)
        if isinstance(bucle, ast.comprehension) and _nombres(bucle.target) & en_indices
        for n in ast.walk(bucle.iter)
    }
