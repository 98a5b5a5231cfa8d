"""Las figuras del primer capítulo dibujan lo que dicen: trazo y texto salen de los mismos datos."""

import numpy as np
import pytest
from laminas import (
    comprobar_que_no_pisan_las_lineas,
    comprobar_que_salen_de_su_curva,
    comprobar_rotulos,
    rotulos,
    trazos,
)
from numpy.testing import assert_allclose, assert_array_equal

from redes.activaciones import d_sigmoide, escalon, logit, sigmoide
from redes.densa import cadena
from redes.figuras import COLORES, Lamina, activaciones
from redes.semillas import Banda

X = np.linspace(-8, 8, 17)


def laminas() -> list[Lamina]:
    lento, rapido = np.linspace(0.99, 0.1, 80), np.linspace(0.99, 0.01, 80) ** 9
    return [
        Lamina(activaciones.escalon_y_sigmoide, X),
        Lamina(activaciones.sigmoide_y_derivada, X, [-4.585, 4.585]),
        Lamina(
            activaciones.senal_por_capa,
            np.array([1 / 64, 1 / 16, 1 / 4]),
            {"pesos 1": np.array([1e-3, 0.03, 0.2])},
        ),
        Lamina(activaciones.fuerza_de_la_correccion, np.linspace(0.001, 0.999, 99), 0.99),
        Lamina(activaciones.rectificacion, lento, rapido),
    ]


@pytest.mark.parametrize("lamina", laminas(), ids=lambda lamina: lamina.alternativo[:20])
def test_los_rotulos_salen_de_su_curva_y_caben_sin_pisarse_ni_taparla(lamina: Lamina) -> None:
    comprobar_que_salen_de_su_curva(lamina)
    comprobar_rotulos(lamina)
    comprobar_que_no_pisan_las_lineas(lamina)


def test_escalon_y_sigmoide() -> None:
    lamina = Lamina(activaciones.escalon_y_sigmoide, X)
    abajo, arriba, curva = trazos(lamina.figura.axes[0])
    assert_array_equal(np.vstack([abajo, arriba]), np.column_stack([X, escalon(X)]))
    assert_array_equal(curva, np.column_stack([X, sigmoide(X)]))
    assert rotulos(lamina.figura.axes[0]) == ["escalón", "sigmoide"]
    assert lamina.alternativo == (
        "El escalón salta de 0 a 1 en x = 0. La sigmoide sube poco a poco: vale 0.0003 en x = −8, "
        "0.50 en x = 0 y 0.9997 en x = 8."
    )


def test_el_maximo_dibujado_de_la_derivada_es_un_cuarto() -> None:
    lamina = Lamina(activaciones.sigmoide_y_derivada, X, [logit(0.9)])
    curva, derivada, cima, senalado = trazos(lamina.figura.axes[0])
    assert_array_equal(curva[:, 1], sigmoide(X))
    assert derivada[:, 1].max() == 0.25
    assert_array_equal(cima, [[0, 0.25]])
    assert_allclose(senalado, [[float(logit(0.9)), 0.09]])
    assert rotulos(lamina.figura.axes[0]) == ["σ(x)", "σ′(x), máximo 0.25", "0.09"]
    assert lamina.alternativo == (
        "La sigmoide crece de 0.0003 a 0.9997 entre x = −8 y x = 8. Su derivada es una campana: "
        "el máximo, 0.25, está en x = 0, y a los lados cae: 0.09 en x = 2.197."
    )


def test_el_maximo_que_dice_la_figura_es_el_que_dibuja() -> None:
    # La malla del borrador se salta el 0: la figura tiene que confesarlo.
    lamina = Lamina(activaciones.sigmoide_y_derivada, np.linspace(-50, 50, 100), [])
    assert "máximo 0.23" in rotulos(lamina.figura.axes[0])[1]
    assert_allclose(trazos(lamina.figura.axes[0])[2][0, 1], d_sigmoide(50 / 99))


def test_senal_por_capa() -> None:
    cota, senal = cadena(0.5, [1] * 3, [-0.5] * 3).senal, cadena(1, [1] * 3, [0] * 3).senal
    lamina = Lamina(activaciones.senal_por_capa, cota, {"pesos 1": senal})
    de_la_cota, de_la_cadena = trazos(lamina.figura.axes[0])
    assert_array_equal(de_la_cota, [[3, 1 / 4], [2, 1 / 16], [1, 1 / 64]])
    assert_array_equal(de_la_cadena, np.column_stack([[3, 2, 1], senal[::-1]]))
    ax = lamina.figura.axes[0]
    assert ax.get_yscale() == "log"
    assert ax.xaxis_inverted()  # de la última capa a la primera
    assert [linea.get_color() for linea in ax.lines] == [COLORES["referencia"], COLORES["sigmoide"]]
    assert rotulos(lamina.figura.axes[0]) == ["cota", "pesos 1"]
    assert lamina.alternativo == (
        "Señal que llega a cada capa, de la última a la primera. Cota: 0.25, 0.062, 0.016. "
        "Pesos 1: 0.22, 0.049, 0.0096."
    )


def test_la_senal_de_un_azar_trae_su_banda() -> None:
    cota = np.array([0.01, 0.25])
    suerte = Banda(np.array([0.002, 0.2]), np.array([0.001, 0.1]), np.array([0.004, 0.24]))
    lamina = Lamina(activaciones.senal_por_capa, cota, {"al azar": suerte})
    ax = lamina.figura.axes[0]
    assert_array_equal(trazos(ax)[1], [[2, 0.2], [1, 0.002]])
    (_, de_la_suerte) = ax.collections
    contorno = set(map(tuple, np.asarray(de_la_suerte.get_paths()[0].vertices).tolist()))
    assert contorno == {(2, 0.1), (2, 0.24), (1, 0.001), (1, 0.004)}
    assert lamina.alternativo.endswith("Al azar: 0.2 (de 0.1 a 0.24), 0.002 (de 0.001 a 0.004).")


def test_fuerza_de_la_correccion() -> None:
    p = np.array([0.25, 0.5, 0.99])
    lamina = Lamina(activaciones.fuerza_de_la_correccion, p, 0.99)
    entropia, _, cuadratico, _ = trazos(lamina.figura.axes[0])
    assert_allclose(entropia, np.column_stack([p, p]))
    assert_allclose(cuadratico, np.column_stack([p, 2 * p**2 * (1 - p)]))
    assert rotulos(lamina.figura.axes[0]) == ["entropía cruzada", "0.99", "error cuadrático", "0.0196"]
    assert lamina.alternativo == (
        "Fuerza de la corrección con p = 0.5 y con p = 0.99: entropía cruzada, 0.5000 y 0.9900; "
        "error cuadrático, 0.2500 y 0.0196."
    )


def test_rectificacion() -> None:
    lento, rapido = np.array([0.99, 0.8, 0.5, 0.4]), np.array([0.99, 0.45, 0.3, 0.2])
    lamina = Lamina(activaciones.rectificacion, lento, rapido)
    indecision, del_lento, cruce_lento, del_rapido, cruce_rapido = trazos(lamina.figura.axes[0])
    assert_array_equal(indecision[:, 1], 0.5)
    assert_array_equal(del_lento, np.column_stack([range(4), lento]))
    assert_array_equal(del_rapido, np.column_stack([range(4), rapido]))
    assert_array_equal([cruce_lento[0], cruce_rapido[0]], [[3, 0.4], [1, 0.45]])
    assert rotulos(lamina.figura.axes[0]) == ["error cuadrático: paso 3", "entropía cruzada: paso 1"]
    assert lamina.alternativo == (
        "La predicción empieza en 0.99 y baja. Cruza 0.5, y cambia de opinión, "
        "con error cuadrático, en el paso 3 y con entropía cruzada, en el paso 1."
    )
