"""Las matrices, dibujadas con trazos: los colores y los sitios de una imagen, y ninguna imagen."""

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap, to_hex
from matplotlib.path import Path
from numpy.testing import assert_allclose, assert_array_equal

from redes.figuras import Lamina
from redes.figuras.atencion import MIRADA, SIGNO
from redes.figuras.casillas import TONOS, Casillas, bloques_de, casillas

AZAR = np.random.default_rng(0)
MATRICES = {
    "una casilla": np.array([[3]]),
    "todas iguales": np.full((4, 7), 2),
    "todas distintas": np.arange(12).reshape(3, 4),
    "al azar": AZAR.integers(0, 3, (20, 30)),
    "de pie": np.repeat(AZAR.integers(0, 5, (1, 9)), 40, axis=0),
}


@pytest.mark.parametrize("cual", MATRICES)
def test_los_bloques_cubren_cada_casilla_una_vez(cual: str) -> None:
    clases = MATRICES[cual]
    cubiertas = np.full(clases.shape, -1)
    for clase, bloques in bloques_de(clases).items():
        for arriba, abajo, izquierda, derecha in bloques:
            assert (cubiertas[arriba:abajo, izquierda:derecha] == -1).all()
            cubiertas[arriba:abajo, izquierda:derecha] = clase
    assert_array_equal(cubiertas, clases)


def test_lo_igual_va_de_una_pieza() -> None:
    assert bloques_de(MATRICES["todas iguales"]) == {2: [(0, 4, 0, 7)]}
    columnas = len(np.unique(np.cumsum(np.diff(MATRICES["de pie"][0], prepend=-1) != 0)))
    assert sum(map(len, bloques_de(MATRICES["de pie"]).values())) == columnas


def dibujo(ax: Axes, valores: np.ndarray) -> str:
    casillas(ax, valores, SIGNO, (-1, 1))
    return "Casillas."


def trazos_de(ax: Axes) -> dict[str, Path]:
    (malla,) = ax.collections
    assert isinstance(malla, Casillas)
    return malla.trazos()


def test_en_los_puntos_de_la_matriz_estan_sus_colores_como_en_una_imagen() -> None:
    valores = AZAR.uniform(-1, 1, (6, 9))
    lamina = Lamina(dibujo, valores)
    (ax,) = lamina.figura.axes
    vistos = np.full(valores.shape, "", dtype=object)
    for color, trazo in trazos_de(ax).items():
        for bloque in map(np.asarray, trazo.to_polygons()):
            (x0, y0), (x1, y1) = bloque.min(axis=0) + 0.5, bloque.max(axis=0) + 0.5
            vistos[round(y0) : round(y1), round(x0) : round(x1)] = color
    esperados = [[to_hex(SIGNO((v + 1) / 2)) for v in fila] for fila in valores]
    canales = [
        np.array([[int(c[i : i + 2], 16) for c in f] for f in m])
        for m in (vistos, esperados)
        for i in (1, 3, 5)
    ]
    for visto, esperado in zip(canales[:3], canales[3:], strict=True):
        assert np.abs(visto - esperado).max() <= 255 / TONOS
    assert ax.get_ylim() == (5.5, -0.5) and ax.get_xlim() == (-0.5, 8.5)


def test_el_cero_del_signo_y_los_extremos_son_exactos() -> None:
    ax = Lamina(dibujo, np.array([[-1.0, 0.0, 1.0]])).figura.axes[0]
    assert list(trazos_de(ax)) == [to_hex(SIGNO(v)) for v in (0.0, 0.5, 1.0)]
    assert to_hex(MIRADA(0.0)) == "#ffffff"


def test_con_sus_lados_cada_casilla_va_donde_dicen() -> None:
    def con_lados(ax: Axes) -> str:
        casillas(
            ax, np.array([[0, 1]]), ListedColormap(["#000000", "#ff0000"]), (0, 1), ([0, 3, 4], [10, 20])
        )
        return "Dos casillas."

    (ax,) = Lamina(con_lados).figura.axes
    negra, roja = trazos_de(ax).values()
    assert_allclose(negra.get_extents().extents, [0, 10, 3, 20])
    assert_allclose(roja.get_extents().extents, [3, 10, 4, 20])
    assert ax.get_ylim() == (10, 20)


def test_ni_una_imagen_de_puntos_ni_un_octeto_de_mas() -> None:
    posiciones = np.sin(np.arange(50)[:, None] / 10_000 ** (np.arange(64) / 64))
    svg = Lamina(dibujo, posiciones)._repr_mimebundle_()[0]["image/svg+xml"]
    assert "<image" not in svg
    assert len(svg) < 100_000
