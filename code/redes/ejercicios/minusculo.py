"""Ejercicios de «Un Transformer minúsculo»: suelos, normas, frases y mapas."""

from math import log

import numpy as np

from redes.ejercicios.correccion import Corrector, Funcion, Opcion, Prueba, Tropiezo, Valor
from redes.gramatica import frases, siguiente
from redes.transformador import Norma

PALABRAS = 1000
VECTOR = np.array([2.0, 4.0, 9.0])
NORMADO = Norma(np.ones(3), np.zeros(3))(VECTOR)[0]
FRASE = tuple("el cielo hoy es azul".split())
TRUCADA = [0.5, 0.25, 0.25]

_LENGUA = frases()
_PROBABILIDAD = float(_LENGUA[FRASE])

EJERCICIOS: dict[str, Corrector] = {
    "primera-perdida": Valor(
        log(PALABRAS),
        [
            Tropiezo(np.log2(PALABRAS), "eso son bits; la pérdida del libro va en nats"),
            Tropiezo(np.log10(PALABRAS), "ese es el logaritmo decimal; se pide el natural"),
            Tropiezo(1 / PALABRAS, "esa es la probabilidad de cada palabra; falta convertirla en pérdida"),
        ],
    ),
    "norma-a-mano": Valor(
        NORMADO,
        [
            Tropiezo(VECTOR - VECTOR.mean(), "la media ya es cero, pero falta dividir"),
            Tropiezo(
                (VECTOR - VECTOR.mean()) / VECTOR.std(ddof=1),
                "has dividido la varianza entre n − 1: aquí no se estima nada, se divide entre n",
            ),
            Tropiezo(
                (VECTOR - VECTOR.mean()) / VECTOR.var(), "has dividido entre la varianza, no entre su raíz"
            ),
            Tropiezo(VECTOR / np.linalg.norm(VECTOR), "eso deja el largo en uno, pero la media no es cero"),
        ],
    ),
    "probabilidad-de-una-frase": Valor(
        _PROBABILIDAD,
        [
            Tropiezo(1 / len(_LENGUA), "no todas las frases son igual de probables"),
            Tropiezo(
                float(siguiente(_LENGUA, FRASE[:-1])[FRASE[-1]]),
                "esa es la probabilidad de la última palabra si ya se han dicho las demás",
            ),
            Tropiezo(-log(_PROBABILIDAD), "esa es su sorpresa; se pide la probabilidad"),
        ],
        margen=0.001,
    ),
    "entropia-de-una-moneda": Funcion(
        [
            Prueba(lambda f: f([0.9, 0.1]) > 0, "la entropía no puede ser negativa: mira el signo"),
            Prueba(lambda f: not np.isclose(f([0.5, 0.5]), 1), "eso son bits: se pide en nats"),
            Prueba(lambda f: np.isclose(f([0.5, 0.5]), log(2)), "una moneda justa tiene ln 2 nats"),
            Prueba(
                lambda f: np.isclose(f(TRUCADA), 1.5 * log(2)), "cada sorpresa se pesa con su probabilidad"
            ),
            Prueba(
                lambda f: np.isclose(f([1.0, 0.0]), 0),
                "lo que no ocurre nunca no sorprende nunca: cero por su logaritmo se toma como cero",
            ),
        ]
    ),
    "debajo-del-suelo": Opcion(
        "c",
        {
            "a": "el suelo no depende del modelo: es una propiedad del idioma, y vale para el más grande",
            "b": "la entropía se ha calculado con fracciones exactas, y el resto son cuentas de una línea",
            "d": "una tasa mala puede dejar al modelo por encima, nunca por debajo",
        },
    ),
    "mapa-de-atencion": Opcion(
        "b",
        {
            "a": "el peso dice de dónde se toma; no qué se toma ni qué se hace después con ello",
            "c": "un peso grande no es ruido: de ahí viene la mayor parte de lo que mezcla esa cabeza",
            "d": "la máscara solo impide mirar al futuro; no dice nada de cuánto pesa el pasado",
        },
    ),
    "banco-y-financiero": Opcion(
        "a",
        {
            "b": "más cabezas son más maneras de mirar atrás, no permiso para mirar adelante",
            "c": "la atención llega a cualquier distancia en un solo paso",
            "d": "las palabras repetidas se distinguen por su posición",
        },
    ),
}
