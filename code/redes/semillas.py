"""Un experimento con azar, repetido con muchas semillas: lo que se dice de él es de todas, y no de una."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from redes.activaciones import Numeros

VECES = 100


def en_semillas(experimento: Callable[[int], ArrayLike], veces: int = VECES, semilla: int = 0) -> Numeros:
    """Lo que da `experimento(s)` con `veces` semillas distintas, que salen de `semilla`: (veces, …).

    >>> en_semillas(lambda s: np.random.default_rng(s).uniform(size=2), veces=5).shape
    (5, 2)
    """
    semillas = np.random.default_rng(semilla).choice(2**31, size=veces, replace=False)
    return np.array([experimento(int(s)) for s in semillas])


class Banda(NamedTuple):
    """De lo que da un experimento, la mediana y lo que deja fuera un 5 % por cada lado."""

    mediana: Numeros
    baja: Numeros
    alta: Numeros


def banda(muestras: ArrayLike) -> Banda:
    """La banda de unas muestras, una por fila: los percentiles 50, 5 y 95 de cada columna.

    Fuente: los percentiles de `numpy.percentile`, con interpolación lineal.

    >>> banda([[0.0], [1.0], [2.0]]).mediana
    array([1.])
    """
    mediana, baja, alta = np.percentile(np.asarray(muestras, dtype=float), [50, 5, 95], axis=0)
    return Banda(mediana, baja, alta)
