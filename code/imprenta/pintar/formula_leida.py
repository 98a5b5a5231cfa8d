"""Una fórmula en una línea de texto: lo que de ella se lee en la página, y nada de su LaTeX.

Lo que se dibuja (una fracción, una raíz, un índice) se dice con `/`, `√`, `_` y `^`, como se escribe a mano.
"""

from __future__ import annotations

import re
from unicodedata import normalize
from xml.etree.ElementTree import Element

from math_core import LatexError

from imprenta.pintar.mathml import arbol_de, para_dibujar
from imprenta.pintar.traductores import traductores

ENTRE = {"mfrac": "/", "mtr": " ", "mtable": " "}
INDICES = {"msub": "_", "munder": "_", "msup": "^", "msubsup": "_^", "munderover": "_^"}
RELACION = re.compile(r"([=≈≠≤≥<>→])")
DE_OTRA_LETRA = re.compile("[\U0001d400-\U0001d7ff]")  # la recta, la negrita y la caligráfica de las fórmulas
INVISIBLES = dict.fromkeys([*range(0x2061, 0x2065), 0x200B])
PEGADAS = re.compile(r"(?<=[^\W_])\0(?=[^\W_])")  # dos letras seguidas son dos cosas, y no una palabra
PRIMA = re.compile("\\^(?=[′″])")


def formula_leida(tex: str) -> str:
    r"""Lo que se lee de una fórmula; la que no se puede dibujar, como está escrita.

    >>> formula_leida(r"\sigma'(x) = \frac{1}{4}"), formula_leida(r"\sqrt{d_k} \cdot 10^{-3}")
    ('σ′(x) = 1/4', '√d_k⋅10^−3')
    """
    try:
        dibujo = traductores().llano.convert_with_local_state(para_dibujar(tex), displaystyle=False)
    except LatexError:
        return tex
    texto = PEGADAS.sub(" ", _leido(arbol_de(dibujo))).replace("\0", "")
    llano = DE_OTRA_LETRA.sub(lambda casa: normalize("NFKC", casa[0]), PRIMA.sub("", texto))
    return " ".join(RELACION.sub(r" \1 ", llano).split())


def _leido(nodo: Element) -> str:
    etiqueta = nodo.tag.rpartition("}")[2]
    partes = [(nodo.text or "").translate(INVISIBLES), *map(_leido, nodo)]
    if etiqueta in INDICES:
        return "".join(map("".join, zip(["", *INDICES[etiqueta]], partes[1:], strict=True)))
    raiz = "√" if etiqueta in ("msqrt", "mroot") else ""
    return raiz + ENTRE.get(etiqueta, "\0").join(parte for parte in partes if parte.strip())
