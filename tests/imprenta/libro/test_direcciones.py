"""Las direcciones de la configuración y del índice que las plantillas enlazan."""

from pathlib import Path

import pytest

from imprenta.libro.direcciones import SOLO_ESTAS, ejecuta, se_enlaza
from imprenta.libro.libro import LibroIlegible, leer_libro

CONFIG = """\
title: "Data: JavaScript"
repository:
  url: "{url}"
  branch: main
launch_buttons: {{binderhub_url: "{binder}"}}
sphinx:
  config:
    html_baseurl: "{base}"
    html_theme_options:
      icon_links: [{{name: yo, url: "{icono}"}}]
"""
BUENA = "https://ejemplo.org/a"


def faltas(carpeta: Path, indice: str = "root: uno\n", **direcciones: str) -> list[str]:
    suyas = {"url": BUENA, "binder": BUENA, "base": BUENA, "icono": BUENA} | direcciones
    (carpeta / "_config.yml").write_text(CONFIG.format(**suyas), encoding="utf-8")
    (carpeta / "_toc.yml").write_text(f"format: jb-book\n{indice}", encoding="utf-8")
    (carpeta / "uno.md").write_text("# Uno\n", encoding="utf-8")
    try:
        leer_libro(carpeta)
    except LibroIlegible as error:
        return str(error).splitlines()
    return []


@pytest.mark.parametrize(
    ("cual", "lugar", "clave"),
    [
        ("url", "3:8", "url"),
        ("binder", "5:33", "binderhub_url"),
        ("base", "8:19", "html_baseurl"),
        ("icono", "10:36", "url"),
    ],
)
@pytest.mark.parametrize("direccion", ["javascript:alert(1)", "JAVA SCRIPT:x", "&#106;avascript:x"])
def test_una_direccion_que_ejecuta_algo_no_es_de_un_libro(
    tmp_path: Path, cual: str, lugar: str, clave: str, direccion: str
) -> None:
    dicha = f"_config.yml:{lugar}: la dirección de «{clave}» es de «javascript»: {SOLO_ESTAS}"
    assert faltas(tmp_path, **{cual: direccion}) == [dicha]


def test_las_de_siempre_pasan(tmp_path: Path) -> None:
    assert faltas(tmp_path) == []
    assert faltas(tmp_path, url="", binder="", base="") == []


def test_tampoco_un_enlace_del_indice(tmp_path: Path) -> None:
    indice = "root: uno\nchapters:\n- url: {}\n  title: Fuera\n"
    assert faltas(tmp_path, indice.format("https://ejemplo.org")) == []
    dicha = f"_toc.yml:4:8: la dirección de «url» es de «data»: {SOLO_ESTAS}"
    assert faltas(tmp_path, indice.format("data:text/html,x")) == [dicha]


@pytest.mark.parametrize(
    ("direccion", "vale", "viva"),
    [
        ("", True, False),
        ("book/uno.html#a:b", True, False),
        ("//ejemplo.org/x", True, False),
        ("10.1000/x:y", True, False),
        ("MAILTO:a@b.es", True, False),
        ("ftp://a.es", False, False),
        ("Data: Zenodo, de 2020", False, False),
        ("data:,x", False, True),
        ("data:text/html;charset=utf-8,x", False, True),
        ("\\u{110000}x", True, False),
        ("\\u{d800}x", True, False),
    ],
)
def test_lo_que_se_enlaza_y_lo_que_ejecuta(direccion: str, vale: bool, viva: bool) -> None:
    assert (se_enlaza(direccion), ejecuta(direccion)) == (vale, viva)
