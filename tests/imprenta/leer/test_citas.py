"""La página de una cita es un dato de la obra: o lo dice su ficha, o es una falta."""

from pathlib import Path

import pytest
from libros import CABECERA, CONFIG, construir, escribir_libro, pagina_hecha, poner

OBRA = (
    "@article{vaswani2017, author={Vaswani, A.}, title={Attention}, year={2017}, journal={N}, "
    "datos={12; 3.2}}"
)


def libro(raiz: Path, cita: str) -> Path:
    poner(raiz / "r.bib", OBRA)
    config = CONFIG.replace("title: Prueba", "title: Prueba\nbibtex_bibfiles: [r.bib]")
    texto = f"{CABECERA}# T\n\nVéase {cita}.\n\n```{{bibliography}}\n```\n"
    return escribir_libro(raiz, {"uno": texto}, config=config)


@pytest.mark.parametrize(
    ("cita", "falta"),
    [
        ("{cite:p}`{pág. 4837}vaswani2017`", "uno.md:7:22: la prosa dice «4837»"),
        ("{cite:p}`vaswani2017{p. 4837}`", "uno.md:7:31: la prosa dice «4837»"),
        ("{cite:t}`vaswani2017{pp. 12-14}`", "uno.md:7:35: la prosa dice «14»"),
    ],
)
def test_la_pagina_que_la_ficha_no_dice_es_una_falta(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], cita: str, falta: str
) -> None:
    estado, _, faltas = construir(libro(tmp_path, cita), capsys)
    assert (estado, faltas) == (
        1,
        [f"{falta}, y vaswani2017 no trae ese dato: ponlo en su campo `datos`"],
    )


def test_la_que_la_ficha_dice_se_publica(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    estado, _, faltas = construir(
        libro(tmp_path, "{cite:p}`{véase la p. 12}vaswani2017{sección 3.2}`"), capsys
    )
    assert (estado, faltas) == (0, [])
    assert "véase la p. 12" in pagina_hecha(tmp_path)
