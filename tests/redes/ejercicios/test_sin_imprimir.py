"""Ninguna respuesta está escrita en su capítulo: ni el número, ni la razón, ni el código."""

import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from impresos import Literal, leido, literales, lo_dice, paginas_de, valores

from redes.ejercicios import CAPITULOS, EJERCICIOS
from redes.ejercicios.correccion import Opcion, Valor

LIBRO = Path(__file__).parents[3] / "book"
SEGUIDAS = 5  # palabras iguales y seguidas que ya no son casualidad


def fuentes(capitulo: str) -> str:
    """El texto de un capítulo y, si los hay, de los que lo continúan."""
    return "\n".join(pagina.read_text(encoding="utf-8") for pagina in paginas_de(capitulo, LIBRO, ".md"))


@cache
def impresos_en(capitulo: str) -> list[Literal]:
    return literales(leido(fuentes(capitulo)))


@pytest.mark.parametrize(("capitulo", "clave", "valor"), valores(), ids=lambda dato: str(dato)[:40])
def test_el_numero_no_esta_en_el_capitulo(capitulo: str, clave: str, valor: Valor) -> None:
    assert lo_dice(impresos_en(capitulo), valor.solucion) == [], clave


def test_la_busca_encuentra_lo_que_los_capitulos_si_dicen() -> None:
    aprendizaje, transformer = impresos_en("aprendizaje"), impresos_en("transformer")
    assert lo_dice(aprendizaje, 2.4)  # un paso desde 3 con gradiente 6
    assert lo_dice(transformer, [7.3105858, 2.6894142])  # el vector nuevo de «IA»
    assert not lo_dice(transformer, [2.6894142, 7.3105858, 2.6894142, 0.123])
    assert lo_dice(impresos_en("ia-generativa"), 38_597_376)


@pytest.mark.parametrize(
    ("texto", "valor", "cifras"),
    [
        ("son {cifra}`38.6 millones <x>` de", 38.6e6, 3),
        ("el {cifra}`12.5 % <x>`", 0.125, 3),
        (r"vale $\cifra{-0.25}{x}$", -0.25, 2),
        ("queda {cifra}`1/1024 <x>`", 1 / 1024, 5),
        ("unas {cifra}`50 257 <x>` palabras", 50_257, 5),
    ],
)
def test_los_numeros_se_leen_como_estan_escritos(texto: str, valor: float, cifras: int) -> None:
    (literal,) = literales(leido(texto))
    assert np.isclose(literal.valor, valor) and literal.cifras == cifras
    assert literal.es(valor) and not literal.es(valor + 0.6 * literal.unidad + 1e-9)


def palabras(texto: str) -> list[str]:
    return re.findall(r"\w+", leido(texto).lower())


def ristras(texto: str) -> set[tuple[str, ...]]:
    todas = palabras(texto)
    return {tuple(todas[i : i + SEGUIDAS]) for i in range(len(todas) - SEGUIDAS + 1)}


def opciones() -> list[tuple[str, str, str]]:
    texto = (LIBRO / "ejercicios.md").read_text(encoding="utf-8")
    return [
        (capitulo, clave, propuestas[ord(corrector.correcta) - ord("a")])
        for capitulo, ejercicios in CAPITULOS.items()
        for clave, corrector in ejercicios.items()
        if isinstance(corrector, Opcion)
        for propuestas in [_propuestas(texto, clave)]
    ]


def _propuestas(texto: str, clave: str) -> list[str]:
    enunciado = texto.split(f'comprobar("{clave}"')[0].rsplit("\n### ", 1)[1]
    return re.findall(r"^\d\. (.+)$", enunciado, re.M)


@pytest.mark.parametrize(("capitulo", "clave", "correcta"), opciones())
def test_la_razon_no_esta_dicha_igual_en_el_capitulo(capitulo: str, clave: str, correcta: str) -> None:
    assert ristras(correcta) & ristras(fuentes(capitulo)) == set(), clave


def test_el_codigo_de_las_soluciones_no_esta_en_los_capitulos() -> None:
    texto = (LIBRO / "soluciones.md").read_text(encoding="utf-8")
    for (capitulo, ejercicios), soluciones in zip(CAPITULOS.items(), texto.split("\n## ")[1:], strict=False):
        cuerpos = re.findall(r"^def mi_\w+\(.*?\n((?: .*\n|\n(?= ))+)", soluciones, re.M)
        assert 2 <= len(cuerpos) <= len(ejercicios)
        for cuerpo in cuerpos:
            lineas = {linea.strip() for linea in cuerpo.splitlines()}
            assert any(linea not in fuentes(capitulo) for linea in lineas), cuerpo


def test_todos_los_capitulos_tienen_ejercicios_de_valor() -> None:
    assert {capitulo for capitulo, _, _ in valores()} == set(CAPITULOS)
    assert {clave for _, clave, _ in valores()} < set(EJERCICIOS)
