"""El libro en papel: del árbol de Sphinx a Typst, que trae su compositor en una rueda de Python.

Los números de capítulos, figuras, tablas y ecuaciones los pone Sphinx: son los del HTML. `constructor` junta
las páginas, `arbol` las ordena como un libro, `tipografo` las escribe y `plantilla` decide cómo se ven.
"""

from __future__ import annotations

from sphinx.application import Sphinx
from sphinx.config import Config

# De lo que da una celda, lo primero que el papel sabe poner.
SALIDAS_DEL_PAPEL = (
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "application/pdf",
    "image/gif",
    "text/markdown",
    "text/latex",
    "text/plain",
    "text/html",
    "application/javascript",
    "application/vnd.jupyter.widget-view+json",
)


def preferir_salidas(_app: Sphinx, config: Config) -> None:
    """Dice a MyST-NB qué salida va al papel; lo que diga el libro manda."""
    suyas = [("papel", tipo, lugar) for lugar, tipo in enumerate(SALIDAS_DEL_PAPEL, 1)]
    config.nb_mime_priority_overrides = [*suyas, *map(tuple, config.nb_mime_priority_overrides or ())]


def setup(app: Sphinx) -> None:
    """Da a Sphinx el constructor del libro en papel."""
    from imprenta.pintar.papel.constructor import ConstructorDePapel
    from imprenta.pintar.papel.solo_en_pantalla import SoloEnPantalla

    app.add_builder(ConstructorDePapel)
    app.add_post_transform(SoloEnPantalla)
    app.connect("config-inited", preferir_salidas)
