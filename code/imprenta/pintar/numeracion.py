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
        for titulo, numero in zip(titulos, numeros(map(hondura, titulos)), strict=True):
            if numero:
                titulo.insert(0, [nodes.inline("", numero, classes=[NUMERO_DE_APARTADO]), nodes.Text(" ")])
                puestos.append(numero)


def hondura(nodo: nodes.Node) -> int:
    """En cuántos apartados está metido algo, uno dentro de otro; de un título, su nivel.

    >>> titulo = nodes.title("", "Uno")
    >>> dentro = nodes.section("", titulo)
    >>> fuera = nodes.section("", dentro)
    >>> hondura(titulo), hondura(dentro), hondura(fuera)
    (2, 1, 0)
    """
    return 1 + hondura(nodo.parent) if isinstance(nodo.parent, nodes.section) else 0


def setup(app: Sphinx) -> None:
    app.add_transform(Numerar)
