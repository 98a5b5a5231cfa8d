"""Leer un número en palabras es lo contrario de escribirlo."""

from fractions import Fraction

import pytest

from imprenta.juzgar.literal.dichos import valor_dicho
from imprenta.juzgar.literal.palabras import en_ingles, en_palabras


@pytest.mark.parametrize("idioma", [en_palabras, en_ingles])
def test_lo_que_se_escribe_se_lee(idioma: object) -> None:
    escribir = en_palabras if idioma is en_palabras else en_ingles
    enteros = [*range(200), 300, 1000, *([1200, 2305, 5200, 38_000_000] if idioma is en_palabras else [])]
    partes = [Fraction(a, b) for b in (2, 3, 4, 5, 8, 10) for a in range(1, b)]
    for valor in (*map(Fraction, enteros), *partes):
        for palabras in escribir(valor):
            assert valor_dicho(palabras) == valor, palabras


@pytest.mark.parametrize(
    ("texto", "valor"),
    [
        ("Menos cincuenta", -50),
        ("tres\ncuartas partes", Fraction(3, 4)),
        ("dos mil trescientos cinco", 2305),
        ("doscientos cincuenta mil", 250_000),
        ("la red", None),
        ("tres capas", None),
        ("", None),
        ("mil mil", None),
        ("menos", None),
    ],
)
def test_solo_se_lee_lo_que_alguien_escribiria(texto: str, valor: Fraction | None) -> None:
    assert valor_dicho(texto) == valor
