"""Ejercicios de «Fundamentos de la IA generativa»: la palabra siguiente, su sorpresa y lo que cuesta."""

import numpy as np

from redes.activaciones import Numeros
from redes.atencion import mascara_causal, softmax
from redes.ejercicios.correccion import Corrector, Funcion, Opcion, Prueba, Tropiezo, Valor
from redes.generacion import nucleo, reparto
from redes.perdidas import entropia_cruzada_z

P_AZUL = 0.15
P = np.array([0.64, 0.21, 0.15])
VINO = np.array([0.0, 1.0, 0.0])
# La memoria de un modelo grande: capas, números por vector y bytes de cada número.
CAPAS, ANCHO_GRANDE, OCTETOS = 40, 5120, 2
ACERTADAS = np.array([0.5, 0.2, 0.05])
PUNTUACIONES = np.array([2.0, 1.0, 0.5, -1.0])
FRIO, TOPE = 0.8, 0.85
ANCHO, BLOQUES, MATRICES = 1024, 24, 12
PALABRAS = 40

DE_MEDIO = np.array([2.0, 1.0, 0.0])


def _perplejidad(p: Numeros) -> float:
    return float(np.exp(-np.log(p).mean()))


def _hasta_el_tope(p: Numeros) -> Numeros:
    """Las que quedan en el núcleo con la probabilidad que traían, sin volver a repartir."""
    quedan: Numeros = np.where(nucleo(p, TOPE) > 0, p, 0)
    return quedan


def _miradas(al_presente: int = 0) -> list[int]:
    """Los productos de una consulta por una clave al escribir `PALABRAS`: con caché y sin ella.

    Con caché, cada palabra hace solo su fila; sin ella se rehace la matriz entera, que lleva máscara.
    """
    matrices = [np.tril(mascara_causal(n), -al_presente) for n in range(1, PALABRAS + 1)]
    return [int(sum(m[-1].sum() for m in matrices)), int(sum(m.sum() for m in matrices))]


_TEMPLADO, _SIN_TEMPLAR = reparto(PUNTUACIONES, FRIO), reparto(PUNTUACIONES)
_POR_TOKEN = 2 * CAPAS * ANCHO_GRANDE * OCTETOS
_DE_LOS_BLOQUES = BLOQUES * MATRICES * ANCHO**2

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
    "memoria-de-la-cache": Valor(
        _POR_TOKEN,
        [
            Tropiezo(
                _POR_TOKEN / 2, "falta un dos: se guardan claves y valores, y un número no cabe en un byte"
            ),
            Tropiezo(_POR_TOKEN / CAPAS, "eso es lo de una capa, y cada una guarda lo suyo"),
            Tropiezo(
                1.5 * _POR_TOKEN,
                "las Queries no se guardan: solo pregunta la palabra que se está escribiendo",
            ),
            Tropiezo(_POR_TOKEN / 4, "has contado un solo vector por capa y un solo byte por número"),
        ],
        margen=0.0005,
    ),
    "perplejidad": Valor(
        _perplejidad(ACERTADAS),
        [
            Tropiezo(-np.log(ACERTADAS).mean(), "esa es la pérdida media; la perplejidad es su exponencial"),
            Tropiezo(
                (1 / ACERTADAS).mean(), "has hecho la media de los inversos; se hace la de los logaritmos"
            ),
            Tropiezo(
                1 / ACERTADAS.mean(), "has hecho la media de las probabilidades; se hace la de los logaritmos"
            ),
            Tropiezo(
                1 / np.prod(ACERTADAS), "esa es la del texto entero: falta repartirla entre sus palabras"
            ),
            Tropiezo(
                -np.log2(ACERTADAS).mean(),
                "esa es la pérdida media, y en bits; la perplejidad es lo que deshace el logaritmo",
            ),
            Tropiezo(
                np.exp(-np.log2(ACERTADAS).mean()),
                "la exponencial y el logaritmo tienen que ser de la misma base",
            ),
        ],
    ),
    "temperatura-y-nucleo": Valor(
        nucleo(_TEMPLADO, TOPE),
        [
            Tropiezo(nucleo(_SIN_TEMPLAR, TOPE), "falta la temperatura, que va antes del núcleo"),
            Tropiezo(_hasta_el_tope(_TEMPLADO), "las que quedan tienen que volver a sumar uno"),
            Tropiezo(_TEMPLADO, "falta el núcleo: alguna palabra se queda fuera del sorteo"),
            Tropiezo(
                np.eye(4)[0],
                "te has parado antes de tiempo: con la primera sola no se junta lo que se pide",
            ),
            Tropiezo(nucleo(_TEMPLADO, 0.9), "ha entrado una de más: se para en cuanto se llega al tope"),
            Tropiezo(
                nucleo(reparto(PUNTUACIONES, 1 / FRIO), TOPE),
                "entre la temperatura se divide, y has multiplicado",
            ),
        ],
    ),
    "temperatura": Funcion(
        [
            Prueba(
                lambda f: np.shape(f(DE_MEDIO, 0.7)) == (3,),
                "con tres puntuaciones tiene que devolver tres probabilidades",
            ),
            Prueba(lambda f: np.isclose(np.sum(f(DE_MEDIO, 0.7)), 1), "las probabilidades no suman uno"),
            Prueba(
                lambda f: np.allclose(f(DE_MEDIO, 1.0), softmax(DE_MEDIO)),
                "con temperatura uno debería ser la softmax de siempre",
            ),
            Prueba(
                lambda f: f(DE_MEDIO, 0.1)[0] > f(DE_MEDIO, 1.0)[0] > f(DE_MEDIO, 10.0)[0],
                "con menos temperatura lo probable debería serlo más: ¿multiplicas donde hay que dividir?",
            ),
            Prueba(
                lambda f: np.allclose(f(DE_MEDIO, 2.0), softmax(DE_MEDIO / 2)),
                "la temperatura actúa sobre las puntuaciones, antes de la softmax",
            ),
            Prueba(
                lambda f: np.allclose(f(DE_MEDIO, 1e-3), [1, 0, 0]),
                "con una temperatura muy baja no aguanta",
            ),
        ]
    ),
    "softmax-gigante": Valor(
        _DE_LOS_BLOQUES / ANCHO,
        [
            Tropiezo(MATRICES * ANCHO, "eso es para igualar a un solo bloque"),
            Tropiezo(
                _DE_LOS_BLOQUES, "esos son los pesos de los bloques; se pide cuántas palabras los igualan"
            ),
            Tropiezo(BLOQUES * MATRICES, "has dividido dos veces entre el ancho: cada palabra es un vector"),
        ],
        margen=0.0005,
    ),
    "quien-va-primero": Opcion(
        "d",
        {
            "a": "al calentar se acercan, pero las dos se dividen entre lo mismo: la mayor sigue siéndolo",
            "b": "al enfriar se separan: quien iba primero va todavía más lejos",
            "c": "el núcleo solo quita palabras del final y reparte en proporción lo que había",
        },
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
                    f(DE_MEDIO * np.array([[1.0], [2.0]]), np.array([1, 0])),
                    entropia_cruzada_z(DE_MEDIO * np.array([[1.0], [2.0]]), np.eye(3)[[1, 0]]).mean(),
                ),
                "es la media de las sorpresas de cada palabra que vino",
            ),
            Prueba(
                lambda f: np.isclose(f(np.array([[1000.0, 0.0]]), np.array([1])), 1000),
                "si la palabra que viene parecía imposible, no aguanta: ¿hay que pasar por la probabilidad?",
            ),
        ]
    ),
    "la-cuenta-de-la-cache": Valor(
        _miradas(),
        [
            Tropiezo(_miradas(1), "cada palabra también se mira a sí misma"),
            Tropiezo(
                [_miradas()[0], sum(n**2 for n in range(1, PALABRAS + 1))],
                "sin caché has contado las miradas al futuro, y la máscara las quita",
            ),
            Tropiezo(
                [PALABRAS, _miradas()[0]],
                "eso es lo que cuesta escribir la última; se piden todas, desde la una",
            ),
            Tropiezo(
                [PALABRAS**2, PALABRAS**3],
                "al principio hay pocas palabras que mirar: no todas cuestan igual",
            ),
            Tropiezo(
                [_miradas()[0], PALABRAS * _miradas()[0]],
                "sin caché, al principio la matriz que se rehace es pequeña",
            ),
        ],
        margen=0.0005,
    ),
}
