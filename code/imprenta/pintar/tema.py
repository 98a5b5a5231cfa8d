"""Las opciones del tema: Jupyter Book pone las del suyo, y un libro puede tener otro que no las conoce."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx
from sphinx.theming import Theme

from imprenta.libro.cabecera import dentro
from imprenta.pintar.entrega import libro_de


def quitar_las_de_otro(app: Sphinx) -> None:
    """Quita las que el tema no conoce, salvo las que ha escrito el autor: de esas, que Sphinx le avise."""
    tema: Theme | None = getattr(app.builder, "theme", None)
    dadas: dict[str, Any] | None = getattr(app.builder, "theme_options", None)
    if tema is None or not dadas or dadas.keys() <= (conocidas := tema.get_options()).keys():
        return
    escritas = dentro(libro_de(app).config, "sphinx", "config", "html_theme_options") or {}
    for opcion in dadas.keys() - conocidas.keys() - escritas.keys():
        del dadas[opcion]


def setup(app: Sphinx) -> None:
    app.connect("builder-inited", quitar_las_de_otro)
