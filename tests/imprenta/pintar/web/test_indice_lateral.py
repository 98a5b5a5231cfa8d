"""El índice lateral hecho una vez da los mismos octetos que el que el tema compone en cada página."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from libros import cumplir, poner
from sphinx.application import Sphinx
from sphinx.events import EventListener

from imprenta.pintar.web.indice_lateral import DEL_TEMA, IndiceLateral, IndicesLaterales

CONFIG = """\
title: Nidos
author: Nadie
only_build_toc_files: true
sphinx:
  extra_extensions: [imprenta.extension]
  config: {html_theme_options: {OPCIONES}}
"""
INDICE = """\
format: jb-book
root: intro
parts:
  - caption: Uno
    chapters:
      - file: a/una
        sections:
          - file: a/una-a
          - file: b/una-b
            sections:
              - file: b/honda
      - file: otra
  - caption: Otras & más
    chapters:
      - file: demas
        title: Otro <título>
      - url: https://example.org/x
        title: Fuera
      - file: b/quinta
"""
PAGINAS = "intro a/una a/una-a b/una-b b/honda otra demas b/quinta".split()


def construir(raiz: Path, opciones: str) -> dict[str, bytes]:
    poner(raiz / "_config.yml", CONFIG.replace("OPCIONES", opciones))
    poner(raiz / "_toc.yml", INDICE)
    for nombre in PAGINAS:
        poner(raiz / f"{nombre}.md", f"# Página {nombre.replace('/', ' y ')}\n\n## Parte\n\nHola.\n")
    assert cumplir("html", raiz) == 0
    html = raiz / "_build" / "html"
    return {str(ruta.relative_to(html)): ruta.read_bytes() for ruta in html.rglob("*.html")}


@pytest.mark.parametrize("opciones", ["", "show_navbar_depth: 2, home_page_in_toc: true"])
def test_los_mismos_octetos_que_el_tema(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opciones: str
) -> None:
    con = construir(tmp_path / "con", opciones)
    monkeypatch.setattr(IndicesLaterales, "poner", lambda *_: None)
    sin = construir(tmp_path / "sin", opciones)
    assert con == sin
    assert con["b/honda.html"].count(b'class="toctree-l3 current active"') == 1


NEUTRO = (
    '<ul class="nav"><li class="toctree-l1 has-children"><a class="reference internal" href="uno.html">U</a>'
    '<details><summary>+</summary><ul><li class="toctree-l2"><a class="reference internal" href="x/ot.html">'
    "D</a></li></ul></details></li></ul>"
)


def test_se_senala_el_camino_y_se_abre_lo_que_contiene_la_pagina() -> None:
    assert IndiceLateral(NEUTRO).para("x/ot.html") == (
        '<ul class="current nav"><li class="toctree-l1 current active has-children">'
        '<a class="reference internal" href="uno.html">U</a>'
        '<details open="open"><summary>+</summary><ul class="current"><li class="toctree-l2 current active">'
        '<a class="current reference internal" href="#">D</a></li></ul></details></li></ul>'
    )


def test_quien_no_esta_en_el_indice_lo_ve_entero_y_sin_senalar() -> None:
    assert IndiceLateral(NEUTRO).para("search.html") == NEUTRO


def test_un_tema_que_lo_cambia_recibe_el_suyo() -> None:
    del_tema: Any = SimpleNamespace(__module__=DEL_TEMA[0], __name__=DEL_TEMA[1])
    for tema, oyentes in (("sphinx_book_theme", 2), ("quantecon_book_theme", 1)):
        escuchan = {"html-page-context": [EventListener(1, del_tema, 500)]}
        app = SimpleNamespace(
            config=SimpleNamespace(html_theme=tema), events=SimpleNamespace(listeners=escuchan)
        )
        IndicesLaterales().seguir_al_tema(cast("Sphinx", app))
        assert len(escuchan["html-page-context"]) == oyentes
