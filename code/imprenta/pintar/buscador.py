"""El índice de búsqueda: qué dice cada apartado, en un archivo que el navegador carga al buscar.

Lleva el texto, no las palabras: un libro cabe, y así solo `buscar.js` decide cuándo dos palabras
son la misma. Es un `.js` porque desde un archivo local no se puede leer un JSON.

Lo que se busca no siempre se llama en el libro como lo llama quien busca: cada apartado lleva además sus
voces del índice alfabético, y el glosario envía a cada uno los otros nombres de lo que en él se cuenta.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from imprenta.pintar.formula_leida import formula_leida
from imprenta.pintar.numeracion import hondura
from imprenta.pintar.sueltas import sueltas_de
from imprenta.pintar.todas_las_cifras import DE_CIFRAS

ARCHIVO = "indice-de-busqueda.js"
ASIGNACION = "window.INDICE_DE_BUSQUEDA = "
CAPITULO, APENDICE, DE_PASO = 1, 0.6, 0.1  # lo que vale encontrar algo en cada clase de página
PAGINA = "search"  # el nombre que Sphinx y los navegadores esperan
NODOS_MUDOS = (nodes.math_block, nodes.raw, nodes.comment, nodes.image, nodes.title)
EN_LINEA_MUDOS = (nodes.raw, nodes.comment, nodes.image, nodes.system_message)

# Ancla, título, en cuántos apartados está metido, prosa, código y voces del índice.
Apartado = tuple[str, str, int, str, str, list[str]]
Envio = tuple[
    list[str], list[str], str
]  # otros nombres, adónde llevan y, si tiene nombre, cómo se llama aquí


def apartados(documento: nodes.document) -> Iterator[Apartado]:
    """Cada apartado de una página con lo suyo, sin lo de los apartados que contiene."""
    for seccion in documento.findall(nodes.section):
        titulo = next(iter(seccion.findall(nodes.title)), None)
        if titulo is not None and DE_CIFRAS not in seccion["classes"]:
            ancla = "" if isinstance(seccion.parent, nodes.document) else seccion["ids"][0]
            prosa, codigo = _textos(seccion)
            yield ancla, _llano(_leido(titulo)), hondura(seccion), prosa, codigo, list(_voces(seccion))


def _voces(seccion: nodes.section) -> Iterator[str]:
    """Las voces con que el índice alfabético lleva a un apartado: «atención; fórmula» es una sola."""
    for indice in seccion.children:
        if isinstance(indice, addnodes.index):
            yield from (_llano(voz.replace(";", " ")) for _, voz, *_ in indice["entries"])


def envios(documento: nodes.document, uri: str) -> Iterator[Envio]:
    """De una página con glosario, los nombres de cada cosa y el apartado donde se cuenta.

    Un nombre es un término, lo que va en cursiva al principio de lo que se dice de él y lo que va tras
    «También»; en una lista, lo que va en cursiva al principio de cada elemento.
    """
    terminos: dict[str, list[str]] = {}
    glosarios = list(documento.findall(addnodes.glossary))
    for glosario in glosarios:
        for entrada in glosario.findall(nodes.definition_list_item):
            suyos = [termino for termino in entrada.children if isinstance(termino, nodes.term)]
            destinos = [destino for destino, es_termino in _enlaces(entrada, uri) if not es_termino]
            terminos |= {f"{uri}#{clave}": destinos for termino in suyos for clave in termino["ids"]}
            nombres = [_llano(termino.astext()) for termino in suyos]
            yield nombres + _otros_nombres(entrada), destinos, nombres[0]
    for elemento in documento.findall(nodes.list_item) if glosarios else ():
        enlaces = list(_enlaces(elemento, uri))
        destinos = [
            d for enlace, es_termino in enlaces for d in (terminos[enlace] if es_termino else [enlace])
        ]
        primero = next(elemento.findall(nodes.reference), None)
        aqui = _llano(primero.astext()) if primero is not None and enlaces and enlaces[0][1] else ""
        yield _otros_nombres(elemento), destinos, aqui


def _enlaces(donde: nodes.Element, uri: str) -> Iterator[tuple[str, bool]]:
    """Adónde llevan los enlaces a otros apartados, desde la raíz del libro, y si lo hacen a un término."""
    for enlace in donde.findall(nodes.reference):
        if enlace.get("internal"):
            destino = enlace.get("refuri") or f"#{enlace['refid']}"
            es_termino = any("std-term" in dentro["classes"] for dentro in enlace.findall(nodes.inline))
            yield urljoin(uri, destino), es_termino


def _otros_nombres(donde: nodes.Element) -> list[str]:
    nombres: list[str] = []
    for cursiva in donde.findall(nodes.emphasis):
        antes = "".join(nodo.astext() for nodo in cursiva.parent.children[: cursiva.parent.index(cursiva)])
        if re.fullmatch(r"(?:[^.:]*, )?", antes) or antes.endswith("También "):
            nombres += cursiva.astext().split(", ")
    return nombres


def _textos(seccion: nodes.section) -> tuple[str, str]:
    prosa: list[str] = []
    codigo: list[str] = []
    for nodo in _hojas(seccion.children):
        (codigo if isinstance(nodo, nodes.literal_block) else prosa).append(_leido(nodo))
    return _llano(" ".join(prosa)), _llano(" ".join(codigo))


def _hojas(hijos: Iterable[nodes.Node]) -> Iterator[nodes.Element]:
    """Los bloques de texto, de arriba abajo; ni otros apartados ni la tabla de todas las cifras."""
    for nodo in hijos:
        if isinstance(nodo, NODOS_MUDOS) and not (isinstance(nodo, nodes.title) and _es_de_recuadro(nodo)):
            continue
        if isinstance(nodo, nodes.section) or (isinstance(nodo, nodes.table) and "cifras" in nodo["classes"]):
            continue
        if isinstance(nodo, (nodes.literal_block, nodes.TextElement)):
            yield nodo
        elif isinstance(nodo, nodes.Element):
            yield from _hojas(nodo.children)


def _leido(nodo: nodes.Node) -> str:
    """Lo que se lee de un bloque de texto: ni el HTML de sus iconos ni el LaTeX de sus fórmulas."""
    if isinstance(nodo, nodes.math):
        return formula_leida(nodo.astext())
    if isinstance(nodo, EN_LINEA_MUDOS):
        return ""
    if isinstance(nodo, nodes.TextElement):
        return "".join(map(_leido, nodo.children))
    return nodo.astext()


def _es_de_recuadro(titulo: nodes.Node) -> bool:
    return isinstance(titulo.parent, nodes.Admonition)


def _llano(texto: str) -> str:
    return " ".join(texto.split())


# ——— Sphinx ———


def numero(app: Sphinx, pagina: str) -> str:
    """El número de un capítulo, si lo tiene: `2`."""
    return ".".join(map(str, app.env.toc_secnumbers.get(pagina, {}).get("") or ()))


def importancia(app: Sphinx, pagina: str) -> float:
    """Un capítulo vale más que un apéndice, y este más que la portada o que la referencia del código."""
    if pagina == app.config.root_doc or pagina not in app.env.found_docs:
        return DE_PASO
    return CAPITULO if numero(app, pagina) else APENDICE


class Indice:
    """Lo que se va escribiendo en una construcción; lo de las páginas que no cambian se conserva."""

    def __init__(self) -> None:
        self.nuevas: dict[str, list[Any]] = {}

    def apuntar(
        self,
        app: Sphinx,
        pagina: str,
        _plantilla: str,
        contexto: dict[str, Any],
        doctree: nodes.document | None,
    ) -> None:
        suyos = contexto.get("apartados", []) if doctree is None else list(apartados(doctree))
        if suyos:
            uri = app.builder.get_target_uri(pagina)
            otros = list(envios(doctree, uri)) if doctree is not None else []
            self.nuevas[pagina] = [uri, suyos, importancia(app, pagina), otros, numero(app, pagina)]

    def escribir(self, app: Sphinx, error: Exception | None) -> None:
        if error is not None or app.builder.name != "html":
            return
        archivo = Path(app.outdir) / ARCHIVO
        todas = indice_anterior(archivo) | self.nuevas
        sueltas = self.nuevas.keys() | sueltas_de(app)
        sin_documento = [p for p in todas if p in sueltas and p not in app.env.found_docs]
        orden = {pagina: todas[pagina] for pagina in en_orden(app.env) + sin_documento if pagina in todas}
        self.nuevas = {}
        texto = json.dumps(orden, ensure_ascii=False, separators=(",", ":"))
        archivo.write_text(f"{ASIGNACION}{texto};\n", encoding="utf-8")


def indice_anterior(archivo: Path) -> dict[str, list[Any]]:
    """El índice de la construcción anterior, o nada."""
    if not archivo.exists():
        return {}
    texto = archivo.read_text(encoding="utf-8")
    indice: dict[str, list[Any]] = json.loads(texto.removeprefix(ASIGNACION).rstrip(";\n"))
    return indice


def en_orden(env: BuildEnvironment) -> list[str]:
    """Las páginas en el orden del libro; al final, las que ningún índice nombra."""
    vistas: dict[str, None] = {}

    def recorrer(pagina: str) -> None:
        if pagina in env.found_docs and pagina not in vistas:
            vistas[pagina] = None
            for hija in env.toctree_includes.get(pagina, []):
                recorrer(hija)

    recorrer(env.config.root_doc)
    return list(vistas | dict.fromkeys(sorted(env.found_docs)))


def sin_el_de_sphinx(app: Sphinx) -> None:
    if app.builder.name == "html":
        app.builder.search = False  # type: ignore[attr-defined]  # lo tiene el de HTML


def pagina_de_busqueda(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    yield PAGINA, {"title": "Buscar"}, "search.html"


def setup(app: Sphinx) -> dict[str, Any]:
    indice = Indice()
    app.connect("builder-inited", sin_el_de_sphinx)
    app.connect("html-page-context", indice.apuntar)
    app.connect("html-collect-pages", pagina_de_busqueda)
    app.connect("build-finished", indice.escribir)
    # `env_version` sube cuando cambia lo que se apunta de cada página: así se escriben todas otra vez.
    return {"version": "1", "env_version": 4, "parallel_read_safe": True, "parallel_write_safe": False}
