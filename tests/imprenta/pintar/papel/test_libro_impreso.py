"""Libros enteros, de Sphinx al PDF: lo que trae un Jupyter Book se imprime, en su lengua y en su sitio."""

import base64
import json
import re
from pathlib import Path
from typing import Any

import pypdf
import pytest
from docutils import nodes
from libros import poner
from papeles import PUNTO, Impreso, imprimir

PARTES = """\
root: intro
parts:
  - caption: First part
    numbered: true
    chapters:
      - file: one
        sections:
          - file: sub
  - caption: Second part
    chapters:
      - file: two
      - file: outputs
"""
INTRO = """\
# My own title

*A book about things*

Start with [the first chapter](one.md). The {ref}`genindex` is at the end.
"""
UNO = """\
# Chapter one

A note[^a], the same[^a]. ~~gone~~ {abbr}`LIFO (last in)` {kbd}`Ctrl` H{sub}`2`O {term}`alpha`.
[A site](https://www.site.example/path/). See {numref}`fig-a`, ({numref}`tab-a`), {eq}`eq-a`, {doc}`two`.
{download}`data <data.txt>` {bdg-primary}`new`.

[^a]: The note.

```{index} ! zebra, animal; zebra
```
```{index} see: cebra; zebra
```

## Section b

- [ ] to do
- [x] done

3. three
4. four

> Quote.
>
> -- Someone

```{epigraph}
To be.

-- Hamlet
```

```{glossary}
alpha
  First letter.
```

:::{figure} dot.svg
:name: fig-a
:alt: A dot

The caption. More of it.

The legend.
:::

```{list-table} The table
:name: tab-a
:header-rows: 1
:stub-columns: 1

* - Head
  - Number
* - A
  - 12
* - B
  - −3.5
```

$$
a + b = c
$$ (eq-a)

```{code-block} python
:caption: The code
:linenos:
:emphasize-lines: 1

x = "*#[ñ"
```

```{note}
Noted.
```
```{versionadded} 1.2
Fresh.
```
```{admonition} Mine
:class: tip
Own.
```
```{only} html
HTMLONLY
```
```{only} latex
PRINTONLY
```
```{raw} html
<iframe src="https://video.example/v1" title="The video"></iframe>
```

::::{grid} 2
:::{grid-item-card} Card title
Card body
+++
Card foot
:::
::::

::::{tab-set}
:::{tab-item} Tab label
Tab content
:::
::::

:::{dropdown} Drop title
Drop content
:::
"""
SUB = "# Subpage\n\nAnother[^a].\n\n[^a]: Of the subpage.\n\n## Deep\n\nText.\n"
DOS = """\
# Chapter *two*

```{eval-rst}
| line
|   more

-a   an option

.. py:function:: mod.f(a: int, b=2) -> str

   Does it.

   :param a: the a

.. parsed-literal::

   see *this*
     more

term : kind
   Meaning.

.. productionlist::
   rule: "a" | "b"
```
"""


def celda(codigo: str, *salidas: dict[str, Any], etiquetas: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "cell_type": "code", "source": codigo, "outputs": salidas, "execution_count": 1,
        "metadata": {"tags": etiquetas}, "id": nodes.make_id(codigo),
    }  # fmt: skip


def ensena(**datos: str) -> dict[str, Any]:
    tipos = {tipo.replace("__", "/").replace("_", "+"): dicho for tipo, dicho in datos.items()}
    return {"output_type": "display_data", "data": tipos, "metadata": {}}


def dice(texto: str, por: str = "stdout") -> dict[str, Any]:
    return {"output_type": "stream", "name": por, "text": texto}


CUADRO = """<div><style>.x {}</style><table border="1" class="dataframe">
<thead><tr><th></th><th colspan="2">both</th></tr><tr><th></th><th>name</th><th>size</th></tr></thead>
<tbody><tr><th rowspan="2">k</th><td>first &amp; only</td><td>1.5</td></tr>
<tr><td>b</td><td>20.25</td></tr></tbody>
</table><p>2 rows × 2 columns</p></div>"""
FALLO = {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["\x1b[31mBOOM\x1b[0m"]}
CELDAS = [
    {"cell_type": "markdown", "source": "# Outputs\n\nLook:", "metadata": {}, "id": "title"},
    celda("first()", dice("\x1b[31mred\x1b[0m out\n"), dice("beware\n", "stderr")),
    celda("hidden_in()", dice("seen out\n"), etiquetas=("hide-input",)),
    celda("seen_in()", dice("hidden out\n"), etiquetas=("hide-output",)),
    celda("latex", ensena(text__latex="$\\frac{1}{2}$", text__plain="1/2")),
    celda("mark", ensena(text__markdown="**bold** *md*", text__plain="nope")),
    celda(
        "video", ensena(text__html="<iframe src='https://tube.example/v'></iframe>", text__plain="<V at 0x1>")
    ),
    celda("plot", ensena(text__html="<div><script>plot()</script></div>")),
    celda("frame", ensena(text__html=CUADRO, text__plain="plain frame")),
    celda("html", ensena(text__html="<table><tr><td>1</td></tr></table>", text__plain="as it was")),
    celda("picture", ensena(image__svg_xml=PUNTO, text__plain="<Figure>")),
    celda("1/0", FALLO, etiquetas=("raises-exception",)),
]
PYTHON = {"kernelspec": {"name": "python3", "display_name": "P"}, "language_info": {"name": "python"}}
CUADERNO = json.dumps({"cells": CELDAS, "metadata": PYTHON, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture(scope="module")
def ingles(tmp_path_factory: pytest.TempPathFactory) -> Impreso:
    carpeta = tmp_path_factory.mktemp("ingles")
    poner(carpeta / "libro" / "dot.svg", PUNTO)
    poner(carpeta / "libro" / "data.txt", "1\n")
    paginas = {"intro": INTRO, "one": UNO, "sub": SUB, "two": DOS, "outputs.ipynb": CUADERNO}
    como = {"project": "Things", "author": "Ann Lee and Bob Roe", "copyright": "2024", "language": "en"}
    direccion = "https://book.example/en"
    return imprimir(carpeta, paginas, toc=PARTES, html_baseurl=direccion, **como)


@pytest.fixture(scope="module")
def espanol(tmp_path_factory: pytest.TempPathFactory) -> Impreso:
    paginas = {
        "portada": "# El título\n\nHola.\n\n```{note}\nDicho.\n```\n",
        "uno": "# Uno\n\n[Fuera](portada.md).\n\n```{index} ñu, nube\n```\n\n{numref}`tab`\n\n"
        "```{list-table} Datos\n:name: tab\n* - a\n```\n",
        "sin-voces": "# Otra\n\nFin.\n",
    }
    return imprimir(tmp_path_factory.mktemp("espanol"), paginas)


def test_nada_se_avisa(ingles: Impreso, espanol: Impreso) -> None:
    dichos = [renglon for renglon in ingles.dicho.splitlines() if "card_legacy" not in renglon]
    assert dichos == [] and espanol.dicho == ""


def test_no_hay_nada_en_espanol_en_un_libro_en_ingles(ingles: Impreso) -> None:
    dicho = ingles.texto.replace("*#[ñ", "")
    assert not re.search(r"[¿¡áéíóúñ]|Figura|Tabla|Presentaci|Licencia", dicho)
    for rotulo in ("Preface", "Fig. ", "Table ", "Note", "Added in version", "Index", "see zebra"):
        assert rotulo in ingles.texto
    assert ingles.lengua == "en"


def test_los_rotulos_de_un_libro_en_espanol_son_espanoles(espanol: Impreso) -> None:
    for rotulo in ("Presentación", "Nota", "Tabla ", "Índice"):
        assert rotulo in espanol.texto
    assert "Preface" not in espanol.texto and espanol.lengua == "es"


def test_la_raiz_es_un_capitulo_y_su_primer_parrafo_en_cursiva_el_subtitulo(ingles: Impreso) -> None:
    assert 'subtitulo: "A book about things"' in ingles.typ
    assert ingles.typ.count("A book about things") == 1
    assert "My own title" not in ingles.texto


def test_los_datos_del_libro_llegan_a_la_plantilla(ingles: Impreso) -> None:
    metadatos = ingles.lector.metadata
    assert metadatos is not None and metadatos.title == "Things"
    assert 'autores: ("Ann Lee", "Bob Roe")' in ingles.typ
    assert '"copyright": "2024"' in ingles.typ and '"direccion": "https://book.example/en"' in ingles.typ


def test_las_partes_van_delante_de_su_primer_capitulo(ingles: Impreso) -> None:
    titulos = ("First part", "Chapter one", "Subpage", "Second part", "Chapter ")
    sitios = [ingles.typ.index(f'[#"{titulo}";') for titulo in titulos]
    assert sitios == sorted(sitios)


def test_los_capitulos_y_sus_apartados_llevan_los_numeros_de_sphinx(ingles: Impreso) -> None:
    titulos = re.findall(r"#titulo\(nivel: (\d)(?:, numero: \"([\d.]*)\")?.*?\)\[#\"(.*?)\"", ingles.typ)
    assert ("1", "1", "Chapter one") in titulos and ("2", "1.2", "Subpage") in titulos
    assert ("2", "1.1", "Section b") in titulos and ("3", "1.2.1", "Deep") in titulos


def test_todo_se_imprime(ingles: Impreso) -> None:
    for dicho in (
        "gone", "LIFO", "Ctrl", "new", "to do", "3. three", "Quote.", "Someone", "Hamlet", "First letter.",
        "The caption. More of it.", "The legend.", "The table", "12", "−3.5", "The code", 'x = "*#[ñ"',
        "Noted.", "Fresh.", "Mine", "Own.", "PRINTONLY", "Card title", "Card body", "Card foot", "Tab label",
        "Tab content", "Drop title", "Drop content", "an option", "mod.f", "Does it.", "the a", "see this",
        "Meaning.", 'rule ::= "a" | "b"', "data",
    ):  # fmt: skip
        assert dicho in ingles.texto, dicho
    assert "HTMLONLY" not in ingles.texto


def test_las_notas_de_cada_pagina_son_las_suyas(ingles: Impreso) -> None:
    assert ingles.texto.count("The note.") == ingles.texto.count("Of the subpage.") == 1


def test_la_pagina_de_una_referencia_es_la_suya(ingles: Impreso) -> None:
    casa = re.search(r"Chapter two \(p\. (\d+)\)", ingles.texto)
    assert casa is not None
    assert "Chapter two" in ingles.folios[casa[1]] and "mod.f" in ingles.folios[casa[1]]


def test_las_salidas_de_las_celdas(ingles: Impreso) -> None:
    for dicho in ("red out", "beware", "seen out", "seen_in()", "bold md", "as it was", "BOOM", "first()"):
        assert dicho in ingles.texto, dicho
    assert "both name size" in ingles.texto and "first & only 1.5" in ingles.texto
    for callado in (
        "plain frame",
        "rows ×",
        ".x {}",
        "hidden_in()",
        "hidden out",
        "nope",
        "<V at",
        "<Figure>",
        "[31m",
        "plot()<",
    ):
        assert callado not in ingles.texto, callado


def test_de_lo_que_solo_vale_en_una_pantalla_se_dice_donde_esta(ingles: Impreso) -> None:
    assert "The video: https://video.example/v1" in ingles.texto
    assert "https://tube.example/v" in ingles.texto
    direccion = "https://book.example/en/outputs.html"
    assert ingles.texto.count(direccion) == 1 and f'#explora(direccion: "{direccion}", qr: "qr-' in ingles.typ


def test_el_indice_ordena_como_su_lengua_y_dice_paginas(ingles: Impreso, espanol: Impreso) -> None:
    (pagina,) = (folio for folio, texto in ingles.folios.items() if "A note" in texto)
    assert re.search(r"A alpha, .* animal zebra, .* C cebra, see zebra .* Z zebra, ", ingles.texto)
    assert f"Z zebra, {pagina}" in ingles.texto
    assert re.search(r"N nube, \d+ Ñ ñu, \d+", espanol.texto)


def test_cada_enlace_del_pdf_lleva_a_algun_sitio(ingles: Impreso) -> None:
    lector = ingles.lector
    nombres = {*lector.named_destinations}
    for pagina in lector.pages:
        for referencia in pagina.get("/Annots") or ():
            nota = referencia.get_object()
            accion = nota.get("/A")
            destino = nota.get("/Dest") or (accion and accion.get("/D"))
            assert (accion and accion.get("/URI")) or destino is not None
            if isinstance(destino, pypdf.generic.TextStringObject):
                assert destino in nombres


def test_lo_que_no_se_imprime_no_deja_enlaces_colgando(tmp_path: Path) -> None:
    pagina = "# Uno\n\n[allí](#lejos)\n\n```{only} html\n(lejos)=\n## Lejos\n```\n"
    assert "allí" in imprimir(tmp_path, {"uno": pagina}).texto


def test_los_mismos_octetos_dos_veces(tmp_path: Path) -> None:
    paginas = {"uno": "# Uno\n\nHola[^a].\n\n[^a]: Sí.\n", "dos": "# Dos\n\n```{index} voz\n```\n"}
    una, otra = (imprimir(tmp_path / nombre, paginas) for nombre in ("una", "otra"))
    assert una.typ == otra.typ and una.pdf == otra.pdf


def test_un_png_y_un_gif_tambien(tmp_path: Path) -> None:
    png = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )
    (tmp_path / "libro").mkdir()
    (tmp_path / "libro" / "a.png").write_bytes(png)
    assert "imagen(nombre: " in imprimir(tmp_path, {"uno": "# Uno\n\n![un punto](a.png)\n"}).typ


def test_las_notas_de_un_titulo_y_de_un_pie_no_se_repiten_en_los_indices(tmp_path: Path) -> None:
    pagina = (
        "# Uno[^t]\n\nTexto.\n\n:::{figure} dot.svg\n:alt: Un punto\n\nEl pie[^p].\n:::\n\n"
        "[^t]: Del título.\n[^p]: Del pie.\n\n## {ref}`Otro <uno>` y `código`\n\nFin.\n"
    )
    poner(tmp_path / "libro" / "dot.svg", PUNTO)
    impreso = imprimir(tmp_path, {"portada": "# P\n\nHola.\n", "uno": "(uno)=\n" + pagina})
    assert impreso.texto.count("Del título.") == impreso.texto.count("Del pie.") == 1


def test_lo_que_se_destaca_en_html_tambien_se_destaca_y_un_salto_salta(tmp_path: Path) -> None:
    pagina = "# Uno\n\nUna\\\ndos <b>tres</b> <em>cua*tro*</em> <sub>cinco <u>seis</u>\n"
    impreso = imprimir(tmp_path, {"uno": pagina})
    assert '#"Una";#linebreak();' in impreso.typ
    assert '#strong[#"tres";];' in impreso.typ and '#emph[#"cua";#emph[#"tro";];];' in impreso.typ
    assert "sub[" not in impreso.typ and "cinco seis" in impreso.texto
