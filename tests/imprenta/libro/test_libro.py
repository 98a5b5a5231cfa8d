"""El índice y la configuración: lo que falta o está mal escrito se dice con su línea."""

import json
import os
from pathlib import Path

import pytest
from libros import poner

from imprenta.__main__ import main
from imprenta.juzgar.bibliografia import Bibliografia
from imprenta.libro.libro import Libro, LibroIlegible, capitulos, leer_libro
from imprenta.libro.modelo import NoSePuede

CONFIG = "title: Prueba\n"
PORTADA = "format: jb-book\nroot: portada\n"
INDICE = PORTADA + "parts:\n  - chapters:\n      - file: uno\n      - file: dos\n"


def escribir(raiz: Path, config: str = CONFIG, indice: str = INDICE, paginas: tuple[str, ...] = ()) -> Path:
    (raiz / "_config.yml").write_text(config, encoding="utf-8")
    (raiz / "_toc.yml").write_text(indice, encoding="utf-8")
    for pagina in paginas:
        (raiz / pagina).write_text("# Título\n", encoding="utf-8")
    return raiz


def faltas(raiz: Path) -> list[str]:
    with pytest.raises(LibroIlegible) as error:
        leer_libro(raiz)
    assert str(error.value) == "\n".join(map(str, error.value.faltas))
    return [str(falta) for falta in error.value.faltas]


def test_las_paginas_salen_en_el_orden_del_indice(tmp_path: Path) -> None:
    escribir(tmp_path, paginas=("portada.md", "uno.md", "dos.ipynb"))
    libro = leer_libro(tmp_path)
    assert [ruta.name for ruta in libro.paginas] == ["portada.md", "uno.md", "dos.ipynb"]
    assert libro.config == {"title": "Prueba"}
    assert [libro.documento(ruta) for ruta in libro.paginas] == ["portada", "uno", "dos"]
    assert libro.taller == tmp_path / "_build" / ".imprenta"


@pytest.mark.parametrize(
    ("indice", "numeradas"),
    [
        (INDICE, []),
        (INDICE + "options: {numbered: true}\n", ["uno.md", "dos.md"]),
        (
            PORTADA + "options: {numbered: 1}\nchapters: [{file: uno, sections: [{file: dos}]}]\n",
            ["uno.md"],
        ),
        (
            PORTADA + "options: {numbered: true}\nparts:\n- {numbered: false, chapters: [{file: uno}]}\n"
            "- chapters: [{glob: d*}]\n",
            ["dos.md"],
        ),
        (
            PORTADA + "parts:\n- {numbered: 2, chapters: [{file: dos}]}\n- chapters: [{file: uno}]\n",
            ["dos.md"],
        ),
        ("root: portada\n", []),
    ],
)
def test_los_capitulos_son_las_paginas_que_el_indice_numera(
    tmp_path: Path, indice: str, numeradas: list[str]
) -> None:
    escribir(tmp_path, indice=indice, paginas=("portada.md", "uno.md", "dos.md"))
    assert [ruta.name for ruta in capitulos(leer_libro(tmp_path))] == numeradas


def test_una_pagina_repetida_se_dice_en_su_linea(tmp_path: Path) -> None:
    escribir(tmp_path, indice=INDICE + "      - file: uno\n", paginas=("portada.md", "uno.md", "dos.md"))
    assert faltas(tmp_path) == ["_toc.yml:7:15: la página «uno» ya está en la línea 5: quita una de las dos"]


PAREJA = "son la misma página: se imprime uno.ipynb; aparta lo demás con `exclude_patterns:`"


@pytest.mark.parametrize(
    ("seccion", "entrada", "impresa", "dicho"),
    [
        ("", "file: uno", "uno.ipynb", f"_toc.yml:3:19: uno.ipynb y uno.md {PAREJA}"),
        ("", "glob: u*", "uno.ipynb", f"_toc.yml:3:19: uno.ipynb y uno.md {PAREJA}"),
        ("", "file: uno.md", "uno.md", ""),
        ('exclude_patterns: ["*.md"]', "file: uno", "uno.ipynb", ""),
        ("exclude_patterns: [uno.ipynb]", "file: uno", "uno.md", ""),
        ("exclude_patterns: [uno.ipynb]", "glob: u*", "uno.md", ""),
    ],
)
def test_de_dos_archivos_que_son_la_misma_pagina_se_imprime_el_que_jupyter_book(
    tmp_path: Path, seccion: str, entrada: str, impresa: str, dicho: str
) -> None:
    """El que Jupytext empareja con un cuaderno da la misma página, y Sphinx toma el primero por su nombre."""
    paginas = ("portada.rst", "uno.md", "uno.ipynb")
    indice = f"format: jb-book\nroot: portada\nchapters: [{{{entrada}}}]\n"
    escribir(tmp_path, config=f"title: Uno\n{seccion}\n", indice=indice, paginas=paginas)
    libro = leer_libro(tmp_path)
    assert [ruta.name for ruta in libro.paginas] == ["portada.rst", impresa]
    assert [str(aviso) for aviso in libro.avisos] == ([dicho] if dicho else [])


def test_una_pagina_de_otro_formato_se_dice(tmp_path: Path) -> None:
    escribir(tmp_path, paginas=("portada.md",))
    (tmp_path / "uno.py").touch()
    (tmp_path / "dos.txt").touch()
    assert faltas(tmp_path) == [
        "_toc.yml:5:15: la página «uno» es uno.py, y solo se leen .md, .ipynb, .rst: otro se declara en "
        "`sphinx: config: nb_custom_formats:`",
        "_toc.yml:6:15: la página «dos» es dos.txt, y solo se leen .md, .ipynb, .rst: otro se declara en "
        "`sphinx: config: nb_custom_formats:`",
    ]


def test_todas_las_paginas_que_faltan_se_dicen_de_una_vez(tmp_path: Path) -> None:
    escribir(tmp_path, paginas=("portada.md",))
    assert faltas(tmp_path) == [
        "_toc.yml:5:15: no existe la página «uno»",
        "_toc.yml:6:15: no existe la página «dos»",
    ]


@pytest.mark.parametrize("seccion", ["", "imprenta: {cubiertas: [portada]}\n"])
def test_de_las_que_faltan_se_avisa_si_el_libro_se_adopta_y_aun_no_se_exige_el_indice(
    tmp_path: Path, seccion: str
) -> None:
    escribir(tmp_path, config=seccion or "title: Uno\n", paginas=("portada.md",))
    (tmp_path / "uno.py").touch()
    dichas = [
        "_toc.yml:5:15: la página «uno» es uno.py, y solo se leen .md, .ipynb, .rst: otro se declara en "
        "`sphinx: config: nb_custom_formats:`",
        "_toc.yml:6:15: no existe la página «dos»",
    ]
    libro = leer_libro(tmp_path, adoptandolo=not seccion)
    assert ([str(aviso) for aviso in libro.avisos], [ruta.name for ruta in libro.paginas]) == (
        dichas,
        ["portada.md"],
    )
    (tmp_path / "_config.yml").write_text("imprenta: {cubiertas: [_toc.yml]}\n", encoding="utf-8")
    assert faltas(tmp_path) == dichas


def test_la_portada_ha_de_estar_siempre(tmp_path: Path) -> None:
    escribir(tmp_path, config="imprenta: {cubiertas: []}\n", paginas=("uno.md", "dos.md"))
    assert faltas(tmp_path) == ["_toc.yml:2:7: no existe la página «portada»"]


def test_sin_configuracion_no_hay_libro(tmp_path: Path) -> None:
    assert faltas(tmp_path) == [f"_config.yml:1:1: no existe en {tmp_path.name}: no es un libro"]


def test_de_la_carpeta_que_tiene_dentro_un_libro_se_dice_cual(tmp_path: Path) -> None:
    for nombre in ("curso", "apuntes"):
        (tmp_path / nombre).mkdir()
        escribir(tmp_path / nombre)
    (tmp_path / "apuntes" / "_config.yml").unlink()
    dicho = f"_config.yml:1:1: no existe en {tmp_path.name}: no es un libro; dentro, sí: curso"
    assert faltas(tmp_path) == [dicho]


def test_el_yaml_roto_dice_donde(tmp_path: Path) -> None:
    escribir(tmp_path, indice="root: portada\nparts: [\n")
    (falta,) = faltas(tmp_path)
    assert falta.startswith("_toc.yml:3:1: YAML mal escrito: ")


def test_una_lista_no_es_una_configuracion(tmp_path: Path) -> None:
    escribir(tmp_path, config="- a\n")
    assert faltas(tmp_path) == ["_config.yml:1:1: debe ser una lista de `clave: valor`"]


@pytest.mark.parametrize(
    "indice",
    [
        "- file: intro\n- file: uno\n",
        "- part: A\n  chapters:\n  - file: intro\n",
        "file: intro\nsections:\n- file: uno\n",
        "file: intro\nchapters:\n- file: uno\n",
    ],
)
def test_un_indice_de_los_de_antes_dice_como_se_pasa_al_de_ahora(tmp_path: Path, indice: str) -> None:
    escribir(tmp_path, indice=indice)
    assert faltas(tmp_path) == [
        "_toc.yml:1:1: el índice es del formato de Jupyter Book 0: pásalo al de ahora con "
        "`jupyter-book toc migrate _toc.yml -o _toc.yml`"
    ]


def test_un_indice_sin_paginas(tmp_path: Path) -> None:
    escribir(tmp_path, indice="format: jb-book\n")
    assert faltas(tmp_path) == ["_toc.yml:1:1: el índice no nombra ninguna página (falta `root:`)"]


def test_un_indice_que_no_esta_en_utf8(tmp_path: Path) -> None:
    escribir(tmp_path)
    (tmp_path / "_toc.yml").write_bytes("root: ca\xf1a\n".encode("latin-1"))
    assert faltas(tmp_path) == ["_toc.yml:1:9: no está en UTF-8: el octeto 0xF1 no se entiende"]


def test_en_una_accion_de_github_cada_falta_es_una_anotacion(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    escribir(tmp_path, indice="root: uno, dos\n")
    (tmp_path / "uno, dos.md").write_text("Un 7.\n", encoding="utf-8")
    falta = "7 está sin cubrir: átalo con {cifra}`7 <expresión>`"
    resumen = "0 cifras · 0 afirmaciones · 0 fórmulas · 0 datos · 1 sin cubrir · 0 falsas\n"
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    assert main(["verify", str(tmp_path)]) == 1
    assert capsys.readouterr() == (resumen, f"uno, dos.md:1:4: {falta}\n")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    for repositorio, archivo in (
        (tmp_path, "uno%2C dos.md"),
        (tmp_path.parent, f"{tmp_path.name}/uno%2C dos.md"),
    ):
        monkeypatch.setenv("GITHUB_WORKSPACE", str(repositorio))
        assert main(["verify", str(tmp_path)]) == 1
        assert capsys.readouterr().out == f"::error file={archivo},line=1,col=4::{falta}\n{resumen}"
    monkeypatch.delenv("GITHUB_WORKSPACE")
    monkeypatch.chdir(tmp_path.parent)
    assert main(["verify", str(tmp_path)]) == 1
    assert capsys.readouterr().out == f"::error file={archivo},line=1,col=4::{falta}\n{resumen}"


AJENO = {
    "_toc.yml": (
        "\ufeffformat: jb-book\nroot: intro\nparts:\n"
        "  - caption: Part 2\n    chapters:\n"
        "    - file: lectures/one.md\n      title: One\n      sections:\n      - file: lectures/two\n"
        "    - url: https://example.org/4\n      title: Chapter 9\n"
        "    - glob: extra/*\n  - chapters:\n    - file: notes\n"
    ),
    "_config.yml": "title: A book of 2024\nexecute:\n  execute_notebooks: cache\n",
    "intro.md": "# Welcome\n\nSee {doc}`lectures/two`.\n\n```{tableofcontents}\n```\n",
    "lectures/one.md": (
        "---\nkernelspec:\n  name: python3\n---\n# One\n\n```{code-cell} ipython\n"
        "open('huella', 'w')\n```\n\n"
        "$$\n\\begin{aligned}\n1 + 2 &= 3 \\\\\n2 \\times 4 &= 9\n\\end{aligned}\n$$\n"
    ),
    "lectures/two.ipynb": json.dumps(
        {
            "cells": [
                {"cell_type": "markdown", "metadata": {}, "source": ["# Second\n", "Since $2^{10}=1000$."]}
            ],
            "metadata": {},
            "nbformat": 4,
            "nbformat_minor": 5,
        },
        indent=1,
    ),
    "extra/a.md": "# A\n",
    "notes.rst": "Notes\n=====\n\nAs :math:`7\\cdot 8=54`, done.\n",
}


def test_un_libro_de_otros_se_comprueba_sin_tocarlo(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for nombre, texto in AJENO.items():
        (tmp_path / nombre).parent.mkdir(exist_ok=True)
        (tmp_path / nombre).write_text(texto, encoding="utf-8")
    antes = {ruta: ruta.stat().st_mtime_ns for ruta in tmp_path.rglob("*")}
    assert main(["verify", str(tmp_path)]) == 1
    salida = capsys.readouterr()
    assert salida.err.splitlines() == [
        "_config.yml:1:8: «A book of 2024» tiene cifras sin cubrir: en `_config.yml` no se pueden atar; "
        "si es un nombre, decláralo en `imprenta: nombres:`",
        "_toc.yml:4:14: «Part 2» tiene cifras sin cubrir: en el índice no se pueden atar; "
        "si es un nombre, decláralo en `imprenta: nombres:`",
        "_toc.yml:11:14: «Chapter 9» tiene cifras sin cubrir: en el índice no se pueden atar; "
        "si es un nombre, decláralo en `imprenta: nombres:`",
        "lectures/one.md:14:15: la fórmula dice 9; 2 \\times 4 = 8",
        "lectures/two.ipynb:8:20: celda 1, línea 2: la fórmula dice 1000; 2^{10} = 1024",
        "notes.rst:4:20: la fórmula dice 54; 7\\cdot 8 = 56",
    ]
    assert salida.out == "0 cifras · 0 afirmaciones · 3 fórmulas · 0 datos · 3 sin cubrir · 3 falsas\n"
    assert {ruta: ruta.stat().st_mtime_ns for ruta in tmp_path.rglob("*")} == antes
    libro = leer_libro(tmp_path)
    assert [libro.documento(ruta) for ruta in libro.paginas] == [
        "intro",
        "lectures/one",
        "lectures/two",
        "extra/a",
        "notes",
    ]


def test_los_datos_de_la_bibliografia_se_leen_como_los_escriba_el_autor(tmp_path: Path) -> None:
    poner(
        tmp_path / "obras.bib",
        "@misc{seguida, title={{GPT-3} y {\\'o}tros}, year=2020, datos = {175 mil millones; 96 capas}}\n\n"
        '@Article {varias,\n  Title = "Uno, dos",\n  year = {1997},\n  datos = {\n 32 bits;\n 9 páginas\n'
        "  }\n}\n",
    )
    libro = Libro(tmp_path, {"bibtex_bibfiles": ["obras.bib", "falta.bib"]}, ())
    assert Bibliografia(libro.raiz, libro.bibliografias) == {
        "seguida": {"gpt-3 y \\'otros", "2020", "175 mil millones", "96 capas"},
        "varias": {"uno, dos", "1997", "32 bits", "9 páginas"},
    }


def test_lo_que_la_configuracion_no_dice_como_debe(tmp_path: Path) -> None:
    """Lo que nadie sabría leer después se dice aquí, cada cosa en su línea."""
    escribir(
        tmp_path,
        config="title: [a]\nexclude_patterns: 3\nonly_build_toc_files: quizás\nbibtex_bibfiles: {a: 1}\n"
        "execute: [a]\nparse: 3\nhtml: 1\nlatex:\nrepository: x\nlaunch_buttons: x\n"
        "sphinx: {config: hola, extra_extensions: {a: 1}, otra: 3}\notra: 3\n",
        paginas=("portada.md", "uno.md", "dos.md"),
    )
    mapa = "debe ser una lista de `clave: valor`"
    assert faltas(tmp_path) == [
        "_config.yml:1:8: `title:` debe ser un texto",
        "_config.yml:2:19: `exclude_patterns:` debe ser una lista de textos",
        "_config.yml:3:23: `only_build_toc_files:` debe ser `true` o `false`",
        "_config.yml:4:18: `bibtex_bibfiles:` debe ser un texto o una lista de textos",
        f"_config.yml:5:10: `execute:` {mapa}",
        f"_config.yml:6:8: `parse:` {mapa}",
        f"_config.yml:7:7: `html:` {mapa}",
        f"_config.yml:8:7: `latex:` {mapa}",
        f"_config.yml:9:13: `repository:` {mapa}",
        f"_config.yml:10:17: `launch_buttons:` {mapa}",
        f"_config.yml:11:18: `config:` {mapa}",
        "_config.yml:11:42: `extra_extensions:` debe ser un texto o una lista de textos",
    ]


def test_la_bibliografia_que_no_esta_se_dice_donde_se_nombra(tmp_path: Path) -> None:
    config = "bibtex_bibfiles:\n- no.bib\n- si.bib\n- dir.bib\n"
    escribir(tmp_path, config=config, paginas=("portada.md", "uno.md", "dos.md"))
    (tmp_path / "si.bib").touch()
    (tmp_path / "dir.bib").mkdir()
    dicho = [
        "_config.yml:2:3: la bibliografía «no.bib» no existe",
        "_config.yml:4:3: la bibliografía «dir.bib» es una carpeta",
    ]
    for exigido in ("", "imprenta: {cubiertas: [_config.yml]}\n"):
        (tmp_path / "_config.yml").write_text(config + exigido, encoding="utf-8")
        assert faltas(tmp_path) == dicho
    for exigido in ("[]", "[portada]"):
        (tmp_path / "_config.yml").write_text(
            f"{config}imprenta: {{cubiertas: {exigido}}}\n", encoding="utf-8"
        )
        assert [str(aviso) for aviso in leer_libro(tmp_path).avisos] == dicho


def test_cada_archivo_que_no_se_puede_leer_dice_por_que(tmp_path: Path) -> None:
    entradas = "[{file: uno}, {file: ../fuera}, {glob: '**a'}, {glob: r*}, {glob: z*}]"
    escribir(tmp_path, indice=f"{PORTADA}chapters: {entradas}\n")
    (tmp_path.parent / "fuera.md").write_text("# Fuera\n")
    (tmp_path / "portada.md").mkdir()
    os.mkfifo(tmp_path / "uno.md")
    (tmp_path / "r\n.md").write_text("# Raro\n")
    assert faltas(tmp_path) == [
        "_toc.yml:2:7: la página «portada» no se puede leer: portada.md es una carpeta",
        "_toc.yml:3:19: la página «uno» no se puede leer: uno.md es una tubería",
        "_toc.yml:3:32: la página «../fuera.md» está fuera del libro",
        "_toc.yml:3:50: el patrón «**a» no se entiende",
        "_toc.yml:3:65: la página 'r\\n.md' lleva en su nombre algo que no se puede escribir: cámbialo",
        "_toc.yml:3:77: el patrón «z*» no casa con ninguna página",
    ]
    (tmp_path / "_config.yml").unlink()
    (tmp_path / "_config.yml").mkdir()
    assert faltas(tmp_path) == ["_config.yml:1:1: no se puede leer: es una carpeta"]


@pytest.mark.parametrize(
    ("carpeta", "motivo"),
    [
        ("no", "no existe"),
        ("_toc.yml", "no es una carpeta"),
        ("bucle", "es un enlace que no acaba en ninguna parte"),
    ],
)
def test_lo_que_no_es_una_carpeta_no_es_un_libro(tmp_path: Path, carpeta: str, motivo: str) -> None:
    escribir(tmp_path)
    (tmp_path / "bucle").symlink_to("bucle")
    with pytest.raises(NoSePuede) as error:
        leer_libro(tmp_path / carpeta)
    assert str(error.value) == f"{tmp_path / carpeta} {motivo}"


def test_una_clave_repetida_de_la_configuracion_se_avisa_y_vale_la_ultima(tmp_path: Path) -> None:
    """Como en Jupyter Book; bajo `imprenta:` es una falta, y en el índice también: se perderían páginas."""
    repetida = "title: Una\nhtml: {favicon: a.png}\ntitle: Otra\n"
    libro = leer_libro(escribir(tmp_path, repetida, PORTADA, ("portada.md",)))
    assert libro.config["title"] == "Otra"
    assert list(map(str, libro.avisos)) == [
        "_config.yml:1:1: «title» se repite más abajo, y vale aquella: quita esta"
    ]
    escribir(tmp_path, "imprenta: {}\nimprenta: {}\n")
    assert faltas(tmp_path) == ["_config.yml:2:1: YAML mal escrito: la clave «imprenta» está repetida"]
    escribir(tmp_path, CONFIG, "format: jb-book\nroot: uno\nroot: portada\n")
    assert faltas(tmp_path) == ["_toc.yml:3:1: YAML mal escrito: la clave «root» está repetida"]
