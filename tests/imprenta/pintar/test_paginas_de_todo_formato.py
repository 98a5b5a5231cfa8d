"""Un guion y una celda que toma su código de otro archivo se pintan como lo demás, y están al día."""

from pathlib import Path

import pytest
from libros import CABECERA, CONFIG, construir, escribir_libro, pagina_hecha, poner

FORMATOS = "nb_custom_formats: {.py: [lectores.reads, {fmt: guion}]}"
CONFIG_CON_GUIONES = CONFIG.replace("templates_path: []", f"templates_path: [], {FORMATOS}")
GUION = """\
# %% [markdown]
# # Un guion
#
# Texto.

# %%
from datos import x
print("da", x)

# %% [markdown]
# Son {cifra}`4 <x>`.
# Y nada más.
"""
CARGADA = CABECERA + "# Cargada\n\n```{code-cell}\n:load: sub/trozo.py\n```\n\nSon {cifra}`7 <y>`.\n"


@pytest.fixture
def libro(tmp_path: Path) -> Path:
    paginas = {"portada": "# Portada\n\nNada.\n", "cargada": CARGADA}
    raiz = escribir_libro(tmp_path, paginas, {"datos.py": "x = 4\n"}, CONFIG_CON_GUIONES)
    poner(raiz / "guion.py", GUION)
    poner(raiz / "_toc.yml", "format: jb-book\nroot: portada\nchapters:\n- file: guion\n- file: cargada\n")
    poner(raiz / "sub/trozo.py", 'y = 7\nprint("carga", y)\n')
    return raiz


def test_se_pintan_y_estan_al_dia(libro: Path, capsys: pytest.CaptureFixture[str]) -> None:
    estado, _, faltas = construir(libro, capsys)
    assert (estado, faltas) == (0, [])
    assert "da 4\n" in pagina_hecha(libro, "guion")
    assert "carga 7\n" in pagina_hecha(libro, "cargada")

    poner(libro / "sub/trozo.py", 'y = 7\nprint("ahora", y)\n')
    poner(libro / "guion.py", GUION.replace('"da"', '"vale"'))
    estado, _, faltas = construir(libro, capsys)
    assert (estado, faltas) == (0, [])
    assert "vale 4\n" in pagina_hecha(libro, "guion")
    cargada = pagina_hecha(libro, "cargada")
    assert "ahora 7\n" in cargada
    assert "carga 7" not in cargada


def test_lo_que_dice_sphinx_esta_en_la_linea_de_su_archivo(
    libro: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    poner(
        libro / "guion.py",
        GUION.replace("Texto.", "Ver {ref}`nada`.").replace("Y nada", "Y {ref}`otra` nada"),
    )
    estado, _, faltas = construir(libro, capsys)
    assert (estado, sorted(faltas)) == (
        1, ["guion.py:11:1: etiqueta indefinida: 'otra'", "guion.py:4:1: etiqueta indefinida: 'nada'"]
    )  # fmt: skip
    poner(libro / "guion.py", GUION)
    poner(libro / "code/datos.py", "x = 5\n")
    poner(libro / "sub/trozo.py", "y = 8\n")
    estado, _, faltas = construir(libro, capsys, "verify")
    assert (estado, faltas) == (
        1, ["cargada.md:11:13: la prosa dice 7; y = 8", "guion.py:11:15: la prosa dice 4; x = 5"]
    )  # fmt: skip
