"""El árbol del libro en papel: de las páginas de Sphinx a presentación, capítulos y apéndices."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.builders.latex import LaTeXBuilder
from sphinx.builders.latex.nodes import thebibliography
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import texescape
from sphinx_design.shared import is_component

PRESENTACION = "Presentación"
PLEGADO = "{}, por si hace falta"
OCULTAS = {"tag_hide-input": {"cell_input"}, "tag_hide-output": {"cell_output"}}
OCULTAS["tag_hide-cell"] = {"cell_input", "cell_output"}


class Papel(LaTeXBuilder):
    """El constructor `latex`, con la estructura de un libro: presentación, capítulos y apéndices."""

    def assemble_doctree(self, indexfile: str, *argumentos: Any, **opciones: Any) -> nodes.document:
        arbol = super().assemble_doctree(indexfile, *argumentos, **opciones)
        self.context["preamble"] += _subtitulo(arbol)
        _sacar_capitulos(arbol)
        _colocar_bibliografia(arbol)
        _quitar_ocultas(arbol)
        _apartar_plegados(arbol)
        _apretar_codigo(arbol)
        for raya in list(arbol.findall(nodes.transition)):
            if "footnotes" in raya["classes"]:  # las notas van al pie
                raya.parent.remove(raya)
        return arbol

    def get_contentsname(self, _raiz: str) -> str:
        return ""  # el índice general no se llama como la primera parte


def _subtitulo(arbol: nodes.document) -> str:
    """Si la página raíz empieza con un párrafo todo en cursiva, ese es el subtítulo del libro."""
    primero = next(arbol.findall(nodes.paragraph), None)
    if primero is None or len(primero) != 1 or not isinstance(primero[0], nodes.emphasis):
        return ""
    primero.parent.remove(primero)  # ya está en la portada
    return orden_de_tex("libroSubtitulo", primero.astext())


def orden_de_tex(nombre: str, texto: str) -> str:
    """Lo que da valor a una de las órdenes de `libro.cls`."""
    texescape.init()
    return rf"\renewcommand{{\{nombre}}}{{{texescape.escape(texto, 'lualatex')}}}" + "\n"


def _sacar_capitulos(arbol: nodes.document) -> None:
    """La página raíz pasa a ser un capítulo más, la presentación, y no el que contiene a los demás."""
    raiz = next(arbol.findall(nodes.section))
    for archivo in list(raiz.findall(addnodes.start_of_file)):
        if not _dentro_de_otro(archivo, raiz):
            archivo.parent.remove(archivo)
            arbol.append(archivo)
    next(raiz.findall(nodes.title))[:] = [nodes.Text(PRESENTACION)]


def _dentro_de_otro(archivo: nodes.Element, raiz: nodes.Element) -> bool:
    padre = archivo.parent
    while padre is not raiz and not isinstance(padre, addnodes.start_of_file):
        padre = padre.parent
    return padre is not raiz


def _colocar_bibliografia(arbol: nodes.document) -> None:
    """Sphinx manda las fichas al final del libro; vuelven a su página."""
    fichas = [ficha for lista in arbol.findall(thebibliography) for ficha in lista.findall(nodes.citation)]
    for sitio in list(arbol.findall(SitioDeFichas)):
        lista = thebibliography()
        lista += [ficha for ficha in fichas if set(ficha["ids"]) & set(sitio["fichas"])]
        sitio.replace_self(lista)
    for lista in list(arbol.findall(thebibliography)):
        if lista.parent is arbol:
            arbol.remove(lista)


def _quitar_ocultas(arbol: nodes.document) -> None:
    """Lo que en la pantalla está plegado no se imprime."""
    for celda in arbol.findall(nodes.container):
        fuera = {parte for clase in celda["classes"] for parte in OCULTAS.get(clase, ())}
        celda[:] = [
            hijo for hijo in celda if not fuera & set(getattr(hijo, "attributes", {}).get("classes", ()))
        ]


def _apartar_plegados(arbol: nodes.document) -> None:
    """Los desplegables iguales de varios subapartados, como las pistas, esperan al final del apartado.

    En el papel nada se despliega: junto a su pregunta estarían a la vista.
    """
    for apartado in list(arbol.findall(nodes.section)):
        plegados: dict[str, list[nodes.Element]] = {}
        for subapartado in hijos_de(apartado, nodes.section):
            for plegado in hijos_de(subapartado, nodes.container):
                if is_component(plegado, "dropdown") and plegado["has_title"]:
                    plegados.setdefault(plegado[0].astext(), []).append(plegado)
        for titulo, iguales in plegados.items():
            if len(iguales) > 1:
                apartado += nodes.rubric("", PLEGADO.format(titulo))
                apartado += nodes.container("", *map(_apartar, iguales), classes=["apartados"])


def _apretar_codigo(arbol: nodes.document) -> None:
    """Entre dos funciones basta un renglón en blanco."""
    for bloque in list(arbol.findall(nodes.literal_block)):
        if bloque.rawsource == bloque.astext():
            apretado = re.sub(r"\n{3,}", "\n\n", bloque.rawsource)
            bloque.rawsource, bloque[:] = apretado, [nodes.Text(apretado)]


def hijos_de(nodo: nodes.Element, clase: type[nodes.Element]) -> list[Any]:
    return [hijo for hijo in nodo.children if isinstance(hijo, clase)]


def _apartar(plegado: nodes.Element) -> nodes.Element:
    """El contenido de un desplegable, que se va de su sitio, tras el título del subapartado del que era."""
    [titulo] = hijos_de(plegado.parent, nodes.title)
    plegado.parent.remove(plegado)
    de_quien = [*(parte.deepcopy() for parte in titulo.children), nodes.Text(".")]
    del plegado[0]
    primero = next(iter(hijos_de(plegado, nodes.paragraph)))
    primero.insert(0, [nodes.strong("", "", *de_quien), nodes.Text(" ")])
    return plegado


class SitioDeFichas(nodes.General, nodes.Element):
    """Donde estaban unas fichas de la bibliografía."""


class SenalarFichas(SphinxPostTransform):
    """Recuerda dónde estaba cada ficha antes de que Sphinx se las lleve."""

    default_priority = 749
    formats = ("latex",)

    def run(self, **_: Any) -> None:
        sitios: dict[nodes.Element, SitioDeFichas] = {}
        for ficha in list(self.document.findall(nodes.citation)):
            padre = ficha.parent
            if padre not in sitios:
                sitios[padre] = SitioDeFichas(fichas=[])
                padre.insert(padre.index(ficha), sitios[padre])
            sitios[padre]["fichas"] += ficha["ids"]
