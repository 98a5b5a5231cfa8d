"""La escala √d_k: lo que el libro afirma de ella y la entropía con que lo mide."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import stats

from redes.atencion import d_softmax, softmax
from redes.escala import Efecto, efecto, entropia

LARGOS = [2, 8, 32, 128, 512]


def medir(escalar: bool) -> list[Efecto]:
    return [efecto(d, np.random.default_rng(1), escalar) for d in LARGOS]


def test_la_entropia_frente_a_scipy() -> None:
    pesos = softmax(np.random.default_rng(5).normal(size=(4, 6)))
    assert_allclose(entropia(pesos), stats.entropy(pesos, axis=1))
    assert_array_equal(entropia([1, 0, 0]), 0)
    assert_allclose(entropia(np.full(16, 1 / 16)), np.log(16))


@pytest.mark.parametrize("d", LARGOS)
def test_la_varianza_es_d_sin_escala_y_uno_con_ella(d: int) -> None:
    sin, con = (efecto(d, np.random.default_rng(1), escalar, frases=2000) for escalar in (False, True))
    assert_allclose(sin.varianza, d, rtol=0.15)
    assert_allclose(con.varianza, 1, rtol=0.15)


def test_sin_escala_una_palabra_se_lo_lleva_todo_y_la_derivada_se_apaga() -> None:
    medidas = medir(escalar=False)
    assert np.all(np.diff([m.entropia for m in medidas]) < 0)
    assert medidas[-1].entropia < 0.15 < 1.5 < medidas[0].entropia
    assert medidas[-1].derivada < 0.1 < 0.25 < max(m.derivada for m in medidas)


def test_con_escala_el_reparto_apenas_depende_de_d() -> None:
    for medida in medir(escalar=True):
        assert_allclose(medida.entropia, 2.35, atol=0.1)
        assert_allclose(medida.derivada, 0.27, atol=0.05)


def test_las_medias_son_de_cada_frase() -> None:
    azar = np.random.default_rng(9)
    q, K = azar.normal(size=(3, 1, 4)), azar.normal(size=(3, 5, 4))
    puntos = np.array([[k @ q[i, 0] / 2 for k in K[i]] for i in range(3)])
    medida = efecto(4, np.random.default_rng(9), palabras=5, frases=3)
    assert_allclose(medida.varianza, puntos.var())
    assert_allclose(medida.entropia, np.mean([stats.entropy(softmax(fila)) for fila in puntos]))
    assert_allclose(medida.derivada, np.mean([np.linalg.norm(d_softmax(fila)) for fila in puntos]))


def test_si_no_se_dice_nada_son_quinientas_frases_de_dieciseis_palabras() -> None:
    explicito = efecto(4, np.random.default_rng(0), escalar=True, palabras=16, frases=500)
    assert efecto(4, np.random.default_rng(0)) == explicito
