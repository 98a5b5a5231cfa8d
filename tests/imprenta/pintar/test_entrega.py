"""Lo que Sphinx recibe de una página: cada rol, con el número de su pieza, y las salidas puestas."""

import json
import re
from pathlib import Path

import pytest
from libros import CABECERA, CONFIG, celda, construir, escribir_libro, imprenta, pagina_hecha, poner

from imprenta.leer.lectura import leer
from imprenta.libro.pagina import Arranque, Rol
from imprenta.pintar.entrega import numerado

MYST = """\
---
substitutions: {cuanto: "son {cifra}`2 <x>`"}
---
# Una

Son {cifra}`2 <x>` y {afirma}`crecen
  <x > 1>`, desde {dato}`2017 <vaswani2017>`.

> Citado: {cifra}`dos
> mil <2000 * x
> / 2>` y ya.

$\\cifra{2}{x} = 1 + 1$

```{code-cell} python
---
mystnb: {figure: {caption: "Pie: {cifra}`2 <x>`"}}
---
x = 2
```
"""


def test_cada_rol_lleva_el_numero_de_su_pieza_y_nada_cambia_de_linea() -> None:
    pagina = leer(Path("p.md"), MYST.encode())
    entregado = numerado(pagina)
    numeros = [int(n) for n in re.findall(r"\}`(\d+)[\n> ]*\d*[\n> ]*\d*`", entregado)]
    roles = [n for n, pieza in enumerate(pagina.piezas) if isinstance(pieza, Rol) and pieza.tramo]
    assert numeros == roles
    assert len(roles) == 6
    assert entregado.count("\n") == MYST.count("\n")
    assert "> Citado: {cifra}`4\n> 4\n> 4` y ya." in entregado
    assert "$\\cifra{2}{x} = 1 + 1$" in entregado  # las fórmulas llegan como se escriben


def test_el_estado_de_un_explorador_tambien() -> None:
    pagina = leer(Path("p.md"), b"```{explorador} uno\n:figura: f\n:estado: x=x0, n=3\n```\n")
    (arranque,) = pagina.piezas
    assert isinstance(arranque, Arranque)
    assert numerado(pagina) == "```{explorador} uno\n:figura: f\n:estado: 0\n```\n"


TODAS = "# Cifras\n\n```{cifras-verificadas}\n```\n"
NOTA = re.compile(r'data-nota="([^"]*)"')


def test_la_misma_expresion_en_dos_sitios_da_a_cada_uno_lo_suyo(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pagina = (
        CABECERA + "# Una\n\n" + celda("x = 1") + "Vale {cifra}`1 <x>`.\n\n" + celda("x = 2")
        + "Ahora, {cifra}`2 <x>`.\n\n| a | b |\n|---|---|\n| {cifra}`2 <x>` | {afirma}`crece <x > 1>` |\n"
    )  # fmt: skip
    libro = escribir_libro(tmp_path, {"una": pagina, "cifras": TODAS})
    assert construir(libro, capsys)[2] == []
    assert NOTA.findall(pagina_hecha(libro, "una")) == ["x = 1", "x = 2", "x = 2", "x &gt; 1"]


def test_tambien_en_un_cuaderno(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def celda_de(tipo: str, fuente: str | list[str], **metadatos: object) -> dict[str, object]:
        codigo: dict[str, object] = {"outputs": [], "execution_count": None} if tipo == "code" else {}
        return {
            "cell_type": tipo,
            "metadata": metadatos,
            "source": fuente,
            **codigo,
        }

    dibujo = "from IPython.display import SVG\nSVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>')"
    pie = {"figure": {"caption": "Vale {cifra}`3 <x>`"}, "image": {"alt": "nada"}}
    cuaderno = {
        "cells": [
            celda_de("markdown", ["# Una\n", "\n", "Nada."]),
            celda_de("code", "x = 1\nx"),
            celda_de("markdown", "Vale {cifra}`1 <x>`."),
            celda_de("code", f"x = 3\n{dibujo}", mystnb=pie),
            celda_de("markdown", ["Y ahora {cifra}`3\n", "<x>`."]),
        ],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 4,
    }
    libro = escribir_libro(tmp_path, {"una": "# Otra\n", "cifras": TODAS})
    (libro / "una.md").unlink()
    poner(libro / "una.ipynb", json.dumps(cuaderno, indent=1))
    assert construir(libro, capsys)[2] == []
    html = pagina_hecha(libro, "una")
    assert NOTA.findall(html) == ["x = 1", "x = 3", "x = 3"]
    assert 'alt="nada"' in html


@pytest.mark.parametrize(
    ("escrito", "dicho"),
    [
        (
            "crece <x>",
            "{afirma}: «crece <x>» está donde la imprenta no lee los roles: nadie lo ha comprobado",
        ),
        ("crece", "{afirma}: falta la expresión: escribe «crece <expresión>»"),
    ],
)
def test_un_rol_que_sphinx_ve_y_la_imprenta_no_detiene_el_libro(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], escrito: str, dicho: str
) -> None:
    pagina = CABECERA + "# Una\n\n" + celda("x = 1") + f"```{{eval-rst}}\n:afirma:`{escrito}`\n```\n"
    libro = escribir_libro(tmp_path, {"una": pagina})
    estado, _, faltas = construir(libro, capsys)
    assert estado == 1
    assert [falta.partition(": ")[2].removesuffix(" [docutils]") for falta in faltas] == [dicho]
    assert not (libro / "_build" / "html").exists()


def test_hablar_de_citar_no_pide_una_bibliografia(tmp_path: Path) -> None:
    """En otro proceso: en este puede haber quedado la opción que registró otro libro."""
    libro = escribir_libro(tmp_path, {"uno": "# An often cited book\n\nIt does not cite, `{cite}`.\n"})
    orden = imprenta("html", libro)
    assert (orden.communicate()[1], orden.returncode) == ("", 0)


EXTENSIONES = """\
amsmath attrs_inline attrs_block colon_fence deflist dollarmath fieldlist html_admonition html_image linkify
replacements smartquotes strikethrough substitution tasklist"""
DE_CADA_EXTENSION = """\
---
myst: {substitutions: {quien: Ana}}
---
# Tareas (c)

- [ ] pendiente
- [x] *hecha* con {{ quien }}

Término
: Con ~~algo~~ [puesto]{.clase} y "comillas" de https://ejemplo.org/ y $x$.

{.otra}
:campo: suyo

:::{note}
Nota.
:::

<img src="no.png" alt="Nada">
"""


@pytest.mark.parametrize("con_celdas", ["", "file_format: mystnb\nkernelspec: {name: python3}\n"])
def test_una_pagina_se_pinta_con_cualquier_extension_de_myst(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], con_celdas: str
) -> None:
    extensiones = ", ".join(EXTENSIONES.split())
    config = f"{CONFIG}parse: {{myst_enable_extensions: [{extensiones}]}}\nimprenta: {{cubiertas: []}}\n"
    texto = DE_CADA_EXTENSION.replace("---\n", f"---\n{con_celdas}", 1)
    libro = escribir_libro(tmp_path, {"una": texto}, config=config)
    assert construir(libro, capsys)[0] == 0
    assert pagina_hecha(libro, "una").count("task-list-item-checkbox") == 2
