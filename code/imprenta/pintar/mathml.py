"""Las fórmulas en HTML: de LaTeX a MathML al construir, sin JavaScript en la página.

MathML Core lo dibujan Chromium, Firefox y Safari. La fuente LaTeX viaja dentro, como anotación:
es lo que se copia.
"""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from math_core import LatexError, LatexToMathML
from sphinx.application import Sphinx
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

from imprenta.juzgar.formula.lexemas import FIN_DE_FILA

# `dfrac`, `mathbold`… que usan los libros y `math_core` no trae.
MACROS = {"bm": r"\boldsymbol{#1}"}
ANOTACION = re.compile(r"<annotation\b.*?</annotation>", re.DOTALL)
TRADUCTOR = LatexToMathML(annotation=True, fancy_error=False, macros=MACROS)
# De `\\[2pt]`, `math_core` dibujaría la separación en la fila siguiente.
FINES_DE_FILA = re.compile(FIN_DE_FILA)
registro = logging.getLogger(__name__)


def mathml(tex: str, nodo: nodes.Node, en_bloque: bool) -> str:
    """El MathML de una fórmula; si no se puede leer, avisa (y el aviso detiene el libro)."""
    try:
        return TRADUCTOR.convert_with_local_state(FINES_DE_FILA.sub(r"\\\\", tex), displaystyle=en_bloque)
    except LatexError as error:
        motivo = str(error).strip().splitlines()[-1]
        registro.warning(f"la fórmula no se puede dibujar: {motivo}: {tex.strip()!r}", location=nodo)
        return f"<code>{tex}</code>"


def visitar_math(self: HTML5Translator, nodo: nodes.math) -> None:
    self.body.append(mathml(nodo.astext(), nodo, en_bloque=False))
    raise nodes.SkipNode


def visitar_bloque(self: HTML5Translator, nodo: nodes.math_block) -> None:
    self.body.append(self.starttag(nodo, "div", CLASS="math"))
    if nodo["number"]:
        numero = get_node_equation_number(self, nodo)
        self.body.append(f'<span class="eqno">({numero})')
        self.add_permalink_ref(nodo, _("Link to this equation"))
        self.body.append("</span>")
    tex = nodo.astext()
    if not nodo.get("nowrap") and (r"\\" in tex or "&" in tex) and r"\begin" not in tex:
        tex = rf"\begin{{aligned}}{tex}\end{{aligned}}"
    self.body.append(f'<div class="formula" tabindex="0">{mathml(tex, nodo, en_bloque=True)}</div></div>')
    raise nodes.SkipNode


def titular(_app: Sphinx, _pagina: str, _plantilla: str, contexto: dict[str, Any], _doctree: object) -> None:
    """El título de la ventana es el de la página sin etiquetas: la fuente LaTeX se leería como texto."""
    contexto["title"] = ANOTACION.sub("", contexto.get("title") or "")


def setup(app: Sphinx) -> None:
    app.connect("html-page-context", titular)
    app.add_html_math_renderer("mathml", (visitar_math, None), (visitar_bloque, None))
