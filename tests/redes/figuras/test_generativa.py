"""Las figuras de la IA generativa dibujan lo que dicen: trazo y texto salen de los mismos datos."""

import numpy as np
from laminas import (
    anotaciones,
    barras,
    comprobar_que_no_pisan_las_lineas,
    comprobar_que_no_se_pisan_las_barras,
    comprobar_rotulos,
    leyenda,
    marcas,
    rejilla_visible,
)
from matplotlib.colors import to_hex
from numpy.testing import assert_allclose, assert_array_equal

from redes.figuras import COLORES, Lamina
from redes.figuras import generativa as fig
from redes.semillas import Banda, banda

PALABRAS = ["azul", "verde"]


def test_empujones() -> None:
    p, gradiente = np.array([0.25, 0.75]), np.array([-0.75, 0.75])
    lamina = Lamina(
        fig.empujones, PALABRAS, {"uno": (p, gradiente), "otro": (p[::-1], gradiente / 3)}, rejilla=(1, 2)
    )
    uno, otro = lamina.figura.axes
    assert_allclose([barra.get_width() for barra in barras(uno)], [0.25, 0.75, 0.75, -0.75])
    assert_allclose([barra.get_width() for barra in barras(otro)], [0.75, 0.25, 0.25, -0.25])
    assert_allclose([barra.get_y() + barra.get_height() / 2 for barra in barras(uno)], [-0.2, 0.8, 0.2, 1.2])
    assert [to_hex(barra.get_facecolor()).upper() for barra in uno.patches] == 2 * [
        COLORES["consulta"]
    ] + 2 * [COLORES["destacado"]]
    assert [(t.get_text(), t.xy) for t in anotaciones(uno)] == [
        ("0.75", (0.75, 0.2)),
        ("−0.75", (-0.75, 1.2)),
    ]
    lamina.figura.draw_without_rendering()
    sube, baja = (t.get_window_extent() for t in anotaciones(uno))
    assert sube.x0 > uno.transData.transform((0.75, 0))[0]  # cada número, más allá de la punta de su barra
    assert baja.x1 < uno.transData.transform((-0.75, 0))[0]
    assert [ax.get_title() for ax in (uno, otro)] == ["uno", "otro"]
    assert marcas(uno.yaxis) == PALABRAS and uno.yaxis_inverted()
    assert uno.get_xlim()[0] < -1 and uno.get_xlim()[1] > 1
    comprobar_que_no_se_pisan_las_barras(uno)
    assert not rejilla_visible(uno)
    assert_array_equal(uno.lines[0].get_xdata(), [0, 0])
    (comun,) = lamina.figura.legends
    assert [t.get_text() for t in comun.texts] == ["probabilidad", "empujón"]
    assert uno.get_legend() is otro.get_legend() is None
    comprobar_rotulos(lamina)
    assert lamina.alternativo == (
        "uno: azul, probabilidad 0.25 y empujón 0.75; verde, probabilidad 0.75 y empujón −0.75. "
        "otro: azul, probabilidad 0.75 y empujón 0.25; verde, probabilidad 0.25 y empujón −0.25."
    )


def test_sorpresas() -> None:
    lamina = Lamina(fig.sorpresas, {"lejos": np.array([3, 1, 0.5]), "cerca": np.array([0.6, 0.4, 0.2])})
    (ax,) = lamina.figura.axes
    lejos, cerca = ax.lines
    assert_array_equal(lejos.get_xydata(), [[0, 3], [1, 1], [2, 0.5]])
    assert_array_equal(cerca.get_xydata(), [[0, 0.6], [1, 0.4], [2, 0.2]])
    assert [linea.get_color() for linea in ax.lines] == [COLORES["destacado"], COLORES["consulta"]]
    assert [t.get_text() for t in leyenda(ax).texts] == ["lejos", "cerca"]
    assert ax.get_ylim()[0] == 0
    assert lamina.alternativo == (
        "Pérdida de «azul» en 2 pasos: lejos, de 3.00 a 0.50; cerca, de 0.60 a 0.20."
    )


def test_largo_en_tokens() -> None:
    lamina = Lamina(fig.largo_en_tokens, [0, 5, 9], [4.5, 2, 1.25])
    (ax,) = lamina.figura.axes
    curva, palabras_enteras = ax.lines
    assert_array_equal(curva.get_xydata(), [[0, 4.5], [5, 2], [9, 1.25]])
    assert_array_equal(palabras_enteras.get_ydata(), [1, 1])
    assert curva.get_color() == COLORES["valor"] and ax.get_ylim()[0] == 0
    assert lamina.alternativo == "Los tokens por palabra bajan de 4.50 con 0 uniones a 1.25 con 9."


def test_sorteos() -> None:
    lamina = Lamina(
        fig.sorteos, PALABRAS, {"T = 1": np.array([0.75, 0.25]), "la mejor": np.array([1, 0])}, rejilla=(1, 2)
    )
    uno, otro = lamina.figura.axes
    assert [barra.get_width() for barra in barras(uno)] == [0.75, 0.25]
    assert [t.get_text() for t in uno.texts] == ["0.75", "0.25"]
    assert [t.get_text() for t in otro.texts] == ["1.00", "fuera"]
    assert [t.get_position()[1] for t in uno.texts] == [0, 1]
    assert all(
        t.get_position()[0] > barra.get_width() for t, barra in zip(uno.texts, barras(uno), strict=True)
    )
    assert [ax.get_title() for ax in (uno, otro)] == ["T = 1", "la mejor"]
    assert marcas(uno.yaxis) == PALABRAS and uno.yaxis_inverted()
    assert marcas(uno.xaxis) == ["0", "0.5", "1"] and uno.get_xlim()[0] == 0
    comprobar_que_no_se_pisan_las_barras(uno)
    assert not rejilla_visible(uno)
    comprobar_rotulos(lamina)
    assert lamina.alternativo == "T = 1: azul 0.75, verde 0.25. la mejor: azul 1.00, verde fuera."


def test_con_y_sin_cache() -> None:
    sin, con = np.array([2e6, 40e6, 900e6]), np.array([2e6, 3e6, 4e6])
    lamina = Lamina(fig.con_y_sin_cache, [1, 10, 100], sin, con)
    (ax,) = lamina.figura.axes
    releyendo, guardando = ax.lines
    assert_array_equal(releyendo.get_xydata(), np.c_[[1, 10, 100], sin])
    assert_array_equal(guardando.get_xydata(), np.c_[[1, 10, 100], con])
    assert ax.get_xscale() == ax.get_yscale() == "log"
    assert [(t.get_text(), t.xy) for t in anotaciones(ax)] == [
        ("releyendo", (100, 900e6)),
        ("con caché", (100, 4e6)),
    ]
    comprobar_rotulos(lamina)
    comprobar_que_no_pisan_las_lineas(lamina)
    assert lamina.alternativo == (
        "Multiplicaciones del token siguiente, de 1 tokens ya escritos a 100: "
        "releyendo, de 2 millones a 900 millones; con caché, de 2 millones a 4 millones."
    )


def test_intervalos() -> None:
    medidas = {"antes": banda([0.1] * 3), "después": Banda(*np.array([0.75, 0.5, 1]))}
    lamina = Lamina(fig.intervalos, medidas, 0.25)
    (ax,) = lamina.figura.axes
    barra_antes, antes, barra_despues, despues, azar = ax.lines
    assert_array_equal(barra_despues.get_xydata(), [[0.5, 1], [1, 1]])
    assert_array_equal(barra_antes.get_xydata(), [[0.1, 0], [0.1, 0]])
    assert_array_equal(antes.get_xydata(), [[0.1, 0]])
    assert_array_equal(despues.get_xydata(), [[0.75, 1]])
    assert_array_equal(azar.get_xdata(), [0.25, 0.25])
    assert marcas(ax.yaxis) == ["antes", "después"] and ax.yaxis_inverted()
    assert ax.get_xlim()[0] < 0 and ax.get_xlim()[1] > 1
    comprobar_rotulos(lamina)
    assert lamina.alternativo == (
        "Mediana y banda del 5 al 95 %: antes, 0.10 (de 0.10 a 0.10); después, 0.75 (de 0.50 a 1.00). "
        "Al azar, 0.25."
    )
