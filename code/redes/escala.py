"""Por qué la atención divide entre la raíz de `d_k`: medido con consultas y claves al azar.

Si las componentes de q y k tienen varianza 1, el producto q·k suma d_k términos y tiene varianza d_k: con
vectores largos las puntuaciones se disparan, la softmax se queda con una sola palabra y su derivada se apaga.
Fuente: Vaswani et al. (2017), sección 3.2.1 y nota 4.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from redes.activaciones import Numeros
from redes.atencion import d_softmax, softmax


class Efecto(NamedTuple):
    """Varianza de las puntuaciones, y medias de la entropía de los pesos y del tamaño de su derivada."""

    varianza: float
    entropia: float
    derivada: float


def entropia(pesos: ArrayLike) -> Numeros:
    """Lo repartida que está la atención: −Σ pᵢ·ln pᵢ en nats sobre el último eje, con 0·ln 0 = 0.

    Va de 0 (una palabra se lo lleva todo) a ln n (todas por igual).

    >>> entropia([[0.9, 0.1], [0.5, 0.5]]).round(4)
    array([0.3251, 0.6931])
    """
    pesos = np.asarray(pesos, dtype=float)
    logaritmos = np.log(pesos, out=np.zeros_like(pesos), where=pesos > 0)
    nats: Numeros = -(pesos * logaritmos).sum(axis=-1)
    return nats


def efecto(
    d: int, azar: np.random.Generator, escalar: bool = True, palabras: int = 16, frases: int = 500
) -> Efecto:
    """Qué le pasa a la atención con vectores de d números, todos N(0, 1).

    Cada frase es una consulta y `palabras` claves. La derivada es la norma de Frobenius de ∂pesos/∂puntos.

    >>> [efecto(64, np.random.default_rng(0), escalar).varianza > 10 for escalar in (True, False)]
    [False, True]
    """
    q, K = azar.normal(size=(frases, 1, d)), azar.normal(size=(frases, palabras, d))
    puntos = (q * K).sum(axis=-1)
    if escalar:
        puntos /= np.sqrt(d)
    derivadas = np.linalg.norm(d_softmax(puntos), axis=(1, 2))
    return Efecto(float(puntos.var()), float(entropia(softmax(puntos)).mean()), float(derivadas.mean()))
