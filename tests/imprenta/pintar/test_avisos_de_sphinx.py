"""Cada aviso de Sphinx es una falta en su línea, también cuando Sphinx no la dice o la dice a medias."""

from pathlib import Path

import pytest
from libros import poner

from imprenta.libro.libro import Libro
from imprenta.pintar.sphinx import faltas_de_sphinx

PAGINA = "# Una\n\nTexto.\n\n![x](no.png)\n"


@pytest.mark.parametrize(
    ("aviso", "falta"),
    [
        ("una.md:3: WARNING: etiqueta indefinida: 'x'", "una.md:3:1: etiqueta indefinida: 'x'"),
        ("una.md:3:4: WARNING: etiqueta indefinida: 'x'", "una.md:3:4: etiqueta indefinida: 'x'"),
        ("una.md.rst:3: WARNING: fuera de lugar", "una.md:3:1: fuera de lugar"),
        ("no-hay.md.rst:3: WARNING: fuera de lugar", "no-hay.md.rst:3:1: fuera de lugar"),
        ("una.md: WARNING: no se lee no.png", "una.md:5:1: no se lee no.png"),
        ("una.md:: WARNING: no se lee no.png", "una.md:5:1: no se lee no.png"),
        ("una.md:: WARNING: no se lee otra.png", "una.md:1:1: no se lee otra.png"),
        ("una.md: WARNING: ", "una.md:1:1: "),
        ("caps/dos.md: WARNING: no se lee caps/mi%20no.png", "caps/dos.md:3:1: no se lee caps/mi%20no.png"),
        ("caps/dos.md: WARNING: no se lee img/otra.png", "caps/dos.md:5:1: no se lee img/otra.png"),
        ("caps/tres.ipynb: WARNING: no se lee caps/no.png", "caps/tres.ipynb:3:1: no se lee caps/no.png"),
        ("no-hay.md:: WARNING: no se lee no.png", "no-hay.md:1:1: no se lee no.png"),
    ],
)
def test_un_aviso_es_una_falta_en_su_linea(tmp_path: Path, aviso: str, falta: str) -> None:
    poner(tmp_path / "una.md", PAGINA)
    poner(tmp_path / "caps/dos.md", "# Dos\n\n![x](<mi no.png>)\n\n![y](../img/otra.png)\n")
    poner(tmp_path / "caps/tres.ipynb", '{\n "cells": [],\n "x": "![](no.png)"\n}\n')
    hechas = faltas_de_sphinx(Libro(tmp_path, {}, ()), 0, f"{tmp_path}/{aviso}\n")
    assert [*map(str, hechas)] == [falta]


def test_los_que_no_dicen_donde_son_uno_cada_uno_y_van_donde_se_nombra_algo_suyo(tmp_path: Path) -> None:
    poner(tmp_path / "_config.yml", "title: a\nsphinx:\n  config:\n    mal_puesto: [a.b]\n")
    texto = (
        "WARNING: no se conoce 'mal_puesto'\ny sigue\nWARNING: ni 'a.b'\nERROR: ni 'otro'\nWARNING: ni 'a'\n"
    )
    assert [*map(str, faltas_de_sphinx(Libro(tmp_path, {}, ()), 0, texto))] == [
        "_config.yml:4:5: no se conoce 'mal_puesto' y sigue",
        "_config.yml:4:18: ni 'a.b'",
        "_config.yml:1:1: ni 'otro'",
        "_config.yml:1:8: ni 'a'",
    ]


def test_el_aviso_sin_lugar_de_una_direccion_va_donde_se_escribe(tmp_path: Path) -> None:
    poner(tmp_path / "una.md", "# Una\n\nTexto.\n")
    poner(tmp_path / "dos.md", "# Dos\n\nTexto.\n\n![y](https://a.example/b.svg)\n")
    libro = Libro(tmp_path, {}, (tmp_path / "una.md", tmp_path / "dos.md"))
    suyo, ajeno = (f"no se trae: https://a.example/{cual} [sin red]" for cual in ("b.svg", "c.svg"))
    hechas = faltas_de_sphinx(libro, 0, f"WARNING: {suyo}\nsigue\nWARNING: {ajeno}\n")
    assert [*map(str, hechas)] == [f"dos.md:5:1: {suyo} sigue", f"_config.yml:1:1: {ajeno}"]
