"""Con qué se pasa una fórmula de LaTeX a MathML: lo que sabe `math_core` y las macros del libro."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from math_core import LatexToMathML

# `dfrac`, `mathbold`… que usan los libros y `math_core` no trae.
MACROS = {"bm": r"\boldsymbol{#1}"}


class Traductores(NamedTuple):
    """El que deja dentro de cada fórmula su LaTeX, que es lo que se copia, y el que no."""

    anotado: LatexToMathML
    llano: LatexToMathML


def traductores_con(macros: Mapping[str, str]) -> Traductores:
    r"""Los de un libro que define unas macros; las suyas mandan.

    >>> llano = traductores_con({"RR": r"\mathbb{R}"}).llano
    >>> llano.convert_with_local_state(r"\RR", displaystyle=False)
    '<math><mi>ℝ</mi></math>'
    """
    anotado, llano = (
        LatexToMathML(annotation=anotar, fancy_error=False, macros=MACROS | dict(macros))
        for anotar in (True, False)
    )
    return Traductores(anotado, llano)


_ACTUALES = [traductores_con({})]


def traductores() -> Traductores:
    """Los del libro que se está pintando."""
    return _ACTUALES[0]


def usar_macros(macros: Mapping[str, str]) -> None:
    """Desde ahora se pinta un libro con esas macros."""
    _ACTUALES[0] = traductores_con(macros)
