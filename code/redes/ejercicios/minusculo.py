"""Ejercicios de «Un Transformer minúsculo»: suelos, normas, parámetros y lo que aprende de memoria."""

from fractions import Fraction
from math import log

import numpy as np

from redes.activaciones import Numeros
from redes.ejercicios.correccion import Corrector, Funcion, Opcion, Prediccion, Prueba, Tropiezo, Valor
from redes.entrenamiento import BETA_1, BETA_2, Adam
from redes.generacion import pesos_de_un_bloque
from redes.gramatica import Lengua, entropia, frases, siguiente
from redes.transformador import HUECO, Norma, Tokens, pasada, perdida, transformador

PALABRAS = 20_000
VECTOR = np.array([2.0, 4.0, 9.0])
NORMADO = Norma(np.ones(3), np.zeros(3))(VECTOR)[0]
ANCHO, CABEZAS = 48, 4
FRASE = tuple("el cielo hoy es azul".split())
TRUCADA = [0.5, 0.25, 0.25]
CAPAS, LARGO, CAMBIA = 2, 120, 8
FRASES, LARGO_DE_FRASE = 24, 6
GRADIENTES = 0.4, -0.2


def cuantas_cambian(cual: int, largo: int = LARGO) -> int:
    """En cuántas posiciones cambian las puntuaciones si se cambia la palabra `cual`, contando desde una.

    >>> cuantas_cambian(2, largo=3)
    2
    """
    red = transformador(V=5, d=8, h=2, capas=CAPAS)
    tokens = np.zeros((2, largo), dtype=np.int64)
    tokens[1, cual - 1] = 1
    una, otra = pasada(red, tokens).z
    return int((una != otra).any(axis=-1).sum())


def de_memoria(cuantas: int, largo: int) -> Lengua:
    """Un texto de frases que no comparten ninguna palabra, todas igual de frecuentes.

    >>> de_memoria(2, 1)
    {('0.0',): Fraction(1, 2), ('1.0',): Fraction(1, 2)}
    """
    return {
        tuple(f"{frase}.{lugar}" for lugar in range(largo)): Fraction(1, cuantas) for frase in range(cuantas)
    }


def segundo_paso(gradientes: tuple[float, float], beta_1: float = BETA_1, beta_2: float = BETA_2) -> float:
    """Lo que mide el segundo paso de Adam, en veces la tasa, con esos dos gradientes.

    >>> round(segundo_paso((1, 1)), 4)
    1.0
    """
    parametros = {"w": np.zeros(1)}
    adam, caminado = Adam(parametros, beta_1, beta_2), []
    for gradiente in gradientes:
        adam.mover({"w": np.array([gradiente])}, tasa=1)
        caminado.append(parametros["w"][0])
    return float(caminado[0] - caminado[1])


def _sin_corregir() -> float:
    """El segundo paso si las medias de Adam se dejan como salen, cortas por empezar en cero."""
    m = v = 0.0
    for g in GRADIENTES:
        m, v = BETA_1 * m + (1 - BETA_1) * g, BETA_2 * v + (1 - BETA_2) * g**2
    return m / float(np.sqrt(v))


def _lote(huecos: bool) -> tuple[Numeros, Tokens]:
    """Puntuaciones de un lote de frases y sus tokens, quizá con huecos al final de alguna."""
    frases_del_lote = np.array([[0, 2, 1, 3], [0, 3, 2, 1]])
    if huecos:
        frases_del_lote[1, 2:] = HUECO
    return np.random.default_rng(5).normal(size=(2, 4, 4)), frases_del_lote


def _nats(huecos: bool) -> float:
    z, tokens = _lote(huecos)
    return perdida(z[:, :-1], tokens[:, 1:])[0]


def _repite(tokens: Tokens) -> Numeros:
    """Las puntuaciones de quien da por segura la misma palabra que acaba de leer."""
    return 20 * np.eye(4)[tokens]


_LENGUA = frases()
_PROBABILIDAD = float(_LENGUA[FRASE])
_SABIDO = entropia(de_memoria(FRASES, LARGO_DE_FRASE))
_BLOQUE = transformador(V=2, d=ANCHO, h=CABEZAS).bloques[0].cuantos
_MATRIZ = ANCHO**2

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
    "parametros-de-un-bloque": Valor(
        _BLOQUE,
        [
            Tropiezo(12 * _MATRIZ, "las matrices están bien; faltan los sesgos y las normas"),
            Tropiezo(_BLOQUE - _MATRIZ, "falta una matriz: la que junta lo que traen las cabezas"),
            Tropiezo(
                _BLOQUE + 4 * (CABEZAS - 1) * _MATRIZ,
                "las cabezas se reparten el ancho, no lo multiplican: las matrices son las mismas",
            ),
            Tropiezo(
                pesos_de_un_bloque(ANCHO), "has puesto sesgos a la atención, y los nuestros no los llevan"
            ),
            Tropiezo(_BLOQUE - 4 * ANCHO, "faltan las dos normas, cada una con su escala y su centro"),
            Tropiezo(_BLOQUE - 4 * _MATRIZ, "faltan las matrices de mirar"),
        ],
        margen=0.0005,
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
    "bloque-apagado": Opcion(
        "b",
        {
            "a": "lo que mirar y pensar calculan no sustituye al vector: se le suma",
            "c": "las normas están en las ramas, que aquí no aportan nada: el camino recto no las cruza",
            "d": "lo que calculen las primeras matrices se multiplica por cero antes de salir",
        },
    ),
    "el-futuro-cambiado": Prediccion(
        Valor(
            cuantas_cambian(CAMBIA),
            [
                Tropiezo(LARGO - CAMBIA, "la propia palabra cambiada también cuenta"),
                Tropiezo(CAMBIA - 1, "esas son las que no cambian"),
                Tropiezo(CAMBIA, "esas son las de antes y ella: la máscara mira hacia el otro lado"),
                Tropiezo(LARGO, "las de antes no la ven: es su futuro"),
                Tropiezo(1, "las que vienen detrás la miran, y se enteran"),
            ],
            margen=0.001,
        )
    ),
    "caza-en-la-perdida": Funcion(
        [
            Prueba(
                lambda f: f(_repite(_lote(False)[1]), _lote(False)[1]) > 5,
                "a un modelo que solo repite lo que acaba de leer le sale una pérdida buenísima: "
                "¿con qué palabra se compara lo que dice?",
            ),
            Prueba(
                lambda f: np.isclose(f(*_lote(False)), _nats(False)),
                "sin huecos ya falla: ¿cuántas palabras hay que adivinar en cada frase?",
            ),
            Prueba(
                lambda f: not np.isclose(f(*_lote(True)) * 6, _nats(True) * 4),
                "los huecos ya no suman, pero todavía cuentan al dividir",
            ),
            Prueba(
                lambda f: np.isclose(f(*_lote(True)), _nats(True)),
                "con huecos al final ya no sale: un hueco ni se adivina ni cuenta",
            ),
        ]
    ),
    "de-memoria": Valor(
        _SABIDO,
        [
            Tropiezo(
                0, "ni de memoria se sabe cuál de las frases toca: la primera palabra hay que adivinarla"
            ),
            Tropiezo(log(FRASES), "eso es lo de una frase entera; se pide por token"),
            Tropiezo(
                log(FRASES) / LARGO_DE_FRASE,
                "el punto que cierra la frase también es un token que se adivina",
            ),
            Tropiezo(1 / FRASES, "esa es la probabilidad de cada frase; falta su sorpresa"),
        ],
    ),
    "dos-pasos-de-adam": Valor(
        segundo_paso(GRADIENTES),
        [
            Tropiezo(
                _sin_corregir(), "falta corregir las dos medias, que empiezan en cero y se quedan cortas"
            ),
            Tropiezo(
                segundo_paso(GRADIENTES, beta_2=BETA_1),
                "el tamaño del gradiente tiene su propia memoria, más larga",
            ),
            Tropiezo(
                segundo_paso((GRADIENTES[1],) * 2),
                "eso es si solo contara el último gradiente: el primero todavía empuja",
            ),
            Tropiezo(segundo_paso((1, 1)), "eso mide si los dos gradientes son iguales"),
        ],
    ),
}
