"""Las de «Fundamentos de la IA generativa»."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from redes.activaciones import Numeros
from respuestas.transformer import softmax_buena


def perdida_buena(z: Numeros, vino: NDArray[np.int64]) -> float:
    z = z - z.max(axis=1, keepdims=True)
    return float(np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), vino]))


BUENAS: dict[str, Any] = {
    "sorpresa-de-azul": 1.897,
    "correccion-de-puntuaciones": [0.64, -0.79, 0.15],
    "memoria-de-la-cache": 819_200,
    "perplejidad": 5.848,
    "temperatura-y-nucleo": [0.7773, 0.2227, 0, 0],
    "temperatura": lambda z, T: softmax_buena(z / T),
    "softmax-gigante": 294_912,
    "quien-va-primero": "d",
    "perdida-de-un-texto": perdida_buena,
    "la-cuenta-de-la-cache": [820, 11_480],
}

MALAS: list[tuple[str, Any, str]] = [
    ("sorpresa-de-azul", 2.737, "eso son bits: aquí se usa el logaritmo natural, y salen nats"),
    ("sorpresa-de-azul", 0.8239, "ese es el logaritmo decimal; se pide el natural"),
    ("sorpresa-de-azul", 0.1625, "esa es la sorpresa de que NO venga «azul»"),
    ("sorpresa-de-azul", 0.85, "la sorpresa no es lo que falta hasta uno: es un logaritmo"),
    ("sorpresa-de-azul", -1.897, "el tamaño es ese, pero el signo no"),
    ("correccion-de-puntuaciones", [0.64, 0.21, 0.15], "falta restar un uno en alguna parte"),
    (
        "correccion-de-puntuaciones",
        [0.44629, 1.56065, 1.89712],
        "esas son las pérdidas de cada palabra, no el gradiente por cada puntuación",
    ),
    (
        "correccion-de-puntuaciones",
        [0, -4.7619, 0],
        "esa es la derivada por las probabilidades; se pide por las puntuaciones",
    ),
    ("correccion-de-puntuaciones", [-0.64, 0.79, -0.15], "el tamaño es ese, pero el signo no"),
    (
        "memoria-de-la-cache",
        409_600,
        "falta un dos: se guardan claves y valores, y un número no cabe en un byte",
    ),
    ("memoria-de-la-cache", 20_480, "eso es lo de una capa, y cada una guarda lo suyo"),
    (
        "memoria-de-la-cache",
        1_228_800,
        "las Queries no se guardan: solo pregunta la palabra que se está escribiendo",
    ),
    ("perplejidad", 1.766, "esa es la pérdida media; la perplejidad es su exponencial"),
    ("perplejidad", 9, "has hecho la media de los inversos; se hace la de los logaritmos"),
    ("perplejidad", 4, "has hecho la media de las probabilidades; se hace la de los logaritmos"),
    ("perplejidad", 200, "esa es la del texto entero: falta repartirla entre sus palabras"),
    (
        "temperatura-y-nucleo",
        [0.62853, 0.23122, 0.14024, 0],
        "falta la temperatura, que va antes del núcleo",
    ),
    ("temperatura-y-nucleo", [0.68335, 0.19578, 0, 0], "las que quedan tienen que volver a sumar uno"),
    (
        "temperatura-y-nucleo",
        [0.68335, 0.19578, 0.1048, 0.01607],
        "falta el núcleo: alguna palabra se queda fuera del sorteo",
    ),
    (
        "temperatura-y-nucleo",
        [1, 0, 0, 0],
        "te has parado antes de tiempo: con la primera sola no se junta lo que se pide",
    ),
    (
        "temperatura",
        lambda z, T: 1.0,
        "con tres puntuaciones tiene que devolver tres probabilidades",
    ),
    ("temperatura", lambda z, T: z, "las probabilidades no suman uno"),
    (
        "temperatura",
        lambda z, T: softmax_buena(z + np.arange(3)),
        "con temperatura uno debería ser la softmax de siempre",
    ),
    *(
        (
            "temperatura",
            mala,
            "con menos temperatura lo probable debería serlo más: ¿multiplicas donde hay que dividir?",
        )
        for mala in (
            lambda z, T: softmax_buena(z * T),
            lambda z, T: softmax_buena(z / max(T, 1)),
            lambda z, T: softmax_buena(z / min(T, 1)),
        )
    ),
    (
        "temperatura",
        lambda z, T: softmax_buena(z / T**2),
        "la temperatura actúa sobre las puntuaciones, antes de la softmax",
    ),
    (
        "temperatura",
        lambda z, T: np.exp(z / T) / np.exp(z / T).sum(),
        "con una temperatura muy baja no aguanta",
    ),
    ("softmax-gigante", 12_288, "eso es para igualar a un solo bloque"),
    (
        "softmax-gigante",
        301_989_888,
        "esos son los pesos de los bloques; se pide cuántas palabras los igualan",
    ),
    ("softmax-gigante", 288, "has dividido dos veces entre el ancho: cada palabra es un vector"),
    (
        "perdida-de-un-texto",
        lambda z, v: np.zeros(len(v)),
        "tiene que devolver un solo número para todo el texto",
    ),
    (
        "perdida-de-un-texto",
        lambda z, v: -perdida_buena(z, v),
        "una pérdida no puede ser negativa: mira el signo",
    ),
    (
        "perdida-de-un-texto",
        lambda z, v: len(v) * perdida_buena(z, v),
        "esa es la suma de las sorpresas, y se pide la media",
    ),
    (
        "perdida-de-un-texto",
        lambda z, v: 0.0,
        "sin preferir ninguna palabra, la pérdida es el logaritmo del vocabulario",
    ),
    (
        "perdida-de-un-texto",
        lambda z, v: 2 * np.log(z.shape[1]) - perdida_buena(z, v),
        "acertar cuesta más que fallar: mira el signo o qué palabra se elige",
    ),
    (
        "perdida-de-un-texto",
        lambda z, v: perdida_buena(z[:1], v[:1]),
        "es la media de las sorpresas de cada palabra que vino",
    ),
    (
        "perdida-de-un-texto",
        lambda z, v: -np.log(softmax_buena(z)[np.arange(len(z)), v]).mean(),
        "si la palabra que viene parecía imposible, no aguanta: ¿hay que pasar por la probabilidad?",
    ),
    ("la-cuenta-de-la-cache", [780, 10_660], "cada palabra también se mira a sí misma"),
    (
        "la-cuenta-de-la-cache",
        [820, 22_140],
        "sin caché has contado las miradas al futuro, y la máscara las quita",
    ),
    (
        "la-cuenta-de-la-cache",
        [40, 820],
        "eso es lo que cuesta escribir la última; se piden todas, desde la una",
    ),
    (
        "la-cuenta-de-la-cache",
        [1600, 64_000],
        "al principio hay pocas palabras que mirar: no todas cuestan igual",
    ),
    (
        "perplejidad",
        2.549,
        "esa es la pérdida media, y en bits; la perplejidad es lo que deshace el logaritmo",
    ),
    ("perplejidad", 12.79, "la exponencial y el logaritmo tienen que ser de la misma base"),
    (
        "temperatura-y-nucleo",
        [0.69447, 0.19896, 0.10656, 0],
        "ha entrado una de más: se para en cuanto se llega al tope",
    ),
    (
        "temperatura-y-nucleo",
        [0.57127, 0.25669, 0.17204, 0],
        "entre la temperatura se divide, y has multiplicado",
    ),
    ("memoria-de-la-cache", 204_800, "has contado un solo vector por capa y un solo byte por número"),
    ("la-cuenta-de-la-cache", [820, 32_800], "sin caché, al principio la matriz que se rehace es pequeña"),
]
