"""Un libro con otro tema no tiene la culpa de las opciones que Jupyter Book pone al suyo."""

from pathlib import Path

import pytest
from libros import construir, cumplir, escribir_libro, pagina_hecha

SERIE = """\
title: Prueba
html: {{extra_footer: Adiós}}
sphinx:
  config:
    html_theme: {}
"""


@pytest.mark.parametrize("tema", ["alabaster", "furo", "pydata_sphinx_theme", "sphinx_book_theme", "classic"])
def test_uno_de_serie_se_construye_con_cualquier_tema(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], tema: str
) -> None:
    libro = escribir_libro(tmp_path, {"uno": "# Uno\n\nHola.\n"}, config=SERIE.format(tema))
    estado, _, dichos = construir(libro, capsys)
    assert (estado, dichos) == (0, [])


def test_la_opcion_que_escribe_el_autor_vale_o_se_dice_en_su_linea(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    suyas = (
        "    # no 'otra'\n    html_theme_options:\n      una: 3\n      description: Así es.\n      otra: 2\n"
    )
    libro = escribir_libro(tmp_path, {"uno": "# Uno\n\nHola.\n"}, config=SERIE.format("alabaster") + suyas)
    dicho = "opción de tema no soportada '{}' fue dada"
    assert construir(libro, capsys)[::2] == (
        1,
        [f"_config.yml:8:7: {dicho.format('una')}", f"_config.yml:10:7: {dicho.format('otra')}"],
    )
    vale = SERIE.format("alabaster") + suyas.replace("una: 3", "").replace("otra: 2", "")
    (libro / "_config.yml").write_text(vale, encoding="utf-8")
    assert cumplir("html", libro) == 0
    assert "Así es." in pagina_hecha(libro, "uno")


def test_el_que_no_esta_se_dice_en_su_linea(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    libro = escribir_libro(tmp_path, {"uno": "# Uno\n\nHola.\n"}, config=SERIE.format("nadie"))
    dicho = "_config.yml:5:17: el tema «nadie» no está instalado: instálalo, o quítalo"
    assert construir(libro, capsys)[::2] == (1, [dicho])
