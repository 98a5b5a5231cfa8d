"""El bloque, paso a paso: da lo mismo que el modelo que se entrena, y cada paso sale de los anteriores."""

import itertools
import re
from collections.abc import Collection

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from redes.activaciones import Numeros
from redes.atencion import atencion_multicabeza, mascara_causal
from redes.bloque import (
    EJES,
    NEURONAS,
    PIEZAS,
    VOCABULARIO,
    E,
    Pasos,
    paso_a_paso,
    red_de_mano,
    vectores,
)
from redes.transformador import Transformador, pasada, transformador

FRASE = ["la", "IA", "avanza"]


@pytest.fixture
def azar() -> np.random.Generator:
    return np.random.default_rng(7)


def sacudida(azar: np.random.Generator, V: int = 9, d: int = 8, h: int = 4, capas: int = 1) -> Transformador:
    """Una red con todos sus parámetros lejos de los iniciales, que esconden errores."""
    red = transformador(V, d, h, capas)
    for parametro in red.parametros.values():
        parametro += 0.5 * azar.normal(size=parametro.shape)
    return red


def seguida(red: Transformador, x: Numeros, sin: Collection[str]) -> Numeros:
    """Las puntuaciones de las palabras, con las piezas de `redes.transformador` y sin las que se digan."""
    (bloque,) = red.bloques
    mirar, queda = bloque.mirar, 0.0 if "atajo" in sin else 1.0
    mascara = None if "mascara" in sin else mascara_causal(len(x))
    W = mirar.W_Q, mirar.W_K, mirar.W_V, mirar.W_O
    _, visto = atencion_multicabeza(bloque.norma_1(x)[0], *W, mirar.cabezas, mascara)
    x = queda * x + visto * ("atencion" not in sin)
    x = queda * x + bloque.pensar(bloque.norma_2(x)[0])[0] * ("mlp" not in sin)
    return red.puntuar(red.norma(x)[0])[0]


def test_el_bloque_entero_da_lo_que_el_modelo_que_se_entrena(azar: np.random.Generator) -> None:
    red = sacudida(azar)
    tokens = azar.integers(9, size=(1, 6))
    pasos, suya = paso_a_paso(red, red.incrustar(tokens)[0][0]), pasada(red, tokens)
    assert_allclose(pasos.z, suya.z[0], rtol=0, atol=1e-12)
    assert_allclose(pasos.mirada.pesos, suya.pesos[0][0], rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    "sin", [c for r in range(5) for c in itertools.combinations(PIEZAS, r)], ids=", ".join
)
def test_sin_unas_piezas_quedan_las_demas(azar: np.random.Generator, sin: tuple[str, ...]) -> None:
    red, x = sacudida(azar), azar.normal(size=(5, 8))
    assert_allclose(paso_a_paso(red, x, sin).z, seguida(red, x, sin), rtol=0, atol=1e-12)


def test_cada_paso_tiene_su_forma_y_sale_de_los_anteriores(azar: np.random.Generator) -> None:
    n, d, h, V = 5, 8, 4, 9
    red, x = sacudida(azar, V, d, h), azar.normal(size=(5, 8))
    pasos = paso_a_paso(red, x)
    mirada = pasos.mirada
    formas = {campo: getattr(pasos, campo).shape for campo in Pasos._fields if campo != "mirada"}
    assert formas == {
        **dict.fromkeys(("x", "norma_1", "x_1", "norma_2", "pensado", "x_2", "norma_final"), (n, d)),
        **{"oculta": (n, 4 * d), "z": (n, V), "p": (n, V)},
    }
    assert {campo: getattr(mirada, campo).shape for campo in mirada._fields} == {
        **dict.fromkeys(("Q", "K", "V", "Z"), (h, n, d // h)),
        **dict.fromkeys(("puntuaciones", "pesos"), (h, n, n)),
        **dict.fromkeys(("juntas", "salida"), (n, d)),
    }
    assert_allclose(mirada.Z, mirada.pesos @ mirada.V)
    assert_array_equal(mirada.juntas[:, 2:4], mirada.Z[1])
    assert_allclose(pasos.x_1 - x, mirada.juntas @ red.bloques[0].mirar.W_O)
    assert_allclose(pasos.x_2 - pasos.x_1, pasos.pensado, atol=1e-12)
    assert np.isneginf(mirada.puntuaciones[:, ~mascara_causal(n)]).all()
    assert (pasos.oculta >= 0).all() and (pasos.oculta == 0).any()
    assert_allclose([pasos.p.sum(axis=-1), mirada.pesos.sum(axis=-1)[0]], 1)


def test_lo_que_no_es_una_pieza_o_no_es_un_bloque_se_dice(azar: np.random.Generator) -> None:
    mensaje = "paso_a_paso: W_O no es una pieza; son atencion, mlp, atajo, mascara"
    with pytest.raises(ValueError, match=f"^{re.escape(mensaje)}$"):
        paso_a_paso(red_de_mano(), vectores(FRASE), sin={"W_O", "mlp"})
    mensaje = "paso_a_paso: la red tiene 2 bloques, y aquí se sigue uno"
    with pytest.raises(ValueError, match=f"^{mensaje}$"):
        paso_a_paso(sacudida(azar, capas=2), azar.normal(size=(3, 8)))


# ——— La red puesta a mano ———


def sigue(frase: list[str], sin: Collection[str] = ()) -> list[str]:
    """La palabra más probable detrás de cada una."""
    return [VOCABULARIO[i] for i in paso_a_paso(red_de_mano(), vectores(frase), sin).p.argmax(axis=-1)]


@pytest.mark.parametrize(
    ("frase", "siguen"),
    [
        (FRASE, ["IA", "avanza", "."]),
        (["la", "IA", "se detiene", "."], ["IA", "avanza", ".", "la"]),
        (["avanza", "la", "IA"], ["la", "IA", "."]),
        (["IA", "avanza"], ["avanza", "."]),
    ],
    ids=" ".join,
)
def test_la_red_de_mano_sabe_que_falta(frase: list[str], siguen: list[str]) -> None:
    assert sigue(frase) == siguen


def test_cada_pieza_de_la_red_de_mano_hace_falta() -> None:
    assert sigue(FRASE, {"atencion"})[-1] == "la"  # no sabe quién avanza
    assert sigue(FRASE, {"mlp"})[:2] == ["la", "IA"]  # cada una se repite a sí misma
    assert sigue(FRASE, {"atajo"})[-1] == "avanza"  # ha olvidado que era el verbo
    assert sigue(FRASE, {"mascara"})[1] == "."  # ve el verbo que viene


def test_los_pesos_de_mano_llevan_un_decimal_y_encajan() -> None:
    red = red_de_mano()
    for nombre, parametro in red.parametros.items():
        assert_array_equal(parametro, parametro.round(1), err_msg=nombre)
    assert E.shape == (len(VOCABULARIO), len(EJES)) and len(NEURONAS) == 8
    assert_array_equal(vectores(["IA", "la"]), E[[1, 0]])
    with pytest.raises(KeyError, match=r"^'ella'$"):
        vectores(["ella"])


def test_cada_red_de_mano_tiene_sus_numeros() -> None:
    una, otra = red_de_mano(), red_de_mano()
    antes = {nombre: parametro.copy() for nombre, parametro in otra.parametros.items()}
    for i, parametro in enumerate(una.parametros.values()):
        parametro += i + 1
    for nombre, parametro in otra.parametros.items():
        assert_array_equal(parametro, antes[nombre], err_msg=nombre)
    assert len({parametro.sum() for parametro in una.parametros.values()}) > 8
