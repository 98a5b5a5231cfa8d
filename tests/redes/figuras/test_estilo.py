"""El estilo común: números bien escritos, colores que se distinguen y letra que se lee."""

import re
from pathlib import Path

import numpy as np
import pytest
from laminas import leyenda, rejilla_visible
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.text import Text
from numpy.testing import assert_allclose

from redes.figuras import COLORES, Lamina
from redes.figuras.estilo import (
    PAPEL,
    PAPEL_DE_NOCHE,
    contraste,
    de_noche,
    decimal,
    legible,
    se_distingue,
    tinta_sobre,
    tinte,
)


@pytest.mark.parametrize(
    ("valor", "cifras", "escrito"),
    [
        (0.126, 2, "0.13"),
        (-0.126, 2, "−0.13"),
        (-0.004, 2, "0.00"),  # menos cero no existe
        (-1.0, 2, "−1.00"),
        (-0.4, 0, "0"),
        (-6, 0, "−6"),
    ],
)
def test_los_numeros_como_los_escribe_el_libro(valor: float, cifras: int, escrito: str) -> None:
    assert decimal(valor, cifras) == escrito


def test_sin_decir_nada_un_numero_lleva_dos_decimales() -> None:
    assert decimal(0.5) == "0.50"


@pytest.mark.parametrize(
    ("color", "sobre_blanco"),
    [
        ("black", 21),
        ("white", 1),
        ("#FF0000", 3.998),
        ("#00FF00", 1.372),
        ("#0000FF", 8.592),
        ("#767676", 4.54),  # el gris más claro que se puede leer, y el siguiente
        ("#777777", 4.48),
        ("#0A0A0A", 19.80),  # casi negro: el tramo recto de la curva
    ],
)
def test_el_contraste_es_el_de_las_wcag(color: str, sobre_blanco: float) -> None:
    assert_allclose(contraste(color, "white"), sobre_blanco, rtol=1e-3)
    assert contraste("white", color) == contraste(color, "white")


@pytest.mark.parametrize(
    ("color", "girado"),
    [
        ("black", "#E6E6E6"),
        ("white", "#1A1A1A"),
        ("#808080", "#808080"),
        ("#0072B2", "#4FAADD"),
        ("#D55E00", "#DC7D31"),
    ],
)
def test_de_noche_es_lo_que_pinta_un_navegador(color: str, girado: str) -> None:
    assert_allclose(de_noche(color), to_rgb(girado), atol=1.5 / 255)


def test_los_papeles_y_el_giro_son_los_de_la_pagina() -> None:
    hoja = (Path(__file__).parents[3] / "book" / "_static" / "libro.css").read_text(encoding="utf-8").lower()
    assert PAPEL.lower() in hoja and PAPEL_DE_NOCHE.lower() in hoja
    filtros = re.findall(r"invert\([^)]*\)(?: [\w-]+\([^)]*\))*", hoja)
    assert set(filtros) == {"invert(0.9) hue-rotate(180deg)"}


@pytest.mark.parametrize("color", sorted({*COLORES.values(), "#747474", "#757575"}))
def test_legible_oscurece_lo_justo_sin_cambiar_el_tono(color: str) -> None:
    letra, linea = np.array(legible(color)), np.array(to_rgb(color))
    assert se_distingue(legible(color)) >= 4.5
    if se_distingue(color) >= 4.5:
        assert_allclose(letra, linea)
    else:
        r, g, b = letra / 0.97
        assert se_distingue((r, g, b)) < 4.5
        assert_allclose(letra / letra.max(), linea / linea.max())


@pytest.mark.parametrize("concepto", COLORES)
def test_la_linea_de_cada_concepto_se_ve_de_dia_y_de_noche(concepto: str) -> None:
    assert contraste(COLORES[concepto], PAPEL) >= 3
    assert contraste(de_noche(COLORES[concepto]), PAPEL_DE_NOCHE) >= 3


@pytest.mark.parametrize("color", sorted({*COLORES.values(), "white", "black"}))
def test_en_un_tinte_se_lee_un_numero_negro_y_no_se_aclara_de_mas(color: str) -> None:
    celda, linea = np.array(to_rgb(tinte(color))), np.array(to_rgb(color))
    assert se_distingue("black", tinte(color)) >= 4.5
    if se_distingue("black", color) < 4.5:
        r, g, b = 1 - (1 - celda) / 0.97
        assert se_distingue("black", (r, g, b)) < 4.5
        assert_allclose((1 - celda) / (1 - celda).max(), (1 - linea) / (1 - linea).max(), atol=0.02)


def test_la_tinta_es_la_que_mejor_se_lee() -> None:
    for gris in np.linspace(0, 1, 11):
        fondo = (gris, gris, gris)
        otra = {"white": "black", "black": "white"}[tinta_sobre(fondo)]
        assert se_distingue(tinta_sobre(fondo), fondo) >= se_distingue(otra, fondo)


def test_los_colores_de_un_mismo_panel_se_distinguen() -> None:
    juntos = [("sigmoide", "derivada"), ("relu", "derivada"), ("consulta", "destacado"), ("valor", "perdida")]
    for uno, otro in juntos:
        assert np.abs(np.subtract(to_rgb(COLORES[uno]), to_rgb(COLORES[otro]))).sum() > 0.5


def tamano(texto: Text) -> float:
    return float(texto.get_fontsize())


def test_una_lamina_no_lleva_nada_que_sobre() -> None:
    def recta(ax: Axes) -> str:
        ax.plot([0, 1], label="recta")
        ax.set(title="título", xlabel="x")
        ax.legend()
        return "Una recta."

    (ax,) = Lamina(recta).figura.axes
    assert {lado for lado, marco in ax.spines.items() if marco.get_visible()} == {"left", "bottom"}
    assert not leyenda(ax).get_frame_on()
    assert rejilla_visible(ax) and ax.get_axisbelow()
    (linea,), rejilla = ax.lines, ax.get_xgridlines()[0]
    assert rejilla.get_linewidth() < linea.get_linewidth() / 2
    menor = tamano(leyenda(ax).texts[0])
    for eje in (ax.xaxis, ax.yaxis):
        marca, nombre = tamano(eje.get_ticklabels()[0]), tamano(eje.label)
        assert 11 <= menor <= marca <= nombre <= tamano(ax.title)
