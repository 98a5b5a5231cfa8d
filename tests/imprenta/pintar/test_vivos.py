"""La directiva `{vivo}`: pone el HTML que da el código, con su guion, y en papel y en el cuaderno calla."""

from pathlib import Path

import pytest
from libros import CABECERA, construir, escribir_libro, pagina_hecha, poner

from imprenta.pintar.markdown_llano import prosa_llana

CONFIG = """\
title: Prueba
only_build_toc_files: true
sphinx:
  extra_extensions: [imprenta.extension, imprenta.pintar.vivos]
  config: {language: es, html_theme: basic, html_theme_options: {}, html_static_path: [estatico]}
"""
PAGINA = f"{CABECERA}# Una página\n\n```{{code-cell}} python\nclase, numero = 'a', 7\n```\n\n"
BUENO = "```{vivo} gira\n:estado: html=f'<p class=\"{clase}\">ñu {numero}</p>'\n```\n"


@pytest.fixture
def libro(tmp_path: Path) -> Path:
    for nombre in ("gira", "salta"):
        poner(tmp_path / "estatico" / f"{nombre}.js", "")
    return escribir_libro(tmp_path, {"portada": "# Portada\n\nHola.\n", "uno": PAGINA + BUENO}, config=CONFIG)


def test_pone_lo_que_da_el_codigo_y_carga_solo_su_guion(
    libro: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Lo que da el código al ejecutarse no hay que atarlo: sus cifras son suyas."""
    assert construir(libro, capsys)[::2] == (0, [])
    uno = pagina_hecha(libro, "uno")
    assert '<p class="a">ñu 7</p>' in uno
    assert 'src="_static/gira.js' in uno and "salta.js" not in uno
    assert "gira.js" not in pagina_hecha(libro, "portada")


@pytest.mark.parametrize(
    ("directiva", "falta"),
    [
        (
            BUENO.replace("gira", "nada"),
            "uno.md:11:1: no hay ningún guion «nada.js» para lo vivo",
        ),
        (
            "```{vivo} gira\n```\n",
            "uno.md:11:1: la imprenta no ha leído el estado de esto: falta «:estado: html=…»",
        ),
        (
            "```{vivo} gira\n:estado: html=numero\n```\n",
            "uno.md:11:1: el estado de lo vivo tiene que dar su «html», en un texto",
        ),
        (
            "```{vivo} gira\n:estado: html=z\n```\n",
            "uno.md:12:10: el estado «html=z» no se puede calcular: NameError: name 'z' is not defined",
        ),
    ],
)
def test_lo_que_esta_mal_se_dice_con_su_linea(
    libro: Path, capsys: pytest.CaptureFixture[str], directiva: str, falta: str
) -> None:
    (libro / "uno.md").write_text(PAGINA + directiva, encoding="utf-8")
    assert construir(libro, capsys)[::2] == (1, [falta])


def test_en_el_cuaderno_que_se_descarga_no_queda_rastro() -> None:
    assert prosa_llana(f"Antes.\n\n{BUENO}\nDespués.") == "Antes.\n\nDespués."
