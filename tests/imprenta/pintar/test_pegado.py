"""Lo que se pega con `{glue}` y lo que vale un `{eval}` sale de lo ejecutado, también de otra página."""

import re
from pathlib import Path

import pytest
from libros import CABECERA, celda, construir, escribir_libro, pagina_hecha, poner

DEJA = """\
from IPython.display import HTML, Latex, Markdown
from myst_nb import glue
x, nombre = 3.25, "Ana"
glue("x", x, display=False)
glue("nombre", nombre, display=False)
glue("tabla", HTML("<b>7 filas</b>"), display=False)
glue("md", Markdown("son **8**"), display=False)
glue("ec", Latex("a + 9"), display=False)"""
UNO = f"""{CABECERA}# La que deja

{celda(DEJA)}
Aquí {{glue}}`x`, {{glue:any}}`x`, {{glue:text}}`x:.1f`, {{glue:text}}`nombre` y {{glue:md}}`md`.

```{{glue:math}} ec
```

```{{glue:figure}} tabla
Una tabla con {{cifra}}`3.25 <x>`.
```

Vale {{eval}}`nombre` y {{eval}}`x`.

```{{eval}} x
```

```{{eval:figure}} x
Un valor.
```

{celda("x = 4.5")}
Ahora vale {{eval}}`x`.
"""
OTRA = """\
# La que pega

De allí {glue}`/uno.md::x`, {glue:text}`../uno.md::x:.1f` y {glue:text}`../uno.md::nombre`.

```{glue} tabla
:doc: ../uno.md
```
"""
PAGINAS = {
    "portada": "# Portada\n\nSin nada.\n",
    "uno": UNO,
    "sub/otra": OTRA,
    "tres": "# Tercera\n\nNada.\n",
}


def prosa(libro: Path, nombre: str) -> str:
    """Lo que se lee en una página, sin su código ni el marco del tema."""
    cuerpo = pagina_hecha(libro, nombre).partition('role="main">')[2].partition("</section>")[0]
    sin_codigo = re.sub(r'<div class="cell_input.*?</pre>', "", cuerpo, flags=re.DOTALL)
    return " ".join(re.sub("<[^>]*>", " ", sin_codigo).split())


def test_lo_pegado_es_lo_ejecutado_y_esta_al_dia(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    libro = escribir_libro(tmp_path, PAGINAS)
    estado, _, faltas = construir(libro, capsys)
    assert (estado, faltas) == (0, [])
    uno = prosa(libro, "uno")
    assert "Aquí 3.25 , 3.25 , 3.2 , Ana y son 8 ." in uno
    assert "7 filas Figura 1 Una tabla con 3.25 ." in uno
    assert "Vale Ana y 3.25 . 3.25 3.25 Figura 2 Un valor." in uno
    assert "Ahora vale 4.5 ." in uno
    assert "De allí 3.25 , 3.2 y Ana . 7 filas" in prosa(libro, "sub/otra")

    tercera = (libro / "_build/html/tres.html").stat().st_mtime_ns
    poner(libro / "uno.md", UNO.replace("3.25", "6.75").replace("7 filas", "5 filas"))
    estado, _, faltas = construir(libro, capsys)
    assert (estado, faltas) == (0, [])
    assert "De allí 6.75 , 6.8 y Ana . 5 filas" in prosa(libro, "sub/otra")
    assert (libro / "_build/html/tres.html").stat().st_mtime_ns == tercera  # solo la que pega

    sin_nombre = UNO.replace('glue("nombre", nombre, display=False)\n', "").replace(
        ", {glue:text}`nombre`", ""
    )
    poner(libro / "uno.md", sin_nombre)
    estado, _, faltas = construir(libro, capsys)
    assert (estado, faltas) == (
        1, ["sub/otra.md:3:1: el código de «../uno.md» no deja nada con el nombre «nombre» [mystnb.glue]"]
    )  # fmt: skip


MALAS = """\
# Mal pegado

Una: {glue}`nada`.

Otra: {glue}`no-esta.md::x`.

Texto: {glue:text}`uno.md::nombre:.2f` y {glue:text}`uno.md::vacio`.

```{glue:figure} nada
Un pie.
```
"""
CON_POCO = """\
from IPython.display import display
display({"text/html": "x"}, raw=True, metadata={"scrapbook": {"name": "vacio", "mime_prefix": ""}})
display({"text/plain": "'Ana'"}, raw=True, metadata={"scrapbook": {"name": "nombre"}})"""


def test_lo_que_no_se_puede_pegar_se_dice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    uno = f"{CABECERA}# La que deja\n\n{celda(CON_POCO)}\nY {{eval}}`perdido`.\n"
    libro = escribir_libro(tmp_path, {"portada": MALAS, "uno": uno.replace("Y {eval}`perdido`.", "Y ya.")})
    estado, _, faltas = construir(libro, capsys)
    assert (estado, faltas) == (1, [
        "portada.md:3:1: el código de esta página no deja nada con el nombre «nada» [mystnb.glue]",
        "portada.md:5:1: no hay ninguna página «no-esta.md» de la que pegar «x» [mystnb.glue]",
        "portada.md:7:1: «nombre:.2f» no se puede escribir con ese formato: "
        "could not convert string to float: 'Ana' [mystnb.glue]",
        "portada.md:7:1: de «vacio» no hay texto que pegar: usa {glue}`vacio` [mystnb.glue]",
        "portada.md:9:1: el código de esta página no deja nada con el nombre «nada» [mystnb.glue]",
    ])  # fmt: skip
    poner(libro / "uno.md", uno)
    estado, _, faltas = construir(libro, capsys, "verify")
    assert faltas == [
        "uno.md:14:10: {eval}: «perdido» no se puede enseñar: NameError: name 'perdido' is not defined"
    ]
