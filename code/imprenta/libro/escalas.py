"""Las escalas con que se escribe un número: «%», «millones», «per cent». Las de los dos idiomas, siempre."""

from __future__ import annotations

from fractions import Fraction

ESCALAS = {
    "mil": 10**3,
    "millón": 10**6,
    "millones": 10**6,
    "mil millones": 10**9,
    "miles de millones": 10**9,
    "billón": 10**12,
    "billones": 10**12,
    "mil billones": 10**15,
    "trillón": 10**18,
    "trillones": 10**18,
    "hundred": 10**2,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
PARTES = {
    "%": 100,
    "por ciento": 100,
    "por cien": 100,
    "per cent": 100,
    "percent": 100,
    "‰": 1000,
    "por mil": 1000,
    "per mille": 1000,
    "‱": 10_000,
}
FACTORES = {k: Fraction(1, v) for k, v in PARTES.items()} | {k: Fraction(v) for k, v in ESCALAS.items()}
