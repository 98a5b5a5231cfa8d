"""Los números escritos a mano: las formas que se entienden y las que no."""

import math

import pytest

from redes.ejercicios.lectura import numero_escrito


@pytest.mark.parametrize(
    ("texto", "vale"),
    [
        ("0,09", 0.09),
        (" .5 ", 0.5),
        ("5.", 5.0),
        ("+3", 3.0),
        ("-0,5", -0.5),
        ("− 0.5", -0.5),
        ("12,75 %", 0.1275),
        ("3/8", 0.375),
        ("-1 / 4", -0.25),
        ("1e-3", 0.001),
        ("1E+2", 100.0),
        ("10^-3", 0.001),
        ("10⁻³", 0.001),
        ("10**2", 100.0),
        ("2·10⁻³", 0.002),
        ("2,5 × 10^(-3)", 0.0025),
        ("2x10^3", 2000.0),
        ("11 480", 11_480.0),
        ("1\u202f234\u00a0567", 1_234_567.0),
        ("3/4 %", 0.0075),
        ("1/0", math.inf),
    ],
)
def test_se_entiende(texto: str, vale: float) -> None:
    assert numero_escrito(texto) == vale


@pytest.mark.parametrize(
    "texto",
    ["", " ", "nueve", "1 2", "1.2.3", "1,234.5", "3/", "/8", "1/2/3", "%", "e5", "nan", "inf", "1_000"],
)
def test_no_se_adivina(texto: str) -> None:
    assert numero_escrito(texto) is None
