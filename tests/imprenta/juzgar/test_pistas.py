"""Lo que se dice de una cifra falsa por cómo está escrita: los millares y el tanto por ciento."""

from collections.abc import Callable

import pytest

from imprenta.juzgar.pistas import pista
from imprenta.libro.hecho import Informe


@pytest.mark.parametrize(
    ("literal", "valor", "esperada"),
    [
        ("1.200", 1200, "; los millares se separan con un espacio: «1 200»"),
        ("1,234,567", 1234567, "; los millares se separan con un espacio: «1 234 567»"),
        ("95 %", 95, "; el % divide entre cien: «95 %» es 0.95"),
        ("12,5%", 12.5, "; el % divide entre cien: «12,5%» es 0.125"),
        ("1.200", 1201, ""),
        ("95 %", 96, ""),
        ("0.120", 120, ""),
        ("1.200", True, ""),
        ("1.200", "1200", ""),
    ],
)
def test_se_dice_como_se_escribe_lo_que_asi_seria_cierto(literal: str, valor: object, esperada: str) -> None:
    assert pista(literal, valor) == esperada  # type: ignore[arg-type]  # también lo que no es un dato


def test_la_pista_va_detras_de_lo_que_dice_el_codigo(juzgar: Callable[..., Informe]) -> None:
    informe = juzgar("{cifra}`1.200 <x>`, {cifra}`95 % <y>` y {cifra}`1 200 <x>`", {"x": 1200, "y": 95})
    dichas = [falta.mensaje.partition("; ")[2].partition("; ")[2] for falta in informe.falsas]
    assert dichas == [
        "los millares se separan con un espacio: «1 200»",
        "el % divide entre cien: «95 %» es 0.95",
    ]
