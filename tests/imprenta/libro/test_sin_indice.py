"""La página que el índice no nombra se avisa con lo que hay que escribir; y escrito, ya la nombra."""

import re
from pathlib import Path

import pytest
from libros import CONFIG, poner

from imprenta.libro.libro import leer_libro
from imprenta.libro.sin_indice import paginas_sin_indice

POR_PARTES = """\
format: jb-book
root: intro
parts:
  - caption: Una
    chapters:
      - file: uno/a
      - file: uno/b
        title: Otra
        sections:
          - file: uno/honda/c
  - caption: Dos
    chapters:
      # La segunda
      - file: dos/d
"""


def libro_con(raiz: Path, indice: str, *paginas: str, config: str = CONFIG) -> Path:
    poner(raiz / "_config.yml", config)
    poner(raiz / "_toc.yml", indice)
    for pagina in paginas:
        poner(raiz / pagina, "# Una página\n")
    return raiz


def avisos(raiz: Path) -> list[str]:
    return [str(aviso) for aviso in paginas_sin_indice(leer_libro(raiz))]


def por_partes(raiz: Path, config: str = CONFIG) -> Path:
    todas = ("intro.md", "uno/a.md", "uno/b.md", "uno/honda/c.md", "dos/d.md")
    return libro_con(raiz, POR_PARTES, *todas, config=config)


@pytest.mark.parametrize(
    ("nueva", "aviso"),
    [
        ("uno/nueva.md", "_toc.yml:10:1: «uno/nueva» {} debajo «      - file: uno/nueva»"),
        ("uno/honda/e.ipynb", "_toc.yml:10:1: «uno/honda/e» {} debajo «          - file: uno/honda/e»"),
        ("dos/z.rst", "_toc.yml:14:1: «dos/z» {} debajo «      - file: dos/z»"),
        ("suelta.md", "_toc.yml:14:1: «suelta» {} debajo «      - file: suelta»"),
    ],
)
def test_se_dice_donde_va_y_escrito_ahi_deja_de_avisarse(tmp_path: Path, nueva: str, aviso: str) -> None:
    raiz = por_partes(tmp_path)
    assert avisos(raiz) == []
    poner(raiz / nueva, "# Nueva\n" if not nueva.endswith("ipynb") else "{}")
    (dicho,) = avisos(raiz)
    assert dicho == aviso.format("no está en el índice y nadie llega a ella: añade")
    renglones = POR_PARTES.splitlines()
    casa = re.fullmatch(r"_toc\.yml:(\d+):1: .* debajo «(.*)»", dicho)
    assert casa is not None
    renglones.insert(int(casa[1]), casa[2])
    poner(raiz / "_toc.yml", "\n".join(renglones))
    assert avisos(raiz) == []
    assert raiz / nueva in leer_libro(raiz).paginas
    assert raiz / "uno/honda/c.md" in leer_libro(raiz).paginas


@pytest.mark.parametrize(
    ("indice", "aviso"),
    [
        ("format: jb-book\nroot: intro\n", "_toc.yml:2:1: {} debajo «chapters:» y, debajo, «  - file: otra»"),
        (
            "format: jb-article\nroot: intro\n",
            "_toc.yml:2:1: {} debajo «sections:» y, debajo, «  - file: otra»",
        ),
        ("root: intro\n", "_toc.yml:1:1: {} debajo «entries:» y, debajo, «  - file: otra»"),
        ("root: intro\nentries: [{file: a}]\n", "_toc.yml:2:1: {} «file: otra» junto a esta"),
    ],
)
def test_en_un_indice_corto_o_escrito_de_otra_manera(tmp_path: Path, indice: str, aviso: str) -> None:
    raiz = libro_con(tmp_path, indice, "intro.md", "a.md", "otra.md")
    if "file: a" not in indice:
        (raiz / "a.md").unlink()
    assert avisos(raiz) == [aviso.format("«otra» no está en el índice y nadie llega a ella: añade")]


@pytest.mark.parametrize(
    ("nombre", "texto"),
    [
        ("README.md", "# Léeme\n"),
        ("_notas.md", "# Notas\n"),
        ("uno/.oculta.md", "# Oculta\n"),
        ("_build/x.md", "# Hecha\n"),
        ("borradores/x.md", "# Apartada\n"),
        ("otra/carpeta.md", "# De otra cosa\n"),
        ("suelta.md", "---\norphan: true\n---\n# A propósito\n"),
        ("suelta.rst", ":orphan:\n\nA propósito\n===========\n"),
        ("uno/trozo.md", "Un trozo.\n"),
        ("uno/a.ipynb", "{}"),
        ("suelta.txt", "No es una página.\n"),
    ],
)
def test_lo_que_no_es_una_pagina_olvidada_no_se_avisa(tmp_path: Path, nombre: str, texto: str) -> None:
    raiz = por_partes(tmp_path, CONFIG + "exclude_patterns: [borradores]\n")
    poner(raiz / "uno/a.md", "# A\n\n```{include} trozo.md\n```\n")
    poner(raiz / nombre, texto)
    assert avisos(raiz) == []


def test_si_se_construye_todo_tambien_las_de_otras_carpetas(tmp_path: Path) -> None:
    raiz = por_partes(tmp_path, CONFIG.replace("only_build_toc_files: true\n", ""))
    poner(raiz / "otra/carpeta.md", "# Se construye y nadie llega\n")
    assert len(avisos(raiz)) == 1


def test_lo_que_nombra_un_comodin_esta_nombrado(tmp_path: Path) -> None:
    raiz = libro_con(tmp_path, "root: intro\nentries:\n- glob: uno/*\n", "intro.md", "uno/a.md", "dos.md")
    assert avisos(raiz) == [
        "_toc.yml:3:1: «dos» no está en el índice y nadie llega a ella: añade debajo «- file: dos»"
    ]


def test_si_el_indice_se_rompe_mientras_se_mira_no_se_avisa_de_nada(tmp_path: Path) -> None:
    raiz = por_partes(tmp_path)
    libro = leer_libro(raiz)
    poner(raiz / "suelta.md", "# Suelta\n")
    for roto in ("a: b: c", "- [", "- a\n", "format: 3\nroot: suya\n"):
        poner(raiz / "_toc.yml", roto)
        paginas_sin_indice(libro)
    (raiz / "_toc.yml").unlink()
    assert paginas_sin_indice(libro) == []
