"""La caché escribe lo mismo que leerlo todo otra vez, y sus cuentas son las que dicen las fórmulas."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from redes.cache import Cuenta, Lector, escribir, numeros_guardados, productos_de_leer
from redes.transformador import Transformador, pasada, transformador

V, D, CAPAS, PRINCIPIO, CUANTOS = 11, 8, 3, [1, 2, 3], 9


def una_red(semilla: int, capas: int = CAPAS) -> Transformador:
    """Con la última capa crecida: si no, recién nacida, todas las puntuaciones son casi cero."""
    red = transformador(V, d=D, h=2, capas=capas, semilla=semilla)
    red.puntuar.W *= 50
    return red


@pytest.mark.parametrize("semilla", range(4))
def test_con_cache_se_escribe_lo_mismo_que_sin_ella(semilla: int) -> None:
    con, sin = (escribir(una_red(semilla), PRINCIPIO, CUANTOS, con_cache) for con_cache in (True, False))
    assert con.tokens == sin.tokens
    assert con.tokens[:3] == PRINCIPIO and len(con.tokens) == len(PRINCIPIO) + CUANTOS
    assert_allclose(con.z, sin.z, rtol=0, atol=1e-12)
    assert_array_equal(con.z.argmax(axis=1), con.tokens[3:])
    assert_array_equal(PRINCIPIO, [1, 2, 3])


@pytest.mark.parametrize("semilla", range(4))
def test_las_puntuaciones_son_las_de_la_pasada_entera(semilla: int) -> None:
    red = una_red(semilla)
    escrito = escribir(red, PRINCIPIO, CUANTOS, con_cache=True)
    de_una_vez = pasada(red, np.array([escrito.tokens[:-1]])).z[0]
    assert_allclose(escrito.z, de_una_vez[len(PRINCIPIO) - 1 :], rtol=0, atol=1e-12)


def test_leer_a_trozos_es_leer_de_una_vez() -> None:
    red, frase = una_red(7), [4, 1, 9, 9, 0, 2]
    de_una_vez = Lector(red).leer(frase)
    a_trozos = Lector(red)
    a_trozos.leer(frase[:2])
    a_trozos.leer(frase[2:5])
    assert_allclose(a_trozos.leer(frase[5:]), de_una_vez, rtol=0, atol=1e-12)
    assert a_trozos.leidas == 6


def test_lo_contado_es_lo_que_dicen_las_formulas() -> None:
    con, sin = (escribir(una_red(0), PRINCIPIO, CUANTOS, con_cache) for con_cache in (True, False))
    leidas = range(len(PRINCIPIO), len(PRINCIPIO) + CUANTOS)
    assert_array_equal(sin.productos, [productos_de_leer(n, n, D, CAPAS, V) for n in leidas])
    assert_array_equal(con.productos[1:], [productos_de_leer(1, n, D, CAPAS, V) for n in leidas[1:]])
    assert con.productos[0] == sin.productos[0]
    assert con.numeros == sin.numeros == numeros_guardados(leidas[-1], D, CAPAS)


def test_las_formulas_cuentan_todas_las_matrices_de_la_red() -> None:
    bloque = una_red(0).bloques[0]
    matrices = (bloque.mirar.W_Q, bloque.mirar.W_K, bloque.mirar.W_V, bloque.mirar.W_O)
    pesos = sum(W.size for W in (*matrices, bloque.pensar.oculta.W, bloque.pensar.salida.W))
    assert productos_de_leer(1, 0, D, 1, 0) == pesos


def test_una_palabra_mas_cuesta_lo_mismo_con_cache_y_cada_vez_mas_sin_ella() -> None:
    con = [productos_de_leer(1, n, D, CAPAS, V) for n in range(1, 9)]
    sin = [productos_de_leer(n, n, D, CAPAS, V) for n in range(1, 9)]
    assert set(np.diff(con)) == {CAPAS * 2 * D}  # crece en línea recta
    assert set(np.diff(sin, n=2)) == {CAPAS * 4 * D}  # crece con el cuadrado
    assert con[0] == sin[0]


def test_un_producto_de_matrices_cuesta_sus_tres_medidas() -> None:
    cuenta = Cuenta()
    A, B = np.arange(24.0).reshape(2, 3, 4), np.arange(40.0).reshape(2, 4, 5)
    assert_array_equal(cuenta.por(A, B), A @ B)
    assert cuenta.productos == 2 * 3 * 4 * 5
    cuenta.por(A, B)
    assert cuenta.productos == 2 * 2 * 3 * 4 * 5
