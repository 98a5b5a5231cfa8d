"""Las figuras del Transformer minúsculo dibujan lo que dicen: trazo y texto salen de los mismos datos."""

from fractions import Fraction

import numpy as np
from laminas import (
    anotaciones,
    barras,
    comprobar_que_no_se_pisan_las_barras,
    comprobar_rotulos,
    marcas,
    rejilla_visible,
    trazos,
)
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.typing import ColorType
from numpy.testing import assert_array_equal

from redes.activaciones import Numeros
from redes.figuras import COLORES, Lamina
from redes.figuras import transformador as fig
from redes.palabras import Lectura
from redes.semillas import Banda


def textos(ax: Axes) -> list[tuple[tuple[float, float], str, ColorType]]:
    return [(t.get_position(), t.get_text(), t.get_color()) for t in ax.texts]


def rayas(ax: Axes) -> list[Numeros]:
    (suyas,) = ax.collections
    assert isinstance(suyas, LineCollection)
    return [np.asarray(raya) for raya in suyas.get_segments()]


def test_aprendizaje() -> None:
    perdidas = np.array([4.0, 2.0, 1.0, 0.6])
    lamina = Lamina(
        fig.aprendizaje,
        perdidas,
        {0: 4.1, 2: 1.5, 4: 0.55},
        {0: 4.2, 4: 0.65},
        {"nada": 4.0, "algo": 2.0, "todo": 0.5},
    )
    (ax,) = lamina.figura.axes
    lotes, otras, exactas, nada, algo, todo = trazos(ax)
    assert_array_equal(lotes, [[0, 4.0], [1, 2.0], [2, 1.0], [3, 0.6]])
    assert_array_equal(exactas, [[0, 4.1], [2, 1.5], [4, 0.55]])
    assert_array_equal(otras, [[0, 4.2], [4, 0.65]])
    assert [set(raya[:, 1]) for raya in (nada, algo, todo)] == [{4.0}, {2.0}, {0.5}]
    assert [(t.xy, t.get_text()) for t in anotaciones(ax)] == [
        ((4, 4.0), "nada: 4.00"),
        ((4, 2.0), "algo: 2.00"),
        ((4, 0.5), "todo: 0.50"),
    ]
    assert ax.get_yscale() == "log" and marcas(ax.yaxis) == ["0.5", "1", "2", "4"]
    assert_array_equal(ax.get_yticks(), [0.5, 1, 2, 4])
    assert ax.get_ylim()[0] < 0.5 and ax.get_ylim()[1] > 4.1
    lamina.figura.draw_without_rendering()
    for texto in anotaciones(ax):  # cada rótulo, pegado a su raya
        caja, raya = texto.get_window_extent(), ax.transData.transform(texto.xy)[1]
        assert caja.y0 - 20 < raya < caja.y1 + 20
    comprobar_rotulos(lamina)
    assert lamina.alternativo == (
        "La pérdida baja de 4.10 nats a 0.55 en 4 pasos; en otro entrenamiento, de 4.20 a 0.65. "
        "Rayas: nada, 4.00, algo, 2.00, todo, 0.50."
    )


def test_colores_de() -> None:
    modelo = {"el cielo es": {"azul": 0.75, "verde": 0.05}, "el mar es": {"azul": 0.5, "verde": 0.4}}
    verdad = {"el cielo es": {"azul": Fraction(4, 5)}, "el mar es": {"verde": Fraction(1, 4)}}
    lamina = Lamina(fig.colores_de, ["azul", "verde"], modelo, verdad, rejilla=(1, 2))
    cielo, mar = lamina.figura.axes
    assert [barra.get_height() for barra in barras(cielo)] == [0.75, 0.05]
    assert [barra.get_height() for barra in barras(mar)] == [0.5, 0.4]
    assert [raya[0, 1] for raya in rayas(cielo)] == [0.8, 0]
    assert [raya[:, 0].tolist() for raya in rayas(mar)] == [
        [-0.45, 0.45],
        [0.55, 1.45],
    ]
    assert [t.get_text() for t in cielo.texts] == ["0.75", "0.05"]
    assert [t.get_position()[0] for t in cielo.texts] == [0, 1]
    assert all(
        t.get_position()[1] > barra.get_height() for t, barra in zip(cielo.texts, barras(cielo), strict=True)
    )
    assert [ax.get_title() for ax in (cielo, mar)] == ["«el cielo es …»", "«el mar es …»"]
    assert marcas(cielo.xaxis) == ["azul", "verde"]
    assert cielo.get_ylim()[0] == 0 and cielo.get_ylim()[1] > 1
    comprobar_que_no_se_pisan_las_barras(cielo)
    assert not rejilla_visible(cielo)
    comprobar_rotulos(lamina)
    assert lamina.alternativo == (
        "Probabilidad de cada color. «el cielo es …»: azul 0.75 (verdad, 0.80), verde 0.05 (verdad, 0.00). "
        "«el mar es …»: azul 0.50 (verdad, 0.00), verde 0.40 (verdad, 0.25)."
    )


def test_miradas_atras() -> None:
    def lectura(*ultima: float) -> Lectura:
        pesos = np.array([[1, 0, 0], [0.5, 0.5, 0], ultima])
        return Lectura((".", "la", "IA"), pesos, pesos)

    frase = [lectura(0.05, 0.7, 0.25), lectura(0.5, 0.1, 0.4)]
    lamina = Lamina(fig.miradas_atras, [frase, frase[::-1]], rejilla=(2, 1))
    ax, otro = lamina.figura.axes
    assert_array_equal(ax.collections[0].get_array(), [[0.05, 0.7, 0.25], [0.5, 0.1, 0.4]])
    assert_array_equal(otro.collections[0].get_array(), [[0.5, 0.1, 0.4], [0.05, 0.7, 0.25]])
    assert ax.collections[0].get_clim() == (0, 1) and not rejilla_visible(ax)
    assert textos(ax) == [
        ((1, 0), "0.70", "black"),
        ((2, 0), "0.25", "black"),
        ((0, 1), "0.50", "black"),
        ((1, 1), "0.10", "black"),
        ((2, 1), "0.40", "black"),
    ]
    assert (marcas(ax.xaxis), marcas(ax.yaxis)) == ([".", "la", "IA"], ["cabeza 1", "cabeza 2"])
    comprobar_rotulos(lamina)
    assert lamina.alternativo == (
        "En «la IA …», desde «IA», la cabeza 1 mira a «la» (0.70) y la cabeza 2 mira a «.» (0.50). "
        "En «la IA …», desde «IA», la cabeza 1 mira a «.» (0.50) y la cabeza 2 mira a «la» (0.70)."
    )


def test_miradas_atras_de_varias_capas() -> None:
    una, otra = (
        Lectura((".", "la"), np.array([[1, 0], fila]), np.eye(2)) for fila in ([0.3, 0.7], [0.9, 0.1])
    )
    lamina = Lamina(fig.miradas_atras, [[una, otra]], capas=2)
    (ax,) = lamina.figura.axes
    assert marcas(ax.yaxis) == ["cabeza 1 de la capa 1", "cabeza 1 de la capa 2"]
    comprobar_rotulos(lamina)
    assert lamina.alternativo == (
        "En «la …», desde «la», la cabeza 1 de la capa 1 mira a «la» (0.70) "
        "y la cabeza 1 de la capa 2 mira a «.» (0.90)."
    )


def test_parecidos() -> None:
    cosenos = np.array([[1, 0.6, -0.7], [0.6, 1, 0.2], [-0.7, 0.2, 1]])
    lamina = Lamina(fig.parecidos, ["azul", "verde", "banco"], cosenos)
    (ax,) = lamina.figura.axes
    assert_array_equal(ax.collections[0].get_array(), cosenos)
    assert ax.collections[0].get_clim() == (-1, 1) and not rejilla_visible(ax)
    assert textos(ax)[:3] == [((0, 0), "1.0", "black"), ((1, 0), "0.6", "black"), ((2, 0), "−0.7", "black")]
    assert marcas(ax.xaxis) == marcas(ax.yaxis) == ["azul", "verde", "banco"]
    comprobar_rotulos(lamina)
    assert lamina.alternativo == (
        "Coseno entre embeddings. La más parecida a «azul» es «verde» (0.60). La más parecida a «verde» es "
        "«azul» (0.60). La más parecida a «banco» es «verde» (0.20)."
    )


def test_temperaturas() -> None:
    lamina = Lamina(fig.temperaturas, [0.5, 1, 2], [1, 0.975, 0.25], [30, 80.4, 60], rejilla=(1, 2))
    correctas, variedad = lamina.figura.axes
    for ax, valores, color in (
        (correctas, [1, 0.975, 0.25], "consulta"),
        (variedad, [30, 80.4, 60], "valor"),
    ):
        assert_array_equal(ax.lines[0].get_xydata(), np.column_stack([[0.5, 1, 2], valores]))
        assert ax.lines[0].get_color() == COLORES[color]
        assert ax.lines[1].get_xdata() == [1, 1]
        assert ax.get_ylim()[0] == 0
    assert [correctas.get_title(), variedad.get_title()] == ["correctas", "variedad (frases)"]
    assert lamina.alternativo == (
        "Según la temperatura: con 0.5, 100.0 % de frases correctas y variedad 30; "
        "con 1, 97.5 % de frases correctas y variedad 80; con 2, 25.0 % de frases correctas y variedad 60."
    )


def test_cursos() -> None:
    pasos = np.array([0, 10, 20])

    def de(*mediana: float) -> Banda:
        return Banda(np.array(mediana), 0.5 * np.array(mediana), 2 * np.array(mediana))

    paneles = {"pocas": (de(50, 4, 2), de(60, 6, 9)), "muchas": (de(50, 4, 2), de(60, 6, 3))}
    lamina = Lamina(fig.cursos, pasos, paneles, 1.5, rejilla=(1, 2), tamano=(6.4, 3.2))
    for ax, (nombre, (leido, examen)) in zip(lamina.figura.axes, paneles.items(), strict=True):
        suyo, otro, raya = trazos(ax)
        assert_array_equal(suyo, np.column_stack([pasos, leido.mediana]))
        assert_array_equal(otro, np.column_stack([pasos, examen.mediana]))
        assert set(raya[:, 1]) == {1.5}
        assert ax.get_title() == nombre and ax.get_yscale() == "log" and len(ax.collections) == 2
        assert marcas(ax.yaxis) == ["1", "2", "5", "10", "20", "50"]
    comprobar_rotulos(lamina)
    assert lamina.alternativo == (
        "pocas: en lo leído, la mediana de la perplejidad acaba en 2.00; en el examen, la menor es 6.00, "
        "en el paso 10, y acaba en 9.00 (4.50–18.00). "
        "muchas: en lo leído, la mediana de la perplejidad acaba en 2.00; en el examen, la menor es 3.00, "
        "en el paso 20, y acaba en 3.00 (1.50–6.00). Quien sabe el idioma entero: 1.50."
    )
