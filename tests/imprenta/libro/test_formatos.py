"""Los formatos de página que añade `nb_custom_formats`: cuál es el de cada una, y lo que está mal dicho."""

from pathlib import Path

import pytest
from libros import poner

from imprenta.libro.formatos import Formato, formato_propio, formatos_de
from imprenta.libro.libro import Libro, LibroIlegible, leer_libro

CONFIG = "title: Prueba\nsphinx:\n  config:\n    nb_custom_formats:\n"
INDICE = "format: jb-book\nroot: portada\nchapters:\n- file: uno\n- glob: do*\n- file: tres.py\n"


def escribir(raiz: Path, formatos: str) -> Path:
    poner(raiz / "_config.yml", CONFIG + formatos)
    poner(raiz / "_toc.yml", INDICE)
    for nombre in ("portada.md", "uno.nb.py", "dos.py", "tres.py", "cuatro.py", "code/cinco.py"):
        poner(raiz / nombre, "x = 1\n")
    return raiz


def test_las_paginas_son_las_que_el_indice_nombra(tmp_path: Path) -> None:
    """Un guion que el índice no nombra es código, y no una página; un `.Rmd` no es otra cosa."""
    formatos = (
        "      .py: [lectores.reads, {fmt: py}]\n      .nb.py: lectores.reads\n      .Rmd: lectores.reads\n"
    )
    poner(tmp_path / "datos" / "suelta.Rmd", "x")
    libro = leer_libro(escribir(tmp_path, formatos))
    nombres = ["portada.md", "uno.nb.py", "dos.py", "tres.py", "suelta.Rmd"]
    assert [ruta.name for ruta in libro.paginas] == nombres
    assert [*map(libro.documento, libro.paginas)] == ["portada", "uno", "dos", "tres", "datos/suelta"]
    assert [formato and formato.opciones for formato in map(libro.formato, libro.paginas)] == [
        None, "{}", '{"fmt": "py"}', '{"fmt": "py"}', "{}",
    ]  # fmt: skip


def test_el_sufijo_mas_largo_manda() -> None:
    dichos = {".py": "a.b", ".nb.py": ["c.d"], ".md": ["e.f", {}, False]}
    formatos = formatos_de({"sphinx": {"config": {"nb_custom_formats": dichos}}})
    assert [formato_propio(formatos, Path(n)) for n in ("x.nb.py", "x.py", "x.md", "x.rst")] == [
        Formato(".nb.py", "c.d"), Formato(".py", "a.b"), Formato(".md", "e.f"), None,
    ]  # fmt: skip
    assert not formatos_de({}) and not formatos_de({"sphinx": None})
    assert Libro(Path("/l"), {}, ()).formatos == ()


SIN_ENTENDER = """\
      .py: reads
      .md: [3]
      .rst: [a.b, py]
      .R: [a.b, {}, false, 1]
      .S: {a: b}
"""
DONDE = [(5, 12, ".py"), (6, 12, ".md"), (7, 13, ".rst"), (8, 11, ".R"), (9, 11, ".S")]


@pytest.mark.parametrize(
    ("formatos", "faltas"),
    [
        (
            "      .py: [no_instalado_9.reads, {fmt: py}]\n",
            [
                "_config.yml:5:13: `no_instalado_9.reads` lee las páginas `.py` y no_instalado_9 no está "
                "instalado: instálalo"
            ],
        ),
        (
            SIN_ENTENDER,
            [
                f"_config.yml:{linea}:{columna}: el formato `{sufijo}` no se entiende: di quién lo lee y con "
                "qué opciones, como `[jupytext.reads, {fmt: py}]`"
                for linea, columna, sufijo in DONDE
            ],
        ),
        (
            "      .py: [lectores.reads, {}, true]\n",
            [
                "_config.yml:5:33: el `true` del final quita MyST de esas páginas, y con él lo atado a su "
                "código: quítalo"
            ],
        ),
    ],
)
def test_lo_mal_dicho_se_dice_en_su_lugar(tmp_path: Path, formatos: str, faltas: list[str]) -> None:
    with pytest.raises(LibroIlegible) as error:
        leer_libro(escribir(tmp_path, formatos))
    assert [*map(str, error.value.faltas)] == faltas


def test_una_lista_no_son_formatos(tmp_path: Path) -> None:
    with pytest.raises(
        LibroIlegible, match=r"^_config.yml:5:7: `nb_custom_formats:` debe ser una lista de `clave"
    ):
        leer_libro(escribir(tmp_path, "      - .py\n"))
