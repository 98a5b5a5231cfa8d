"""Lo vivo: un trozo de la página web que calcula el código del libro y que un guion suyo hace funcionar.

    ```{vivo} nombre
    :estado: html=formulario(x)
    ```

`estado` se evalúa en el núcleo de la página, como el de un explorador, y su `html` se pone tal cual en ese
sitio: es lo que da el código, y ya está dibujado cuando llega el guion, que es el archivo `<nombre>.js` de
`html_static_path`. En papel y en el cuaderno no queda rastro. La imprenta no sabe qué hace ninguno.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from imprenta.pintar.entrega import arranque_de


class vivo(nodes.Element):
    """`nombre` del guion que lo mueve y su `html`."""


class Vivo(SphinxDirective):
    """`{vivo} nombre`: aquí va el HTML que da su estado."""

    required_arguments = 1
    option_spec: ClassVar[Any] = {"estado": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        (nombre,) = self.arguments
        carpetas = (Path(self.env.srcdir) / carpeta for carpeta in self.config.html_static_path)
        if not any((carpeta / f"{nombre}.js").is_file() for carpeta in carpetas):
            raise self.error(f"no hay ningún guion «{nombre}.js» para lo vivo")
        try:
            estado = arranque_de(self.env.app, self.env.docname, self.options.get("estado", ""))
        except LookupError:
            raise self.error("la imprenta no ha leído el estado de esto: falta «:estado: html=…»") from None
        html = "" if estado is None else estado.get("html")
        if not isinstance(html, str):
            raise self.error("el estado de lo vivo tiene que dar su «html», en un texto")
        return [vivo("", nombre=nombre, html=html)]


def poner_html(self: HTML5Translator, nodo: vivo) -> None:
    self.body.append(f"{nodo['html']}\n")
    raise nodes.SkipNode


def callar(_self: Any, _nodo: vivo) -> None:
    """En papel no se mueve nada."""
    raise nodes.SkipNode


def cargar_guiones(
    app: Sphinx, _pagina: str, _plantilla: str, contexto: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Los guiones de la página, y solo los suyos."""
    usados = dict.fromkeys(nodo["nombre"] for nodo in doctree.findall(vivo)) if doctree else {}
    for nombre in usados:
        app.add_js_file(f"{nombre}.js", defer="defer")
    contexto["vivos"] = [f"_static/{nombre}.js" for nombre in usados]


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("vivo", Vivo)
    app.add_node(vivo, html=(poner_html, None), text=(callar, None))
    app.connect("html-page-context", cargar_guiones)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
