"""Las expresiones que la página ya lleva escritas, en sus celdas y en su prosa, y las que se les parecen."""

from __future__ import annotations

import ast
import builtins
import contextlib
import inspect
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

globals()["__builtins__"] = dict(vars(builtins))  # los de este módulo, aunque la página cambie los de todos

CELDAS_QUE_SE_LEEN, ESCRITAS_QUE_SE_PRUEBAN = 6, 250
CON_AMBITO = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
COMPRENSIONES = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
CALCULAN = (ast.Call, ast.BinOp, ast.Subscript, ast.Attribute, ast.UnaryOp, ast.Compare)
ENSENAN = ("print", "display")
PRIMARIAS = (ast.Name, ast.Attribute, ast.Call, ast.Subscript)
OTROS_ARGUMENTOS = 20
NUMEROS_QUE_SE_PRUEBAN = (0, 1, -1, 2, 3)


class Escrita(NamedTuple):
    """Una expresión, a qué distancia está y si la página enseña lo que da."""

    expresion: str
    nodo: ast.expr
    distancia: float
    se_ensena: bool


def escritas_en(fuentes: Sequence[str], expresiones: Sequence[str]) -> list[Escrita]:
    """Las de unas celdas y las de unos roles, las más cercanas primero.

    >>> [e.expresion for e in escritas_en(["y = f(x) + 1\\nprint(y / 2)"], ["d['a']"])]
    ['y / 2', "d['a']", 'f(x)']
    """
    halladas: dict[str, Escrita] = {}
    for escrita in (*_de_los_roles(expresiones), *_de_las_celdas(fuentes)):
        halladas.setdefault(escrita.expresion, escrita)
    return sorted(halladas.values(), key=lambda e: (e.distancia, not e.se_ensena))


def _de_los_roles(expresiones: Sequence[str]) -> Iterator[Escrita]:
    for k, expresion in enumerate(expresiones):
        with contextlib.suppress(SyntaxError, ValueError):
            nodo = ast.parse(expresion.strip(), mode="eval").body
            yield Escrita(expresion.strip(), nodo, min(k / 8, 4.0), False)
            for dentro in _a_la_vista(nodo):
                if isinstance(dentro, ast.Call):
                    texto = ast.get_source_segment(expresion.strip(), dentro) or ""
                    yield Escrita(" ".join(texto.split()), dentro, min(k / 8, 4.0) + 0.5, False)


def _de_las_celdas(fuentes: Sequence[str]) -> Iterator[Escrita]:
    for k, fuente in enumerate(fuentes[:CELDAS_QUE_SE_LEEN]):
        arbol = leido(fuente)
        for orden in arbol.body if arbol else ():
            se_ensenan = set(_ensenadas(orden, orden is arbol.body[-1])) if arbol else set()
            saltada = getattr(orden, "value", None) if isinstance(orden, ast.Assign) else None
            for nodo in _a_la_vista(orden):
                if isinstance(nodo, ast.Name | ast.Constant) or nodo is saltada:
                    continue
                texto = " ".join((ast.get_source_segment(fuente, nodo) or "").split())
                if texto and len(texto) <= 100:
                    yield Escrita(texto, nodo, float(k), nodo in se_ensenan)


def leido(fuente: str) -> ast.Module | None:
    """El árbol de una celda, si es Python sin órdenes de IPython."""
    with contextlib.suppress(SyntaxError, ValueError), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(fuente)
    return None


def _a_la_vista(nodo: ast.AST) -> Iterator[ast.expr]:
    """Las expresiones de una orden que se pueden calcular fuera de ella: no las de dentro de una función."""
    for hijo in ast.iter_child_nodes(nodo):
        if isinstance(hijo, CON_AMBITO):
            continue
        if isinstance(hijo, CALCULAN) and not _no_da_nada(hijo):
            yield hijo
        if not isinstance(hijo, COMPRENSIONES):
            yield from _a_la_vista(hijo)


def _no_da_nada(nodo: ast.expr) -> bool:
    """Si es el destino de una asignación, o enseña algo y no lo da."""
    if isinstance(nodo, ast.Call):
        return isinstance(nodo.func, ast.Name) and nodo.func.id in ENSENAN
    return isinstance(getattr(nodo, "ctx", None), ast.Store)


def _ensenadas(orden: ast.stmt, es_la_ultima: bool) -> Iterator[ast.expr]:
    """Lo que una orden enseña: lo que imprime y, si es la última de su celda, lo que vale."""
    if es_la_ultima and isinstance(orden, ast.Expr):
        yield orden.value
        if isinstance(orden.value, ast.Tuple):
            yield from orden.value.elts
    for nodo in ast.walk(orden):
        es_print = isinstance(nodo, ast.Call) and isinstance(nodo.func, ast.Name)
        if es_print and nodo.func.id in ENSENAN:  # type: ignore[attr-defined]  # lo ha mirado ya
            yield from nodo.args  # type: ignore[attr-defined]
        elif isinstance(nodo, ast.FormattedValue):
            yield nodo.value


def nombres_que_indexan(arboles: Iterable[ast.AST]) -> dict[str, set[str]]:
    """Los nombres con que la página toma un elemento de algo y, de cada uno, de qué.

    >>> nombres_que_indexan([ast.parse("a[azul] + b.media[0, azul] + c['x']")]) == {"azul": {"a", "media"}}
    True
    """
    usados: dict[str, set[str]] = {}
    for nodo in (n for arbol in arboles for n in ast.walk(arbol)):
        if isinstance(nodo, ast.Subscript):
            partes = nodo.slice.elts if isinstance(nodo.slice, ast.Tuple) else [nodo.slice]
            for parte in partes:
                if isinstance(parte, ast.Name):
                    usados.setdefault(parte.id, set()).add(ultimo_nombre(ast.unparse(nodo.value)))
    return usados


def ultimo_nombre(expresion: str) -> str:
    """El nombre por el que se conoce algo: el de su último atributo o el suyo.

    >>> ultimo_nombre("llega[he].mediana"), ultimo_nombre("d['a']")
    ('mediana', 'd')
    """
    sin_indices = re.sub(r"\[[^\[\]]*\]|\([^()]*\)", "", expresion)
    return sin_indices.rpartition(".")[2]


def cercanias(fuentes: Sequence[str], expresiones: Sequence[str]) -> dict[str, float]:
    """A qué distancia está la mención más cercana de cada nombre."""
    cerca: dict[str, float] = {}
    arboles = [(float(k), leido(fuente)) for k, fuente in enumerate(fuentes)]
    arboles += [(k / 4, leido(expresion.strip())) for k, expresion in enumerate(expresiones)]
    for lejos, arbol in arboles:
        for nodo in ast.walk(arbol) if arbol else ():
            if isinstance(nodo, ast.Name):
                cerca[nodo.id] = min(lejos, cerca.get(nodo.id, lejos))
    return cerca


def variaciones(escritas: Sequence[Escrita], nombres: Mapping[str, Any]) -> Iterator[Escrita]:
    """Las mismas llamadas con otro argumento: otro nombre que vale algo parecido u otro texto."""
    textos = dict.fromkeys(
        str(n.value)
        for e in escritas
        for n in ast.walk(e.nodo)
        if isinstance(n, ast.Constant) and _es_clave(n.value)
    )
    for escrita in escritas:
        for llamada in ast.walk(escrita.nodo):
            if isinstance(llamada, ast.Call):
                for argumento in llamada.args:
                    yield from _con_otro(escrita, argumento, _otros(argumento, nombres, list(textos)))


def _es_clave(valor: Any) -> bool:
    return isinstance(valor, str) and 0 < len(valor) <= 40 and '"' not in valor and valor.isprintable()


def _otros(argumento: ast.expr, nombres: Mapping[str, Any], textos: list[str]) -> list[str]:
    """Lo que podría ir en lugar de un argumento."""
    if isinstance(argumento, ast.Name) and argumento.id in nombres:
        valor = nombres[argumento.id]
        parecidos = (n for n, v in nombres.items() if n != argumento.id and _se_parecen(v, valor))
        return [n for n, _ in zip(parecidos, range(OTROS_ARGUMENTOS), strict=False)]
    if isinstance(argumento, ast.Constant) and isinstance(argumento.value, str):
        return [f'"{texto}"' for texto in textos if texto != argumento.value][:OTROS_ARGUMENTOS]
    if isinstance(argumento, ast.Constant) and isinstance(argumento.value, int | float):
        return [str(n) for n in NUMEROS_QUE_SE_PRUEBAN if n != argumento.value]
    return []


def _con_otro(escrita: Escrita, argumento: ast.expr, otros: list[str]) -> Iterator[Escrita]:
    """La expresión con otra cosa en lugar de un argumento, si está en una sola línea."""
    nodo = escrita.nodo
    if not argumento.lineno == nodo.lineno == nodo.end_lineno or argumento.end_col_offset is None:
        return
    octetos, base = escrita.expresion.encode(), nodo.col_offset
    antes, despues = octetos[: argumento.col_offset - base], octetos[argumento.end_col_offset - base :]
    for otro in otros:
        nueva = (antes + otro.encode() + despues).decode()
        with contextlib.suppress(SyntaxError, ValueError):
            yield Escrita(nueva, ast.parse(nueva, mode="eval").body, escrita.distancia + 1.0, False)


def _se_parecen(uno: Any, otro: Any) -> bool:
    iguales = type(uno) is type(otro) and not inspect.ismodule(uno)
    return iguales and getattr(uno, "shape", None) == getattr(otro, "shape", None)


def tamano(nodo: ast.AST) -> int:
    """Cuántas cosas lleva una expresión."""
    return sum(isinstance(n, ast.expr) for n in ast.walk(nodo))


def cerrada(escrita: Escrita) -> str:
    """La expresión, entre paréntesis si hace falta para tomar algo de ella."""
    return escrita.expresion if isinstance(escrita.nodo, PRIMARIAS) else f"({escrita.expresion})"
