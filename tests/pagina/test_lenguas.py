"""En las páginas publicadas, cada palabra de otra lengua dice la suya, y las que se explican se declaran."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from este_libro import RAIZ

from imprenta.libro.idiomas import idiomas_de, lineas_de
from imprenta.repasar.ortografia import PALABRAS

SIN_CERRAR = {"meta", "link", "br", "img", "input", "hr", "path", "circle", "use", "source", "col", "wbr"}
SIN_LENGUA = {"title", "code", "pre", "kbd", "math", "svg", "script", "style"}  # o no la pueden decir
EN_INGLES = re.compile(r"^- \*(?P<nombre>[^*]+)\*: \{term\}", re.MULTILINE)


class Prosa(HTMLParser):
    """Lo que se lee de una página sin código ni fórmulas, con la lengua en que se dice."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.abiertas: list[tuple[str, str]] = []
        self.dicho: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in SIN_CERRAR:
            self.abiertas.append((tag, dict(attrs).get("lang") or ""))

    def handle_endtag(self, tag: str) -> None:
        while self.abiertas and self.abiertas.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not SIN_LENGUA & {nombre for nombre, _ in self.abiertas}:
            lenguas = [lengua for _, lengua in self.abiertas if lengua]
            self.dicho.append((lenguas[-1] if lenguas else "", data))


@pytest.fixture(scope="module")
def prosas(paginas: list[Path]) -> dict[str, list[tuple[str, str]]]:
    return {ruta.name: Prosa(ruta.read_text(encoding="utf-8")).dicho for ruta in paginas}


def test_lo_declarado_en_otra_lengua_lo_dice_en_todas_las_paginas(
    prosas: dict[str, list[tuple[str, str]]],
) -> None:
    idiomas = idiomas_de(RAIZ)
    calladas = [
        (pagina, texto[inicio:fin])
        for pagina, dichos in prosas.items()
        for dicha, texto in dichos
        for inicio, fin, lengua in idiomas.tramos(texto)
        if dicha not in (lengua, "de")
    ]
    assert calladas == []


def test_en_otra_lengua_solo_esta_lo_declarado_y_los_titulos_de_las_obras(
    prosas: dict[str, list[tuple[str, str]]],
) -> None:
    idiomas = idiomas_de(RAIZ)
    for pagina, dichos in prosas.items():
        ajenos = [" ".join(texto.split()) for lengua, texto in dichos if lengua not in ("es", "")]
        enteros = [texto for texto in ajenos if [*idiomas.tramos(texto)] == [(0, len(texto), "en")]]
        assert ajenos if pagina in ("glosario.html", "bibliografia.html") else True
        assert enteros == ajenos or pagina == "bibliografia.html"


def test_los_nombres_ingleses_del_glosario_estan_declarados() -> None:
    """Salvo las siglas y lo que es también un símbolo, que están en la otra lista."""
    idiomas, propias = idiomas_de(RAIZ), lineas_de(RAIZ / PALABRAS)
    glosario = (RAIZ / "book" / "glosario.md").read_text(encoding="utf-8")
    en_ingles = glosario.partition("\n## Del inglés al español\n")[2].partition("\n## ")[0]
    nombres = [casa["nombre"] for casa in EN_INGLES.finditer(en_ingles) if casa["nombre"] not in propias]
    assert len(nombres) > 50
    assert [nombre for nombre in nombres if [*idiomas.tramos(nombre)] != [(0, len(nombre), "en")]] == []
