"""El descenso: caminos con solución conocida, el límite 2/L y el valle con bache."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import ArrayLike
from scipy.optimize import approx_fprime, minimize_scalar

from redes.descenso import (
    CURVATURA,
    LEJOS,
    QUIETO,
    converge,
    curvatura_con_bache,
    d_valle,
    d_valle_con_bache,
    descenso,
    destino,
    fondos,
    paso,
    pasos_hasta,
    tasa_limite,
    valle,
    valle_con_bache,
)

Curva = Callable[[ArrayLike], ArrayLike]

TASAS = [0.01, 0.1, 0.5, 0.9, 0.999, 1.0, 1.001, 1.2]


@pytest.mark.parametrize("tasa", TASAS)
def test_en_el_valle_el_camino_es_una_progresion_geometrica(tasa: float) -> None:
    camino = descenso(d_valle, [3.0, -1.5], tasa, 30)
    esperado = np.outer((1 - tasa * CURVATURA) ** np.arange(31), [3.0, -1.5])
    np.testing.assert_allclose(camino, esperado, rtol=1e-9, atol=1e-300)


def test_el_limite_separa_lo_que_llega_de_lo_que_se_aleja() -> None:
    limite = tasa_limite(CURVATURA)
    assert limite == 2 / CURVATURA
    assert converge(descenso(d_valle, 1.0, 0.99 * limite, 1000), 0.0)
    assert abs(descenso(d_valle, 1.0, 1.01 * limite, 1000)[-1]) == LEJOS
    rebota = descenso(d_valle, 1.0, limite, 7)
    np.testing.assert_array_equal(rebota, [1, -1, 1, -1, 1, -1, 1, -1])


@pytest.mark.parametrize(
    ("f", "df"),
    [
        (valle, d_valle),
        (valle_con_bache, d_valle_con_bache),
        (d_valle_con_bache, curvatura_con_bache),
        (d_valle, lambda _: CURVATURA),
    ],
)
def test_las_derivadas_son_las_de_sus_valles(f: Curva, df: Curva) -> None:
    for w in np.linspace(-3.3, 3.1, 23):
        pendiente = approx_fprime([w], lambda x: np.asarray(f(x[0])), 1e-7)[0]
        assert df(w) == pytest.approx(pendiente, abs=1e-5)


def test_los_fondos_son_minimos_y_la_cima_no() -> None:
    fondo, cima, bache = fondos()
    assert (fondo < 0 < cima < bache) and valle_con_bache(fondo) < valle_con_bache(bache)
    np.testing.assert_allclose(d_valle_con_bache(fondos()), 0, atol=1e-12)
    for minimo, cerca in ((fondo, (-3, -1)), (bache, (1, 3))):
        hallado = minimize_scalar(lambda w: float(valle_con_bache(w)), bounds=cerca, method="bounded").x
        assert minimo == pytest.approx(hallado, abs=1e-5)
    assert valle_con_bache(cima) > max(valle_con_bache(cima - 0.1), valle_con_bache(cima + 0.1))


def test_cada_ladera_lleva_a_su_fondo_y_la_inercia_salta_el_bache() -> None:
    fondo, cima, bache = fondos()
    np.testing.assert_allclose(destino([cima - 0.01, cima + 0.01], 0.1), [fondo, bache], atol=1e-6)
    np.testing.assert_allclose(destino([-3.0, 3.0], 0.1), [fondo, bache], atol=1e-6)
    assert destino(3.0, 0.1, inercia=0.9) == pytest.approx(fondo, abs=1e-4)
    assert np.isnan(destino(3.0, 1.5))


def test_el_limite_de_cada_fondo_es_el_de_su_curvatura() -> None:
    # Cerca de un fondo, el valle se parece a una parábola: allí vale la misma cuenta, 2 / E″.
    fondo, cima, bache = fondos()
    assert curvatura_con_bache(cima) < 0
    for minimo in (fondo, bache):
        limite = tasa_limite(float(curvatura_con_bache(minimo)))
        assert destino(minimo + 0.01, 0.99 * limite, pasos=5000) == pytest.approx(minimo, abs=1e-6)
        assert np.isnan(destino(minimo + 0.01, 1.01 * limite, pasos=5000))


def test_la_inercia_es_la_diferencia_entre_los_dos_ultimos() -> None:
    camino = descenso(d_valle, 1.0, 0.1, 3, inercia=0.5)
    w1 = 1 - 0.1 * 2
    w2 = w1 - 0.1 * 2 * w1 + 0.5 * (w1 - 1)
    w3 = w2 - 0.1 * 2 * w2 + 0.5 * (w2 - w1)
    np.testing.assert_allclose(camino, [1, w1, w2, w3])


def test_lo_que_diverge_no_desborda() -> None:
    camino = descenso(d_valle_con_bache, [50.0, -50.0], 10.0, 500)
    assert np.isfinite(camino).all() and (np.abs(camino[-1]) == 1e6).all() and LEJOS == 1e6


def test_un_paso_y_la_cuenta_de_pasos() -> None:
    np.testing.assert_array_equal(paso([1.0, 2.0], 0.5, [2.0, -4.0]), [0.0, 4.0])
    camino = descenso(d_valle, 1.0, 0.25, 20)
    assert pasos_hasta(camino, 0.0, cerca=0.01) == 7
    assert pasos_hasta(camino[:7], 0.0, cerca=0.01) is None
    assert pasos_hasta([0.0, 0.0], 0.0) == 0
    assert pasos_hasta([5.0, 2.5, 2.0, 2.0], 2.0) == 2
    assert pasos_hasta([0.0015], 0.0) is None and pasos_hasta([0.0005], 0.0) == 0
    assert pasos_hasta([0.25], 0.0, cerca=0.25) is None
    assert pasos_hasta([0.00105], 0.0) is None and not converge(
        [0.00105], 0.0
    )  # sin decir nada, una milésima
    assert pasos_hasta([0.00095], 0.0) == 0 and converge([0.00095], 0.0)
    assert descenso(d_valle, [[1.0, 2.0]], 0.1, 4).shape == (5, 1, 2)
    assert descenso(d_valle, 1.0, 0.1, 0).tolist() == [1.0]


def test_converge_mira_si_el_final_esta_cerca_de_su_fondo() -> None:
    assert converge([9.0, 2.0005], 2.0) and not converge([2.0, 2.0015], 2.0)
    assert not converge([0.25], 0.0, cerca=0.25)
    assert converge([[9.0, 9.0], [2.0, 2.0]], 2.0) and not converge([[2.0, 2.0], [2.0, 3.0]], 2.0)


def test_parado_es_dar_pasos_que_no_se_ven() -> None:
    camino = descenso(d_valle_con_bache, 3.0, 0.1, 200)
    ultimos_pasos = np.abs(np.diff(camino))
    parado = int(np.argmax(ultimos_pasos < 1e-9)) + 1
    assert QUIETO == 1e-9 and np.isnan(destino(3.0, 0.1, pasos=parado - 1))
    assert destino(3.0, 0.1, pasos=parado) == camino[parado]
    lenta, bastante = 0.005, 0.1  # con 500 pasos, la una no se para y la otra sí
    while bastante / lenta > 1.0001:
        media = np.sqrt(lenta * bastante)
        lenta, bastante = (media, bastante) if np.isnan(destino(3.0, media, 500)) else (lenta, media)
    assert np.isnan(destino(3.0, lenta)) and not np.isnan(destino(3.0, bastante))


@pytest.mark.parametrize(
    ("opciones", "mensaje"),
    [
        ({"tasa": 0, "pasos": 1}, "la tasa de aprendizaje debe ser positiva, y es 0"),
        ({"tasa": 1, "pasos": -1}, "no se pueden dar -1 pasos"),
        ({"tasa": 1, "pasos": 1, "inercia": 1}, "la inercia debe estar entre 0 y 1 (sin llegar a 1), y es 1"),
        (
            {"tasa": 1, "pasos": 1, "inercia": -0.1},
            "la inercia debe estar entre 0 y 1 (sin llegar a 1), y es -0.1",
        ),
    ],
)
def test_lo_que_no_tiene_sentido_se_dice(opciones: dict[str, Any], mensaje: str) -> None:
    with pytest.raises(ValueError) as error:
        descenso(d_valle, 1.0, **opciones)
    assert str(error.value) == mensaje
