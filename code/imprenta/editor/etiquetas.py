"""Lo que una página nombra: sus etiquetas, sus figuras, sus fórmulas y lo que definen sus celdas."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from imprenta.libro.modelo import Celda
from imprenta.libro.pagina import Pagina

CON_NOMBRE = re.compile(
    r"^[ \t>]*(?:\((?P<etiqueta>[^()\s]+)\)=[ \t]*|:(?P<clase>label|name):[ \t]*(?P<opcion>\S+)"
    r"|name:[ \t]*(?P<figura>[\w-]+)|\$\$[ \t]*\((?P<formula>[^()\s]+)\))[ \t]*$",
    re.MULTILINE,
)


class Etiqueta(NamedTuple):
    """Algo a que se puede enlazar y dónde se le da nombre; `clase` es «etiqueta», «fórmula» o «figura»."""

    nombre: str
    clase: str
    inicio: int


def etiquetas_de(pagina: Pagina) -> Iterator[Etiqueta]:
    """Las de una página, en orden."""
    for casa in CON_NOMBRE.finditer(pagina.texto):
        cual = casa.lastgroup or ""
        cual = "opcion" if cual == "clase" else cual
        clase = "fórmula" if cual == "formula" or casa["clase"] == "label" else "figura"
        clase = "etiqueta" if cual == "etiqueta" else clase
        yield Etiqueta(casa[cual], clase, casa.start(cual))


class NombreDeCelda(NamedTuple):
    """Un nombre que una celda define, en una línea y una columna de su código, desde 1; si lo `importa`."""

    nombre: str
    linea: int
    columna: int
    importa: bool = False


def definidos_en(codigo: str) -> list[NombreDeCelda]:
    """Lo que define una celda, en orden; nada si aún no es Python.

    >>> [uno.nombre for uno in definidos_en("import numpy as np\\na, b = 1, 2\\nfor k in a: c[0] = k")]
    ['np', 'a', 'b', 'k']
    """
    try:
        arbol = ast.parse(codigo)
    except (SyntaxError, ValueError):
        return []
    hallados = [definido for nodo in _de_fuera(arbol) for definido in _de(nodo, codigo)]
    return sorted(hallados, key=lambda uno: (uno.linea, uno.columna))


def _de_fuera(nodo: ast.AST) -> Iterator[ast.AST]:
    """Los nodos de un módulo, sin lo de dentro de sus funciones y clases."""
    for hijo in ast.iter_child_nodes(nodo):
        yield hijo
        if not isinstance(hijo, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from _de_fuera(hijo)


def _de(nodo: ast.AST, codigo: str) -> Iterator[NombreDeCelda]:
    if isinstance(nodo, ast.Import | ast.ImportFrom):
        for alias in nodo.names:
            nombre = (alias.asname or alias.name).partition(".")[0]
            yield NombreDeCelda(nombre, alias.lineno, alias.col_offset + 1, True)
    elif isinstance(nodo, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
        linea = codigo.split("\n")[nodo.lineno - 1]
        casa = re.search(rf"\b{re.escape(nodo.name)}\b", linea)
        yield NombreDeCelda(nodo.name, nodo.lineno, casa.start() + 1 if casa else nodo.col_offset + 1)
    elif isinstance(nodo, ast.Name) and isinstance(nodo.ctx, ast.Store):
        antes = codigo.split("\n")[nodo.lineno - 1].encode()[: nodo.col_offset]
        yield NombreDeCelda(nodo.id, nodo.lineno, len(antes.decode(errors="replace")) + 1)


def definicion_en_la_pagina(pagina: Pagina, nombre: str, antes_de: int) -> tuple[Celda, NombreDeCelda] | None:
    """La última celda que define un nombre antes de una posición; si ninguna, la primera que lo hace."""
    limite = pagina.lugar(antes_de)
    todas = [
        (celda, uno) for celda in pagina.celdas for uno in definidos_en(celda.codigo) if uno.nombre == nombre
    ]
    previas = [(celda, uno) for celda, uno in todas if celda.lugar(uno.linea, uno.columna) <= limite]
    return previas[-1] if previas else next(iter(todas), None)
