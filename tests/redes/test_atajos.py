"""El gradiente que vuelve por una red honda, contra otra manera de calcularlo."""

from functools import partial

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from redes.atajos import gradiente_que_llega, medir_con_atajos
from redes.densa import IDENTIDAD, RELU, SIGMOIDE, TANH, glorot, he, red_densa
from redes.profundidad import al_nacer, circulo, medir, recorrido
from redes.transformador import Bloque, transformador


@pytest.mark.parametrize("capas", [1, 3])
def test_con_los_dos_arreglos_es_el_camino_de_vuelta_de_los_bloques(capas: int) -> None:
    rng = np.random.default_rng(7)
    red = transformador(66, d=32, capas=capas, semilla=int(rng.integers(2**31)))
    x, _ = red.incrustar(rng.integers(66, size=(2, 10)))
    vueltas = []
    for bloque in red.bloques:
        x, atras, _ = bloque(x)
        vueltas.append(atras)
    d = salida = rng.normal(size=x.shape)
    for atras in reversed(vueltas):
        d, _ = atras(d)
    esperado = np.linalg.norm(d) / np.linalg.norm(salida)
    assert gradiente_que_llega(capas, residual=True, norma=True, semilla=7) == pytest.approx(
        esperado, rel=1e-12
    )


@pytest.mark.parametrize("residual", [True, False])
@pytest.mark.parametrize("norma", [True, False])
def test_es_la_derivada_que_sale_de_empujar(residual: bool, norma: bool) -> None:
    """Se empuja cada número de la entrada y se mira cuánto cambia Σ salida · d."""
    rng = np.random.default_rng(3)
    red = transformador(66, d=32, capas=1, semilla=int(rng.integers(2**31)))
    x, _ = red.incrustar(rng.integers(66, size=(2, 10)))
    d = rng.normal(size=x.shape)
    pizca, numerico = 1e-6, np.zeros_like(x)
    for i in np.ndindex(x.shape):
        x[i] += pizca
        arriba = (_pila(red.bloques[0], x, residual, norma)[i[0]] * d[i[0]]).sum()
        x[i] -= 2 * pizca
        abajo = (_pila(red.bloques[0], x, residual, norma)[i[0]] * d[i[0]]).sum()
        x[i] += pizca
        numerico[i] = (arriba - abajo) / (2 * pizca)
    esperado = np.linalg.norm(numerico) / np.linalg.norm(d)
    assert gradiente_que_llega(1, residual, norma, semilla=3) == pytest.approx(esperado, rel=1e-5)


def _pila(bloque: Bloque, x: np.ndarray, residual: bool, norma: bool) -> np.ndarray:
    for suya, pieza in ((bloque.norma_1, bloque.mirar), (bloque.norma_2, bloque.pensar)):
        y = pieza(suya(x)[0] if norma else x)[0]
        x = x + y if residual else y
    return x


def test_sin_atajo_ni_norma_es_la_red_de_siempre() -> None:
    X, y = circulo(9)
    red = red_densa([2, 5, 5, 5, 1], SIGMOIDE, glorot, 3, IDENTIDAD)
    (una, suyos), (otra, mios) = medir(red, X, y), medir_con_atajos(red, X, y, residual=False, norma=False)
    assert_allclose(una.senal, otra.senal, rtol=1e-12)
    assert una.error == otra.error
    for suyo, mio in zip(suyos, mios, strict=True):
        assert_allclose(suyo.W, mio.W, rtol=1e-12)


@pytest.mark.parametrize("residual", [True, False])
@pytest.mark.parametrize("norma", [True, False])
def test_el_gradiente_con_atajos_es_el_de_empujar_cada_peso(residual: bool, norma: bool) -> None:
    X, y = circulo(5)
    red = red_densa([2, 4, 4, 4, 1], TANH, glorot, 8, IDENTIDAD)
    arreglada = partial(medir_con_atajos, residual=residual, norma=norma)
    medida, gradientes = arreglada(red, X, y)
    pizca = 1e-6
    for capa, gradiente in zip(red, gradientes, strict=True):
        for numeros, suyo in ((capa.W, gradiente.W), (capa.b, gradiente.b)):
            for i in np.ndindex(numeros.shape):
                errores = []
                for empuje in (pizca, -2 * pizca):
                    numeros[i] += empuje
                    errores.append(arreglada(red, X, y)[0].error)
                numeros[i] += pizca
                assert suyo[i] == pytest.approx((errores[0] - errores[1]) / (2 * pizca), abs=1e-8)
    largos = [np.linalg.norm(gradiente.delta) for gradiente in gradientes]
    assert_allclose(medida.senal, np.divide(largos[:-1], largos[-1]))


def test_el_atajo_suma_lo_que_oye_y_la_norma_lo_que_oye_normado() -> None:
    X, y = circulo(6)
    red = red_densa([2, 4, 4, 1], RELU, he, 2, IDENTIDAD)
    primera = np.maximum(X @ red[0].W, 0)
    normada = (primera - primera.mean(axis=1, keepdims=True)) / np.sqrt(
        primera.var(axis=1, keepdims=True) + 1e-5
    )
    segunda = primera + np.maximum(normada @ red[1].W, 0)
    ultima = (segunda - segunda.mean(axis=1, keepdims=True)) / np.sqrt(
        segunda.var(axis=1, keepdims=True) + 1e-5
    )
    z = ultima @ red[2].W
    esperado = np.mean(np.logaddexp(0, z) - y * z)
    assert medir_con_atajos(red, X, y)[0].error == pytest.approx(esperado, rel=1e-12)


def test_con_los_dos_la_senal_no_depende_de_la_profundidad_y_la_red_aprende() -> None:
    for activacion, inicio in ((SIGMOIDE, glorot), (RELU, he)):
        llega = al_nacer([20, 50], activacion, inicio, 4, medir_con_atajos)
        assert np.all((llega > 1) & (llega < 40))
        *_, con_todo = recorrido(20, activacion, inicio, 40, semilla=4, medir=medir_con_atajos)
        *_, sin_nada = recorrido(20, activacion, inicio, 40, semilla=4)
        assert con_todo.error < 0.8 * sin_nada.error
    assert_array_equal(al_nacer([5], RELU, he, 4, medir), al_nacer([5], RELU, he, 4))
