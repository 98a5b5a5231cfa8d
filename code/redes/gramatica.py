"""Un idioma de juguete: frases en español con las palabras del libro y probabilidades conocidas.

Un modelo de lenguaje real aprende de textos cuya entropía nadie conoce: no se sabe cuánto le queda por
aprender. Este idioma es finito, así que se puede escribir entero (`frases`) y calcular sin error:

- ln V es la pérdida del que no sabe nada y reparte por igual entre las V palabras de `vocabulario`;
- `entropia_ngrama(…, 1)`, la del que solo sabe qué palabras son frecuentes;
- `entropia_ngrama(…, 2)`, la del que además recuerda la palabra anterior;
- `entropia`, la del que lo sabe todo. Ningún modelo puede bajar de ahí: es el suelo.

Todas se miden en nats por token. Cada frase va entre dos `PUNTO`: el que la abre se da por leído; el que
la cierra hay que predecirlo, y cuenta como un token más.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import inf, log

import numpy as np

Frase = tuple[str, ...]
Gramatica = Mapping[str, Mapping[str, int]]
"""Para cada símbolo, lo que puede valer y con qué peso. Lo que no es un símbolo es una palabra."""
Lengua = Mapping[Frase, Fraction]
"""Todas las frases posibles, cada una con su probabilidad."""

PUNTO = "."

GRAMATICA: Gramatica = {
    "Frase": {"Color": 4, "Cierre": 3, "Pintura": 3, "Fallo": 5, "Marcha": 2, "Operacion": 2},
    "Color": {
        "el cielo DeDonde Cuando es DelCielo": 4,
        "el mar DeDonde Cuando es DelMar": 2,
        "la hierba DeDonde Cuando es DeLaHierba": 2,
    },
    "DeDonde": {"": 3, "de la ciudad": 1, "del pueblo": 1},
    "Cuando": {"": 3, "hoy": 2, "casi siempre": 1},
    "DelCielo": {"azul": 8, "gris": 2},
    "DelMar": {"azul": 6, "verde": 3, "gris": 1},
    "DeLaHierba": {"verde": 9, "amarilla": 1},
    "Cierre": {
        "el banco DeDonde estaba cerrado porque el financiero Demora": 3,
        "el taller DeDonde estaba cerrado porque el mecánico Demora": 1,
        "la tienda DeDonde estaba cerrada porque la dueña Demora": 1,
    },
    "Demora": {"llegó tarde": 3, "se durmió": 1},
    "Pintura": {
        "el Mueble DeDonde estaba Tono porque lo acababan de pintar": 3,
        "la Entrada DeDonde estaba Tono porque la acababan de pintar": 2,
    },
    "Mueble": {"banco": 3, "taller": 1},
    "Entrada": {"puerta": 2, "tienda": 1},
    "Tono": {"verde": 3, "azul": 2, "gris": 1},
    "Fallo": {
        "el sistema operativo Fallar porque no estaba actualizado": 1,
        "la aplicación Fallar porque no estaba actualizada": 1,
        "Programa Fallar porque el kernel no estaba actualizado": 1,
        "Programa Fallar porque la biblioteca no estaba actualizada": 1,
    },
    "Programa": {"el sistema operativo": 2, "la aplicación": 1},
    "Fallar": {"dio un error": 3, "dio un error otra vez": 1, "dejó de funcionar": 1},
    "Marcha": {"la IA Paso": 2, "la ciencia Paso": 1},
    "Paso": {"avanza Ritmo": 3, "retrocede Ritmo": 1, "se detiene": 1},
    "Ritmo": {"": 2, "deprisa": 1, "despacio": 1},
    "Operacion": {
        "para el médico la operación es una cirugía": 1,
        "para el matemático la operación es una Cuenta": 1,
    },
    "Cuenta": {"suma": 2, "resta": 1},
}
"""El idioma del libro. Para acertar hay que recordar a menudo una palabra que quedó lejos: quién es el
sujeto, si era masculino o femenino, o por qué clase de banco se pregunta."""


def frases(gramatica: Gramatica = GRAMATICA, simbolo: str = "Frase") -> dict[Frase, Fraction]:
    """Todas las frases que salen de `simbolo`, con su probabilidad exacta.

    Errores: `RecursionError` si un símbolo puede acabar dentro de sí mismo: el idioma no sería finito.

    >>> colores = frases({"Frase": {"el cielo es Color": 1}, "Color": {"azul": 3, "gris": 1}})
    >>> for frase, probabilidad in colores.items():
    ...     print(" ".join(frase), probabilidad)
    el cielo es azul 3/4
    el cielo es gris 1/4
    """
    if simbolo not in gramatica:
        return {(simbolo,): Fraction(1)}
    total = sum(gramatica[simbolo].values())
    salida: defaultdict[Frase, Fraction] = defaultdict(Fraction)
    for regla, peso in gramatica[simbolo].items():
        principios: dict[Frase, Fraction] = {(): Fraction(peso, total)}
        for trozo in regla.split():
            finales = frases(gramatica, trozo)
            principios = {a + b: p * q for a, p in principios.items() for b, q in finales.items()}
        for frase, probabilidad in principios.items():
            salida[frase] += probabilidad
    return dict(salida)


def vocabulario(lengua: Lengua) -> tuple[str, ...]:
    """Las V palabras del idioma, sin repetir, en orden de aparición; la primera es `PUNTO`.

    >>> vocabulario({("el", "cielo", "es", "azul"): Fraction(1)})
    ('.', 'el', 'cielo', 'es', 'azul')
    """
    return tuple(dict.fromkeys(palabra for frase in [(PUNTO,), *lengua] for palabra in frase))


def largo_medio(lengua: Lengua) -> Fraction:
    """Cuántos tokens hay que predecir en una frase, de media: sus palabras y el punto que la cierra.

    >>> largo_medio({("la", "IA", "avanza"): Fraction(1, 2), ("la", "IA", "se", "detiene"): Fraction(1, 2)})
    Fraction(9, 2)
    """
    return sum((p * (len(frase) + 1) for frase, p in lengua.items()), Fraction(0))


def entropia(lengua: Lengua) -> float:
    """El suelo: −Σ P(frase)·ln P(frase) / `largo_medio`, en nats por token.

    Fuente: Shannon (1948), sección 7.

    >>> entropia({("cara",): Fraction(1, 2), ("cruz",): Fraction(1, 2)}) == log(2) / 2
    True
    """
    return -sum(float(p) * log(p) for p in lengua.values()) / float(largo_medio(lengua))


def entropia_ngrama(lengua: Lengua, n: int) -> float:
    """La menor pérdida posible, en nats por token, si solo se recuerdan las n − 1 palabras anteriores.

    −Σ P(recuerdo, palabra)·ln P(palabra | recuerdo) / `largo_medio`. Con n = 1 no se recuerda nada.
    Errores: `ValueError` si n < 1.

    >>> lengua = frases({"Frase": {"cara y cara": 1, "cruz y cruz": 1}})
    >>> [round(entropia_ngrama(lengua, n) / log(2), 2) for n in (1, 2, 3)]
    [2.0, 1.0, 0.25]
    """
    return perdida_ngrama(lengua, lengua, n)


def perdida_ngrama(leida: Lengua, examen: Lengua, n: int) -> float:
    """La pérdida en el examen, en nats por token, de quien cuenta en lo leído qué sigue a n − 1 palabras.

    −Σ P(frase)·Σ ln Q(palabra | recuerdo) / `largo_medio`, con P del examen y Q de la tabla. Es infinita si
    en el examen sale algo que la tabla no ha visto. Con n mayor que cualquier frase, recuerda frases enteras.
    Errores: `ValueError` si n < 1.

    >>> ecos = frases({"Frase": {"cara y cara": 1, "cruz y cruz": 1}})
    >>> perdida_ngrama(ecos, frases({"Frase": {"cara y cruz": 1}}), 3)
    inf
    """
    if n < 1:
        raise ValueError(f"un n-grama: n tiene que ser 1 o más, no {n}")
    juntas: defaultdict[Frase, Fraction] = defaultdict(Fraction)
    recuerdos: defaultdict[Frase, Fraction] = defaultdict(Fraction)
    for frase, probabilidad in leida.items():
        for ventana in ventanas(frase, n):
            juntas[ventana] += probabilidad
            recuerdos[ventana[:-1]] += probabilidad
    sorpresas = {ventana: -log(p / recuerdos[ventana[:-1]]) for ventana, p in juntas.items()}
    nats = (float(p) * sorpresas.get(v, inf) for frase, p in examen.items() for v in ventanas(frase, n))
    return sum(nats) / float(largo_medio(examen))


def ventanas(frase: Frase, n: int) -> list[Frase]:
    """Cada palabra de la frase, y el punto que la cierra, detrás de los n − 1 tokens anteriores que haya.

    >>> ventanas(("la", "IA"), 2)
    [('.', 'la'), ('la', 'IA'), ('IA', '.')]
    """
    tokens = (PUNTO, *frase, PUNTO)
    return [tokens[max(0, i - n + 1) : i + 1] for i in range(1, len(tokens))]


def siguiente(lengua: Lengua, principio: Sequence[str]) -> dict[str, Fraction]:
    """Con qué probabilidad sigue cada palabra (o `PUNTO`) a un principio de frase.

    Errores: `ValueError` si ninguna frase empieza así.

    >>> siguiente(frases(), ["el", "cielo", "es"])
    {'azul': Fraction(4, 5), 'gris': Fraction(1, 5)}
    """
    masas: defaultdict[str, Fraction] = defaultdict(Fraction)
    for frase, probabilidad in lengua.items():
        if frase[: len(principio)] == tuple(principio):
            masas[(*frase, PUNTO)[len(principio)]] += probabilidad
    if not masas:
        raise ValueError(f"siguiente: ninguna frase empieza por «{' '.join(principio)}»")
    total = sum(masas.values())
    return {palabra: masa / total for palabra, masa in masas.items()}


def muestra(lengua: Lengua, cuantas: int, rng: np.random.Generator) -> list[Frase]:
    """Frases al azar, cada una con su probabilidad: el texto con que se entrena.

    >>> muestra({("la", "IA", "avanza"): Fraction(1)}, 2, np.random.default_rng(0))
    [('la', 'IA', 'avanza'), ('la', 'IA', 'avanza')]
    """
    todas = list(lengua)
    elegidas = rng.choice(len(todas), size=cuantas, p=[float(p) for p in lengua.values()])
    return [todas[i] for i in elegidas]
