"""Lo que se mira de una pieza de MathML para escribirla en Typst."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from imprenta.pintar.papel.signos import (
    BARRAS_ESCRITAS,
    CLASE_DE_FORMA,
    CLASES_DE_HUECO,
    CRECEN,
    DELIMITADORES,
    PRIMAS_ESCRITAS,
)

NO_SE_ESCRIBEN = dict.fromkeys([*range(0x2061, 0x2065), 0x200B, *range(0xFE00, 0xFE10)])
ESTILO_DE_NODO = re.compile(r"([\w-]+)\s*:\s*([^;]+)")
JUNTO = "\0"
"""Lo que se pone donde un espacio se vería: dos piezas se tocan."""


def que_es(nodo: Element) -> str:
    return nodo.tag.rpartition("}")[2]


def lo_escrito(nodo: Element) -> str:
    return (nodo.text or "").strip().translate(NO_SE_ESCRIBEN)


def signo_de(nodo: Element) -> str:
    return lo_escrito(nodo) if que_es(nodo) == "mo" else JUNTO


def se_estira(nodo: Element) -> bool:
    """Si es un delimitador, o el hueco de uno, que se estira con lo que encierra."""
    return que_es(nodo) == "mo" and nodo.get("stretchy") != "false" and "minsize" not in nodo.attrib


def separar_prima(fila: Element) -> tuple[Element, str]:
    """De `f` y su prima, las dos cosas."""
    if que_es(fila) == "mrow" and len(fila) == 2 and signo_de(fila[1]) in PRIMAS_ESCRITAS:
        return fila[0], signo_de(fila[1])
    return fila, ""


def clase_del_signo(nodo: Element, signo: str) -> str:
    """La clase de un signo (lo que en TeX decide sus huecos), si no es la que Typst le supone."""
    lados = [nodo.get(lado) for lado in ("lspace", "rspace")]
    if signo in BARRAS_ESCRITAS and (forma := CLASE_DE_FORMA.get(nodo.get("form", ""))):
        return forma
    if signo in DELIMITADORES - BARRAS_ESCRITAS:
        return ""
    if signo in CRECEN and lados == ["0", "0"]:
        return "normal"
    if signo in (",", ";") and lados[1] == "0":
        return "normal"
    return CLASES_DE_HUECO.get(lados[0] or "", "") if lados[0] == lados[1] else ""


def estilos_de(nodo: Element) -> dict[str, str]:
    return dict(ESTILO_DE_NODO.findall(nodo.get("style", "")))


def en_em(ancho: str | None) -> float:
    return float(ancho.strip().removesuffix("em") or 0) if ancho and ancho.strip().endswith("em") else 0.0


def ancho_del_hueco(nodo: Element) -> float:
    return en_em(nodo.get("width")) if que_es(nodo) == "mspace" else 0.0


def hueco_escrito(ancho: str | None) -> str:
    """Un hueco, si lo hay: `0.1667em`."""
    return f"{JUNTO}#h({ancho.strip()}){JUNTO}" if ancho and en_em(ancho) else ""


def escapado(texto: str) -> str:
    r"""Cada letra, tal cual; cada signo, de modo que Typst no lo tome por una orden.

    >>> escapado("x"), escapado("("), escapado("")
    ('x', '\\(', '')
    """
    return " ".join(letra if letra.isalnum() else f"\\{letra}" for letra in texto)
