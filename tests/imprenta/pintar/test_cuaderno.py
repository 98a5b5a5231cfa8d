"""El cuaderno que se descarga: limpio, válido y ejecutable con el código que lo acompaña."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import nbformat
import pytest

from imprenta.leer.lectura import leer
from imprenta.libro.modelo import CeldaEjecutada, Ejecucion
from imprenta.libro.pagina import Pagina
from imprenta.pintar.cuaderno import cuaderno, preparacion
from imprenta.pintar.descargas import escribir_descargas
from imprenta.pintar.markdown_llano import Enlazado, prosa_llana
from imprenta.pintar.requisitos import Requisitos

PAGINA = """\
---
file_format: mystnb
kernelspec: {name: python3}
---
(sec-uno)=
# Título

:::{admonition} Qué vas a **aprender**
:class: tip
Que son {cifra}`4 <x>`.
:::

```{code-cell} python
---
tags: [hide-input]
mystnb:
  figure:
    caption: |
      El pie dice {cifra}`4 <x>`.
---
from cuentas import doble

x = doble(2)
x
```

```{math}
:label: eq-uno
:define: doble(t)
d(t) = 2t
```

Vale $\\cifra{4}{x}$ <!-- no se ve -->({dato}`2017 <uno>`; {afirma}`cierto <x > 3>`),
ver {ref}`aquí <sec-uno>`.

$$z = \\cifra{[1, 2]}{y}$$ (eq-dos)
"""
SALIDA = {"output_type": "execute_result", "execution_count": 1, "metadata": {}}
DADO = SALIDA | {"data": {"text/plain": "4", "application/pdf": "JVBERi0="}}


@pytest.fixture
def pagina() -> Pagina:
    return leer(Path("uno.md"), PAGINA.encode())


def test_la_prosa_queda_llana(pagina: Pagina) -> None:
    hecho = cuaderno(pagina, Ejecucion((CeldaEjecutada([DADO], 1),)))
    nbformat.validate(hecho)
    assert [(celda.cell_type, celda.source) for celda in hecho.cells] == [
        ("markdown", "# Título\n\n> **Qué vas a **aprender****\n>\n> Que son 4."),
        ("code", "from cuentas import doble\n\nx = doble(2)\nx"),
        ("markdown", "*El pie dice 4.*"),
        ("markdown", "$$\nd(t) = 2t\n$$\n\nVale $4$ (2017; cierto),\nver aquí.\n\n$$z = [1, 2]$$"),
    ]
    assert hecho.cells[1].outputs[0]["data"] == {"text/plain": "4"}
    assert all("tags" not in celda.metadata for celda in hecho.cells)


def test_lo_que_se_descarga_se_ejecuta_sin_nada_mas(pagina: Pagina, tmp_path: Path) -> None:
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "cuentas.py").write_text("def doble(x):\n    return 2 * x\n", encoding="utf-8")
    (tmp_path / "code" / "pyproject.toml").touch()  # con él se instala, y en un cuaderno no hace falta
    descargas = tmp_path / "descargas"
    escribir_descargas([("libro/uno", pagina, Ejecucion())], tmp_path, descargas)
    assert zipfile.ZipFile(descargas / "codigo.zip").namelist() == ["cuentas.py"]
    celdas = json.loads((descargas / "libro" / "uno.ipynb").read_text(encoding="utf-8"))["cells"]
    codigo = "\n".join("".join(celda["source"]) for celda in celdas if celda["cell_type"] == "code")
    orden = [sys.executable, "-I", "-c", codigo + "\nprint(x)"]
    hecho = subprocess.run(orden, cwd=descargas / "libro", capture_output=True, text=True, check=True)
    assert (hecho.stdout, hecho.stderr) == ("4\n", "")
    (descargas / "codigo.zip").unlink()
    hecho = subprocess.run(orden, cwd=descargas / "libro", capture_output=True, text=True, check=False)
    assert hecho.stderr.splitlines()[-1].endswith(
        "Falta: Falta el código del libro: descarga codigo.zip y déjalo junto a este cuaderno."
    )


def test_lo_primero_dice_lo_que_hace_falta() -> None:
    pide = Requisitos({"numpy": "numpy<2.5", "yaml": "pyyaml"}, {"redes/densa.py": Path("d.py")}, (3, 11))
    en_palabras, _ = preparacion(pide, enlaza=True)
    assert en_palabras.source == (
        "Para ejecutar este cuaderno hace falta Python 3.11 o posterior con `numpy` y `yaml`:\n\n"
        '```sh\npip install "numpy<2.5" pyyaml\n```\n\n'
        "Y `codigo.zip`, el código del libro, que se descarga en la misma página: "
        "déjalo junto a este cuaderno o en la carpeta de encima.\n\n"
        "Los enlaces a otras páginas llevan a sus cuadernos, si están en la misma carpeta que este."
    )
    publicado, _ = preparacion(pide, "https://libro.example/")
    assert "[`codigo.zip`](https://libro.example/descargas/codigo.zip)" in publicado.source
    solo_codigo, _ = preparacion(Requisitos(archivos={"suelto.py": Path("s.py")}))
    assert solo_codigo.source.startswith("Para ejecutar este cuaderno hace falta Python.\n\nY `codigo.zip`")
    assert preparacion(Requisitos()) == []


def test_lo_que_falta_se_dice_junto_y_sin_traza() -> None:
    pide = Requisitos({"math": "math", "no_esta": "no-esta>=2"}, {"ni_esta.py": Path("n.py")}, (3, 99))
    _, celda = preparacion(pide)
    ruta, espacio = sys.path.copy(), dict[str, Any]()
    with pytest.raises(ImportError) as faltan:
        exec(celda.source, espacio)
    sys.path[:] = ruta
    assert str(faltan.value) == (
        "Hace falta Python 3.99 o posterior.\n"
        'Falta no_esta. Se instala con: pip install "no-esta>=2"\n'
        "Falta el código del libro: descarga codigo.zip y déjalo junto a este cuaderno."
    )
    assert faltan.value._render_traceback_() == [str(faltan.value)]  # type: ignore[attr-defined]


def test_la_cabecera_dice_el_nucleo_de_la_pagina() -> None:
    en_r = PAGINA.replace("kernelspec: {name: python3}", "kernelspec: {name: ir, language: R}")
    hecho = cuaderno(leer(Path("uno.md"), en_r.encode()), Ejecucion())
    nbformat.validate(hecho)
    assert hecho.metadata == {
        "kernelspec": {"name": "ir", "display_name": "ir", "language": "R"},
        "language_info": {"name": "R"},
    }


@pytest.mark.parametrize(
    ("myst", "llano"),
    [
        ("**{cifra}`0.73 <p>`**", "**0.73**"),
        ("{cite}`a2017,b2018`", "[a2017,b2018]"),
        ("{doc}`el capítulo <otro>` y {eq}`eq-x`", "el capítulo y la ecuación"),
        ("`{cifra}` se queda", "`{cifra}` se queda"),
        ("[$d_k$]{#simbolo-dk}\n: Cuántos {cifra}`2 <n>`.", "$d_k$\n- Cuántos 2."),
        (
            "[el bache](otra.md#el-bache), [aquí](#ancla) y [fuera](https://example.org)",
            "el bache, aquí y [fuera](https://example.org)",
        ),
        ("![x](a.png){width=9px} y `x[0](y)`", "![x](a.png) y `x[0](y)`"),
        ("<!-- {cifra}`4 <x>`\n\nnada -->\nFin", "Fin"),
        ('[a](otra.md "con (paréntesis)") y [b](otra.md){.c}', "a y b"),
        ("```{note}\n~~~python\nx[0](y)\n~~~\n```", "> ~~~python\n> x[0](y)\n> ~~~"),
        ("```{note}\n---\nclass: tip\n---\nDentro\n```\nFuera", "> Dentro\n\nFuera"),
        (":::{note}\n```{math}\n:label: a\nx = \\cifra{5}{y}\n```\n:::", "> $$\n> x = 5\n> $$"),
        ("\\begin{align}\nx &= \\cifra{5}{y}\n\\end{align}", "\\begin{align}\nx &= 5\n\\end{align}"),
        ("Uno\n\n% Nota para quien edita\n\nDos", "Uno\n\nDos"),
        ("- a\n\n  :::{tip} Son {cifra}`5 <x>`\n  b\n  :::\n- c", "- a\n\n> **Son 5**\n>\n>   b\n\n- c"),
        ("> Va {cifra}`5\n> <x>` y {term}`voces\n> <voz>`.", "> Va 5 y voces."),
        ("```\n{cifra}`5 <x>` y [a](otra.md)\n```", "```\n{cifra}`5 <x>` y [a](otra.md)\n```"),
        (
            "{style=lower-alpha}\n1. Uno\n   largo.\n2. Son {cifra}`5 <x>`.\n\n1. Sin letra",
            "- **a.** Uno\n   largo.\n- **b.** Son 5.\n\n- **c.** Sin letra",
        ),
        ("> {style=upper-alpha .c}\n> 3. Tres\n> 4. Cuatro", "> - **C.** Tres\n> - **D.** Cuatro"),
        ("{.c}\n1. Uno\n2. Dos", "1. Uno\n2. Dos"),
        (":::{note}\n````{tip} Dos\nDentro\n````\n:::\nFuera", "> **Dos**\n>\n> Dentro\n\nFuera"),
    ],
)
def test_cada_cosa_en_llano(myst: str, llano: str) -> None:
    assert prosa_llana(myst) == llano


def a_su_sitio(rol: str, destino: str) -> Enlazado | None:
    lugares = {
        ("doc", "otro"): Enlazado("otro.ipynb", "Otro"),
        ("doc", "g2"): Enlazado("g2.ipynb", "GPT-2"),
        ("eq", "eq-x"): Enlazado("https://l.es/a.html#eq-x", "una fórmula"),
        ("", "otra.md#el-bache"): Enlazado("otra.ipynb#El-bache", "El bache"),
        ("term", "voz"): Enlazado("glosario.ipynb", "voz"),
    }
    return lugares.get((rol, destino))


@pytest.mark.parametrize(
    ("myst", "llano"),
    [
        ("{doc}`otro` y {doc}`este <otro>`", "[Otro](otro.ipynb) y [este](otro.ipynb)"),
        ("{doc}`g2` y {doc}`nada`", "[el capítulo](g2.ipynb) y el capítulo"),  # su número no está probado
        ("{eq}`eq-x`, {eq}`eq-y`", "[la ecuación](https://l.es/a.html#eq-x), la ecuación"),
        (
            "[el *bache*](otra.md#el-bache){.c}, [](otra.md#el-bache) y [no](no.md)",
            "[el *bache*](otra.ipynb#El-bache), [El bache](otra.ipynb#El-bache) y no",
        ),
        ("{term}`voz`, {term}`voces <voz>`", "[voz](glosario.ipynb), [voces](glosario.ipynb)"),
        ("{kbd}`Esc` y [fuera](https://example.org)", "Esc y [fuera](https://example.org)"),
    ],
)
def test_un_enlace_lleva_a_alguna_parte_o_no_es_enlace(myst: str, llano: str) -> None:
    assert prosa_llana(myst, a_su_sitio) == llano


def test_sin_codigo_ni_bibliotecas_no_hay_ni_zip_ni_preparacion(tmp_path: Path) -> None:
    sola = leer(Path("uno.md"), b"# Uno\n\n```{code-cell} python\nx = 4\n```\n")
    (tmp_path / "descargas").mkdir()
    (tmp_path / "descargas" / "codigo.zip").touch()  # el de cuando había código
    assert escribir_descargas([("uno", sola, Ejecucion())], tmp_path, tmp_path / "descargas") == []
    assert not (tmp_path / "descargas" / "codigo.zip").exists()
    celdas = json.loads((tmp_path / "descargas" / "uno.ipynb").read_text(encoding="utf-8"))["cells"]
    assert [celda["source"] for celda in celdas] == [["# Uno"], ["x = 4"]]


def test_lo_que_se_importa_de_al_lado_de_la_pagina_va_en_el_zip(tmp_path: Path) -> None:
    junto = leer(Path("libro/uno.md"), b"# Uno\n\n```{code-cell} python\nfrom ayuda import x\n```\n")
    (tmp_path / "libro").mkdir()
    (tmp_path / "libro" / "ayuda.py").write_text("x = 4\n", encoding="utf-8")
    escribir_descargas([("libro/uno", junto, Ejecucion())], tmp_path, tmp_path / "descargas")
    assert zipfile.ZipFile(tmp_path / "descargas" / "codigo.zip").namelist() == ["ayuda.py"]
