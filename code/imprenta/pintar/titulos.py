r"""El título de una página donde solo cabe texto: la ventana, el marcador y los enlaces a sus vecinas.

Un título con fórmulas lleva dentro su LaTeX (MathJax lo dibuja después; MathML lo guarda para copiarlo), y
quien le quita las etiquetas lee «γk\gamma_k» o «\(\gamma_k\)».
"""

from __future__ import annotations

import html
import re
from typing import Any

from sphinx.application import Sphinx

from imprenta.pintar.formula_leida import formula_leida
from imprenta.pintar.mathml import ANOTACION

POR_DIBUJAR = re.compile(r'<span class="math[^"]*"[^>]*>\s*\\[(\[](?P<tex>.*?)\\[)\]]\s*</span>', re.DOTALL)


def titulo_llano(titulo: str) -> str:
    r"""Un título en HTML, con sus fórmulas escritas como se leen.

    >>> titulo_llano(r'Más de <span class="math notranslate">\(\gamma_k &lt; 1\)</span>')
    'Más de γ_k &lt; 1'
    """
    con_texto = POR_DIBUJAR.sub(lambda casa: html.escape(formula_leida(html.unescape(casa["tex"]))), titulo)
    return ANOTACION.sub("", con_texto)


class TituloDeVecina(str):
    """Se enseña con sus fórmulas dibujadas; al quitarle las etiquetas (`striptags`), queda llano."""

    __slots__ = ()

    def __html__(self) -> str:
        return titulo_llano(str(self))


def titular(_app: Sphinx, _pagina: str, _plantilla: str, contexto: dict[str, Any], _doctree: object) -> None:
    """Deja llano el título de la ventana, y los de las páginas vecinas donde solo cabe texto."""
    contexto["title"] = titulo_llano(contexto.get("title") or "")
    for vecina in (contexto.get("prev"), contexto.get("next"), *(contexto.get("parents") or ())):
        if vecina:
            vecina["title"] = TituloDeVecina(vecina["title"])


def setup(app: Sphinx) -> None:
    app.connect("html-page-context", titular)
