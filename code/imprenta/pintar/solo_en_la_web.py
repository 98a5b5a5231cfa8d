"""Lo que da una celda y solo se ve en la web, en el papel y en el EPUB: en su lugar, dónde está.

De una salida se deja lo que se puede imprimir, si lo hay: una imagen, una tabla, su texto. Si no hay más que
guiones que dibujan, se dice; y lo que solo prepara a otros, como cargar una biblioteca, no ocupa sitio.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from imprenta.pintar.epub import CONSTRUCTOR
from imprenta.pintar.palabras import palabra

EN_PAPEL = "papel"
SIN_WEB = (EN_PAPEL, CONSTRUCTOR)  # los constructores de las ediciones donde nada se mueve
MANDO = "application/vnd.jupyter.widget-view+json"
GUIONES = ("application/javascript", MANDO)
NO_SE_LEE = re.compile(r"<(script|style|template|head)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
SE_VE_EN_HTML = re.compile(
    r"<(?:img|svg|table|picture|math|input|video|audio|iframe|object)\b", re.IGNORECASE
)
SITIO_DE_UN_DIBUJO = re.compile(r"<(?:div|canvas|figure|embed|button)\b", re.IGNORECASE)
ETIQUETA_CUALQUIERA = re.compile(r"<[^<>]*>")
SIN_DECIR_NADA = re.compile(r"<[\w.]+ object(?: at \S+)?>")  # así se escribe un objeto sin más
PREPARATIVOS = re.compile(r"\bbk-notebook-logo\b")  # con texto, pero solo mientras carga


class SoloEnLaWeb(SphinxPostTransform):
    """Antes de que se elija cómo se enseña cada salida."""

    default_priority = 3  # la elige `SelectMimeType`, que es el 4
    formats = ("typst", "html")

    def run(self, **_: Any) -> None:
        if self.app.builder.name in SIN_WEB:
            for salida in [*_salidas(self.document)]:
                self._reducir(salida)

    def _reducir(self, salida: nodes.container) -> None:
        maneras: list[Any] = list(salida)  # son elementos todas
        perdidas = [manera for manera in maneras if self._se_pierde(manera)]
        if len(perdidas) < len(maneras):
            salida[:] = [manera for manera in maneras if manera not in perdidas]
        elif any(map(_se_veria, perdidas)):
            salida.replace_self(self._donde_esta(salida))
        else:
            salida.parent.remove(salida)

    def _se_pierde(self, manera: nodes.Element) -> bool:
        """Si de una manera de enseñar algo no queda nada sin guiones; en el papel no se escribe HTML."""
        if manera["mime_type"] == "text/plain":
            return bool(SIN_DECIR_NADA.fullmatch(manera.astext().strip())) and len(manera.parent) > 1
        if manera["mime_type"] != "text/html":
            return manera["mime_type"] in GUIONES
        return self.app.builder.name == EN_PAPEL or not _se_lee(manera)

    def _donde_esta(self, salida: nodes.container) -> nodes.paragraph:
        dicho = palabra("This output is only visible in the web edition.", str(self.config.language or "en"))
        base, documento = str(self.config.html_baseurl or ""), _pagina_de(salida) or self.env.docname
        if not base:
            return nodes.paragraph("", "", nodes.emphasis("", dicho))
        direccion = f"{base.rstrip('/')}/{quote(documento)}.html"
        return nodes.paragraph("", "", nodes.reference("", dicho, refuri=direccion))


def _salidas(arbol: nodes.document) -> Iterator[nodes.container]:
    return (
        caja
        for caja in arbol.findall(nodes.container)
        if caja.get("nb_element") == "mime_bundle" and len(caja)
    )


def _se_lee(manera: nodes.Element) -> bool:
    """Si un HTML enseña algo sin que ningún guion lo dibuje."""
    html = NO_SE_LEE.sub(" ", manera.astext())
    texto = ETIQUETA_CUALQUIERA.sub(" ", html).strip()
    return bool(texto or SE_VE_EN_HTML.search(html)) and not PREPARATIVOS.search(html)


def _se_veria(manera: nodes.Element) -> bool:
    """Si en la web enseña algo, y no solo prepara a otras que lo harán."""
    html = NO_SE_LEE.sub(" ", manera.astext())
    if manera["mime_type"] == "text/html":
        return _se_lee(manera) or (bool(SITIO_DE_UN_DIBUJO.search(html)) and not PREPARATIVOS.search(html))
    return bool(manera["mime_type"] == MANDO)


def _pagina_de(nodo: nodes.Node) -> str:
    """La página de un nodo del libro entero; nada si el árbol es el de una sola."""
    padre = nodo.parent
    while padre is not None and "docname" not in padre:
        padre = padre.parent
    return "" if padre is None else str(padre["docname"])


def setup(app: Sphinx) -> None:
    app.add_post_transform(SoloEnLaWeb)
