"""La red recurrente frente a autograd y las diferencias finitas, y lo que el libro afirma de su memoria."""

from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from redes import recurrente as rec
from redes.activaciones import Numeros
from redes.recurrente import Red

ENTRADAS, ESTADOS, PALABRAS = 3, 4, 6


@pytest.fixture
def azar() -> np.random.Generator:
    return np.random.default_rng(1994)


@pytest.fixture
def red(azar: np.random.Generator) -> Red:
    forma = [(ENTRADAS, ESTADOS), (ESTADOS, ESTADOS), (ESTADOS,)]
    return rec.Red(*(azar.normal(size=f) for f in forma))


@pytest.fixture
def X(azar: np.random.Generator) -> Numeros:
    return azar.normal(size=(PALABRAS, ENTRADAS))


def estados(X: Any, W_x: Any, W_h: Any, b: Any) -> Any:
    """La misma red, escrita para que autograd la derive."""
    H = [anp.tanh(anp.dot(X[0], W_x) + b)]
    for x in X[1:]:
        H.append(anp.tanh(anp.dot(x, W_x) + anp.dot(H[-1], W_h) + b))
    return anp.array(H)


# --- leer


def test_un_paso_a_mano() -> None:
    red = rec.Red(np.array([[0.5], [0.25]]), np.array([[2.0]]), np.array([-1.0]))
    assert_allclose(rec.paso([2, 4], [0.5], red), np.tanh([2 * 0.5 + 4 * 0.25 + 0.5 * 2 - 1]))


def test_recorrer_es_dar_un_paso_por_palabra(X: Numeros, red: Red) -> None:
    assert_allclose(rec.recorrer(X, red), estados(X, *red))


def test_recorrer_no_desborda(red: Red) -> None:
    H = rec.recorrer(np.full((5, ENTRADAS), 1000.0), red)
    assert np.all(np.abs(H) <= 1)


def test_la_red_al_azar_gira_y_escala(azar: np.random.Generator) -> None:
    red = rec.red_al_azar(8, 1.7, azar)
    assert_allclose(red.W_h @ red.W_h.T, 1.7**2 * np.eye(8), atol=1e-12)
    assert_array_equal(red.b, np.zeros(8))


def test_la_entrada_de_la_red_al_azar_llega_con_varianza_uno(azar: np.random.Generator) -> None:
    red = rec.red_al_azar(100, 1, azar)
    assert_allclose((azar.normal(size=(100, 100)) @ red.W_x).var(), 1, rtol=0.05)


# --- el gradiente a través del tiempo


def test_el_gradiente_frente_a_autograd(azar: np.random.Generator, X: Numeros, red: Red) -> None:
    grad_H = azar.normal(size=(PALABRAS, ESTADOS))
    grad_X, grad_red = rec.grad_recorrer(X, red, grad_H)
    grad = autograd.grad(lambda datos: anp.sum(estados(*datos) * grad_H))((X, *red))
    for nuestro, suyo in zip((grad_X, *grad_red), grad, strict=True):
        assert_allclose(nuestro, suyo, rtol=1e-10)


@pytest.mark.parametrize("cual", [0, 1, 2, 3])
def test_el_gradiente_frente_a_las_diferencias_finitas(
    azar: np.random.Generator, X: Numeros, red: Red, cual: int
) -> None:
    grad_H = azar.normal(size=(PALABRAS, ESTADOS))
    grad_X, grad_red = rec.grad_recorrer(X, red, grad_H)
    datos, direccion, e = [X, *red], azar.normal(size=[X, *red][cual].shape), 1e-6

    def perdida(t: float) -> float:
        movidos = [dato + t * direccion if i == cual else dato for i, dato in enumerate(datos)]
        return float((rec.recorrer(movidos[0], rec.Red(*movidos[1:])) * grad_H).sum())

    pendiente = (perdida(e) - perdida(-e)) / (2 * e)
    assert_allclose(((grad_X, *grad_red)[cual] * direccion).sum(), pendiente, rtol=1e-6)


# --- la memoria


def test_la_memoria_recurrente_es_la_norma_de_la_jacobiana(X: Numeros, red: Red) -> None:
    jacobiana = autograd.jacobian(lambda x: estados(anp.vstack([x, X[1:]]), *red))(X[0])
    normas = np.linalg.norm(jacobiana, axis=(1, 2))
    assert_allclose(rec.memoria_recurrente(X, red), normas / normas[0], rtol=1e-10)


@pytest.mark.parametrize("t", range(PALABRAS))
def test_lo_que_llega_hacia_atras_es_lo_mismo_que_va_hacia_delante(X: Numeros, red: Red, t: int) -> None:
    """Cada columna de ∂h_t/∂x₁ es el gradiente de un estado: la memoria también mide el aprendizaje."""
    grad_H = np.zeros((ESTADOS, PALABRAS, ESTADOS))
    grad_H[:, t] = np.eye(ESTADOS)
    norma = np.linalg.norm([rec.grad_recorrer(X, red, g)[0][0] for g in grad_H])
    inicial = np.linalg.norm(red.W_x * (1 - rec.recorrer(X, red)[0] ** 2))
    assert_allclose(rec.memoria_recurrente(X, red)[t], norma / inicial, rtol=1e-10)


def test_la_memoria_recurrente_no_pasa_de_su_cota() -> None:
    azar = np.random.default_rng(2017)
    X = azar.normal(size=(200, 32))
    memoria = rec.memoria_recurrente(X, rec.red_al_azar(32, 0.9, azar))
    assert np.all(memoria <= 0.9 ** np.arange(200) * (1 + 1e-12))
    assert memoria[0] == 1
    assert memoria[19] < 1e-3
    assert 0 < memoria[199] < 1e-40


def test_con_pesos_grandes_el_gradiente_explota() -> None:
    azar = np.random.default_rng(2017)
    X = azar.normal(size=(200, 32))
    assert rec.memoria_recurrente(X, rec.red_al_azar(32, 3, azar))[199] > 1e9


def test_la_memoria_de_la_atencion_es_la_norma_de_su_jacobiana(azar: np.random.Generator) -> None:
    X, W_K, W_V, q = (azar.normal(size=f) for f in [(5, 3), (3, 4), (3, 2), (4,)])

    def z(x: Any, n: int) -> Any:
        palabras = anp.vstack([x, X[1:n]])
        e = anp.exp(anp.dot(anp.dot(palabras, W_K), q) / 2)
        return anp.dot(e, anp.dot(palabras, W_V)) / anp.sum(e)

    normas = [np.linalg.norm(autograd.jacobian(lambda x, n=n: z(x, n))(X[0])) for n in range(1, 6)]
    assert_allclose(rec.memoria_atencion(q, X, W_K, W_V), np.array(normas) / np.linalg.norm(W_V), rtol=1e-10)


def test_quien_no_busca_reparte_y_quien_busca_recuerda(azar: np.random.Generator) -> None:
    X, identidad = azar.normal(size=(200, 32)), np.eye(32)
    assert_allclose(rec.memoria_atencion(np.zeros(32), X, identidad, identidad), 1 / np.arange(1, 201))
    busca = 8 * np.sqrt(32) * X[0] / (X[0] @ X[0])
    assert rec.memoria_atencion(busca, X, identidad, identidad)[199] > 0.8


# --- el trabajo


@pytest.mark.parametrize(("n", "d"), [(1, 1), (7, 3), (200, 64)])
def test_los_productos_son_los_de_cada_matriz(n: int, d: int) -> None:
    def multiplicaciones(filas: int, comun: int, columnas: int) -> int:
        return filas * comun * columnas

    por_palabra = multiplicaciones(1, d, d) + multiplicaciones(1, d, d)
    assert rec.productos_recurrente(n, d) == n * por_palabra
    assert rec.productos_proyecciones(n, d) == 3 * multiplicaciones(n, d, d)
    assert rec.productos_miradas(n, d) == multiplicaciones(n, d, n) + multiplicaciones(n, n, d)
    assert rec.productos_atencion(n, d) == rec.productos_proyecciones(n, d) + rec.productos_miradas(n, d)


def test_el_doble_de_palabras() -> None:
    assert rec.productos_recurrente(200, 64) == 2 * rec.productos_recurrente(100, 64)
    assert rec.productos_proyecciones(200, 64) == 2 * rec.productos_proyecciones(100, 64)
    assert rec.productos_miradas(200, 64) == 4 * rec.productos_miradas(100, 64)
    assert rec.productos_recurrente(64, 64) == rec.productos_miradas(64, 64)


def test_los_turnos() -> None:
    assert rec.turnos_recurrente(7, 3, nucleos=1) == rec.productos_recurrente(7, 3)
    assert rec.turnos_atencion(7, 3, nucleos=1) == rec.productos_atencion(7, 3)
    assert rec.turnos_recurrente(7, 3, nucleos=17) == 14
    assert rec.turnos_recurrente(7, 3, nucleos=18) == 7
    assert rec.turnos_atencion(7, 3, nucleos=146) == 2 + 2 * 2
    assert rec.turnos_atencion(7, 3, nucleos=147) == 2 + 2 * 1
    assert rec.turnos_atencion(7, 3, nucleos=188) == 2 + 2 * 1
    assert rec.turnos_atencion(7, 3, nucleos=189) == 3


@pytest.mark.parametrize("n", [10, 30, 100, 1000])
def test_gana_la_atencion_con_mas_nucleos_que_multiplicaciones_por_palabra(n: int) -> None:
    justos = rec.productos_atencion(n, 64) // n
    assert rec.turnos_atencion(n, 64, justos // 2) > rec.turnos_recurrente(n, 64, justos // 2)
    assert rec.turnos_atencion(n, 64, 2 * justos) < rec.turnos_recurrente(n, 64, 2 * justos) == n
