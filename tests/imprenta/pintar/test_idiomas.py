"""Lo que está en otra lengua lo dice en las tres ediciones, y nada más cambia."""

import re
from pathlib import Path

import nbformat
import pytest
from docutils import nodes
from libros import CABECERA, CONFIG, celda, construir, escribir_libro, pagina_hecha, poner
from markdown_it import MarkdownIt
from sphinx import addnodes
from sphinx.util.docutils import new_document

from imprenta.libro.idiomas import Idiomas
from imprenta.pintar.idiomas import en_html, en_markdown, lengua_de, marcar
from imprenta.pintar.markdown_llano import prosa_llana

IDIOMAS = Idiomas({"en": ["token", "tokens", "softmax", "dot product"], "la": ["a priori"]})
DICHO = re.compile(r'<span lang="(?P<lengua>\w+)">(?P<texto>[^<]*)</span>')
PAGINA = (
    CABECERA
    + """# Un token suelto

"""
    + celda("tokens = 3\ntokens")
    + """La *softmax*, y el *dot product* **a priori**: `token`, $token$ y [gradient clipping]{.language-en}.

## Qué es un token

| token | otro |
|-------|------|
| uno   | tokens |

:::{note}
Un [token con enlace](uno.md) y {cifra}`3 <tokens>` tokens.
:::
"""
)


def sin_marcas(html: str) -> str:
    return DICHO.sub(lambda casa: casa["texto"], html)


def parrafo(*hijos: nodes.Node) -> nodes.document:
    documento = new_document("p")
    documento += nodes.paragraph("", "", *hijos)
    return documento


@pytest.mark.parametrize(
    ("nodo", "marcadas"),
    [
        (nodes.Text("un token, dos tokens"), ["token", "tokens"]),
        (nodes.emphasis("", "", nodes.strong("", "dot product")), ["dot product"]),
        (nodes.inline("", "un token", classes=["xref"]), ["token"]),
        (nodes.literal("", "token"), []),
        (nodes.math("", "token"), []),
        (nodes.raw("", "token", format="html"), []),
        (nodes.comment("", "token"), []),
        (nodes.literal_block("", "token"), []),
        (addnodes.pending_xref("", nodes.Text("token")), []),  # lo dirá cuando se resuelva
        (nodes.inline("", "the token", classes=["language-en"]), ["the token"]),
    ],
)
def test_se_marca_la_prosa_y_solo_la_prosa(nodo: nodes.Node, marcadas: list[str]) -> None:
    documento = parrafo(nodes.Text("Es "), nodo, nodes.Text("."))
    antes = documento.astext()
    for _ in range(2):  # lo que ya está marcado no se vuelve a marcar
        marcar(documento, IDIOMAS)
        dichas = [n.astext() for n in documento.findall(nodes.inline) if lengua_de(n)]
        assert dichas == marcadas
        assert documento.astext() == antes


def test_en_html_se_escapa_todo() -> None:
    assert en_html("<b>token</b>", IDIOMAS) == '&lt;b&gt;<span lang="en">token</span>&lt;/b&gt;'


# ——— El cuaderno ———


@pytest.mark.parametrize(
    ("texto", "marcadas"),
    [
        ("# Un token\n\nDos *tokens* y **softmax**.", ["token", "tokens", "softmax"]),
        ("`token` y $token$\n\n$$\ntoken\n$$\n\n```\ntoken\n```", []),
        ("![un token](token.png) y [un token](token.md)", ["token"]),
        ("<https://token.org/token>", []),
        ("- un token\n- (a priori)\n\n> tokens", ["token", "a priori", "tokens"]),
        ('El <span lang="en">token</span> y el token', ["token", "token"]),
    ],
)
def test_en_un_cuaderno_se_lee_lo_mismo(texto: str, marcadas: list[str]) -> None:
    marcado, pintar = en_markdown(texto, IDIOMAS), MarkdownIt().render
    assert [casa["texto"] for casa in DICHO.finditer(pintar(marcado))] == marcadas
    assert sin_marcas(pintar(marcado)) == sin_marcas(pintar(texto))
    assert en_markdown(marcado, IDIOMAS) == marcado


def test_lo_que_marca_quien_escribe_llega_al_cuaderno() -> None:
    llano = prosa_llana("El [gradient clipping]{.language-en} y [otra]{.clase}.")
    assert llano == 'El <span lang="en">gradient clipping</span> y otra.'


# ——— Un libro ———


@pytest.mark.lenta
def test_en_la_web_y_en_el_cuaderno_de_un_libro(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    con_todo = CONFIG.replace("[dollarmath,", "[attrs_inline, dollarmath,")
    libro = escribir_libro(tmp_path, {"uno": PAGINA}, config=con_todo)
    assert construir(libro, capsys)[2] == []
    sin_listas = pagina_hecha(libro)
    assert [casa["texto"] for casa in DICHO.finditer(sin_listas)] == ["gradient clipping"]

    poner(libro / "_palabras.en.txt", "token\ntokens\nsoftmax\ndot product\n")
    poner(libro / "_palabras.la.txt", "a priori\n")
    assert construir(libro, capsys)[2] == []
    hecha = pagina_hecha(libro)
    cuerpo = re.sub(r"<(title|code|pre|math|annotation)\b.*?</\1>", "", hecha, flags=re.DOTALL)
    assert (
        re.findall(r"\b(?:tokens?|softmax|a priori)\b", re.sub(r"<[^>]*>", "", DICHO.sub("", cuerpo))) == []
    )
    assert [casa["texto"] for casa in DICHO.finditer(cuerpo) if casa["lengua"] == "la"] == ["a priori"]
    assert sin_marcas(hecha) == sin_marcas(sin_listas)

    cuaderno = nbformat.read(libro / "_build" / "html" / "descargas" / "uno.ipynb", as_version=4)
    dichas = [casa["texto"] for celda in cuaderno.cells for casa in DICHO.finditer(celda.source)]
    assert dichas == [
        *("token", "softmax", "dot product", "a priori", "gradient clipping", "token", "token"),
        *("tokens", "token", "tokens"),
    ]
