"""El árbol del libro en papel: de las páginas de Sphinx a partes, presentación y capítulos."""

from __future__ import annotations

import re

from docutils import nodes
from sphinx import addnodes

from imprenta.pintar.papel.bloques import marca_de_tarea, salto, tachado

CASILLA = re.compile(r"<input\b[^>]*\btype=\"?checkbox\b[^>]*>", re.IGNORECASE)
SALTO_DE_HTML = re.compile(r"<br\s*/?>", re.IGNORECASE)
ETIQUETA_LLANA = re.compile(r"<(?P<cierra>/?)(?P<nombre>[a-z]+)>", re.IGNORECASE)
# Lo que se puede decir de un texto en HTML y también se imprime.
DESTACAN: dict[str, type[nodes.TextElement]] = {
    **dict.fromkeys(("s", "del", "strike"), tachado),
    **dict.fromkeys(("b", "strong"), nodes.strong),
    **dict.fromkeys(("i", "em"), nodes.emphasis),
    "sub": nodes.subscript,
    "sup": nodes.superscript,
}


class parte(nodes.Element):
    """El comienzo de una parte del libro, con su `titulo`."""


def sacar_subtitulo(arbol: nodes.document) -> str:
    """Si la página raíz empieza con un párrafo todo en cursiva, ese es el subtítulo: va en la portada."""
    raiz = next(iter(arbol.findall(nodes.section)), arbol)
    primero = next((hijo for hijo in raiz.children if isinstance(hijo, nodes.paragraph)), None)
    if primero is None or len(primero) != 1 or not isinstance(primero[0], nodes.emphasis):
        return ""
    primero.parent.remove(primero)
    return primero.astext()


def sacar_capitulos(arbol: nodes.document, presentacion: str) -> None:
    """La página raíz pasa a ser un capítulo más, la presentación, y no el que contiene a los demás."""
    raiz = next(iter(arbol.findall(nodes.section)), None)
    if raiz is None:
        return
    for archivo in list(raiz.findall(addnodes.start_of_file)):
        if not _dentro_de_otro(archivo, raiz):
            archivo.parent.remove(archivo)
            arbol.append(archivo)
    titulo = next(iter(raiz.findall(nodes.title)), None)
    if presentacion and titulo is not None:
        titulo[:] = [nodes.Text(presentacion)]


def poner_partes(arbol: nodes.document, raiz: nodes.document) -> None:
    """Delante de la primera página de cada grupo con título de la raíz, la parte que empieza."""
    titulos = {
        indice["includefiles"][0]: indice["caption"]
        for indice in raiz.findall(addnodes.toctree)
        if indice.get("caption") and indice["includefiles"]
    }
    for archivo in list(arbol.findall(addnodes.start_of_file)):
        if titulo := titulos.get(archivo["docname"]):
            archivo.parent.insert(archivo.parent.index(archivo), parte(titulo=titulo))


def entender_html(arbol: nodes.document) -> None:
    """Las casillas, los saltos y lo tachado, que MyST escribe en HTML, y lo que su autor destaque así."""
    for crudo in list(arbol.findall(nodes.raw)):
        if crudo["format"] != "html" or not isinstance(crudo.parent, nodes.TextElement):
            continue
        html = crudo.astext().strip()
        if CASILLA.fullmatch(html):
            crudo.replace_self(marca_de_tarea(hecha="checked" in html))
        elif SALTO_DE_HTML.fullmatch(html):
            crudo.replace_self(salto())
        elif (clase := DESTACAN.get(_etiqueta(crudo))) is not None:
            _envolver(crudo, clase)


def _envolver(abre: nodes.raw, clase: type[nodes.TextElement]) -> None:
    """Envuelve lo que hay desde que se abre una etiqueta hasta que se cierra; si no se cierra, nada."""
    padre, cierra = abre.parent, f"/{_etiqueta(abre)}"
    desde = padre.index(abre)
    detras = enumerate(padre.children[desde:], desde)
    hasta = next((sitio for sitio, hijo in detras if _etiqueta(hijo) == cierra), None)
    if hasta is not None:
        padre[desde : hasta + 1] = [clase("", "", *padre.children[desde + 1 : hasta])]


def _etiqueta(nodo: nodes.Node) -> str:
    """El nombre de una etiqueta de HTML sin atributos, con una barra si cierra; nada si no lo es."""
    casa = ETIQUETA_LLANA.fullmatch(nodo.astext().strip()) if isinstance(nodo, nodes.raw) else None
    return f"{casa['cierra']}{casa['nombre'].lower()}" if casa else ""


def _dentro_de_otro(archivo: nodes.Element, raiz: nodes.Element) -> bool:
    padre = archivo.parent
    while padre is not raiz and not isinstance(padre, addnodes.start_of_file):
        padre = padre.parent
    return padre is not raiz
