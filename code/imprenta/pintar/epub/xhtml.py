"""De HTML a XHTML: un árbol bien formado, con los papeles, las lenguas y los nombres que pide la norma."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

XHTML = "http://www.w3.org/1999/xhtml"
MATHML = "http://www.w3.org/1998/Math/MathML"
SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
OPS_DE_EPUB = "http://www.idpf.org/2007/ops"
CABEZA = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n'
ENTIDAD_DE_HTML = re.compile(r"&(?!(?:amp|lt|gt|quot);)[A-Za-z][A-Za-z0-9]*;")
NO_ES_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ESPACIO_DE_NOMBRES = re.compile(r'\sxmlns(?::\w+)?="[^"]*"')
NO_ES_NOMBRE = re.compile(r"[^\w.-]")
NO_VAN = {
    "script",
    "style",
    "link",
    "meta",
    "base",
    "object",
    "embed",
    "template",
    "noscript",
    "dialog",
    "canvas",
}
SIN_DIBUJO = {"input", "button", "select", "textarea"}
# Lo que el HTML de hoy ya no lleva, y lo que en un libro electrónico no sirve.
RETIRADOS = {
    "align",
    "valign",
    "border",
    "cellpadding",
    "cellspacing",
    "bgcolor",
    "frame",
    "rules",
    "summary",
    "loading",
    "decoding",
    "target",
    "scoped",
    "nowrap",
}
DE_NOTA = {"doc-noteref": "noteref", "doc-footnote": "footnote"}
ElementTree.register_namespace("xlink", XLINK)


def arbol_de_html(texto: str) -> Element:
    """El árbol de un trozo de HTML; lo que su autor dejó a medio cerrar se cierra.

    >>> ElementTree.tostring(arbol_de_html("<p>uno<br>dos&nbsp;tres"), encoding="unicode")
    '<div><p>uno<br />dos\\xa0tres</p></div>'
    """
    llano = ESPACIO_DE_NOMBRES.sub(
        "", NO_ES_XML.sub("", ENTIDAD_DE_HTML.sub(lambda casa: html.unescape(casa[0]), texto))
    )
    try:
        return ElementTree.fromstring(_en_caja(llano))
    except ElementTree.ParseError:
        from bs4 import BeautifulSoup  # solo lo paga quien escribe HTML a mano

        cerrado = BeautifulSoup(llano, "html.parser").decode(formatter="minimal")
        return ElementTree.fromstring(
            _en_caja(re.sub(r"<!--.*?-->|<[!?][^>]*>", "", cerrado, flags=re.DOTALL))
        )


def _en_caja(texto: str) -> str:
    return f'<div xmlns:xlink="{XLINK}" xmlns:epub="{OPS_DE_EPUB}">{texto}</div>'


class Limpieza:
    """Deja un árbol como lo pide la norma y apunta qué lleva; `adonde` da las direcciones de sus enlaces."""

    def __init__(self, adonde: Callable[[str], str]) -> None:
        self.adonde = adonde
        self.propiedades: set[str] = set()
        self.nombres: set[str] = set()
        self.imagenes = self.sin_alternativo = 0

    def limpiar(self, elemento: Element) -> None:
        """Limpia un elemento y lo que lleva dentro."""
        self._atributos(elemento)
        self._segun_lo_que_es(elemento)
        quedan = list(self._hijos(elemento))
        elemento[:] = quedan
        for hijo in quedan:
            self.limpiar(hijo)

    def _hijos(self, padre: Element) -> Iterator[Element]:
        """Los hijos que quedan; el texto que seguía a los demás se queda donde estaba."""
        ultimo: Element | None = None
        for hijo in padre:
            if hijo.tag not in NO_VAN | SIN_DIBUJO:
                yield (ultimo := hijo if padre.get("class") == "tabla" else _en_su_caja(hijo))
            elif ultimo is None:
                padre.text = (padre.text or "") + (hijo.tail or "")
            else:
                ultimo.tail = (ultimo.tail or "") + (hijo.tail or "")

    def _atributos(self, elemento: Element) -> None:
        atributos = elemento.attrib
        for nombre in [n for n in atributos if n in RETIRADOS or n.startswith(("on", "data-"))]:
            del atributos[nombre]
        if tipo := atributos.pop(f"{{{OPS_DE_EPUB}}}type", ""):
            atributos["epub:type"] = tipo
        if lengua := atributos.get("lang"):
            atributos["xml:lang"] = lengua
        if nombre := nombre_valido(atributos.pop("id", "")):
            if nombre not in self.nombres:
                atributos["id"] = nombre
            self.nombres.add(nombre)
        if (papel := atributos.get("role")) in DE_NOTA:
            atributos["epub:type"] = DE_NOTA[papel]
        elif papel == "doc-biblioentry":
            atributos["role"] = "listitem"

    def _segun_lo_que_es(self, elemento: Element) -> None:
        match elemento.tag:
            case "math":
                elemento.set("xmlns", MATHML)
                self.propiedades.add("mathml")
            case "mtable":
                elemento.attrib.pop(
                    "scriptlevel", None
                )  # MathML 3 no lo conoce aquí, y de serie es el que hay
            case "svg":
                elemento.set("xmlns", SVG)
                self.propiedades.add("svg")
            case "img":
                elemento.set("alt", elemento.get("alt", ""))
                self.imagenes += 1
                self.sin_alternativo += not elemento.get("alt")
            case "a":
                self._enlace(elemento)
            case "th":
                _cabecera(elemento)
            case "tt":
                elemento.tag = "code"
            case "center":
                elemento.tag = "div"

    def _enlace(self, elemento: Element) -> None:
        elemento.attrib.pop("name", None)
        if dicha := solo_formulas(elemento):
            elemento.set("aria-label", dicha)
        if "href" not in elemento.attrib:
            return
        if destino := self.adonde(elemento.get("href", "")):
            elemento.set("href", destino)
        else:
            elemento.tag = "span"
            del elemento.attrib["href"]


def _en_su_caja(hijo: Element) -> Element:
    """Una tabla puede no caber: va en una caja que se desplaza."""
    if hijo.tag != "table":
        return hijo
    caja = Element("div", {"class": "tabla"})
    caja.tail, hijo.tail = hijo.tail, None
    caja.append(hijo)
    return caja


def solo_formulas(elemento: Element) -> str:
    """Lo que se dice de un elemento en el que no hay más que fórmulas: quien lee la pantalla no las ve."""
    if "".join(_fuera_de_formulas(elemento)).strip():
        return ""
    return " ".join(formula.get("alttext", "") for formula in elemento.iter("math"))


def _fuera_de_formulas(elemento: Element) -> Iterator[str]:
    if elemento.tag == "math":
        return
    yield elemento.text or ""
    for hijo in elemento:
        yield from _fuera_de_formulas(hijo)
        yield hijo.tail or ""


def _cabecera(celda: Element) -> None:
    """La de una tabla: si está vacía no lo es, y si es una fórmula se dice también con palabras."""
    con_dibujo = any(hijo.tag in ("math", "img") for hijo in celda.iter())
    if not con_dibujo and not "".join(celda.itertext()).strip():
        celda.tag = "td"
    elif dicha := solo_formulas(celda):
        for padre in [*celda.iter()]:
            padre[:] = [_callada(hijo) if hijo.tag == "math" else hijo for hijo in padre]
        leida = Element("span", {"class": "leido"})
        leida.text, leida.tail, celda.text = dicha, celda.text, None
        celda.insert(0, leida)


def _callada(formula: Element) -> Element:
    """Una fórmula que ya se dice a su lado; MathML no sabe callarse sola."""
    caja = Element("span", {"aria-hidden": "true"})
    caja.tail, formula.tail = formula.tail, None
    caja.append(formula)
    return caja


def nombre_valido(nombre: str) -> str:
    """El nombre de un lugar, como lo admite XML.

    >>> nombre_valido("figura 3"), nombre_valido("3"), nombre_valido("ñandú")
    ('figura-3', '_3', 'ñandú')
    """
    nombre = NO_ES_NOMBRE.sub("-", nombre)
    return f"_{nombre}" if nombre and not (nombre[0].isalpha() or nombre[0] == "_") else nombre


def documento(titulo: str, lengua: str, cuerpo: Element, tipo: str = "") -> str:
    """Un documento XHTML entero; `tipo` dice si es del principio, del texto o del final del libro."""
    raiz = Element("html", {"xmlns": XHTML, "xmlns:epub": OPS_DE_EPUB, "lang": lengua, "xml:lang": lengua})
    cabeza = ElementTree.SubElement(raiz, "head")
    ElementTree.SubElement(cabeza, "title").text = titulo
    ElementTree.SubElement(cabeza, "link", rel="stylesheet", type="text/css", href="libro.css")
    cuerpo.tag = "body"
    cuerpo.attrib.clear()
    cuerpo.attrib.update({"epub:type": tipo} if tipo else {})
    raiz.append(cuerpo)
    return CABEZA + ElementTree.tostring(raiz, encoding="unicode") + "\n"
