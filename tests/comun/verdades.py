"""Lo que dice un capítulo en cada edición, para ver que es lo mismo: en la web, en el papel y en el EPUB.

De las dos que son páginas se lee su HTML; del papel, sus etiquetas. Una fórmula se compara letra por letra y
número por número, sin contar los signos, que cada edición dibuja a su manera.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from etiquetas import Etiqueta, Papel

from imprenta.libro.libro import Libro

VERIFICADO = ".cifra, .dato, .afirma, mn, .de-cifras li"
DE_LA_PANTALLA = "annotation, annotation-xml, .leido, .headerlink, .visually-hidden"
FILAS_DE_CIFRAS = "section.de-cifras"  # solo en la web: las otras dicen cuántas son
SIN_ORDEN = {"formulas"}  # las de las pistas, que en el papel esperan al final del apartado
NUMERO = re.compile(r"\d+(?:\.\d+)*")


@dataclass
class Verdad:
    """Lo que un capítulo dice y tiene que decir en todas las ediciones, por orden."""

    titulos: list[str] = field(default_factory=list)
    pies: list[str] = field(default_factory=list)
    dibujos: list[str] = field(default_factory=list)  # el texto alternativo de cada figura
    ecuaciones: list[str] = field(default_factory=list)
    celdas: list[str] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    verificados: Counter[str] = field(default_factory=Counter)  # en el papel, todos los que hay
    extranjeras: Counter[str] = field(default_factory=Counter)  # las letras de lo que dice su lengua

    def falta_en(self, otra: Verdad) -> list[str]:
        """Lo que dice esta y no dice la otra, o lo dice en otro orden."""
        faltan = []
        for que in ("titulos", "pies", "dibujos", "ecuaciones", "celdas", "formulas"):
            suyos, ajenos = getattr(self, que), getattr(otra, que)
            perdidos = [*(Counter(suyos) - Counter(ajenos)).elements()]
            faltan += [f"{que}: {dicho}" for dicho in perdidos]
            if que not in SIN_ORDEN and not perdidos and suyos != ajenos[: len(suyos)]:
                faltan.append(f"{que}: en otro orden")
        numeros = self.verificados - otra.verificados
        faltan += [f"número: {numero} ({veces} veces)" for numero, veces in numeros.items()]
        letras = self.extranjeras - otra.extranjeras
        return faltan + [f"{letras.total()} letras sin su lengua"] * bool(letras)


def llano(texto: str) -> str:
    """Sin blancos, guiones ni variantes tipográficas: lo que queda igual en un renglón que en otro.

    >>> llano("La sig\\u00admoi-\\nde 𝜎")
    'Lasigmoideσ'
    """
    return re.sub(r"[\s\u00ad\u2010\u2060-\u2064\u200b-]", "", unicodedata.normalize("NFKC", texto))


def letras(formula: str) -> str:
    """Las letras y los números de una fórmula, en orden alfabético."""
    return "".join(sorted(filter(str.isalnum, unicodedata.normalize("NFKC", formula))))


def numeros(texto: str) -> Counter[str]:
    return Counter(NUMERO.findall(unicodedata.normalize("NFKC", texto)))


def sin_numero(titulo: str) -> str:
    """Un título sin el número de su apartado, que cada edición pone donde quiere y como quiere.

    >>> sin_numero("CAPÍTULO 1 El primero"), sin_numero("2.1. Otro"), sin_numero("GPT-2, por dentro")
    ('Elprimero', 'Otro', 'GPT2,pordentro')
    """
    return re.sub(r"^(?:[^\W\d_a-z]{5,})?[\d.]+(?=[^\d.])", "", llano(titulo))


def _en(lengua: str, texto: str) -> Iterator[str]:
    """Las letras de un texto, con la lengua en que está."""
    return (f"{lengua}: {letra}" for letra in llano(texto) if letra.isalpha())


def _pie(escrito: str) -> str:
    """El rótulo de una figura y su pie, sin lo que cada edición ponga entre los dos."""
    return re.sub(r"^(\D+\d+(?:\.\d+)*)[.:·—]?", r"\1 ", escrito, count=1)


# ——— Las que son páginas ———


def paginas_de_la_web(libro: Libro) -> dict[str, Tag]:
    """El artículo de cada página del HTML, en el orden del índice."""
    rutas = {d: libro.obra / "html" / f"{d}.html" for d in map(libro.documento, libro.paginas)}
    return {documento: _articulo(ruta.read_bytes(), "html.parser") for documento, ruta in rutas.items()}


def paginas_del_epub(libro: Libro, epub: Path) -> dict[str, Tag]:
    """Lo mismo del EPUB: de cada documento, su archivo; faltan los que no tiene."""
    with zipfile.ZipFile(epub) as archivo:
        por_nombre = {Path(nombre).name: nombre for nombre in archivo.namelist()}
        return {
            documento: _articulo(archivo.read(por_nombre[nombre]), "lxml-xml")
            for documento in map(libro.documento, libro.paginas)
            if (nombre := f"{Path(documento).name}.xhtml") in por_nombre
        }


def _articulo(pagina: bytes, como: str) -> Tag:
    articulo = BeautifulSoup(pagina, como).select_one("section:has(> h1)")
    assert articulo is not None
    for resto in articulo.select(DE_LA_PANTALLA):
        resto.extract()
    for filas in articulo.select(FILAS_DE_CIFRAS):
        cuantas = filas.select_one("summary")
        assert cuantas is not None
        cuantas["class"] = "cifra"
        filas.replace_with(cuantas)
    return articulo


def de_pagina(articulo: Tag) -> Verdad:
    """Lo que dice el capítulo de una página."""
    pies = articulo.select("figcaption, caption")
    ecuaciones = (re.search(r"\([\d.]+\)", nodo.get_text()) for nodo in articulo.select(".eqno"))
    return Verdad(
        [sin_numero(nodo.get_text()) for nodo in articulo.select("h1, h2, h3, h4, h5, h6")],
        [_pie(_sin_formulas(nodo)) for nodo in pies],
        [llano(str(nodo.get("alt", ""))) for nodo in articulo.select("img")],
        [hallado[0] if hallado else "sin número" for hallado in ecuaciones],
        [_sin_formulas(nodo) for nodo in articulo.select("td, th")],
        [*filter(None, (letras(nodo.get_text()) for nodo in articulo.select("math")))],
        sum((numeros(nodo.get_text()) for nodo in articulo.select(VERIFICADO)), Counter()),
        Counter(letra for n in articulo.select("[lang]") for letra in _en(str(n["lang"]), n.get_text())),
    )


def _sin_formulas(nodo: Tag) -> str:
    textos = (t for t in nodo.find_all(string=True) if t.find_parent("math") is None)
    return llano(" ".join(textos))


# ——— El papel ———


def capitulos_del_papel(papel: Papel, titulos: Iterable[str]) -> Iterator[Etiqueta]:
    """Lo que hay desde el título de cada capítulo hasta el del siguiente; en los que no se hallan, nada."""
    bloques = [*_bloques(papel.arbol)]
    inicios: list[int] = []
    for titulo in titulos:
        desde = inicios[-1] + 1 if inicios else 0
        hallados = (
            n for n, b in enumerate(bloques[desde:], desde) if b.nivel and sin_numero(b.texto()) == titulo
        )
        inicios.append(next(hallados, len(bloques)))
    for inicio, final in zip(inicios, [*inicios[1:], len(bloques)], strict=True):
        yield Etiqueta("Part", hijas=[*bloques[inicio:final]])


def _bloques(etiqueta: Etiqueta) -> Iterator[Etiqueta]:
    """Lo que hay en un trozo del libro, sin las cajas que encierran algún título."""
    for hija in etiqueta.hijas:
        if isinstance(hija, Etiqueta):
            con_titulos = not hija.nivel and any(otra.nivel for otra in hija.todas())
            yield from _bloques(hija) if con_titulos else (hija,)


def de_papel(capitulo: Etiqueta) -> Verdad:
    """Lo que dice un capítulo del papel."""
    formulas = [formula.texto() for formula in capitulo.de("Formula")]
    return Verdad(
        [sin_numero(una.texto()) for una in capitulo.todas() if una.nivel],
        [_pie(llano(una.texto("Formula"))) for una in capitulo.de("Caption")],
        [llano(una.alternativo) for una in capitulo.de("Figure")],
        [numero for formula in formulas for numero in re.findall(r"\([\d.]+\)$", llano(formula))],
        [llano(una.texto("Formula")) for una in capitulo.de("TD", "TH")],
        [*filter(None, (letras(re.sub(r"\([\d.]+\)\s*$", "", formula)) for formula in formulas))],
        numeros(capitulo.texto("Figure")),
        Counter(letra for dicho in capitulo.dichos("Code") for letra in _en(dicho.lengua, dicho)),
    )


# ——— El orden en que se lee ———

# Lo que va a otro sitio y lo que solo hay en la pantalla.
APARTE = "details, figure, aside, table, .footnote, .solo-js, .empezar, .lectura, .filtro-de-cifras"
BASTA = 40  # letras, para reconocer un párrafo


def desorden(articulo: Tag, capitulo: Etiqueta) -> list[str]:
    """Los párrafos y los títulos de una página que en el papel no se oyen detrás de los de antes."""
    oido = re.sub(r",p\.\d+|\(p\.\d+\)", "", llano(capitulo.texto("Formula", "Note", "Lbl")))
    faltan, sitio = [], 0
    for nodo in articulo.select("h2, h3, h4, p, dt"):
        for llamada in nodo.select(".footnote-reference"):
            llamada.extract()
        principio = _sin_formulas(nodo)[:BASTA]
        if any(padre.css.match(APARTE) for padre in (nodo, *nodo.parents) if padre.name != "[document]"):
            continue
        hallado = oido.find(principio, sitio)
        if hallado < 0:
            faltan.append(principio)
        else:
            sitio = hallado
    return faltan
