r"""Leer lo que hay entre `\begin` y `\end`: matrices y funciones a trozos."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from imprenta.juzgar.formula.algebra import COMPARACIONES, FormulaAmbigua, escalar
from imprenta.juzgar.formula.cursor import Cursor, Nodo, Valores, union
from imprenta.libro.modelo import FormulaIlegible

MATRICES = {"pmatrix", "bmatrix", "matrix", "smallmatrix", "Bmatrix", "array"}
CON_PALABRAS = (r"\text", r"\mathrm", r"\textrm")
Condicion: TypeAlias = Callable[[Valores], bool]


def entorno(cursor: Cursor, nombre: str) -> Nodo:
    r"""Lo que sigue a `\begin{nombre}`, hasta su `\end`."""
    if nombre == "cases":
        return _casos(cursor)
    if nombre not in MATRICES:
        raise FormulaIlegible(f"no sé leer el entorno «{nombre}»")
    return _matriz(cursor, rf"\end{{{nombre}}}")


def _matriz(cursor: Cursor, final: str) -> Nodo:
    filas = [[cursor.expresion()]]
    while not cursor.pasar(final):
        if cursor.pasar("&"):
            filas[-1].append(cursor.expresion())
        elif cursor.pasar_salto():
            if cursor.actual.tipo != "entorno":
                filas.append([cursor.expresion()])
        else:
            raise FormulaIlegible(f"no sé leer «{cursor.actual.texto}» en una matriz")
    if len({len(fila) for fila in filas}) > 1:
        raise FormulaAmbigua("las filas de una matriz no son iguales")
    elementos = itertools.chain.from_iterable(filas)
    return union(lambda v: tuple(tuple(n.calcular(v) for n in f) for f in filas), *elementos, opera=False)


@dataclass(frozen=True)
class Caso:
    """Un caso de una función a trozos: lo que vale y cuándo; sin `condicion`, «en otro caso»."""

    valor: Nodo
    condicion: Condicion | None
    comparados: tuple[Nodo, ...] = ()


def _casos(cursor: Cursor) -> Nodo:
    casos = list[Caso]()
    while not cursor.pasar(r"\end{cases}"):
        casos.append(_caso(cursor))
        cursor.pasar_salto()
    nodos = (nodo for caso in casos for nodo in (caso.valor, *caso.comparados))
    return union(lambda v: _elegido(casos, v).valor.calcular(v), *nodos)


def _elegido(casos: list[Caso], valores: Valores) -> Caso:
    """El caso que vale en un punto."""
    validos = [caso for caso in casos if caso.condicion is not None and caso.condicion(valores)]
    validos = validos or [caso for caso in casos if caso.condicion is None]
    if len(validos) > 1:
        raise FormulaIlegible("dos casos se cumplen a la vez")
    if not validos:
        raise FormulaIlegible("sus casos no cubren todos los puntos")
    return validos[0]


def _caso(cursor: Cursor) -> Caso:
    r"""`1 & x > 0`, `x, & \text{si } 0 \le x < 1`, `0 & \text{en otro caso}`."""
    valor = cursor.expresion()
    cursor.pasar(",")
    cursor.tomar("&")
    _pasar_palabras(cursor)
    if cursor.actual.tipo in {"salto", "entorno"}:
        return Caso(valor, None)
    comparados, relaciones = [cursor.expresion()], list[str]()
    while cursor.actual.tipo == "relacion":
        relaciones.append(_comparacion(cursor))
        comparados.append(cursor.expresion())
        _pasar_palabras(cursor)
    if not relaciones:
        raise FormulaIlegible("un caso sin condición")
    return Caso(valor, _condicion(relaciones, comparados), tuple(comparados))


def _comparacion(cursor: Cursor) -> str:
    relacion = cursor.tomar().texto
    if relacion not in COMPARACIONES:
        raise FormulaAmbigua(f"«{relacion}» no decide si se está en un caso")
    return relacion


def _condicion(relaciones: list[str], comparados: list[Nodo]) -> Condicion:
    def se_cumple(valores: Valores) -> bool:
        numeros = [escalar(nodo.calcular(valores)) for nodo in comparados]
        parejas = zip(relaciones, itertools.pairwise(numeros), strict=True)
        return all(COMPARACIONES[relacion](a, b) for relacion, (a, b) in parejas)

    return se_cumple


def _pasar_palabras(cursor: Cursor) -> None:
    while cursor.pasar(".", ",") or cursor.actual.texto in CON_PALABRAS:
        if cursor.pasar(*CON_PALABRAS):
            cursor.entre_llaves()
