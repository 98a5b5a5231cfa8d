"""Las fórmulas de una página, en línea y aparte: cómo se dibujan y, para quien no las ve, cómo se dicen."""

from __future__ import annotations

from functools import lru_cache

from docutils import nodes
from sphinx.util import logging

from imprenta.pintar.avisos import SIN_PINTAR
from imprenta.pintar.formula_dicha import formula_dicha
from imprenta.pintar.mathml import arbol_de, en_renglones, mathml
from imprenta.pintar.papel.escribano import con_linea
from imprenta.pintar.papel.escritura import cadena
from imprenta.pintar.papel.formula import (
    FormulaDesconocida,
    formula,
    formula_en_trozos,
    formula_sin_partir,
    lo_que_se_ve,
)

SIGNOS_DE_UNA_LARGA = 25
"""Desde cuántos signos puede no caber en un renglón, y se dice por dónde se parte."""
registro = logging.getLogger(SIN_PINTAR)


def formula_en_linea(nodo: nodes.math, lengua: str, documento: str) -> str:
    """La llamada que pone una fórmula en su renglón; lo que de ella no se pueda partir se vigila.

    Sin `documento`, se pone como quepa.
    """
    tex = nodo.astext()
    entera, enteros = _dibujo(tex, nodo, en_bloque=False)
    vigilar = (
        f", donde: {cadena(donde_sale(documento, nodo))}, enteros: {_varias(enteros)}" if enteros else ""
    )
    return f"#formula({cadena(formula_dicha(tex, lengua))}, ${entera}${vigilar});"


def formula_aparte(nodo: nodes.math_block, lengua: str, numero: str, documento: str) -> str:
    """La llamada que pone una fórmula en su párrafo, con su número y de dónde sale."""
    tex = nodo.astext() if nodo.get("nowrap") else en_renglones(nodo.astext())
    entera, trozos = _dibujo(tex, nodo, en_bloque=True)
    partida = f"trozos: {_varias(trozos)}, " if len(trozos) > 1 else ""
    return (
        f"#formula-aparte({cadena(formula_dicha(tex, lengua))}, numero: {cadena(numero)}, {partida}"
        f"donde: {cadena(donde_sale(documento, nodo))}, $ {entera} $);"
    )


def _dibujo(tex: str, nodo: nodes.Node, *, en_bloque: bool) -> tuple[str, tuple[str, ...]]:
    """Entera y, si es larga, los trozos en que se parte (aparte) o los que no se parten (en línea).

    Si no se sabe dibujar, lo dice, y se ve como está escrita.
    """
    dibujo = mathml(tex, nodo, en_bloque)
    if not dibujo.startswith("<math"):  # y ya se ha dicho por qué
        return f"#palabras({cadena(tex)})", ()
    try:
        return _de_mathml(dibujo)
    except FormulaDesconocida as error:
        registro.warning(f"el papel no sabe dibujar {error} en la fórmula {tex.strip()!r}", location=nodo)
    return f"#palabras({cadena(tex)})", ()


@lru_cache(maxsize=4096)
def _de_mathml(dibujo: str) -> tuple[str, tuple[str, ...]]:
    raiz = arbol_de(dibujo)
    if raiz.get("display") != "block":
        return formula(raiz), tuple(formula_sin_partir(raiz, SIGNOS_DE_UNA_LARGA))
    larga = len(lo_que_se_ve(raiz)) > SIGNOS_DE_UNA_LARGA
    return formula(raiz), tuple(formula_en_trozos(raiz)) if larga else ()


def _varias(escritas: tuple[str, ...]) -> str:
    """Una lista de fórmulas aparte, en Typst."""
    return f"({''.join(f'$ {una} $, ' for una in escritas)})"


def donde_sale(documento: str, nodo: nodes.Node | None) -> str:
    """La página y la línea de que sale un nodo, o el primero de los que lo contienen que la sabe.

    Sin `documento`, nada: nadie exige que lo suyo quepa.
    """
    linea = con_linea(nodo).line if nodo is not None else None
    return f"{documento}:{linea or 1}" if documento else ""
