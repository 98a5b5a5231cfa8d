"""Los enlaces entre las páginas: que todo lo que se nombra exista, sin llamar a Sphinx.

Sphinx lo vuelve a comprobar al construir; esto lo dice antes y en la columna exacta.
"""

from __future__ import annotations

import contextlib
import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from mdit_py_plugins.anchors.index import slugify

from imprenta.libro.bloque import Bloque, Clase, Valla, todos
from imprenta.libro.modelo import Falta, FormulaIlegible
from imprenta.libro.pagina import Marca, Pagina, Tipo, quitar_cifras

OPCION_QUE_NOMBRA = re.compile(r"[ \t]*:?(?:label|name):[ \t]*([\w:.-]+)[ \t]*")
ANCLA = re.compile(r"#([\w:.-]+)")
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


# ——— Lo que se puede nombrar ———


def _apuntar(pagina: Pagina, destinos: _Destinos) -> None:
    etiquetas = set(_etiquetas(pagina))
    bloques = list(todos(pagina.bloques))
    titulos = {slugify(_llano(bloque.contenido)) for bloque in bloques if bloque.clase is Clase.TITULO}
    destinos.anclas[pagina.ruta.with_suffix("").as_posix()] = etiquetas | titulos
    destinos.etiquetas |= {etiqueta.casefold() for etiqueta in etiquetas}
    for glosario in glosarios(pagina):
        destinos.terminos |= set(_terminos(glosario))


def glosarios(pagina: Pagina) -> Iterator[Valla]:
    """Los glosarios de una página."""
    return (b for b in todos(pagina.bloques) if isinstance(b, Valla) and b.nombre == "glossary")


def _etiquetas(pagina: Pagina) -> Iterator[str]:
    for bloque in todos(pagina.bloques):
        if isinstance(bloque, Valla):
            yield from _nombres_en_opciones(bloque)
        elif bloque.nombre and bloque.clase in (Clase.ETIQUETA, Clase.ATRIBUTOS, Clase.TEXTO):
            yield bloque.nombre
    for marca in pagina.marcas:
        if marca.tipo is Tipo.ATRIBUTOS:
            yield from ANCLA.findall(pagina.texto[slice(*marca.destino)])


def _nombres_en_opciones(valla: Valla) -> Iterator[str]:
    """Los nombres que da una directiva, o el pie de una celda: `label:` y `name:`."""
    for linea in valla.contenido.split("\n")[: valla.cuerpo - valla.desde - 1]:
        if casa := OPCION_QUE_NOMBRA.fullmatch(linea):
            yield casa[1]


def _terminos(glosario: Bloque) -> Iterator[str]:
    """Las voces de un glosario: lo que no está sangrado."""
    return (linea.casefold() for linea in glosario.contenido.splitlines() if linea[:1].strip())


def _llano(titulo: str) -> str:
    """Un título sin roles ni fórmulas ni énfasis: lo que se lee."""
    with contextlib.suppress(FormulaIlegible):  # ya lo dice quien la lee
        titulo = quitar_cifras(titulo)
    return re.sub(r"\{\w+\}`([^`<]*)(?:<[^`]*>)?`|[*`]|\$", r"\1", titulo).strip()


# ——— Lo que se nombra ———


def _rotos(pagina: Pagina, destinos: _Destinos) -> Iterator[tuple[int, str]]:
    for marca in pagina.marcas:
        if marca.tipo is Tipo.ENLACE:
            donde, mensaje = marca.destino[0], _enlace_roto(pagina, marca, destinos)
        elif marca.tipo is Tipo.ROL:
            donde, mensaje = marca.texto[0], _rol_roto(pagina, marca, destinos)
        else:
            continue
        if mensaje:
            yield donde, mensaje


def _enlace_roto(pagina: Pagina, enlace: Marca, destinos: _Destinos) -> str:
    url = pagina.texto[slice(*enlace.destino)].strip("<>")
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


def _rol_roto(pagina: Pagina, rol: Marca, destinos: _Destinos) -> str:
    nombre = nombrado(pagina.texto[slice(*rol.texto)])
    if rol.nombre == "doc" and _relativa(pagina, nombre) not in destinos.anclas:
        return f"no existe la página «{nombre}»"
    if rol.nombre in DE_ETIQUETA and nombre.casefold() not in destinos.etiquetas:
        return f"no hay nada etiquetado «{nombre}»"
    if rol.nombre == "term" and nombre.casefold() not in destinos.terminos:
        return f"«{nombre}» no está en el glosario"
    return ""


def nombrado(contenido: str) -> str:
    """Lo que nombra un rol: lo que dice, o lo que va entre ángulos.

    >>> nombrado("peso"), nombrado("los pesos <peso>")
    ('peso', 'peso')
    """
    con_destino = re.fullmatch(r".*<([^<>]*)>\s*", contenido, re.DOTALL)
    return " ".join((con_destino[1] if con_destino else contenido).split())


def _relativa(pagina: Pagina, nombre: str) -> str:
    carpeta = "" if nombre.startswith("/") else pagina.ruta.parent.as_posix()
    ruta = posixpath.normpath(posixpath.join(carpeta, nombre.lstrip("/")))
    return re.sub(r"\.(md|ipynb)$", "", ruta)
