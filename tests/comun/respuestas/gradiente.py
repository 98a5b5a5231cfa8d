"""Las de «El gradiente desvaneciente»."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from redes.activaciones import Numeros


def sigmoide_buena(x: ArrayLike) -> Numeros:
    x = np.asarray(x, dtype=float)
    e: Numeros = np.exp(-np.abs(x))
    return np.where(x < 0, e, 1) / (1 + e)


def vuelta(
    x: Numeros, W: Numeros, v: Numeros, y: float, en_a: bool = False, sin_v: bool = False
) -> tuple[Numeros, Numeros]:
    a = sigmoide_buena(x @ W)
    p = sigmoide_buena(a @ v)
    delta = 2 * (p - y) * p * (1 - p)
    s = sigmoide_buena(a) if en_a else a
    return np.outer(x, delta * (1 if sin_v else v) * s * (1 - s)), delta * a


BUENAS: dict[str, Any] = {
    "derivada-desde-la-salida": 0.1275,
    "cinco-capas": 1 / 1024,
    "desviacion-de-z": 0.866,
    "capas-hasta-la-milmillonesima": 15,
    "sigmoide-estable": sigmoide_buena,
    "desde-que-seguridad": 0.97434,
    "el-mejor-peso": [0.28, 0.27984],
    "nacer-sin-sorteo": "b",
    "la-vuelta-a-mano": [[-0.10279, 0.02695], [-0.20557, 0.05389], [-0.06852, -0.1002]],
    "caza-en-la-vuelta": vuelta,
}

MALAS: list[tuple[str, Any, str]] = [
    (
        "derivada-desde-la-salida",
        0.2098,
        "has metido la salida en la derivada como si fuera la entrada: lo que conoces ya es σ(x)",
    ),
    ("derivada-desde-la-salida", 0.15, "falta un factor: la derivada es un producto de dos"),
    (
        "derivada-desde-la-salida",
        12.75,
        "parece un tanto por ciento: la respuesta se pide en tanto por uno",
    ),
    ("cinco-capas", 1.25, "has sumado: por la regla de la cadena, los factores se multiplican"),
    ("cinco-capas", 1 / 256, "falta una capa: cuenta también la derivada de la última"),
    ("cinco-capas", 1 / 4096, "sobra una capa"),
    ("cinco-capas", 1 / 32, "ese es el valor de la sigmoide en el centro, no el de su derivada"),
    (
        "desviacion-de-z",
        15,
        "has sumado las desviaciones: unos sumandos son positivos y otros negativos, y se compensan",
    ),
    ("desviacion-de-z", 0.75, "esa es la varianza; la desviación es su raíz"),
    ("desviacion-de-z", 0.05, "esa es la de un solo sumando, y son muchos"),
    ("desviacion-de-z", 0.002887, "esa es la de la media de los sumandos, y z es la suma"),
    (
        "capas-hasta-la-milmillonesima",
        14.94868,
        "las capas se cuentan enteras: ¿hacia dónde se redondea?",
    ),
    (
        "capas-hasta-la-milmillonesima",
        14,
        "con una capa menos de las que hacen falta aún no se baja",
    ),
    ("capas-hasta-la-milmillonesima", 30, "el factor de cada capa es más pequeño"),
    ("capas-hasta-la-milmillonesima", 20, "la respuesta se pasa"),
    (
        "desde-que-seguridad",
        0.947214,
        "el dos que baja del cuadrado también corrige: falta",
    ),
    (
        "desde-que-seguridad",
        0.025658,
        "esa es la otra solución: con ella la neurona duda de lo falso, y aquí está segura",
    ),
    (
        "desde-que-seguridad",
        0.95,
        "has tomado 1 − p por el factor entero: la derivada de la sigmoide es un producto de dos",
    ),
    ("el-mejor-peso", [1, 1.929], "ese es el peso con que se consigue; se pide el factor"),
    ("el-mejor-peso", [1, 0.2239], "esa es con una entrada de uno: mira qué recibe esta neurona"),
    ("el-mejor-peso", [1, 0.4477], "esa es la del capítulo, que recibía otra cosa"),
    (
        "el-mejor-peso",
        [1, 5],
        "has dejado la derivada en un cuarto: al crecer el peso, z se va lejos del centro",
    ),
    (
        "el-mejor-peso",
        [..., ...],
        "primero, la predicción: escribe el número que crees que va a salir, aunque no estés seguro",
    ),
    ("el-mejor-peso", [2, ...], "predicho queda; mídelo ahora y pon el resultado en segundo lugar"),
    ("el-mejor-peso", 0.28, "se esperan dos números entre corchetes: lo que predices y lo que mides"),
    (
        "la-vuelta-a-mano",
        [[-0.05139, 0.01347], [-0.10279, 0.02695], [-0.03426, -0.0501]],
        "falta el dos que baja del cuadrado",
    ),
    (
        "la-vuelta-a-mano",
        [[-0.09662, 0.03007], [-0.19324, 0.06014], [-0.06852, -0.1002]],
        "la última fila está bien; en las otras has preguntado la derivada en a, y se pregunta en z",
    ),
    (
        "la-vuelta-a-mano",
        [[-0.03426, -0.02695], [-0.06852, -0.05389], [-0.06852, -0.1002]],
        "la última fila está bien; para bajar de capa falta multiplicar por el peso que se cruza",
    ),
    (
        "la-vuelta-a-mano",
        [[-0.47502, 0.12453], [-0.95003, 0.24906], [-0.31668, -0.46303]],
        "falta la derivada de la neurona de salida, que multiplica a todos los pesos",
    ),
    (
        "la-vuelta-a-mano",
        [[-0.10279, -0.20557], [0.02695, 0.05389], [-0.06852, -0.1002]],
        "los números son esos, pero no en ese orden",
    ),
    (
        "caza-en-la-vuelta",
        lambda x, W, v, y: vuelta(x, W, v, y, en_a=True),
        "el gradiente de W no es lo que cambia el error al empujar cada peso: repasa su cadena, "
        "factor a factor",
    ),
    (
        "caza-en-la-vuelta",
        lambda x, W, v, y: vuelta(x, W, v, y, sin_v=True),
        "has quitado el peso por el que se baja, y ese factor no sobraba",
    ),
    (
        "caza-en-la-vuelta",
        lambda x, W, v, y: (vuelta(x, W, v, y)[0].T, vuelta(x, W, v, y)[1]),
        "el gradiente de W tiene que tener la forma de W: entradas en filas, neuronas en columnas",
    ),
    (
        "caza-en-la-vuelta",
        lambda x, W, v, y: (vuelta(x, W, v, y)[0], vuelta(x, W, v, y)[1] / 2),
        "los pesos de la última capa estaban bien, y ya no: el error no está ahí",
    ),
    ("sigmoide-estable", lambda x: x, "en el cero, donde no tiene ni idea, no da un medio"),
    (
        "sigmoide-estable",
        lambda x: 0.5,
        "con un vector tiene que devolver otro vector: ¿sirven `math` e `if` con muchos números?",
    ),
    ("sigmoide-estable", lambda x: 1 / (1 + np.exp(x)), "en el centro de la curva no da lo que debe"),
    (
        "sigmoide-estable",
        lambda x: np.where(np.asarray(x) == 2, 0.9, sigmoide_buena(x)),
        "lo que vale en x y en −x debería sumar uno",
    ),
    ("sigmoide-estable", lambda x: 1 / (1 + np.exp(-np.asarray(x))), "con entradas de mil no aguanta"),
    (
        "sigmoide-estable",
        lambda x: 1 / (1 + np.exp(-np.clip(x, -500, 500))),
        "con entradas de mil no aguanta",
    ),
    (
        "sigmoide-estable",
        lambda x: 0.5 * (1 + np.tanh(np.asarray(x) / 2)),
        "muy a la izquierda se pierden las cifras",
    ),
    ("desviacion-de-z", 17.3, "esa sería con pesos de desviación uno"),
    (
        "la-vuelta-a-mano",
        [[-0.1, 0.03], [-0.21, 0.05], [-0.07, -0.1]],
        "bien redondeado, pero con pocas cifras: hacen falta más, también en los pasos intermedios",
    ),
]
