"""¿Es «financiero» a «banco» lo que «mecánico» a «taller»? Restas y sumas de embeddings, con su control.

«a es a b como c es a …» se responde con la palabra más cercana a b − a + c. El control responde con la más
cercana a b, sin restar ni sumar nada: lo que las restas significan es lo que acierten de más.
Fuentes: Mikolov et al. (2013); Linzen (2016) para el control.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from redes.entrenamiento import ModeloDeLenguaje

Pareja = tuple[str, str]

FAMILIAS: Mapping[str, Sequence[Pareja]] = {
    "quién lo atiende": (("banco", "financiero"), ("taller", "mecánico"), ("tienda", "dueña")),
    "género": (("cerrado", "cerrada"), ("actualizado", "actualizada")),
    "qué opera": (("médico", "cirugía"), ("matemático", "suma")),
    "color": (("cielo", "azul"), ("hierba", "verde")),
}
"""Las relaciones del idioma de juguete. Las parejas de una familia guardan la misma relación."""


class Pregunta(NamedTuple):
    """a es a b como c es a d."""

    a: str
    b: str
    c: str
    d: str


def preguntas(familias: Mapping[str, Sequence[Pareja]] = FAMILIAS) -> Iterator[Pregunta]:
    """Todas las preguntas: cada pareja de una familia con cada una de las otras, en los dos sentidos.

    >>> [" ".join(pregunta) for pregunta in preguntas({"capital": [("Perú", "Lima"), ("Cuba", "La Habana")]})]
    ['Perú Lima Cuba La Habana', 'Cuba La Habana Perú Lima']
    """
    for parejas in familias.values():
        for una in parejas:
            for otra in parejas:
                if una != otra:
                    yield Pregunta(*una, *otra)


def analogia(modelo: ModeloDeLenguaje, a: str, b: str, c: str) -> list[tuple[str, float]]:
    """Las palabras y su coseno con b − a + c, de más a menos; a, b y c no pueden ser la respuesta."""
    E = dict(zip(modelo.palabras, modelo.red.incrustar.E, strict=True))
    punto = E[b] - E[a] + E[c]
    cosenos = {
        palabra: float(vector @ punto / np.linalg.norm(vector) / np.linalg.norm(punto))
        for palabra, vector in E.items()
        if palabra not in (a, b, c)
    }
    return sorted(cosenos.items(), key=lambda par: -par[1])


def sin_restar(modelo: ModeloDeLenguaje, a: str, b: str, c: str) -> list[tuple[str, float]]:
    """El control: las vecinas de b, sin contar a ni c."""
    return [par for par in modelo.vecinas(b) if par[0] not in (a, c)]
