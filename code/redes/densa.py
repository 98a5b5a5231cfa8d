"""Una red densa de cualquier profundidad, con la retropropagación escrita a mano.

Una red es una lista de capas. Hacia delante, cada capa calcula z = a·W + b y pasa a = f(z) a la siguiente;
hacia atrás, cada una recibe el error de la de arriba, se queda con su gradiente y lo pasa hacia abajo.
Las filas de `X` son los n ejemplos.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from redes import activaciones as act
from redes.activaciones import Numeros


class Activacion(NamedTuple):
    """Una función de activación y su derivada, elemento a elemento."""

    f: Callable[[Numeros], Numeros]
    d_f: Callable[[Numeros], Numeros]


IDENTIDAD = Activacion(np.array, np.ones_like)
ESCALON = Activacion(act.escalon, act.d_escalon)
SIGMOIDE = Activacion(act.sigmoide, act.d_sigmoide)
TANH = Activacion(act.tanh, act.d_tanh)
RELU = Activacion(act.relu, act.d_relu)
RELU_CON_FUGA = Activacion(act.relu_con_fuga, act.d_relu_con_fuga)


class Capa(NamedTuple):
    """Una capa densa: `W` es (entradas, salidas) y `b`, (salidas,)."""

    W: Numeros
    b: Numeros
    activacion: Activacion


class Gradiente(NamedTuple):
    """Lo que recibe una capa: `W` y `b` como los suyos, y `delta`, ∂E/∂z, de forma (n, salidas)."""

    W: Numeros
    b: Numeros
    delta: Numeros


Inicio = Callable[[int, int, np.random.Generator], Numeros]
Ida = tuple[list[Numeros], list[Numeros]]  # las z y las a de una pasada hacia delante


def pequena(entradas: int, salidas: int, rng: np.random.Generator) -> Numeros:
    """Pesos iniciales minúsculos: normales de desviación 0.01, sea cual sea el tamaño de la capa.

    >>> pequena(2, 3, np.random.default_rng(0)).shape
    (2, 3)
    """
    return rng.normal(scale=0.01, size=(entradas, salidas))


def varianza_de_glorot(entradas: int, salidas: int) -> float:
    """La varianza con la que ni la ida ni la vuelta crecen ni menguan mucho: 2 / (entradas + salidas).

    Fuente: Glorot y Bengio (2010), ecuación 12.

    >>> varianza_de_glorot(10, 30)
    0.05
    """
    return 2 / (entradas + salidas)


def varianza_de_he(entradas: int) -> float:
    """La varianza que compensa que media capa ReLU calle: 2 / entradas.

    Fuente: He, Zhang, Ren y Sun (2015), ecuación 10.

    >>> varianza_de_he(20)
    0.1
    """
    return 2 / entradas


def glorot(entradas: int, salidas: int, rng: np.random.Generator) -> Numeros:
    """Pesos iniciales uniformes en ±√(3·varianza), con la `varianza_de_glorot`: ±√(6 / (entradas + salidas)).

    Fuente: Glorot y Bengio (2010), ecuación 16.

    >>> bool(np.abs(glorot(3, 3, np.random.default_rng(0))).max() <= 1)
    True
    """
    limite = np.sqrt(3 * varianza_de_glorot(entradas, salidas))
    return rng.uniform(-limite, limite, size=(entradas, salidas))


def he(entradas: int, salidas: int, rng: np.random.Generator) -> Numeros:
    """Pesos iniciales normales con la `varianza_de_he`, pensados para ReLU.

    Fuente: He, Zhang, Ren y Sun (2015), ecuación 10.

    >>> he(2, 3, np.random.default_rng(0)).shape
    (2, 3)
    """
    return rng.normal(scale=np.sqrt(varianza_de_he(entradas)), size=(entradas, salidas))


def red_densa(
    tamanos: Sequence[int],
    activacion: Activacion = SIGMOIDE,
    inicio: Inicio = glorot,
    semilla: int = 0,
    salida: Activacion | None = None,
) -> list[Capa]:
    """Una red recién nacida: `tamanos` va de las entradas a las salidas y los sesgos son 0.

    La última capa usa `salida`, si se da. La misma semilla da siempre la misma red.

    >>> [capa.W.shape for capa in red_densa([2, 5, 1])]
    [(2, 5), (5, 1)]
    """
    rng = np.random.default_rng(semilla)
    red = [Capa(inicio(n, m, rng), np.zeros(m), activacion) for n, m in pairwise(tamanos)]
    return [*red[:-1], red[-1]._replace(activacion=salida or activacion)]


def preactivacion(a: ArrayLike, W: ArrayLike, b: ArrayLike) -> Numeros:
    """Lo que una neurona, o una capa, recibe antes de activarse: z = Σ aᵢ·wᵢ + b.

    Formas: `a` es (…, entradas). En una neurona `W` es (entradas,), y z, un número por cada `a`; en una
    capa, (entradas, salidas), y z, (…, salidas).

    >>> float(preactivacion([1, 2], [3, -1], 0.5))
    1.5
    """
    z: Numeros = np.asarray(a, dtype=float) @ np.asarray(W, dtype=float) + np.asarray(b, dtype=float)
    return z


def adelante(red: Sequence[Capa], X: ArrayLike) -> Ida:
    """La pasada hacia delante: las z de cada capa y las a, que empiezan por la propia `X`.

    Formas: `X` es (n, entradas); z y a de cada capa, (n, salidas).
    Errores: `ValueError` si `X` no tiene las entradas que la red espera.

    >>> z, a = adelante([Capa(np.array([[2.0]]), np.array([1.0]), RELU)], [[3], [-3]])
    >>> z[0].ravel(), a[-1].ravel()
    (array([ 7., -5.]), array([7., 0.]))
    """
    a = np.asarray(X, dtype=float)
    if a.ndim != 2 or a.shape[1] != len(red[0].W):
        raise ValueError(f"la red espera X de forma (n, {len(red[0].W)}) y ha recibido {a.shape}")
    zs, activaciones = [], [a]
    for capa in red:
        zs.append(preactivacion(activaciones[-1], capa.W, capa.b))
        activaciones.append(capa.activacion.f(zs[-1]))
    return zs, activaciones


def delta_oculta(delta: ArrayLike, W: ArrayLike, z: ArrayLike, activacion: Activacion = SIGMOIDE) -> Numeros:
    """La δ de una capa, a partir de la δ y de los pesos de la de encima: (δ·Wᵀ) ⊙ f′(z).

    Formas: `delta` es (n, salidas de la de encima); `W`, la de la de encima; `z`, (n, salidas).
    Fuente: Rumelhart, Hinton y Williams (1986).

    >>> delta_oculta([[-4.0]], [[4.0], [-2.0]], [[0.0, 0.0]])
    array([[-4.,  2.]])
    """
    lo_que_baja: Numeros = np.asarray(delta, dtype=float) @ np.asarray(W, dtype=float).T
    return lo_que_baja * activacion.d_f(np.asarray(z, dtype=float))


def gradiente_de_capa(a: ArrayLike, delta: ArrayLike) -> Gradiente:
    """El gradiente de una capa que oye `a`, (n, entradas): ∂E/∂W = aᵀ·δ y ∂E/∂b = Σ δ, que suma los ejemplos.

    >>> gradiente_de_capa([[1.0, 2.0]], [[-4.0, 2.0]]).W
    array([[-4.,  2.],
           [-8.,  4.]])
    """
    a, delta = np.asarray(a, dtype=float), np.asarray(delta, dtype=float)
    return Gradiente(a.T @ delta, delta.sum(axis=0), delta)


def retropropagar(
    red: Sequence[Capa], X: ArrayLike, d_salida: ArrayLike, ida: Ida | None = None
) -> list[Gradiente]:
    """La pasada hacia atrás: la δ de la salida, ∂E/∂a ⊙ f′(z), y de ella la de cada capa, con su gradiente.

    `d_salida`, (n, salidas), es la derivada del error por cada salida de la red; `ida`, lo que dio `adelante`
    con esa `X`, si ya se tiene. El orden es el de las capas.
    Fuente: Rumelhart, Hinton y Williams (1986).

    >>> capa = Capa(np.array([[2.0]]), np.array([1.0]), RELU)
    >>> [g.W.item() for g in retropropagar([capa, capa], [[3]], [[1]])]
    [6.0, 7.0]
    """
    zs, activaciones = ida or adelante(red, X)
    deltas = [np.asarray(d_salida, dtype=float) * red[-1].activacion.d_f(zs[-1])]
    for (capa, encima), z in zip(reversed([*pairwise(red)]), zs[-2::-1], strict=True):
        deltas.append(delta_oculta(deltas[-1], encima.W, z, capa.activacion))
    return [gradiente_de_capa(a, delta) for a, delta in zip(activaciones[:-1], reversed(deltas), strict=True)]


def normas(gradientes: Sequence[Gradiente]) -> Numeros:
    """La fuerza del gradiente que llega a los pesos de cada capa: ‖∂E/∂W‖, de la primera a la última.

    >>> capa = Capa(np.array([[2.0]]), np.array([1.0]), RELU)
    >>> normas(retropropagar([capa, capa], [[3]], [[1]]))
    array([6., 7.])
    """
    return np.array([np.linalg.norm(gradiente.W) for gradiente in gradientes])


def corregida(red: Sequence[Capa], gradientes: Sequence[Gradiente], tasa: float) -> list[Capa]:
    """La red después de un paso de descenso: cada peso y cada sesgo, menos la tasa por su gradiente.

    >>> capa = Capa(np.array([[2.0]]), np.array([1.0]), RELU)
    >>> corregida([capa], retropropagar([capa], [[3]], [[1]]), tasa=0.5)[0].W
    array([[0.5]])
    """
    return [
        capa._replace(W=capa.W - tasa * gradiente.W, b=capa.b - tasa * gradiente.b)
        for capa, gradiente in zip(red, gradientes, strict=True)
    ]


class Cadena(NamedTuple):
    """Una cadena de neuronas y lo que le llega a cada una, de la primera a la última.

    `senal` es ∂a_final/∂z: el producto de las f′ desde el final hasta la neurona, ella incluida, y de los
    pesos que hay entre medias.
    """

    z: Numeros
    a: Numeros
    senal: Numeros


def cadena(x: float, pesos: ArrayLike, sesgos: ArrayLike, activacion: Activacion = SIGMOIDE) -> Cadena:
    """Una red con una sola neurona por capa, y la señal que llega a cada una: Π f′(z)·w.

    Fuente: Hochreiter (1991); Bengio, Simard y Frasconi (1994).

    >>> cadena(0, pesos=[1, 1], sesgos=[0, -0.5]).senal
    array([0.0625, 0.25  ])
    """
    w, b = np.asarray(pesos, dtype=float), np.asarray(sesgos, dtype=float)
    z, a = np.empty_like(w), np.empty_like(w)
    for capa in range(len(w)):
        z[capa] = w[capa] * (a[capa - 1] if capa else x) + b[capa]
        a[capa] = activacion.f(z[capa])
    pesos_de_arriba = np.append(w[1:], 1.0)
    senal = np.cumprod((activacion.d_f(z) * pesos_de_arriba)[::-1])[::-1]
    return Cadena(z, a, senal)
