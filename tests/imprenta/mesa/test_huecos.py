"""Los huecos de una página y las maneras de leer cada uno."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from imprenta.leer.lectura import leer
from imprenta.mesa.huecos import Hueco, huecos_de, trozos_de


def leidos(texto: str) -> list[tuple[Hueco, list[str]]]:
    pagina = leer(Path("uno.md"), texto.encode())
    return [(hueco, [t.literal for t in trozos_de(pagina, hueco)]) for hueco in huecos_de(pagina, {})]


@pytest.mark.parametrize(
    ("texto", "hueco", "literales"),
    [
        ("Vale 0.73 y ya.", "0.73", ["0.73"]),
        ("Vale 0,73.", "0,73", ["0,73"]),
        ("Un 95 % de ellos.", "95 %", ["95 %", "95"]),
        ("Son 50 257 palabras.", "50", ["50 257", "50"]),
        ("Son 1.200 palabras.", "1.200", ["1 200", "1.200"]),
        ("Unos 38.6 millones de ellas.", "38.6 millones", ["38.6 millones", "38.6"]),
        ("Es 2.9·10⁻¹³ justo.", "2.9", ["2.9·10⁻¹³", "2.9"]),
        ("Es 1/64 de eso.", "1", ["1/64", "1"]),
        ("Es −0.73 ahí.", "−0.73", ["−0.73"]),
        ("Va de [0.73, 0.27] a más.", "0.73", ["[0.73, 0.27]", "0.73"]),
        ("Hay tres capas.", "tres", ["tres"]),
        ("Hay mil doscientos pesos.", "mil doscientos", ["mil doscientos"]),
        ("Hay menos cincuenta ahí.", "cincuenta", ["cincuenta", "menos cincuenta"]),
        ("Son dos tercios de ella.", "dos tercios", ["dos tercios", "dos"]),
        ("Queda $x = -0.95$ al final.", "0.95", ["0.95", "-0.95"]),
        (
            r"Son $v = \begin{pmatrix} 1.5 & 2.5 \end{pmatrix}$.",
            "1.5",
            [r"\begin{pmatrix} 1.5 & 2.5 \end{pmatrix}", "1.5"],
        ),
    ],
)
def test_un_hueco_se_lee_de_varias_maneras_las_mas_largas_primero(
    texto: str, hueco: str, literales: list[str]
) -> None:
    (suyo, suyas), *_ = leidos(texto)
    assert suyo.texto == hueco
    assert [literal for literal in suyas if literal in literales] == literales
    assert suyas[: len(literales)] == literales


def test_las_partes_de_un_numero_no_son_otro_hueco() -> None:
    assert [hueco.texto for hueco, _ in leidos("Son 5 200 000 y 2.9·10⁻¹³, y 1/64, y 7.")] == [
        "5",
        "2.9",
        "1",
        "7",
    ]


def test_los_numeros_de_un_vector_son_huecos_distintos() -> None:
    assert [hueco.texto for hueco, _ in leidos("Es [0.73, 0.27], y no (1, 2).")] == ["0.73", "0.27", "1", "2"]


def test_lo_atado_no_es_un_hueco_y_lo_de_las_formulas_si() -> None:
    huecos = [hueco for hueco, _ in leidos("Es {cifra}`3 <x>`, $2 + 2 = 4$, $n = 7$ y 8.")]
    assert [(hueco.texto, hueco.formula is not None) for hueco in huecos] == [("7", True), ("8", False)]
    assert huecos[0].consejo == r"átalo con \cifra{7}{expresión}"


def test_donde_no_se_leen_roles_no_se_ata() -> None:
    assert [(h.texto, h.se_puede_atar) for h, _ in leidos("El `paso 3` y 4.\n\n![Hay 5](a.png)\n")] == [
        ("3", False),
        ("4", True),
        ("5", False),
    ]


def test_lo_que_vale_un_trozo_es_exacto() -> None:
    def valores(texto: str) -> list[Any]:
        pagina = leer(Path("uno.md"), texto.encode())
        return [t.numero for hueco in huecos_de(pagina, {}) for t in trozos_de(pagina, hueco)[:1]]

    assert valores("Un 95 % y 5 200.") == [
        {"valor": [19, 20], "paso": [1, 100]},
        {"valor": [5200, 1], "paso": None},
    ]
    assert valores("La mitad.") == [{"valor": [1, 2], "paso": None}]
    assert Fraction(*valores("Es 0.1.")[0]["valor"]) == Fraction(1, 10)
