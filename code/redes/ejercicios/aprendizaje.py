"""Ejercicios de «El proceso de aprendizaje»: el paso, la tasa, la cadena y la ReLU."""

import numpy as np

from redes.activaciones import d_relu_con_fuga
from redes.descenso import descenso, tasa_limite
from redes.ejercicios.correccion import Corrector, Funcion, Opcion, Prueba, Tropiezo, Valor

W, TASA = 3.0, 0.1
CURVATURA = 10.0
DERIVADAS = (0.25, 1.0, 0.01)


def _ultimo(camino: object) -> float:
    """El último punto de lo que devuelva quien responde: el peso final o la trayectoria entera."""
    return float(np.ravel(np.asarray(camino, dtype=float))[-1])


EJERCICIOS: dict[str, Corrector] = {
    "un-paso": Valor(
        W - TASA * 2 * W,
        [
            Tropiezo(W + TASA * 2 * W, "has subido la cuesta: el paso va en contra del gradiente"),
            Tropiezo(W - TASA * W, "la derivada del cuadrado de w no es w"),
            Tropiezo(W - TASA * W**2, "has restado el error, no su derivada"),
            Tropiezo(W - 2 * W, "falta la tasa de aprendizaje"),
            Tropiezo(TASA * 2 * W, "eso es lo que se mueve; se pide dónde queda"),
        ],
        margen=0.001,
    ),
    "tasa-limite": Valor(
        tasa_limite(CURVATURA),
        [
            Tropiezo(1 / CURVATURA, "con esa tasa se llega al fondo de un solo paso; la del límite es mayor"),
            Tropiezo(
                2 / (CURVATURA / 2),
                "la curvatura es la segunda derivada, no el número que acompaña al cuadrado",
            ),
        ],
        margen=0.001,
    ),
    "cuanto-llega": Valor(
        np.prod(DERIVADAS),
        [
            Tropiezo(DERIVADAS[0], "esa es solo la primera derivada, y hay más por el camino"),
            Tropiezo(np.sum(DERIVADAS), "has sumado: por la regla de la cadena, los factores se multiplican"),
            Tropiezo(np.min(DERIVADAS), "la derivada más pequeña manda, pero las demás también multiplican"),
            Tropiezo(np.mean(DERIVADAS), "no es una media: cada capa multiplica lo que le llega"),
        ],
    ),
    "descender": Funcion(
        [
            Prueba(lambda f: _ultimo(f(lambda w: 2 * w, 3.0, 0.1, 0)) == 3, "sin dar ningún paso se mueve"),
            Prueba(
                lambda f: abs(_ultimo(f(lambda w: 2 * w, 3.0, 0.1, 1))) < 3,
                "en el primer paso no baja: mira el signo",
            ),
            Prueba(
                lambda f: np.isclose(_ultimo(f(lambda w: 2 * w, 3.0, 0.1, 1)), 2.4),
                "el primer paso no tiene el largo que debe",
            ),
            Prueba(
                lambda f: np.isclose(
                    _ultimo(f(lambda w: 2 * w, 3.0, 0.1, 7)), descenso(lambda w: 2 * w, 3.0, 0.1, 7)[-1]
                ),
                "el primer paso está bien y los siguientes no: ¿se calcula el gradiente en cada uno?",
            ),
            Prueba(
                lambda f: np.isclose(_ultimo(f(lambda w: np.cos(w), 1.0, 0.5, 200)), -np.pi / 2),
                "con otro error no encuentra el fondo",
            ),
        ]
    ),
    "derivada-con-fuga": Funcion(
        [
            Prueba(lambda f: f(2.0) != 2, "esa es la propia función, y se pide su derivada"),
            Prueba(lambda f: f(2.0) == 1, "a la derecha del cero la cuesta es la de la recta y = x"),
            Prueba(lambda f: f(-2.0) != 0, "a la izquierda se queda a cero: eso es la ReLU sin fuga"),
            Prueba(
                lambda f: np.isclose(f(-2.0), d_relu_con_fuga(-2.0)),
                "a la izquierda hay cuesta, pero no es la de la fuga",
            ),
            Prueba(
                lambda f: np.allclose(f(np.array([-5.0, 3.0, -0.1])), d_relu_con_fuga([-5, 3, -0.1])),
                "con un número va bien, pero con un vector no",
            ),
        ]
    ),
    "neurona-muerta": Opcion(
        "d",
        {
            "a": "con más pasos, cero por cualquier cosa sigue siendo cero",
            "b": "una tasa mayor multiplica un gradiente que vale cero",
            "c": "si todas las z son negativas, más datos parecidos darán más z negativas",
        },
    ),
    "el-bache": Opcion(
        "a",
        {
            "b": "en el fondo del bache el gradiente vale cero: paso de hormiga o no, no hay hacia dónde ir",
            "c": "en los dos fondos el gradiente vale cero: por el gradiente no se distinguen",
            "d": "la ReLU cambia la forma del error, pero no quita los baches",
        },
    ),
}
