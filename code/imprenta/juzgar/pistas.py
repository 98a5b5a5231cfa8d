"""Lo que se añade al decir que una cifra es falsa cuando lo que falla es la manera de escribirla."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from imprenta.juzgar.prosa import error_de_cifra
from imprenta.libro.modelo import Dato, Respuesta
from imprenta.libro.pagina import Rol

MILES = re.compile(r"[-−+]?[1-9][0-9]{0,2}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*")
TANTO_POR_CIENTO = re.compile(r"(?P<numero>[-−+]?[0-9]+(?:[.,][0-9]+)?)\s*%")


def error_de_cifra_con_pista(rol: Rol, respuesta: Respuesta) -> str:
    """Por qué una cifra es falsa y, si es por cómo está escrita, cómo se escribe."""
    error = error_de_cifra(rol, respuesta)
    return error + pista(rol.literal, respuesta.dato) if error else ""


def pista(literal: str, valor: Dato) -> str:
    """Cómo se escribe un literal que sería cierto escrito de otra manera, o nada.

    >>> pista("1.200", 1200)
    '; los millares se separan con un espacio: «1 200»'
    >>> pista("95 %", 95)
    '; el % divide entre cien: «95 %» es 0.95'
    >>> pista("1.201", 1200)
    ''
    """
    if isinstance(valor, bool) or not isinstance(valor, int | float | Fraction):
        return ""
    if MILES.fullmatch(literal) and _numero(re.sub("[.,]", "", literal)) == valor:
        return f"; los millares se separan con un espacio: «{re.sub('[.,]', ' ', literal)}»"
    casa = TANTO_POR_CIENTO.fullmatch(literal)
    if casa is not None and float(_numero(casa["numero"])) == valor:
        return f"; el % divide entre cien: «{literal}» es {(_numero(casa['numero']) / 100).normalize():f}"
    return ""


def _numero(escrito: str) -> Decimal:
    return Decimal(escrito.replace("−", "-").replace(",", "."))
