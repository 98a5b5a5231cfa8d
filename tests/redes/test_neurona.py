"""La neurona que muere: su vida entera cuadra con las cuentas a mano y con las diferencias finitas."""

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.optimize import approx_fprime
from scipy.special import expit

from redes.activaciones import Numeros, relu
from redes.densa import RELU, RELU_CON_FUGA, SIGMOIDE, Capa
from redes.neurona import bajo_cero, capa_entrenada, cementerio, muertas, vida

X = np.array([1.0, 2.0, 3.0])
NACE = (1.5, 0.0)  # su peso y su sesgo


def parte_muerta(*datos: Any, **opciones: Any) -> float:
    return float(muertas(*capa_entrenada(*datos, **opciones)).mean())


def parte_bajo_cero(*datos: Any, **opciones: Any) -> float:
    return float(bajo_cero(capa_entrenada(*datos, **opciones)[1]).mean())


@pytest.fixture(scope="module")
def preguntas() -> tuple[Numeros, Numeros]:
    rng = np.random.default_rng(0)
    entradas = rng.normal(size=(100, 10))
    return entradas, (entradas.sum(axis=1, keepdims=True) > 0) * 1.0


def test_la_neurona_que_muere_con_todos_sus_numeros() -> None:
    # Con w = 1.5: a − y = (0.5, 1, 1.5); d_w = 2/3·(0.5 + 2 + 4.5) y d_b = 2/3·3.
    muerta = vida(X, X, *NACE, tasa=0.5, pasos=3)
    assert_allclose(muerta.d_w, [14 / 3, 0, 0, 0])
    assert_allclose(muerta.d_b, [2, 0, 0, 0])
    assert_allclose(muerta.w, [1.5, -5 / 6, -5 / 6, -5 / 6])
    assert_allclose(muerta.b, [0, -1, -1, -1])
    assert_allclose(muerta.z[:2], [[1.5, 3.0, 4.5], [-11 / 6, -16 / 6, -21 / 6]])
    assert_allclose(muerta.a[:2], [[1.5, 3.0, 4.5], [0.0, 0.0, 0.0]])
    assert_allclose(muerta.error, [3.5 / 3, 14 / 3, 14 / 3, 14 / 3])


def test_con_un_paso_corto_aprende_y_el_descenso_coincide_con_las_diferencias_finitas() -> None:
    viva = vida(X, X, *NACE, tasa=0.1, pasos=200)
    assert viva.error[-1] < 1e-6 and (viva.z > 0).all()
    assert (np.diff(viva.error) < 0).all()

    def error(parametros: Numeros) -> float:
        return float(np.mean((relu(parametros[0] * X + parametros[1]) - X) ** 2))

    for n in (0, 1, 7):
        d_w, d_b = approx_fprime([viva.w[n], viva.b[n]], error, 1e-7)
        assert_allclose([viva.d_w[n], viva.d_b[n]], [d_w, d_b], atol=1e-5)
        assert_allclose(viva.w[n + 1], viva.w[n] - 0.1 * viva.d_w[n])
        assert_allclose(viva.b[n + 1], viva.b[n] - 0.1 * viva.d_b[n])


def test_la_fuga_resucita_lo_que_relu_no() -> None:
    muerta = vida(X, X, *NACE, tasa=0.5, pasos=1)
    w, b = muerta.w[-1], muerta.b[-1]
    sin_fuga = vida(X, X, w, b, tasa=0.1, pasos=500)
    con_fuga = vida(X, X, w, b, tasa=0.1, pasos=500, activacion=RELU_CON_FUGA)
    assert np.ptp(sin_fuga.w) == 0 and sin_fuga.error[-1] == sin_fuga.error[0] > 4
    assert (con_fuga.z[0] < 0).all() and (con_fuga.z[-1] > 0).all()
    assert con_fuga.error[-1] < 1e-6


def test_muerta_es_la_que_no_se_puede_corregir_con_ningun_ejemplo() -> None:
    z = [[1.0, -1.0, 0.0, -1.0], [-2.0, -3.0, 0.0, 1.0]]
    assert_array_equal(muertas(Capa(np.eye(4), np.zeros(4), RELU), z), [False, True, True, False])
    for otra in (RELU_CON_FUGA, SIGMOIDE):
        assert not muertas(Capa(np.eye(4), np.zeros(4), otra), z).any()


def test_mueren_mas_con_pasos_largos_y_con_sesgos_negativos(preguntas: tuple[Numeros, Numeros]) -> None:
    tasas, sesgos = [0.1, 1, 10], [0, -2, -4, -6]
    muertos = cementerio(*preguntas, tasas, sesgos)
    assert muertos.shape == (4, 3)
    assert (np.diff(muertos, axis=0)[:, 0] > 0).all()  # más negativo el sesgo, más mueren
    assert muertos[0, 0] == muertos[0, 1] == 0 < 0.1 < muertos[0, 2]  # más larga la zancada, más mueren
    assert muertos[-1].min() > 0.95
    assert muertos[1, 2] == parte_muerta(*preguntas, 10, -2)


def test_nacen_muertas_las_que_predice_la_campana(preguntas: tuple[Numeros, Numeros]) -> None:
    # Sin entrenar, la parte muerta es la de las neuronas cuyo peso no alcanza el sesgo con ningún ejemplo.
    entradas, respuestas = preguntas
    pesos = np.random.default_rng(0).normal(scale=np.sqrt(2 / 10), size=(10, 100))
    for sesgo in (-2, -4):
        esperada = ((entradas @ pesos).max(axis=0) <= -sesgo).mean()
        assert parte_muerta(entradas, respuestas, 0.1, sesgo, pasos=0) == esperada


def test_con_fuga_no_hay_muertas_pero_si_bajo_cero(preguntas: tuple[Numeros, Numeros]) -> None:
    assert parte_muerta(*preguntas, 10, -4) == parte_bajo_cero(*preguntas, 10, -4) > 0.7
    assert parte_muerta(*preguntas, 10, -4, activacion=RELU_CON_FUGA) == 0
    assert parte_bajo_cero(*preguntas, 10, -4, activacion=RELU_CON_FUGA) > 0.7


def test_bajo_cero_es_con_todos_los_ejemplos_y_el_vertice_cuenta() -> None:
    assert_array_equal(bajo_cero([[1.0, -1.0, 0.0, -1.0], [-2.0, -3.0, 0.0, 1.0]]), [0, 1, 1, 0])


def test_con_tasa_cero_estan_muertas_las_que_nacen_asi(preguntas: tuple[Numeros, Numeros]) -> None:
    entradas, _ = preguntas
    pesos = np.random.default_rng(3).normal(scale=np.sqrt(2 / 10), size=(10, 100))
    nacen = cementerio(*preguntas, [0], [0, -2, -4], semilla=3)
    assert_array_equal(nacen.ravel(), [((entradas @ pesos).max(axis=0) <= -b).mean() for b in (0, -2, -4)])


def parte_muerta_sin_redes(
    X: Numeros, y: Numeros, tasa: int, sesgo: int, pasos: int, ancho: int, semilla: int
) -> float:
    """La misma cuenta, sin la red densa: una capa oculta y una salida, escritas a mano."""
    rng = np.random.default_rng(semilla)
    W, v = (rng.normal(scale=np.sqrt(2 / n), size=(n, m)) for n, m in ((X.shape[1], ancho), (ancho, 1)))
    b, c = np.full(ancho, float(sesgo)), 0.0
    for _ in range(pasos):
        z = X @ W + b
        oculta = np.maximum(z, 0)
        delta = (expit(oculta @ v + c) - y) / len(X)
        abajo = (delta @ v.T) * (z > 0)
        W, b, v, c = (
            W - tasa * X.T @ abajo,
            b - tasa * abajo.sum(0),
            v - tasa * oculta.T @ delta,
            c - tasa * delta.sum(),
        )
    return float(np.mean((X @ W + b).max(axis=0) <= 0))


@pytest.mark.parametrize(("tasa", "sesgo"), [(1, 0), (10, 0), (20, 0), (15, -1), (3, -4)])
def test_la_parte_muerta_es_la_de_otra_implementacion(
    preguntas: tuple[Numeros, Numeros], tasa: int, sesgo: int
) -> None:
    assert parte_muerta(*preguntas, tasa, sesgo) == parte_muerta_sin_redes(
        *preguntas, tasa, sesgo, 30, 100, 0
    )
    medida = parte_muerta(*preguntas, tasa, sesgo, pasos=11, ancho=41, semilla=2)
    assert medida == parte_muerta_sin_redes(*preguntas, tasa, sesgo, 11, 41, 2)
