"""El estilo común: números bien escritos, colores que se distinguen y letra que se lee."""

import numpy as np
import pytest
from laminas import leyenda, rejilla_visible
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.text import Text
from numpy.testing import assert_allclose

from redes.figuras import COLORES, Lamina
from redes.figuras.estilo import contraste, decimal, legible, tinta_sobre


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


@pytest.mark.parametrize("color", sorted({*COLORES.values(), "#767676", "#777777"}))
def test_legible_oscurece_lo_justo_sin_cambiar_el_tono(color: str) -> None:
    letra, linea = np.array(legible(color)), np.array(to_rgb(color))
    assert contraste(legible(color), "white") >= 4.5
    if contraste(color, "white") >= 4.5:
        assert_allclose(letra, linea)
    else:
        r, g, b = letra / 0.97
        assert contraste((r, g, b), "white") < 4.5
        assert_allclose(letra / letra.max(), linea / linea.max())


def test_la_tinta_es_la_que_mejor_se_lee() -> None:
    for gris in np.linspace(0, 1, 11):
        fondo = (gris, gris, gris)
        otra = {"white": "black", "black": "white"}[tinta_sobre(fondo)]
        assert contraste(tinta_sobre(fondo), fondo) >= contraste(otra, fondo)


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
