"""Las funciones de pérdida: cuánto se equivoca una predicción, y hacia dónde corregirla.

`p` es la probabilidad predicha, `y` la verdadera y `z` la entrada de la última activación (el *logit*).
La derivada por la predicción se llama `d_…`; el gradiente por `z`, `grad_z_…`. Las funciones que acaban
en `_z` parten de `z` y no pierden cifras aunque la predicción redondee a 0 o a 1. Las entropías van en nats.
"""

import numpy as np
from numpy.typing import ArrayLike

from redes.activaciones import Numeros, d_sigmoide, sigmoide


def error_cuadratico(p: ArrayLike, y: ArrayLike) -> Numeros:
    """El error cuadrático, elemento a elemento: (p − y)².

    >>> float(error_cuadratico(0.5, 0))
    0.25
    """
    p, y = _numeros(p, y)
    return (p - y) ** 2


def d_error_cuadratico(p: ArrayLike, y: ArrayLike) -> Numeros:
    """Derivada del error cuadrático por la predicción: 2·(p − y).

    >>> float(d_error_cuadratico(0.5, 0))
    1.0
    """
    p, y = _numeros(p, y)
    return 2 * (p - y)


def grad_z_error_cuadratico(z: ArrayLike, y: ArrayLike) -> Numeros:
    """Gradiente del error cuadrático de p = σ(z) por z: 2·(p − y)·σ′(z).

    El factor σ′(z) lo apaga cuando la neurona está segura, acierte o no.

    >>> float(grad_z_error_cuadratico(0, 0))
    0.25
    """
    return d_error_cuadratico(sigmoide(z), y) * d_sigmoide(z)


def entropia_cruzada_binaria(p: ArrayLike, y: ArrayLike) -> Numeros:
    """La entropía cruzada de dos clases, elemento a elemento: −y·ln p − (1 − y)·ln(1 − p).

    Con el convenio 0·ln 0 = 0; estar seguro del todo y equivocarse cuesta infinito.
    Errores: `ValueError` si algún p no está entre 0 y 1.

    >>> entropia_cruzada_binaria([0, 0.5, 1], 0).round(4)
    array([0.    , 0.6931,    inf])
    """
    p, y = _numeros(p, y)
    _exigir((p >= 0) & (p <= 1), "entropia_cruzada_binaria: p tiene que estar entre 0 y 1")
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(y == 0, 0.0, -y * np.log(p)) + np.where(y == 1, 0.0, (y - 1) * np.log1p(-p))


def d_entropia_cruzada_binaria(p: ArrayLike, y: ArrayLike) -> Numeros:
    """Derivada de la entropía cruzada binaria por la predicción: (p − y) / (p·(1 − p)).

    Errores: `ValueError` si algún p no está entre 0 y 1, ambos excluidos.

    >>> float(d_entropia_cruzada_binaria(0.5, 0))
    2.0
    """
    p, y = _numeros(p, y)
    _exigir((p > 0) & (p < 1), "d_entropia_cruzada_binaria: p tiene que estar entre 0 y 1, sin incluirlos")
    return (p - y) / (p * (1 - p))


def entropia_cruzada_binaria_z(z: ArrayLike, y: ArrayLike) -> Numeros:
    """La entropía cruzada binaria de p = σ(z), calculada desde z: ln(1 + eᶻ) − y·z.

    >>> entropia_cruzada_binaria_z([-1000, 1000], 0)
    array([   0., 1000.])
    """
    z, y = _numeros(z, y)
    return np.logaddexp(0.0, z) - y * z


def grad_z_entropia_cruzada_binaria(z: ArrayLike, y: ArrayLike) -> Numeros:
    """Gradiente de la entropía cruzada binaria de p = σ(z) por z: p − y.

    El σ′(z) de la sigmoide se cancela con el p·(1 − p) de la pérdida.

    >>> float(grad_z_entropia_cruzada_binaria(0, 0))
    0.5
    """
    z, y = _numeros(z, y)
    return sigmoide(z) - y


def entropia_cruzada(p: ArrayLike, y: ArrayLike, eje: int = -1) -> Numeros:
    """La entropía cruzada de varias clases: −Σ yᵢ·ln pᵢ a lo largo de `eje`, que desaparece de la forma.

    Con el convenio 0·ln 0 = 0. Errores: `ValueError` si algún p no está entre 0 y 1.

    >>> float(entropia_cruzada([0.25, 0.75], [1, 0]).round(4))
    1.3863
    """
    p, y = _numeros(p, y)
    _exigir((p >= 0) & (p <= 1), "entropia_cruzada: p tiene que estar entre 0 y 1")
    with np.errstate(divide="ignore", invalid="ignore"):
        nats: Numeros = np.where(y == 0, 0.0, -y * np.log(p)).sum(axis=eje)
    return nats


def d_entropia_cruzada(p: ArrayLike, y: ArrayLike) -> Numeros:
    """Derivada de la entropía cruzada por cada predicción: −yᵢ / pᵢ.

    Errores: `ValueError` si algún p no está entre 0 (excluido) y 1.

    >>> d_entropia_cruzada([0.25, 0.75], [1, 0])
    array([-4., -0.])
    """
    p, y = _numeros(p, y)
    _exigir((p > 0) & (p <= 1), "d_entropia_cruzada: p tiene que estar entre 0, sin incluirlo, y 1")
    return -y / p


def entropia_cruzada_z(z: ArrayLike, y: ArrayLike, eje: int = -1) -> Numeros:
    """La entropía cruzada de p = softmax(z), calculada desde z: ln Σ e^zⱼ − Σ yᵢ·zᵢ, si Σ yᵢ = 1.

    >>> float(entropia_cruzada_z([1000, 0], [0, 1]))
    1000.0
    """
    z, y = _numeros(z, y)
    nats: Numeros = np.logaddexp.reduce(z, axis=eje) - (y * z).sum(axis=eje)
    return nats


def grad_z_entropia_cruzada(z: ArrayLike, y: ArrayLike, eje: int = -1) -> Numeros:
    """Gradiente de la entropía cruzada de p = softmax(z) por cada zᵢ: pᵢ − yᵢ, si Σ yᵢ = 1.

    >>> grad_z_entropia_cruzada([0, 0], [1, 0])
    array([-0.5,  0.5])
    """
    z, y = _numeros(z, y)
    return np.exp(z - np.logaddexp.reduce(z, axis=eje, keepdims=True)) - y


def _numeros(*valores: ArrayLike) -> tuple[Numeros, ...]:
    return tuple(np.asarray(valor, dtype=float) for valor in valores)


def _exigir(cumple: ArrayLike, mensaje: str) -> None:
    if not np.all(cumple):
        raise ValueError(mensaje)
