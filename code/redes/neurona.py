"""La vida de una neurona que aprende, y su muerte: una ReLU a la que un paso demasiado largo deja muda.

Una neurona está muerta si su derivada es 0 con todos los ejemplos: ninguno puede ya corregirla.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from redes.activaciones import Numeros
from redes.densa import (
    IDENTIDAD,
    RELU,
    Activacion,
    Capa,
    adelante,
    corregida,
    he,
    red_densa,
    retropropagar,
)
from redes.perdidas import d_error_cuadratico, error_cuadratico, grad_z_entropia_cruzada_binaria


class Vida(NamedTuple):
    """Todo lo que le pasa a una neurona de una entrada, paso a paso (filas) y ejemplo a ejemplo (columnas).

    `w`, `b` y sus gradientes `d_w` y `d_b` son (pasos + 1,); `z` y `a`, (pasos + 1, n); `error`, el
    cuadrático medio, (pasos + 1,). El gradiente de una fila es el que lleva a la siguiente.
    """

    w: Numeros
    b: Numeros
    z: Numeros
    a: Numeros
    d_w: Numeros
    d_b: Numeros
    error: Numeros


def vida(
    x: ArrayLike,
    y: ArrayLike,
    w0: float,
    b0: float,
    tasa: float,
    pasos: int,
    activacion: Activacion = RELU,
) -> Vida:
    """Entrena a = f(w·x + b) por descenso del gradiente y lo cuenta todo.

    El error es la media de (a − y)²; `x` e `y` tienen la misma forma, (n,).
    Fuente: Rumelhart, Hinton y Williams (1986).

    >>> una = vida([1, 2], [1, 2], w0=2, b0=0, tasa=0.1, pasos=1)
    >>> una.w.round(2), una.d_w.round(2)
    (array([2. , 1.5]), array([5. , 1.6]))
    """
    X, Y = np.asarray(x, dtype=float)[:, None], np.asarray(y, dtype=float)[:, None]
    red = [Capa(np.array([[float(w0)]]), np.array([float(b0)]), activacion)]
    historia = []
    for _ in range(pasos + 1):
        (z,), (_, a) = adelante(red, X)
        gradientes = retropropagar(red, X, d_error_cuadratico(a, Y) / len(X))
        ((d_w, d_b, _),) = gradientes
        ((w, b, _),) = red
        error = error_cuadratico(a, Y).mean()
        historia.append((w.item(), b.item(), z.ravel(), a.ravel(), d_w.item(), d_b.item(), error))
        red = corregida(red, gradientes, tasa)
    return Vida(*(np.array(columna) for columna in zip(*historia, strict=True)))


def muertas(capa: Capa, z: ArrayLike) -> NDArray[np.bool_]:
    """Qué neuronas de la capa están muertas: las de derivada 0 en los n ejemplos. `z`: (n, salidas).

    >>> capa = Capa(np.eye(2), np.zeros(2), RELU)
    >>> muertas(capa, [[1, -1], [-2, -3]])
    array([False,  True])
    """
    return np.asarray((capa.activacion.d_f(np.asarray(z, dtype=float)) == 0).all(axis=0))


def bajo_cero(z: ArrayLike) -> NDArray[np.bool_]:
    """Qué neuronas están bajo cero con los n ejemplos: la ReLU calla con todos. `z`: (n, salidas).

    Con ReLU es lo mismo que estar muerta; con la fuga, no: su derivada no es 0 y podría volver.

    >>> bajo_cero([[1, -1], [-2, -3]])
    array([False,  True])
    """
    return np.asarray((np.asarray(z, dtype=float) <= 0).all(axis=0))


def capa_entrenada(
    X: ArrayLike,
    y: ArrayLike,
    tasa: float,
    sesgo: float,
    pasos: int = 30,
    ancho: int = 100,
    activacion: Activacion = RELU,
    semilla: int = 0,
) -> tuple[Capa, Numeros]:
    """Una capa oculta tras `pasos` de entrenamiento y sus z con los n ejemplos, (n, ancho).

    La red tiene esa capa, de `ancho` neuronas que nacen con ese `sesgo`, y una salida que responde sí o no;
    aprende con la entropía cruzada. Con tasa 0 nadie se mueve: es como nació. Formas: `X` es (n, entradas);
    `y`, (n, 1), con ceros y unos.

    >>> capa, z = capa_entrenada([[1.0]], [[1]], tasa=0.1, sesgo=-100, pasos=1)
    >>> float(muertas(capa, z).mean())
    1.0
    """
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    red = red_densa([X.shape[1], ancho, 1], activacion, he, semilla, IDENTIDAD)
    red[0] = red[0]._replace(b=np.full(ancho, float(sesgo)))
    for _ in range(pasos if tasa else 0):
        ida = adelante(red, X)
        error = grad_z_entropia_cruzada_binaria(ida[1][-1], y) / len(X)
        red = corregida(red, retropropagar(red, X, error, ida), tasa)
    return red[0], adelante(red, X)[0][0]


def cementerio(
    X: ArrayLike, y: ArrayLike, tasas: Sequence[float], sesgos: Sequence[float], semilla: int = 0
) -> Numeros:
    """La parte muerta de la capa para cada sesgo (filas) y cada tasa (columnas).

    >>> cementerio([[1.0]], [[1]], tasas=[0.1], sesgos=[-100])
    array([[1.]])
    """
    muertos = [
        muertas(*capa_entrenada(X, y, tasa, sesgo, semilla=semilla)).mean()
        for sesgo in sesgos
        for tasa in tasas
    ]
    return np.reshape(muertos, (len(sesgos), len(tasas)))
