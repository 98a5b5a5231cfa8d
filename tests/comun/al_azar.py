"""Páginas de MyST al azar y sus testigos: lo que docutils dibuja y lo que la lectura dice."""

import io
import re
import warnings
from pathlib import Path

from docutils import nodes
from docutils.core import publish_doctree
from hypothesis import assume, reject
from hypothesis import strategies as st
from libros import CABECERA
from myst_parser.parsers.docutils_ import Parser

from imprenta.leer.lectura import leer_texto
from imprenta.libro.pagina import Formula, Pagina, Suelto

EXTENSIONES = [
    *("amsmath", "attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath", "fieldlist"),
    *("strikethrough", "substitution", "tasklist"),
]
# Líneas de las que se hacen páginas al azar; cada `{}` es un número distinto.
LINEAS = [
    *("", "x{}", "# T{}", "---", "* * *", "y{}\\", "\\[a{}\\](b{})", "`l{}`", "`a", "b`{}", "a ``b` {}"),
    *("- a{}", "  b{}", "+ c{}", "* d{}", "1. e{}", "1. f", "2. g{}", "1) h{}", "0. i", "10. j{}", "   k{}"),
    *("- - 1. l{}", "    m{}", "      n{}", "\to{}", "> p{}", ">", "> > q{}", "   > r{}"),
    *("```", "````", "~~~", "```python", "```{{note}}", "````{{note}}", "```{{tip}}", "  ```", "> ```"),
    *("> ```{{note}}", "- ```{{note}}", ":::", "::::", ":::{{note}}", "::::{{tip}}", ":::{{math}}"),
    *("```{{code-cell}} python", "```{{code-cell}}", "~~~{{code-cell}}", "``` {{code-cell}}", "s = {}"),
    *(":tags: [a]", ":name: n{}", "```{{math}}", "```{{raw}} html", "$$", "$t{}$", "\\begin{{align}}"),
    *("\\end{{align}}", "% u{}", "+++", "(v{})=", "[w]: z/{}", "[w](z{})", "![w{}](z{})", "[^n]: nota{}"),
    *("a[^n]", "| a | b{} |", "|---|---|", ": def{}", ":campo: {}", "{{.c{}}}", "&#52;", "**k{}**"),
    *("<!-- {}", "{} -->", "<!-- a -- {} -->", "<div>", "</div>", "<pre>", "</pre>", '<b id="{}">'),
]


# MyST a solas, y no MyST-NB, toma por otra cabecera las rayas con que empieza lo que hay entre dos vallas.
RAYAS_AL_EMPEZAR = re.compile(r"(?::::|```|~~~).*\n[> ]*---")
CALLADO = {"report_level": 5, "halt_level": 6, "warning_stream": io.StringIO()}
SIN_CERRAR = "el bloque de código no se cierra"


@st.composite
def paginas(draw: st.DrawFn, mas: tuple[str, ...] = (), hasta: int = 12) -> str:
    """Una página al azar, con números de cuatro cifras todos distintos."""
    lineas = draw(st.lists(st.sampled_from([*LINEAS, *mas]), min_size=1, max_size=hasta))
    numeros = iter(range(1000, 2000))
    return CABECERA + "\n".join(
        linea.format(*(next(numeros) for _ in range(linea.count("{}")))) for linea in lineas
    )


def leida(texto: str) -> Pagina:
    return leer_texto(Path("p.md"), texto)


def dibujada(texto: str) -> nodes.document:
    """El árbol que dibuja docutils, sin lo que no se ve."""
    assume(not RAYAS_AL_EMPEZAR.search(texto))
    ajustes = {"myst_enable_extensions": EXTENSIONES, "myst_dmath_double_inline": True}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # los de docutils no son nuestros
        try:
            arbol = publish_doctree(texto, parser=Parser(), settings_overrides=ajustes | CALLADO)
        except AssertionError:  # docutils no admite una raya en cualquier sitio
            reject()
    mudos = (nodes.comment, nodes.system_message, nodes.problematic, nodes.substitution_definition)
    for nodo in [nodo for clase in mudos for nodo in arbol.findall(clase)]:
        nodo.parent.remove(nodo)
    return arbol


def numeros(texto: str) -> set[str]:
    return set(re.findall("1[0-9]{3}", texto))


def a_la_vista(arbol: nodes.document) -> set[str]:
    """Los números que ve un lector, también los que hay en el HTML crudo fuera de las etiquetas."""
    crudos = list(arbol.findall(nodes.raw))
    html = " ".join(nodo.astext() for nodo in crudos)
    for nodo in crudos:
        nodo.parent.remove(nodo)
    return numeros(arbol.astext() + re.sub(r"<!--.*?(-->|\Z)|<[^>]*>", " ", html, flags=re.DOTALL))


def dichos(pagina: Pagina) -> set[str]:
    """Los números que la lectura encuentra."""
    partes = [falta.mensaje for falta in pagina.faltas]
    for pieza in pagina.piezas:
        if isinstance(pieza, Suelto):
            partes.append(pieza.texto)
        elif isinstance(pieza, Formula):
            partes.append(pieza.tex)
    return numeros(" ".join(partes))
