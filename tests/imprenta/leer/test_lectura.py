"""La lectura de las páginas: lo que un lector ve, se dice. El testigo es Sphinx, que las dibuja de verdad."""

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from libros import cuaderno

from imprenta.juzgar.veredictos import verificar
from imprenta.leer.lectura import leer
from imprenta.libro.modelo import Falta

TROZOS = (Path(__file__).parent / "trozos.txt").read_text(encoding="utf-8").split("\n@@@@\n")
CONF = """
extensions = ["myst_nb", "sphinx_design", "sphinx.ext.mathjax"]
nb_execution_mode = "off"
myst_enable_extensions = ["amsmath", "attrs_inline", "colon_fence", "deflist", "dollarmath", "fieldlist",
    "linkify", "strikethrough", "substitution", "tasklist"]
html_theme = "basic"
html_copy_source = False
html_use_index = False
root_doc = "indice"
"""
VISIBLE = "4837"


class Texto(HTMLParser):
    """El texto que un lector ve u oye de una página."""

    def __init__(self) -> None:
        super().__init__()
        self.partes, self.mudo = list[str](), 0

    def handle_starttag(self, etiqueta: str, atributos: list[tuple[str, str | None]]) -> None:
        self.mudo += etiqueta in {"script", "style"}
        self.partes += [f" {v} " for k, v in atributos if k in {"alt", "title", "aria-label", "value"} and v]

    def handle_endtag(self, etiqueta: str) -> None:
        self.mudo -= etiqueta in {"script", "style"}

    def handle_data(self, datos: str) -> None:
        if not self.mudo:
            self.partes.append(datos)


@pytest.fixture(scope="module")
def dibujadas(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """El cuerpo de cada trozo, dibujado por Sphinx sin que la imprenta intervenga."""
    raiz = tmp_path_factory.mktemp("trozos")
    (raiz / "conf.py").write_text(CONF, encoding="utf-8")
    (raiz / "otro.md").write_text(f"Otro {VISIBLE} trozo\n", encoding="utf-8")
    (raiz / "prog.py").write_text(f"x = {VISIBLE}\n", encoding="utf-8")
    (raiz / "datos.csv").write_text(f"a,b\n1,{VISIBLE}\n", encoding="utf-8")
    (raiz / "a.png").touch()
    (raiz / "indice.md").write_text("# i\n", encoding="utf-8")
    for k, trozo in enumerate(TROZOS):
        (raiz / f"p{k}.md").write_text(trozo, encoding="utf-8")
    orden = [sys.executable, "-m", "sphinx", "-q", "-b", "html", str(raiz), str(raiz / "html")]
    subprocess.run(orden, capture_output=True, check=True)
    return [_cuerpo(raiz / "html" / f"p{k}.html") for k in range(len(TROZOS))]


def _cuerpo(archivo: Path) -> str:
    pagina = archivo.read_text(encoding="utf-8")
    inicio = pagina.index('<div class="body" role="main">')
    texto = Texto()
    texto.feed(pagina[inicio : pagina.index('<div class="sphinxsidebar"', inicio)])
    return "".join(texto.partes)


def faltas(trozo: str, ruta: str = "p.md") -> list[Falta]:
    pagina = leer(Path(ruta), trozo.encode())
    return verificar(pagina, {}, {}).faltas


def test_todo_lo_que_se_ve_se_dice(dibujadas: list[str]) -> None:
    vistos = [k for k, cuerpo in enumerate(dibujadas) if VISIBLE in re.sub(r"[ .,]", "", cuerpo)]
    assert len(vistos) > len(TROZOS) / 3  # el testigo ve
    assert [TROZOS[k] for k in vistos if not faltas(TROZOS[k])] == []


OCULTO = [
    "[texto](https://example.org/4837)",
    "[texto][ref-4837]{.x}\n\n[ref-x]: https://example.org/4837".replace("[ref-4837]{.x}", "{.clase4837}"),
    "![x](foto-4837.png){width=4837px}",
    "`x`{.clase4837}",
    "<!-- 4837 --> y <!-- 4837 -->",
    "<!-- a\n\n4837\n\n-->",
    "(etiqueta-4837)=\n# Título",
    "```{figure} foto-4837.png\n:name: fig-4837\n:width: 4837px\nPie\n```",
    "```{raw} jupyter\n4837\n```",
    '<div id="a4837" style="width: 4837px">\n\ntexto\n\n</div>',
    "{ref}`así <seccion-4837>`, {cite}`autor4837`, {eq}`eq-4837`",
    "```{toctree}\n:maxdepth: 4837\ncapitulo-4837\nOtro <capitulo-4837>\n```",
    "---\nkernelspec:\n  display_name: Python 4837\n  name: python3\n---\n\n# Título",
    "[^a4837]: Nota.\n\nLlamada[^a4837].",
    "% 4837\n\n+++ 4837\n",
    "$$x = y$$ (eq-4837)",
    r"$$\begin{aligned}a &= b \\[4837pt] c &= d\end{aligned}$$",
]


@pytest.mark.parametrize("trozo", OCULTO)
def test_lo_que_no_se_ve_no_se_dice(trozo: str) -> None:
    assert list(map(str, faltas(trozo))) == []


@pytest.mark.parametrize(
    ("prosa", "mensaje"),
    [
        (
            r"$\cifra{4}{x}\cifra{5}{x}$",
            "1:9: el número está partido: escríbelo entero dentro de un solo literal",
        ),
        (
            r"$\cifra{4}{x}$$\cifra{5}{x}$",
            "1:9: el número está partido: escríbelo entero dentro de un solo literal",
        ),
        (r"$[-\cifra{4}{x}]$", "1:11: el signo queda fuera de la cifra: escríbelo dentro del literal"),
        (
            r"$\begin{pmatrix}a\\-\cifra{4}{x}\end{pmatrix}$",
            "1:28: el signo queda fuera de la cifra: escríbelo dentro del literal",
        ),
        (
            "{cifra}`4 <x>`<b></b>{cifra}`5 <x>`",
            "1:9: el número está partido: escríbelo entero dentro de un solo literal",
        ),
        ("−*{cifra}`4 <x>`*", "1:11: el signo queda fuera de la cifra: escríbelo dentro del literal"),
        ("{cifra}`4 <x>`<!-- --> %", "1:9: «%» queda fuera de la cifra: escríbelo dentro del literal"),
        (
            "{cifra}`4 <x>`\u202f{cifra}`500 <x>`",
            "1:24: el número está partido: escríbelo entero dentro de un solo literal",
        ),
    ],
)
def test_lo_que_parece_un_numero_entero_lo_es(prosa: str, mensaje: str) -> None:
    primera = next(f for f in faltas(prosa) if "evaluar" not in f.mensaje)
    assert str(primera) == f"p.md:{mensaje}"


def test_una_pagina_en_rst() -> None:
    texto = (
        "Título\n======\n\n.. _sec-2: https://example.org/3\n\nSon 7 y :math:`2+2=5`.\n\n"
        ".. math::\n   :label: eq-1\n\n   3 \\cdot 2 = 6\n\n.. include:: otro-9.rst\n"
    )
    assert [str(f) for f in faltas(texto, "p.rst")] == [
        "p.rst:6:5: 7 está sin cubrir: en una página .rst no se lee ningún rol; escríbela en MyST, en un .md",
        "p.rst:6:20: la fórmula dice 5; 2+2 = 4",
        "p.rst:13:1: «.. include::» trae un texto que aquí no se comprueba",
    ]


def test_las_celdas_de_un_cuaderno_no_se_mezclan() -> None:
    celdas = [
        {"cell_type": "markdown", "metadata": {}, "source": "```\nsin cerrar"},
        {"cell_type": "markdown", "metadata": {}, "source": ["Son 7.\n", "```{code-cell}\n", "x\n", "```"]},
        {
            "cell_type": "code",
            "metadata": {"tags": ["a-1"]},
            "source": "x = '''\n```````\n'''",
            "outputs": [],
        },
    ]
    pagina = leer(Path("p.ipynb"), cuaderno(*celdas).encode())
    assert [f.mensaje for f in verificar(pagina, {}, {}).faltas] == [
        "el bloque de código no se cierra",
        "7 está sin cubrir: átalo con {cifra}`7 <expresión>`",
        "una celda de código dentro de una de texto no se ejecuta",
    ]
    assert pagina.celdas[-1].codigo == "x = '''\n```````\n'''"


PAGINAS_ROTAS = {
    "": "1:1: la página está vacía",
    "\ufeff \n\n\t\n": "1:1: la página está vacía",
    "---\na: b\n---\n": "1:1: la página está vacía",
    "---\na: b\n\n# Título\n": "1:1: la cabecera no se cierra: falta la segunda raya, «---»",
    "---\n---\n# Título\n": "2:1: la cabecera está vacía: quítala o di algo en ella",
    "---\n- a\n---\n# Título\n": "2:1: la cabecera debe ser una lista de `clave: valor`",
    "---\na: b\nc: d: e\n---\n# Título\n": (
        "3:5: YAML mal escrito en la cabecera: aquí no puede haber otro `: `: pon el valor entre comillas"
    ),
    "---\na: 1\na: 2\n---\n# Título\n": "3:1: YAML mal escrito en la cabecera: la clave «a» está repetida",
    "---\na:\n\tb: c\n---\n# Título\n": (
        "3:1: YAML mal escrito en la cabecera: la sangría lleva un tabulador: escríbela con espacios"
    ),
    "---\nkernelspec: 3\n---\n# T\n": "2:13: `kernelspec:` debe ser una lista de `clave: valor`",
    "---\nkernelspec: {language: a}\n---\n# T\n": "2:1: a `kernelspec:` le falta `name:`",
}


@pytest.mark.parametrize(("texto", "falta"), PAGINAS_ROTAS.items())
def test_una_pagina_vacia_o_con_la_cabecera_rota_dice_donde(texto: str, falta: str) -> None:
    assert list(map(str, faltas(texto))) == [f"p.md:{falta}"]


def test_una_pagina_vacia_de_otro_formato_tambien() -> None:
    assert list(map(str, faltas(" \n", "p.rst"))) == ["p.rst:1:1: la página está vacía"]


CELDA = {"cell_type": "markdown", "metadata": {}, "source": "# T"}
DE_ANTES = "si es de antes de nbformat 4, ábrelo y guárdalo con Jupyter"
CUADERNOS_ROTOS = {
    "hola\nque": ("1:1", "su JSON está mal escrito: falta un valor"),
    cuaderno(CELDA)[:40]: ("4:17", "su JSON está mal escrito: unas comillas no se cierran"),
    "[" * 99_999: ("1:1", "hay demasiadas cosas unas dentro de otras"),
    "[1]": ("1:1", f"no tiene celdas; {DE_ANTES}"),
    '{"cells": []}': ("1:1", f"su `nbformat` no es 4; {DE_ANTES}"),
    '{"cells": [], "nbformat": 4}': ("1:1", "`metadata` no es un mapa de claves y valores"),
    '{"cells": 3, "nbformat": 4, "metadata": {}}': ("1:1", "`cells` no es una lista"),
    cuaderno(CELDA, CELDA | {"source": 3}): (
        "1:1",
        "en la celda 2, `source` no es un texto ni una lista de textos",
    ),
    cuaderno(CELDA | {"cell_type": "otra"}): (
        "1:1",
        "lo que hace de celda 1 no es de código, ni de texto, ni en crudo",
    ),
    cuaderno(CELDA | {"metadata": 3}): (
        "1:1",
        "en la celda 1, `metadata` no es un mapa de claves y valores",
    ),
}


@pytest.mark.parametrize(("texto", "falta"), CUADERNOS_ROTOS.items(), ids=range(len(CUADERNOS_ROTOS)))
def test_un_cuaderno_que_no_lo_es_dice_por_que(texto: str, falta: tuple[str, str]) -> None:
    lugar, motivo = falta
    assert list(map(str, faltas(texto, "p.ipynb"))) == [
        f"p.ipynb:{lugar}: no es un cuaderno de Jupyter: {motivo}"
    ]


@pytest.mark.parametrize("texto", [" \n", cuaderno(), cuaderno(CELDA | {"source": [" \n"]})])
def test_un_cuaderno_sin_nada_escrito_esta_vacio(texto: str) -> None:
    assert list(map(str, faltas(texto, "p.ipynb"))) == ["p.ipynb:1:1: la página está vacía"]
