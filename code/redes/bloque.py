"""Un bloque del Transformer, paso a paso: lo que calcula `redes.transformador`, cada número con su nombre.

Los nombres de `Pasos` y de `Mirada` siguen el orden en que se calcula, de los vectores que entran a la
probabilidad de cada palabra. `red_de_mano` es una red tan pequeña, y con pesos tan redondos, que se puede
seguir a mano.

Formas: `n` palabras, `d` números por palabra, `h` cabezas de `d_k = d/h` números, `d_ff` neuronas ocultas y
`V` palabras en el vocabulario. Fuentes: las de `redes.transformador`.
"""

from collections.abc import Collection
from typing import NamedTuple

import numpy as np

from redes.activaciones import Numeros, relu
from redes.atencion import cabezas, juntar, mascara_causal, proyecciones, puntuaciones, softmax
from redes.transformador import Bloque, Incrustar, Lineal, Mirar, Norma, Pensar, Transformador

PIEZAS = ("atencion", "mlp", "atajo", "mascara")
"""Lo que se le puede quitar a un bloque para ver qué hacía."""


class Mirada(NamedTuple):
    """Los pasos de la atención: `salida` = `juntas`·W_O, y `juntas` son las Z de las cabezas, en fila."""

    Q: Numeros
    K: Numeros
    V: Numeros
    puntuaciones: Numeros
    pesos: Numeros
    Z: Numeros
    juntas: Numeros
    salida: Numeros


class Pasos(NamedTuple):
    """Todos los pasos de una red de un bloque, por su orden, con una fila por palabra.

    `x_1` = x + `mirada.salida` y `x_2` = `x_1` + `pensado` son las dos sumas del atajo; `oculta`, lo que
    dejan pasar las ReLU; `z`, las puntuaciones de las palabras que podrían seguir, y `p`, su reparto.
    """

    x: Numeros
    norma_1: Numeros
    mirada: Mirada
    x_1: Numeros
    norma_2: Numeros
    oculta: Numeros
    pensado: Numeros
    x_2: Numeros
    norma_final: Numeros
    z: Numeros
    p: Numeros


def paso_a_paso(red: Transformador, x: Numeros, sin: Collection[str] = ()) -> Pasos:
    """Los pasos de una frase por una red de un solo bloque, entero o `sin` alguna de sus `PIEZAS`.

    Sin `atencion` o sin `mlp`, lo que esa pieza suma es cero; sin `atajo`, lo que calcula cada pieza
    sustituye al vector en vez de sumarse; sin `mascara`, cada palabra mira también a las que vienen.

    Formas: x `(n, d)`. Errores: `ValueError` si alguna de `sin` no es una pieza o si hay más de un bloque.

    >>> paso_a_paso(red_de_mano(), vectores(["la", "IA", "avanza"])).p[-1].round(2)
    array([0.04, 0.03, 0.02, 0.03, 0.89])
    """
    if ajenas := set(sin) - set(PIEZAS):
        raise ValueError(f"paso_a_paso: {', '.join(sorted(ajenas))} no es una pieza; son {', '.join(PIEZAS)}")
    if len(red.bloques) != 1:
        raise ValueError(f"paso_a_paso: la red tiene {len(red.bloques)} bloques, y aquí se sigue uno")
    (bloque,) = red.bloques
    camino = 0 if "atajo" in sin else 1
    norma_1, _ = bloque.norma_1(x)
    mirada = _mirada(bloque.mirar, norma_1, "mascara" not in sin)
    x_1 = camino * x + (0 if "atencion" in sin else mirada.salida)
    norma_2, oculta, pensado = _pensamiento(bloque, x_1)
    x_2 = camino * x_1 + (0 if "mlp" in sin else pensado)
    norma_final, _ = red.norma(x_2)
    z, _ = red.puntuar(norma_final)
    return Pasos(x, norma_1, mirada, x_1, norma_2, oculta, pensado, x_2, norma_final, z, softmax(z))


def _mirada(mirar: Mirar, limpio: Numeros, causal: bool) -> Mirada:
    proyectadas = proyecciones(limpio, mirar.W_Q, mirar.W_K, mirar.W_V)
    Q, K, V = (cabezas(matriz, mirar.cabezas) for matriz in proyectadas)
    puntos = puntuaciones(Q, K, mascara=mascara_causal(len(limpio)) if causal else None)
    pesos = softmax(puntos)
    Z = pesos @ V
    juntas = juntar(Z)
    return Mirada(Q, K, V, puntos, pesos, Z, juntas, juntas @ mirar.W_O)


def _pensamiento(bloque: Bloque, x: Numeros) -> tuple[Numeros, Numeros, Numeros]:
    norma_2, _ = bloque.norma_2(x)
    z, _ = bloque.pensar.oculta(norma_2)
    pensado, _ = bloque.pensar.salida(relu(z))
    return norma_2, relu(z), pensado


# ——— Una red que se sigue a mano ———

VOCABULARIO = ("la", "IA", "avanza", "se detiene", ".")
EJES = ("artículo", "tecnología", "acción", "cierre")

# Una palabra por fila; una columna por eje.
E = np.array([[2, 0, 0, 0], [0, 2, 0, 0], [0, 0, 2, 0], [0, 0, 2, 1], [0, 0, 0, 2]], dtype=float)

# Un eje por fila; las dos primeras columnas son de la primera cabeza.
W_Q = np.array([[0, 0, 0, 0], [0, 1, 1, 0], [1, 0, 0, 1], [0, 0, 0, 0]], dtype=float)
W_K = np.array([[0, 0, 1, 1], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0]], dtype=float)
W_V = np.array([[0, 0, 1, 0], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1]], dtype=float)
W_O = np.array([[0, 1, 0, 0], [0, 0, 0.5, 0], [0.5, 0.2, 0, 0], [0, 0, 0, 0.5]])

# Cada neurona: lo que suma de cada eje y su sesgo, y lo que escribe en cada eje.
NEURONAS = (
    ((1, 0, 0, 0, -0.5), (-2, 2, 0, 0)),  # un artículo: falta un nombre
    ((0, 1, -1.5, 0, -0.5), (0, -2, 2, 0)),  # un nombre sin verbo: falta el verbo
    ((0, 1, 1, 0, -0.5), (0, -1, -1, 2)),  # un nombre y un verbo: falta el punto
    ((0, -1, 1, 0, -0.5), (2, 0, -2, 0)),  # un verbo sin nombre: falta el artículo
    ((0, 0, -1, 1, -0.5), (2, 0, 0, -2)),  # un punto: vuelve a empezar
    ((0, 0, 1, 1, -0.5), (0, 0, -0.5, 0.5)),  # una acción que se cierra
    ((1, 1, -1, 0, -0.5), (-0.5, 0, 0.5, 0)),  # un artículo y un nombre, sin verbo
    ((-0.5, -0.5, 0, 0, -0.5), (0.2, 0, 0, 0)),  # ni artículo ni nombre
)

# Un eje por fila; una columna por palabra.
PUNTUAR = np.array([[1.5, 0, 0, 0, 0], [0, 1.5, 0, 0, 0], [0, 0, 1.5, 1.2, 0], [0, 0, 0, 0, 1.5]])


def red_de_mano() -> Transformador:
    """Una red de un bloque con los pesos puestos a mano: d = 4 y dos cabezas, con 8 neuronas ocultas.

    La primera cabeza junta nombre y verbo, que se buscan el uno al otro; la segunda busca el artículo. Cada
    neurona reconoce una situación y escribe qué falta: tras «la», un nombre; tras el nombre, un verbo; con
    los dos, el punto; con un verbo sin nombre, el artículo. A E no se le suma la señal de posición.

    >>> red_de_mano().bloques[0].cuantos
    156
    """
    situaciones, escriben = (np.array(parte, dtype=float) for parte in zip(*NEURONAS, strict=True))
    oculta = Lineal(situaciones[:, :-1].T, situaciones[:, -1])
    norma_1, norma_2, final = (Norma(np.ones(4), np.zeros(4)) for _ in range(3))
    mirar = Mirar(W_Q.copy(), W_K.copy(), W_V.copy(), W_O.copy(), cabezas=2)
    bloque = Bloque(norma_1, mirar, norma_2, Pensar(oculta, Lineal(escriben, np.zeros(4))))
    puntuar = Lineal(PUNTUAR.copy(), np.zeros(len(VOCABULARIO)))
    return Transformador(Incrustar(E.copy()), [bloque], final, puntuar)


def vectores(palabras: Collection[str]) -> Numeros:
    """Los vectores de unas palabras del `VOCABULARIO`, uno por fila. Errores: `KeyError` si falta alguna.

    >>> vectores(["IA"])
    array([[0., 2., 0., 0.]])
    """
    filas = dict(zip(VOCABULARIO, E, strict=True))
    return np.array([filas[palabra] for palabra in palabras])
