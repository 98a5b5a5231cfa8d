"""Lo que hay detrás de un nombre: la cuenta con que una celda lo calculó, para mirar dentro de ella.

`peor < 0.02` no dice qué se compara; si la celda dice `peor = np.abs(p - q).max()`, sí. Solo se despeja lo
que vale lo mismo las veces que se calcule: cuentas, sin llamar a nada de la página, de nombres que ella
escribe una sola vez y no cambia después.
"""

from __future__ import annotations

import ast
import copy
import functools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from imprenta.juzgar.afirmaciones import AJENOS_AL_LIBRO, DE_PYTHON

Definiciones = Mapping[str, ast.expr]
METODOS = frozenset("abs max min mean sum std var ptp all any round copy astype ravel reshape tolist".split())
POR_SORTEO = frozenset({"random"})


def definiciones_de(celdas: Iterable[str]) -> Definiciones:
    """Los nombres de unas celdas que se pueden despejar, con su cuenta.

    >>> celdas = ["d = p - q", "peor = abs(d).max()", "x = f(d)"]
    >>> {nombre: ast.unparse(cuenta) for nombre, cuenta in definiciones_de(celdas).items()}
    {'d': 'p - q', 'peor': 'abs(p - q).max()'}
    """
    return _definiciones(tuple(celdas))


@functools.lru_cache(maxsize=16)  # las afirmaciones que siguen a una celda comparten las de antes
def _definiciones(celdas: tuple[str, ...]) -> Definiciones:
    leidas = [_leida(celda) for celda in celdas]
    veces = Counter[str]()
    for leida in leidas:
        veces.update(leida.veces)
    definidas: dict[str, ast.expr] = {}
    for nombre, cuenta, usados in (definicion for leida in leidas for definicion in leida.posibles):
        if all(veces[n] <= 1 for n in (nombre, *usados)):
            definidas[nombre] = despejado(cuenta, definidas)
    return definidas


class _Leida(NamedTuple):
    """De una celda, lo que quizá define —un nombre, su cuenta y los que usa— y qué nombres escribe."""

    posibles: tuple[tuple[str, ast.expr, frozenset[str]], ...]
    veces: Counter[str]


@functools.lru_cache(maxsize=1024)
def _leida(celda: str) -> _Leida:
    sentencias = _sentencias(celda)
    return _Leida(tuple(_posibles(sentencias)), Counter(n for s in sentencias for n in _escritos(s)))


def _posibles(sentencias: Iterable[ast.stmt]) -> Iterator[tuple[str, ast.expr, frozenset[str]]]:
    for s in sentencias:
        if isinstance(s, ast.Assign) and len(s.targets) == 1 and isinstance(s.targets[0], ast.Name):
            nombre, usados = s.targets[0].id, frozenset(_nombres(s.value))
            if nombre not in usados and _es_cuenta(s.value):
                yield nombre, s.value, usados


def despejado(nodo: ast.expr, definiciones: Definiciones) -> ast.expr:
    """La misma cuenta con cada nombre que se pueda en el lugar de la suya.

    >>> ast.unparse(despejado(ast.parse("peor < 0.02", mode="eval").body, definiciones_de(["peor = p - q"])))
    'p - q < 0.02'
    """
    return _Despeje(definiciones).visit(copy.deepcopy(nodo)) if definiciones else nodo


class _Despeje(ast.NodeTransformer):
    def __init__(self, definiciones: Definiciones) -> None:
        self.definiciones = definiciones

    def visit_Name(self, nodo: ast.Name) -> ast.expr:
        return self.definiciones.get(nodo.id, nodo)

    def visit_GeneratorExp(self, nodo: ast.GeneratorExp) -> ast.expr:
        return nodo  # sus nombres pueden ser los de su bucle


def _sentencias(celda: str) -> list[ast.stmt]:
    """Las de una celda; de la que no es solo Python, como las que llevan magias, ninguna."""
    try:
        return ast.parse(celda).body
    except (SyntaxError, ValueError):
        return []


def _escritos(sentencia: ast.stmt) -> Iterator[str]:
    """Los nombres que una sentencia escribe o cambia por dentro, tantas veces como lo haga."""
    es_una_vez = isinstance(sentencia, ast.Assign)
    for nodo in ast.walk(sentencia):
        if isinstance(nodo, ast.Name) and not isinstance(nodo.ctx, ast.Load):
            yield from [nodo.id] * (1 if es_una_vez else 2)
        elif isinstance(nodo, ast.Subscript | ast.Attribute) and not isinstance(nodo.ctx, ast.Load):
            yield from [*_nombres(nodo)] * 2


def _nombres(nodo: ast.AST) -> Iterator[str]:
    return (n.id for n in ast.walk(nodo) if isinstance(n, ast.Name))


def _es_cuenta(nodo: ast.expr) -> bool:
    ligan = ast.Lambda | ast.NamedExpr | ast.comprehension | ast.Await | ast.Starred
    return all(
        not isinstance(n, ligan) and (not isinstance(n, ast.Call) or _es_de_cuentas(n.func))
        for n in ast.walk(nodo)
    )


def _es_de_cuentas(funcion: ast.expr) -> bool:
    """Si es de Python o de NumPy, y no sortea: llamarla otra vez da lo mismo."""
    if isinstance(funcion, ast.Name):
        return funcion.id in DE_PYTHON - {"next", "input", "open", "iter"}
    if not isinstance(funcion, ast.Attribute):
        return False
    raices = [n.id for n in ast.walk(funcion) if isinstance(n, ast.Name)]
    partes = {n.attr for n in ast.walk(funcion) if isinstance(n, ast.Attribute)}
    return not partes & POR_SORTEO and (set(raices) <= AJENOS_AL_LIBRO or funcion.attr in METODOS)
