"""Las figuras del Transformer dibujan lo que dicen: trazo y texto salen de los mismos datos."""

import numpy as np
from laminas import (
    anotaciones,
    barras,
    comprobar_que_no_pisan_las_lineas,
    comprobar_rotulos,
    marcas,
    recuadros,
    rejilla_visible,
    rotulos,
    trazos,
)
from matplotlib.colors import to_rgb
from numpy.testing import assert_allclose, assert_array_equal
from numpy.typing import ArrayLike

from redes.atencion import posiciones_sinusoidales
from redes.escala import Efecto
from redes.figuras import COLORES, Lamina
from redes.figuras import atencion as fig
from redes.palabras import (
    BANCO,
    BANCO_QUE_CIERRA,
    BANCO_QUE_SE_PINTA,
    PLANO,
    PROGRAMAR,
    PROGRAMAR_EN_PYTHON,
    Lectura,
)
from redes.semillas import Banda

IA_AVANZA = PLANO.leer(["IA", "avanza"], escalar=False)


def _sin_azar(curva: ArrayLike) -> Banda:
    justa = np.asarray(curva, dtype=float)
    return Banda(justa, justa, justa)


def _con_banda(efectos: list[Efecto]) -> Banda:
    mediana = np.array(efectos)
    return Banda(mediana, mediana / 2, mediana * 2)


def test_matriz_de_atencion() -> None:
    lamina = Lamina(fig.matriz_de_atencion, IA_AVANZA)
    (ax,) = lamina.figura.axes
    assert_array_equal(ax.collections[0].get_array(), IA_AVANZA.pesos)
    assert ax.collections[0].get_clim() == (0, 1)
    assert [(t.get_position(), t.get_text(), t.get_color()) for t in ax.texts] == [
        ((0, 0), "0.73", "black"),
        ((1, 0), "0.27", "black"),
        ((0, 1), "0.27", "black"),
        ((1, 1), "0.73", "black"),
    ]
    assert marcas(ax.xaxis) == marcas(ax.yaxis) == ["IA", "avanza"]
    assert not rejilla_visible(ax)
    comprobar_rotulos(lamina)
    assert lamina.alternativo == (
        "Pesos de atención. «IA» mira sobre todo a «IA» (0.73). «avanza» mira sobre todo a «avanza» (0.73)."
    )


def test_miradas() -> None:
    lecturas = [BANCO.leer(frase) for frase in (BANCO_QUE_CIERRA, BANCO_QUE_SE_PINTA)]
    lamina = Lamina(fig.miradas, lecturas, "banco", rejilla=(1, 2))
    for ax, lectura, mirada in zip(lamina.figura.axes, lecturas, ["financiero", "pintar"], strict=True):
        assert_array_equal([barra.get_width() for barra in barras(ax)], lectura.pesos[1])
        destacadas = [i for i, barra in enumerate(ax.patches) if to_rgb(barra.get_facecolor())[0] > 0.5]
        assert [lectura.palabras[i] for i in destacadas] == [mirada]
        assert tuple(marcas(ax.yaxis)) == lectura.palabras
        assert ax.yaxis_inverted()
        assert ax.get_xlim()[0] == 0 and {0, 1} <= set(ax.get_xticks()) <= {0, 0.25, 0.5, 0.75, 1}
        assert not rejilla_visible(ax)
        assert rotulos(ax) == [f"{peso:.2f}" for peso in lectura.pesos[1]]
    comprobar_rotulos(lamina)
    assert lamina.alternativo == (
        "En «El banco estaba cerrado porque el financiero llegó tarde», «banco» mira sobre todo a "
        "«financiero» (0.55) y se queda 0.20 para sí. En «El banco estaba verde porque lo acababan de "
        "pintar», «banco» mira sobre todo a «pintar» (0.49) y se queda 0.18 para sí."
    )


def test_tres_miradas_caben_con_su_rotulo() -> None:
    lectura = PROGRAMAR.leer(PROGRAMAR_EN_PYTHON)
    titulos = ["una sola cabeza", "la primera de dos", "la segunda de dos"]
    lamina = Lamina(fig.miradas, [lectura] * 3, "Programar", titulos, rejilla=(1, 3), tamano=(6.4, 2.8))
    assert [texto.get_text() for texto in lamina.figura.texts] == ["atención de «Programar»"]
    comprobar_rotulos(lamina)


def test_miradas_con_titulo() -> None:
    lamina = Lamina(fig.miradas, [IA_AVANZA, IA_AVANZA], "IA", ["una", "otra"], rejilla=(1, 2))
    assert [ax.get_title() for ax in lamina.figura.axes] == ["una", "otra"]
    comprobar_rotulos(lamina)
    assert lamina.alternativo == (
        "una: en «IA avanza», «IA» mira sobre todo a «IA» (0.73) y se queda 0.73 para sí. "
        "otra: en «IA avanza», «IA» mira sobre todo a «IA» (0.73) y se queda 0.73 para sí."
    )


def test_quien_empata_sale_en_el_texto_con_los_demas() -> None:
    pesos = np.array([[0.5, 0.0, 0.5], [1 / 3, 1 / 3, 1 / 3], [0.0, 1.0, 0.0]])
    empate = Lectura(("tú", "yo", "ella"), pesos, np.eye(3))
    assert Lamina(fig.matriz_de_atencion, empate).alternativo == (
        "Pesos de atención. «tú» mira sobre todo a «tú» y «ella» (0.50 cada una). «yo» mira sobre todo a "
        "«tú», «yo» y «ella» (0.33 cada una). «ella» mira sobre todo a «yo» (1.00)."
    )
    assert Lamina(fig.miradas, [empate], "tú").alternativo == (
        "En «tú yo ella», «tú» mira sobre todo a «tú» y «ella» (0.50 cada una) y se queda 0.50 para sí."
    )


def test_memoria() -> None:
    leidas = np.arange(1, 201)
    corta = Banda(*(base ** leidas.astype(float) for base in np.array([0.5, 0.4, 0.6])))
    larga, eterna = _sin_azar(1 / leidas), _sin_azar(leidas**0.0)
    lamina = Lamina(fig.memoria, {"corta": corta, "larga": larga, "eterna": eterna})
    (ax,) = lamina.figura.axes
    for trazo, curva in zip(trazos(ax), (0.5**leidas, 1 / leidas, leidas**0.0), strict=True):
        assert_array_equal(trazo, np.column_stack([leidas, curva]))
    suelo, techo = ax.get_ylim()
    ultima = max(n for n in leidas if 0.5**n >= suelo)  # la última que aún se ve
    assert [texto.xy for texto in anotaciones(ax)] == [(ultima, 0.5**ultima), (200, 1 / 200), (200, 1)]
    assert 0 < suelo < 1 / 200 and techo > 1
    assert marcas(ax.xaxis) == ["1", "2", "5", "10", "20", "50", "100", "200"]
    comprobar_rotulos(lamina)
    comprobar_que_no_pisan_las_lineas(lamina)
    assert lamina.alternativo == (
        "Lo que queda de la primera palabra, en la mediana y del 5 al 95 % de las semillas. Corta: 0.25 tras "
        "2 (de 0.16 a 0.36), 9.5e-07 tras 20 (de 1.1e-08 a 3.7e-05), 6.2e-61 tras 200 (de 2.6e-80 a "
        "4.3e-45). Larga: 0.5 tras 2, 0.05 tras 20, 0.005 tras 200. Eterna: 1 tras 2, 1 tras 20, 1 tras 200."
    )


def test_lo_que_queda_justo_en_el_suelo_no_se_ve() -> None:
    lamina = Lamina(fig.memoria, {"x": _sin_azar(np.repeat([1.0, 1e-10], [20, 5]))})
    assert anotaciones(lamina.figura.axes[0])[0].xy == (20, 1)


def test_movimiento() -> None:
    lamina = Lamina(
        fig.movimiento, ("x", "y"), {"sube": ([1, 0], [0, 2]), "baja": ([1, 1], [2, 0])}, {"quieta": [3, 3]}
    )
    (ax,) = lamina.figura.axes
    assert [(t.xy, t.get_text()) for t in anotaciones(ax)] == [
        ((3, 3), "quieta"),
        ((0, 2), ""),
        ((0, 2), "sube"),
        ((2, 0), ""),
        ((2, 0), "baja"),
    ]
    lamina.figura.draw_without_rendering()
    sube, baja = (t.get_window_extent() for t in anotaciones(ax) if t.get_text() in ("sube", "baja"))
    assert sube.y0 > ax.transData.transform((0, 2))[1]  # cada rótulo, más allá de la punta de su flecha
    assert baja.y1 < ax.transData.transform((2, 0))[1]
    assert [t.xyann for t in anotaciones(ax) if t.arrow_patch] == [(1, 0), (1, 1)]
    assert_array_equal(trazos(ax)[0], [[3, 3]])
    assert ax.get_aspect() == 1
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("eje x: x", "eje y: y")
    for bajo, alto in (ax.get_xlim(), ax.get_ylim()):
        assert bajo < 0 and alto > 3
    comprobar_rotulos(lamina)
    assert lamina.alternativo == (
        "Plano de x y y. Flechas: sube, de [1.0, 0.0] a [0.0, 2.0]; baja, de [1.0, 1.0] a [2.0, 0.0]. "
        "Puntos: quieta en [3.0, 3.0]."
    )


def test_el_movimiento_se_dibuja_alrededor_del_origen() -> None:
    lamina = Lamina(fig.movimiento, ("x", "y"), {"lejos": ([2, -6], [4, -3])}, {"quieta": [3, -1]})
    (ax,) = lamina.figura.axes
    _, horizontal, vertical = trazos(ax)
    assert set(horizontal[:, 1]) == set(vertical[:, 0]) == {0}
    for (bajo, alto), (primero, ultimo) in ((ax.get_xlim(), (0, 4)), (ax.get_ylim(), (-6, 0))):
        assert bajo < primero and alto > ultimo


def test_una_flecha_horizontal_lleva_su_rotulo_encima() -> None:
    lamina = Lamina(fig.movimiento, ("x", "y"), {"para": ([2, 1], [1, 1])}, {})
    caja, *_ = recuadros(lamina)
    assert caja.y0 > lamina.figura.axes[0].transData.transform((1, 1))[1]


def test_escala() -> None:
    sin = _con_banda([Efecto(1, 2, 0.5), Efecto(4, 1, 0.25), Efecto(16, 0.5, 0.125)])
    con = _con_banda([Efecto(1, 2, 0.5), Efecto(1, 2, 0.375), Efecto(1, 1.5, 0.375)])
    lamina = Lamina(fig.escala, [2, 8, 32], sin, con, rejilla=(1, 2))
    entropia, derivada = lamina.figura.axes
    assert_array_equal(trazos(entropia), [[[2, 2], [8, 1], [32, 0.5]], [[2, 2], [8, 2], [32, 1.5]]])
    assert_array_equal(
        trazos(derivada), [[[2, 0.5], [8, 0.25], [32, 0.125]], [[2, 0.5], [8, 0.375], [32, 0.375]]]
    )
    assert [texto.xy for texto in anotaciones(entropia)] == [(8, 1), (8, 2)]
    assert entropia.get_ylim()[0] == derivada.get_ylim()[0] == 0
    assert marcas(entropia.xaxis) == ["2", "8", "32"]
    comprobar_rotulos(lamina)
    comprobar_que_no_pisan_las_lineas(lamina)
    assert entropia.lines[0].get_color() == COLORES["destacado"]
    assert rotulos(entropia) == ["sin √d", "con √d"]
    assert (entropia.get_title(), derivada.get_title()) == ("entropía de los pesos", "derivada de los pesos")
    assert lamina.alternativo == (
        "Medianas y, entre paréntesis, del 5 al 95 % de las semillas. "
        "Sin dividir entre √d, de d = 2 a d = 32 la entropía de los pesos pasa de 2.00 (1.00 a 4.00) a 0.50 "
        "(0.25 a 1.00) nats y su derivada, de 0.50 (0.25 a 1.00) a 0.12 (0.06 a 0.25). Dividiendo entre √d, "
        "de d = 2 a d = 32 la entropía de los pesos pasa de 2.00 (1.00 a 4.00) a 1.50 (0.75 a 3.00) nats y "
        "su derivada, de 0.50 (0.25 a 1.00) a 0.38 (0.19 a 0.75)."
    )


def test_posiciones() -> None:
    P = posiciones_sinusoidales(5, 8)
    lamina = Lamina(fig.posiciones, P, rejilla=(1, 2))
    mapa, perfil = lamina.figura.axes
    assert_array_equal(mapa.collections[0].get_array(), P)
    assert mapa.collections[0].get_clim() == (-1, 1)
    assert not rejilla_visible(mapa)
    assert perfil.get_ylim()[0] == 0
    assert_allclose(trazos(perfil)[0], np.column_stack([range(5), [P[k] @ P[0] for k in range(5)]]))
    assert lamina.alternativo == (
        "Señales de 5 posiciones con 8 ejes: los primeros oscilan deprisa y los últimos, despacio. El "
        "producto de dos señales vale 4.00 a distancia 0, 3.54 a distancia 1 y 2.27 a distancia 4."
    )


def test_turnos() -> None:
    por_largo = fig.Turnos("9999 núcleos", "palabras", [10, 1000, 20_000], [20, 30, 40], [2, 4, 10_000])
    por_nucleos = fig.Turnos("10 palabras", "núcleos", [1, 100], [50, 10], [70, 3])
    lamina = Lamina(fig.turnos, [por_largo, por_nucleos], rejilla=(1, 2))
    uno, otro = lamina.figura.axes
    assert_array_equal(
        trazos(uno), [[[10, 20], [1000, 30], [20_000, 40]], [[10, 2], [1000, 4], [20_000, 10_000]]]
    )
    assert_array_equal(trazos(otro), [[[1, 50], [100, 10]], [[1, 70], [100, 3]]])
    assert [(t.get_text(), t.xy) for t in anotaciones(uno)] == [
        ("recurrente", (1000, 30)),
        ("atención", (1000, 4)),
    ]
    assert marcas(uno.xaxis) == ["10", "1000", "20\u202f000"]
    assert (uno.get_title(), otro.get_title()) == ("9999 núcleos", "10 palabras")
    comprobar_rotulos(lamina)
    assert lamina.alternativo == (
        "Turnos de cálculo. Con 9999 núcleos. "
        "Recurrente: 20 con 10, 30 con 1000, 40 con 20\u202f000 palabras. "
        "Atención: 2 con 10, 4 con 1000, 10\u202f000 con 20\u202f000 palabras. "
        "Con 10 palabras. Recurrente: 50 con 1, 10 con 100 núcleos. Atención: 70 con 1, 3 con 100 núcleos."
    )


def test_los_rotulos_de_los_turnos_no_pisan_las_curvas() -> None:
    largos, nucleos = [10, 100, 1000, 10_000], [10**k for k in range(3, 10)]
    por_largo = fig.Turnos("núcleos", "palabras", largos, largos, [15, 251, 14_029, 1_292_288])
    por_nucleos = fig.Turnos(
        "palabras", "núcleos", nucleos, [9000, *[1000] * 6], [140_288, 14_029, 1403, 141, 16, 3, 3]
    )
    lamina = Lamina(fig.turnos, [por_largo, por_nucleos], rejilla=(1, 2))
    comprobar_rotulos(lamina)
    comprobar_que_no_pisan_las_lineas(lamina)
    assert "1000000000" not in "".join(marcas(lamina.figura.axes[1].xaxis)).replace("\u202f", "")
