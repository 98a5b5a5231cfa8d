"""Las pérdidas frente a scipy, autograd, las diferencias finitas y las tablas hechas a mano."""

import re
from collections.abc import Callable
from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from numpy.typing import ArrayLike
from scipy import special

from redes import perdidas as per
from redes.activaciones import Numeros, logit, sigmoide

Perdida = Callable[[ArrayLike, ArrayLike], Numeros]

P = np.linspace(0.02, 0.98, 25)
Z = np.linspace(-8, 8, 33)
ETIQUETAS = [0, 0.3, 1]
EXTREMOS = np.array([-1000.0, 1000.0])


def pendiente(f: Callable[[Numeros], Numeros], x: Numeros, paso: float = 1e-6) -> Numeros:
    return (f(x + paso) - f(x - paso)) / (2 * paso)


@pytest.mark.parametrize("y", ETIQUETAS)
@pytest.mark.parametrize(
    ("f", "d_f"),
    [
        (per.error_cuadratico, per.d_error_cuadratico),
        (per.entropia_cruzada_binaria, per.d_entropia_cruzada_binaria),
    ],
)
def test_la_derivada_por_la_prediccion(f: Perdida, d_f: Perdida, y: float) -> None:
    assert_allclose(d_f(P, y), pendiente(lambda p: f(p, y), P), rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("y", ETIQUETAS)
@pytest.mark.parametrize(
    ("f", "grad_z"),
    [
        (per.error_cuadratico, per.grad_z_error_cuadratico),
        (per.entropia_cruzada_binaria, per.grad_z_entropia_cruzada_binaria),
    ],
)
def test_el_gradiente_por_z(f: Perdida, grad_z: Perdida, y: float) -> None:
    assert_allclose(grad_z(Z, y), pendiente(lambda z: f(sigmoide(z), y), Z), atol=1e-7)


def test_error_cuadratico_a_mano() -> None:
    assert_allclose(per.error_cuadratico([0.99, 0.5, 0], [0, 1, 0]), [0.9801, 0.25, 0])
    assert_allclose(per.d_error_cuadratico([0.99, 0.5, 0], [0, 1, 0]), [1.98, -1, 0])


def test_la_neurona_segura_y_equivocada() -> None:
    z = logit(0.99)
    assert_allclose(per.grad_z_error_cuadratico(z, 0), 2 * 0.99 * 0.99 * 0.01)
    assert_allclose(per.grad_z_entropia_cruzada_binaria(z, 0), 0.99)


def test_entropia_cruzada_binaria_a_mano() -> None:
    assert_allclose(per.entropia_cruzada_binaria([0.25, 0.25], [1, 0]), [np.log(4), np.log(4 / 3)])
    assert_allclose(per.entropia_cruzada_binaria(0.25, 0.5), (np.log(4) + np.log(4 / 3)) / 2)


@pytest.mark.parametrize("y", ETIQUETAS)
def test_la_entropia_cruzada_binaria_es_entropia_mas_divergencia(y: float) -> None:
    entropia = special.entr(y) + special.entr(1 - y)
    divergencia = special.rel_entr(y, P) + special.rel_entr(1 - y, 1 - P)
    assert_allclose(per.entropia_cruzada_binaria(P, y), entropia + divergencia, rtol=1e-12)


def test_acertar_del_todo_no_cuesta_nada_y_errar_del_todo_cuesta_infinito() -> None:
    assert_array_equal(per.entropia_cruzada_binaria([0, 1, 0, 1], [0, 1, 1, 0]), [0, 0, np.inf, np.inf])
    assert_array_equal(per.entropia_cruzada([[0, 1], [1, 0]], [[0, 1], [0, 1]]), [0, np.inf])


def test_conserva_las_cifras_de_las_probabilidades_minimas() -> None:
    assert_allclose(per.entropia_cruzada_binaria(1e-20, 0), 1e-20)


@pytest.mark.parametrize("y", ETIQUETAS)
def test_desde_z_es_lo_mismo_que_desde_p(y: float) -> None:
    assert_allclose(
        per.entropia_cruzada_binaria_z(Z, y), per.entropia_cruzada_binaria(sigmoide(Z), y), rtol=1e-12
    )


def test_desde_z_no_desborda() -> None:
    assert_array_equal(per.entropia_cruzada_binaria_z(EXTREMOS, 0), [0, 1000])
    assert_array_equal(per.entropia_cruzada_binaria_z(EXTREMOS, 1), [1000, 0])
    assert_array_equal(per.grad_z_entropia_cruzada_binaria(EXTREMOS, 0), [0, 1])
    assert_array_equal(per.grad_z_error_cuadratico(EXTREMOS, 0), [0, 0])
    assert per.entropia_cruzada_z([1000, -1000, 0], [0, 1, 0]) == 2000
    assert_array_equal(per.grad_z_entropia_cruzada([1000, -1000, 0], [0, 1, 0]), [1, -1, 0])


def lote() -> tuple[Numeros, Numeros]:
    rng = np.random.default_rng(2)
    return rng.normal(size=(4, 5)), rng.dirichlet(np.ones(5), size=4)


def perdida_autograd(z: Any, y: Numeros) -> Any:
    return anp.sum(-y * (z - anp.log(anp.sum(anp.exp(z), axis=-1, keepdims=True))))


def test_entropia_cruzada_es_la_de_scipy() -> None:
    z, y = lote()
    p = special.softmax(z, axis=-1)
    esperada = (special.entr(y) + special.rel_entr(y, p)).sum(axis=-1)
    assert_allclose(per.entropia_cruzada(p, y), esperada)
    assert_allclose(per.entropia_cruzada_z(z, y), esperada)
    assert_allclose(per.entropia_cruzada(p.T, y.T, eje=0), esperada)
    assert_allclose(per.entropia_cruzada_z(z.T, y.T, eje=0), esperada)


def test_sin_decir_el_eje_las_clases_son_el_ultimo() -> None:
    z, y = (a.reshape(2, 2, 5) for a in lote())
    p = special.softmax(z, axis=-1)
    assert_allclose(per.entropia_cruzada(p, y), per.entropia_cruzada(p, y, eje=2))
    assert_allclose(per.entropia_cruzada_z(z, y), per.entropia_cruzada(p, y))
    assert_allclose(per.grad_z_entropia_cruzada(z, y), p - y)


def test_el_gradiente_de_la_entropia_cruzada_es_el_de_autograd() -> None:
    z, y = lote()
    esperado = autograd.grad(perdida_autograd)(z, y)
    assert_allclose(per.grad_z_entropia_cruzada(z, y), esperado, atol=1e-14)
    assert_allclose(per.grad_z_entropia_cruzada(z.T, y.T, eje=0), esperado.T, atol=1e-14)


def test_la_derivada_de_la_entropia_cruzada_por_cada_prediccion() -> None:
    z, y = lote()
    p = special.softmax(z, axis=-1)
    esperada = autograd.grad(lambda p: anp.sum(-y * anp.log(p)))(p)
    assert_allclose(per.d_entropia_cruzada(p, y), esperada)
    assert_array_equal(per.d_entropia_cruzada([0.5, 1], [1, 1]), [-2, -1])


def test_con_dos_clases_las_dos_entropias_coinciden() -> None:
    p = np.stack([1 - P, P], axis=-1)
    assert_allclose(per.entropia_cruzada(p, [0, 1]), per.entropia_cruzada_binaria(P, 1))
    assert_allclose(per.entropia_cruzada(p, [1, 0]), per.entropia_cruzada_binaria(P, 0))


@pytest.mark.parametrize(
    ("f", "malas", "mensaje"),
    [
        (per.entropia_cruzada_binaria, [-1e-9, 1.1, np.nan], "p tiene que estar entre 0 y 1"),
        (per.entropia_cruzada, [-1e-9, 1.1, np.nan], "p tiene que estar entre 0 y 1"),
        (
            per.d_entropia_cruzada_binaria,
            [0, 1, -1e-9, 1.1, np.nan],
            "p tiene que estar entre 0 y 1, sin incluirlos",
        ),
        (per.d_entropia_cruzada, [0, -1e-9, 1.1, np.nan], "p tiene que estar entre 0, sin incluirlo, y 1"),
    ],
)
def test_rechaza_lo_que_no_es_una_probabilidad(f: Perdida, malas: list[float], mensaje: str) -> None:
    for mala in malas:
        with pytest.raises(ValueError, match=f"^{re.escape(f'{f.__name__}: {mensaje}')}$"):
            f([0.5, mala], [1, 0])
