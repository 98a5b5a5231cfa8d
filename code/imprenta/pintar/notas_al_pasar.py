"""La nota de cada cifra atada, con cualquier tema: se ve al pasar por encima, sin ningún guion.

El libro que usa `imprenta.pintar.web` las enseña con los suyos. En los demás, una hoja de estilos que solo
llevan las páginas que tienen alguna.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from imprenta.pintar.cifras import cifra_verificada

CON_LAS_SUYAS = "imprenta.pintar.web"
ESTILOS = Path(__file__).parent / "estilos"
HOJA_DE_NOTAS = "cifras-atadas.css"


def traer_estilos(app: Sphinx, config: Config) -> None:
    if CON_LAS_SUYAS not in app.extensions:
        config.html_static_path = [*config.html_static_path, str(ESTILOS)]


def poner_estilos(
    app: Sphinx, _pagina: str, _plantilla: str, _contexto: dict[str, Any], arbol: nodes.document | None
) -> None:
    """Nombra la hoja en las páginas que la necesitan."""
    if arbol is None or CON_LAS_SUYAS in app.extensions:
        return
    if any("nota" in cifra for cifra in arbol.findall(cifra_verificada)):
        app.add_css_file(HOJA_DE_NOTAS)


def setup(app: Sphinx) -> None:
    app.connect("config-inited", traer_estilos)
    app.connect("html-page-context", poner_estilos)
