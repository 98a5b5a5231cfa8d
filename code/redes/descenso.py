"""El descenso del gradiente y los valles por los que baja.

Un valle es una función de error de un solo peso, junto a su derivada. `descenso` devuelve el camino
entero, no solo el final: es lo que se dibuja y lo que se comprueba.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from redes.activaciones import Numeros

Gradiente = Callable[[Numeros], ArrayLike]

CURVATURA = 2.0  # la del valle: E″ = 2
LEJOS = 1e6  # más allá de aquí un camino se da por perdido
QUIETO = 1e-9  # el paso que ya no es un paso


def paso(w: ArrayLike, tasa: float, gradiente: ArrayLike) -> Numeros:
    """Un paso de aprendizaje: w_nuevo = w_viejo − tasa · gradiente.

    `w` y `gradiente` tienen la misma forma. Fuente: Rumelhart, Hinton y Williams (1986).

    >>> float(paso(3.0, 0.1, 6.0))
    2.4
    """
    return np.asarray(w, dtype=float) - tasa * np.asarray(gradiente, dtype=float)


def descenso(gradiente: Gradiente, w0: ArrayLike, tasa: float, pasos: int, inercia: float = 0.0) -> Numeros:
    """El camino del descenso desde `w0`: (pasos + 1, *forma de w0).

    wₙ₊₁ = wₙ − tasa · E′(wₙ) + inercia · (wₙ − wₙ₋₁), con w₋₁ = w₀. Un peso que se aleja más de
    `LEJOS` se queda ahí: el camino diverge, pero no desborda.

    Lanza `ValueError` si la tasa no es positiva, `pasos` es negativo o la inercia no está en [0, 1).

    >>> descenso(lambda w: 2 * w, 1.0, tasa=0.25, pasos=3)
    array([1.   , 0.5  , 0.25 , 0.125])
    """
    if tasa <= 0:
        raise ValueError(f"la tasa de aprendizaje debe ser positiva, y es {tasa}")
    if pasos < 0:
        raise ValueError(f"no se pueden dar {pasos} pasos")
    if not 0 <= inercia < 1:
        raise ValueError(f"la inercia debe estar entre 0 y 1 (sin llegar a 1), y es {inercia}")
    w = np.asarray(w0, dtype=float)
    camino = [w, *(np.empty_like(w) for _ in range(pasos))]
    anterior = w
    for n in range(pasos):
        siguiente = paso(w, tasa, gradiente(w)) + inercia * (w - anterior)
        anterior, w = w, np.clip(siguiente, -LEJOS, LEJOS)
        camino[n + 1] = w
    return np.array(camino)


def tasa_limite(curvatura: float) -> float:
    """La tasa desde la que el descenso en un valle de curvatura L deja de acercarse al fondo: 2 / L.

    En E(w) = L·w²/2 cada paso multiplica el peso por 1 − tasa·L; se acerca si |1 − tasa·L| < 1.

    >>> tasa_limite(2.0)
    1.0
    """
    return 2 / curvatura


def valle(w: ArrayLike) -> Numeros:
    """Un valle liso, con el fondo en 0: E(w) = w².

    >>> valle([-2.0, 0.0])
    array([4., 0.])
    """
    return np.asarray(w, dtype=float) ** 2


def d_valle(w: ArrayLike) -> Numeros:
    """Derivada del valle: E′(w) = 2·w.

    >>> d_valle([-2.0, 0.0])
    array([-4.,  0.])
    """
    return CURVATURA * np.asarray(w, dtype=float)


def valle_con_bache(w: ArrayLike) -> Numeros:
    """Un valle hondo a la izquierda y un bache a la derecha: E(w) = (w² − 4)²/16 + w/4.

    >>> float(valle_con_bache(2.0))
    0.5
    """
    w = np.asarray(w, dtype=float)
    return (w**2 - 4) ** 2 / 16 + w / 4


def d_valle_con_bache(w: ArrayLike) -> Numeros:
    """Derivada del valle con bache: E′(w) = w·(w² − 4)/4 + 1/4.

    >>> float(d_valle_con_bache(2.0))
    0.25
    """
    w = np.asarray(w, dtype=float)
    pendiente: Numeros = w * (w**2 - 4) / 4 + 1 / 4
    return pendiente


def curvatura_con_bache(w: ArrayLike) -> Numeros:
    """Lo que se curva el valle con bache: E″(w) = (3·w² − 4)/4. Es negativa en la cima.

    >>> float(curvatura_con_bache(2.0))
    2.0
    """
    return (3 * np.asarray(w, dtype=float) ** 2 - 4) / 4


def fondos() -> Numeros:
    """Los tres puntos llanos del valle con bache, de izquierda a derecha: fondo, cima y bache.

    Son las raíces de w³ − 4·w + 1 = 0.

    >>> fondos().round(3)
    array([-2.115,  0.254,  1.861])
    """
    return np.sort(np.roots([1.0, 0.0, -4.0, 1.0]).real)


def converge(camino: ArrayLike, hasta: float, cerca: float = 1e-3) -> bool:
    """Si el camino termina a menos de `cerca` de `hasta`.

    >>> converge([1.0, 0.1, 0.0005], 0.0)
    True
    """
    return bool(np.all(np.abs(np.asarray(camino, dtype=float)[-1] - hasta) < cerca))


def pasos_hasta(camino: ArrayLike, hasta: float, cerca: float = 1e-3) -> int | None:
    """El primer paso desde el que el camino ya no se aleja de `hasta` más de `cerca`, o `None`.

    >>> pasos_hasta([1.0, 0.1, 0.0005, 0.0001], 0.0)
    2
    """
    lejos = np.flatnonzero(np.abs(np.asarray(camino, dtype=float) - hasta) >= cerca)
    primero = int(lejos[-1]) + 1 if lejos.size else 0
    return primero if primero < len(np.asarray(camino)) else None


def destino(w0: ArrayLike, tasa: float, pasos: int = 500, inercia: float = 0.0) -> Numeros:
    """Dónde acaba cada punto de salida en el valle con bache; `nan` si no se para en ningún fondo.

    >>> destino([-3.0, 3.0], tasa=0.1).round(2)
    array([-2.11,  1.86])
    """
    penultimo, ultimo = descenso(d_valle_con_bache, w0, tasa, pasos, inercia)[-2:]
    return np.where(np.abs(ultimo - penultimo) < QUIETO, ultimo, np.nan)
