"""Quién dibuja las fórmulas: MathJax, servido por el libro, si el libro no pide MathML; y con qué macros."""

import re
import zipfile
from pathlib import Path

import pypdf
import pytest
from libros import CONFIG, cumplir, escribir_libro, pagina_hecha

from imprenta.pintar.mathml import arbol_de
from imprenta.pintar.servidos import GUION_DE_MATHJAX

MACROS = """\
    mathjax3_config:
      tex:
        macros:
          RR: "\\\\mathbb{R}"
          par: ["(#1, #2)", 2]
          cara: ["\\\\hat{#2}_{#1}", 2, "i"]
          doble: "\\\\cara{c}\\\\cara[d]{c}"
"""
DE_SERIE = CONFIG.replace(", html_math_renderer: mathml", "").replace(
    "    {language: es, html_theme: basic, html_theme_options: {}, templates_path: []}\n",
    "    language: es\n    html_theme: basic\n    html_theme_options: {}\n    templates_path: []\n" + MACROS,
)
PAGINAS = {
    "uno": "(aqui)=\n# De $x \\in \\RR$\n\nSea $\\par{a}{b}$.\n\n"
    "$$\\doble = \\cara [\\cara[p]{q}] r$$\n\n```{tableofcontents}\n```\n",
    "dos": "# Sin fórmulas\n\n{doc}`uno`, [](uno.md), {ref}`aqui` y [](#aqui).\n",
    "tres": "# De $x$\n\n"
    "$$\n\\newcommand{\\norma}[2][r]{\\lVert #2 \\rVert_{#1}}\n\\def\\sus#1{\\tilde{#1}}\n$$\n\n"
    "Antes.\n\n$$\n\\let\\punto=\\cdot \\sus{a} \\punto \\norma[s]{b} \\in \\RR\n$$ (la-marca)\n\n"
    "## Y $\\norma{x}$\n\n$\\newcommand{\\Q}{\\mathbb{Q}}$\n\nFin: $\\Q$.\n",
}


@pytest.fixture(scope="module")
def libro(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Un libro que no dice quién dibuja sus fórmulas, en las tres ediciones."""
    raiz = escribir_libro(tmp_path_factory.mktemp("macros"), PAGINAS, config=DE_SERIE)
    assert [cumplir(orden, raiz) for orden in ("html", "pdf", "epub")] == [0, 0, 0]
    return raiz


def test_mathjax_se_queda_y_nadie_llama_a_otro_sitio(libro: Path) -> None:
    pagina = pagina_hecha(libro)
    assert r"\(\par{a}{b}\)" in pagina and "<math" not in pagina
    assert f'src="_static/{GUION_DE_MATHJAX}"' in pagina
    assert re.findall(r"<(?:script|link|img)\b[^>]*\"(?:https?:)?//[^\"]*", pagina) == []


def test_mathjax_se_publica_con_todo_lo_que_puede_pedir(libro: Path) -> None:
    """Lo que carga cuando una fórmula lo usa, y sus letras: nadie nombra sus archivos enteros."""
    carpeta = (libro / "_build/html/_static" / GUION_DE_MATHJAX).parent
    guion = (carpeta / "tex-mml-chtml.js").read_text(encoding="utf-8")
    letras = set(re.findall(r"MathJax_[\w-]+\.woff", guion))
    assert len(letras) > 10
    assert letras <= {ruta.name for ruta in carpeta.rglob("*.woff")}
    for extension in ("cancel", "mhchem", "physics", "color"):
        assert (carpeta / f"input/tex/extensions/{extension}.js").exists()


def test_un_titulo_con_formula_se_lee_donde_solo_cabe_texto(libro: Path) -> None:
    titulo = re.findall("<title>(.*?)</title>", pagina_hecha(libro))
    vecina = re.findall(r'<link rel="prev" title="(.*?)"', pagina_hecha(libro, "dos"))
    assert (titulo, vecina) == (["De x∈ℝ &#8212; Prueba"], ["De x∈ℝ"])
    assert r"De <span class=" in pagina_hecha(libro, "dos")  # donde se dibuja, se dibuja
    indice = (libro / "_build/html/searchindex.js").read_text(encoding="utf-8")
    assert r'"De x\u2208\u211d"' in indice and "RR" not in indice


def test_los_enlaces_a_un_titulo_con_formula_la_dibujan(libro: Path) -> None:
    dibujo = r">De <span class=\"math[^>]*>\\\(x \\in \\RR\\\)</span>"
    pagina = pagina_hecha(libro, "dos")
    assert len(re.findall(rf'<span class="(?:doc|std std-doc|std std-ref)"{dibujo}</span></a>', pagina)) == 4
    assert GUION_DE_MATHJAX in pagina and r"\in" not in re.sub(dibujo, "", pagina)
    with zipfile.ZipFile(libro / "_build/epub/libro.epub") as epub:
        assert r"\in" not in epub.read("EPUB/dos.xhtml").decode()


def test_las_macros_valen_tambien_donde_no_hay_guiones(libro: Path) -> None:
    """El papel y el EPUB se dibujan con MathML, que las recibe."""
    with zipfile.ZipFile(libro / "_build/epub/libro.epub") as epub:
        dibujo = epub.read("EPUB/uno.xhtml").decode()
    assert "<mi>ℝ</mi>" in dibujo and "<mo>,</mo>" in dibujo
    assert re.findall(r"(\w)</mi></msub>", dibujo) == ["i", "d", "p"]  # los subíndices, callados o dichos


def test_las_macros_de_una_pagina_valen_hasta_su_final(libro: Path) -> None:
    r"""En la web las recuerda MathJax; en el EPUB y el papel, la que solo define no ocupa sitio."""
    pagina = pagina_hecha(libro, "tres")
    assert r"\newcommand{\norma}[2][r]" in pagina and r"\norma[s]{b}" in pagina
    assert r">\(\lVert x \rVert_{r}\)</span>" in pagina  # el título se enseña también fuera de su página
    with zipfile.ZipFile(libro / "_build/epub/libro.epub") as epub:
        electronica = epub.read("EPUB/tres.xhtml").decode()
    dibujos = map(arbol_de, re.findall("<math.*?</math>", electronica))
    leidas = ["".join(dibujo.itertext()) for dibujo in dibujos]
    assert [leida.replace(" ", "") for leida in leidas] == ["x", "a˜⋅‖b‖s∈ℝ", "‖x‖r", "ℚ"]
    assert "<p></p>" not in electronica and electronica.count('class="formula"') == 1
    hojas = pypdf.PdfReader(libro / "_build/pdf/libro.pdf").pages
    impreso = "\n".join(hoja.extract_text() for hoja in hojas)
    assert "newcommand" not in impreso and "Fin: ℚ." in impreso


def test_un_libro_sin_formulas_no_publica_mathjax(tmp_path: Path) -> None:
    libro = escribir_libro(tmp_path, {"uno": "# Sin fórmulas\n\nNada.\n"}, config=DE_SERIE)
    assert cumplir("html", libro) == 0
    assert not (libro / "_build/html/_static" / GUION_DE_MATHJAX).exists()


def test_el_libro_que_pide_mathml_lo_tiene_con_sus_macros(tmp_path: Path) -> None:
    pedido = DE_SERIE.replace("html_theme: basic", "html_theme: basic\n    html_math_renderer: mathml")
    libro = escribir_libro(tmp_path, PAGINAS, config=pedido)
    assert cumplir("html", libro) == 0
    assert "<mi>ℝ</mi>" in pagina_hecha(libro) and GUION_DE_MATHJAX not in pagina_hecha(libro)
    assert not (libro / "_build/html/_static" / GUION_DE_MATHJAX).exists()
