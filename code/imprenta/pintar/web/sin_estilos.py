"""Las fórmulas sin atributos `style`, que una política de contenido estricta no deja aplicar.

`math_core` los usa para colocar lo que MathML no sabe colocar. Cada declaración conocida pasa a ser una clase
con su mismo nombre, que tiene su regla en `libro.css`, y un color, el atributo que MathML tiene para él.
"""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

CON_ESTILO = re.compile(
    r"<(?P<nombre>math|m(?:table|tr|td|row|space|padded|style|i|o|n|text|frac))\b"
    r"(?P<resto>(?:(?! class=)[^<>])*?)"
    r' style="(?P<estilo>[^"]*)"'
)
DECLARACIONES = {
    "text-align: left",
    "text-align: right",
    "justify-items: start",
    "justify-items: end",
    "padding-left: 1em",
    "padding-top: 0",
    "padding-top: 0.1667em",
    "padding-bottom: 0",
    *(f"padding-{lado}: {x}" for lado in ("left", "right") for x in ("0", "0.1em", "0.1667em", "0.2778em")),
    *(f"margin-left: -{x}em" for x in ("0.16666667", "0.22222222", "0.2777778")),
    *(f"width: {x}%" for x in ("7.5", "50", "100")),
    *(
        f"border-{x}: 0.05em {raya} currentcolor"
        for x in ("top", "left", "right")
        for raya in ("solid", "dashed")
    ),
}


def clase_de(declaracion: str) -> str:
    """La clase que dice lo mismo que una declaración.

    >>> clase_de("padding-left: 0.1em")
    'padding-left-0-1em'
    """
    return re.sub(r"\W+", "-", declaracion).strip("-")


def sin_estilos(html: str) -> str:
    """El mismo HTML con clases y atributos donde las fórmulas llevaban `style`; lo desconocido se queda.

    >>> sin_estilos('<mtd style="text-align: left;padding-left:0;">x</mtd><td style="width: 50%">')
    '<mtd class="text-align-left padding-left-0">x</mtd><td style="width: 50%">'
    >>> sin_estilos('<mrow style="color:#FF0000;"><mspace style="margin-left:-2em;"/>')
    '<mrow mathcolor="#FF0000"><mspace style="margin-left: -2em"/>'
    """
    return CON_ESTILO.sub(_sin_estilo, html)


def _sin_estilo(casa: re.Match[str]) -> str:
    clases, quedan, atributos = list[str](), list[str](), ""
    for trozo in filter(None, casa["estilo"].split(";")):
        propiedad, _, valor = (parte.strip() for parte in trozo.partition(":"))
        declaracion = f"{propiedad}: {valor}"
        if declaracion in DECLARACIONES:
            clases.append(clase_de(declaracion))
        elif propiedad == "color":
            atributos += f' mathcolor="{valor}"'
        else:
            quedan.append(declaracion)
    atributos += f' class="{" ".join(clases)}"' if clases else ""
    atributos += f' style="{"; ".join(quedan)}"' if quedan else ""
    return f"<{casa['nombre']}{casa['resto']}{atributos}"


def vestir_con_clases(
    _app: Sphinx, _pagina: str, _plantilla: str, contexto: dict[str, Any], _doctree: nodes.document | None
) -> None:
    for parte in ("body", "toc"):
        if parte in contexto:
            contexto[parte] = sin_estilos(contexto[parte])


def setup(app: Sphinx) -> None:
    app.connect("html-page-context", vestir_con_clases)
