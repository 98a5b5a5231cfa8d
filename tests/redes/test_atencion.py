"""La atención frente a scipy, autograd, las tablas del libro y las propiedades que la definen."""

import re

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from numpy.typing import ArrayLike
from scipy import special

from redes import atencion as at

W = np.array([[2.0, 1.0], [1.0, 2.0]])
W_V = 10 * np.eye(2)
IA_AVANZA = np.eye(2)


@pytest.fixture
def azar() -> np.random.Generator:
    return np.random.default_rng(17)


# --- softmax


@pytest.mark.parametrize("eje", [0, 1, 2, -1, -2])
def test_softmax_frente_a_scipy(azar: np.random.Generator, eje: int) -> None:
    z = azar.normal(scale=5, size=(3, 4, 5))
    p = at.softmax(z, eje)
    assert_allclose(p, special.softmax(z, axis=eje), rtol=1e-12)
    assert_allclose(p.sum(axis=eje), 1)


def test_softmax_reparte_por_filas_si_no_se_le_dice_otra_cosa(azar: np.random.Generator) -> None:
    assert_allclose(at.softmax(azar.normal(size=(3, 4))).sum(axis=1), np.ones(3))


def test_softmax_de_numeros_enormes() -> None:
    assert_array_equal(at.softmax([1000, -1000]), [1, 0])
    assert_array_equal(at.softmax([-1000, -1000]), [0.5, 0.5])
    assert_allclose(at.softmax([1005, 1004]), at.softmax([5, 4]), rtol=1e-12)


def test_softmax_da_cero_exacto_a_menos_infinito() -> None:
    assert_array_equal(at.softmax([[-np.inf, 3, 3], [-np.inf, -np.inf, 0]]), [[0, 0.5, 0.5], [0, 0, 1]])


@pytest.mark.parametrize("z", [[-np.inf, -np.inf], [np.inf, 0], [np.nan, 0], [[0, 0], [-np.inf, -np.inf]]])
def test_softmax_no_reparte_lo_que_no_tiene_maximo_finito(z: ArrayLike) -> None:
    with pytest.raises(ValueError, match=r"^softmax: cada reparto necesita un máximo finito$"):
        at.softmax(z)


def test_d_softmax_frente_a_autograd(azar: np.random.Generator) -> None:
    z = azar.normal(size=(2, 4))
    jacobiana = autograd.jacobian(lambda v: anp.exp(v) / anp.sum(anp.exp(v)))
    assert_allclose(at.d_softmax(z), [jacobiana(fila) for fila in z], rtol=1e-10)
    assert_allclose(at.d_softmax(z[0]), jacobiana(z[0]), rtol=1e-10)


# --- la atención


def test_la_tabla_de_ia_avanza() -> None:
    Q, K, V = at.proyecciones(IA_AVANZA, W, W, W_V)
    assert_array_equal(Q, W)
    assert_array_equal(K, W)
    assert_array_equal(V, [[10, 0], [0, 10]])
    pesos, Z = at.atencion(Q, K, V, escalar=False)
    assert_allclose(pesos, [[0.7311, 0.2689], [0.2689, 0.7311]], atol=5e-5)
    assert_allclose(Z, [[7.31, 2.69], [2.69, 7.31]], atol=5e-3)


def test_la_tabla_de_ia_avanza_con_escala() -> None:
    pesos, Z = at.atencion(*at.proyecciones(IA_AVANZA, W, W, W_V))
    assert_allclose(pesos, [[0.6698, 0.3302], [0.3302, 0.6698]], atol=5e-5)
    assert_allclose(Z, [[6.70, 3.30], [3.30, 6.70]], atol=5e-3)


def test_las_proyecciones_no_se_confunden(azar: np.random.Generator) -> None:
    X, A, B, C = (azar.normal(size=(3, 3)) for _ in range(4))
    for proyeccion, matriz in zip(at.proyecciones(X, A, B, C), (A, B, C), strict=True):
        assert_allclose(
            proyeccion, [[sum(x * m for x, m in zip(f, c, strict=True)) for c in matriz.T] for f in X]
        )


@pytest.mark.parametrize("escalar", [True, False])
def test_atencion_palabra_por_palabra(azar: np.random.Generator, escalar: bool) -> None:
    Q, K, V = azar.normal(size=(3, 5)), azar.normal(size=(4, 5)), azar.normal(size=(4, 2))
    pesos, salida = at.atencion(Q, K, V, escalar=escalar)
    for i, q in enumerate(Q):
        puntos = np.array([q @ k for k in K]) / (5**0.5 if escalar else 1)
        assert_allclose(pesos[i], special.softmax(puntos))
        assert_allclose(salida[i], sum(w * v for w, v in zip(pesos[i], V, strict=True)))


def test_atencion_de_un_lote_es_la_de_cada_frase(azar: np.random.Generator) -> None:
    Q, K, V = azar.normal(size=(3, 2, 4, 6))
    pesos, salida = at.atencion(Q, K, V)
    for i in range(2):
        p, s = at.atencion(Q[i], K[i], V[i])
        assert_allclose(pesos[i], p)
        assert_allclose(salida[i], s)


def test_la_escala_deja_los_puntos_con_varianza_uno(azar: np.random.Generator) -> None:
    """Con componentes de varianza 1, q·k tiene varianza d_k; dividido entre √d_k, varianza 1."""
    Q, K = azar.normal(size=(2, 400, 64))
    pesos, _ = at.atencion(Q, K, K)
    puntos = np.log(pesos)
    puntos -= puntos.mean(axis=1, keepdims=True)
    assert_allclose(puntos.var(), 1, rtol=0.05)


def test_sin_posiciones_la_atencion_no_sabe_el_orden(azar: np.random.Generator) -> None:
    X, A, B, C = azar.normal(size=(4, 6, 6))
    orden = azar.permutation(6)
    _, salida = at.atencion(*at.proyecciones(X, A, B, C))
    _, barajada = at.atencion(*at.proyecciones(X[orden], A, B, C))
    assert_allclose(barajada, salida[orden])


def test_con_posiciones_la_atencion_sabe_el_orden(azar: np.random.Generator) -> None:
    X, A, B, C = azar.normal(size=(4, 6, 6))
    P = at.posiciones_sinusoidales(6, 6)
    orden = np.roll(np.arange(6), 1)
    _, salida = at.atencion(*at.proyecciones(X + P, A, B, C))
    _, barajada = at.atencion(*at.proyecciones(X[orden] + P, A, B, C))
    assert np.abs(barajada - salida[orden]).max() > 0.1


# --- la máscara causal


def test_la_mascara_causal() -> None:
    mascara = at.mascara_causal(4)
    assert mascara.dtype == bool
    assert_array_equal(mascara, [[j <= i for j in range(4)] for i in range(4)])


def test_cambiar_el_futuro_no_cambia_el_pasado(azar: np.random.Generator) -> None:
    Q, K, V = azar.normal(size=(3, 5, 4))
    _, antes = at.atencion(Q, K, V, mascara=at.mascara_causal(5))
    for matriz in (Q, K, V):
        matriz[3:] += 10
    pesos, despues = at.atencion(Q, K, V, mascara=at.mascara_causal(5))
    assert_array_equal(despues[:3], antes[:3])
    assert np.all(np.abs(despues[3:] - antes[3:]) > 1)
    assert_array_equal(pesos[~at.mascara_causal(5)], 0)
    assert_allclose(pesos.sum(axis=1), 1)


def test_sin_mascara_el_futuro_si_cambia_el_pasado(azar: np.random.Generator) -> None:
    Q, K, V = azar.normal(size=(3, 5, 4))
    _, antes = at.atencion(Q, K, V)
    V[4] += 1
    _, despues = at.atencion(Q, K, V)
    assert np.all(despues > antes)


# --- las cabezas


def test_cabezas_parte_las_columnas() -> None:
    X = np.arange(24).reshape(2, 3, 4)
    partidas = at.cabezas(X, 2)
    assert partidas.shape == (2, 2, 3, 2)
    assert_array_equal(partidas[:, 0], X[..., :2])
    assert_array_equal(partidas[:, 1], X[..., 2:])


def test_cabezas_que_no_caben() -> None:
    with pytest.raises(ValueError, match=r"^cabezas: 3 no divide a 4$"):
        at.cabezas(np.ones((2, 4)), 3)


def test_multicabeza_es_una_atencion_por_trozo(azar: np.random.Generator) -> None:
    X, A, B, C, O = azar.normal(size=(5, 6, 6))  # noqa: E741 — la O de W_O
    pesos, salida = at.atencion_multicabeza(X, A, B, C, O, h=3)
    trozos = [slice(0, 2), slice(2, 4), slice(4, 6)]
    partes = [at.atencion(X @ A[:, t], X @ B[:, t], X @ C[:, t]) for t in trozos]
    assert_allclose(pesos, [p for p, _ in partes])
    assert_allclose(salida, np.hstack([s for _, s in partes]) @ O)


def test_multicabeza_respeta_la_mascara_y_el_lote(azar: np.random.Generator) -> None:
    X, W = azar.normal(size=(2, 4, 4)), np.eye(4)
    pesos, salida = at.atencion_multicabeza(X, W, W, W, W, h=2, mascara=at.mascara_causal(4))
    assert_array_equal(pesos[..., ~at.mascara_causal(4)], 0)
    assert_allclose(salida[:, 0], X[:, 0])


# --- las posiciones


def test_posiciones_a_mano() -> None:
    P = at.posiciones_sinusoidales(50, 4)
    assert P.shape == (50, 4)
    assert_array_equal(P[0], [0, 1, 0, 1])
    assert_allclose(P[7], [np.sin(7), np.cos(7), np.sin(0.07), np.cos(0.07)])


def test_avanzar_k_posiciones_es_siempre_el_mismo_giro() -> None:
    """La razón del artículo para elegir senos: P[p + k] es una función lineal de P[p], igual para todo p."""
    P = at.posiciones_sinusoidales(40, 8)
    giro, *_ = np.linalg.lstsq(P[:35], P[5:], rcond=None)
    assert_allclose(P[:35] @ giro, P[5:], atol=1e-9)
    assert_allclose(np.linalg.norm(P, axis=1), 2)


def test_posiciones_de_anchura_impar() -> None:
    with pytest.raises(ValueError, match=re.escape("posiciones_sinusoidales: d tiene que ser par, no 3")):
        at.posiciones_sinusoidales(4, 3)
