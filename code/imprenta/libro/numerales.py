"""Los números que se escriben con palabras, en español y en inglés: «siete», «mil doscientos», «twenty-one».

Para quien lee son cifras. No lo son el artículo («un», «una», «one», «a»), los ordinales («segundo»,
«third»), lo que dice «muchos» sin decir cuántos («miles», «hundreds») ni las palabras que casi siempre dicen
otra cosa («cuarto», «medio», «media»).

Un libro puede llevar páginas en los dos idiomas, y citas del uno en el otro: se buscan las palabras de ambos,
salvo las que en el otro significan otra cosa («once», «ten»), que cuentan solo en una página escrita en el
suyo. Qué idioma es se sabe por las palabras de la página: el de la configuración es el de los rótulos.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

Idioma = Literal["es", "en"]

DECENAS = "treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa"
DE_OTRO: dict[Idioma, frozenset[str]] = {
    "es": frozenset({"ten"}),
    "en": frozenset({"once", "quince", "mil"}),
}
ESPACIO = r"(?:[^\S\n]++(?:\n[^\S\n]*+)?|\n[^\S\n]*+)"  # con dos saltos de línea se acaba el párrafo
ESPANOL = rf"""cero|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince
    |dieci(?:s[eé]is|siete|ocho|nueve)
    |veinte|veinti(?:un[oa]|ún|d[oó]s|tr[eé]s|cuatro|cinco|s[eé]is|siete|ocho|nueve)
    |(?:{DECENAS})(?:{ESPACIO}y{ESPACIO}un[oa]?\b)?
    |cien(?:to)?|(?:dos|tres|cuatro|seis|ocho)cient[oa]s|(?:quinient|setecient|novecient)[oa]s
    |mil|mill[oó]n|millones|(?:b|tr|cuatr)ill(?:[oó]n|ones)
    |docena|decena|centena|centenar|millar|dobles?|triples?|cu[aá]druples?|qu[ií]ntuples?|mitad(?:es)?|tercios?"""
DECENAS_INGLESAS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
INGLES = rf"""zero|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve
    |(?:thir|four|fif|six|seven|eigh|nine)teen|(?:{DECENAS_INGLESAS})(?:-one\b)?
    |hundred|thousand|(?:m|b|tr)illion|dozen|twice|thrice|double|triple|quadruple|half|halves|thirds
    |one[-\s](?:third|half|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth)"""
JUNTOS = (
    rf"(?:(?<=nta){ESPACIO}y{ESPACIO}"
    rf"|(?:(?<=hundred)|(?<=thousand)|(?<=million)){ESPACIO}and{ESPACIO}|{ESPACIO}|-)"
)
# Detrás de estos, «uno» y «one» son parte del número.
TRAS_CIENTOS = "|".join(
    f"(?<={final})" for final in "cien ciento ientos ientas mil ones hundred and thousand illion".split()
)
# Delante de estos, lo son «un» y «a».
UN = rf"""(?:un|una|medi[oa]|one|a){ESPACIO}
    (?=(?:mill[oó]n|(?:b|tr)ill[oó]n|docena|decena|centena|centenar|millar|tercio|hundred|thousand|(?:m|b|tr)illion|dozen)\b)"""
# Con otra palabra detrás de un guion, estas son parte de un nombre: «zero-shot», «half-life».
NO_CUENTAN = r"(?!(?:zero|half|double|triple|ten)-[^\W\d])"
ESPECIE = rf"(?:{ESPANOL}|{INGLES})\b"
NUMERAL = re.compile(
    rf"""(?<!\w)(?=[^\W\d_])(?:tantos?{ESPACIO}por{ESPACIO}(?:cien(?:to)?|mil)\b|por{ESPACIO}ciento\b
    |(?<!non-)(?P<numeral>(?:{UN})?{NO_CUENTAN}{ESPECIE}
        (?:{JUNTOS}{NO_CUENTAN}{ESPECIE}|(?:{TRAS_CIENTOS}){JUNTOS}(?:un[oa]?|one)\b)*)(?!\w))""",
    re.VERBOSE | re.IGNORECASE,
)
SOLO_LETRAS = re.compile(r"[^\W\d_]+")
FRECUENTES: dict[Idioma, frozenset[str]] = {
    "es": frozenset("el la los las de del que y en un una es con por para se al no como su lo".split()),
    "en": frozenset("the of and to in is that it for with as was on are by this an be at from".split()),
}


def idioma_de(texto: str) -> Idioma:
    """El idioma en que está escrito un texto, por sus palabras más corrientes.

    >>> idioma_de("Once again, the number of layers"), idioma_de("Son las once de la noche")
    ('en', 'es')
    """
    palabras = [palabra.lower() for palabra in SOLO_LETRAS.findall(texto)]
    cuantas = {idioma: sum(p in suyas for p in palabras) for idioma, suyas in FRECUENTES.items()}
    return "en" if cuantas["en"] > cuantas["es"] else "es"


def numerales(texto: str, idioma: Idioma) -> Iterator[tuple[int, int]]:
    """De dónde a dónde va cada número escrito con palabras.

    >>> texto = "Una red de dos capas, con mil doscientos pesos: el treinta y uno por ciento, la segunda vez."
    >>> [texto[a:b] for a, b in numerales(texto, "es")]
    ['dos', 'mil doscientos', 'treinta y uno']
    >>> texto = "Once more, twenty-one of a hundred and five one-hot codes: two thirds, zero-shot."
    >>> [texto[a:b] for a, b in numerales(texto, "en")]
    ['twenty-one', 'a hundred and five', 'two thirds']
    """
    for casa in NUMERAL.finditer(texto):
        numeral = casa["numeral"]
        if numeral is not None and numeral.lower() not in DE_OTRO[idioma]:
            yield casa.span("numeral")
