"""El testigo de los cuadernos que se descargan: los números que Jupyter enseñaría de su prosa.

`markdown_llano` traduce MyST a lo que Jupyter entiende, y lo que se le escape se leería en crudo: un
comentario, la opción de una directiva, una etiqueta. El testigo no sabe nada de MyST: dibuja el Markdown como
Jupyter (GFM, fórmulas entre dólares y HTML) y dice qué números quedan a la vista. Todos han de estar en la
página, que está demostrada. Los números de las listas los pone quien dibuja, y no se cuentan.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from html import unescape
from html.parser import HTMLParser
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin

from imprenta.leer.gramatica import NOTA
from imprenta.libro.espanol import es_cifra
from imprenta.libro.modelo import Falta
from imprenta.libro.numeracion import titulos_numerados
from imprenta.libro.pagina import Formula, Pagina, Rol, Suelto, quitar_cifras
from imprenta.pintar.testigo.probado import sin_identificadores

COMENTARIO_DE_HTML = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
OIDOS = ("alt", "title", "value", "placeholder", "aria-label")  # los atributos que se leen


@functools.cache
def _jupyter() -> MarkdownIt:
    """Como dibuja Jupyter una celda de texto."""
    como = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return como.use(dollarmath_plugin, double_inline=True).use(amsmath_plugin)


def _bloques(markdown: str) -> list[Token]:
    """Los de una celda de texto; sin un salto al final falla una cita que acaba en «>»."""
    return _jupyter().parse(markdown + "\n")


def cifras_del_cuaderno(cuaderno: Any) -> list[str]:
    """Los números que se leen en las celdas de texto de un cuaderno, uno tras otro.

    >>> celda = {"cell_type": "markdown", "source": "# A 7\\n\\nY <!-- 5 --> $x^{12}$ ![8](a9.png)"}
    >>> cifras_del_cuaderno({"cells": [celda]})
    ['7', '12', '8']
    """
    celdas = (celda for celda in cuaderno["cells"] if celda["cell_type"] == "markdown")
    return [numero for celda in celdas for numero in cifras_de(lo_que_se_lee("".join(celda["source"])))]


def cifras_de_mas(pagina: Pagina, cuaderno: Any) -> Iterator[Falta]:
    """Los números que un cuaderno enseña y su página no, en la línea de la página donde estén escritos."""
    de_la_pagina = set(cifras_de("\n".join(_de_la_pagina(pagina))))
    for numero in dict.fromkeys(cifras_del_cuaderno(cuaderno)):
        if numero not in de_la_pagina:
            donde = max(0, pagina.texto.find(numero))
            mensaje = f"el cuaderno que se descarga enseña {numero}, que en la página no se lee"
            yield Falta(pagina.ruta, *pagina.lugar(donde), mensaje)


def _de_la_pagina(pagina: Pagina) -> Iterator[str]:
    """Lo que de una página se lee: su prosa, sus literales y sus fórmulas, y las claves con que remite."""
    yield pagina.prosa
    for pieza in pagina.piezas:
        if isinstance(pieza, Rol):
            yield pieza.literal
        elif isinstance(pieza, Formula):
            yield quitar_cifras(pieza.tex)
        elif isinstance(pieza, Suelto):
            yield unescape(pieza.texto)
    yield from (casa["clave"] for casa in NOTA.finditer(pagina.texto))
    yield from (pagina.texto[slice(*m.texto)] for m in pagina.marcas if m.nombre.startswith("cite"))
    yield from (celda.codigo for celda in pagina.celdas)
    yield from (numero for _, numero in titulos_numerados(pagina))


def imagenes_de(markdown: str) -> Iterator[str]:
    """Las direcciones de las imágenes de una celda.

    >>> list(imagenes_de("![a](b.png) y `![c](d.png)`"))
    ['b.png']
    """
    for bloque in _bloques(markdown):
        for token in bloque.children or ():
            if token.type == "image":
                yield str(token.attrs["src"])


def cifras_de(texto: str) -> Iterator[str]:
    """Los números seguidos de un texto.

    >>> list(cifras_de("De 1 000 a 0.73²"))
    ['1', '000', '0', '73²']
    """
    numero = ""
    for caracter in texto + " ":
        if es_cifra(caracter):
            numero += caracter
        elif numero:
            yield numero
            numero = ""


def lo_que_se_lee(markdown: str) -> str:
    """El texto que un lector lee de una celda, con sus fórmulas y los textos de sus imágenes."""
    lector = _Lector()
    lector.feed("\n".join(_leidos(_bloques(markdown))))
    lector.close()
    return "".join(lector.partes)


def _leidos(tokens: Iterable[Token]) -> Iterator[str]:
    """Lo que se lee de cada token, como HTML."""
    for token in tokens:
        if token.type == "inline":
            yield "".join(_leidos(token.children or ()))
        elif token.type == "image":
            yield f'<img alt="{_escapado(token.content)}" title="{_escapado(token.attrs.get("title", ""))}">'
        elif token.type == "link_open":
            yield f'<a title="{_escapado(token.attrs.get("title", ""))}">'
        elif token.type in ("html_block", "html_inline"):
            yield COMENTARIO_DE_HTML.sub("", token.content)
        elif token.type == "code_inline":
            yield _escapado(sin_identificadores(token.content))
        elif token.type in ("softbreak", "hardbreak"):
            yield "\n"
        else:
            yield _escapado(token.content)


def _escapado(texto: str | float) -> str:
    return str(texto).replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


class _Lector(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.partes, self.mudo = list[str](), 0

    def handle_starttag(self, etiqueta: str, atributos: list[tuple[str, str | None]]) -> None:
        self.mudo += etiqueta in ("script", "style")
        self.partes += [f" {valor} " for clave, valor in atributos if clave in OIDOS and valor]

    def handle_endtag(self, etiqueta: str) -> None:
        self.mudo -= self.mudo > 0 and etiqueta in ("script", "style")

    def handle_data(self, datos: str) -> None:
        self.partes += [] if self.mudo else [datos]
