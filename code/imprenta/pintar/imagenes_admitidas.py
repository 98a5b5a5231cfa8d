"""Las imágenes que el papel o el EPUB no saben poner: se dicen en su línea, y no llegan a quien compone."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from docutils import nodes
from sphinx.builders import Builder
from sphinx.util import logging

from imprenta.pintar.avisos import SIN_PINTAR

registro = logging.getLogger(SIN_PINTAR)


def apartar_imagenes(constructor: Builder, arbol: nodes.Element, sufijos: Collection[str]) -> None:
    """Quita de un árbol, y de lo que se copia, las imágenes que no son de una de esas clases."""
    for imagen in list(arbol.findall(nodes.image)):
        direccion = imagen.get("uri", "")
        sufijo = Path(direccion).suffix.lower()
        if direccion not in constructor.images or sufijo in sufijos:
            continue
        queja = f"aquí no se puede poner una imagen «{sufijo}»: pásala a PNG, JPEG, GIF, WebP o SVG"
        registro.warning(queja, location=imagen)
        del constructor.images[direccion]
        imagen.parent.remove(imagen)
