"""De seguir una frase a contestar una pregunta: un mundo diminuto donde se ve qué cambia y qué no.

En los textos de este mundo hay frases, «el cielo es azul», y listas de preguntas, «¿el cielo? ¿el mar?», sin
respuesta. Una red los lee, y detrás de una pregunta aprende a esperar otra. Después se la ajusta con unas
pocas preguntas contestadas: la misma entropía cruzada, que solo cuenta la respuesta.
Fuente del procedimiento: Ouyang et al. (2022), primer paso.
"""

from collections.abc import Iterable
from copy import deepcopy

import numpy as np

from redes.activaciones import Numeros
from redes.atencion import softmax
from redes.entrenamiento import corregir
from redes.transformador import HUECO, Tokens, Transformador, pasada, transformador

COLOR_DE = {
    "cielo": "azul",
    "mar": "azul",
    "hierba": "verde",
    "hoja": "verde",
    "nieve": "blanca",
    "sal": "blanca",
    "noche": "negra",
    "cueva": "negra",
    "sangre": "roja",
    "fresa": "roja",
    "yema": "amarilla",
    "arena": "amarilla",
}
COLORES = tuple(dict.fromkeys(COLOR_DE.values()))
COSAS = (*COLOR_DE, "dragón")
"""Las cosas de las que se pregunta. Del color de la última no dice nada ningún texto."""
PUNTO, ES, PREGUNTA = ".", "es", "?"
PALABRAS = (PUNTO, ES, PREGUNTA, *COLORES, *COSAS)
LUGAR = {palabra: i for i, palabra in enumerate(PALABRAS)}

CON_COLOR = np.array([LUGAR[cosa] for cosa in COLOR_DE])
SU_COLOR = np.array([LUGAR[color] for color in COLOR_DE.values()])
ENSENADAS = np.arange(len(COLOR_DE)) % 2 == 0
"""De qué cosas se enseña la respuesta: de las dos de cada color, la primera."""

ANCHO, AL_NACER = 24, 0.5  # los números de cada embedding, y su desviación al nacer
PASOS_LEYENDO, PASOS_AJUSTANDO, TASA = 350, 60, 0.01

Lote = tuple[Tokens, Tokens]
"""Lo que se lee y lo que tenía que venir detrás de cada token: las dos, (B, n)."""


def frases_de(cosas: Tokens, palabra: str, siguen: Tokens) -> Tokens:
    """Una frase de cinco tokens por cosa: punto, cosa, palabra, lo que sigue y el cierre.

    La pregunta se cierra con otra pregunta, que es lo que hay en las listas; lo demás, con punto.

    >>> [PALABRAS[i] for i in frases_de(np.array([LUGAR["mar"]]), ES, np.array([LUGAR["azul"]]))[0]]
    ['.', 'mar', 'es', 'azul', '.']
    """
    es_lista = np.isin(siguen, [LUGAR[cosa] for cosa in COSAS])
    cierre = np.where(es_lista, LUGAR[PREGUNTA], LUGAR[PUNTO])
    todas = np.broadcast_arrays(LUGAR[PUNTO], cosas, LUGAR[palabra], siguen, cierre)
    return np.stack(todas, axis=-1)


def leer(semilla: int = 0, pasos: int = PASOS_LEYENDO) -> Transformador:
    """Una red que ha leído los textos: en cada lote, todas las frases y otras tantas parejas de preguntas.

    >>> leer(pasos=0).incrustar.E.shape
    (22, 24)
    """
    rng = np.random.default_rng(semilla)
    red = transformador(len(PALABRAS), d=ANCHO, h=2, capas=1, semilla=int(rng.integers(2**31)))
    red.incrustar.E = rng.normal(scale=AL_NACER, size=red.incrustar.E.shape)
    frases = frases_de(CON_COLOR, ES, SU_COLOR)
    todas = np.array([LUGAR[cosa] for cosa in COSAS])

    def lote() -> Lote:
        una, otra = rng.choice(todas, size=(2, len(frases)))
        tokens = np.vstack([frases, frases_de(una, PREGUNTA, otra)])
        return tokens[:, :-1], tokens[:, 1:]

    _corregir(red, (lote() for _ in range(pasos)), pasos)
    return red


def preguntas_contestadas() -> Lote:
    """Los ejemplos del ajuste: de cada pregunta enseñada, solo cuenta lo que va detrás de su interrogación.

    >>> leido, cuenta = preguntas_contestadas()
    >>> leido.shape, (cuenta != HUECO).sum(axis=1)
    ((6, 4), array([2, 2, 2, 2, 2, 2]))
    """
    tokens = frases_de(CON_COLOR[ENSENADAS], PREGUNTA, SU_COLOR[ENSENADAS])
    objetivos = tokens[:, 1:].copy()
    objetivos[:, : list(tokens[0]).index(LUGAR[PREGUNTA])] = HUECO
    return tokens[:, :-1], objetivos


def ajustar(red: Transformador, repaso: bool, pasos: int = PASOS_AJUSTANDO) -> Transformador:
    """Una copia de la red, corregida con las preguntas contestadas y, con `repaso`, con las frases de antes.

    Mezclar de vuelta los textos es lo que hacen Ouyang et al. (2022) para que no se pierda lo leído.
    """
    leido, objetivos = preguntas_contestadas()
    if repaso:
        frases = frases_de(CON_COLOR, ES, SU_COLOR)
        leido, objetivos = np.vstack([leido, frases[:, :-1]]), np.vstack([objetivos, frases[:, 1:]])
    copia = deepcopy(red)
    _corregir(copia, ((leido, objetivos) for _ in range(pasos)), pasos)
    return copia


def sigue(red: Transformador, palabra: str) -> Numeros:
    """Lo que la red espera detrás de cada cosa y esa palabra: (cosas, palabras).

    Van en el orden de `COSAS` y de `PALABRAS`.

    >>> sigue(leer(pasos=0), PREGUNTA).shape
    (13, 22)
    """
    tokens = np.array([[LUGAR[PUNTO], LUGAR[cosa], LUGAR[palabra]] for cosa in COSAS])
    return softmax(pasada(red, tokens).z[:, -1])


def del_suyo(p: Numeros) -> Numeros:
    """De lo que sigue a cada cosa, la probabilidad de su color, si lo tiene: (cosas con color,)."""
    suya: Numeros = p[np.arange(len(SU_COLOR)), SU_COLOR]
    return suya


def de_los_colores(p: Numeros) -> Numeros:
    """De lo que sigue a cada cosa, la probabilidad de cada color: (cosas, colores)."""
    colores: Numeros = p[:, [LUGAR[color] for color in COLORES]]
    return colores


def _corregir(red: Transformador, lotes: Iterable[Lote], pasos: int) -> None:
    """Un paso de `Adam` por lote, con una tasa que baja en línea recta hasta 0."""
    for _ in corregir(red, ((*lote, TASA * (1 - paso / pasos)) for paso, lote in enumerate(lotes))):
        pass
