"""El índice, `_toc.yml`: qué páginas nombra, en qué orden y dónde está escrita cada cosa.

Un índice es un mapa con su `root:` y sus apartados; de cada apartado cuelgan entradas, y de una entrada con
`file:`, más apartados. Las claves de cada hondura las da su `format:`, como en sphinx-external-toc.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from imprenta.libro.forma import Malforme, malformes
from imprenta.libro.yaml_escrito import lugar_de

# De cada formato y de cada hondura, la clave de los grupos de entradas y la de las entradas.
FORMATOS: dict[str, Honduras] = {
    "default": (("subtrees", "entries"),),
    "jb-book": (("parts", "chapters"), ("subtrees", "sections")),
    "jb-article": (("subtrees", "sections"),),
}
Honduras = tuple[tuple[str, str], ...]
NOMBRAN = {"file", "glob", "url"}
OPCIONES: dict[str, Any] = {
    "caption": (str, None),
    "hidden": bool,
    "maxdepth": int,
    "numbered": (bool, int),
    "reversed": bool,
    "titlesonly": bool,
    "style": (str, list),
    "restart_numbering": (bool, None),
}
DE_TODAS: dict[str, Any] = {
    "title": (str, None),
    "options": OPCIONES,
    "format": str,
    "defaults": OPCIONES,
    "meta": dict,
}


DE_JUPYTER_BOOK_0 = (
    "el índice es del formato de Jupyter Book 0: pásalo al de ahora con "
    "`jupyter-book toc migrate _toc.yml -o _toc.yml`"
)


class Entrada(NamedTuple):
    """Lo que nombra una entrada del índice, y dónde: una página o, si es un `glob:`, las que casen."""

    nombre: str
    lugar: tuple[int, int]
    es_comodin: bool = False


def entradas(nodo: yaml.Node | None) -> Iterator[Entrada]:
    """Lo que nombran `root:`, `file:` y `glob:`, de arriba abajo."""
    if isinstance(nodo, yaml.MappingNode):
        valores = _valores_de(nodo)
        for clave in ("root", "file", "glob"):
            if isinstance(valor := valores.get(clave), yaml.ScalarNode):
                yield Entrada(valor.value, lugar_de(valor), clave == "glob")
    for hijo in _valores(nodo):
        yield from entradas(hijo)


def _valores(nodo: yaml.Node | None) -> Iterator[yaml.Node]:
    if isinstance(nodo, yaml.CollectionNode):
        for hijo in nodo.value:
            yield hijo[1] if isinstance(hijo, tuple) else hijo


# ——— La forma ———


def malformes_del_indice(indice: yaml.MappingNode) -> list[Malforme]:
    """Lo que en el índice no está como debe: claves que no van ahí, listas vacías, entradas sin página."""
    valores = _valores_de(indice)
    if "file" in valores and "root" not in valores:
        return [(1, 1, DE_JUPYTER_BOOK_0)]
    formato = valores.get("format")
    nombre = formato.value if isinstance(formato, yaml.ScalarNode) else "default"
    if formato is not None and nombre not in FORMATOS:
        return [(*lugar_de(formato), f"no se conoce ese formato de índice: {', '.join(FORMATOS)}")]
    return sorted(_de_la_pagina(indice, FORMATOS[nombre], 0)) or [*_repetidas(indice)]


def _repetidas(indice: yaml.MappingNode) -> Iterator[Malforme]:
    """Las páginas que el índice nombra otra vez: cada una tiene un solo sitio."""
    vistas: dict[str, tuple[int, int]] = {}
    for nombre, lugar, es_comodin in entradas(indice):
        if not es_comodin and (antes := vistas.setdefault(nombre, lugar)) != lugar:
            yield *lugar, f"la página «{nombre}» ya está en la línea {antes[0]}: quita una de las dos"


def _de_la_pagina(pagina: yaml.MappingNode, honduras: Honduras, hondura: int) -> Iterator[Malforme]:
    """Lo mal escrito en una página del índice y en lo que cuelga de ella."""
    grupos, hijas = honduras[min(hondura, len(honduras) - 1)]
    nombra, valores = "file" if hondura else "root", _valores_de(pagina)
    suyas: dict[str, Any] = {nombra: str} | DE_TODAS
    if nombra not in valores:
        hay_paginas = any(entradas(pagina))
        falta = f"falta `{nombra}:`"
        yield 1, 1, f"{falta}, la portada" if hay_paginas else f"el índice no nombra ninguna página ({falta})"
    for clave, valor in pagina.value:
        if clave.value in suyas:
            yield from malformes(clave.value, valor, suyas[clave.value], abierta=True)
        elif clave.value not in (grupos, hijas):
            yield *lugar_de(clave), _sobra(clave, (*suyas, grupos, hijas))
    if grupos in valores and hijas in valores:
        yield *lugar_de(pagina), f"o `{grupos}:` o `{hijas}:`, pero no las dos"
    elif hijas in valores:
        yield from _de_las_entradas(hijas, valores[hijas], honduras, hondura)
    elif grupos in valores:
        yield from _de_los_grupos(grupos, hijas, valores[grupos], honduras, hondura)


def _sobra(clave: yaml.Node, caben: tuple[str, ...]) -> str:
    de_otro = next((f for f, honduras in FORMATOS.items() if any(clave.value in par for par in honduras)), "")
    pista = f"¿falta `format: {de_otro}`?" if de_otro else f"caben {', '.join(caben)}"
    return f"aquí no va `{clave.value}:`: {pista}"


def _de_los_grupos(
    clave: str, hijas: str, grupos: yaml.Node, honduras: Honduras, hondura: int
) -> Iterator[Malforme]:
    yield from _sin_elementos(clave, grupos)
    for grupo in _valores(grupos):
        if not isinstance(grupo, yaml.MappingNode) or hijas not in (valores := _valores_de(grupo)):
            yield *lugar_de(grupo), f"a esto le falta `{hijas}:`"
            continue
        for opcion in OPCIONES.keys() & valores.keys():
            yield from malformes(opcion, valores[opcion], OPCIONES[opcion])
        yield from _de_las_entradas(hijas, valores[hijas], honduras, hondura)


def _de_las_entradas(clave: str, lista: yaml.Node, honduras: Honduras, hondura: int) -> Iterator[Malforme]:
    yield from _sin_elementos(clave, lista)
    for entrada in _valores(lista):
        nombran = NOMBRAN & _valores_de(entrada).keys()
        if len(nombran) != 1:
            yield *lugar_de(entrada), "una entrada lleva `file:`, `glob:` o `url:`, y solo una de las tres"
        elif nombran == {"file"} and isinstance(entrada, yaml.MappingNode):
            yield from _de_la_pagina(entrada, honduras, hondura + 1)
        else:
            yield from _de_lo_que_no_tiene_hijas(entrada, honduras, hondura)


def _de_lo_que_no_tiene_hijas(entrada: yaml.Node, honduras: Honduras, hondura: int) -> Iterator[Malforme]:
    valores = _valores_de(entrada)
    for clave in ("glob", "url", "title"):
        if clave in valores:
            yield from malformes(clave, valores[clave], (str, None) if clave == "title" else str)
    if ":" not in getattr(valores.get("url"), "value", ":"):  # otro esquema: lo dice `direcciones`
        yield *lugar_de(valores["url"]), "a `url:` le falta el comienzo: escribe `https://…`"
    for clave in honduras[min(hondura, len(honduras) - 1)]:
        if clave in valores:
            yield *lugar_de(valores[clave]), f"de `glob:` o de `url:` no cuelga `{clave}:`"


def _sin_elementos(clave: str, lista: yaml.Node) -> Iterator[Malforme]:
    if not isinstance(lista, yaml.SequenceNode) or not lista.value:
        yield *lugar_de(lista), f"`{clave}:` debe ser una lista y tener algo"


def _valores_de(nodo: yaml.Node | None) -> dict[str, yaml.Node]:
    return {clave.value: valor for clave, valor in nodo.value} if isinstance(nodo, yaml.MappingNode) else {}
