"""Lo que en un libro electrónico es de otra manera: nada se despliega, nada se mueve, nada calcula."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx import addnodes
from sphinx_design.shared import is_component

from imprenta.pintar.exploradores import explorador, guia
from imprenta.pintar.sin_desplegar import adaptar
from imprenta.pintar.vivos import vivo
from imprenta.pintar.web.celdas import plegable

Palabra = Callable[[str], str]
PLIEGAN = (plegable, HideCodeCellNode)
DE_LA_WEB = (vivo, guia, addnodes.toctree)
REMOTAS = ("http:", "https:", "//")


def antes_de_resolver(arbol: nodes.document) -> None:
    """Lo que las extensiones convertirían en algo que se despliega o se pulsa."""
    adaptar(arbol)
    for caja in list(arbol.findall(nodes.container)):
        if is_component(caja, "dropdown"):
            _extender(caja)
        elif is_component(caja, "tab-set"):
            _seguidas(caja)


def _extender(plegado: nodes.container) -> None:
    """Un desplegable, abierto: su título encabeza lo que guardaba."""
    del plegado["design_component"]
    plegado["classes"] = ["desplegado"]
    if plegado.get("has_title"):
        titulo = plegado[0]
        plegado[0] = nodes.paragraph(
            "", "", *(hijo.deepcopy() for hijo in titulo.children), classes=["titulo"]
        )


def _seguidas(pestanas: nodes.container) -> None:
    """Unas pestañas, una detrás de otra."""
    for caja in [pestanas, *pestanas.findall(nodes.container)]:
        caja.attributes.pop("design_component", None)
    for rotulo in list(pestanas.findall(nodes.rubric)):
        rotulo.replace_self(
            nodes.paragraph("", "", *(h.deepcopy() for h in rotulo.children), classes=["titulo"])
        )


def despues_de_resolver(arbol: nodes.document, base: str, palabra: Palabra) -> None:
    """Quita lo que solo vive en la web y deja cada explorador en su figura, y dice dónde se mueve."""
    for nodo in list(arbol.findall(lambda nodo: isinstance(nodo, DE_LA_WEB))):
        nodo.parent.remove(nodo)
    for nodo in list(arbol.findall(lambda nodo: isinstance(nodo, PLIEGAN))):
        nodo.replace_self(list(nodo.children))  # type: ignore[attr-defined]  # es un elemento
    for nodo in list(arbol.findall(explorador)):
        _parar(nodo, base, palabra)
    for imagen in list(arbol.findall(nodes.image)):
        if imagen["uri"].startswith(REMOTAS):
            _enlazar(imagen, palabra)


def _parar(nodo: explorador, base: str, palabra: Palabra) -> None:
    figura = nodo.parent
    nodo.replace_self(list(nodo.children))
    if base and isinstance(figura, nodes.figure):
        direccion = f"{base.rstrip('/')}/{quote(nodo['documento'])}.html#{nodo['figura']}"
        enlace = nodes.reference("", palabra("Move this figure on the web"), refuri=direccion)
        figura += nodes.legend("", nodes.paragraph("", "", enlace))


def _enlazar(imagen: nodes.image, palabra: Palabra) -> None:
    """Un libro electrónico no trae nada de la red: donde iría la imagen, un enlace a ella."""
    dicho = imagen.get("alt") or palabra("Image on the web")
    enlace: nodes.Node = nodes.reference("", dicho, refuri=imagen["uri"])
    if isinstance(imagen.parent, nodes.reference):
        enlace = nodes.inline("", dicho)
    en_parrafo = isinstance(imagen.parent, nodes.TextElement)
    imagen.replace_self(enlace if en_parrafo else nodes.paragraph("", "", enlace))
