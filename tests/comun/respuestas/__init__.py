"""Respuestas a los ejercicios, escritas sin el código del libro; a las malas, lo que se les dice."""

from typing import Any

from respuestas import aprendizaje, generativa, gradiente, minusculo, transformer

_CAPITULOS = gradiente, aprendizaje, transformer, generativa, minusculo

BUENAS: dict[str, Any] = {clave: r for capitulo in _CAPITULOS for clave, r in capitulo.BUENAS.items()}
MALAS: list[tuple[str, Any, str]] = [mala for capitulo in _CAPITULOS for mala in capitulo.MALAS]

__all__ = ["BUENAS", "MALAS"]
