"""Las funciones de activación, cada una junto a su derivada.

Todas actúan elemento a elemento: la salida tiene la forma de la entrada, en float64, sin unidades.
Ninguna desborda ni avisa, por grande que sea `x`.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numeros = NDArray[np.float64]


def escalon(x: ArrayLike) -> Numeros:
    """El interruptor del perceptrón: 1 si x ≥ 0; 0 si x < 0.

    Fuente: Rosenblatt (1958).

    >>> escalon([-2, 0, 3])
    array([0., 1., 1.])
    """
    x = np.asarray(x, dtype=float)
    return np.where(x >= 0, 1.0, 0.0)[()]


def d_escalon(x: ArrayLike) -> Numeros:
    """Derivada del escalón: 0 si x ≠ 0; en x = 0 hay un salto y no existe (`nan`).

    >>> d_escalon([-2, 0, 3])
    array([ 0., nan,  0.])
    """
    x = np.asarray(x, dtype=float)
    return np.where(x == 0, np.nan, 0.0)[()]


def sigmoide(x: ArrayLike) -> Numeros:
    """La curva en forma de S que lleva cualquier número a una probabilidad: σ(x) = 1 / (1 + e⁻ˣ).

    Se calcula como e^mín(x, 0) / (1 + e^(−|x|)), que es lo mismo y no desborda.
    Fuente: Rumelhart, Hinton y Williams (1986).

    >>> sigmoide([-1000, 0, 1000])
    array([0. , 0.5, 1. ])
    """
    x = np.asarray(x, dtype=float)
    p: Numeros = np.exp(np.minimum(x, 0.0)) / (1 + np.exp(-np.abs(x)))
    return p


def d_sigmoide(x: ArrayLike) -> Numeros:
    """Derivada de la sigmoide: σ′(x) = σ(x)·(1 − σ(x)); nunca pasa de 1/4.

    Se calcula como e^(−|x|) / (1 + e^(−|x|))²: 1 − σ(x) perdería todas las cifras en x ≥ 37.
    Fuente: Rumelhart, Hinton y Williams (1986).

    >>> float(d_sigmoide(0))
    0.25
    """
    e: Numeros = np.exp(-np.abs(np.asarray(x, dtype=float)))
    return e / (1 + e) ** 2


def logit(p: ArrayLike) -> Numeros:
    """La inversa de la sigmoide: la entrada que produce la probabilidad p, ln(p / (1 − p)).

    Errores: `ValueError` si algún p no está entre 0 y 1, ambos excluidos.

    >>> round(float(logit(0.999)), 3)
    6.907
    """
    p = np.asarray(p, dtype=float)
    if not np.all((p > 0) & (p < 1)):
        raise ValueError("logit: p tiene que estar entre 0 y 1, sin incluirlos")
    x: Numeros = np.log(p / (1 - p))
    return x


def relu(x: ArrayLike) -> Numeros:
    """La unidad lineal rectificada: deja pasar lo positivo y corta lo demás, máx(0, x).

    Fuente: Nair y Hinton (2010).

    >>> relu([-2, 0, 3])
    array([0., 0., 3.])
    """
    a: Numeros = np.maximum(0.0, np.asarray(x, dtype=float))
    return a


def d_relu(x: ArrayLike) -> Numeros:
    """Derivada de ReLU: 1 si x > 0; 0 si x < 0; en x = 0 no existe y vale 0 por convenio.

    Fuente: Glorot, Bordes y Bengio (2011).

    >>> d_relu([-2, 0, 3])
    array([0., 0., 1.])
    """
    return (np.asarray(x, dtype=float) > 0).astype(float)


def tanh(x: ArrayLike) -> Numeros:
    """La tangente hiperbólica: una sigmoide estirada entre −1 y 1, tanh(x) = 2·σ(2x) − 1.

    >>> tanh([-1000, 0, 1000])
    array([-1.,  0.,  1.])
    """
    a: Numeros = np.tanh(np.asarray(x, dtype=float))
    return a


def d_tanh(x: ArrayLike) -> Numeros:
    """Derivada de la tangente hiperbólica: 1 − tanh²(x) = 4·σ′(2x); su máximo es 1.

    >>> float(d_tanh(0))
    1.0
    """
    return 4 * d_sigmoide(2 * np.asarray(x, dtype=float))


def relu_con_fuga(x: ArrayLike, fuga: float = 0.01) -> Numeros:
    """ReLU que no corta del todo lo negativo: x si x > 0; fuga·x si no.

    Fuente: Maas, Hannun y Ng (2013).

    >>> relu_con_fuga([-2, 0, 3])
    array([-0.02,  0.  ,  3.  ])
    """
    x = np.asarray(x, dtype=float)
    a: Numeros = np.maximum(0.0, x) + fuga * np.minimum(0.0, x)
    return a


def d_relu_con_fuga(x: ArrayLike, fuga: float = 0.01) -> Numeros:
    """Derivada de ReLU con fuga: 1 si x > 0; si no, `fuga` (también en x = 0, por convenio).

    >>> d_relu_con_fuga([-2, 0, 3])
    array([0.01, 0.01, 1.  ])
    """
    x = np.asarray(x, dtype=float)
    return np.where(x > 0, 1.0, fuga)[()]
