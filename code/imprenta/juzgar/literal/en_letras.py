"""Otro número en palabras en lugar del que hay: en su idioma, con su género, sus mayúsculas y su clase.

Un ordinal se cambia por otro ordinal y «el doble» por «el triple»: si de la misma clase no hay ninguno, es
la frase la que hay que escribir de otra manera, y eso no lo sabe nadie más que su autor.
"""

from __future__ import annotations

import functools
import re
from fractions import Fraction

from imprenta.juzgar.literal.palabras import en_ingles, en_palabras
from imprenta.libro.numerales import ESPANOL, INGLES

MENOS = re.compile(r"(menos|minus)\s+", re.IGNORECASE)
DENOMINADORES, MUCHAS = {*range(2, 13), 20, 100, 1000}, 20  # más, nadie los dice con palabras
FEMENINO = re.compile(
    r"(?:\bun|veintiun|ient|rimer|ercer|gund|art|int|xt|ptim|tav|ven|cim|ésim|medi|ningun)as?$"
)
DICE_VECES = re.compile(r"(?:el )?(?:doble|triple)|double|twice|triple")
DOCENA = re.compile(r".*\b(?:docena|dozen)")
DICE_NADIE = re.compile(r"ningun[oa]|ningún|none")
DICE_PARTE = re.compile(
    r".*\b(?:mitad|parte|tercios?|medi[oa]s?|half|halves|thirds?|quarters?|.*(?:av[oa]s?|[ct]im[oa]s?|ths))\b"
)
SOLO_INGLES = re.compile(r"\b(?:a|one|half|quarters?|\w+(?:th|ths|nd|rd)|first|none|minus)\b")


def en_letras(literal: str, valor: Fraction, ante_nombre: bool = False) -> str | None:
    """`valor` con palabras como las de `literal`; nada si `literal` no es un número o no hay cómo decirlo.

    >>> en_letras("Tres", Fraction(21), ante_nombre=True), en_letras("doscientas", Fraction(301))
    ('Veintiún', 'trescientas una')
    >>> en_letras("la mitad", Fraction(1, 4)), en_letras("segunda", Fraction(3))
    ('la cuarta parte', 'tercera')
    >>> en_letras("el doble", Fraction(7))  # nada
    """
    limpio = MENOS.sub("", " ".join(literal.casefold().split()))
    ingles = _es_ingles(limpio)
    clases = _clases_del(limpio, ingles)
    candidatas = (en_ingles if ingles else en_palabras)(abs(valor))
    if valor.denominator != 1 and (valor.denominator not in DENOMINADORES or abs(valor.numerator) > MUCHAS):
        return None
    suyas = [palabra for palabra in candidatas if _clase(palabra, valor, ingles) in clases]
    if not suyas:
        return None
    mejor = min(suyas, key=lambda p: (_lejos(limpio, p, ante_nombre), len(p), p))
    if valor < 0:
        mejor = ("minus " if ingles else "menos ") + mejor
    return _con_sus_espacios(literal, _con_sus_mayusculas(literal, mejor))


def _es_ingles(limpio: str) -> bool:
    """Si un número en palabras es inglés y no español: «triple» puede ser los dos."""
    if any(re.fullmatch(rf"(?:{ESPANOL})", palabra, re.VERBOSE) for palabra in limpio.split()):
        return False
    ingles = re.compile(rf"(?:{INGLES})", re.VERBOSE)
    return bool(ingles.match(limpio) or SOLO_INGLES.search(limpio))


@functools.cache
def _ordinales(ingles: bool) -> frozenset[str]:
    """Los que se saben escribir, que son pocos."""
    dichos = en_ingles if ingles else en_palabras
    propios = {2: "second", 3: "third", 1: "first"} if ingles else {1: "primero"}
    return frozenset(
        palabra
        for n in range(1, 21)
        for palabra in dichos(Fraction(n))
        if _acaba_como_ordinal(palabra, ingles) or palabra == propios.get(n)
    )


def _acaba_como_ordinal(palabra: str, ingles: bool) -> bool:
    if ingles:
        return palabra.endswith("th")
    return bool(
        re.search(r"(?:prim|terc)er[oa]?$|(?:gund|art|int|xt|ptim|tav|ven|cim|ésim)[oa]$", palabra)
    ) and (
        palabra not in {"veinte", "treinta"} and not palabra.endswith(("cuenta", "senta", "tenta", "venta"))
    )


def _clase(palabra: str, valor: Fraction, ingles: bool) -> str:
    if DICE_VECES.fullmatch(palabra):
        return "veces"
    if DOCENA.match(palabra):
        return "docena"
    if DICE_NADIE.fullmatch(palabra):
        return "nadie"
    if valor.denominator != 1:
        return "parte"
    return "ordinal" if palabra in _ordinales(ingles) else "cardinal"


def _clases_del(limpio: str, ingles: bool) -> set[str]:
    """De qué clase puede ser el número que hay: «cuarto» es un ordinal o una parte."""
    if DICE_VECES.fullmatch(limpio):
        return {"veces"}
    if DOCENA.match(limpio):
        return {"docena"}
    if DICE_NADIE.fullmatch(limpio):
        return {"nadie", "cardinal"}
    clases = {"ordinal"} if limpio in _ordinales(ingles) else set[str]()
    if DICE_PARTE.match(limpio) or limpio in _partes(ingles):
        clases.add("parte")
        if limpio.startswith(("la ", "el ")) or "mitad" in limpio:
            clases.add("veces")
    if clases:
        return clases
    return {"cardinal"} if _es_cardinal(limpio) else set()


def admite_cifras(literal: str, valor: float | Fraction) -> bool:
    """Si en lugar de un número en palabras se puede poner otro en cifras: no en el de «el doble».

    >>> admite_cifras("tres", 0.27), admite_cifras("un cuarto", 0.27), admite_cifras("segunda", 42)
    (True, True, False)
    """
    limpio = MENOS.sub("", " ".join(literal.casefold().split()))
    suyas = {"cardinal"} if valor == int(valor) else {"cardinal", "parte"}
    return bool(_clases_del(limpio, _es_ingles(limpio)) & suyas)


@functools.cache
def _partes(ingles: bool) -> frozenset[str]:
    dichos = en_ingles if ingles else en_palabras
    fracciones = (Fraction(n, d) for d in DENOMINADORES if d < 100 for n in range(1, min(d, 5)))
    return frozenset(palabra for f in fracciones if f.denominator != 1 for palabra in dichos(f))


def _es_cardinal(limpio: str) -> bool:
    """Si todas sus palabras son de un número."""
    sueltas = re.compile(rf"(?:{ESPANOL}|{INGLES}|un[oa]?|one|a|and|y|treinta|cuarenta)", re.VERBOSE)
    return all(sueltas.fullmatch(palabra) for palabra in re.split(r"[ -]", limpio))


def _lejos(limpio: str, palabra: str, ante_nombre: bool) -> tuple[bool, ...]:
    """En qué se distingue una manera de decirlo de la que su autor ha usado."""
    articulo = re.match(r"(?:el|la|un|una|a|one)\b[ -]", limpio)
    suyo = re.match(r"(?:el|la|un|una|a|one)\b[ -]", palabra)
    return (
        bool(articulo) != bool(suyo),
        bool(articulo and suyo) and (articulo[0] != suyo[0] if articulo and suyo else False),
        _es_femenino(limpio) != _es_femenino(palabra),
        ("parte" in limpio or "mitad" in limpio) != ("parte" in palabra or "mitad" in palabra),
        (ante_nombre or _es_apocope(limpio)) != _es_apocope(palabra) and _cambia_de_uno(palabra),
        ("and" in limpio.split()) != ("and" in palabra.split()),
    )


def _es_femenino(palabra: str) -> bool:
    return bool(
        (FEMENINO.search(palabra) and not palabra.endswith(("cuarenta", "treinta")))
        or palabra.startswith(("la ", "una "))
        or "mitad" in palabra
        or "ientas" in palabra
    )


def _es_apocope(palabra: str) -> bool:
    return palabra.endswith(("ún", "un", "primer", "tercer", "ningún"))


def _cambia_de_uno(palabra: str) -> bool:
    """Si es de los que se dicen de otra manera delante de un nombre."""
    return bool(re.search(r"(?:un[oa]?|ún|primer[oa]?|tercer[oa]?)$", palabra))


def _con_sus_mayusculas(literal: str, palabra: str) -> str:
    if len(literal) > 1 and literal.isupper():
        return palabra.upper()
    return palabra[:1].upper() + palabra[1:] if literal[:1].isupper() else palabra


def _con_sus_espacios(literal: str, palabra: str) -> str:
    """Con los saltos de línea que había entre sus palabras, mientras los haya."""
    espacios = re.findall(r"\s+", literal.strip())
    palabras = palabra.split(" ")
    espacios = [*espacios, *[" "] * len(palabras)][: len(palabras) - 1]
    return "".join(p + e for p, e in zip(palabras, [*espacios, ""], strict=True))
