"""Leer un número en palabras es lo contrario de escribirlo."""

from collections.abc import Callable
from fractions import Fraction

import pytest

from imprenta.juzgar.literal.dichos import valor_dicho
from imprenta.juzgar.literal.palabras import en_ingles, en_palabras


@pytest.mark.parametrize(("escribir", "grandes"), [(en_palabras, [1200, 2305, 38_000_000]), (en_ingles, [])])
def test_lo_que_se_escribe_se_lee(escribir: Callable[[Fraction], frozenset[str]], grandes: list[int]) -> None:
    enteros = [*range(200), 300, 1000, *grandes]
    partes = [Fraction(a, b) for b in (2, 3, 4, 5, 8, 10) for a in range(1, b)]
    for valor in (*map(Fraction, enteros), *partes):
        for palabras in escribir(valor):
            leido = valor_dicho(palabras)  # «tercera» son dos números
            assert leido is not None, palabras
            assert palabras in en_palabras(leido) | en_ingles(leido), palabras


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
