"""Un Transformer minúsculo con la retropropagación escrita a mano.

Una pieza lleva dentro los números que aprende. Se la llama con x y devuelve dos cosas: lo que calcula y
`atras`, la función que recibe ∂E/∂salida y devuelve ∂E/∂x y el gradiente de la pieza, que es otra igual con
∂E/∂W donde la primera tiene W. El modelo las encadena hacia delante y, para aprender, llama a los `atras` en
el orden contrario. Orden de lectura:

    tokens → `incrustar` → `bloques` → `norma` → `puntuar` → z
    bloque: x → `norma_1` → `mirar` → + → `norma_2` → `pensar` → +

Formas: `B` frases en un lote, `n` tokens por frase, `d` números por token, `V` palabras en el vocabulario.
Un token es un número de 0 a V − 1, o `HUECO` donde la frase ya se acabó.
Fuentes: Vaswani et al. (2017) para la atención y las posiciones; la norma va antes de cada pieza y la red
mira solo hacia atrás, como en Radford et al. (2019).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from redes.activaciones import Numeros, d_relu, relu
from redes.atencion import atencion, cabezas, juntar, mascara_causal, posiciones_sinusoidales
from redes.densa import glorot
from redes.pieza import Pieza
from redes.rapido import afin, media, por_traspuesta, punto, suma, sumar_en_filas, traspuesta_por

Tokens = NDArray[np.int64]
Gradiente = TypeVar("Gradiente")
Atras = Callable[[Numeros], tuple[Numeros, Gradiente]]

HUECO = -1
EPSILON = 1e-5
"""Lo que se suma a la varianza en `Norma` para no dividir nunca entre cero."""


@dataclass(eq=False)
class Lineal(Pieza):
    """Una capa sin activación: x·W + b.

    Formas: x `(…, d)`, W `(d, m)`, b `(m,)`; la salida, `(…, m)`.

    >>> y, atras = Lineal(np.array([[3.0], [4.0]]), np.array([5.0]))(np.array([[1.0, 2.0]]))
    >>> d_x, d_lineal = atras(np.array([[1.0]]))
    >>> y, d_x, d_lineal.b
    (array([[16.]]), array([[3., 4.]]), array([1.]))
    """

    W: Numeros
    b: Numeros

    def __call__(self, x: Numeros) -> tuple[Numeros, Atras[Lineal]]:
        def atras(d_y: Numeros) -> tuple[Numeros, Lineal]:
            return por_traspuesta(d_y, self.W), Lineal(traspuesta_por(x, d_y), suma(d_y))

        return afin(x, self.W, self.b), atras


@dataclass(eq=False)
class Incrustar(Pieza):
    """El vector de cada token, que es su fila de la tabla E, más la señal de su posición.

    Formas: tokens `(B, n)`, E `(V, d)`; la salida, `(B, n, d)`. Un `HUECO` toma la primera fila.

    >>> x, atras = Incrustar(np.zeros((2, 2)))(np.array([[1, 1]]))
    >>> x[0, 0], atras(np.ones((1, 2, 2))).E
    (array([0., 1.]), array([[0., 0.], [2., 2.]]))
    """

    E: Numeros

    def __call__(self, tokens: Tokens) -> tuple[Numeros, Callable[[Numeros], Incrustar]]:
        V, d = self.E.shape
        llenos = np.maximum(tokens, 0)

        def atras(d_x: Numeros) -> Incrustar:
            return Incrustar(sumar_en_filas(llenos, d_x, V))  # cada palabra suma lo de todas sus apariciones

        return self.E[llenos] + posiciones_sinusoidales(tokens.shape[1], d), atras


@dataclass(eq=False)
class Norma(Pieza):
    """Deja cada vector con media 0 y varianza 1, z, y luego lo estira y lo mueve: escala ⊙ z + centro.

    z = (x − media) / √(varianza + ε), con la media y la varianza de los d números del vector.

    Formas: x `(…, d)`, escala y centro `(d,)`. Fuente: Ba, Kiros y Hinton (2016).

    >>> Norma(np.ones(2), np.zeros(2))(np.array([1.0, 3.0]))[0].round(4)
    array([-1.,  1.])
    """

    escala: Numeros
    centro: Numeros

    def __call__(self, x: Numeros) -> tuple[Numeros, Atras[Norma]]:
        d = x.shape[-1]
        apartado = x - media(x)
        desviacion = np.sqrt(punto(apartado, apartado) / d + EPSILON)
        z = apartado / desviacion

        def atras(d_y: Numeros) -> tuple[Numeros, Norma]:
            d_z = d_y * self.escala
            # Lo que la media y la desviación no dejan pasar: mover todo x a la vez o estirarlo no cambia z.
            d_z = d_z - media(d_z)
            d_x = (d_z - z * (punto(d_z, z) / d)) / desviacion
            return d_x, Norma(suma(d_y * z), suma(d_y))

        return self.escala * z + self.centro, atras


@dataclass(eq=False)
class Mirar(Pieza):
    """Atención causal con varias cabezas: cada token toma algo de sí mismo y de los anteriores.

    Formas: x `(B, n, d)` y las W `(d, d)`; la salida, `(B, n, d)`. Al llamarla da además los pesos,
    `(B, cabezas, n, n)`.

    >>> y, atras, pesos = Mirar(*[np.eye(2)] * 4, cabezas=1)(np.ones((1, 2, 2)))
    >>> pesos[0, 0]
    array([[1. , 0. ],
           [0.5, 0.5]])
    """

    W_Q: Numeros
    W_K: Numeros
    W_V: Numeros
    W_O: Numeros
    cabezas: int

    def __call__(self, x: Numeros) -> tuple[Numeros, Atras[Mirar], Numeros]:
        W_QKV = np.hstack([self.W_Q, self.W_K, self.W_V])  # un solo producto, que tarda menos que tres
        Q, K, V = (cabezas(proyectada, self.cabezas) for proyectada in _partir(x @ W_QKV))
        salida, atras_atencion, pesos = _atencion_causal(Q, K, V)
        juntas = juntar(salida)

        def atras(d_y: Numeros) -> tuple[Numeros, Mirar]:
            d_salida = cabezas(por_traspuesta(d_y, self.W_O), self.cabezas)
            d_QKV = np.concatenate([juntar(d) for d in atras_atencion(d_salida)], axis=-1)
            d_W_Q, d_W_K, d_W_V = _partir(traspuesta_por(x, d_QKV))
            d_W_O = traspuesta_por(juntas, d_y)
            return por_traspuesta(d_QKV, W_QKV), Mirar(d_W_Q, d_W_K, d_W_V, d_W_O, self.cabezas)

        return juntas @ self.W_O, atras, pesos


def _atencion_causal(
    Q: Numeros, K: Numeros, V: Numeros
) -> tuple[Numeros, Callable[[Numeros], tuple[Numeros, Numeros, Numeros]], Numeros]:
    """La atención de cada cabeza, con la máscara de quien escribe. Formas: `(B, h, n, d/h)`."""
    pesos, salida = atencion(Q, K, V, mascara=mascara_causal(Q.shape[-2]))

    def atras(d_salida: Numeros) -> tuple[Numeros, Numeros, Numeros]:
        d_pesos = d_salida @ V.swapaxes(-1, -2)
        d_puntos = pesos * (d_pesos - punto(d_pesos, pesos)) / np.sqrt(Q.shape[-1])
        return d_puntos @ K, d_puntos.swapaxes(-1, -2) @ Q, pesos.swapaxes(-1, -2) @ d_salida

    return salida, atras, pesos


@dataclass(eq=False)
class Pensar(Pieza):
    """La red densa de cada token, que no mira a los demás: relu(x·W₁ + b₁)·W₂ + b₂.

    Formas: x `(…, d)`; W₁ y b₁, que son de `oculta`, `(d, m)` y `(m,)`; W₂ y b₂, de `salida`, `(m, d)` y
    `(d,)`; la salida, `(…, d)`.

    >>> uno = Lineal(np.eye(1), np.zeros(1))
    >>> Pensar(oculta=uno, salida=uno)(np.array([[-3.0], [3.0]]))[0].ravel()
    array([0., 3.])
    """

    oculta: Lineal
    salida: Lineal

    def __call__(self, x: Numeros) -> tuple[Numeros, Atras[Pensar]]:
        z, atras_oculta = self.oculta(x)
        y, atras_salida = self.salida(relu(z))

        def atras(d_y: Numeros) -> tuple[Numeros, Pensar]:
            d_a, d_salida = atras_salida(d_y)
            d_x, d_oculta = atras_oculta(d_a * d_relu(z))
            return d_x, Pensar(d_oculta, d_salida)

        return y, atras


@dataclass(eq=False)
class Bloque(Pieza):
    """Mirar y pensar, cada una detrás de su norma. Lo que calculan no sustituye a x: se le suma.

    Formas: x `(B, n, d)`; la salida, igual. Al llamarlo da además los pesos de `mirar`.

    >>> y, atras, pesos = transformador(V=10, d=4, h=2).bloques[0](np.ones((1, 3, 4)))
    >>> y.shape, pesos.shape
    ((1, 3, 4), (1, 2, 3, 3))
    """

    norma_1: Norma
    mirar: Mirar
    norma_2: Norma
    pensar: Pensar

    def __call__(self, x: Numeros) -> tuple[Numeros, Atras[Bloque], Numeros]:
        limpio, atras_norma_1 = self.norma_1(x)
        visto, atras_mirar, pesos = self.mirar(limpio)
        x = x + visto
        limpio, atras_norma_2 = self.norma_2(x)
        pensado, atras_pensar = self.pensar(limpio)

        def atras(d_y: Numeros) -> tuple[Numeros, Bloque]:
            # x sigue recto y además pasa por la pieza: los dos caminos suman.
            d_limpio, d_pensar = atras_pensar(d_y)
            d_rama, d_norma_2 = atras_norma_2(d_limpio)
            d_y = d_y + d_rama
            d_limpio, d_mirar = atras_mirar(d_y)
            d_rama, d_norma_1 = atras_norma_1(d_limpio)
            return d_y + d_rama, Bloque(d_norma_1, d_mirar, d_norma_2, d_pensar)

        return x + pensado, atras, pesos


@dataclass(eq=False)
class Transformador(Pieza):
    """Un modelo entero, en el orden en que se recorre. Lo pone a leer `pasada`.

    >>> transformador(V=10, d=4).bloques[0].mirar.W_Q.shape
    (4, 4)
    """

    incrustar: Incrustar
    bloques: list[Bloque]
    norma: Norma
    puntuar: Lineal


class Pasada(NamedTuple):
    """Lo que sale de una pasada hacia delante y el camino de vuelta.

    `z`, `(B, n, V)`, son las puntuaciones de cada palabra; `pesos`, los de atención, uno `(B, h, n, n)` por
    bloque; y `atras` convierte ∂E/∂z en el gradiente, que es otro modelo con ∂E/∂W donde este tiene W.
    """

    z: Numeros
    pesos: list[Numeros]
    atras: Callable[[Numeros], Transformador]


def pasada(red: Transformador, tokens: Tokens) -> Pasada:
    """Lee un lote de frases y puntúa, en cada sitio, todas las palabras que podrían seguir.

    Formas: tokens `(B, n)`.

    >>> pasada(transformador(V=10), np.array([[0, 1, 2]])).z.shape
    (1, 3, 10)
    """
    x, atras_incrustar = red.incrustar(tokens)
    atras_bloques, todos_los_pesos = [], []
    for bloque in red.bloques:
        x, atras_bloque, pesos = bloque(x)
        atras_bloques.append(atras_bloque)
        todos_los_pesos.append(pesos)
    limpio, atras_norma = red.norma(x)
    z, atras_puntuar = red.puntuar(limpio)

    def atras(d_z: Numeros) -> Transformador:
        d_limpio, d_puntuar = atras_puntuar(d_z)
        d_x, d_norma = atras_norma(d_limpio)
        d_bloques = []
        for atras_bloque in reversed(atras_bloques):
            d_x, d_bloque = atras_bloque(d_x)
            d_bloques.append(d_bloque)
        return Transformador(atras_incrustar(d_x), d_bloques[::-1], d_norma, d_puntuar)

    return Pasada(z, todos_los_pesos, atras)


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
    logaritmos: Numeros = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    return logaritmos


def transformador(V: int, d: int = 16, h: int = 2, capas: int = 2, semilla: int = 0) -> Transformador:
    """Un modelo recién nacido, con pesos al azar, un bloque por capa y 4·d neuronas ocultas en cada uno.

    La salida empieza casi a cero: el modelo nace sin preferir ninguna palabra.
    Errores: `ValueError` si d es impar o h no lo divide.

    >>> transformador(V=10, d=4, h=2, capas=1).cuantos
    326
    """
    if d % 2 or d % h:
        raise ValueError(f"transformador: d = {d} tiene que ser par y múltiplo de h = {h}")
    rng = np.random.default_rng(semilla)
    return Transformador(
        incrustar=Incrustar(rng.normal(scale=0.15, size=(V, d))),
        bloques=[_bloque(d, h, rng) for _ in range(capas)],
        norma=_norma(d),
        puntuar=Lineal(rng.normal(scale=0.01, size=(d, V)), np.zeros(V)),
    )


def _bloque(d: int, h: int, rng: np.random.Generator) -> Bloque:
    return Bloque(
        norma_1=_norma(d),
        mirar=_mirar(d, h, rng),
        norma_2=_norma(d),
        pensar=Pensar(oculta=_lineal(d, 4 * d, rng), salida=_lineal(4 * d, d, rng)),
    )


def _mirar(d: int, h: int, rng: np.random.Generator) -> Mirar:
    W_Q, W_K, W_V, W_O = (glorot(d, d, rng) for _ in range(4))
    return Mirar(W_Q, W_K, W_V, W_O, cabezas=h)


def _norma(d: int) -> Norma:
    return Norma(escala=np.ones(d), centro=np.zeros(d))


def _lineal(d: int, m: int, rng: np.random.Generator) -> Lineal:
    return Lineal(glorot(d, m, rng), np.zeros(m))


def _partir(QKV: Numeros) -> list[Numeros]:
    """Lo de Q, lo de K y lo de V, que van juntas en el último eje."""
    return np.split(QKV, 3, axis=-1)
