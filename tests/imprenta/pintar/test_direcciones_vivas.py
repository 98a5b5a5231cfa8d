"""Ningún enlace de una página ejecuta nada: o MyST no lo hace, o es una falta en su sitio."""

import re
from pathlib import Path

import pytest
from libros import CABECERA, construir, escribir_libro, pagina_hecha

from imprenta.libro.direcciones import SOLO_ESTAS

VIVA = re.compile(r"""(?:href|src)=["']?\s*(?:java\s*script|vbscript|data:text)""", re.IGNORECASE)
NO_SON_ENLACES = (
    "[pulsa](javascript:alert(x))",
    "[pulsa](<JaVaScRiPt:alert(x)>)",
    "[pulsa](&#106;avascript:alert(x))",
    "[pulsa][mal]\n\n[mal]: vbscript:x",
    "<javascript:alert(x)>",
    "![pulsa](javascript:alert(x))",
    "[pulsa](data:text/html,x)",
)
SON_FALTAS = (
    (7, "```{image} una.png\n:alt: pulsa\n:target: javascript:alert(x)\n```"),
    (7, "```{figure} una.png\n:target: JavaScript&colon;alert(x)\n\nPulsa\n```"),
    (8, "```{eval-rst}\n`pulsa <java\\\\script:alert(x)>`_\n```"),
    (8, "```{eval-rst}\n`pulsa <javascript:alert(x)>`_\n```"),
)
PUNTO = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c6360000000020001"
    "48afa4710000000049454e44ae426082"
)


def libro(carpeta: Path, prosa: str) -> Path:
    (carpeta / "una.png").write_bytes(PUNTO)
    return escribir_libro(carpeta, {"uno": f"{CABECERA}# Uno\n\n{prosa}\n"})


@pytest.mark.parametrize("prosa", NO_SON_ENLACES)
def test_myst_no_los_enlaza_o_son_una_falta(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], prosa: str
) -> None:
    estado, _, faltas = construir(libro(tmp_path, prosa), capsys)
    if estado == 0:
        assert not VIVA.search(pagina_hecha(tmp_path))
    else:
        assert faltas


@pytest.mark.parametrize(("linea", "prosa"), SON_FALTAS)
def test_los_de_docutils_son_una_falta_en_su_sitio(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], linea: int, prosa: str
) -> None:
    estado, _, faltas = construir(libro(tmp_path, prosa), capsys)
    assert (estado, faltas) == (
        1,
        [f"uno.md:{linea}:1: la dirección de «enlace» es de «javascript»: {SOLO_ESTAS}"],
    )


def test_los_que_llevan_a_alguna_parte_se_quedan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    prosa = "<https://a.es> [b](http://b.es)\n\n```{image} una.png\n:alt: c\n:target: https://c.es\n```"
    estado, _, faltas = construir(libro(tmp_path, prosa), capsys)
    assert (estado, faltas) == (0, [])
    assert {"https://a.es", "http://b.es", "https://c.es"} <= set(
        re.findall(r'href="([^"]+)"', pagina_hecha(tmp_path))
    )
