"""Lo que docutils y el tema escriben y un lector de pantalla no entiende."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

CABECERA_VACIA = re.compile(r"<th\b[^>]*><p>\s*</p></th>")
SOLO_FORMULA = re.compile(
    r"(?P<antes><th\b[^>]*><p>|<a\b[^>]*>(?:<span\b[^>]*>)?)"
    r"<math(?P<math>>(?:(?!</math>).)*</math>(?:</p></th>|(?:</span>)?</a>))",
    re.DOTALL,
)
ETIQUETA = re.compile(r"<annotation.*?</annotation>|<[^>]+>", re.DOTALL)


def _hablada(casa: re.Match[str]) -> str:
    dicho = ETIQUETA.sub("", f"<math{casa['math']}")
    leido = f'<span class="leido visually-hidden">{dicho}</span>'
    return f'{casa["antes"]}{leido}<math aria-hidden="true"{casa["math"]}'


def accesible(html: str) -> str:
    """El mismo HTML con nombre en las cabeceras y los enlaces que son una fórmula, y sin papeles retirados.

    El enlace de un título a sí mismo se pulsa con el ratón: ni es parte de su nombre ni detiene al tabulador.

    >>> accesible('<th class="head"><p></p></th><div role="doc-biblioentry">')
    '<td></td><div role="listitem">'
    >>> accesible('<h2>Uno<a class="headerlink" href="#uno">#</a></h2>')
    '<h2>Uno<a aria-hidden="true" tabindex="-1" class="headerlink" href="#uno">#</a></h2>'
    """
    html = CABECERA_VACIA.sub("<td></td>", html)
    html = SOLO_FORMULA.sub(_hablada, html)
    html = html.replace('<a class="headerlink"', '<a aria-hidden="true" tabindex="-1" class="headerlink"')
    return html.replace('role="doc-biblioentry"', 'role="listitem"')


class QuitarIdRepetido(SphinxPostTransform):
    """El tema envuelve cada fórmula en una caja con su mismo `id`, y un `id` no se puede repetir."""

    default_priority = 501
    formats = ("html",)

    def run(self, **_: Any) -> None:
        for caja in self.document.findall(nodes.container):
            if "math-wrapper" in caja["classes"] or "table-wrapper" in caja["classes"]:
                caja["ids"] = []


def leer_bien(
    _app: Sphinx, _pagina: str, _plantilla: str, contexto: dict[str, Any], _doctree: nodes.document | None
) -> None:
    if "body" in contexto:
        contexto["body"] = accesible(contexto["body"])


def setup(app: Sphinx) -> None:
    app.add_post_transform(QuitarIdRepetido)
    app.connect("html-page-context", leer_bien)
