"""Los enlaces de las páginas: los que ejecutarían algo son faltas.

MyST no hace enlaces con esas direcciones; docutils, sí: los de un `:target:`, un botón o una página en RST.
Lo que un autor escribe en HTML es cosa suya.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from imprenta.libro.direcciones import ejecuta, no_se_enlaza

registro = logging.getLogger(__name__)


class Delatar(SphinxPostTransform):
    """Avisa de cada dirección que ejecutaría algo (y el aviso detiene el libro)."""

    default_priority = 900  # con todos los enlaces ya hechos

    def run(self, **_: Any) -> None:
        for enlace in self.document.findall(nodes.reference):
            if ejecuta(direccion := enlace.get("refuri", "")):
                registro.warning(no_se_enlaza("enlace", direccion), location=enlace)


def setup(app: Sphinx) -> None:
    app.add_post_transform(Delatar)
