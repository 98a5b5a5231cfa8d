r"""Las macros que una página define en sus fórmulas: valen desde ahí hasta su final, como en MathJax.

En la web las recuerda MathJax. En el papel, en el EPUB y donde se dibuja al construir, cada fórmula va sola:
se le da escrita entera. También a la de un título, que se enseña en otras páginas.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from imprenta.juzgar.macros import Macro, macros_definidas
from imprenta.pintar.mathml import DIBUJANTE
from imprenta.pintar.solo_en_la_web import SIN_WEB
from imprenta.pintar.traductores import desplegado

ESCRITA_ENTERA = "imprenta_entera"


class MacrosDeLaPagina(SphinxTransform):
    """Apunta al lado de cada fórmula cómo se escribe sin las macros de la página."""

    default_priority = 870  # antes de que Sphinx apunte los títulos, que es el 880

    def apply(self, **_: Any) -> None:
        macros = dict[str, Macro]()
        for formula in _formulas(self.document):
            tex = formula.astext()
            resto, nuevas = sin_definiciones(tex)
            macros |= nuevas
            if (entera := desplegado(resto, macros)) != tex:
                formula[ESCRITA_ENTERA] = entera
                if isinstance(formula.parent, nodes.title):
                    _escribir(formula, entera)


class FormulasEnteras(SphinxPostTransform):
    """Donde no dibuja MathJax, cada fórmula se escribe entera; la que solo define no ocupa sitio."""

    default_priority = 5

    def run(self, **_: Any) -> None:
        constructor = self.app.builder
        if constructor.name not in SIN_WEB and getattr(constructor, "math_renderer_name", "") != DIBUJANTE:
            return
        for formula in [formula for formula in _formulas(self.document) if ESCRITA_ENTERA in formula]:
            if formula[ESCRITA_ENTERA].strip() or formula.get("number"):
                _escribir(formula, formula[ESCRITA_ENTERA])
            else:
                _quitar(formula)


def sin_definiciones(tex: str) -> tuple[str, Mapping[str, Macro]]:
    r"""Una fórmula sin las macros que define, y cuáles son.

    >>> sin_definiciones(r"\newcommand{\R}{\mathbb{R}} x \in \R")
    (' x \\in \\R', {'R': Macro(cuerpo='\\mathbb{R}', de_serie=None, declarados=0)})
    """
    trozos, desde, macros = list[str](), 0, dict[str, Macro]()
    for una in macros_definidas(tex) if "\\" in tex else ():
        if una.inicio >= desde:  # la que no está dentro de otra
            trozos.append(tex[desde : una.inicio])
            desde, macros[una.nombre] = una.fin, una.macro
    return "".join([*trozos, tex[desde:]]), macros


def _formulas(arbol: nodes.document) -> Iterator[nodes.math | nodes.math_block]:
    return (nodo for nodo in arbol.findall() if isinstance(nodo, nodes.math | nodes.math_block))


def _escribir(formula: nodes.Element, tex: str) -> None:
    formula[:] = [nodes.Text(tex)]


def _quitar(formula: nodes.Element) -> None:
    padre = formula.parent
    padre.remove(formula)
    if isinstance(padre, nodes.paragraph) and not padre.astext().strip() and padre.parent is not None:
        padre.parent.remove(padre)


def setup(app: Sphinx) -> None:
    app.add_transform(MacrosDeLaPagina)
    app.add_post_transform(FormulasEnteras)
