"""El libro electrónico: EPUB 3 con las mismas salidas ejecutadas, sin ningún guion.

`constructor` lleva las páginas de Sphinx a la `edicion`, que las junta; `arbol` cambia en ellas lo que en un
libro electrónico es de otra manera; `traductor` las escribe y `xhtml` las deja como pide la norma; `notas`
dice de dónde sale cada número; `contenido` y `alfabetico` hacen los índices; `cubierta` la dibuja Typst;
`enlaces` comprueba que todo llega, y `ficha` y `paquete` dicen qué es y lo meten en el archivo.

No es el constructor de EPUB de Sphinx: el suyo pasa cada página por el tema de la web y por los guiones de
todas las extensiones, no dice qué lleva cada página ni cómo se puede leer, tiene en inglés sus rótulos y da
otros octetos cada vez. De él se conserva el trato con las extensiones: esto también es HTML.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # la orden solo quiere los nombres
    from sphinx.application import Sphinx
    from sphinx.config import Config

CONSTRUCTOR, LIBRO_EPUB = "electronico", "libro.epub"
# De lo que da una celda, lo primero que cabe en un EPUB; un PDF no se puede enseñar en él.
CABEN_EN_EPUB = (
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "image/gif",
    "text/html",
    "text/markdown",
    "text/latex",
    "text/plain",
)


def preferir_en_epub(_app: Sphinx, config: Config) -> None:
    """Dice a MyST-NB qué salida va al libro electrónico; lo que diga el libro manda."""
    suyas = [(CONSTRUCTOR, tipo, lugar) for lugar, tipo in enumerate(CABEN_EN_EPUB, 1)]
    config.nb_mime_priority_overrides = [*suyas, *map(tuple, config.nb_mime_priority_overrides or ())]


def setup(app: Sphinx) -> None:
    """Da a Sphinx el constructor del libro electrónico."""
    from imprenta.pintar.epub.constructor import ConstructorElectronico

    app.add_builder(ConstructorElectronico)
    app.connect("config-inited", preferir_en_epub)
