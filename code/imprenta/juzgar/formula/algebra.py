"""El álgebra de lo que una fórmula calcula: números exactos o en coma flotante, vectores y matrices."""

from __future__ import annotations

import functools
import math
import operator
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TypeAlias

from imprenta.libro.modelo import FormulaIlegible

Escalar: TypeAlias = int | float | Fraction
Valor: TypeAlias = "Escalar | tuple[Valor, ...]"
Funcion: TypeAlias = Callable[[Sequence[Valor]], Valor]  # de todos sus argumentos
BITS_DE_POTENCIA = 2000  # de una potencia exacta


class SinValor(ArithmeticError):
    """La fórmula no está definida en ese punto: división por cero, logaritmo de un negativo…"""


class FormulaAmbigua(FormulaIlegible):
    """Unos leen una cosa y otros, otra: ni cierta ni falsa; el mensaje dice qué escribir."""


def escalar(valor: Valor) -> Escalar:
    """El valor, que tiene que ser un número."""
    if isinstance(valor, tuple):
        raise FormulaIlegible("hay un vector donde va un número")
    return valor


def vector(valor: Valor) -> tuple[Valor, ...]:
    """El valor, que tiene que ser un vector."""
    if not isinstance(valor, tuple):
        raise FormulaIlegible("hay un número donde va un vector")
    return valor


def entero(valor: Valor) -> int:
    """El valor como índice o como límite de una suma, sin su parte decimal."""
    try:
        return int(escalar(valor))
    except (ValueError, OverflowError):
        raise FormulaIlegible("un índice no es un número entero") from None


def elemento(valor: Valor, indice: Valor) -> Valor:
    """El elemento de un vector, contando desde uno."""
    lugar = entero(indice)
    try:
        return vector(valor)[lugar - 1]
    except IndexError:
        raise FormulaIlegible(f"un vector no tiene elemento {lugar}") from None


def numeros_en(valor: Valor) -> list[Escalar]:
    """Los números de un vector o de una matriz, de izquierda a derecha."""
    if isinstance(valor, tuple):
        return [numero for parte in valor for numero in numeros_en(parte)]
    return [valor]


def suma(a: Valor, b: Valor) -> Valor:
    """La suma elemento a elemento; un número se suma a cada uno.

    >>> suma((1, 2), (3, 4)), suma((1, 2), 10)
    ((4, 6), (11, 12))
    """
    if isinstance(a, tuple) and isinstance(b, tuple):
        return _de_dos_en_dos(suma, a, b, "se suman vectores de distinto tamaño")
    if isinstance(a, tuple):
        return tuple(suma(x, b) for x in a)
    if isinstance(b, tuple):
        return tuple(suma(a, y) for y in b)
    return a + b


def _de_dos_en_dos(
    operar: Callable[[Valor, Valor], Valor], a: tuple[Valor, ...], b: tuple[Valor, ...], si_no: str
) -> Valor:
    if len(a) != len(b):
        raise FormulaIlegible(si_no)
    return tuple(operar(x, y) for x, y in zip(a, b, strict=True))


def multiplo(a: Valor, k: Escalar) -> Valor:
    """El valor por un número.

    >>> multiplo(((1, 2), (3, 4)), -1)
    ((-1, -2), (-3, -4))
    """
    return tuple(multiplo(x, k) for x in a) if isinstance(a, tuple) else a * k


def producto(a: Valor, b: Valor) -> Valor:
    """El producto: por un escalar, escalar de dos vectores, o de matrices.

    >>> producto((2, 1), (2, 1)), producto((2, 1), ((1, 0), (0, 3)))
    (Fraction(5, 1), (Fraction(2, 1), Fraction(3, 1)))
    """
    if not isinstance(a, tuple):
        return multiplo(b, a)
    if not isinstance(b, tuple):
        return multiplo(a, b)
    if isinstance(a[0], tuple):
        return tuple(producto(fila, b) for fila in a)
    if isinstance(b[0], tuple):
        if len(a) != len(b):
            raise FormulaIlegible("las dimensiones del producto no encajan")
        return tuple(producto(a, columna) for columna in _columnas(b))
    if len(a) != len(b):
        raise FormulaIlegible("se multiplican vectores de distinto tamaño")
    return sum((escalar(x) * escalar(y) for x, y in zip(a, b, strict=True)), Fraction(0))


def _columnas(matriz: tuple[Valor, ...]) -> list[tuple[Valor, ...]]:
    try:
        return list(zip(*map(vector, matriz), strict=True))
    except ValueError:
        raise FormulaIlegible("las filas de una matriz no son iguales") from None


def producto_elemento_a_elemento(a: Valor, b: Valor) -> Valor:
    r"""El producto de Hadamard, `a \odot b`."""
    if isinstance(a, tuple) and isinstance(b, tuple):
        return _de_dos_en_dos(
            producto_elemento_a_elemento, a, b, "se multiplican vectores de distinto tamaño"
        )
    return producto(a, b)


def producto_con_asterisco(a: Valor, b: Valor) -> Valor:
    """El producto de dos números; entre vectores, unos leen el escalar y otros, elemento a elemento."""
    if isinstance(a, tuple) and isinstance(b, tuple):
        raise FormulaIlegible("no sé qué producto de vectores es «*»")
    return producto(a, b)


PRODUCTOS: dict[str, Callable[[Valor, Valor], Valor]] = {
    r"\cdot": producto,
    r"\times": producto,
    "*": producto_con_asterisco,
    r"\odot": producto_elemento_a_elemento,
}


def cociente(a: Valor, b: Valor) -> Valor:
    """El valor entre un número.

    >>> cociente((Fraction(1), Fraction(3)), Fraction(2))
    (Fraction(1, 2), Fraction(3, 2))
    """
    if isinstance(b, tuple):
        raise FormulaIlegible("no se divide entre un vector")
    if b == 0:
        raise SinValor("división por cero")
    return tuple(cociente(x, b) for x in a) if isinstance(a, tuple) else a / b


def potencia(a: Valor, b: Valor) -> Valor:
    """Un número elevado a otro; exacto si el exponente es entero y el resultado no es enorme.

    >>> potencia(Fraction(1, 4), Fraction(3)), potencia(Fraction(4), Fraction(1, 2))
    (Fraction(1, 64), 2.0)
    """
    if isinstance(a, tuple) or isinstance(b, tuple):
        raise FormulaIlegible("no se eleva un vector a una potencia")
    if a == 0 and b < 0:
        raise SinValor("división por cero")
    if isinstance(b, Fraction) and b.denominator == 1 and abs(b) * _largo(a) <= BITS_DE_POTENCIA:
        exacta: Escalar = a ** int(b)
        return exacta
    exponente = float(b)
    resultado = _real(lambda base: base**exponente, float(a))
    if isinstance(resultado, complex):
        raise SinValor("potencia que no es real")
    return resultado


def _largo(a: Escalar) -> int:
    """Lo que ocupa un número exacto: elevado a mucho, no cabría en ninguna parte."""
    return max(a.numerator.bit_length(), a.denominator.bit_length()) if isinstance(a, Fraction) else 1


def raiz(x: Valor, n: Valor) -> Valor:
    """La raíz enésima; la cuadrada, exacta donde lo es.

    >>> raiz(Fraction(9, 4), Fraction(2)), raiz(Fraction(1), Fraction(5))
    (Fraction(3, 2), 1.0)
    """
    return _real(_raiz_cuadrada, escalar(x)) if n == 2 else potencia(x, cociente(1, n))


def _raiz_cuadrada(x: Escalar) -> Escalar:
    if isinstance(x, Fraction) and x >= 0:
        arriba, abajo = math.isqrt(x.numerator), math.isqrt(x.denominator)
        if arriba**2 == x.numerator and abajo**2 == x.denominator:
            return Fraction(arriba, abajo)
    return math.sqrt(x)


def absoluto(a: Valor) -> Valor:
    """El valor absoluto de un número.

    >>> absoluto(Fraction(-3)), absoluto(-0.0)
    (Fraction(3, 1), 0.0)
    """
    numero = escalar(a)
    return numero if numero > 0 else 0 - numero


def traspuesta(a: Valor) -> Valor:
    """La matriz con sus filas por columnas; un vector y un número se quedan como están.

    >>> traspuesta(((1, 2, 3), (4, 5, 6))), traspuesta((1, 2))
    (((1, 4), (2, 5), (3, 6)), (1, 2))
    """
    return tuple(_columnas(a)) if isinstance(a, tuple) and isinstance(a[0], tuple) else a


def _real(f: Callable[[Escalar], Escalar], x: Escalar) -> Escalar:
    try:
        return f(x)
    except (ValueError, ZeroDivisionError) as error:
        raise SinValor(str(error)) from None
    except OverflowError:
        return math.inf


# ——— Funciones con nombre ———


def _unico(argumentos: Sequence[Valor]) -> Valor:
    if len(argumentos) != 1:
        raise FormulaIlegible(f"una función de un argumento tiene {len(argumentos)}")
    return argumentos[0]


def _por_elemento(f: Callable[[Escalar], Escalar]) -> Funcion:
    def en_cada_uno(a: Valor) -> Valor:
        return tuple(map(en_cada_uno, a)) if isinstance(a, tuple) else _real(f, a)

    return lambda argumentos: en_cada_uno(_unico(argumentos))


def logaritmo(base: int) -> Funcion:
    """El logaritmo en esa base.

    >>> logaritmo(2)([8])
    3.0
    """
    return _por_elemento(lambda x: math.log(x, base))


def _sigmoide(x: Escalar) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def softmax(z: Valor) -> Valor:
    """El reparto de un vector, o el de cada fila de una matriz.

    >>> softmax((0.0, 0.0)), softmax(((1000.0, 1000.0), (3.0, 3.0)))
    ((0.5, 0.5), ((0.5, 0.5), (0.5, 0.5)))
    """
    if isinstance(vector(z)[0], tuple):
        return tuple(map(softmax, vector(z)))
    numeros = list(map(escalar, vector(z)))
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
    r"\exp": _por_elemento(math.exp),
    r"\ln": _por_elemento(math.log),
    r"\sin": _por_elemento(math.sin),
    r"\sen": _por_elemento(math.sin),
    r"\cos": _por_elemento(math.cos),
    r"\tan": _por_elemento(math.tan),
    r"\arctan": _por_elemento(math.atan),
    r"\tanh": _por_elemento(math.tanh),
    r"\max": mayor,
    r"\min": menor,
}
# Las que solo se entienden en una fórmula atada al código: en aritmética serían ambiguas.
FUNCIONES_DEL_CAMPO: dict[str, Funcion] = {
    r"\log": _por_elemento(math.log),
    r"\sigma": _por_elemento(_sigmoide),
    r"\sigma'": _por_elemento(lambda x: _sigmoide(x) * _sigmoide(-x)),
    "ReLU": _por_elemento(lambda x: max(x, Fraction(0))),
    "softmax": lambda argumentos: softmax(_unico(argumentos)),
}
CERO: Valor = Fraction(0)
UNO: Valor = Fraction(1)
SERIES: dict[str, Funcion] = {
    r"\sum": lambda terminos: functools.reduce(suma, terminos, CERO),
    r"\prod": lambda terminos: functools.reduce(producto, terminos, UNO),
    r"\max": mayor,
    r"\min": menor,
}
COMPARACIONES: dict[str, Callable[[Escalar, Escalar], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    r"\ll": operator.lt,
    r"\leq": operator.le,
    ">": operator.gt,
    r"\gg": operator.gt,
    r"\geq": operator.ge,
    r"\neq": operator.ne,
}
