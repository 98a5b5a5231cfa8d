"""Las cuentas rápidas dan lo mismo que su fórmula, con cualquier número de frases y de ejes."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from redes.activaciones import Numeros
from redes.rapido import afin, media, por_traspuesta, punto, suma, sumar_en_filas, traspuesta_por
from redes.transformador import Tokens

DELANTE = [(1,), (7,), (8,), (24,), (3, 5), (8, 1), (16, 9), (2, 3, 4)]


@pytest.fixture
def azar() -> np.random.Generator:
    return np.random.default_rng(11)


@pytest.mark.parametrize("delante", DELANTE)
def test_los_productos_son_los_de_las_matrices(azar: np.random.Generator, delante: tuple[int, ...]) -> None:
    a, b = azar.normal(size=(*delante, 4)), azar.normal(size=(*delante, 6))
    W, sesgo = azar.normal(size=(4, 6)), azar.normal(size=6)
    assert_allclose(afin(a, W, sesgo), np.einsum("...d,dm->...m", a, W) + sesgo, rtol=1e-12, atol=1e-14)
    assert_allclose(por_traspuesta(b, W), np.einsum("...m,dm->...d", b, W), rtol=1e-12, atol=1e-14)
    esperada = np.einsum("nd,nm->dm", a.reshape(-1, 4), b.reshape(-1, 6))
    assert_allclose(traspuesta_por(a, b), esperada, rtol=1e-12, atol=1e-13)
    assert_allclose(punto(a, 2 * a), 2 * (a**2).sum(axis=-1, keepdims=True), rtol=1e-14)


def test_no_cambian_lo_que_reciben(azar: np.random.Generator) -> None:
    x, W, b = (azar.normal(size=forma) for forma in ((8, 2, 4), (4, 6), (6,)))
    copias = [matriz.copy() for matriz in (x, W, b)]
    y = afin(x, W, b)
    por_traspuesta(y, W)
    traspuesta_por(x, y)
    for matriz, copia in zip((x, W, b), copias, strict=True):
        assert_array_equal(matriz, copia)


def sumada_una_a_una(filas: Tokens, vectores: Numeros) -> Numeros:
    tabla = np.zeros((6, vectores.shape[-1]))
    np.add.at(tabla, filas, vectores)
    return tabla


@pytest.mark.parametrize("delante", DELANTE)
def test_cada_vector_se_suma_en_su_fila(azar: np.random.Generator, delante: tuple[int, ...]) -> None:
    filas, vectores = azar.integers(0, 5, size=delante), azar.normal(size=(*delante, 3))
    tabla = sumar_en_filas(filas, vectores, cuantas=6)
    assert_allclose(tabla, sumada_una_a_una(filas, vectores), rtol=1e-12, atol=1e-14)
    assert not tabla[5].any()


@pytest.mark.parametrize("delante", DELANTE)
def test_la_media_es_de_cada_vector_y_la_suma_de_todos(
    azar: np.random.Generator, delante: tuple[int, ...]
) -> None:
    x = azar.normal(size=(*delante, 6))
    assert_allclose(media(x), x.mean(axis=-1, keepdims=True), rtol=1e-12, atol=1e-15)
    assert_allclose(suma(x), x.reshape(-1, 6).sum(axis=0), rtol=1e-12, atol=1e-15)
