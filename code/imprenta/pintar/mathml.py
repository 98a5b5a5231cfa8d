"""Las fórmulas en HTML: de LaTeX a MathML al construir, sin JavaScript en la página.

MathML Core lo dibujan Chromium, Firefox y Safari. La fuente LaTeX viaja dentro, como anotación:
es lo que se copia.
"""

from __future__ import annotations

import re
from html import escape, unescape
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from docutils import nodes
from math_core import LatexError
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

from imprenta.juzgar.formula.lexemas import FIN_DE_FILA
from imprenta.juzgar.macros import macros_de
from imprenta.pintar.avisos import SIN_PINTAR
from imprenta.pintar.entrega import libro_de
from imprenta.pintar.latex_llano import con_lo_conocido
from imprenta.pintar.servidos import DE_SERIE
from imprenta.pintar.traductores import desplegado, traductores, usar_macros

ANOTACION = re.compile(r"<annotation\b.*?</annotation>", re.DOTALL)
# De `\\[2pt]`, `math_core` dibujaría la separación en la fila siguiente.
FINES_DE_FILA = re.compile(FIN_DE_FILA)
ENTORNOS_NUMERADOS = re.compile(r"(\\(?:begin|end)\{(?:equation|align|gather|multline))\}")
DE_HTML = re.compile(r"&(?!(?:amp|lt|gt);)[A-Za-z]+;")  # las entidades que el XML no conoce
PRIMAS = {"′", "″", "‴", "⁗"}
DIBUJANTE = "mathml"
registro = logging.getLogger(SIN_PINTAR)


def mathml(tex: str, nodo: nodes.Node, en_bloque: bool) -> str:
    """El MathML de una fórmula; si no se puede leer, avisa y la deja como está escrita."""
    try:
        traductor = traductores().anotado
        dibujo = traductor.convert_with_local_state(para_dibujar(tex), displaystyle=en_bloque)
        return con_primas(dibujo)
    except LatexError as error:
        motivo = str(error).strip().splitlines()[-1]
        registro.warning(f"la fórmula no se puede dibujar: {motivo}: {tex.strip()!r}", location=nodo)
        return f"<code>{escape(tex)}</code>"


def para_dibujar(tex: str) -> str:
    """Lo que se da a `math_core`: los números los pone Sphinx, y él contaría desde el 1 en cada fórmula.

    >>> para_dibujar(r"\\begin{align}a &= b\\end{align}")
    '\\\\begin{align*}a &= b\\\\end{align*}'
    """
    tex = FINES_DE_FILA.sub(r"\\\\", con_lo_conocido(desplegado(tex, traductores().macros)))
    return tex if r"\tag" in tex else ENTORNOS_NUMERADOS.sub(r"\1*}", tex)


def en_renglones(tex: str) -> str:
    """Una fórmula aparte, con sus renglones alineados si los tiene y no lo dice.

    >>> en_renglones(r"a &= b \\\\ &= c")
    '\\\\begin{aligned}a &= b \\\\\\\\ &= c\\\\end{aligned}'
    """
    alinear = (r"\\" in tex or "&" in tex) and r"\begin" not in tex
    return rf"\begin{{aligned}}{tex}\end{{aligned}}" if alinear else tex


def con_primas(dibujo: str) -> str:
    """Las primas, junto a su letra y no de exponente: solo Firefox sabe que un exponente así no se achica.

    >>> con_primas("<math><msubsup><mi>f</mi><mi>i</mi><mo>′</mo></msubsup></math>")
    '<math><msub><mrow><mi>f</mi><mo lspace="0" rspace="0">′</mo></mrow><mi>i</mi></msub></math>'
    """
    if not PRIMAS & {*dibujo}:
        return dibujo
    raiz = arbol_de(dibujo)
    for elevado in [*raiz.iter("msup"), *raiz.iter("msubsup")]:
        _bajar_la_prima(elevado)
    return ElementTree.tostring(raiz, encoding="unicode")


def arbol_de(dibujo: str) -> Element:
    """El MathML de una fórmula, como árbol."""
    return ElementTree.fromstring(DE_HTML.sub(lambda entidad: unescape(entidad[0]), dibujo))


def _bajar_la_prima(elevado: Element) -> None:
    """De `f` elevado a una prima, `f` y la prima; lo demás que hubiera encima se queda encima."""
    base, exponente = elevado[0], elevado[-1]
    prima = next(exponente.iter("mo"), None)
    if prima is None or prima.text not in PRIMAS or prima not in (exponente, *exponente[:1]):
        return
    prima.attrib.update(lspace="0", rspace="0")
    if elevado.tag == "msup" and prima is exponente:
        elevado.tag = "mrow"
        return
    elevado[0] = Element("mrow")
    elevado[0].extend([base, prima])
    if prima is exponente:
        elevado.tag = "msub"
        elevado.remove(prima)
    else:
        exponente.remove(prima)


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
    tex = nodo.astext() if nodo.get("nowrap") else en_renglones(nodo.astext())
    self.body.append(f'<div class="formula" tabindex="0">{mathml(tex, nodo, en_bloque=True)}</div></div>')
    raise nodes.SkipNode


# ——— Quién las dibuja ———


def elegir_dibujante(app: Sphinx, config: Config) -> None:
    """En la web, MathJax o el que el libro traiga, como en Jupyter Book: MathML, solo si el libro lo pide.

    Con más de uno, Sphinx preferiría el que no es MathJax; y ahora siempre hay uno más.
    """
    usar_macros(macros_de(libro_de(app).config))
    if config.html_math_renderer is None:
        otros = [nombre for nombre in app.registry.html_inline_math_renderers if nombre != DIBUJANTE]
        ajenos = [nombre for nombre in otros if nombre != DE_SERIE]
        config.html_math_renderer = next(iter(ajenos or otros), DIBUJANTE)


def setup(app: Sphinx) -> None:
    app.connect("config-inited", elegir_dibujante)
    app.add_html_math_renderer(DIBUJANTE, (visitar_math, None), (visitar_bloque, None))
