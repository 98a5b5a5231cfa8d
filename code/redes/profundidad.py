"""Lo que llega del error a la primera capa, según lo honda que sea la red.

La señal que recibe una capa es la derivada del error por sus z. Al bajar de capa en capa se multiplica por
los pesos y por la derivada de la activación: de que ese producto se mantenga depende que la red aprenda.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from redes.activaciones import Numeros
from redes.densa import (
    IDENTIDAD,
    Activacion,
    Capa,
    Gradiente,
    Inicio,
    adelante,
    corregida,
    normas,
    red_densa,
    retropropagar,
)
from redes.perdidas import entropia_cruzada_binaria_z, grad_z_entropia_cruzada_binaria

ANCHO = 32  # neuronas por capa oculta


def llega(error: float, derivadas: ArrayLike) -> Numeros:
    """Lo que queda del error tras cruzar cada derivada, en el orden en que se las encuentra.

    El último número, error · Π derivadas, es el que recibe la Capa 1.

    >>> llega(1, [0.25, 0.25, 0.25])
    array([0.25    , 0.0625  , 0.015625])
    """
    return error * np.cumprod(np.asarray(derivadas, dtype=float))


def circulo(n: int = 100, semilla: int = 0) -> tuple[Numeros, Numeros]:
    """Una pregunta que no se responde con una recta: ¿cae el punto dentro del círculo?

    Los `n` puntos, (n, 2), se reparten por un cuadrado de varianza 1 en cada eje; el círculo ocupa la
    mitad de su área. Las respuestas, (n, 1), son ceros y unos.

    >>> X, y = circulo(4)
    >>> X.shape, y.ravel()
    ((4, 2), array([1., 0., 0., 1.]))
    """
    lado = np.sqrt(3)
    X = np.random.default_rng(semilla).uniform(-lado, lado, size=(n, 2))
    dentro = (X**2).sum(axis=1, keepdims=True) < (2 * lado) ** 2 / 2 / np.pi
    return X, dentro.astype(float)


class Medida(NamedTuple):
    """Lo que se mide de una red en un momento de su vida.

    `senal` es lo que le llega a cada capa oculta, de la primera a la última, por cada unidad de la que
    recibe la salida: ‖∂E/∂z‖ / ‖∂E/∂z de la salida‖. `norma` es ‖∂E/∂W‖ de esas mismas capas.
    `error` es la entropía cruzada media.
    """

    senal: Numeros
    norma: Numeros
    error: float


Medir = Callable[[Sequence[Capa], ArrayLike, ArrayLike], tuple[Medida, list[Gradiente]]]
"""Una pasada de ida y vuelta por una red, como `medir`."""


def medir(red: Sequence[Capa], X: ArrayLike, y: ArrayLike) -> tuple[Medida, list[Gradiente]]:
    """La medida de una red que responde sí o no, y el gradiente de cada una de sus capas."""
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    ida = adelante(red, X)
    z = ida[1][-1]
    gradientes = retropropagar(red, X, grad_z_entropia_cruzada_binaria(z, y) / len(X), ida)
    return medida(gradientes, z, y), gradientes


def medida(gradientes: Sequence[Gradiente], z: Numeros, y: Numeros) -> Medida:
    """La medida de una red que ha puntuado `z`, (n, 1), a partir de los gradientes de sus capas.

    >>> red, (X, y) = red_densa([2, 3, 1], salida=IDENTIDAD), circulo(4)
    >>> medida(retropropagar(red, X, y), y, y).senal.shape
    (1,)
    """
    deltas = np.array([np.linalg.norm(gradiente.delta) for gradiente in gradientes])
    error = float(entropia_cruzada_binaria_z(z, y).mean())
    return Medida(deltas[:-1] / deltas[-1], normas(gradientes)[:-1], error)


def recorrido(
    profundidad: int,
    activacion: Activacion,
    inicio: Inicio,
    pasos: int = 0,
    tasa: float = 0.03,
    semilla: int = 1,
    medir: Medir = medir,
) -> Iterator[Medida]:
    """Entrena con el círculo una red de `profundidad` capas ocultas y la mide en cada paso, desde el 0.

    `medir` es la pasada de ida y vuelta: la de serie, o una de `redes.atajos`.

    >>> from redes.densa import RELU, he
    >>> (recien_nacida,) = recorrido(3, RELU, he)
    >>> recien_nacida.senal.shape
    (3,)
    """
    X, y = circulo()
    red = red_densa([X.shape[1], *[ANCHO] * profundidad, 1], activacion, inicio, semilla, IDENTIDAD)
    for _ in range(pasos + 1):
        medida, gradientes = medir(red, X, y)
        yield medida
        red = corregida(red, gradientes, tasa)


def al_nacer(
    profundidades: Sequence[int],
    activacion: Activacion,
    inicio: Inicio,
    semilla: int = 1,
    medir: Medir = medir,
) -> Numeros:
    """La señal que llega a la primera capa de una red recién nacida, para cada profundidad.

    Fuente: Glorot y Bengio (2010); He, Zhang, Ren y Sun (2015).

    >>> from redes.densa import RELU, he
    >>> al_nacer([2, 5, 10], RELU, he).shape
    (3,)
    """
    nacidas = (recorrido(n, activacion, inicio, semilla=semilla, medir=medir) for n in profundidades)
    return np.array([next(red).senal[0] for red in nacidas])


def cota(red: Sequence[Capa], derivada_maxima: float) -> float:
    """Lo más que puede llegar de la señal a la primera capa: Π derivada_maxima · ‖W‖₂ de las de encima.

    ‖W‖₂ es lo más que esa matriz puede estirar un vector.

    >>> from redes.densa import SIGMOIDE
    >>> capa = Capa(np.array([[2.0]]), np.array([0.0]), SIGMOIDE)
    >>> cota([capa, capa, capa], 0.25)
    0.25
    """
    return float(np.prod([derivada_maxima * np.linalg.norm(capa.W, 2) for capa in red[1:]]))
