"""Ejercicios de «El proceso de aprendizaje»: el paso, la tasa, la cadena y la ReLU."""

import numpy as np
from numpy.typing import ArrayLike

from redes.activaciones import Numeros
from redes.descenso import d_valle, descenso, paso, pasos_hasta, tasa_limite
from redes.ejercicios.correccion import Corrector, Funcion, Opcion, Prediccion, Prueba, Tropiezo, Valor
from redes.neurona import vida

W, FONDO, AMPLITUD, TASA = 5.0, 2.0, 3.0, 0.03
DERIVADAS, PESOS = (0.21, 1.0, 0.05), (3.0, -2.0)
ENTRADAS = 350
TOPE = 6.0
CURVATURAS = 14.0, 1.0  # las de E = 7·w₁² + w₂²/2
CASI, CERCA = 0.98, 1e-3
EJEMPLOS = 1.0, 3.0


def d_recortada(x: ArrayLike) -> Numeros:
    """Derivada de la ReLU recortada, mín(máx(0, x), 6): 1 si 0 < x < 6 y 0 si no.

    >>> d_recortada([-2, 3, 8])
    array([0., 1., 0.])
    """
    x = np.asarray(x, dtype=float)
    return ((x > 0) & (x < TOPE)).astype(float)


def _ultimo(camino: object) -> float:
    """El último punto de lo que devuelva quien responde: el peso final o la trayectoria entera."""
    return float(np.ravel(np.asarray(camino, dtype=float))[-1])


def _pasos(tasa: float) -> int:
    """Cuántos pasos tarda en quedar cerca del fondo del valle w², saliendo de 1."""
    return pasos_hasta(descenso(d_valle, 1.0, tasa, 500), 0, CERCA) or 0


def _tasa_mortal(cuantos: int = 2, factor: float = 1.0) -> float:
    """La menor tasa que, de un paso, calla a la neurona a = relu(x) con los primeros `cuantos` ejemplos.

    La respuesta verdadera es siempre 0. La z de un ejemplo pasa de x a x − tasa·factor·(∂E/∂w·x + ∂E/∂b).
    """
    x = np.array(EJEMPLOS)
    recien = vida(x, np.zeros(2), w0=1, b0=0, tasa=0.1, pasos=0)
    return float((x / (factor * (recien.d_w[0] * x + recien.d_b[0])))[:cuantos].max())


_EMPINADA, _LLANA = CURVATURAS

EJERCICIOS: dict[str, Corrector] = {
    "un-paso": Valor(
        paso(W, TASA, 2 * AMPLITUD * (W - FONDO)),
        [
            Tropiezo(W + TASA * 2 * AMPLITUD * (W - FONDO), "has subido la cuesta: el paso va en contra"),
            Tropiezo(W - TASA * AMPLITUD * (W - FONDO), "falta el dos que baja del cuadrado"),
            Tropiezo(W - TASA * AMPLITUD * (W - FONDO) ** 2, "has restado el error, no su derivada"),
            Tropiezo(W - TASA * 2 * AMPLITUD * W, "el fondo de este valle no está en el cero"),
            Tropiezo(TASA * 2 * AMPLITUD * (W - FONDO), "eso es lo que se mueve; se pide dónde queda"),
            Tropiezo(W - TASA * 2 * AMPLITUD, "has derivado el cuadrado y has perdido lo que había dentro"),
        ],
        margen=0.001,
    ),
    "cuanto-llega": Valor(
        np.prod(DERIVADAS) * np.prod(PESOS),
        [
            Tropiezo(np.prod(DERIVADAS), "faltan los pesos: también multiplican lo que pasa por ellos"),
            Tropiezo(
                np.sum(DERIVADAS) + np.sum(PESOS),
                "has sumado: por la regla de la cadena, los factores se multiplican",
            ),
            Tropiezo(np.prod(PESOS), "faltan las derivadas: cada neurona también multiplica"),
        ],
    ),
    "derivada-recortada": Funcion(
        [
            Prueba(lambda f: f(4.0) != 4, "esa es la propia función, y se pide su derivada"),
            Prueba(lambda f: f(4.0) == 1, "en el centro la cuesta es la de la recta y = x"),
            Prueba(lambda f: f(-2.0) == 0, "a la izquierda la función es plana: allí no hay cuesta"),
            Prueba(lambda f: f(8.0) == 0, "al llegar al tope la función vuelve a ser plana"),
            Prueba(
                lambda f: np.array_equal(f(np.array([-5.0, 3.0, 7.0])), d_recortada([-5, 3, 7])),
                "con un número va bien, pero con un vector no",
            ),
        ]
    ),
    "desviacion-de-he": Valor(
        np.sqrt(2 / ENTRADAS),
        [
            Tropiezo(
                np.sqrt(1 / ENTRADAS),
                "con esa, la señal pierde la mitad en cada capa: media ReLU está callada",
            ),
            Tropiezo(2 / ENTRADAS, "esa es la varianza; la desviación es su raíz"),
            Tropiezo(np.sqrt(0.5 / ENTRADAS), "la mitad que calla hay que compensarla, no quitarla otra vez"),
        ],
    ),
    "tasa-limite": Valor(
        tasa_limite(_EMPINADA),
        [
            Tropiezo(1 / _EMPINADA, "con esa se llega al fondo empinado de un paso; la del límite es mayor"),
            Tropiezo(
                tasa_limite(_EMPINADA / 2),
                "la curvatura es la segunda derivada, no el número que acompaña al cuadrado",
            ),
            Tropiezo(tasa_limite(_LLANA), "esa es la de la dirección llana: por la otra ya habría divergido"),
            Tropiezo(
                tasa_limite(sum(CURVATURAS)), "las curvaturas no se suman: cada dirección tiene la suya"
            ),
        ],
        margen=0.005,
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
    "rozando-el-limite": Prediccion(
        Valor(
            _pasos(CASI),
            [
                Tropiezo(
                    1,
                    "al primer rebote el peso es negativo, pero no está cerca: el signo no cuenta",
                ),
                Tropiezo(_pasos(CASI) - 1, "en ese paso todavía no está a menos de una milésima"),
                Tropiezo(_pasos(CASI) + 1, "ya había llegado un paso antes: la salida no cuenta como paso"),
                Tropiezo(_pasos(0.1), "esa es la cuenta con una tasa de un décimo"),
            ],
            margen=0.001,
        )
    ),
    "error-por-diez": Opcion(
        "b",
        {
            "a": "el fondo no se mueve, pero el camino depende de la pendiente, y esa sí ha cambiado",
            "c": "multiplicar no mueve ningún fondo: donde la pendiente era cero, lo sigue siendo",
            "d": "la pendiente es diez veces mayor, así que los pasos son más largos, no más cortos",
        },
    ),
    "la-mejor-tasa": Valor(
        2 / sum(CURVATURAS),
        [
            Tropiezo(
                tasa_limite(_EMPINADA),
                "esa es la tasa límite: por la dirección empinada rebota sin acercarse",
            ),
            Tropiezo(
                1 / _EMPINADA,
                "esa acaba de un paso con la dirección empinada, pero la llana podría ir más deprisa",
            ),
            Tropiezo(1 / _LLANA, "esa acaba con la dirección llana, y por la empinada se despeña"),
            Tropiezo(1 / sum(CURVATURAS), "está a medio camino: cuando las dos empatan, una ya rebota"),
        ],
        margen=0.005,
    ),
    "la-tasa-que-mata": Valor(
        _tasa_mortal(),
        [
            Tropiezo(
                _tasa_mortal(1), "con esa calla ante el primer ejemplo, pero el segundo todavía la despierta"
            ),
            Tropiezo(
                1 / vida(EJEMPLOS, [0, 0], 1, 0, 0.1, 0).d_w[0], "has olvidado que el sesgo también baja"
            ),
            Tropiezo(
                _tasa_mortal(factor=2), "has sumado los errores de los ejemplos, y el error es su media"
            ),
            Tropiezo(_tasa_mortal(factor=0.5), "falta el dos que baja del cuadrado"),
        ],
        margen=0.005,
    ),
}
