"""Los libros de los demás, en papel y en EPUB: en otra lengua, con su papel y con lo que dan sus celdas."""

import shutil
import zipfile
from pathlib import Path
from typing import Any

import matplotlib
import pypdf
import pytest
from etiquetas import Papel
from hojas import Hojas
from libros import CABECERA, celda, cuaderno, cumplir, imprenta, poner
from oidas import metadatos, reparos, reparos_de_outloud, reparos_de_pdfua

# Lo que solo puede decir la imprenta en español.
EN_ESPANOL = (
    *("Presentación", "Índice", "Figura", "Tabla", "Capítulo", "Contenido", "Glosario", "Bibliografía"),
    *(
        "Licencia",
        "Versión",
        "Edición",
        "Compuesto",
        "ejemplar",
        "comprobado",
        "cifras",
        "Nota",
        "página",
        "Código",
    ),
    *(
        "Cubierta",
        "Créditos",
        "Parte",
        "Ecuación",
        "enero",
        "julio",
        "Aviso",
        "según",
        "Véase",
        "de esta vez",
    ),
)
MM = 72 / 25.4

INGLES = """\
title: A small book
author: Ann Author, Bob Writer
copyright: "2026"
only_build_toc_files: true
imprenta:
  papel: {formato: a5, cuerpo: 10pt, letras: fonts, letra: DejaVu Serif, margenes: 18mm}
sphinx:
  extra_extensions: [imprenta.extension]
  config: {numfig: true, math_numfig: true, templates_path: []}
parse:
  myst_enable_extensions: [amsmath, colon_fence, deflist, dollarmath]
"""
INDICE = """\
format: jb-book
root: intro
options: {numbered: true}
parts:
  - caption: Theory
    chapters: [{file: one}]
  - caption: Practice
    chapters: [{file: two}, {file: terms}]
"""
INTRO = "# A small book\n\n*Without hurry.*\n\nStart here. See {ref}`the first <first>`.\n"
UNO = """\
# The first

```{index} single: sigmoid
```

(first)=
## A section

```{note}
Mind the gap.[^why]
```

[^why]: It is wide.

```{math}
:label: sum
\\sum_i x_i = \\sqrt{y}
```

By {eq}`sum`, {numref}`shape` and {numref}`values`, a {term}`sigmoid` is smooth.

```{figure} shape.svg
:name: shape
:alt: A grey square.

The shape.
```

```{table} Some values
:name: values
| name | value |
|------|------:|
| one  |  some |
```
"""
TERMINOS = "# Terms\n\n```{glossary}\nsigmoid\n  A smooth step.\n\nstep\n  A rough one.\n```\n"
CUADRADO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9" fill="#888"/></svg>'
)


def ingles(raiz: Path) -> Path:
    """Un libro en inglés, de dos partes, con una página que es un cuaderno, y con su papel y sus letras."""
    suma: dict[str, Any] = {
        "cell_type": "code",
        "id": "a",
        "metadata": {},
        "execution_count": None,
        "outputs": [],
    }
    prosa = {"cell_type": "markdown", "id": "b", "metadata": {}, "source": "# The second\n\nNow it runs.\n"}
    paginas = {"intro.md": INTRO, "one.md": UNO, "terms.md": TERMINOS, "shape.svg": CUADRADO}
    paginas |= {"two.ipynb": cuaderno(prosa, suma | {"source": "print('computed', 6 * 7)"})}
    for nombre, texto in {"_config.yml": INGLES, "_toc.yml": INDICE, **paginas}.items():
        poner(raiz / nombre, texto)
    (raiz / "fonts").mkdir()
    for letra in Path(matplotlib.get_data_path(), "fonts", "ttf").glob("DejaVuSerif*.ttf"):
        shutil.copy(letra, raiz / "fonts")
    return raiz


@pytest.fixture(scope="module")
def en_ingles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """La carpeta `_build` de ese libro, con sus dos ediciones.

    Cada una en su proceso: en este puede haber quedado la lengua de otro libro.
    """
    raiz = ingles(tmp_path_factory.mktemp("ingles"))
    for orden in ("pdf", "epub"):
        proceso = imprenta(orden, raiz)
        assert proceso.communicate()[1] == ""
        assert proceso.returncode == 0
    return raiz / "_build"


def texto_del_pdf(obra: Path) -> str:
    documento = pypdf.PdfReader(obra / "pdf" / "libro.pdf")
    return "\n".join(pagina.extract_text() for pagina in documento.pages)


def test_un_libro_en_ingles_esta_todo_en_ingles_en_el_papel(en_ingles: Path) -> None:
    archivo = en_ingles / "pdf" / "libro.pdf"
    papel, texto = Papel(archivo), texto_del_pdf(en_ingles)
    dichos = metadatos(papel)
    assert (dichos["dc:title"], dichos["dc:language"]) == ("A small book", "en")
    assert str(papel.raiz.Lang) == "en"
    alternativos = [una.alternativo for una in papel.arbol.todas()]
    marcadores = str(pypdf.PdfReader(archivo).outline)
    todo = f"{texto} {dichos} {alternativos} {marcadores}"
    assert [palabra for palabra in EN_ESPANOL if palabra in todo] == []
    for suyo in (
        "Theory",
        "Practice",
        "The first",
        "The second",
        "computed 42",
        "Note",
        "It is wide.",
        "Table 1",
    ):
        assert suyo in texto
    assert "Ann Author" in texto and "Bob Writer" in texto


def test_un_libro_en_ingles_esta_todo_en_ingles_en_el_epub(en_ingles: Path) -> None:
    with zipfile.ZipFile(en_ingles / "epub" / "libro.epub") as archivo:
        textos = {
            n: archivo.read(n).decode() for n in archivo.namelist() if n.endswith(("html", "opf", "ncx"))
        }
    todo = " ".join(textos.values())
    assert [palabra for palabra in EN_ESPANOL if palabra in todo] == []
    assert 'lang="es"' not in todo and "<dc:language>en" in todo
    for suyo in ("Theory", "Practice", "The first", "The second", "computed 42", "It is wide."):
        assert suyo in todo


def test_un_libro_en_ingles_se_puede_oir(en_ingles: Path) -> None:
    archivo = en_ingles / "pdf" / "libro.pdf"
    papel = Papel(archivo)
    assert [*reparos(papel), *reparos_de_outloud(papel), *reparos_de_pdfua(archivo)] == []
    [formula] = papel.arbol.de("Formula")
    assert "square root" in formula.alternativo


def test_el_papel_es_el_que_pide_el_libro(en_ingles: Path) -> None:
    documento = pypdf.PdfReader(en_ingles / "pdf" / "libro.pdf")
    assert {tuple(map(round, (p.mediabox.width, p.mediabox.height))) for p in documento.pages} == {
        (round(148 * MM), round(210 * MM))
    }
    papel = Papel(en_ingles / "pdf" / "libro.pdf")
    [parrafo] = [p for p in papel.arbol.de("P") if "is smooth" in p.texto()]
    assert {(round(s.cuerpo, 1), "DejaVuSerif" in s.letra) for s in parrafo.sitios()[:1]} == {(10.0, True)}


ESPANOL = """\
title: Otro libro
author: Nadie
only_build_toc_files: true
sphinx:
  extra_extensions: [imprenta.extension]
  config: {language: es, templates_path: []}
"""
DE_DOS_FIGURAS = """\
# Figura

```{code-cell} python
import matplotlib.pyplot as plt
plt.plot([0, 1]);
```

```{code-cell} python
%config InlineBackend.figure_format = "svg"
plt.plot([1, 0]);
```

```{code-cell} python
%config InlineBackend.figure_format = "pdf"
plt.plot([1, 1]);
```

```{code-cell} python
class Tabla:
    def _repr_html_(self):
        return "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>ñu</td></tr></tbody></table>"

    def __repr__(self):
        return "a ñu"

Tabla()
```
"""


def de_una_pagina(raiz: Path, pagina: str, config: str = ESPANOL) -> Path:
    for nombre, texto in (("_config.yml", config), ("_toc.yml", "format: jb-book\nroot: intro\n")):
        poner(raiz / nombre, texto)
    poner(raiz / "intro.md", pagina)
    return raiz


def test_un_libro_sin_partes_ni_bibliografia_con_salidas_de_cada_clase(tmp_path: Path) -> None:
    """Un PNG, un SVG y un PDF se imprimen; el PNG es el único que no es de trazos."""
    raiz = de_una_pagina(tmp_path, CABECERA + DE_DOS_FIGURAS)
    assert cumplir("pdf", raiz) == 0
    papel = Papel(raiz / "_build" / "pdf" / "libro.pdf")
    assert len(papel.arbol.de("Figure")) == 3
    texto = texto_del_pdf(raiz / "_build")
    assert "ñu" in texto and "<Figure size" not in texto
    assert len(Hojas(papel, []).imagenes()) == 1


@pytest.mark.parametrize(
    ("prosa", "falta"),
    [
        ("Mira {ref}`no-existe`.", "intro.md:3:1: "),
        ("```{nadie-la-conoce}\n```", "intro.md:3:1: "),
        ("$x \\in \\RR$", "intro.md:3:1: la fórmula no se puede dibujar"),
        ("![Una foto](no-esta.png)", "intro.md:3:1: "),
    ],
)
def test_lo_que_no_se_puede_imprimir_dice_donde(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], prosa: str, falta: str
) -> None:
    raiz = de_una_pagina(tmp_path, f"# Uno\n\n{prosa}\n")
    assert cumplir("pdf", raiz) == 1
    faltas = capsys.readouterr().err.splitlines()
    assert len(faltas) == 1 and faltas[0].startswith(falta)
    assert all(dicha.startswith("intro.md:3:1: ") for dicha in faltas)
    assert not (raiz / "_build" / "pdf").exists()


def test_un_titulo_con_formula_y_codigo_se_lee_en_el_marcador(tmp_path: Path) -> None:
    raiz = de_una_pagina(tmp_path, "# Uno\n\n## Sobre $\\alpha$ y `código`\n\n`````{note}\nHola.\n`````\n")
    assert cumplir("pdf", raiz) == 0
    marcadores = str(pypdf.PdfReader(raiz / "_build" / "pdf" / "libro.pdf").outline)
    assert "Sobre α y código" in marcadores and "alpha" not in marcadores


def test_una_celda_con_solo_texto_no_pide_nada_mas(tmp_path: Path) -> None:
    raiz = de_una_pagina(tmp_path, CABECERA + "# Uno\n\n" + celda("print('hola', 6 * 7)"))
    assert cumplir("pdf", raiz) == 0
    assert "hola 42" in texto_del_pdf(raiz / "_build")
