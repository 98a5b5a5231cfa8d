"""Lo falso se niega también en lo que una página incluye, aunque el libro aún no la exija."""

from pathlib import Path

import pytest
from libros import construir, escribir_libro, poner

CONFIG = "title: Curso\nonly_build_toc_files: true\nimprenta: {cubiertas: []}\n"
FALSA = "Son 40, $1+1=2$ y $2+2=5$.\n"


@pytest.mark.parametrize(
    ("pagina", "inclusion"),
    [
        ("uno", "```{include} trozo.md\n```"),
        ("uno", ":::{note}\n```{include} trozo.md\n```\n:::"),
        ("sub/uno", "```{include} ../trozo.md\n```"),
        ("sub/uno", "```{include} /trozo.md\n```"),
        ("uno", "```{include} otro.txt\n```"),
    ],
)
def test_la_formula_falsa_se_dice_en_su_archivo(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], pagina: str, inclusion: str
) -> None:
    libro = escribir_libro(tmp_path, {pagina: f"# Uno\n\n{inclusion}\n\n{inclusion}\n"}, config=CONFIG)
    poner(libro / "trozo.md", FALSA)
    poner(libro / "otro.txt", "```{include} trozo.md\n```\n\n```{include} otro.txt\n```\n")
    estado, _, faltas = construir(libro, capsys, "verify")
    assert (estado, faltas) == (1, ["trozo.md:1:24: la fórmula dice 5; 2+2 = 4"])


@pytest.mark.parametrize(
    "inclusion",
    [
        "```{include} trozo.md\n:end-before: Son\n```",
        "```{include} trozo.md\n:literal:\n```",
        "```{include} no-esta.md\n```",
        "```{literalinclude} trozo.md\n```",
        "```{include} trozo.rst\n```",
    ],
)
def test_de_lo_que_no_se_incluye_entero_no_se_dice_que_sea_falso(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], inclusion: str
) -> None:
    libro = escribir_libro(tmp_path, {"uno": f"# Uno\n\n{inclusion}\n"}, config=CONFIG)
    poner(libro / "trozo.md", FALSA)
    poner(libro / "trozo.rst", FALSA)
    estado, dicho, _ = construir(libro, capsys, "verify")
    assert (estado, dicho.split(" · ")[-2:]) == (0, ["1 sin cubrir (se admiten 1)", "0 falsas\n"])


def test_lo_incluido_que_ya_es_una_pagina_se_dice_una_vez(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paginas = {"uno": "# Uno\n\n```{include} dos.md\n```\n", "dos": f"# Dos\n\n{FALSA}"}
    libro = escribir_libro(tmp_path, paginas, config=CONFIG)
    assert construir(libro, capsys, "verify")[2] == ["dos.md:3:24: la fórmula dice 5; 2+2 = 4"]
