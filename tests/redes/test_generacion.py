"""La palabra siguiente frente a scipy, las diferencias finitas y lo que el capítulo afirma."""

import re
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from numpy.typing import ArrayLike
from scipy import optimize, special

from redes import generacion as gen
from redes.activaciones import Numeros
from redes.descenso import tasa_limite

AZUL, VERDE = gen.CIELO.index("azul"), gen.CIELO.index("verde")
puntuaciones = st.lists(st.floats(-30, 30), min_size=2, max_size=8).map(np.array)


def con_un_lugar(z: Numeros) -> st.SearchStrategy[tuple[Numeros, int]]:
    return st.tuples(st.just(z), st.integers(0, len(z) - 1))


# --- El juego


def test_cada_pareja_es_un_principio_y_la_palabra_que_lo_sigue() -> None:
    texto = "el cielo es azul".split()
    assert gen.parejas(texto) == [
        (("el",), "cielo"),
        (("el", "cielo"), "es"),
        (("el", "cielo", "es"), "azul"),
    ]
    assert all(
        (*principio, siguiente) == tuple(texto)[: i + 2]
        for i, (principio, siguiente) in enumerate(gen.parejas(texto))
    )
    assert gen.parejas(["el"]) == gen.parejas([]) == []


def test_lo_que_vino() -> None:
    assert_array_equal([gen.vino(i, 3) for i in range(3)], np.eye(3))


@pytest.mark.parametrize("cual", [-1, 3])
def test_no_puede_venir_lo_que_no_esta(cual: int) -> None:
    mensaje = f"vino: en un vocabulario de 3 tokens no hay ninguno en el lugar {cual}"
    for f in (lambda: gen.vino(cual, 3), lambda: gen.sorpresa([1, 2, 3], cual)):
        with pytest.raises(ValueError, match=f"^{re.escape(mensaje)}$"):
            f()


# --- La sorpresa y su corrección


@given(puntuaciones.flatmap(con_un_lugar))
def test_la_sorpresa_es_menos_el_logaritmo_de_su_probabilidad(caso: tuple[Numeros, int]) -> None:
    z, cual = caso
    assert_allclose(gen.sorpresa(z, cual), -special.log_softmax(z)[cual], rtol=1e-12, atol=1e-13)


@given(puntuaciones.flatmap(con_un_lugar))
def test_el_gradiente_es_lo_dicho_menos_lo_ocurrido(caso: tuple[Numeros, int]) -> None:
    z, cual = caso
    gradiente = gen.grad_z_sorpresa(z, cual)
    assert_allclose(gradiente, special.softmax(z) - np.eye(len(z))[cual], atol=1e-13)
    assert_allclose(gradiente.sum(), 0, atol=1e-13)
    numerico = optimize.approx_fprime(z, lambda z: gen.sorpresa(z, cual), 1e-6)
    assert_allclose(gradiente, numerico, atol=1e-5)


def test_los_extremos_no_desbordan() -> None:
    assert gen.sorpresa([1000, -1000], 1) == 2000
    assert_array_equal(gen.grad_z_sorpresa([1000, -1000], 1), [1, -1])


@given(puntuaciones.flatmap(con_un_lugar), st.floats(0.01, 3.99))
def test_por_debajo_de_la_raya_ningun_paso_aumenta_la_sorpresa(
    caso: tuple[Numeros, int], tasa: float
) -> None:
    z, cual = caso
    sorpresas = [gen.sorpresa(paso, cual) for paso in gen.corregir(z, cual, tasa, pasos=5)]
    assert all(despues <= antes + 1e-12 for antes, despues in pairwise(sorpresas))


def test_la_curvatura_de_la_sorpresa_no_pasa_de_un_medio_y_lo_alcanza() -> None:
    def curvatura(z: ArrayLike) -> float:
        p = special.softmax(z)
        return float(np.linalg.eigvalsh(np.diag(p) - np.outer(p, p)).max())

    al_azar = np.random.default_rng(1).normal(0, 3, size=(500, 4))
    assert max(map(curvatura, al_azar)) <= gen.CURVATURA
    assert_allclose(curvatura([0, 0]), gen.CURVATURA)
    assert tasa_limite(gen.CURVATURA) == 4


def test_por_encima_de_la_raya_un_paso_puede_empeorar() -> None:
    casi_en_el_fondo, vienen_las_dos = [1e-3, 0], np.array([0.5, 0.5])  # el fondo está en [0, 0]
    z = np.array(casi_en_el_fondo)
    salto = z - 4.1 * (special.softmax(z) - vienen_las_dos)
    assert abs(salto[0] - salto[1]) > abs(z[0] - z[1])


def test_un_paso_a_mano() -> None:
    camino = gen.corregir([np.log(3), 0], 1, tasa=2, pasos=1)
    assert_allclose(camino, [[np.log(3), 0], [np.log(3) - 1.5, 1.5]])
    assert len(gen.corregir([1, 2], 0, tasa=1)) == 2


def test_al_corregir_mucho_se_acaba_acertando() -> None:
    final = gen.corregir(gen.EQUIVOCADO, AZUL, tasa=1, pasos=300)[-1]
    assert gen.sorpresa(final, AZUL) < 0.02


# --- El cielo


def test_los_dos_modelos_solo_difieren_en_azul_y_verde() -> None:
    assert gen.CIELO == ("azul", "gris", "nublado", "verde", "queso")
    assert_array_equal(gen.ACERTADO, [3, 2, 1.5, 0, -2])
    cambiado = gen.ACERTADO.copy()
    cambiado[[AZUL, VERDE]] = cambiado[[VERDE, AZUL]]
    assert_array_equal(gen.EQUIVOCADO, cambiado)
    assert_allclose(gen.sorpresa(gen.EQUIVOCADO, AZUL) - gen.sorpresa(gen.ACERTADO, AZUL), 3)


def test_verde_se_corrige_con_fuerza_y_azul_se_refuerza_un_poco() -> None:
    equivocado, acertado = (-gen.grad_z_sorpresa(z, AZUL) for z in (gen.EQUIVOCADO, gen.ACERTADO))
    assert equivocado[AZUL] > 2 * acertado[AZUL] > 0
    assert equivocado[VERDE] < 10 * acertado[VERDE] < 0
    for z in (gen.EQUIVOCADO, gen.ACERTADO):
        antes, despues = (gen.sorpresa(paso, AZUL) for paso in gen.corregir(z, AZUL, tasa=1))
        assert despues < antes


# --- Elegir


@given(puntuaciones, st.floats(0.1, 10))
def test_la_temperatura_es_una_potencia_de_las_probabilidades(z: Numeros, temperatura: float) -> None:
    potencia = special.softmax(z) ** (1 / temperatura)
    assert_allclose(gen.reparto(z, temperatura), potencia / potencia.sum(), rtol=1e-9, atol=1e-12)


def test_sin_decir_la_temperatura_es_uno() -> None:
    assert_array_equal(gen.reparto([[3, 1], [0, 2]]), special.softmax([[3, 1], [0, 2]], axis=-1))


def test_el_frio_extremo_elige_y_el_calor_extremo_iguala() -> None:
    assert_array_equal(gen.reparto([3, 2, 1], 1e-4), [1, 0, 0])
    assert_allclose(gen.reparto([3, 2, 1], 1e6), np.full(3, 1 / 3), rtol=1e-5)


@pytest.mark.parametrize("temperatura", [0, -0.5])
def test_no_hay_temperatura_sin_calor(temperatura: float) -> None:
    mensaje = f"la temperatura tiene que ser positiva, no {temperatura}"
    for f in (gen.templar, gen.reparto):
        with pytest.raises(ValueError, match=f"^{re.escape(mensaje)}$"):
            f([1, 2], temperatura)


P = np.array([0.1, 0.4, 0.3, 0.2])


def test_los_primeros_a_mano() -> None:
    assert_allclose(gen.los_primeros(P, 1), [0, 1, 0, 0])
    assert_allclose(gen.los_primeros(P, 3), [0, 4 / 9, 3 / 9, 2 / 9])
    assert_allclose(gen.los_primeros(P, 4), P)
    assert_allclose(gen.los_primeros(P, 9), P)
    assert_array_equal(gen.los_primeros([0.5, 0.5], 1), [1, 0])


def test_el_nucleo_a_mano() -> None:
    assert_allclose(gen.nucleo(P, 0.39), [0, 1, 0, 0])
    assert_allclose(gen.nucleo(P, 0.41), [0, 4 / 7, 3 / 7, 0])
    assert_allclose(gen.nucleo(P, 1), P)
    assert_array_equal(gen.nucleo([0.25, 0.5, 0.25], 0.5), [0, 1, 0])  # lo junta justo
    assert_array_equal(gen.nucleo([0.5, 0.5], 0.1), [1, 0])


@given(puntuaciones, st.floats(0.01, 1))
def test_el_nucleo_es_el_menor_grupo_que_junta_el_tope(z: Numeros, tope: float) -> None:
    p = special.softmax(z)
    q = gen.nucleo(p, tope)
    dentro = q > 0
    assert_allclose(q.sum(), 1)
    assert p[dentro].sum() >= tope - 1e-12
    assert p[dentro].sum() - p[dentro].min() < tope + 1e-12
    assert p[dentro].min() >= p[~dentro].max(initial=0)
    assert_allclose(q[dentro], p[dentro] / p[dentro].sum())


@pytest.mark.parametrize(
    ("f", "malo", "mensaje"),
    [
        (gen.los_primeros, 0, "los_primeros: tiene que quedar al menos un token, no 0"),
        (gen.nucleo, 0, "nucleo: el tope tiene que estar entre 0, sin incluirlo, y 1, no 0"),
        (gen.nucleo, 1.01, "nucleo: el tope tiene que estar entre 0, sin incluirlo, y 1, no 1.01"),
    ],
)
def test_no_se_puede_sortear_entre_nadie(
    f: Callable[[ArrayLike, float], Numeros], malo: float, mensaje: str
) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(mensaje)}$"):
        f(P, malo)


# --- La softmax gigante


def test_los_parametros_de_gpt_2_pequeno_son_los_publicados() -> None:
    posiciones, norma_final = 1024 * 768, 2 * 768
    capas = 12 * gen.pesos_de_un_bloque(768)
    assert gen.pesos_de_salida(768, 50_257) + capas + posiciones + norma_final == 124_439_808


def test_la_capa_de_salida_nace_como_en_gpt_2() -> None:
    h, W = gen.capa_de_salida(500, 1000)
    assert (h.shape, W.shape) == ((500,), (500, 1000))
    assert h.dtype == W.dtype == np.float32
    assert_allclose(h.std(), 1, rtol=0.1)
    assert_allclose(W.std(), 0.02, rtol=0.01)
    assert_allclose([h.mean(), W.mean()], [0, 0], atol=0.1)
    assert_array_equal(W, gen.capa_de_salida(500, 1000, semilla=0)[1])
    assert (gen.capa_de_salida(500, 1000, semilla=1)[1] != W).all()


@pytest.mark.parametrize("vocabulario", [50_257, 100_277])
def test_la_softmax_gigante_suma_uno_y_casi_no_sabe_nada(vocabulario: int) -> None:
    h, W = gen.capa_de_salida(64, vocabulario)
    p = gen.reparto(h @ W)
    assert_allclose(p.sum(), 1, rtol=0, atol=1e-12)
    assert p.min() > 0
    assert_allclose(special.entr(p).sum(), np.log(vocabulario), atol=0.05)
