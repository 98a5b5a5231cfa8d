r"""Los títulos con fórmulas fuera de su sitio: la ventana, el marcador, los enlaces y el buscador.

Un título con fórmulas lleva dentro su LaTeX (MathJax lo dibuja después; MathML lo guarda para copiarlo), y
quien le quita las etiquetas lee «γk\gamma_k» o «\(\gamma_k\)». Donde solo cabe texto, se escriben como se
leen; donde cabe una fórmula, se dibujan.
"""

from __future__ import annotations

import html
import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import clean_astext

from imprenta.pintar.formula_leida import formula_leida
from imprenta.pintar.mathml import ANOTACION

CON_FORMULAS = "imprenta_titulos_con_formulas"
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
    enlaces = contexto.get("rellinks") or ()
    contexto["rellinks"] = [(destino, TituloDeVecina(titulo), *resto) for destino, titulo, *resto in enlaces]


def titulo_leido(titulo: nodes.Node) -> str:
    """Un título, solo texto, con sus fórmulas escritas como se leen."""
    if isinstance(titulo, nodes.math):
        return formula_leida(titulo.astext())
    return titulo.astext() if isinstance(titulo, nodes.Text) else "".join(map(titulo_leido, titulo.children))


def apuntar_titulos(app: Sphinx, env: BuildEnvironment) -> None:
    """Los títulos con fórmulas de todo el libro, por el texto a que Sphinx los reduce cuando los nombra."""
    apartados = (apartado for indice in env.tocs.values() for apartado in indice.findall(nodes.reference))
    titulos = {
        clean_astext(t): t for t in (*apartados, *env.titles.values()) if next(t.findall(nodes.math), None)
    }
    vars(app)[CON_FORMULAS] = titulos
    if titulos:
        app.set_html_assets_policy("always")  # el índice lateral los lleva a las páginas sin fórmulas


def _con_formulas(app: Sphinx) -> dict[str, nodes.Element]:
    titulos: dict[str, nodes.Element] = vars(app).get(CON_FORMULAS, {})
    return titulos


class TitulosEnlazados(SphinxPostTransform):
    """El enlace que se llama como un título con fórmulas las lleva dibujadas, como él."""

    default_priority = 15  # detrás de quien resuelve los enlaces, y delante de quien cambia su texto

    def run(self, **_: Any) -> None:
        titulos = _con_formulas(self.app)
        for enlace in self.document.findall(nodes.reference) if titulos else ():
            for texto in [texto for texto in enlace.findall(nodes.Text) if str(texto) in titulos]:
                texto.parent.replace(texto, titulos[str(texto)].deepcopy().children)


def titular_lo_buscado(app: Sphinx) -> list[Any]:
    """En lo que se encuentra con el buscador de Sphinx, los títulos se leen."""
    if (buscador := getattr(app.builder, "indexer", None)) is None:
        return []
    leidos = {texto: titulo_leido(titulo) for texto, titulo in _con_formulas(app).items()}
    for pagina, titulo in buscador._titles.items() if leidos else ():
        buscador._titles[pagina] = titulo_llano(titulo or "")
        apartados = buscador._all_titles.get(pagina, ())
        buscador._all_titles[pagina] = [(leidos.get(texto, texto), ancla) for texto, ancla in apartados]
    return []


def setup(app: Sphinx) -> None:
    app.connect("html-page-context", titular)
    app.connect("env-updated", apuntar_titulos)
    app.connect("html-collect-pages", titular_lo_buscado)
    app.add_post_transform(TitulosEnlazados)
