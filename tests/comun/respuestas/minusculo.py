"""Las de «Un Transformer minúsculo»."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from redes.activaciones import Numeros
from respuestas.transformer import softmax_buena

Tokens = NDArray[np.int64]


def entropia_buena(p: list[float]) -> float:
    return -float(sum(q * np.log(q) for q in p if q > 0))


def sorpresas(z: Numeros, frases: Tokens, desfase: int = 1, huecos: bool = False) -> list[float]:
    logaritmos = np.log(softmax_buena(z))
    return [
        -float(logaritmos[i, t, palabra])
        for i, frase in enumerate(frases)
        for t, palabra in enumerate(frase[desfase:])
        if huecos or palabra >= 0
    ]


BUENAS: dict[str, Any] = {
    "primera-perdida": 9.903,
    "norma-a-mano": [-1.02, -0.34, 1.36],
    "parametros-de-un-bloque": 28_080,
    "probabilidad-de-una-frase": 8 / 475,
    "entropia-de-una-moneda": entropia_buena,
    "bloque-apagado": "b",
    "el-futuro-cambiado": [112, 113],
    "caza-en-la-perdida": lambda z, frases: np.mean(sorpresas(z, frases)),
    "de-memoria": 0.454,
    "dos-pasos-de-adam": 0.2667,
}

MALAS: list[tuple[str, Any, str]] = [
    ("primera-perdida", 14.288, "eso son bits; la pérdida del libro va en nats"),
    ("primera-perdida", 4.301, "ese es el logaritmo decimal; se pide el natural"),
    (
        "primera-perdida",
        0.00005,
        "esa es la probabilidad de cada palabra; falta convertirla en pérdida",
    ),
    ("norma-a-mano", [-3, -1, 4], "la media ya es cero, pero falta dividir"),
    (
        "norma-a-mano",
        [-0.832, -0.2774, 1.1094],
        "has dividido la varianza entre n − 1: aquí no se estima nada, se divide entre n",
    ),
    (
        "norma-a-mano",
        [-3 * 3 / 26, -3 / 26, 12 / 26],
        "has dividido entre la varianza, no entre su raíz",
    ),
    ("norma-a-mano", [0.199, 0.398, 0.8955], "eso deja el largo en uno, pero la media no es cero"),
    (
        "parametros-de-un-bloque",
        27_648,
        "las matrices están bien; faltan los sesgos y las normas",
    ),
    (
        "parametros-de-un-bloque",
        25_776,
        "falta una matriz: la que junta lo que traen las cabezas",
    ),
    (
        "parametros-de-un-bloque",
        55_728,
        "las cabezas se reparten el ancho, no lo multiplican: las matrices son las mismas",
    ),
    (
        "parametros-de-un-bloque",
        28_272,
        "has puesto sesgos a la atención, y los nuestros no los llevan",
    ),
    (
        "parametros-de-un-bloque",
        27_888,
        "faltan las dos normas, cada una con su escala y su centro",
    ),
    ("probabilidad-de-una-frase", 1 / 152, "no todas las frases son igual de probables"),
    (
        "probabilidad-de-una-frase",
        0.8,
        "esa es la probabilidad de la última palabra si ya se han dicho las demás",
    ),
    ("probabilidad-de-una-frase", 4.0839, "esa es su sorpresa; se pide la probabilidad"),
    (
        "entropia-de-una-moneda",
        lambda p: -entropia_buena(p) if p[0] > 0.5 else np.log(2),
        "la entropía no puede ser negativa: mira el signo",
    ),
    (
        "entropia-de-una-moneda",
        lambda p: entropia_buena(p) / np.log(2),
        "eso son bits: se pide en nats",
    ),
    ("entropia-de-una-moneda", lambda p: 0.5, "una moneda justa tiene ln 2 nats"),
    (
        "entropia-de-una-moneda",
        lambda p: -np.mean(np.log(p)),
        "cada sorpresa se pesa con su probabilidad",
    ),
    (
        "entropia-de-una-moneda",
        lambda p: -np.sum(np.array(p) * np.log(p)),
        "lo que no ocurre nunca no sorprende nunca: cero por su logaritmo se toma como cero",
    ),
    ("el-futuro-cambiado", [1, 112], "la propia palabra cambiada también cuenta"),
    ("el-futuro-cambiado", [1, 8], "esas son las de antes y ella: la máscara mira hacia el otro lado"),
    ("el-futuro-cambiado", [1, 120], "las de antes no la ven: es su futuro"),
    ("el-futuro-cambiado", [1, 1], "las que vienen detrás la miran, y se enteran"),
    (
        "caza-en-la-perdida",
        lambda z, frases: sum(sorpresas(z, frases, desfase=0, huecos=True)) / frases.size,
        "a un modelo que solo repite lo que acaba de leer le sale una pérdida buenísima: "
        "¿con qué palabra se compara lo que dice?",
    ),
    (
        "caza-en-la-perdida",
        lambda z, frases: sum(sorpresas(z, frases)) / (frases >= 0).sum(),
        "sin huecos ya falla: ¿cuántas palabras hay que adivinar en cada frase?",
    ),
    (
        "caza-en-la-perdida",
        lambda z, frases: sum(sorpresas(z, frases)) / frases[:, 1:].size,
        "los huecos ya no suman, pero todavía cuentan al dividir",
    ),
    (
        "caza-en-la-perdida",
        lambda z, frases: np.mean(sorpresas(z, frases, huecos=True)),
        "con huecos al final ya no sale: un hueco ni se adivina ni cuenta",
    ),
    (
        "de-memoria",
        0,
        "ni de memoria se sabe cuál de las frases toca: la primera palabra hay que adivinarla",
    ),
    ("de-memoria", 3.178, "eso es lo de una frase entera; se pide por token"),
    (
        "de-memoria",
        0.5297,
        "el punto que cierra la frase también es un token que se adivina",
    ),
    (
        "dos-pasos-de-adam",
        0.3592,
        "falta corregir las dos medias, que empiezan en cero y se quedan cortas",
    ),
    ("dos-pasos-de-adam", 0.2706, "el tamaño del gradiente tiene su propia memoria, más larga"),
    (
        "dos-pasos-de-adam",
        -1,
        "eso es si solo contara el último gradiente: el primero todavía empuja",
    ),
    ("parametros-de-un-bloque", 18_864, "faltan las matrices de mirar"),
    ("parametros-de-un-bloque", 28_032, "muy cerca, pero no: aquí se cuenta, y falta o sobra algo"),
    ("de-memoria", 0.04167, "esa es la probabilidad de cada frase; falta su sorpresa"),
    ("dos-pasos-de-adam", 1, "eso mide si los dos gradientes son iguales"),
    (
        "dos-pasos-de-adam",
        0.27,
        "bien redondeado, pero con pocas cifras: hacen falta más, también en los pasos intermedios",
    ),
    ("el-futuro-cambiado", [1, 7], "esas son las que no cambian"),
]
