"""El HTML: se ve su texto y algunos atributos; nadie lee en él roles ni fórmulas."""

from __future__ import annotations

import re

from imprenta.leer.gramatica import ATRIBUTO_OCULTO, COMENTARIO, ETIQUETA_HTML, ROL_SIN_LEER
from imprenta.leer.hoja import Hoja
from imprenta.libro.espanol import es_cifra

MARCAS = re.compile(rf"(?P<comentario>{COMENTARIO})|{ETIQUETA_HTML}", re.DOTALL)
UNA_ETIQUETA = re.compile(ETIQUETA_HTML)
NOMBRE_DE_ETIQUETA = re.compile(r"</?[\w-]+")
DE_BLOQUE = re.compile(r"</?(?:br|p|div|li|td|th|tr|hr|ul|ol|table|blockquote)\b", re.IGNORECASE)
OTRO_RENGLON = "\u2028"  # lo que va detrás empieza otro renglón
SINTAXIS = re.compile(r"[`$\[\]{}\\<]")  # lo que en MyST abriría algo


def tachar_html(hoja: Hoja, inicio: int, fin: int) -> None:
    """Tacha lo que no se ve de un bloque de HTML."""
    _tachar_comentarios(hoja, inicio, fin)
    visto = hoja.lienzo.visto(inicio, fin)
    if casa := ROL_SIN_LEER.search(visto):
        hoja.falta(inicio + casa.start(), "un rol no se lee dentro de HTML")
    for casa in UNA_ETIQUETA.finditer(visto):
        tachar_etiqueta(hoja, inicio + casa.start(), casa[0])
    for casa in SINTAXIS.finditer(hoja.lienzo.visto(inicio, fin)):
        hoja.lienzo.tachar(inicio + casa.start(), inicio + casa.end())


def _tachar_comentarios(hoja: Hoja, inicio: int, fin: int) -> None:
    """Tacha los comentarios; el que empieza el bloque y no se cierra llega hasta su final."""
    texto = hoja.texto.contenido
    if texto.startswith("<!--", inicio) and texto.find("-->", inicio, fin) < 0:
        hoja.comentario(inicio, fin)
    cerrados = texto.rfind("-->", inicio, fin) + len("-->")
    for casa in MARCAS.finditer(texto, inicio, max(inicio, cerrados)):
        if casa["comentario"] is not None:
            hoja.comentario(casa.start(), casa.end())


def tachar_etiqueta(hoja: Hoja, inicio: int, etiqueta: str) -> None:
    """De una etiqueta se ven las cifras de los atributos que se leen: `alt`, `title`, `value`…"""
    renglon = [(0, OTRO_RENGLON)] if DE_BLOQUE.match(etiqueta) else []
    hoja.lienzo.dibujar(inicio, inicio + len(etiqueta), renglon)
    ocultos = [casa.span() for casa in ATRIBUTO_OCULTO.finditer(etiqueta)]
    nombre = NOMBRE_DE_ETIQUETA.match(etiqueta)
    ocultos += [nombre.span()] if nombre else []
    for k, caracter in enumerate(etiqueta):
        if es_cifra(caracter) and not any(a <= k < b for a, b in ocultos):
            hoja.lienzo.destapar(inicio + k, inicio + k + 1)
