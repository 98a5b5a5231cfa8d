"""Escribir un valor calculado como lo escribiría un autor."""

from __future__ import annotations

import math
from fractions import Fraction

from imprenta.juzgar.literal.comparar import Calculado, redondeo
from imprenta.juzgar.literal.leer import FACTORES, Literal, Numero, numeros_de

BITS_ESCRIBIBLES = 10_000  # de un entero: Python no escribe los mucho más largos


def escrito_como(valor: Calculado, molde: Literal) -> str:
    """`valor` escrito con la precisión y la forma de `molde`.

    >>> from imprenta.juzgar.literal.leer import literal_de
    >>> escrito_como(0.7310585786, literal_de("0.74")), escrito_como(0.26894, literal_de("28 %"))
    ('0.73', '27 %')
    """
    if isinstance(molde, tuple):
        if not isinstance(valor, list | tuple):
            return a_diez_cifras(valor)
        moldes = [*molde, *[molde[-1] if molde else Numero(Fraction(0))] * len(valor)]
        return "[" + ", ".join(escrito_como(v, m) for v, m in zip(valor, moldes, strict=False)) + "]"
    if isinstance(valor, bool) or not isinstance(valor, int | float | Fraction):
        return a_diez_cifras(valor)
    if molde.paso is None or not _tiene_fin(valor):
        return a_diez_cifras(valor)
    escala = FACTORES.get(molde.sufijo, 1) * Fraction(10) ** (molde.exponente or 0)
    redondo = redondeo(valor, molde.paso) / escala
    signo = "−" if redondo < 0 else ""
    cifras = str(abs(redondo) * 10**molde.decimales).rjust(molde.decimales + 1, "0")
    corte = len(cifras) - molde.decimales
    texto = signo + cifras[:corte] + ("." + cifras[corte:] if molde.decimales else "")
    if molde.exponente is not None:
        texto += f"·10{_superindice(molde.exponente)}"
    return texto + (f" {molde.sufijo}" if molde.sufijo else "")


def _tiene_fin(valor: float | Fraction) -> bool:
    return not isinstance(valor, float) or math.isfinite(valor)


def _superindice(n: int) -> str:
    return str(n).translate(str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"))


def a_diez_cifras(valor: Calculado) -> str:
    """Un valor calculado, con hasta diez cifras significativas.

    >>> a_diez_cifras([1 / 3, 2])
    '[0.3333333333, 2]'
    """
    if isinstance(valor, list | tuple):
        return "[" + ", ".join(map(a_diez_cifras, valor)) + "]"
    if isinstance(valor, Fraction):
        valor = valor.numerator if valor.denominator == 1 else en_coma(valor)
    if isinstance(valor, int) and valor.bit_length() > BITS_ESCRIBIBLES:
        return f"un entero de {int(math.log10(abs(valor))) + 1} cifras"
    return format(valor, ".10g") if isinstance(valor, float) else str(valor)


def en_coma(valor: float | Fraction) -> float:
    """El número en coma flotante; infinito si no cabe."""
    try:
        return float(valor)
    except OverflowError:
        return math.inf if valor > 0 else -math.inf


def precision(literal: Literal) -> str:
    """«con 2 decimales», o nada si el literal es exacto o mezcla precisiones."""
    decimales = {n.decimales if n.paso is not None else None for n in numeros_de(literal)}
    if len(decimales) != 1 or decimales <= {None, 0}:
        return ""
    (n,) = decimales
    return "con 1 decimal" if n == 1 else f"con {n} decimales"
