"""Los números con palabras: los que cuenta quien lee, y lo que se les parece."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from imprenta.libro.numerales import Idioma, numerales

NO_CUENTAN = {
    "es": "un una uno la primera segunda tercera cuarta vez; en segundos, un cuarto, medio, la media, miles,"
    " cuatrero, docente, sesión, ten en cuenta, tanto por ciento, el 3 por ciento, decenas de miles",
    "en": "one a an the first second third; once upon a time, a quarter past, someone, hundreds of people,"
    " often, attend, zero-shot, half-life, non-zero, a tenth, twofold, sixties",
}
CUENTAN = [
    ("es", "Los siete, y veintiún más", ["siete", "veintiún"]),
    ("es", "treinta y dos; cien o doscientas", ["treinta y dos", "cien", "doscientas"]),
    ("es", "entre dos y tres, mil una noches", ["dos", "tres", "mil una"]),
    ("es", "mil doscientos millones, una docena", ["mil doscientos millones", "una docena"]),
    ("es", "la mitad, el doble, el triple", ["mitad", "doble", "triple"]),
    ("es", "un tercio, tres cuartos, un millón", ["un tercio", "tres", "un millón"]),
    ("es", "Son las once, cero grados, dieciseis", ["once", "cero", "dieciseis"]),
    ("es", "treinta\n  y dos", ["treinta\n  y dos"]),
    ("es", "tres\n\ncuatro", ["tres", "cuatro"]),
    ("en", "twenty-one, ten, two thirds, one third", ["twenty-one", "ten", "two thirds", "one third"]),
    ("en", "three hundred and five, a million", ["three hundred and five", "a million"]),
    ("en", "Twice, a dozen, two-layer", ["Twice", "a dozen", "two"]),
    ("es", "«three seconds» y dos", ["three", "dos"]),
]


@pytest.mark.parametrize("idioma", ["es", "en"])
def test_lo_que_no_cuenta_nada_se_deja(idioma: Idioma) -> None:
    texto = NO_CUENTAN[idioma]
    assert [texto[a:b] for a, b in numerales(texto, idioma)] == []


@pytest.mark.parametrize(("idioma", "texto", "esperados"), CUENTAN)
def test_lo_que_cuenta_se_ve_entero(idioma: Idioma, texto: str, esperados: list[str]) -> None:
    assert [texto[a:b] for a, b in numerales(texto, idioma)] == esperados


@given(st.integers(2, 10**12), st.sampled_from(["es", "en"]))
def test_cualquier_numero_es_uno_solo(n: int, idioma: Idioma) -> None:
    palabras = num2words(n, lang=idioma).replace(",", "")
    texto = f"Hay {palabras} cosas."
    vistos = [texto[a:b] for a, b in numerales(texto, idioma)]
    assert vistos == [palabras]
