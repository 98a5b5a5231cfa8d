"""El ISBN de una edición: trece cifras, la última de control (ISO 2108)."""

from __future__ import annotations

import re

CIFRAS = 13
PREFIJOS = ("978", "979")


def reparo_al_isbn(texto: str) -> str:
    """Por qué algo no es un ISBN, o nada.

    >>> reparo_al_isbn("978-84-376-0494-7")
    ''
    >>> reparo_al_isbn("978-84-376-0494-8")
    'el ISBN «978-84-376-0494-8» no es correcto: su última cifra tendría que ser 7'
    """
    cifras = re.sub(r"[\s-]", "", texto)
    if not re.fullmatch(rf"[0-9]{{{CIFRAS}}}", cifras) or not cifras.startswith(PREFIJOS):
        return f"«{texto}» no es un ISBN: son {CIFRAS} cifras que empiezan por {' o '.join(PREFIJOS)}"
    control = cifra_de_control(cifras)
    if cifras[-1] != control:
        return f"el ISBN «{texto}» no es correcto: su última cifra tendría que ser {control}"
    return ""


def cifra_de_control(cifras: str) -> str:
    """La que hace múltiplo de diez la suma de las trece, con las de lugar par contadas tres veces."""
    suma = sum(int(cifra) * (3 if lugar % 2 else 1) for lugar, cifra in enumerate(cifras[: CIFRAS - 1]))
    return str(-suma % 10)


def isbn_escrito(texto: str) -> str:
    """Un ISBN como se imprime: con los guiones que su autor le puso, que dicen el país y la editorial."""
    return "-".join(re.split(r"[\s-]+", texto.strip()))
