"""Una fórmula dicha en voz alta, en la lengua del libro: lo que lee quien no la ve, en el papel y en el EPUB.

Sale del mismo MathML que se dibuja. Se sabe decir en español y en inglés; en otra lengua, lo que se dice es
lo que se lee en una línea (`formula_leida`), que no es de ninguna.
"""

from __future__ import annotations

from functools import lru_cache

from math_core import LatexError

from imprenta.pintar.formula_leida import formula_leida
from imprenta.pintar.mathml import arbol_de, para_dibujar
from imprenta.pintar.traductores import Traductores, traductores
from imprenta.pintar.voz.leer import LectorDeFormulas
from imprenta.pintar.voz.palabras import VOCES

LECTORES_EN_VOZ_ALTA = {lengua: LectorDeFormulas(voz) for lengua, voz in VOCES.items()}


def formula_dicha(tex: str, lengua: str) -> str:
    r"""Cómo se lee una fórmula; la que no se puede dibujar, como está escrita.

    >>> print(formula_dicha(r"\sigma'(x) = \frac{1}{4}", "es"))
    sigma prima de x igual a 1 entre 4
    >>> print(formula_dicha(r"\frac{\partial E}{\partial w}", "en"))
    partial derivative of E with respect to w
    >>> print(formula_dicha(r"\sqrt{d_k}", "fr"))
    √d_k
    """
    return _dicha(tex, lengua, traductores())


@lru_cache(maxsize=8192)
def _dicha(tex: str, lengua: str, con: Traductores) -> str:
    lector = LECTORES_EN_VOZ_ALTA.get(lengua.partition("-")[0].partition("_")[0])
    if lector is None:
        return formula_leida(tex)
    try:
        dibujo = con.llano.convert_with_local_state(para_dibujar(tex), displaystyle=False)
    except LatexError:
        return tex
    return lector.entera(arbol_de(dibujo)) or lector.voz("vacio")
