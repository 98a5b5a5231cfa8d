"""Aprender de comparaciones: cuánto vale cada respuesta, si solo se sabe cuál prefiere la gente de cada dos.

`r` son las recompensas de `n` respuestas, (n,), y `ganadas`, (…, n, n), las veces que la de la fila se
prefirió a la de la columna. Las pérdidas van en nats por comparación.
Fuentes: Bradley y Terry (1952) para el modelo; Rafailov et al. (2023), ecuación 4, para `inclinar`.
"""

import numpy as np
from numpy.typing import ArrayLike

from redes.activaciones import Numeros, sigmoide
from redes.atencion import softmax
from redes.descenso import descenso


def prefieren(r: ArrayLike) -> Numeros:
    """Con qué probabilidad se prefiere la de la fila a la de la columna: P(a ≻ b) = σ(r_a − r_b), (…, n, n).

    >>> prefieren([0, np.log(3)])
    array([[0.5 , 0.25],
           [0.75, 0.5 ]])
    """
    r = np.asarray(r, dtype=float)
    return sigmoide(r[..., :, None] - r[..., None, :])


def comparar(r: ArrayLike, veces: int, rng: np.random.Generator) -> Numeros:
    """Lo que sale de `veces` comparaciones de dos respuestas tomadas al azar: las ganadas, (n, n).

    >>> float(comparar([0, 1, 2], 100, np.random.default_rng(0)).sum())
    100.0
    """
    r = np.asarray(r, dtype=float)
    una, otra = np.triu_indices(len(r), 1)
    cuantas = rng.multinomial(veces, np.full(len(una), 1 / len(una)))
    gana_la_primera = rng.binomial(cuantas, prefieren(r)[una, otra])
    ganadas = np.zeros((len(r), len(r)))
    ganadas[una, otra], ganadas[otra, una] = gana_la_primera, cuantas - gana_la_primera
    return ganadas


def desacuerdo(r: ArrayLike, ganadas: ArrayLike) -> Numeros:
    """La entropía cruzada de unas comparaciones: −Σ ganadas_ab · ln σ(r_a − r_b) / Σ ganadas.

    >>> float(desacuerdo([0, 0], [[0, 1], [3, 0]]).round(4))
    0.6931
    """
    r, ganadas = np.asarray(r, dtype=float), np.asarray(ganadas, dtype=float)
    sorpresas = np.logaddexp(0, r[..., None, :] - r[..., :, None])
    nats: Numeros = (ganadas * sorpresas).sum(axis=(-1, -2)) / ganadas.sum(axis=(-1, -2))
    return nats


def grad_desacuerdo(r: ArrayLike, ganadas: ArrayLike) -> Numeros:
    """El gradiente del desacuerdo por cada recompensa: lo que se esperaba que ganara menos lo que ganó.

    Es p − y otra vez, por comparación.

    >>> grad_desacuerdo([0, 0], [[0, 1], [3, 0]])
    array([ 0.25, -0.25])
    """
    ganadas = np.asarray(ganadas, dtype=float)
    jugadas = ganadas + ganadas.swapaxes(-1, -2)
    esperadas = (jugadas * prefieren(r)).sum(axis=-1)
    gradiente: Numeros = (esperadas - ganadas.sum(axis=-1)) / ganadas.sum(axis=(-1, -2))[..., None]
    return gradiente


def recompensas(ganadas: ArrayLike, tasa: float = 4.0, pasos: int = 300) -> Numeros:
    """Las recompensas que mejor explican unas comparaciones, (…, n), por descenso del gradiente desde cero.

    Solo cuentan las diferencias: la media es 0, que es la de salida, y el gradiente no la mueve.

    >>> recompensas([[0, 25], [75, 0]]).round(3)
    array([-0.549,  0.549])
    """
    ganadas = np.asarray(ganadas, dtype=float)
    camino = descenso(lambda r: grad_desacuerdo(r, ganadas), np.zeros(ganadas.shape[:-1]), tasa, pasos)
    finales: Numeros = camino[-1]
    return finales


def inclinar(p: ArrayLike, r: ArrayLike, beta: float) -> Numeros:
    """El reparto que más recompensa junta sin alejarse del de partida: qᵢ = pᵢ · e^(rᵢ/β) / Z.

    De todos, es el que hace mayor Σ q·r − β·Σ q·ln(q/p). Donde p es 0, q es 0.
    Errores: `ValueError` si β no es positivo.

    >>> inclinar([0.5, 0.5, 0], [0, np.log(3), 9], beta=1)
    array([0.25, 0.75, 0.  ])
    """
    if beta <= 0:
        raise ValueError(f"inclinar: β tiene que ser positivo, no {beta}")
    p, r = np.asarray(p, dtype=float), np.asarray(r, dtype=float)
    with np.errstate(divide="ignore"):
        return softmax(np.log(p) + r / beta)
