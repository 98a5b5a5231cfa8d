"""El índice lateral del tema de serie, hecho una vez por carpeta y no una vez por página.

El tema vuelve a componer el índice entero del libro en cada página, y lo único que cambia de una a otra de la
misma carpeta es dónde está quien lee. Aquí se compone para una página que no está en el índice y, en cada
una, se señala su sitio: los octetos son los mismos, y una página cuesta lo mismo en un libro de doscientas.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

AJENA = "_fuera-del-indice_"  # una página que ningún índice nombra
ETIQUETA_DEL_INDICE = re.compile(r"<(?P<cierra>/?)(?P<nombre>ul|li|details|a)\b(?P<resto>[^>]*)>")
HREF = re.compile(r'\shref="(?P<uri>[^"]*)"')
CLASE = re.compile(r'\sclass="(?P<clases>[^"]*)"')
NIVEL = re.compile(r"toctree-l[0-9]+")
ACTUAL = "current"
LO_ESCRIBEN = ("sphinx_book_theme", "pydata_sphinx_theme")  # otro tema puede cambiar lo que se le da
DEL_TEMA = ("pydata_sphinx_theme.toctree", "add_toctree_functions")


@dataclass
class _Elemento:
    """Una etiqueta abierta y su lugar; de un `li`, además, el desplegable que contiene."""

    nombre: str
    inicio: int
    fin: int
    dentro_de: tuple[_Elemento, ...] = ()
    desplegable: _Elemento | None = None


@dataclass
class IndiceLateral:
    """El índice compuesto para quien no está en él; `enlaces` dice dónde está cada dirección."""

    texto: str
    enlaces: dict[str, list[_Elemento]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for enlace in self._recorrer():
            if casa := HREF.search(self.texto, enlace.inicio, enlace.fin):
                self.enlaces.setdefault(html.unescape(casa["uri"]), []).append(enlace)

    def _recorrer(self) -> Iterator[_Elemento]:
        pila: list[_Elemento] = []
        for casa in ETIQUETA_DEL_INDICE.finditer(self.texto):
            if casa["cierra"]:
                pila.pop()
                continue
            elemento = _Elemento(casa["nombre"], casa.start(), casa.end(), tuple(pila))
            if elemento.nombre == "details" and pila:
                pila[-1].desplegable = elemento
            pila.append(elemento)
            if elemento.nombre == "a":
                yield elemento

    def para(self, direccion: str) -> str:
        """El índice tal como lo ve la página de esa dirección."""
        cambios: dict[int, tuple[int, str]] = {}
        for enlace in self.enlaces.get(direccion, ()):
            for elemento in (enlace, *_camino(enlace)):
                cambios[elemento.inicio] = elemento.fin, self._senalada(elemento)
        partes, hasta = list[str](), 0
        for inicio, (fin, marca) in sorted(cambios.items()):
            partes += [self.texto[hasta:inicio], marca]
            hasta = fin
        return "".join([*partes, self.texto[hasta:]])

    def _senalada(self, elemento: _Elemento) -> str:
        marca = self.texto[elemento.inicio : elemento.fin]
        if elemento.nombre == "details":
            return '<details open="open">'
        if elemento.nombre == "li":
            return NIVEL.sub(lambda casa: f"{casa[0]} {ACTUAL} active", marca, count=1)
        if elemento.nombre == "a":
            marca = HREF.sub(' href="#"', marca)
        if CLASE.search(marca) is None:
            return f'<{elemento.nombre} class="{ACTUAL}"{marca[1 + len(elemento.nombre) :]}'
        return CLASE.sub(lambda casa: f' class="{ACTUAL} {casa["clases"]}"', marca)


def _camino(enlace: _Elemento) -> Iterator[_Elemento]:
    """Lo que contiene a un enlace, con los desplegables que hay que abrir para verlo."""
    for elemento in enlace.dentro_de:
        if elemento.nombre != "details":
            yield elemento
        if elemento.desplegable is not None:
            yield elemento.desplegable


class IndicesLaterales:
    """Los de una construcción: uno por carpeta y por lo que pide la plantilla."""

    def __init__(self) -> None:
        self.hechos: dict[tuple[Any, ...], IndiceLateral] = {}

    def poner(
        self,
        app: Sphinx,
        documento: str,
        plantilla: str,
        contexto: dict[str, Any],
        doctree: nodes.document | None,
    ) -> None:
        """Cambia la función con que el tema de PyData compone su índice."""
        del_tema = contexto["generate_toctree_html"]

        def indice(kind: str, startdepth: int = 1, show_nav_level: int = 1, **opciones: Any) -> Any:
            if kind != "sidebar" or startdepth or show_nav_level == 0 or opciones.get("collapse"):
                return del_tema(kind=kind, startdepth=startdepth, show_nav_level=show_nav_level, **opciones)
            carpeta = posixpath.dirname(documento)
            clave = (carpeta, show_nav_level, *sorted(opciones.items()))
            if clave not in self.hechos:
                ajena = _para_quien_no_esta(app, carpeta, plantilla, contexto)
                hecho = ajena(kind=kind, startdepth=0, show_nav_level=show_nav_level, **opciones)
                self.hechos[clave] = IndiceLateral(str(hecho))
            vecina = posixpath.join(carpeta, AJENA)
            return self.hechos[clave].para(app.builder.get_relative_uri(vecina, documento))

        contexto["generate_toctree_html"] = indice

    def seguir_al_tema(self, app: Sphinx) -> None:
        """Se pone justo detrás de quien da esa función, que el tema llama enseguida."""
        if app.config.html_theme not in LO_ESCRIBEN:
            return
        oyentes = app.events.listeners["html-page-context"]
        for n, oyente in enumerate(oyentes):
            if (oyente.handler.__module__, oyente.handler.__name__) == DEL_TEMA:
                oyentes.insert(n + 1, oyente._replace(handler=self.poner))
                break

    def olvidar(self, _app: Sphinx, _error: Exception | None) -> None:
        self.hechos.clear()


def _para_quien_no_esta(
    app: Sphinx, carpeta: str, plantilla: str, contexto: dict[str, Any]
) -> Callable[..., Any]:
    """La función del tema, para una página de esa carpeta que no está en el índice."""
    from pydata_sphinx_theme.toctree import add_toctree_functions

    ajena = posixpath.join(carpeta, AJENA)
    suyo = contexto | {
        "toctree": lambda **opciones: app.builder._get_local_toctree(ajena, **opciones)  # type: ignore[attr-defined]  # el de HTML
    }
    add_toctree_functions(app, ajena, plantilla, suyo, None)
    funcion: Callable[..., Any] = suyo["generate_toctree_html"]
    return funcion


def setup(app: Sphinx) -> None:
    indices = IndicesLaterales()
    app.connect("builder-inited", indices.seguir_al_tema)
    app.connect("build-finished", indices.olvidar)
