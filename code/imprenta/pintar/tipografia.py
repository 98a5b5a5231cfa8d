"""Ortotipografía: lo que el español no separa al final de un renglón.

El autor escribe espacios corrientes; aquí se vuelven duros los que no se pueden partir (una cifra y su
unidad, «p. ej.», «figura 3», los millares), y ninguna fórmula se separa de la puntuación que la toca.
"""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from imprenta.pintar.cifras import cifra_verificada

DURO = "\xa0"
FINO = "\u202f"  # entre millares: fino y duro
MILLARES = re.compile(r"(?<=\d)[ \xa0\u2009](?=\d{3}(?!\d))")
INSEPARABLES = re.compile(
    r"""\d\ (?=[%‰°€])                                                     # 73 %
      | \d\ (?=(?:[kKMGT]?B|[kcmµn]?m|[mµn]?s|h|min|k?g|nats?|bits?|px)\b)  # 59 KB, 3 s
      | \d\ (?=(?:mil|millón|millones|billón|billones)\b)                  # 15 billones
      | \bmil\ (?=(?:millones|billones)\b)
      | \b[Pp]\.\ (?=ej\.)
      | \b(?i:fig|pág|cap|sec|vol|núm|n\.º)\.?\ (?=\d)                     # fig. 3, n.º 3
      | \b(?i:figura|tabla|página|capítulo|ecuación|apartado)\ (?=\(?\d)
      | \b[A-ZÁÉÍÓÚÑ]\.\ (?=[A-ZÁÉÍÓÚÑ])                                   # Y. Bengio
    """,
    re.VERBOSE,
)
CORTA = 24  # un número más largo que esto sí se puede partir: en un móvil no cabría
SIGNO_QUE_ABRE = re.compile(r"[(\[«“¿¡]+$")
CIERRA = re.compile(r"^[)\]»”,.;:?!…]+")
INTACTOS = (nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.raw, nodes.comment)


def espacios_duros(texto: str) -> str:
    """El texto con los espacios que no se pueden partir.

    >>> espacios_duros("el 73 % de 50 257, p. ej.").split()
    ['el', '73', '%', 'de', '50', '257,', 'p.', 'ej.']
    >>> espacios_duros("el 73 % de 50 257, p. ej.").split(" ")
    ['el', '73\\xa0%', 'de', '50\\u202f257,', 'p.\\xa0ej.']
    """
    return INSEPARABLES.sub(lambda casa: casa[0][:-1] + DURO, MILLARES.sub(FINO, texto))


class Ortotipografia(SphinxPostTransform):
    """Los espacios de un texto, cuando ya están puestos los números de las figuras y de las ecuaciones."""

    default_priority = 900
    formats = ("html",)

    def run(self, **_: Any) -> None:
        for texto in list(self.document.findall(nodes.Text)):
            if not _intacto(texto):
                poner_duros(texto)
        for formula in list(self.document.findall(nodes.math)):
            juntar(formula)


def _intacto(texto: nodes.Node) -> bool:
    padre = texto.parent
    while padre is not None and not isinstance(padre, INTACTOS):
        padre = padre.parent
    return padre is not None


def poner_duros(texto: nodes.Text) -> None:
    """También mira lo último que hay delante, que puede ser una cifra: «{cifra} %»."""
    padre = texto.parent
    sitio = _sitio(texto)
    delante = padre[sitio - 1].astext()[-1:] if sitio else ""
    nuevo = espacios_duros(delante + str(texto))[len(delante) :]
    if isinstance(padre, cifra_verificada) and len(nuevo) <= CORTA and any(map(str.isdigit, nuevo)):
        nuevo = nuevo.replace(" ", DURO)
    if nuevo != texto:
        padre[sitio] = nodes.Text(nuevo)


def juntar(formula: nodes.math) -> None:
    """Envuelve una fórmula con la puntuación que la toca, para que un renglón no empiece por una coma."""
    padre = formula.parent
    sitio = _sitio(formula)
    antes = padre[sitio - 1] if sitio else None
    despues = padre[sitio + 1] if sitio + 1 < len(padre) else None
    abre = SIGNO_QUE_ABRE.search(antes) if isinstance(antes, nodes.Text) else None
    cierra = CIERRA.search(despues) if isinstance(despues, nodes.Text) else None
    if not (abre or cierra):
        return
    junto = nodes.inline("", classes=["junto"])
    padre[sitio] = junto
    if abre and isinstance(antes, nodes.Text):
        padre[sitio - 1] = nodes.Text(antes[: abre.start()])
        junto += nodes.Text(abre[0])
    junto += formula
    if cierra and isinstance(despues, nodes.Text):
        padre[sitio + 1] = nodes.Text(despues[cierra.end() :])
        junto += nodes.Text(cierra[0])


def _sitio(nodo: nodes.Node) -> int:
    """El lugar de un nodo entre sus hermanos; `index` daría el del primer texto que diga lo mismo."""
    return next(sitio for sitio, hermano in enumerate(nodo.parent) if hermano is nodo)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_post_transform(Ortotipografia)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
