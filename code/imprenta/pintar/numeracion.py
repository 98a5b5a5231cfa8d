"""El número de cada apartado, delante de su título: en la página, en los índices y en el papel."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from imprenta.libro.numeracion import numera_apartados, numeros
from imprenta.pintar.entrega import pagina_de

NUMERO_DE_APARTADO = "section-number"  # la clase con que Sphinx escribe los suyos
NUMERADOS = "numerados"  # los números puestos en una página, para quien tenga que dar cuenta de ellos


class Numerar(SphinxTransform):
    """Pone los números antes de que nadie copie los títulos."""

    default_priority = 700

    def apply(self, **_: Any) -> None:
        if not numera_apartados(pagina_de(self.app, self.env.docname).pagina.cabecera):
            return
        titulos = [s[0] for s in self.document.findall(nodes.section) if isinstance(s[0], nodes.title)]
        puestos = self.env.metadata[self.env.docname][NUMERADOS] = []
        for titulo, numero in zip(titulos, numeros(map(_nivel, titulos)), strict=True):
            if numero:
                titulo.insert(0, [nodes.inline("", numero, classes=[NUMERO_DE_APARTADO]), nodes.Text(" ")])
                puestos.append(numero)


def _nivel(titulo: nodes.Node) -> int:
    """Cuántos apartados hay desde la página hasta un título."""
    padre, nivel = titulo.parent, 0
    while padre is not None:
        nivel, padre = nivel + isinstance(padre, nodes.section), padre.parent
    return nivel


def setup(app: Sphinx) -> None:
    app.add_transform(Numerar)
