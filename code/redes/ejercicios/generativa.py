"""Ejercicios de «Fundamentos de la IA generativa»: la palabra siguiente, su sorpresa y su corrección."""

import numpy as np

from redes.atencion import softmax
from redes.ejercicios.correccion import Corrector, Funcion, Opcion, Prueba, Tropiezo, Valor
from redes.perdidas import entropia_cruzada_z

P_AZUL = 0.25
P = np.array([0.7, 0.2, 0.1])
VINO = np.array([0.0, 1.0, 0.0])
ANCHO, VOCABULARIO = 768, 50_257
PUNTUACIONES = np.array([2.0, 1.0, 0.0])

EJERCICIOS: dict[str, Corrector] = {
    "sorpresa-de-azul": Valor(
        -np.log(P_AZUL),
        [
            Tropiezo(-np.log2(P_AZUL), "eso son bits: aquí se usa el logaritmo natural, y salen nats"),
            Tropiezo(-np.log10(P_AZUL), "ese es el logaritmo decimal; se pide el natural"),
            Tropiezo(-np.log(1 - P_AZUL), "esa es la sorpresa de que NO venga «azul»"),
            Tropiezo(1 - P_AZUL, "la sorpresa no es lo que falta hasta uno: es un logaritmo"),
        ],
    ),
    "correccion-de-puntuaciones": Valor(
        P - VINO,
        [
            Tropiezo(P, "falta restar un uno en alguna parte"),
            Tropiezo(
                -np.log(P), "esas son las pérdidas de cada palabra, no el gradiente por cada puntuación"
            ),
            Tropiezo(-VINO / P, "esa es la derivada por las probabilidades; se pide por las puntuaciones"),
        ],
        margen=0.001,
    ),
    "softmax-gigante": Valor(
        ANCHO * VOCABULARIO,
        [
            Tropiezo(ANCHO + VOCABULARIO, "cada número del vector se conecta con cada palabra: no se suman"),
            Tropiezo(
                (ANCHO + 1) * VOCABULARIO, "has contado también un sesgo por palabra, y se piden los pesos"
            ),
            Tropiezo(VOCABULARIO, "eso es lo que sale; se pide cuántos pesos hacen falta para que salga"),
            Tropiezo(
                VOCABULARIO**2,
                "la matriz va del vector a las palabras, no de palabras a palabras",
            ),
        ],
        margen=0.0005,
    ),
    "temperatura": Funcion(
        [
            Prueba(
                lambda f: np.shape(f(PUNTUACIONES, 0.7)) == (3,),
                "con tres puntuaciones tiene que devolver tres probabilidades",
            ),
            Prueba(lambda f: np.isclose(np.sum(f(PUNTUACIONES, 0.7)), 1), "las probabilidades no suman uno"),
            Prueba(
                lambda f: np.allclose(f(PUNTUACIONES, 1.0), softmax(PUNTUACIONES)),
                "con temperatura uno debería ser la softmax de siempre",
            ),
            Prueba(
                lambda f: f(PUNTUACIONES, 0.1)[0] > f(PUNTUACIONES, 1.0)[0] > f(PUNTUACIONES, 10.0)[0],
                "con menos temperatura lo probable debería serlo más: ¿multiplicas donde hay que dividir?",
            ),
            Prueba(
                lambda f: np.allclose(f(PUNTUACIONES, 2.0), softmax(PUNTUACIONES / 2)),
                "la temperatura actúa sobre las puntuaciones, antes de la softmax",
            ),
            Prueba(
                lambda f: np.allclose(f(PUNTUACIONES, 1e-3), [1, 0, 0]),
                "con una temperatura muy baja no aguanta",
            ),
        ]
    ),
    "perdida-de-un-texto": Funcion(
        [
            Prueba(
                lambda f: np.ndim(f(np.zeros((4, 10)), np.arange(4))) == 0,
                "tiene que devolver un solo número para todo el texto",
            ),
            Prueba(
                lambda f: f(np.zeros((4, 10)), np.arange(4)) >= 0,
                "una pérdida no puede ser negativa: mira el signo",
            ),
            Prueba(
                lambda f: not np.isclose(f(np.zeros((4, 10)), np.arange(4)), 4 * np.log(10)),
                "esa es la suma de las sorpresas, y se pide la media",
            ),
            Prueba(
                lambda f: np.isclose(f(np.zeros((4, 10)), np.arange(4)), np.log(10)),
                "sin preferir ninguna palabra, la pérdida es el logaritmo del vocabulario",
            ),
            Prueba(
                lambda f: f(np.array([[3.0, 0.0]]), np.array([0])) < f(np.array([[3.0, 0.0]]), np.array([1])),
                "acertar cuesta más que fallar: mira el signo o qué palabra se elige",
            ),
            Prueba(
                lambda f: np.isclose(
                    f(PUNTUACIONES * np.array([[1.0], [2.0]]), np.array([1, 0])),
                    entropia_cruzada_z(PUNTUACIONES * np.array([[1.0], [2.0]]), np.eye(3)[[1, 0]]).mean(),
                ),
                "es la media de las sorpresas de cada palabra que vino",
            ),
            Prueba(
                lambda f: np.isclose(f(np.array([[1000.0, 0.0]]), np.array([1])), 1000),
                "si la palabra que viene parecía imposible, no aguanta: ¿hay que pasar por la probabilidad?",
            ),
        ]
    ),
    "nunca-cero": Opcion(
        "b",
        {
            "a": "para que la softmax dé cero exacto, ¿cuánto tendría que valer la puntuación?",
            "c": "su gradiente es la propia probabilidad: empuja mientras no sea cero, cada vez menos",
            "d": "las probabilidades suman uno, y eso no obliga a que ninguna sea grande",
        },
    ),
    "sin-etiquetas": Opcion(
        "d",
        {
            "a": "nadie escribe qué palabra tocaba: ¿de dónde sale, entonces?",
            "b": "hay una respuesta correcta en cada posición, y una pérdida que la usa",
            "c": "agrupar textos parecidos no obliga a predecir nada",
        },
    ),
}
