"""Las comparaciones frente a las diferencias finitas y a las recompensas con que se hicieron."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy import optimize, special

from redes.preferencias import (
    comparar,
    desacuerdo,
    grad_desacuerdo,
    inclinar,
    prefieren,
    recompensas,
)

R = np.array([1.0, 2.0, -1.0, 0.5])
P = np.array([0.2, 0.1, 0.7, 0.0])
gustos = st.lists(st.floats(-5, 5), min_size=2, max_size=6).map(np.array)


@given(gustos)
def test_de_cada_dos_gana_una_y_solo_importa_la_diferencia(r: np.ndarray) -> None:
    assert_allclose(prefieren(r) + prefieren(r).T, 1)
    assert_allclose(prefieren(r + 7), prefieren(r))
    una, otra = 0, len(r) - 1
    assert_allclose(prefieren(r)[una, otra], np.exp(r[una]) / (np.exp(r[una]) + np.exp(r[otra])))


def test_se_hacen_las_comparaciones_que_se_piden_entre_respuestas_distintas() -> None:
    ganadas = comparar(R, 10_000, np.random.default_rng(0))
    jugadas = ganadas + ganadas.T
    assert ganadas.sum() == 10_000 and not np.diag(ganadas).any()
    fuera = ~np.eye(len(R), dtype=bool)
    assert_allclose(jugadas[fuera], 10_000 / 6, rtol=0.15)
    assert_allclose(ganadas[fuera] / jugadas[fuera], prefieren(R)[fuera], atol=0.05)


def test_el_desacuerdo_a_mano() -> None:
    ganadas = np.array([[0, 3], [1, 0]])
    p = special.expit(2)
    assert_allclose(desacuerdo([2, 0], ganadas), -(3 * np.log(p) + np.log(1 - p)) / 4)
    assert np.isfinite(desacuerdo([-1000, 1000], ganadas))


def test_el_gradiente_es_el_de_las_diferencias_finitas_y_suma_cero() -> None:
    ganadas = comparar(R, 50, np.random.default_rng(1))
    numerico = optimize.approx_fprime(R, lambda r: float(desacuerdo(r, ganadas)), 1e-7)
    assert_allclose(grad_desacuerdo(R, ganadas), numerico, atol=1e-6)
    assert_allclose(grad_desacuerdo(R, ganadas).sum(), 0, atol=1e-15)


def test_las_recompensas_estan_en_el_fondo() -> None:
    ganadas = comparar(R, 400, np.random.default_rng(2))
    r = recompensas(ganadas)
    assert_allclose(grad_desacuerdo(r, ganadas), 0, atol=1e-6)
    assert_allclose(r.mean(), 0, atol=1e-12)
    mejor = optimize.minimize(lambda r: float(desacuerdo(r, ganadas)), np.zeros(4)).x
    assert_allclose(r, mejor - mejor.mean(), atol=1e-3)


def test_con_muchas_comparaciones_se_recuperan_las_de_verdad_y_de_muchas_a_la_vez() -> None:
    varias = np.array([comparar(R, 200_000, np.random.default_rng(s)) for s in range(3)])
    r = recompensas(varias)
    assert_allclose(r, np.tile(R - R.mean(), (3, 1)), atol=0.05)
    assert_allclose(r[1], recompensas(varias[1]))


def test_inclinar_a_mano() -> None:
    assert_allclose(inclinar([0.5, 0.5], [0, np.log(3)], beta=1), [0.25, 0.75])
    assert_allclose(inclinar([0.5, 0.5], [0, np.log(3)], beta=2), np.sqrt([1, 3]) / (1 + np.sqrt(3)))
    assert_allclose(inclinar(P, np.full(4, 9.0), beta=0.1), P)


@pytest.mark.parametrize("beta", [1e-2, 1, 1e2])
def test_lo_que_no_estaba_sigue_sin_estar(beta: float) -> None:
    r = np.array([0.0, 0.0, 0.0, 1e3])
    assert inclinar(P, r, beta)[3] == 0
    assert_allclose(inclinar(P, r, beta), P)


def test_los_extremos_de_beta() -> None:
    assert_allclose(inclinar(P, R, beta=1e6), P, atol=1e-5)
    assert_allclose(inclinar(P, R, beta=1e-3), [0, 1, 0, 0], atol=1e-12)


@pytest.mark.parametrize("beta", [0.5, 2])
def test_no_hay_otro_reparto_mejor(beta: float) -> None:
    def junta(q: np.ndarray) -> float:
        return float(q @ R - beta * special.rel_entr(q, P).sum())

    rng, mejor = np.random.default_rng(3), inclinar(P, R, beta)
    otros = np.c_[rng.dirichlet(np.ones(3), 500), np.zeros(500)]
    assert max(map(junta, otros)) < junta(mejor)
    cerca = 0.999 * mejor + 0.001 * otros
    assert max(map(junta, cerca)) < junta(mejor)


def test_la_diferencia_de_recompensa_se_lee_en_los_repartos() -> None:
    """Lo que aprovecha DPO: β·ln(q/p) es la recompensa, salvo una constante."""
    q = inclinar(P, R, beta=0.7)
    leido = 0.7 * np.log(q[:3] / P[:3])
    assert_allclose(leido - leido.mean(), R[:3] - R[:3].mean())


def test_beta_tiene_que_ser_positiva() -> None:
    with pytest.raises(ValueError, match=f"^{re.escape('inclinar: β tiene que ser positivo, no 0')}$"):
        inclinar(P, R, 0)


def test_no_se_toca_lo_que_llega() -> None:
    ganadas = comparar(R, 20, np.random.default_rng(4))
    copia = ganadas.copy()
    recompensas(ganadas)
    assert_array_equal(ganadas, copia)
