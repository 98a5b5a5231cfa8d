"""Este libro en sus tres ediciones: dicen lo mismo, se pueden oír y no tienen una página mal compuesta."""

import subprocess
from functools import cache

import pytest
from este_libro import RAIZ, construido
from etiquetas import Papel
from oidas import lenguas, metadatos, reparos, reparos_de_outloud, reparos_de_pdfua
from verdades import Verdad, capitulos_del_papel, de_pagina, de_papel, paginas_de_la_web, paginas_del_epub

from imprenta.libro.libro import Libro, leer_libro

pytestmark = pytest.mark.lenta  # construye el libro entero

PDF, EPUB = RAIZ / "_build" / "pdf" / "libro.pdf", RAIZ / "_build" / "epub" / "libro.epub"
MEGA = 1_000_000


@cache
def libro() -> Libro:
    construido()
    return leer_libro(RAIZ)


@cache
def papel() -> Papel:
    construido()
    return Papel(PDF)


@cache
def en_la_web() -> dict[str, Verdad]:
    return {documento: de_pagina(articulo) for documento, articulo in paginas_de_la_web(libro()).items()}


def test_en_la_web_hay_de_todo() -> None:
    """Lo que las otras pruebas comparan existe: con las listas vacías también saldrían bien."""
    verdades = en_la_web().values()
    cuantos = {
        "titulos": 200,
        "pies": 40,
        "dibujos": 40,
        "ecuaciones": 40,
        "celdas": 500,
        "formulas": 500,
    }
    for que, minimo in cuantos.items():
        assert sum(len(getattr(verdad, que)) for verdad in verdades) >= minimo, que
    assert sum(verdad.verificados.total() for verdad in verdades) > 2000


def test_el_papel_dice_lo_mismo_que_la_web() -> None:
    titulos = ["Presentación", *(verdad.titulos[0] for verdad in en_la_web().values())][: len(en_la_web())]
    faltan = {}
    for (documento, verdad), capitulo in zip(
        en_la_web().items(), capitulos_del_papel(papel(), titulos), strict=True
    ):
        faltan[documento] = verdad.falta_en(de_papel(capitulo))
    assert {documento: cosas for documento, cosas in faltan.items() if cosas} == {}


def test_el_epub_dice_lo_mismo_que_la_web() -> None:
    suyas = {documento: de_pagina(pagina) for documento, pagina in paginas_del_epub(libro(), EPUB).items()}
    faltan = {documento: verdad.falta_en(suyas[documento]) for documento, verdad in en_la_web().items()}
    assert {documento: cosas for documento, cosas in faltan.items() if cosas} == {}


def test_el_papel_se_puede_oir() -> None:
    assert reparos(papel()) == []
    assert reparos_de_outloud(papel()) == []


def test_otro_juez_dice_que_el_papel_se_puede_oir() -> None:
    assert reparos_de_pdfua(PDF) == []


def test_el_archivo_esta_sano_y_ocupa_poco() -> None:
    construido()
    subprocess.run(["qpdf", "--check", PDF], check=True, capture_output=True)
    assert PDF.stat().st_size <= 1.5 * MEGA


def test_el_papel_se_presenta() -> None:
    dichos = metadatos(papel())
    assert dichos["dc:title"] == "De la sigmoide al Transformer"
    assert dichos["dc:language"] == "es"
    assert dichos["pdfuaid:part"] == "1"
    assert "Los autores" in dichos["dc:creator"]


def test_lo_que_no_esta_en_espanol_dice_en_que_lengua_esta() -> None:
    dichas = lenguas(papel().arbol)
    assert "vanishing gradient" in dichas["en"]
    assert "token" in dichas["en"]
