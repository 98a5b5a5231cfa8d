"""Los números escritos con palabras: «mil», «veintiún», «un cuarto», «la mitad»."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator
from fractions import Fraction

from imprenta.juzgar.literal.comparar import Calculado


@functools.lru_cache(maxsize=4096)
def en_palabras(valor: Fraction) -> frozenset[str]:
    """Las maneras de escribir `valor` con palabras: «mil», «veintiún», «un cuarto», «la mitad».

    >>> "un cuarto" in en_palabras(Fraction(1, 4)), "mil" in en_palabras(Fraction(1000))
    (True, True)
    """
    if valor.denominator == 1:
        return frozenset(_enteros(int(valor)))
    if valor.denominator > 1000 or valor < 0:
        return frozenset()
    return frozenset(_partes_iguales(valor))


def _cardinal(n: int) -> str:
    from num2words import num2words  # tarda, y casi ninguna cifra está en palabras

    return str(num2words(n, lang="es"))


def _ordinal(n: int) -> str:
    from num2words import num2words

    return str(num2words(n, lang="es", to="ordinal"))


def _enteros(n: int) -> Iterator[str]:
    if abs(n) >= 10**24:
        return
    base = _cardinal(n)
    yield base
    if base.endswith("uno"):
        apocope = "veintiún" if base.endswith("veintiuno") else "un"
        resto = base[: -len("veintiuno" if apocope == "veintiún" else "uno")]
        yield from (resto + apocope, base[:-1] + "a")
    if "ientos" in base:
        yield base.replace("ientos", "ientas")
    if base.startswith("un ") or base.startswith("uno "):
        yield base.split(" ", 1)[1]
    yield from {
        0: ["ninguno", "ninguna", "ningún"],
        2: ["doble", "el doble"],
        3: ["triple", "el triple"],
        6: ["media docena"],
        12: ["docena", "una docena"],
    }.get(n, [])
    if 0 < n <= 20:
        ordinal = _ordinal(n)
        yield from (ordinal, ordinal[:-1] + "a", *([ordinal[:-1]] if n in (1, 3) else []))


def _partes_iguales(valor: Fraction) -> Iterator[str]:
    especiales = {2: "medio", 3: "tercio"}
    abajo = valor.denominator
    parte = especiales.get(abajo) or _ordinal(abajo)
    if abajo in (100, 1000, 10):
        parte = {10: "décimo", 100: "centésimo", 1000: "milésimo"}[abajo]
    arriba = valor.numerator
    cuantos = "un" if arriba == 1 else _cardinal(arriba)
    cuantas = "una" if arriba == 1 else cuantos
    plural = "" if arriba == 1 else "s"
    femenino = {"medio": "media", "tercio": "tercera"}.get(parte, parte[:-1] + "a")
    yield f"{cuantos} {parte}{plural}"
    yield f"{cuantas} {femenino}{plural}"
    if abajo > 2:
        yield f"{cuantas} {femenino}{plural} parte{plural}"
    if arriba == 1:
        yield from (parte, femenino)
        if abajo > 2:
            yield from (f"la {femenino} parte", f"{femenino} parte")
    if valor == Fraction(1, 2):
        yield from ("mitad", "la mitad")


def fraccion_sencilla(valor: Calculado) -> Fraction | None:
    """La fracción sencilla que vale `valor` salvo error de coma flotante, si la hay."""
    if isinstance(valor, bool) or not isinstance(valor, int | float):
        return None
    if isinstance(valor, int):
        return Fraction(valor)
    if not math.isfinite(valor):
        return None
    cercana = Fraction(valor).limit_denominator(1000)
    return cercana if abs(float(cercana) - valor) <= 1e-12 * max(1.0, abs(valor)) else None
