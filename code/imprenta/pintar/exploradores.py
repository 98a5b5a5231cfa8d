"""Los exploradores: figuras que el lector mueve, hechas con guiones del propio libro.

Un explorador es un archivo `<nombre>.js` de la carpeta `exploradores` de `html_static_path`, que define el
elemento `<explorador-nombre>`. En la página se escribe junto a la figura que va a animar:

    ```{explorador} nombre
    :figura: fig-nombre
    :estado: x=x0, pasos=len(camino)
    Qué mover y qué mirar.
    ```

El elemento envuelve la imagen de esa figura, que es lo que se ve en papel y sin JavaScript; el pie vale para
las dos. `estado` se evalúa en el núcleo de la página: el explorador arranca con los números del texto. Los
guiones se cargan solo en las páginas que los usan y son clásicos, no módulos: un navegador no carga módulos
desde un archivo local. La imprenta no sabe qué hace ninguno.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from imprenta.pintar.entrega import arranque_de

registro = logging.getLogger(__name__)
EXPLORADORES = "exploradores"
COMUN = "comun"  # lo que comparten todos, si el libro lo tiene
COMIENZO = "<explorador-"  # de la etiqueta de cualquiera


class explorador(nodes.Element):
    """`nombre`, `figura` que envuelve, `estado` con que arranca (JSON) y `documento` en que está."""


class guia(nodes.Element):
    """Qué mover y qué mirar: solo se lee donde el explorador vive."""


class en_la_web(nodes.Element):
    """En el papel, la `direccion` donde la figura se mueve."""


class Explorador(SphinxDirective):
    """`{explorador} nombre`: la figura que nombra `:figura:` se puede mover."""

    required_arguments = 1
    has_content = True
    option_spec: ClassVar[Any] = {
        "figura": directives.unchanged_required,
        "estado": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        (nombre,) = self.arguments
        conocidos = guiones(Path(self.env.srcdir), self.config)
        if nombre not in conocidos:
            raise self.error(f"no hay explorador «{nombre}»; hay: {', '.join(conocidos) or 'ninguno'}")
        if "figura" not in self.options:
            raise self.error(f"el explorador «{nombre}» no dice qué figura anima: falta «:figura:»")
        nodo = explorador(
            "",
            nombre=nombre,
            figura=self.options["figura"],
            estado=self._estado(),
            documento=self.env.docname,
        )
        self.set_source_info(nodo)
        if self.content:
            ayuda = guia()
            self.state.nested_parse(self.content, self.content_offset, ayuda)
            nodo += ayuda
        return [nodo]

    def _estado(self) -> str:
        if "estado" not in self.options:
            return ""
        try:
            estado = arranque_de(self.env.app, self.env.docname, self.options["estado"])
        except LookupError:
            raise self.error("la imprenta no ha leído el estado de este explorador") from None
        return json.dumps(estado or {}, ensure_ascii=False, separators=(",", ":"), default=float)


def guiones(raiz: Path, config: Config) -> list[str]:
    """Los nombres de los exploradores del libro, por orden."""
    rutas = (
        ruta for carpeta in config.html_static_path for ruta in (raiz / carpeta / EXPLORADORES).glob("*.js")
    )
    return sorted(ruta.stem for ruta in rutas if ruta.stem != COMUN)


# ——— Cada uno a su figura ———


class Colocar(SphinxPostTransform):
    """Cada explorador envuelve la imagen de su figura; en papel, la figura dice dónde se mueve."""

    default_priority = 600  # con las imágenes ya elegidas

    def run(self, **_: Any) -> None:
        for nodo in list(self.document.findall(explorador)):
            figura = next(_figuras(nodo), None)
            nodo.parent.remove(nodo)
            if figura is None:
                registro.warning("no hay ninguna figura «%s» que mover", nodo["figura"], location=nodo)
            elif self.app.builder.format == "html":
                _envolver(figura, nodo)
            elif self.app.builder.format == "typst" and self.config.html_baseurl:
                figura += _en_la_web(self.config.html_baseurl, nodo)


def _figuras(nodo: explorador) -> Iterator[nodes.figure]:
    """Las figuras que llevan el nombre, de la más cercana a la más lejana."""
    padre = nodo.parent
    while padre is not None:
        yield from (f for f in padre.findall(nodes.figure) if nodo["figura"] in f["ids"])
        padre = padre.parent


def _envolver(figura: nodes.figure, nodo: explorador) -> None:
    imagen = [hijo for hijo in figura if not isinstance(hijo, nodes.caption | nodes.legend)]
    for hijo in imagen:
        figura.remove(hijo)
    nodo += imagen
    figura.insert(0, nodo)


def _en_la_web(base: str, nodo: explorador) -> nodes.legend:
    direccion = f"{base.rstrip('/')}/{nodo['documento']}.html#{nodo['figura']}"
    return nodes.legend("", en_la_web(direccion=direccion))


# ——— HTML ———


def visitar(self: HTML5Translator, nodo: explorador) -> None:
    atributos = {"data-explorador": nodo["nombre"], "data-estado": nodo["estado"] or "{}"}
    self.body.append(self.starttag(nodo, f"explorador-{nodo['nombre']}", "", **atributos))


def dejar(self: HTML5Translator, nodo: explorador) -> None:
    self.body.append(f"</explorador-{nodo['nombre']}>\n")


def visitar_guia(self: HTML5Translator, _nodo: guia) -> None:
    self.body.append('<div slot="guia">')


def dejar_guia(self: HTML5Translator, _nodo: guia) -> None:
    self.body.append("</div>\n")


def cargar(
    app: Sphinx, _pagina: str, _plantilla: str, contexto: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Los guiones de la página, y solo los suyos, justo antes del primero que los pide.

    Así cada explorador nace ya vivo. Si cobrara vida después, ocuparía más que su figura y empujaría lo que
    el lector está mirando; y si sus guiones fueran lo primero, la página se vería cuando llegasen ellos.
    """
    usados = dict.fromkeys(nodo["nombre"] for nodo in doctree.findall(explorador)) if doctree else {}
    if not usados:
        return
    nombres = [f"{EXPLORADORES}/{nombre}.js" for nombre in (COMUN, *usados)]
    for nombre in nombres:
        app.add_js_file(nombre)
    rutas = {f"_static/{nombre}" for nombre in nombres}
    etiquetas = [contexto["js_tag"](guion) for guion in contexto["script_files"] if guion.filename in rutas]
    contexto["script_files"] = [guion for guion in contexto["script_files"] if guion.filename not in rutas]
    contexto["body"] = contexto["body"].replace(COMIENZO, "".join(etiquetas) + COMIENZO, 1)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("explorador", Explorador)
    app.add_node(explorador, html=(visitar, dejar))
    app.add_node(guia, html=(visitar_guia, dejar_guia))
    app.add_post_transform(Colocar)
    app.connect("html-page-context", cargar)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
