"""Las activaciones frente a scipy, a las diferencias finitas y a sus propiedades."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from numpy.typing import ArrayLike
from scipy import special

from redes import activaciones as act
from redes.activaciones import Numeros

MALLA = np.linspace(-40, 40, 801)
Curva = Callable[[ArrayLike], Numeros]

EXTREMOS = np.array([-1000.0, -745.0, -40.0, -1e-300, 0.0, 1e-300, 40.0, 745.0, 1000.0])
PAREJAS = [
    (act.sigmoide, act.d_sigmoide),
    (act.tanh, act.d_tanh),
    (act.relu, act.d_relu),
    (act.relu_con_fuga, act.d_relu_con_fuga),
    (act.escalon, act.d_escalon),
]
TODAS = [f for pareja in PAREJAS for f in pareja]


@pytest.mark.parametrize(("f", "d_f"), PAREJAS)
def test_la_derivada_coincide_con_las_diferencias_finitas(f: Curva, d_f: Curva) -> None:
    x = np.linspace(-6, 6, 98)  # número par: ninguna muestra cae en el 0
    paso = 1e-5
    assert_allclose(d_f(x), (f(x + paso) - f(x - paso)) / (2 * paso), atol=1e-9)


@pytest.mark.parametrize("f", TODAS)
def test_conserva_la_forma_y_da_float64(f: Curva) -> None:
    for x in (3, [1, -2], np.ones((2, 3), dtype=int), np.zeros((0,))):
        assert f(x).shape == np.shape(x)
        assert f(x).dtype == np.float64
    assert isinstance(f(3), np.float64)


@pytest.mark.parametrize("f", TODAS)
def test_no_modifica_su_entrada(f: Curva) -> None:
    x = EXTREMOS.copy()
    f(x)
    assert_array_equal(x, EXTREMOS)


@pytest.mark.parametrize("f", [f for f in TODAS if f is not act.d_escalon])
def test_es_finita_en_los_extremos(f: Curva) -> None:
    assert np.isfinite(f(EXTREMOS)).all()


def test_sigmoide_es_la_de_scipy() -> None:
    assert_allclose(act.sigmoide(MALLA), special.expit(MALLA), rtol=1e-15)
    assert_allclose(act.sigmoide(EXTREMOS), special.expit(EXTREMOS), rtol=1e-15, atol=1e-323)


def test_sigmoide_en_puntos_conocidos() -> None:
    assert act.sigmoide(0) == 0.5
    assert_allclose(act.sigmoide(np.log([999, 3])), [0.999, 0.75], rtol=1e-15)
    assert_allclose(act.sigmoide(10), 0.9999546, atol=5e-9)


def test_sigmoide_es_simetrica_respecto_al_centro() -> None:
    assert_allclose(act.sigmoide(MALLA) + act.sigmoide(-MALLA), 1, rtol=1e-15)


def test_d_sigmoide_tiene_su_maximo_un_cuarto_en_el_centro() -> None:
    assert act.d_sigmoide(0) == 0.25
    assert (act.d_sigmoide(MALLA[MALLA != 0]) < 0.25).all()


def test_d_sigmoide_conserva_las_cifras_en_las_colas() -> None:
    # Lejos del centro σ′(x) = e^(−|x|) salvo una parte en e^|x|; σ·(1 − σ) ya daría 0.
    for x in (37.0, 50.0, 700.0):
        assert_allclose(act.d_sigmoide([-x, x]), np.exp(-x), rtol=1e-14)
        assert act.sigmoide(x) * (1 - act.sigmoide(x)) == 0


def test_d_sigmoide_es_sigma_por_su_complementaria() -> None:
    assert_allclose(act.d_sigmoide(MALLA), special.expit(MALLA) * special.expit(-MALLA), rtol=1e-13)


def test_logit_es_la_inversa_de_la_sigmoide() -> None:
    p = np.array([1e-300, 1e-9, 0.01, 0.5, 0.73, 0.999])
    assert_allclose(act.logit(p), special.logit(p), rtol=1e-14)
    assert_allclose(act.sigmoide(act.logit(p)), p, rtol=1e-12)
    assert act.logit(0.5) == 0


@pytest.mark.parametrize("p", [0, 1, -0.1, 1.1, np.nan, [0.5, 1]])
def test_logit_rechaza_lo_que_no_es_una_probabilidad_abierta(p: ArrayLike) -> None:
    with pytest.raises(ValueError, match=r"^logit: p tiene que estar entre 0 y 1, sin incluirlos$"):
        act.logit(p)


def test_escalon_salta_en_el_cero() -> None:
    assert_array_equal(act.escalon([-1000, -1e-300, 0, 1e-300, 1000]), [0, 0, 1, 1, 1])


def test_d_escalon_es_cero_salvo_donde_no_existe() -> None:
    assert_array_equal(act.d_escalon([-1000, -1e-300, 0, 1e-300, 1000]), [0, 0, np.nan, 0, 0])


def test_relu_y_su_derivada_con_el_convenio_del_cero() -> None:
    x = [-1000, -0.5, 0, 0.5, 1000]
    assert_array_equal(act.relu(x), [0, 0, 0, 0.5, 1000])
    assert_array_equal(act.d_relu(x), [0, 0, 0, 1, 1])


@pytest.mark.parametrize(
    "f", [act.sigmoide, act.d_sigmoide, act.relu, act.tanh, act.d_tanh, act.relu_con_fuga]
)
def test_un_nan_no_se_esconde(f: Curva) -> None:
    assert np.isnan(f(np.nan))


def test_relu_con_fuga_deja_pasar_la_centesima_parte() -> None:
    x = [-1000, -0.5, 0, 0.5, 1000]
    assert_allclose(act.relu_con_fuga(x), [-10, -0.005, 0, 0.5, 1000], rtol=1e-15)
    assert_array_equal(act.d_relu_con_fuga(x), [0.01, 0.01, 0.01, 1, 1])


def test_la_fuga_se_puede_elegir() -> None:
    assert_array_equal(act.relu_con_fuga([-2, 2], fuga=0.5), [-1, 2])
    assert_array_equal(act.d_relu_con_fuga([-2, 2], fuga=0.5), [0.5, 1])
    assert_array_equal(act.relu_con_fuga(MALLA, fuga=0), act.relu(MALLA))
    assert_array_equal(act.relu_con_fuga(MALLA, fuga=1), MALLA)


def test_tanh_es_una_sigmoide_estirada() -> None:
    assert_allclose(act.tanh(MALLA), 2 * special.expit(2 * MALLA) - 1, atol=1e-15)
    assert_array_equal(act.tanh([-1000, 0, 1000]), [-1, 0, 1])


def test_d_tanh_tiene_maximo_uno_y_colas_exactas() -> None:
    assert act.d_tanh(0) == 1
    assert_allclose(act.d_tanh(MALLA), 1 / np.cosh(MALLA) ** 2, rtol=1e-13)
