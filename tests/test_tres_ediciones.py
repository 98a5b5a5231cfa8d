"""Este libro en sus tres ediciones: dicen lo mismo, se pueden oír y no tienen una página mal compuesta."""

import subprocess
from functools import cache

import pytest
from bs4 import Tag
from este_libro import RAIZ, construido
from etiquetas import Papel
from hojas import Hojas
from oidas import metadatos, reparos, reparos_de_outloud, reparos_de_pdfua
from verdades import (
    Verdad,
    capitulos_del_papel,
    de_pagina,
    de_papel,
    desorden,
    llano,
    paginas_de_la_web,
    paginas_del_epub,
)

from imprenta.libro.libro import Libro, leer_libro

pytestmark = pytest.mark.lenta  # construye el libro entero

PDF, EPUB = RAIZ / "_build" / "pdf" / "libro.pdf", RAIZ / "_build" / "epub" / "libro.epub"
MEGA = 1_000_000
ACABAN_PRONTO = 15  # páginas que acaban antes de tiempo: no pueden ser más
SOLO_EN_LA_WEB = {"book/codigo": 2}  # párrafos que en el papel dicen otra cosa: allí la referencia no está


@cache
def libro() -> Libro:
    construido()
    return leer_libro(RAIZ)


@cache
def papel() -> Papel:
    construido()
    return Papel(PDF)


@cache
def paginas() -> dict[str, Tag]:
    return paginas_de_la_web(libro())


@cache
def en_la_web() -> dict[str, Verdad]:
    return {documento: de_pagina(articulo) for documento, articulo in paginas().items()}


@cache
def hojas() -> Hojas:
    web = [*en_la_web().values()]
    titulos = ["Presentación", *(verdad.titulos[0] for verdad in web[1:])]
    return Hojas(papel(), [*capitulos_del_papel(papel(), titulos)])


def lo_que_falta(en_otra: dict[str, Verdad]) -> dict[str, list[str]]:
    """De cada capítulo, lo que dice la web y no la otra edición."""
    faltan = {documento: verdad.falta_en(en_otra[documento]) for documento, verdad in en_la_web().items()}
    return {documento: cosas for documento, cosas in faltan.items() if cosas}


# ——— La misma verdad ———


def test_en_la_web_hay_de_todo() -> None:
    """Lo que las otras pruebas comparan existe: con las listas vacías también saldrían bien."""
    minimos = {"titulos": 200, "pies": 40, "dibujos": 40, "ecuaciones": 40, "celdas": 500, "formulas": 500}
    cuantos = {que: sum(len(getattr(v, que)) for v in en_la_web().values()) for que in minimos}
    assert all(cuantos[que] >= minimo for que, minimo in minimos.items()), cuantos
    assert sum(verdad.verificados.total() for verdad in en_la_web().values()) > 2000
    assert sum(verdad.extranjeras.total() for verdad in en_la_web().values()) > 1000


def test_el_papel_dice_lo_mismo_que_la_web() -> None:
    suyas = dict(zip(en_la_web(), map(de_papel, hojas().capitulos), strict=True))
    portada = libro().documento(libro().paginas[0])
    faltan = lo_que_falta(suyas)
    assert faltan.pop(portada) == [f"titulos: {en_la_web()[portada].titulos[0]}"]  # allí, «Presentación»
    assert faltan == {}


def test_el_epub_dice_lo_mismo_que_la_web() -> None:
    construido()
    assert lo_que_falta({d: de_pagina(p) for d, p in paginas_del_epub(libro(), EPUB).items()}) == {}


def test_el_papel_se_oye_en_el_orden_en_que_se_lee_la_web() -> None:
    capitulos = zip(paginas().items(), hojas().capitulos, strict=True)
    faltan = {documento: desorden(articulo, capitulo) for (documento, articulo), capitulo in capitulos}
    assert {documento: len(cosas) for documento, cosas in faltan.items() if cosas} == SOLO_EN_LA_WEB, faltan


# ——— Se puede oír ———


def test_el_papel_se_puede_oir() -> None:
    assert reparos(papel()) == []
    assert reparos_de_outloud(papel()) == []


def test_otro_juez_dice_que_el_papel_se_puede_oir() -> None:
    construido()
    assert reparos_de_pdfua(PDF) == []


def test_el_papel_se_presenta() -> None:
    dichos = metadatos(papel())
    assert dichos["dc:title"] == "De la sigmoide al Transformer"
    assert dichos["dc:language"] == "es"
    assert dichos["pdfuaid:part"] == "1"
    assert "Los autores" in dichos["dc:creator"]


# ——— Está bien compuesto ———


def test_el_archivo_esta_sano_y_ocupa_poco() -> None:
    construido()
    subprocess.run(["qpdf", "--check", PDF], check=True, capture_output=True)
    assert PDF.stat().st_size <= 1.5 * MEGA


def test_todo_son_trazos() -> None:
    assert hojas().imagenes() == []


def test_nada_se_sale_de_los_margenes() -> None:
    assert hojas().fuera_de_los_margenes() == []


def test_el_codigo_se_puede_leer() -> None:
    assert hojas().codigo_pequeno() == []


def test_ningun_titulo_se_queda_solo_al_pie() -> None:
    assert hojas().titulos_al_pie() == []


def test_casi_ninguna_pagina_acaba_antes_de_tiempo() -> None:
    pronto = hojas().acaban_pronto()
    assert len(pronto) <= ACABAN_PRONTO, pronto


def test_ninguna_respuesta_se_separa_de_su_codigo() -> None:
    celdas = [
        (llano(entrada.get_text()), llano(salida.get_text()))
        for articulo in paginas().values()
        for celda in articulo.select("div.cell:not(.tag_hide-input, .tag_hide-cell, .tag_hide-output)")
        if (entrada := celda.select_one(".cell_input pre"))
        and (salida := celda.select_one(".cell_output pre"))
    ]
    assert len(celdas) > 50
    assert hojas().respuestas_lejos(celdas) == []
