"""Los números escritos con palabras: «mil», «veintiún», «un cuarto», «la mitad»; en inglés, «twenty-one»."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator
from fractions import Fraction

from imprenta.juzgar.literal.comparar import Calculado
from imprenta.libro.modelo import Aproximado

MAYOR_DENOMINADOR = 1000
DEMASIADOS = 10**24  # más, nadie los escribe con palabras


@functools.lru_cache(maxsize=4096)
def en_palabras(valor: Fraction) -> frozenset[str]:
    """Las maneras de escribir `valor` con palabras: «mil», «veintiún», «un cuarto», «la mitad».

    >>> "un cuarto" in en_palabras(Fraction(1, 4)), "mil" in en_palabras(Fraction(1000))
    (True, True)
    """
    if valor.denominator == 1:
        return frozenset(_enteros(int(valor)))
    if valor.denominator > MAYOR_DENOMINADOR:
        return frozenset()
    if valor < 0:
        return frozenset(f"menos {parte}" for parte in en_palabras(-valor))
    return frozenset(_partes_iguales(valor))


@functools.lru_cache(maxsize=4096)
def en_ingles(valor: Fraction) -> frozenset[str]:
    """Las maneras de escribirlo en inglés.

    >>> sorted(en_ingles(Fraction(3, 4)))
    ['three fourths', 'three quarters', 'three-fourths', 'three-quarters']
    """
    if valor < 0:
        return frozenset(f"minus {palabra}" for palabra in en_ingles(-valor))
    if valor.denominator == 1:
        return frozenset(_enteros_en_ingles(int(valor)))
    return frozenset(_partes_en_ingles(valor) if valor.denominator <= MAYOR_DENOMINADOR else ())


def _cardinal(n: int, idioma: str = "es") -> str:
    from num2words import num2words  # tarda, y casi ninguna cifra está en palabras

    return str(num2words(n, lang=idioma))


def _ordinal(n: int, idioma: str = "es") -> str:
    from num2words import num2words

    return str(num2words(n, lang=idioma, to="ordinal"))


def _enteros_en_ingles(n: int) -> Iterator[str]:
    if n >= DEMASIADOS:
        return
    britanico = _cardinal(n, "en").replace(",", "")
    for cardinal in {britanico, britanico.replace(" and ", " ")}:
        yield cardinal
        if cardinal.startswith("one "):
            yield from (f"a {cardinal[len('one ') :]}", cardinal[len("one ") :])
    yield from {0: ["none"], 2: ["double", "twice"], 3: ["triple"], 12: ["a dozen"]}.get(n, [])
    if 0 < n <= 20:
        yield _ordinal(n, "en")


def _partes_en_ingles(valor: Fraction) -> Iterator[str]:
    arriba, abajo = valor.numerator, valor.denominator
    for parte in {2: ["half"], 4: ["quarter", "fourth"]}.get(abajo) or [_ordinal(abajo, "en")]:
        if arriba == 1:
            yield from (parte, f"a {parte}", f"one {parte}", f"one-{parte}")
        else:
            yield from (f"{_cardinal(arriba, 'en')} {parte}s", f"{_cardinal(arriba, 'en')}-{parte}s")


def _enteros(n: int) -> Iterator[str]:
    if abs(n) >= DEMASIADOS:
        return
    base = _cardinal(n)
    yield base
    if base.endswith("uno"):
        apocope = "veintiún" if base.endswith("veintiuno") else "un"
        resto = base[: -len("veintiuno" if apocope == "veintiún" else "uno")]
        yield from (resto + apocope, base[:-1] + "a")
    if "ientos" in base:
        femenino = base.replace("ientos", "ientas")
        yield femenino
        if femenino.endswith("uno"):
            yield femenino[:-1] + "a"
    if "uno mil" in base:
        yield base.replace("veintiuno mil", "veintiún mil").replace("uno mil", "un mil")
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
    if isinstance(valor, bool) or not isinstance(valor, int | float | Fraction):
        return None
    if not isinstance(valor, float | Aproximado):
        return Fraction(valor) if Fraction(valor).denominator <= MAYOR_DENOMINADOR else None
    if isinstance(valor, float) and not math.isfinite(valor):
        return None
    cercana = Fraction(valor).limit_denominator(MAYOR_DENOMINADOR)
    holgura = abs(cercana) * Fraction(1, 10**12)  # nada, si es cero: lo que no es cero no se dice «cero»
    return cercana if abs(cercana - Fraction(valor)) <= holgura else None
