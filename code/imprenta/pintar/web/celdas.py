"""Las celdas de código en la página: cada una se puede plegar."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

PARTES_DE_CELDA = {"cell_code_source": "Código", "cell_code_output": "Resultado"}


class plegable(nodes.Element):
    """Un trozo de celda que se pliega: `rotulo` y si nace abierto."""


class PlegarCeldas(SphinxPostTransform):
    """El código siempre se puede plegar; nace plegado si la celda lleva `hide-input`."""

    default_priority = 200  # justo después de que MyST-NB pliegue lo suyo
    formats = ("html",)

    def run(self, **_: Any) -> None:
        for oculto in list(self.document.findall(HideCodeCellNode)):
            dentro = [hijo.get("nb_element", "") for hijo in oculto.children]
            rotulo = " y ".join(
                PARTES_DE_CELDA[clase] for clase in dentro if clase in PARTES_DE_CELDA
            ).capitalize()
            oculto.replace_self(plegable("", *oculto.children, rotulo=rotulo, abierto=False))
        for celda in list(self.document.findall(nodes.container)):
            if celda.get("nb_element") == "cell_code_source" and not isinstance(celda.parent, plegable):
                celda.replace_self(plegable("", celda.deepcopy(), rotulo="Código", abierto=True))


class DoblarProsa(SphinxPostTransform):
    """Un resultado sin columnas alineadas se dobla en una pantalla estrecha: lleva la clase `prosa`.

    Una tabla de números tiene renglones sangrados, y no se toca.
    """

    default_priority = 200
    formats = ("html",)

    def run(self, **_: Any) -> None:
        for resultado in self.document.findall(nodes.literal_block):
            if "text_plain" in resultado["classes"] and "\n " not in resultado.astext():
                resultado["classes"].append("prosa")


def visitar_plegable(self: HTML5Translator, nodo: plegable) -> None:
    abierto = " open" if nodo["abierto"] else ""
    self.body.append(f'<details class="plegable"{abierto}><summary>{nodo["rotulo"]}</summary>\n')


def dejar_plegable(self: HTML5Translator, _nodo: plegable) -> None:
    self.body.append("</details>\n")


def setup(app: Sphinx) -> None:
    app.add_node(plegable, html=(visitar_plegable, dejar_plegable))
    app.add_post_transform(PlegarCeldas)
    app.add_post_transform(DoblarProsa)
