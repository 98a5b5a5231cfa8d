"""La palabra siguiente: cuánto sorprende, cómo se corrigen las puntuaciones y cómo se elige.

`z` son las puntuaciones de un vocabulario de `n` tokens, (…, n), y `p` sus probabilidades; `cual` es el lugar
del token que vino. Las pérdidas van en nats.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from redes.activaciones import Numeros
from redes.atencion import softmax
from redes.descenso import descenso
from redes.perdidas import entropia_cruzada_z, grad_z_entropia_cruzada

Lugares = NDArray[np.intp]
Simples = NDArray[np.float32]
"""Números en precisión simple, la mitad de cifras y de memoria, como se guardan los modelos grandes."""

# «El cielo es…»: lo que puntúan dos modelos. El equivocado da a «verde» lo que el acertado da a «azul».
CIELO = ("azul", "gris", "nublado", "verde", "queso")
ACERTADO = np.array([3.0, 2.0, 1.5, 0.0, -2.0])
EQUIVOCADO = np.array([0.0, 2.0, 1.5, 3.0, -2.0])

CURVATURA = 0.5  # la mayor que puede tener la pérdida de una softmax


def parejas(texto: Sequence[str]) -> list[tuple[tuple[str, ...], str]]:
    """Los ejercicios que un texto trae ya resueltos: cada principio y la palabra que lo sigue.

    >>> parejas(["el", "cielo", "es"])
    [(('el',), 'cielo'), (('el', 'cielo'), 'es')]
    """
    return [(tuple(texto[:i]), texto[i]) for i in range(1, len(texto))]


def vino(cual: int, n: int) -> Numeros:
    """La respuesta verdadera como reparto: un 1 en el token que vino y 0 en los otros n − 1.

    Errores: `ValueError` si `cual` no está entre 0 y n − 1.

    >>> vino(1, 3)
    array([0., 1., 0.])
    """
    if not 0 <= cual < n:
        raise ValueError(f"vino: en un vocabulario de {n} tokens no hay ninguno en el lugar {cual}")
    y = np.zeros(n)
    y[cual] = 1
    return y


def sorpresa(z: ArrayLike, cual: int) -> float:
    """La entropía cruzada de un token: −ln p del que vino, calculada desde las puntuaciones, (n,).

    >>> round(sorpresa([0, 0], 1), 4)
    0.6931
    """
    z = np.asarray(z, dtype=float)
    return float(entropia_cruzada_z(z, vino(cual, len(z))))


def grad_z_sorpresa(z: ArrayLike, cual: int) -> Numeros:
    """El gradiente de la sorpresa por cada puntuación: p − y. Suma 0: lo que uno gana, lo pierden los demás.

    >>> grad_z_sorpresa([0, 0], 1)
    array([ 0.5, -0.5])
    """
    z = np.asarray(z, dtype=float)
    return grad_z_entropia_cruzada(z, vino(cual, len(z)))


def corregir(z: ArrayLike, cual: int, tasa: float, pasos: int = 1) -> Numeros:
    """El camino de las puntuaciones al corregirlas: (pasos + 1, n), empezando por las de antes.

    Cada paso es z − tasa · (p − y). Por debajo de 2 / `CURVATURA` ninguno aumenta la sorpresa.

    >>> corregir([0, 0], 1, tasa=1)
    array([[ 0. ,  0. ],
           [-0.5,  0.5]])
    """
    return descenso(lambda z: grad_z_sorpresa(z, cual), z, tasa, pasos)


def templar(z: ArrayLike, temperatura: float) -> Numeros:
    """Las puntuaciones a una temperatura: z / T. Errores: `ValueError` si la temperatura no es positiva.

    >>> templar([2, 1], 0.5)
    array([4., 2.])
    """
    if temperatura <= 0:
        raise ValueError(f"la temperatura tiene que ser positiva, no {temperatura}")
    return np.asarray(z, dtype=float) / temperatura


def reparto(z: ArrayLike, temperatura: float = 1) -> Numeros:
    """La distribución del token siguiente: pᵢ = e^(zᵢ/T) / Σ e^(zⱼ/T), sobre el último eje.

    Errores: los de `templar` y `softmax`. Fuente: Ackley, Hinton y Sejnowski (1985), para la temperatura.

    >>> reparto([2, 1], 0.5).round(4)
    array([0.8808, 0.1192])
    """
    return softmax(templar(z, temperatura))


def los_primeros(p: ArrayLike, k: int) -> Numeros:
    """El reparto entre los k tokens más probables (*top-k*): los demás reciben 0. Forma: (n,).

    En un empate queda el que va antes. Errores: `ValueError` si k no es al menos 1.
    Fuente: Fan, Lewis y Dauphin (2018).

    >>> los_primeros([0.2, 0.5, 0.3], 2)
    array([0.   , 0.625, 0.375])
    """
    if k < 1:
        raise ValueError(f"los_primeros: tiene que quedar al menos un token, no {k}")
    p = np.asarray(p, dtype=float)
    return _entre(p, _de_mas_a_menos(p)[:k])


def nucleo(p: ArrayLike, tope: float) -> Numeros:
    """El reparto entre los menos tokens que, de más a menos probables, juntan `tope` (*top-p*). Forma: (n,).

    Errores: `ValueError` si `tope` no está entre 0, sin incluirlo, y 1. Fuente: Holtzman et al. (2020).

    >>> nucleo([0.2, 0.5, 0.3], 0.75)
    array([0.   , 0.625, 0.375])
    """
    if not 0 < tope <= 1:
        raise ValueError(f"nucleo: el tope tiene que estar entre 0, sin incluirlo, y 1, no {tope}")
    p = np.asarray(p, dtype=float)
    orden = _de_mas_a_menos(p)
    juntan_los_de_antes = np.cumsum(p[orden]) - p[orden]
    return _entre(p, orden[juntan_los_de_antes < tope])


def _de_mas_a_menos(p: Numeros) -> Lugares:
    return np.argsort(-p, kind="stable")


def _entre(p: Numeros, quedan: Lugares) -> Numeros:
    q = np.zeros_like(p)
    q[quedan] = p[quedan]
    q /= q.sum()
    return q


def pesos_de_salida(ancho: int, vocabulario: int) -> int:
    """Los números de la última capa: un vector de `ancho` por cada token del vocabulario.

    Son también los productos que hay que hacer para puntuar una posición.

    >>> pesos_de_salida(768, 50_257)
    38597376
    """
    return ancho * vocabulario


def pesos_de_un_bloque(ancho: int) -> int:
    """Los números de un bloque de GPT-2: 12·d² de sus matrices y 13·d de sesgos y normas.

    Cuatro matrices d × d para mirar (Q, K, V y la que junta las cabezas) y dos d × 4d para pensar.
    Fuente: Radford et al. (2019), sección 2.3.

    >>> pesos_de_un_bloque(768)
    7087872
    """
    matrices = 4 * ancho**2 + 2 * ancho * 4 * ancho
    sesgos = 4 * ancho + 4 * ancho + ancho
    normas = 2 * 2 * ancho
    return matrices + sesgos + normas


def capa_de_salida(ancho: int, vocabulario: int, semilla: int = 0) -> tuple[Simples, Simples]:
    """Un vector h, (ancho,), y una última capa recién nacida W, (ancho, vocabulario), en float32.

    h es como sale de la norma de capa, de varianza 1; los pesos nacen con desviación 0.02, como en GPT-2.

    >>> h, W = capa_de_salida(4, 10)
    >>> h.shape, W.shape, W.dtype
    ((4,), (4, 10), dtype('float32'))
    """
    rng = np.random.default_rng(semilla)
    h = rng.standard_normal(ancho, dtype=np.float32)
    W = rng.standard_normal((ancho, vocabulario), dtype=np.float32)
    W *= np.float32(0.02)
    return h, W
