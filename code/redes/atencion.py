"""La atención del Transformer: cada palabra mira a todas las demás y decide cuánto toma de cada una.

Formas: `n` palabras en filas, `d` números por palabra en columnas; delante puede haber más ejes
(cabezas, frases de un lote). Los pesos y las salidas no tienen unidades.
Fuente de todo el módulo: Vaswani et al. (2017), secciones 3.2 y 3.5.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from redes.activaciones import Numeros

Mascara = NDArray[np.bool_]


def softmax(z: ArrayLike, eje: int = -1) -> Numeros:
    """Convierte puntuaciones en un reparto que suma 1: pᵢ = e^zᵢ / Σ e^zⱼ, a lo largo de `eje`.

    Restar antes el máximo no cambia el resultado y evita que e^z desborde; un −∞ recibe un 0 exacto.
    Errores: `ValueError` si el máximo de algún reparto no es finito (todo −∞, algún +∞ o algún `nan`).

    >>> softmax([5, 4]).round(4)
    array([0.7311, 0.2689])
    """
    z = np.asarray(z, dtype=float)
    maximo = z.max(axis=eje, keepdims=True)
    if not np.all(np.isfinite(maximo)):
        raise ValueError("softmax: cada reparto necesita un máximo finito")
    e: Numeros = np.exp(z - maximo)
    p: Numeros = e / e.sum(axis=eje, keepdims=True)
    return p


def d_softmax(z: ArrayLike) -> Numeros:
    """Derivada de la softmax sobre el último eje: la matriz ∂pᵢ/∂zⱼ = pᵢ·(δᵢⱼ − pⱼ).

    Formas: z es `(…, n)`; el resultado, `(…, n, n)`.

    >>> d_softmax([0, 0])
    array([[ 0.25, -0.25],
           [-0.25,  0.25]])
    """
    p = softmax(z)
    return p[..., :, None] * (np.eye(p.shape[-1]) - p[..., None, :])


def atencion(
    Q: ArrayLike, K: ArrayLike, V: ArrayLike, escalar: bool = True, mascara: ArrayLike | None = None
) -> tuple[Numeros, Numeros]:
    """La atención por producto escalar: pesos = softmax(Q·Kᵀ / √d_k), salida = pesos·V.

    Formas: Q `(…, n, d_k)`, K `(…, m, d_k)`, V `(…, m, d_v)`; devuelve los pesos `(…, n, m)` y la salida
    `(…, n, d_v)`. Con `escalar=False` no divide entre √d_k. `mascara`, booleana y extensible a `(…, n, m)`,
    vale verdadero donde la fila puede mirar a la columna; en lo demás el peso es 0.

    >>> pesos, salida = atencion([[2, 1]], [[2, 1], [1, 2]], [[10, 0], [0, 10]], escalar=False)
    >>> pesos.round(4), salida.round(2)
    (array([[0.7311, 0.2689]]), array([[7.31, 2.69]]))
    """
    pesos = softmax(puntuaciones(Q, K, escalar, mascara))
    return pesos, pesos @ np.asarray(V, dtype=float)


def puntuaciones(
    Q: ArrayLike, K: ArrayLike, escalar: bool = True, mascara: ArrayLike | None = None
) -> Numeros:
    """Lo que cada palabra puntúa a cada una antes de la softmax: Q·Kᵀ / √d_k, y −∞ donde no puede mirar.

    Formas y opciones: las de `atencion`; el resultado, `(…, n, m)`.

    >>> puntuaciones([[2, 1]], [[2, 1], [1, 2]], escalar=False)
    array([[5., 4.]])
    """
    Q, K = (np.asarray(matriz, dtype=float) for matriz in (Q, K))
    puntos: Numeros = Q @ K.swapaxes(-1, -2)
    if escalar:
        puntos = puntos / np.sqrt(Q.shape[-1])
    return puntos if mascara is None else np.where(mascara, puntos, -np.inf)


def proyecciones(
    X: ArrayLike, W_Q: ArrayLike, W_K: ArrayLike, W_V: ArrayLike
) -> tuple[Numeros, Numeros, Numeros]:
    """Lo que cada palabra busca, ofrece y aporta: Q = X·W_Q, K = X·W_K, V = X·W_V.

    Formas: X `(…, n, d)` y cada W `(d, d_k)` o `(d, d_v)`.

    >>> Q, K, V = proyecciones([1, 0], [[2, 1], [1, 2]], [[2, 1], [1, 2]], [[10, 0], [0, 10]])
    >>> Q, V
    (array([2., 1.]), array([10.,  0.]))
    """
    X = np.asarray(X, dtype=float)
    return X @ np.asarray(W_Q), X @ np.asarray(W_K), X @ np.asarray(W_V)


def mascara_causal(n: int) -> Mascara:
    """La máscara de quien escribe: cada palabra se mira a sí misma y a las anteriores, nunca a las futuras.

    >>> mascara_causal(3).astype(int)
    array([[1, 0, 0],
           [1, 1, 0],
           [1, 1, 1]])
    """
    return np.tri(n, dtype=bool)


def cabezas(X: ArrayLike, h: int) -> Numeros:
    """Parte los `d` números de cada palabra en `h` trozos iguales: de `(…, n, d)` a `(…, h, n, d/h)`.

    Errores: `ValueError` si h no divide a d.

    >>> cabezas([[1, 2, 3, 4], [5, 6, 7, 8]], 2)
    array([[[1., 2.],
            [5., 6.]],
           [[3., 4.],
            [7., 8.]]])
    """
    X = np.asarray(X, dtype=float)
    d = X.shape[-1]
    if d % h:
        raise ValueError(f"cabezas: {h} no divide a {d}")
    return X.reshape(*X.shape[:-1], h, d // h).swapaxes(-2, -3)


def juntar(X: ArrayLike) -> Numeros:
    """Pone las cabezas una al lado de otra, lo contrario de `cabezas`: de `(…, h, n, d/h)` a `(…, n, d)`.

    >>> juntar(cabezas([[1, 2, 3, 4]], 2))
    array([[1., 2., 3., 4.]])
    """
    X = np.asarray(X, dtype=float).swapaxes(-2, -3)
    return X.reshape(*X.shape[:-2], -1)


def atencion_multicabeza(
    X: ArrayLike,
    W_Q: ArrayLike,
    W_K: ArrayLike,
    W_V: ArrayLike,
    W_O: ArrayLike,
    h: int,
    mascara: ArrayLike | None = None,
) -> tuple[Numeros, Numeros]:
    """Varias atenciones a la vez, cada una en su trozo de los vectores: [cabeza₁, …, cabeza_h]·W_O.

    Formas: X `(…, n, d)`, las W `(d, d)`; devuelve los pesos `(…, h, n, n)` y la salida `(…, n, d)`.

    >>> pesos, salida = atencion_multicabeza(np.eye(2), *[np.eye(2)] * 4, h=2)
    >>> pesos.shape, salida.shape
    ((2, 2, 2), (2, 2))
    """
    Q, K, V = (cabezas(matriz, h) for matriz in proyecciones(X, W_Q, W_K, W_V))
    pesos, salida = atencion(Q, K, V, mascara=mascara)
    return pesos, juntar(salida) @ np.asarray(W_O)


def posiciones_sinusoidales(n: int, d: int) -> Numeros:
    """Las señales de posición: P[p, 2i] = sen(p / 10000^(2i/d)), P[p, 2i+1] = cos(p / 10000^(2i/d)).

    Forma: `(n, d)`, una fila por posición, desde la 0. Errores: `ValueError` si d es impar.

    >>> posiciones_sinusoidales(2, 2).round(4)
    array([[0.    , 1.    ],
           [0.8415, 0.5403]])
    """
    if d % 2:
        raise ValueError(f"posiciones_sinusoidales: d tiene que ser par, no {d}")
    angulos = np.arange(n)[:, None] / 10_000.0 ** (np.arange(0, d, 2) / d)
    return np.stack([np.sin(angulos), np.cos(angulos)], axis=-1).reshape(n, d)
