"""El álgebra de lo que una fórmula calcula: números exactos o en coma flotante, vectores y matrices."""

from __future__ import annotations

import functools
import math
import operator
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import TypeAlias

from imprenta.libro.modelo import FormulaIlegible

Escalar: TypeAlias = int | float | Fraction
Valor: TypeAlias = "Escalar | tuple[Valor, ...]"
Funcion: TypeAlias = Callable[[Sequence[Valor]], Valor]  # de todos sus argumentos
CERO, UNO = Fraction(0), Fraction(1)
BITS_DE_POTENCIA = 2000  # de una potencia exacta
BITS_DE_NUMERO = 2_000_000  # de cualquier número exacto


class SinValor(ArithmeticError):
    """La fórmula no está definida en ese punto, o su valor no cabe en un número de los nuestros.

    División por cero, logaritmo de un negativo, `e^{-9999}` que sin ser cero se calcularía como cero…
    """


class FormulaAmbigua(FormulaIlegible):
    """Unos leen una cosa y otros, otra: ni cierta ni falsa; el mensaje dice qué escribir."""


def doble_lectura(trozo: str, *lecturas: str) -> FormulaAmbigua:
    r"""La queja de un trozo que se lee de varias maneras, con las que son claras.

    >>> print(doble_lectura("1/2x", "(1/2)x", "1/(2x)"))
    «1/2x» es ambiguo: escribe «(1/2)x» o «1/(2x)»
    """
    claras = " o ".join(f"«{lectura}»" for lectura in lecturas)
    return FormulaAmbigua(f"«{trozo}» es ambiguo: escribe {claras}")


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
    """El valor como índice o como límite de una suma."""
    numero = escalar(valor)
    if not math.isfinite(numero) or numero != int(numero):
        raise FormulaIlegible("un índice no es un número entero")
    return int(numero)


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
    return _con_valor(a + b)


def suma_de(sumandos: Iterable[Valor]) -> Valor:
    """La suma de muchos.

    >>> suma_de([(1, 2), (3, 4), 1])
    (Fraction(5, 1), Fraction(7, 1))
    """
    cero: Valor = CERO
    return functools.reduce(suma, sumandos, cero)


def producto_de(factores: Iterable[Valor]) -> Valor:
    """El producto de muchos.

    >>> producto_de([(1, 2), 3])
    (Fraction(3, 1), Fraction(6, 1))
    """
    uno: Valor = UNO
    return functools.reduce(producto, factores, uno)


def _con_valor(resultado: Escalar) -> Escalar:
    """Lo que da una operación, si es un número y cabe."""
    if isinstance(resultado, float) and math.isnan(resultado):
        raise SinValor("no es un número")
    if isinstance(resultado, Fraction) and _bits(resultado) > BITS_DE_NUMERO:
        raise SinValor("un número demasiado largo")
    return resultado


def no_nulo(resultado: Escalar) -> Escalar:
    """Lo que da una operación que nunca da cero: si lo da, se ha perdido en la coma flotante."""
    if resultado == 0:
        raise SinValor("tan pequeño que se calcularía como cero")
    return _con_valor(resultado)


def _bits(a: Fraction) -> int:
    return max(a.numerator.bit_length(), a.denominator.bit_length())


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
    if isinstance(a, tuple):
        return tuple(multiplo(x, k) for x in a)
    return no_nulo(a * k) if a and k else _con_valor(a * k)


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
    return suma_de(multiplo(x, escalar(y)) for x, y in zip(a, b, strict=True))


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


def producto_con_aspa(a: Valor, b: Valor) -> Valor:
    r"""El producto `a \times b`, que entre dos vectores es el vectorial.

    >>> producto_con_aspa((1, 0, 0), (0, 1, 0)), producto_con_aspa(2, (1, 3))
    ((0, 0, 1), (2, 6))
    """
    if not (_es_vector(a) and _es_vector(b)):
        return producto(a, b)
    if _perfil(a) != _perfil(b) or len(numeros_en(a)) != 3:
        consejo = r"para el producto escalar escribe «\cdot»"
        raise FormulaAmbigua(rf"«\times» entre vectores solo se entiende si los dos son de tres: {consejo}")
    (a1, a2, a3), (b1, b2, b3) = numeros_en(a), numeros_en(b)
    numeros = (a2 * b3 - a3 * b2, a3 * b1 - a1 * b3, a1 * b2 - a2 * b1)
    return _con_perfil(_perfil(a), numeros)


def _perfil(a: Valor) -> tuple[int, ...]:
    """Las dimensiones de un vector o de una matriz, según su primera fila."""
    return (len(a), *(_perfil(a[0]) if a else ())) if isinstance(a, tuple) else ()


def _es_vector(a: Valor) -> bool:
    """Si es un vector, o una matriz de una sola fila o de una sola columna."""
    perfil = _perfil(a)
    return (
        len(perfil) in {1, 2}
        and (len(perfil) == 1 or 1 in perfil)
        and math.prod(perfil) == len(numeros_en(a))
    )


def _con_perfil(perfil: tuple[int, ...], numeros: Sequence[Valor]) -> Valor:
    if len(perfil) == 1:
        return tuple(numeros)
    return (tuple(numeros),) if perfil[0] == 1 else tuple((numero,) for numero in numeros)


PRODUCTOS: dict[str, Callable[[Valor, Valor], Valor]] = {
    r"\cdot": producto,
    r"\times": producto_con_aspa,
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
    if isinstance(a, tuple):
        return tuple(cociente(x, b) for x in a)
    return no_nulo(a / b) if a else a / b


def potencia(a: Valor, b: Valor) -> Valor:
    """Un número elevado a otro; exacto si el exponente es entero y el resultado no es enorme.

    >>> potencia(Fraction(1, 4), Fraction(3)), potencia(Fraction(4), Fraction(1, 2))
    (Fraction(1, 64), 2.0)
    """
    if a == math.e and isinstance(b, tuple):
        return tuple(potencia(a, x) for x in b)
    if isinstance(a, tuple) or isinstance(b, tuple):
        raise FormulaIlegible("no se eleva un vector a una potencia")
    if a == 0 and b < 0:
        raise SinValor("división por cero")
    if isinstance(b, Fraction) and b.denominator == 1 and abs(b) * _largo(a) <= BITS_DE_POTENCIA:
        exacta: Escalar = a ** int(b)
        return exacta
    elevar = math.exp if a == math.e else functools.partial(operator.pow, en_coma_flotante(a))
    resultado = real(elevar, en_coma_flotante(b))
    return no_nulo(resultado) if a else resultado


def _largo(a: Escalar) -> int:
    """Lo que ocupa un número exacto: elevado a mucho, no cabría en ninguna parte."""
    return _bits(a) if isinstance(a, Fraction) else 1


def en_coma_flotante(a: Escalar) -> float:
    """El número como lo toman las funciones que no son exactas."""
    try:
        return float(a)
    except OverflowError:
        raise SinValor("un número demasiado grande") from None


def raiz(x: Valor, n: Valor) -> Valor:
    """La raíz enésima; la cuadrada, exacta donde lo es.

    >>> raiz(Fraction(9, 4), Fraction(2)), raiz(Fraction(1), Fraction(5))
    (Fraction(3, 2), 1.0)
    """
    return real(_raiz_cuadrada, escalar(x)) if n == 2 else potencia(x, cociente(1, n))


def _raiz_cuadrada(x: Escalar) -> Escalar:
    if isinstance(x, Fraction) and x >= 0:
        arriba, abajo = math.isqrt(x.numerator), math.isqrt(x.denominator)
        if arriba**2 == x.numerator and abajo**2 == x.denominator:
            return Fraction(arriba, abajo)
    return math.sqrt(x)


def absoluto(a: Valor) -> Valor:
    """El valor absoluto de un número, o la norma de un vector.

    >>> absoluto(Fraction(-3)), absoluto(-0.0), absoluto((Fraction(3), Fraction(4)))
    (Fraction(3, 1), 0.0, Fraction(5, 1))
    """
    if isinstance(a, tuple):
        return norma(a)
    return a if a > 0 else 0 - a


def norma(a: Valor, orden: Escalar = 2) -> Valor:
    """La norma de un vector: la euclídea, la suma de sus valores absolutos o el mayor de ellos.

    >>> norma((Fraction(3), Fraction(-4)), 1), norma((Fraction(3), Fraction(-4)), math.inf)
    (Fraction(7, 1), Fraction(4, 1))
    """
    if not (_es_vector(a) or not isinstance(a, tuple)):
        raise FormulaIlegible("entre barras hay una matriz: no sé si es su determinante o una norma")
    numeros = [x if x > 0 else 0 - x for x in numeros_en(a)]
    if orden == math.inf:
        return max(numeros)
    if orden == 1:
        return suma_de(numeros)
    if orden != 2:
        raise FormulaIlegible(f"no sé calcular la norma {orden}")
    return raiz(suma_de(multiplo(x, x) for x in numeros), Fraction(2))


def traspuesta(a: Valor) -> Valor:
    """La matriz con sus filas por columnas; un vector se queda como está.

    >>> traspuesta(((1, 2, 3), (4, 5, 6))), traspuesta((1, 2))
    (((1, 4), (2, 5), (3, 6)), (1, 2))
    """
    if not isinstance(a, tuple):
        raise FormulaIlegible("no se traspone un número")
    return tuple(_columnas(a)) if isinstance(a[0], tuple) else a


def real(f: Callable[[Escalar], Escalar], x: Escalar) -> Escalar:
    """Lo que da una función de números, que si no cabe en coma flotante es infinito."""
    try:
        resultado = f(x)
    except (ValueError, ZeroDivisionError) as error:
        raise SinValor(str(error)) from None
    except OverflowError:
        en_coma_flotante(x)  # lo que no cabe es el resultado, y no el argumento
        return math.inf
    if isinstance(resultado, complex):
        raise SinValor("no es un número real")
    return _con_valor(resultado)


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
