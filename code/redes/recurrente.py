"""La red recurrente: lee palabra por palabra y lo guarda todo en un estado. Cuánto recuerda y cuánto tarda.

Formas: una frase es X `(n, d)`, una palabra por fila; los estados, H `(n, m)`; W_x `(d, m)`, W_h `(m, m)`,
b `(m,)`. La memoria y el trabajo se miden junto a los de la atención.
Fuentes: Rumelhart, Hinton y Williams (1986); Bengio, Simard y Frasconi (1994) para la memoria;
Vaswani et al. (2017), tabla 1, para el trabajo.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from redes.activaciones import Numeros
from redes.atencion import atencion, mascara_causal


class Red(NamedTuple):
    """Los parámetros de una red recurrente, o los gradientes de una pérdida por cada uno."""

    W_x: Numeros
    W_h: Numeros
    b: Numeros


def red_al_azar(d: int, radio: float, azar: np.random.Generator) -> Red:
    """Una red sin entrenar, con tantos estados como entradas.

    W_h es una matriz ortogonal por `radio`: en cada paso estira o encoge el estado exactamente ese factor.

    >>> red = red_al_azar(3, 0.9, np.random.default_rng(0))
    >>> np.linalg.norm(red.W_h, 2).round(4)
    np.float64(0.9)
    """
    ortogonal, _ = np.linalg.qr(azar.normal(size=(d, d)))
    return Red(azar.normal(size=(d, d)) / np.sqrt(d), radio * ortogonal, np.zeros(d))


def paso(x: ArrayLike, h: ArrayLike, red: Red) -> Numeros:
    """Leer una palabra: el estado nuevo mezcla lo leído y lo recordado, h′ = tanh(x·W_x + h·W_h + b).

    >>> paso([1.0], [0.0], Red(np.eye(1), np.eye(1), np.zeros(1))).round(4)
    array([0.7616])
    """
    return np.tanh(np.asarray(x) @ red.W_x + np.asarray(h) @ red.W_h + red.b)


def recorrer(X: ArrayLike, red: Red) -> Numeros:
    """Leer la frase entera, de la primera palabra a la última: todos los estados, desde el cero, `(n, m)`.

    >>> recorrer([[1.0], [0.0]], Red(np.eye(1), np.eye(1), np.zeros(1))).round(4)
    array([[0.7616],
           [0.642 ]])
    """
    h = np.zeros_like(red.b)
    return np.array([h := paso(x, h, red) for x in np.asarray(X, dtype=float)])


def grad_recorrer(X: ArrayLike, red: Red, grad_H: ArrayLike) -> tuple[Numeros, Red]:
    """El gradiente a través del tiempo: de ∂L/∂H `(n, m)` a ∂L/∂X `(n, d)` y los de los parámetros.

    Va de la última palabra a la primera. En cada paso se multiplica por tanh′ y por W_h: la misma cadena de
    factores que en una red profunda, con tantas capas como palabras.

    >>> red = Red(np.eye(1), np.eye(1), np.zeros(1))
    >>> grad_X, grad_red = grad_recorrer([[0.0], [0.0]], red, [[0.0], [1.0]])
    >>> grad_X.ravel(), grad_red.b
    (array([1., 1.]), array([2.]))
    """
    X, grad_H = np.asarray(X, dtype=float), np.asarray(grad_H, dtype=float)
    H = recorrer(X, red)
    anteriores = np.vstack([np.zeros_like(red.b), H[:-1]])
    pendientes = 1 - H**2  # tanh′, escrita con su propia salida
    grad_Z = np.zeros_like(H)
    futuro = np.zeros_like(red.b)
    for t in reversed(range(len(X))):
        grad_Z[t] = (grad_H[t] + futuro) * pendientes[t]
        futuro = grad_Z[t] @ red.W_h.T
    return grad_Z @ red.W_x.T, Red(X.T @ grad_Z, anteriores.T @ grad_Z, grad_Z.sum(axis=0))


def memoria_recurrente(X: ArrayLike, red: Red) -> Numeros:
    """Cuánto queda de la palabra 1 tras leer 1, 2, …, n palabras: ‖∂h_t/∂x₁‖ / ‖∂h₁/∂x₁‖, `(n,)`.

    Es lo que un cambio diminuto en la primera palabra mueve el estado, y también lo que del gradiente de la
    última llega a la primera. Con W_h = `radio`·ortogonal nunca pasa de radio^(t−1).

    >>> memoria_recurrente(np.zeros((3, 1)), Red(np.eye(1), 0.5 * np.eye(1), np.zeros(1)))
    array([1.  , 0.5 , 0.25])
    """
    pendientes = 1 - recorrer(X, red) ** 2
    jacobiana = red.W_x * pendientes[0]
    normas = [np.linalg.norm(jacobiana)]
    for pendiente in pendientes[1:]:
        jacobiana = jacobiana @ red.W_h * pendiente
        normas.append(np.linalg.norm(jacobiana))
    memoria: Numeros = np.array(normas) / normas[0]
    return memoria


def memoria_atencion(q: ArrayLike, X: ArrayLike, W_K: ArrayLike, W_V: ArrayLike) -> Numeros:
    """Cuánto queda de la palabra 1 para quien atiende con la consulta q a frases de 1, 2, …, n palabras.

    La misma medida que `memoria_recurrente`: ‖∂z/∂x₁‖, relativa a la frase de una sola palabra. La derivada
    es p₁·(W_V + (W_K·q/√d_k)·(v₁ − z)ᵀ): cambiar la palabra cambia lo que aporta y cuánto se la mira.

    >>> memoria_atencion([0.0], [[1.0], [2.0], [3.0]], [[1.0]], [[1.0]]).round(4)
    array([1.    , 0.5   , 0.3333])
    """
    q, X, W_K, W_V = (np.asarray(matriz, dtype=float) for matriz in (q, X, W_K, W_V))
    n, V = len(X), X @ W_V
    pesos, Z = atencion(np.tile(q, (n, 1)), X @ W_K, V, mascara=mascara_causal(n))
    mirada = W_K @ q / np.sqrt(len(q))
    jacobianas = pesos[:, :1, None] * (W_V + mirada[:, None] * (V[0] - Z)[:, None, :])
    memoria: Numeros = np.linalg.norm(jacobianas, axis=(1, 2)) / np.linalg.norm(W_V)
    return memoria


def productos_recurrente(n: int, d: int) -> int:
    """Las multiplicaciones de leer n palabras de d números: x·W_x y h·W_h, 2·n·d². Crecen con n.

    >>> productos_recurrente(10, 4)
    320
    """
    return 2 * n * d**2


def productos_proyecciones(n: int, d: int) -> int:
    """Las multiplicaciones de hacer las Q, K y V de n palabras de d números: 3·n·d². Crecen con n.

    >>> productos_proyecciones(10, 4)
    480
    """
    return 3 * n * d**2


def productos_miradas(n: int, d: int) -> int:
    """Las multiplicaciones de que n palabras de d números se miren todas: Q·Kᵀ y pesos·V, 2·n²·d.

    Crecen con el cuadrado de n.

    >>> productos_miradas(10, 4)
    800
    """
    return 2 * n**2 * d


def productos_atencion(n: int, d: int) -> int:
    """Todas las multiplicaciones de una atención, proyecciones y miradas: 3·n·d² + 2·n²·d.

    Las proyecciones se cuentan porque también se le cuenta a la recurrente lo suyo, x·W_x. Por palabra son
    3·d² + 2·n·d: con más núcleos que eso, la atención da menos turnos que la recurrente.

    >>> productos_atencion(10, 4)
    1280
    """
    return productos_proyecciones(n, d) + productos_miradas(n, d)


def turnos_recurrente(n: int, d: int, nucleos: int) -> int:
    """Turnos de la recurrente con `nucleos` multiplicando a la vez: n·⌈2·d²/núcleos⌉, nunca menos de n.

    >>> turnos_recurrente(10, 4, nucleos=1_000_000)
    10
    """
    return n * -(-productos_recurrente(1, d) // nucleos)


def turnos_atencion(n: int, d: int, nucleos: int) -> int:
    """Turnos de la atención con `nucleos` multiplicando a la vez: ⌈3·n·d²/núcleos⌉ + 2·⌈n²·d/núcleos⌉.

    Son tres tandas, y ninguna puede empezar sin la anterior: proyectar, puntuar y mezclar los valores.

    >>> turnos_atencion(10, 4, nucleos=1_000_000)
    3
    """
    tandas = (productos_proyecciones(n, d), n**2 * d, n**2 * d)
    return sum(-(-productos // nucleos) for productos in tandas)
