r"""Las operaciones que solo tienen los enteros: `5!`, `\binom{5}{2}` y `7 \bmod 3`."""

from __future__ import annotations

import math
from fractions import Fraction

from imprenta.juzgar.formula.algebra import SinValor, Valor, escalar
from imprenta.libro.modelo import FormulaIlegible

TOPE_DE_FACTORIAL = 2000


def _natural(a: Valor, que: str) -> int:
    numero = escalar(a)
    if not isinstance(numero, Fraction) or numero.denominator != 1 or numero < 0:
        raise SinValor(f"{que} de lo que no es un número natural")
    if numero > TOPE_DE_FACTORIAL:
        raise FormulaIlegible(f"{que} de un número mayor que {TOPE_DE_FACTORIAL}")
    return int(numero)


def factorial(n: Valor) -> Valor:
    """El producto de los `n` primeros números.

    >>> factorial(Fraction(5))
    Fraction(120, 1)
    """
    return Fraction(math.factorial(_natural(n, "factorial")))


def binomial(n: Valor, k: Valor) -> Valor:
    r"""De cuántas maneras se eligen `k` cosas entre `n`: `\binom{n}{k}`.

    >>> binomial(Fraction(5), Fraction(2))
    Fraction(10, 1)
    """
    return Fraction(math.comb(_natural(n, "número combinatorio"), _natural(k, "número combinatorio")))


def resto(a: Valor, n: Valor) -> Valor:
    r"""El resto de dividir entre `n`: `a \bmod n`.

    >>> resto(Fraction(7), Fraction(3)), resto(Fraction(-7), Fraction(3))
    (Fraction(1, 1), Fraction(2, 1))
    """
    dividendo, divisor = escalar(a), escalar(n)
    if not isinstance(dividendo, Fraction) or not isinstance(divisor, Fraction) or divisor <= 0:
        raise SinValor("resto de lo que no es exacto, o entre lo que no es positivo")
    return dividendo % divisor
