"""Los enlaces entre las páginas: que todo lo que se nombra exista, sin llamar a Sphinx.

Sphinx lo vuelve a comprobar al construir; esto lo dice antes y en la columna exacta.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from mdit_py_plugins.anchors.index import slugify

from imprenta.leer.gramatica import EN_LINEA
from imprenta.libro.modelo import Falta
from imprenta.libro.pagina import Pagina, quitar_cifras

TITULO = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t]*$", re.MULTILINE)
ETIQUETA = re.compile(
    r"^\((?P<blanco>[\w:.+\- ]+)\)=[ \t]*$"
    r"|^[ \t]*:?(?:label|name):[ \t]*(?P<opcion>[\w:.-]+)[ \t]*$"
    r"|\{#(?P<ancla>[\w:.-]+)[^{}\n]*\}",
    re.MULTILINE,
)
GLOSARIO = re.compile(r"^```+\{glossary\}\n(.*?)^```+", re.MULTILINE | re.DOTALL)
CELDA = re.compile(r"^(`{3,})\{code-cell\}.*?^\1[ \t]*$", re.MULTILINE | re.DOTALL)
ESQUEMA = re.compile(r"[a-z][a-z+.-]*:|//")
DE_ETIQUETA = frozenset({"ref", "numref", "eq"})
Nombres = set[str]


@dataclass
class _Destinos:
    """Todo lo que se puede nombrar: páginas con sus anclas, etiquetas y términos del glosario."""

    anclas: dict[str, Nombres] = field(default_factory=dict)
    etiquetas: Nombres = field(default_factory=set)
    terminos: Nombres = field(default_factory=set)


def enlaces(paginas: Iterable[Pagina]) -> list[Falta]:
    """Los enlaces y las referencias de las páginas que no llevan a ninguna parte."""
    paginas = list(paginas)
    destinos = _Destinos()
    for pagina in paginas:
        _apuntar(pagina, destinos)
    return sorted(
        Falta(pagina.ruta, *pagina.lugar(posicion), mensaje)
        for pagina in paginas
        for posicion, mensaje in _rotos(pagina, destinos)
    )


def _apuntar(pagina: Pagina, destinos: _Destinos) -> None:
    texto = sin_codigo(pagina.texto)
    etiquetas = {nombre for casa in ETIQUETA.finditer(pagina.texto) for nombre in casa.groups() if nombre}
    titulos = [slugify(_llano(casa[1])) for casa in TITULO.finditer(texto)]
    destinos.anclas[pagina.ruta.with_suffix("").as_posix()] = etiquetas | set(titulos)
    destinos.etiquetas |= {etiqueta.casefold() for etiqueta in etiquetas}
    for glosario in GLOSARIO.finditer(texto):
        destinos.terminos |= {linea.casefold() for linea in glosario[1].splitlines() if linea[:1].strip()}


def _rotos(pagina: Pagina, destinos: _Destinos) -> Iterator[tuple[int, str]]:
    texto = sin_codigo(pagina.texto)
    for casa in EN_LINEA.finditer(texto):
        if casa["url"] is not None:
            mensaje = _enlace_roto(pagina, casa["url"].strip("<>"), destinos)
            yield from [(casa.start("url"), mensaje)] if mensaje else []
        elif casa["rol"] is not None:
            mensaje = _rol_roto(pagina, casa["nombre"], casa["contenido"], destinos)
            yield from [(casa.start("contenido"), mensaje)] if mensaje else []


def _enlace_roto(pagina: Pagina, url: str, destinos: _Destinos) -> str:
    ruta, _, ancla = url.partition("#")
    if ESQUEMA.match(url) or (ruta and not ruta.endswith((".md", ".ipynb"))):
        return ""
    destino = _relativa(pagina, ruta) if ruta else pagina.ruta.with_suffix("").as_posix()
    if destino not in destinos.anclas:
        return f"no existe la página «{ruta}»"
    if (
        not ancla
        or ancla in destinos.anclas[destino]
        or (not ruta and ancla.casefold() in destinos.etiquetas)
    ):
        return ""
    return f"no hay ningún apartado «{ancla}» en {destino}"


def _rol_roto(pagina: Pagina, rol: str, contenido: str, destinos: _Destinos) -> str:
    nombre = nombrado(contenido)
    if rol == "doc" and _relativa(pagina, nombre) not in destinos.anclas:
        return f"no existe la página «{nombre}»"
    if rol in DE_ETIQUETA and nombre.casefold() not in destinos.etiquetas:
        return f"no hay nada etiquetado «{nombre}»"
    if rol == "term" and nombre.casefold() not in destinos.terminos:
        return f"«{nombre}» no está en el glosario"
    return ""


def nombrado(contenido: str) -> str:
    """Lo que nombra un rol.

    >>> nombrado("peso"), nombrado("los pesos <peso>")
    ('peso', 'peso')
    """
    con_destino = re.fullmatch(r".*<([^<>]*)>\s*", contenido, re.DOTALL)
    return " ".join((con_destino[1] if con_destino else contenido).split())


def _relativa(pagina: Pagina, nombre: str) -> str:
    carpeta = "" if nombre.startswith("/") else pagina.ruta.parent.as_posix()
    ruta = posixpath.normpath(posixpath.join(carpeta, nombre.lstrip("/")))
    return re.sub(r"\.(md|ipynb)$", "", ruta)


def sin_codigo(texto: str) -> str:
    """El texto con las celdas en blanco y lo demás en su posición."""
    return CELDA.sub(lambda casa: re.sub(r"[^\n]", " ", casa[0]), texto)


def _llano(titulo: str) -> str:
    """Un título sin roles ni fórmulas ni énfasis: lo que se lee."""
    return re.sub(r"\{\w+\}`([^`<]*)(?:<[^`]*>)?`|[*`]|\$", r"\1", quitar_cifras(titulo)).strip()
