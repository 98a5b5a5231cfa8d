"""El traductor: escribe un árbol en HTML como Sphinx, con las fórmulas en MathML y lo que dicen al lado."""

from __future__ import annotations

import re
from types import MethodType
from xml.sax.saxutils import quoteattr

from docutils import nodes
from sphinx.builders import Builder
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

from imprenta.pintar.formula_dicha import formula_dicha
from imprenta.pintar.formula_leida import formula_leida
from imprenta.pintar.mathml import ANOTACION, en_renglones, mathml

SEMANTICA = re.compile(r"</?semantics>")
PUEDE_NO_CABER = 60  # letras: una fórmula más larga puede no caber en un teléfono


def con_alternativo(dibujo: str, dicha: str) -> str:
    """El MathML de una fórmula sin su LaTeX, que no se lee, y con lo que se dice de ella.

    >>> con_alternativo("<math><semantics><mi>x</mi><annotation>x</annotation></semantics></math>", "equis")
    '<math alttext="equis"><mi>x</mi></math>'
    """
    llano = SEMANTICA.sub("", ANOTACION.sub("", dibujo))
    return llano.replace("<math", f"<math alttext={quoteattr(dicha)}", 1)


def formula_en_mathml(tex: str, lengua: str, nodo: nodes.Node | None = None, en_bloque: bool = False) -> str:
    """Una fórmula en MathML, con lo que se dice de ella en la lengua del libro."""
    return con_alternativo(mathml(tex, nodo or nodes.Text(tex), en_bloque), formula_dicha(tex, lengua))


class TraductorElectronico(HTML5Translator):
    """Como el de Sphinx, sin enlaces a uno mismo y sin dibujantes de fórmulas con guiones."""

    def __init__(self, document: nodes.document, builder: Builder) -> None:
        super().__init__(document, builder)
        self.lengua = str(builder.config.language or "en")
        for nombre, (visitar, dejar) in builder.app.registry.translation_handlers.get("html", {}).items():
            setattr(self, f"visit_{nombre}", MethodType(visitar, self))
            if dejar:
                setattr(self, f"depart_{nombre}", MethodType(dejar, self))
        # Aunque una extensión escriba las fórmulas de otra manera.
        self.visit_math, self.visit_math_block = self._formula, self._formula_aparte  # type: ignore[method-assign, assignment]

    def _formula(self, nodo: nodes.math, _entorno: str = "") -> None:
        self.body.append(formula_en_mathml(nodo.astext(), self.lengua, nodo))
        raise nodes.SkipNode

    def _formula_aparte(self, nodo: nodes.math_block, _entorno: str = "") -> None:
        self.body.append(self.starttag(nodo, "div", CLASS="math"))
        tex = nodo.astext() if nodo.get("nowrap") else en_renglones(nodo.astext())
        foco = ' tabindex="0"' if len(formula_leida(nodo.astext())) > PUEDE_NO_CABER else ""
        dibujo = formula_en_mathml(tex, self.lengua, nodo, en_bloque=True)
        self.body.append(f'<div class="formula"{foco}>{dibujo}</div>')
        if nodo["number"]:
            numero = get_node_equation_number(self, nodo)
            self.body.append(f'<span class="eqno">({numero})</span>')
        self.body.append("</div>\n")
        raise nodes.SkipNode
