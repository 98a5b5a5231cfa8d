"""Las de «El proceso de aprendizaje»."""

from collections.abc import Callable
from typing import Any

import numpy as np


def bajar(gradiente: Callable[[float], float], w: float, tasa: float, pasos: int) -> float:
    for _ in range(pasos):
        w = w - tasa * gradiente(w)
    return w


BUENAS: dict[str, Any] = {
    "un-paso": 4.46,
    "cuanto-llega": -0.063,
    "derivada-recortada": lambda x: np.where((np.asarray(x) > 0) & (np.asarray(x) < 6), 1.0, 0.0),
    "desviacion-de-he": 0.0756,
    "tasa-limite": 1 / 7,
    "descender": bajar,
    "error-por-diez": "b",
    "rozando-el-limite": [165, 170],
    "la-mejor-tasa": 2 / 15,
    "la-tasa-que-mata": 3 / 34,
}

MALAS: list[tuple[str, Any, str]] = [
    ("un-paso", 5.54, "has subido la cuesta: el paso va en contra"),
    ("un-paso", 4.73, "falta el dos que baja del cuadrado"),
    ("un-paso", 4.19, "has restado el error, no su derivada"),
    ("un-paso", 4.1, "el fondo de este valle no está en el cero"),
    ("un-paso", 0.54, "eso es lo que se mueve; se pide dónde queda"),
    ("cuanto-llega", 0.0105, "faltan los pesos: también multiplican lo que pasa por ellos"),
    ("cuanto-llega", 2.26, "has sumado: por la regla de la cadena, los factores se multiplican"),
    ("cuanto-llega", -6, "faltan las derivadas: cada neurona también multiplica"),
    ("cuanto-llega", 0.063, "el tamaño es ese, pero el signo no"),
    ("derivada-recortada", lambda x: min(max(0, x), 6), "esa es la propia función, y se pide su derivada"),
    ("derivada-recortada", lambda x: 3.0, "en el centro la cuesta es la de la recta y = x"),
    ("derivada-recortada", lambda x: 1.0, "a la izquierda la función es plana: allí no hay cuesta"),
    ("derivada-recortada", lambda x: float(x > 0), "al llegar al tope la función vuelve a ser plana"),
    (
        "derivada-recortada",
        lambda x: 1.0 if 0 < x < 6 else 0.0,
        "con un número va bien, pero con un vector no",
    ),
    (
        "desviacion-de-he",
        0.05345,
        "con esa, la señal pierde la mitad en cada capa: media ReLU está callada",
    ),
    ("desviacion-de-he", 0.005714, "esa es la varianza; la desviación es su raíz"),
    ("desviacion-de-he", 0.0378, "la mitad que calla hay que compensarla, no quitarla otra vez"),
    ("tasa-limite", 1 / 14, "con esa se llega al fondo empinado de un paso; la del límite es mayor"),
    (
        "tasa-limite",
        2 / 7,
        "la curvatura es la segunda derivada, no el número que acompaña al cuadrado",
    ),
    ("tasa-limite", 2, "esa es la de la dirección llana: por la otra ya habría divergido"),
    ("tasa-limite", 2 / 15, "las curvaturas no se suman: cada dirección tiene la suya"),
    ("descender", lambda g, w, t, n: w - t * g(w), "sin dar ningún paso se mueve"),
    (
        "descender",
        lambda g, w, t, n: bajar(lambda x: -g(x), w, t, n),
        "en el primer paso no baja: mira el signo",
    ),
    (
        "descender",
        lambda g, w, t, n: bajar(lambda x: 1.0, w, t, n),
        "el primer paso no tiene el largo que debe",
    ),
    (
        "descender",
        lambda g, w, t, n: w - n * t * g(w),
        "el primer paso está bien y los siguientes no: ¿se calcula el gradiente en cada uno?",
    ),
    (
        "descender",
        lambda g, w, t, n: w * (1 - 2 * t) ** n,
        "con otro error no encuentra el fondo",
    ),
    (
        "rozando-el-limite",
        [4, 1],
        "al primer rebote el peso es negativo, pero no está cerca: el signo no cuenta",
    ),
    ("rozando-el-limite", [4, 169], "en ese paso todavía no está a menos de una milésima"),
    ("rozando-el-limite", [4, 171], "ya había llegado un paso antes: la salida no cuenta como paso"),
    ("rozando-el-limite", [4, 31], "esa es la cuenta con una tasa de un décimo"),
    (
        "rozando-el-limite",
        ["pocos", 170],
        "en la predicción se espera un número, y «pocos» no se puede leer: "
        "escribe, por ejemplo, 0.09, 3/8 o 2·10⁻³",
    ),
    (
        "la-mejor-tasa",
        1 / 7,
        "esa es la tasa límite: por la dirección empinada rebota sin acercarse",
    ),
    (
        "la-mejor-tasa",
        1 / 14,
        "esa acaba de un paso con la dirección empinada, pero la llana podría ir más deprisa",
    ),
    ("la-mejor-tasa", 1, "esa acaba con la dirección llana, y por la empinada se despeña"),
    ("la-mejor-tasa", 1 / 15, "está a medio camino: cuando las dos empatan, una ya rebota"),
    (
        "la-tasa-que-mata",
        1 / 14,
        "con esa calla ante el primer ejemplo, pero el segundo todavía la despierta",
    ),
    ("la-tasa-que-mata", 0.1, "has olvidado que el sesgo también baja"),
    ("la-tasa-que-mata", 3 / 68, "has sumado los errores de los ejemplos, y el error es su media"),
    ("la-tasa-que-mata", 3 / 17, "falta el dos que baja del cuadrado"),
    ("un-paso", 4.82, "has derivado el cuadrado y has perdido lo que había dentro"),
    ("tasa-limite", 0.071, "con esa se llega al fondo empinado de un paso; la del límite es mayor"),
    (
        "la-mejor-tasa",
        0.13,
        "bien redondeado, pero con pocas cifras: hacen falta más, también en los pasos intermedios",
    ),
]
