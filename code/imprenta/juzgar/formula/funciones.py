r"""Las funciones que una fórmula llama por su nombre: `\sin`, `\max`, `\mathrm{softmax}`…"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from fractions import Fraction

from imprenta.juzgar.formula.algebra import (
    Escalar,
    Funcion,
    SinValor,
    Valor,
    en_coma_flotante,
    escalar,
    no_nulo,
    producto_de,
    real,
    suma_de,
    vector,
)
from imprenta.libro.modelo import FormulaIlegible

HOLGURA_DE_ANGULO = 1e-15
TOPE_DE_ANGULO = 10**6  # radianes: de uno mayor, en coma flotante, su seno no se sabe


def _unico(argumentos: Sequence[Valor]) -> Valor:
    if len(argumentos) != 1:
        raise FormulaIlegible(f"una función de un argumento tiene {len(argumentos)}")
    return argumentos[0]


def _por_elemento(f: Callable[[Escalar], Escalar]) -> Funcion:
    def en_cada_uno(a: Valor) -> Valor:
        return tuple(map(en_cada_uno, a)) if isinstance(a, tuple) else real(f, a)

    return lambda argumentos: en_cada_uno(_unico(argumentos))


def _de_un_angulo(f: Callable[[float], float], *en_cada_recto: int | None) -> Funcion:
    """Una función de un ángulo, con lo que vale exactamente en cero, uno, dos y tres rectos.

    En coma flotante, el seno de `2\\pi` no es cero.
    """

    def de_radianes(x: Escalar) -> Escalar:
        if not -TOPE_DE_ANGULO < x < TOPE_DE_ANGULO:
            raise SinValor("un ángulo demasiado grande")
        rectos = float(x) / (math.pi / 2)
        if abs(rectos - round(rectos)) > abs(rectos) * HOLGURA_DE_ANGULO:
            return f(float(x))
        if (exacto := en_cada_recto[round(rectos) % 4]) is None:
            raise SinValor("no está definida en un ángulo recto")
        return Fraction(exacto)

    return _por_elemento(de_radianes)


def _neperiano(x: Escalar) -> float:
    """El logaritmo, también el de un entero que no cabe en coma flotante."""
    if isinstance(x, Fraction) and x.denominator == 1 and x > 0:
        return math.log(x.numerator)
    return math.log(x)


@functools.cache
def logaritmo(base: int) -> Funcion:
    """El logaritmo en esa base.

    >>> logaritmo(2)([8])
    3.0
    """
    return _por_elemento(lambda x: _neperiano(x) / math.log(base))


def _sigmoide(x: Escalar) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def softmax(z: Valor) -> Valor:
    """El reparto de un vector, o el de cada fila de una matriz.

    >>> softmax((0.0, 0.0)), softmax(((1000.0, 1000.0), (3.0, 3.0)))
    ((0.5, 0.5), ((0.5, 0.5), (0.5, 0.5)))
    """
    if isinstance(vector(z)[0], tuple):
        return tuple(map(softmax, vector(z)))
    numeros = [en_coma_flotante(escalar(x)) for x in vector(z)]
    tope = max(numeros)
    exponenciales = [math.exp(x - tope) for x in numeros]
    total = sum(exponenciales)
    return tuple(e / total for e in exponenciales)


def _extremo(elegir: Callable[[list[Escalar]], Escalar]) -> Funcion:
    """El mayor o el menor de unos números: los de un vector, o los argumentos."""

    def de_todos(argumentos: Sequence[Valor]) -> Valor:
        candidatos = argumentos
        if len(argumentos) == 1 and isinstance(argumentos[0], tuple):
            candidatos = argumentos[0]
        if not candidatos:
            raise FormulaIlegible("no hay entre qué elegir el mayor o el menor")
        return elegir(list(map(escalar, candidatos)))

    return de_todos


mayor, menor = _extremo(max), _extremo(min)

FUNCIONES: dict[str, Funcion] = {
    r"\exp": _por_elemento(lambda x: no_nulo(math.exp(x))),
    r"\ln": _por_elemento(_neperiano),
    r"\sin": _de_un_angulo(math.sin, 0, 1, 0, -1),
    r"\cos": _de_un_angulo(math.cos, 1, 0, -1, 0),
    r"\tan": _de_un_angulo(math.tan, 0, None, 0, None),
    r"\arcsin": _por_elemento(math.asin),
    r"\arccos": _por_elemento(math.acos),
    r"\arctan": _por_elemento(math.atan),
    r"\sinh": _por_elemento(math.sinh),
    r"\cosh": _por_elemento(math.cosh),
    r"\tanh": _por_elemento(math.tanh),
    r"\max": mayor,
    r"\min": menor,
}
# Las que solo se entienden en una fórmula atada al código: en aritmética serían ambiguas.
FUNCIONES_DEL_CAMPO: dict[str, Funcion] = {
    r"\log": _por_elemento(_neperiano),
    r"\sigma": _por_elemento(_sigmoide),
    r"\sigma'": _por_elemento(lambda x: _sigmoide(x) * _sigmoide(-x)),
    "ReLU": _por_elemento(lambda x: max(x, Fraction(0))),
    "softmax": lambda argumentos: softmax(_unico(argumentos)),
}
NOMBRES_CASTELLANOS = {
    r"\sen": r"\sin",
    r"\tg": r"\tan",
    r"\arcsen": r"\arcsin",
    r"\arctg": r"\arctan",
    r"\senh": r"\sinh",
    r"\tgh": r"\tanh",
}
NOMBRES_DE_FUNCION = {nombre.removeprefix("\\") for nombre in (*FUNCIONES, *NOMBRES_CASTELLANOS)}
INVERSAS = {
    r"\sin": r"\arcsin",
    r"\cos": r"\arccos",
    r"\tan": r"\arctan",
    r"\exp": r"\ln",
    r"\ln": r"\exp",
}
DE_ANGULOS = frozenset({r"\sin", r"\cos", r"\tan"})  # su argumento puede ir en grados
SERIES: dict[str, Funcion] = {
    r"\sum": suma_de,
    r"\prod": producto_de,
    r"\max": mayor,
    r"\min": menor,
}
