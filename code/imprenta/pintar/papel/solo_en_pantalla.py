"""Lo que solo vale en una pantalla: de un vídeo se imprime su dirección; de lo que se mueve, dónde está."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from imprenta.pintar.exploradores import en_la_web
from imprenta.pintar.papel.marcos import tabla_de_datos

INCRUSTADO = re.compile(
    r"<(?:iframe|video|audio|embed|source)\b[^>]*?\bsrc=(?P<comilla>[\"']?)(?P<src>https?://[^\"'\s>]+)(?P=comilla)",
    re.IGNORECASE,
)
TITULO = re.compile(
    r"<(?:iframe|video|audio|embed)\b[^>]*?\btitle=(?P<comilla>[\"'])(?P<titulo>.+?)(?P=comilla)", re.I
)
SE_MUEVE = re.compile(r"<(?:script|canvas|iframe|button)\b", re.IGNORECASE)
LLANOS = {"text/plain", "text/html", "application/javascript", "application/vnd.jupyter.widget-view+json"}


class SoloEnPantalla(SphinxPostTransform):
    """Cambia lo que no se puede imprimir por su dirección, antes de que se elija qué salida se imprime."""

    default_priority = 3  # la elige `SelectMimeType`, que es el 4
    formats = ("typst",)

    def run(self, **_: Any) -> None:
        for crudo in list(self.document.findall(nodes.raw)):
            if crudo["format"] == "html" and not isinstance(crudo.parent, nodes.TextElement):
                self._cambiar(crudo)

    def _cambiar(self, crudo: nodes.raw) -> None:
        salida = _salida_de(crudo)
        if salida is not None and not _maneras(salida) <= LLANOS:
            return  # hay algo mejor que imprimir
        sitio = salida if salida is not None else crudo
        if salida is not None and (tabla := tabla_de_datos(crudo.astext())) is not None:
            sitio.replace_self(tabla)
            return
        if casa := INCRUSTADO.search(crudo.astext()):
            sitio.replace_self(_enlace(unescape(casa["src"]), TITULO.search(crudo.astext())))
        elif _sin_texto(salida) and SE_MUEVE.search(crudo.astext()) and self.config.html_baseurl:
            sitio.replace_self(en_la_web(direccion=self._pagina(crudo)))

    def _pagina(self, nodo: nodes.Node) -> str:
        """Dónde está en la web la página de un nodo."""
        padre = nodo.parent
        while padre is not None and "docname" not in padre:
            padre = padre.parent
        documento = self.env.docname if padre is None else padre["docname"]
        return f"{self.config.html_baseurl.rstrip('/')}/{documento}.html"


def _salida_de(crudo: nodes.raw) -> nodes.container | None:
    """La salida de una celda que un HTML es una manera de enseñar."""
    padre = crudo.parent
    while padre is not None:
        if isinstance(padre, nodes.container) and padre.get("nb_element") == "mime_bundle":
            return padre
        padre = padre.parent
    return None


def _sin_texto(salida: nodes.container | None) -> bool:
    return salida is not None and "text/plain" not in _maneras(salida)


def _maneras(salida: nodes.container) -> set[str]:
    return {opcion["mime_type"] for opcion in salida.children if isinstance(opcion, nodes.container)}


def _enlace(direccion: str, titulo: re.Match[str] | None) -> nodes.paragraph:
    visible = nodes.reference("", direccion, refuri=direccion)
    delante = [nodes.Text(unescape(titulo["titulo"]) + ": ")] if titulo else []
    return nodes.paragraph("", "", *delante, visible)
