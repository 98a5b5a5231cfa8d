"""La señal que llega a la primera capa: el producto de las derivadas, las cotas y lo que pasa al entrenar."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.optimize import approx_fprime

from redes.activaciones import Numeros, tanh
from redes.densa import (
    IDENTIDAD,
    RELU,
    RELU_CON_FUGA,
    SIGMOIDE,
    TANH,
    Activacion,
    Capa,
    Inicio,
    cadena,
    glorot,
    he,
    pequena,
    red_densa,
)
from redes.perdidas import entropia_cruzada_binaria_z
from redes.profundidad import ANCHO, al_nacer, circulo, cota, llega, medir, recorrido

A_FONDO = [2, 5, 10, 20]


def red_de(profundidad: int, activacion: Activacion, inicio: Inicio, semilla: int = 1) -> list[Capa]:
    return red_densa([2, *[ANCHO] * profundidad, 1], activacion, inicio, semilla, IDENTIDAD)


def test_los_tres_regimenes() -> None:
    assert_array_equal(llega(2, [1, 1, 1]), [2, 2, 2])
    assert_array_equal(llega(2, [1.5, 1.5, 1.5]), [3, 4.5, 6.75])
    assert_array_equal(llega(1, [1 / 4, 1 / 4, 1 / 4]), [1 / 4, 1 / 16, 1 / 64])
    assert_array_equal(llega(-3, [1, 0, 1]), [-3, 0, 0])


def test_llega_es_la_senal_de_una_cadena_de_pesos_uno() -> None:
    derivadas_de_arriba_abajo = SIGMOIDE.d_f(cadena(1, [1] * 3, [0] * 3).z)[::-1]
    assert_allclose(llega(1, derivadas_de_arriba_abajo), cadena(1, [1] * 3, [0] * 3).senal[::-1])


def test_el_circulo_ocupa_la_mitad_y_no_se_separa_con_una_recta() -> None:
    X, y = circulo(20000)
    assert X.shape == (20000, 2) and y.shape == (20000, 1)
    assert_allclose(X.var(axis=0), 1, atol=0.02)
    assert_allclose(y.mean(), 0.5, atol=0.01)
    radio = np.hypot(*X.T)
    assert radio[y.ravel() == 1].max() < np.sqrt(6 / np.pi) < radio[y.ravel() == 0].min()
    assert_allclose(X.T @ (y - y.mean()) / len(X), 0, atol=0.02)  # ninguna dirección ayuda
    assert_array_equal(circulo()[0], circulo(100, semilla=0)[0])
    assert not np.array_equal(circulo(100, semilla=1)[0], circulo()[0])


def test_la_norma_es_la_de_las_diferencias_finitas_y_la_senal_la_de_las_z() -> None:
    X, y = circulo(7)
    red = red_densa([2, 3, 4, 1], TANH, glorot, 0, IDENTIDAD)
    medida, gradientes = medir(red, X, y)

    def error(desplazada: Numeros, capa: int) -> float:
        """El error si se suma `desplazada` a las z de esa capa."""
        a = X
        for i, (W, b, activacion) in enumerate(red):
            z = a @ W + b + (desplazada.reshape(7, -1) if i == capa else 0)
            a = activacion.f(z)
        return float(entropia_cruzada_binaria_z(a, y).mean())

    deltas = [approx_fprime(np.zeros(7 * n), error, 1e-7, capa) for capa, n in enumerate((3, 4, 1))]
    largos = [np.linalg.norm(delta) for delta in deltas]
    assert_allclose(medida.senal, np.divide(largos[:2], largos[2]), rtol=1e-4)
    primera = X.T @ deltas[0].reshape(7, 3)
    segunda = tanh(X @ red[0].W).T @ deltas[1].reshape(7, 4)
    assert_allclose(medida.norma, [np.linalg.norm(primera), np.linalg.norm(segunda)], rtol=1e-4)
    assert_allclose(gradientes[0].W, primera, atol=1e-6)
    assert_allclose(medida.error, error(np.zeros(7), 0))


def test_la_cota_es_el_producto_de_los_estirones() -> None:
    red = red_de(3, SIGMOIDE, he)
    estirones = [np.linalg.svd(capa.W)[1][0] for capa in red]
    assert_allclose(cota(red, 0.25), np.prod(estirones[1:]) / 4**3)


@pytest.mark.parametrize("inicio", [pequena, glorot, he])
@pytest.mark.parametrize(
    ("activacion", "maximo"), [(SIGMOIDE, 1 / 4), (TANH, 1), (RELU, 1), (RELU_CON_FUGA, 1)]
)
def test_nada_pasa_de_su_cota(activacion: Activacion, maximo: float, inicio: Inicio) -> None:
    for profundidad in (2, 6, 20):
        medida = next(recorrido(profundidad, activacion, inicio))
        assert 0 < medida.senal[0] <= cota(red_de(profundidad, activacion, inicio), maximo)


def test_con_glorot_la_sigmoide_deja_en_cada_capa_un_cuarto() -> None:
    hondas = range(2, 21)
    por_capa = np.polyfit(hondas, np.log(al_nacer(hondas, SIGMOIDE, glorot)), 1)[0]
    assert np.exp(por_capa) == pytest.approx(1 / 4, rel=0.1)


def test_con_he_la_sigmoide_pasa_de_un_cuarto_porque_los_pesos_ayudan() -> None:
    assert al_nacer([20], SIGMOIDE, he)[0] > 100 * 0.25**20


def test_a_veinte_capas_relu_con_he_conserva_lo_que_la_sigmoide_pierde() -> None:
    for activacion, inicio in ((RELU, he), (RELU_CON_FUGA, he), (TANH, glorot)):
        assert np.all(
            (al_nacer(A_FONDO, activacion, inicio) > 0.3) & (al_nacer(A_FONDO, activacion, inicio) < 3)
        )
    assert al_nacer([20], SIGMOIDE, glorot)[0] < 1e-11


@pytest.mark.parametrize("activacion", [SIGMOIDE, TANH, RELU, RELU_CON_FUGA])
def test_con_pesos_pequenos_ninguna_activacion_se_salva(activacion: Activacion) -> None:
    assert al_nacer([20], activacion, pequena)[0] < 1e-20


def test_relu_con_glorot_pierde_la_mitad_de_la_energia_por_capa() -> None:
    # Glorot no cuenta con que ReLU apaga la mitad: cada capa deja √(1/2) de la señal.
    hondas = range(2, 21)
    por_capa = np.polyfit(hondas, np.log(al_nacer(hondas, RELU, glorot)), 1)[0]
    assert np.exp(por_capa) == pytest.approx(np.sqrt(1 / 2), rel=0.1)


def test_al_entrenar_la_sigmoide_honda_no_se_mueve_y_relu_aprende() -> None:
    _, y = circulo()
    siempre_lo_mismo = entropia_cruzada_binaria_z(np.log(y.mean() / (1 - y.mean())), y).mean()
    for profundidad in (5, 10, 20):
        quieta = list(recorrido(profundidad, SIGMOIDE, glorot, pasos=150))
        assert quieta[-1].error == pytest.approx(siempre_lo_mismo, abs=1e-3)
        assert max(medida.senal[0] for medida in quieta) < 2 * 0.25**profundidad
        aprende = list(recorrido(profundidad, RELU, he, pasos=150))
        assert aprende[-1].error < 0.6 * siempre_lo_mismo
        assert min(medida.senal[0] for medida in aprende) > 0.3


def test_la_norma_por_capa_se_hunde_en_la_sigmoide_y_en_relu_no() -> None:
    recien_nacida = next(recorrido(10, SIGMOIDE, glorot)).norma
    assert np.all(recien_nacida[2:] > 3 * recien_nacida[1:-1]) and recien_nacida[-1] > 1e6 * recien_nacida[0]
    *_, apagada = recorrido(10, SIGMOIDE, glorot, pasos=150)
    assert apagada.norma.max() < 1e-6
    for medida in list(recorrido(10, RELU, he, pasos=150))[::50]:
        assert medida.norma.max() < 6 * medida.norma.min()


def test_el_recorrido_es_el_descenso_y_la_semilla_manda() -> None:
    X, y = circulo()
    red = red_de(2, RELU, he, semilla=3)
    inicio, despues = recorrido(2, RELU, he, pasos=1, tasa=0.04, semilla=3)
    medida, gradientes = medir(red, X, y)
    assert_array_equal(inicio.senal, medida.senal)
    assert_array_equal(inicio.norma, medida.norma)
    bajada = [
        capa._replace(W=capa.W - 0.04 * g.W, b=capa.b - 0.04 * g.b)
        for capa, g in zip(red, gradientes, strict=True)
    ]
    assert despues.error == medir(bajada, X, y)[0].error < inicio.error
    assert_array_equal(al_nacer([3], RELU, he, 5), next(recorrido(3, RELU, he, semilla=5)).senal[:1])
    assert_array_equal(al_nacer([2], RELU, he), next(recorrido(2, RELU, he, semilla=1)).senal[:1])
    por_defecto, explicito = recorrido(2, RELU, he, 3), recorrido(2, RELU, he, 3, tasa=0.03, semilla=1)
    assert [m.error for m in por_defecto] == [m.error for m in explicito]
    assert ANCHO == 32 and len(list(recorrido(2, RELU, he))) == 1
