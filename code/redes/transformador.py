"""Un Transformer minúsculo con la retropropagación escrita a mano.

Cada pieza es una función que devuelve dos cosas: lo que calcula y `atras`, la función que recibe ∂E/∂salida
y devuelve la derivada del error por cada una de sus entradas, en el mismo orden. La red las encadena
hacia delante y, para aprender, llama a los `atras` en el orden contrario. Orden de lectura:

    tokens → `incrustar` → [`norma` → `mirar` → + → `norma` → `pensar` → +] × capas → `norma` → `lineal` → z

Formas: `B` frases en un lote, `n` tokens por frase, `d` números por token, `V` palabras en el vocabulario.
Un token es un número de 0 a V − 1, o `HUECO` donde la frase ya se acabó.
Fuentes: Vaswani et al. (2017) para la atención y las posiciones; la norma va antes de cada pieza y la red
mira solo hacia atrás, como en Radford et al. (2019).
"""

from collections.abc import Callable
from math import gcd
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from redes.activaciones import Numeros, d_relu, relu
from redes.atencion import atencion, cabezas, mascara_causal, posiciones_sinusoidales
from redes.densa import glorot

Tokens = NDArray[np.int64]
Atras = Callable[[Numeros], tuple[Numeros, ...]]
Parametros = dict[str, Numeros]

HUECO = -1
EPSILON = 1e-5
"""Lo que se suma a la varianza en `norma` para no dividir nunca entre cero."""


def lineal(x: Numeros, W: Numeros, b: Numeros) -> tuple[Numeros, Atras]:
    """Una capa sin activación: x·W + b.

    Formas: x `(…, d)`, W `(d, m)`, b `(m,)`; la salida, `(…, m)`.

    >>> y, atras = lineal(np.array([[1.0, 2.0]]), np.array([[3.0], [4.0]]), np.array([5.0]))
    >>> y, atras(np.array([[1.0]]))[0]
    (array([[16.]]), array([[3., 4.]]))
    """

    def atras(d_y: Numeros) -> tuple[Numeros, ...]:
        return _de_vuelta(d_y, W), _por_frases(x, d_y), d_y.sum(axis=tuple(range(x.ndim - 1)))

    y = x @ W
    y += b
    return y, atras


def _de_vuelta(d_y: Numeros, W: Numeros) -> Numeros:
    """La derivada por x de un producto x·W: ∂E/∂y·Wᵀ, con Wᵀ copiada, que así se multiplica antes."""
    return d_y @ np.ascontiguousarray(W.T)


def _por_frases(x: Numeros, d_y: Numeros) -> Numeros:
    """La derivada por W de un producto x·W: la suma de xᵀ·∂E/∂y de todas las frases, en hasta ocho grupos.

    Un solo producto grande se lo repartirían los hilos de la biblioteca de álgebra, que a este tamaño pasan
    más tiempo esperándose que calculando; uno por frase serían demasiadas matrices que sumar.
    """
    grupos = gcd(len(x), 8)
    x, d_y = (matriz.reshape(grupos, -1, matriz.shape[-1]) for matriz in (x, d_y))
    return (x.swapaxes(-1, -2) @ d_y).sum(axis=0)


def incrustar(tokens: Tokens, E: Numeros) -> tuple[Numeros, Atras]:
    """El vector de cada token, que es su fila de la tabla `E`, más la señal de su posición.

    Formas: tokens `(B, n)`, E `(V, d)`; la salida, `(B, n, d)`. Un `HUECO` toma la primera fila.

    >>> x, atras = incrustar(np.array([[1, 1]]), np.zeros((2, 2)))
    >>> x[0, 0], atras(np.ones((1, 2, 2)))[0]
    (array([0., 1.]), array([[0., 0.], [2., 2.]]))
    """
    llenos = np.maximum(tokens, 0)

    def atras(d_x: Numeros) -> tuple[Numeros, ...]:
        # Cada palabra suma lo de todas sus apariciones: un recuento en el que cada una pesa su derivada.
        casillas = llenos[..., None] * E.shape[1] + np.arange(E.shape[1])
        d_E = np.bincount(casillas.ravel(), weights=d_x.ravel(), minlength=E.size)
        return (np.asarray(d_E, dtype=float).reshape(E.shape),)

    return E[llenos] + posiciones_sinusoidales(tokens.shape[1], E.shape[1]), atras


def norma(x: Numeros, escala: Numeros, centro: Numeros) -> tuple[Numeros, Atras]:
    """Deja cada vector con media 0 y varianza 1, z, y luego lo estira y lo mueve: escala ⊙ z + centro.

    z = (x − media) / √(varianza + ε), con la media y la varianza de los d números del vector.

    Formas: x `(…, d)`, escala y centro `(d,)`. Fuente: Ba, Kiros y Hinton (2016).

    >>> norma(np.array([1.0, 3.0]), np.ones(2), np.zeros(2))[0].round(4)
    array([-1.,  1.])
    """
    apartado = x - x.mean(axis=-1, keepdims=True)
    varianza = np.vecdot(apartado, apartado)[..., None] / x.shape[-1]
    desviacion = np.sqrt(varianza + EPSILON)
    z = apartado / desviacion
    filas = tuple(range(x.ndim - 1))

    def atras(d_y: Numeros) -> tuple[Numeros, ...]:
        d_z = d_y * escala
        # Lo que la media y la desviación no dejan pasar: mover todo x a la vez o estirarlo no cambia z.
        d_z = d_z - d_z.mean(axis=-1, keepdims=True)
        d_x = (d_z - z * (np.vecdot(d_z, z)[..., None] / x.shape[-1])) / desviacion
        return d_x, (d_y * z).sum(axis=filas), d_y.sum(axis=filas)

    return escala * z + centro, atras


def mirar(
    x: Numeros, h: int, W_Q: Numeros, W_K: Numeros, W_V: Numeros, W_O: Numeros
) -> tuple[Numeros, Atras, Numeros]:
    """Atención causal con `h` cabezas: cada token toma algo de sí mismo y de los anteriores.

    Formas: x `(B, n, d)` y las W `(d, d)`; la salida, `(B, n, d)`. Devuelve además los pesos `(B, h, n, n)`.

    >>> y, atras, pesos = mirar(np.ones((1, 2, 2)), 1, *[np.eye(2)] * 4)
    >>> pesos[0, 0]
    array([[1. , 0. ],
           [0.5, 0.5]])
    """
    W_QKV = np.hstack([W_Q, W_K, W_V])
    Q, K, V = (cabezas(proyectada, h) for proyectada in np.split(x @ W_QKV, 3, axis=-1))
    pesos, salida = atencion(Q, K, V, mascara=mascara_causal(x.shape[1]))
    juntas = _juntar(salida)

    def atras(d_y: Numeros) -> tuple[Numeros, ...]:
        d_salida = cabezas(_de_vuelta(d_y, W_O), h)
        d_pesos = d_salida @ V.swapaxes(-1, -2)
        d_puntos = pesos * (d_pesos - np.vecdot(d_pesos, pesos)[..., None]) / np.sqrt(Q.shape[-1])
        d_Q, d_K = d_puntos @ K, d_puntos.swapaxes(-1, -2) @ Q
        d_V = pesos.swapaxes(-1, -2) @ d_salida
        d_QKV = np.concatenate([_juntar(d) for d in (d_Q, d_K, d_V)], axis=-1)
        d_W_Q, d_W_K, d_W_V = np.split(_por_frases(x, d_QKV), 3, axis=-1)
        return _de_vuelta(d_QKV, W_QKV), d_W_Q, d_W_K, d_W_V, _por_frases(juntas, d_y)

    return juntas @ W_O, atras, pesos


def _juntar(X: Numeros) -> Numeros:
    """Lo contrario de `cabezas`: de `(B, h, n, d/h)` a `(B, n, d)`."""
    B, h, n, trozo = X.shape
    return X.swapaxes(1, 2).reshape(B, n, h * trozo)


def pensar(x: Numeros, W_1: Numeros, b_1: Numeros, W_2: Numeros, b_2: Numeros) -> tuple[Numeros, Atras]:
    """La red densa de cada token, que no mira a los demás: relu(x·W₁ + b₁)·W₂ + b₂.

    Formas: x `(…, d)`, W₁ `(d, m)`, b₁ `(m,)`, W₂ `(m, d)`, b₂ `(d,)`; la salida, `(…, d)`.

    >>> pensar(np.array([[-3.0], [3.0]]), np.eye(1), np.zeros(1), np.eye(1), np.ones(1))[0].ravel()
    array([1., 4.])
    """
    z, atras_1 = lineal(x, W_1, b_1)
    a = relu(z)
    y, atras_2 = lineal(a, W_2, b_2)

    def atras(d_y: Numeros) -> tuple[Numeros, ...]:
        d_a, d_W_2, d_b_2 = atras_2(d_y)
        d_a *= d_relu(a)  # a > 0 justo donde z > 0: no hace falta guardar z
        return *atras_1(d_a), d_W_2, d_b_2

    return y, atras


def perdida(z: Numeros, objetivos: Tokens) -> tuple[float, Numeros]:
    """La entropía cruzada media, en nats por token, y su gradiente por z, que es (softmax(z) − y) / cuántos.

    Formas: z `(B, n, V)`, objetivos `(B, n)`. Los huecos no cuentan.

    >>> nats, d_z = perdida(np.zeros((1, 2, 2)), np.array([[1, HUECO]]))
    >>> round(nats, 4), d_z[0]
    (0.6931, array([[ 0.5, -0.5], [ 0. ,  0. ]]))
    """
    llenos = objetivos != HUECO
    logaritmos = log_softmax(z[llenos])
    elegidas = np.arange(len(logaritmos)), objetivos[llenos]
    d_llenos = np.exp(logaritmos)
    d_llenos[elegidas] -= 1
    d_z = np.zeros_like(z)
    d_z[llenos] = d_llenos / len(d_llenos)
    return float(-logaritmos[elegidas].mean()), d_z


def log_softmax(z: ArrayLike) -> Numeros:
    """El logaritmo de la softmax sobre el último eje, sin pasar por probabilidades que se anulen.

    >>> log_softmax([0, 2000])
    array([-2000.,     0.])
    """
    z = np.asarray(z, dtype=float)
    z = z - z.max(axis=-1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


class Transformador(NamedTuple):
    """Un modelo: sus parámetros por nombre y su número de cabezas.

    Los nombres dicen la capa, el tramo y el parámetro (`0.mirar.W_Q`), salvo la tabla de embeddings, `E`, y
    los de `salida`. Dentro de cada tramo van en el orden en que los piden `norma` y la pieza que la sigue.
    """

    parametros: Parametros
    cabezas: int

    @property
    def cuantos(self) -> int:
        """Cuántos números aprende."""
        return sum(parametro.size for parametro in self.parametros.values())


class Pasada(NamedTuple):
    """Lo que sale de una pasada hacia delante y el camino de vuelta.

    `z`, `(B, n, V)`, son las puntuaciones de cada palabra; `pesos`, los de atención, uno `(B, h, n, n)` por
    capa; y `atras` convierte ∂E/∂z en el gradiente de cada parámetro.
    """

    z: Numeros
    pesos: list[Numeros]
    atras: Callable[[Numeros], Parametros]


def transformador(V: int, d: int = 32, h: int = 2, capas: int = 1, semilla: int = 0) -> Transformador:
    """Un modelo recién nacido, con pesos al azar y 4·d neuronas ocultas en cada capa.

    La salida empieza casi a cero: el modelo nace sin preferir ninguna palabra.
    Errores: `ValueError` si d es impar o h no lo divide.

    >>> transformador(V=10, d=4, h=2, capas=1).cuantos
    326
    """
    if d % 2 or d % h:
        raise ValueError(f"transformador: d = {d} tiene que ser par y múltiplo de h = {h}")
    rng = np.random.default_rng(semilla)
    parametros = {"E": rng.normal(scale=0.2, size=(V, d))}
    for i in range(capas):
        for tramo, piezas in (
            ("mirar", {nombre: glorot(d, d, rng) for nombre in ("W_Q", "W_K", "W_V", "W_O")}),
            (
                "pensar",
                {
                    "W_1": glorot(d, 4 * d, rng),
                    "b_1": np.zeros(4 * d),
                    "W_2": glorot(4 * d, d, rng),
                    "b_2": np.zeros(d),
                },
            ),
        ):
            for nombre, valor in {"escala": np.ones(d), "centro": np.zeros(d), **piezas}.items():
                parametros[f"{i}.{tramo}.{nombre}"] = valor
    salida = {"W": rng.normal(scale=0.01, size=(d, V)), "b": np.zeros(V)}
    for nombre, valor in {"escala": np.ones(d), "centro": np.zeros(d), **salida}.items():
        parametros[f"salida.{nombre}"] = valor
    return Transformador(parametros, h)


def pasada(red: Transformador, tokens: Tokens) -> Pasada:
    """Lee un lote de frases y puntúa, en cada sitio, todas las palabras que podrían seguir.

    Formas: tokens `(B, n)`.

    >>> pasada(transformador(V=10), np.array([[0, 1, 2]])).z.shape
    (1, 3, 10)
    """
    x, atras_E = incrustar(tokens, red.parametros["E"])
    tramos: list[tuple[list[str], Atras]] = []
    todos_los_pesos = []
    nombres_de = _por_tramos(red.parametros)
    salida = nombres_de.pop("salida")
    for tramo, nombres in nombres_de.items():
        escala, centro, *pieza = (red.parametros[nombre] for nombre in nombres)
        limpio, atras_norma = norma(x, escala, centro)
        if tramo.endswith("mirar"):
            y, atras_pieza, pesos = mirar(limpio, red.cabezas, *pieza)
            todos_los_pesos.append(pesos)
        else:
            y, atras_pieza = pensar(limpio, *pieza)
        x = x + y
        tramos.append((nombres, _encadenar(atras_norma, atras_pieza)))
    escala, centro, W, b = (red.parametros[nombre] for nombre in salida)
    limpio, atras_norma = norma(x, escala, centro)
    z, atras_z = lineal(limpio, W, b)

    def atras(d_z: Numeros) -> Parametros:
        d_x, *d_salida = _encadenar(atras_norma, atras_z)(d_z)
        gradiente = dict(zip(salida, d_salida, strict=True))
        for nombres, atras_tramo in reversed(tramos):
            d_rama, *d_tramo = atras_tramo(d_x)
            d_x = d_x + d_rama  # x sigue recto y además pasa por el tramo: los dos caminos suman
            gradiente |= zip(nombres, d_tramo, strict=True)
        return {**gradiente, "E": atras_E(d_x)[0]}

    return Pasada(z, todos_los_pesos, atras)


def _por_tramos(parametros: Parametros) -> dict[str, list[str]]:
    """Los nombres de los parámetros agrupados por tramo: `{"0.mirar": ["0.mirar.escala", …], …}`."""
    tramos: dict[str, list[str]] = {}
    for nombre in parametros:
        if nombre != "E":
            tramos.setdefault(nombre.rpartition(".")[0], []).append(nombre)
    return tramos


def _encadenar(primero: Atras, segundo: Atras) -> Atras:
    """El camino de vuelta de dos piezas seguidas: se deshace antes la segunda."""

    def atras(d_y: Numeros) -> tuple[Numeros, ...]:
        d_medio, *d_segundo = segundo(d_y)
        d_x, *d_primero = primero(d_medio)
        return d_x, *d_primero, *d_segundo

    return atras
