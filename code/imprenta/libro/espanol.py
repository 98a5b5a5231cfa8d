"""Lo que el español pide a un programa: su orden alfabético y qué es una cifra para quien lee."""

from __future__ import annotations

import unicodedata

SIGNOS, CIFRAS = "Signos", "Cifras"


def orden(voz: str) -> str:
    """La clave con que se ordena una voz.

    >>> sorted(["nube", "ñandú", "ópera", "ola", "nz", "OIL"], key=orden)
    ['nube', 'nz', 'ñandú', 'OIL', 'ola', 'ópera']
    """
    sin_enie = voz.lower().replace("ñ", "n\uffff")
    return "".join(c for c in unicodedata.normalize("NFD", sin_enie) if not unicodedata.combining(c))


def inicial(voz: str) -> str:
    """La letra bajo la que va una voz, o que empieza por una cifra o por un signo.

    >>> [inicial(voz) for voz in ("ángulo", "ñandú", "2d", "+")]
    ['A', 'Ñ', 'Cifras', 'Signos']
    """
    primera = voz[:1].upper()
    if not primera.isalpha():
        return CIFRAS if primera.isdigit() else SIGNOS
    return primera if primera == "Ñ" else orden(primera).upper()


def sitio(voz: str) -> tuple[bool, bool, str]:
    """Primero los signos, luego las cifras y al final las letras.

    >>> sorted(["áspero", "2d", "azul", "+"], key=sitio)
    ['+', '2d', 'áspero', 'azul']
    """
    return inicial(voz) not in {SIGNOS, CIFRAS}, inicial(voz) == CIFRAS, orden(voz)


def es_cifra(caracter: str) -> bool:
    """Si un lector ve un número: dígitos de cualquier escritura, fracciones, superíndices.

    >>> [c for c in "a7½Ⅷ²٣x" if es_cifra(c)]
    ['7', '½', 'Ⅷ', '²', '٣']
    """
    return caracter.isdigit() or unicodedata.category(caracter) in {"Nd", "Nl", "No"}


def tiene_cifras(texto: str) -> bool:
    """Si en un texto se ve algún número escrito con cifras.

    >>> tiene_cifras("H₂O"), tiene_cifras("agua")
    (True, False)
    """
    return not texto.isalpha() and any(map(es_cifra, texto))  # casi siempre son letras
