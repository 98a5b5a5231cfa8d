"""Los bloques: el que los corta y el que los dibuja son el mismo, y lo dicen MyST-NB y docutils."""

import io
import re
import time
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from docutils import nodes
from docutils.core import publish_doctree
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st
from libros import CABECERA
from myst_nb.core.read import MystMetadataParsingError, read_myst_markdown_notebook
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.docutils_ import Parser
from nbformat import NotebookNode
from yaml import YAMLError

from imprenta.leer.bloques import cortar
from imprenta.leer.lectura import leer_texto
from imprenta.libro.bloque import Bloque, Clase, Valla, todos
from imprenta.libro.hecho import Informe
from imprenta.libro.pagina import TACHADO, Formula, Pagina, Suelto

EXTENSIONES = [
    *("amsmath", "attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath", "fieldlist"),
    *("strikethrough", "substitution", "tasklist"),
]
CONFIG = MdParserConfig(enable_extensions=set(EXTENSIONES), dmath_double_inline=True)  # como Jupyter Book
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
def paginas(draw: st.DrawFn) -> str:
    """Una página al azar, con números de cuatro cifras todos distintos."""
    lineas = draw(st.lists(st.sampled_from(LINEAS), min_size=1, max_size=12))
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


def cuaderno_de_myst(texto: str) -> NotebookNode:
    """El cuaderno que hace MyST-NB; lo que no admite, no se prueba."""
    try:
        cuaderno: NotebookNode = read_myst_markdown_notebook(texto, CONFIG)
    except (MystMetadataParsingError, YAMLError):
        reject()
    return cuaderno


def numeros(texto: str) -> set[str]:
    return set(re.findall("1[0-9]{3}", texto))


def a_la_vista(arbol: nodes.document) -> set[str]:
    """Los números que ve un lector, también los que hay en el HTML crudo fuera de las etiquetas.

    Los de un identificador, en un código en línea, son parte de su nombre.
    """
    for codigo in arbol.findall(nodes.literal):
        codigo[:] = [nodes.Text(re.sub(r"\b[a-zA-Z]\w*", " ", codigo.astext()))]
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


def vallas(bloques: Iterable[Bloque]) -> list[Valla]:
    return [bloque for bloque in todos(bloques) if isinstance(bloque, Valla)]


# ——— El testigo es quien dibuja ———


@given(paginas())
@settings(max_examples=200, deadline=None, derandomize=True)
def test_las_celdas_son_las_que_myst_nb_ejecuta(texto: str) -> None:
    pagina = leida(texto)
    celdas = [bloque for bloque in vallas(pagina.bloques) if bloque.nombre == "code-cell"]
    nuestras = [c for bloque, c in zip(celdas, pagina.celdas, strict=True) if bloque.celda]
    suyas = [celda for celda in cuaderno_de_myst(texto).cells if celda.cell_type == "code"]
    assert [celda.codigo for celda in nuestras] == [celda.source.strip("\n") for celda in suyas]
    if not any("opciones" in falta.mensaje for falta in pagina.faltas):
        assert [celda.metadatos for celda in nuestras] == [dict(celda.metadata) for celda in suyas]


@given(paginas())
@settings(max_examples=200, deadline=None, derandomize=True)
def test_todo_numero_que_se_dibuja_se_dice(texto: str) -> None:
    assert a_la_vista(dibujada(texto)) - dichos(leida(texto)) == set()


@given(paginas())
@settings(max_examples=200, deadline=None, derandomize=True)
def test_en_la_prosa_cada_letra_esta_en_su_sitio(texto: str) -> None:
    prosa = leida(texto).prosa
    assert len(prosa) == len(texto)
    assert all(
        vista == escrita or (vista == TACHADO and escrita != "\n")
        for vista, escrita in zip(prosa, texto, strict=True)
    )


@given(paginas())
@settings(max_examples=200, deadline=None, derandomize=True)
def test_las_listas_y_el_codigo_son_los_que_se_dibujan(texto: str) -> None:
    assume("[^n]:" not in texto)  # una nota sin llamada no se dibuja
    arbol, bloques = dibujada(texto), list(todos(cortar(texto)))
    listas = [
        (lista.get("start", 1), sum(isinstance(hijo, nodes.list_item) for hijo in lista.children))
        for lista in arbol.findall(nodes.enumerated_list)
    ]
    assert listas == [
        (int(bloque.hijos[0].nombre), len(bloque.hijos)) for bloque in bloques if bloque.clase is Clase.LISTA
    ]
    codigos = [codigo.astext().strip("\n") for codigo in arbol.findall(nodes.literal_block)]
    assert codigos == [bloque.contenido.strip("\n") for bloque in bloques if es_codigo(bloque)]


def es_codigo(bloque: Bloque) -> bool:
    es_valla = isinstance(bloque, Valla) and not bloque.nombre and not bloque.con_myst
    return es_valla or bloque.clase is Clase.SANGRADO


# ——— Lo que pasaba ———

CELDA = "```{code-cell} python\nx = 2 + 3\n```\n\n"
QUE_TRAGA = f"{CELDA}```{{note}}\nMira:\n\n```python\nhola\n```\n\nSigue.\n```\n\n"
EN_CODIGO = (
    "dentro del código no se lee ningún rol; escríbelo fuera de él, o enséñalo como salida de una celda"
)
PAGINAS = {
    "una valla que se traga el final": (
        QUE_TRAGA + "La suma es {cifra}`5 <x>`.\n",
        [f"13:1: {SIN_CERRAR}", f"15:20: 5 está sin cubrir: {EN_CODIGO}"],
    ),
    "una valla que se traga una celda": (
        QUE_TRAGA + "% Son 42\n\nLa suma es {cifra}`5 <x>`.\n\n```{code-cell} python\nprint(7)\n```\n",
        [
            f"15:7: 42 está sin cubrir: {EN_CODIGO}",
            f"17:20: 5 está sin cubrir: {EN_CODIGO}",
            f"20:7: 7 está sin cubrir: {EN_CODIGO}",
        ],
    ),
    "un cierre más largo que lo cierra todo": (
        CELDA
        + "````{note}\nUna {cifra}`5 <x>`.\n\n```{hint}\nPista {cifra}`5 <x>`.\n```````\n\n{cifra}`5 <x>`.",
        [],
    ),
    "una valla que acaba con su lista": (CELDA + "- ```\n  código\n\nLuego {cifra}`5 <x>`.", []),
    "una valla que acaba con su cita": (CELDA + "> ```{note}\n> {cifra}`5 <x>`\n\nLuego {cifra}`5 <x>`.", []),
    "una lista que sigue y un año a principio de línea": (
        "1. a\n\nSeguimos:\n\n2. b\n3. c\n\nNació en\n1990. Luego",
        [
            "9:1: 1990 está sin cubrir: átalo con {cifra}`1990 <expresión>` o, si es un año, cítalo con"
            " {dato}`1990 <obra>`"
        ],
    ),
    "una lista que no sigue a ninguna": (
        "1. a\n\nSeguimos:\n\n3. b\n4. c",
        ["5:1: la lista dice 3 y le toca 1"],
    ),
    "una lista que no sigue a la de otro apartado": (
        "1. a\n\n# Otro\n\n2. b",
        ["5:1: la lista dice 2 y le toca 1"],
    ),
    "una lista dentro de otra que salta": (
        "1. a\n   1. b\n   3. c\n2. d",
        ["3:4: la lista dice 3 y le toca 2"],
    ),
    "dos listas en una línea": ("1. 1. a\n   2. b\n2. 2. c", ["3:4: la lista dice 2 y le toca 1"]),
    "una lista en un recuadro": ("```{note}\n1. a\n3. b\n```", ["3:1: la lista dice 3 y le toca 2"]),
    "una celda con un espacio delante": (
        "``` {code-cell} python\ny = 1\n```",
        ["1:1: una celda de código que no empieza por «```{code-cell}» no se ejecuta"],
    ),
    "una celda con dos puntos": (
        ":::{code-cell} python\ny = 1\n:::",
        ["1:1: una celda de código que no empieza por «```{code-cell}» no se ejecuta"],
    ),
    "una celda en una lista": (
        "- a\n\n  ```{code-cell} python\n  y = 1\n  ```",
        ["3:1: una celda de código dentro de otro bloque no se ejecuta"],
    ),
    "una celda sangrada dos espacios": (
        "  ```{code-cell} python\n  y = 1\n  if y:\n      y = 5\n  ```\n\nSon {cifra}`5 <y>`.",
        [],
    ),
    "una definición de dos párrafos": (CELDA + "Uno\n: a\n\n    Son {cifra}`5 <x>`.", []),
    "un rol en dos líneas de una cita": (
        CELDA + "> > Son {cifra}`5\n> > <x>` y {cifra}`4 <x\n> > -1>`.",
        [],
    ),
    "un rol en código en línea de otro elemento": (CELDA + "- a `b\n- {cifra}`5 <x>` c`", []),
    "un nombre de directiva pegado a su texto": (
        "```{note}Son\n7\n```",
        [f"2:1: 7 está sin cubrir: {EN_CODIGO}"],
    ),
    "un entorno de varias líneas en una lista": (
        "- a\n\n  \\begin{align}\n  2+3 &= 5 \\\\\n  1+1 &= 3\n  \\end{align}",
        ["5:10: la fórmula dice 3; 1+1 = 2"],
    ),
    "un comentario con dos guiones, que se lee": (
        "a <!-- b -- 7 --> c",
        ["1:13: 7 está sin cubrir: átalo con {cifra}`7 <expresión>`"],
    ),
    "un comentario en varias líneas de un párrafo": ("a <!-- b\n7 --> c", []),
    "un YAML que se contiene a sí mismo": (
        "---\na: &b [*b, 7]\n---\n",
        ["2:4: YAML mal escrito en la cabecera: se contiene a sí mismo"],
    ),
    "unas opciones sin cerrar": (
        "```{note}\n---\nname: 7\nx\n```",
        [
            "2:1: las opciones no se cierran: falta la raya final, «---»",
            "3:7: 7 está sin cubrir: átalo con {cifra}`7 <expresión>`",
        ],
    ),
    "una fecha imposible en la cabecera": (
        "---\ndate: 2017-13-40\n---\n",
        [
            "2:7: YAML mal escrito en la cabecera: «2017-13-40» parece una fecha o un número y no lo es: "
            "ponlo entre comillas"
        ],
    ),
}


@pytest.mark.parametrize(("texto", "mensajes"), PAGINAS.values(), ids=PAGINAS)
def test_lo_que_dice_de_cada_pagina(juzgar: Callable[..., Informe], texto: str, mensajes: list[str]) -> None:
    assert [str(falta) for falta in juzgar(texto).faltas] == [f"p.md:{mensaje}" for mensaje in mensajes]


def test_demasiados_bloques_uno_dentro_de_otro() -> None:
    texto = "\n".join(":" * (60 - k) + "{note}" for k in range(30)) + "\n4837\n"
    assert [str(falta) for falta in leida(texto).faltas] == [
        "p.md:22:1: hay demasiados bloques uno dentro de otro: aquí ya no se lee nada",
        "p.md:31:5: el bloque {note} no se cierra",
    ]


def test_cada_celda_de_un_cuaderno_se_corta_aparte() -> None:
    bloques = cortar("```{note}\na\n- b\n- c\n# T\n", celdas=[0, 2])
    assert [(bloque.clase, bloque.desde, bloque.hasta) for bloque in bloques] == [
        (Clase.VALLA, 0, 2),
        (Clase.CONTENEDOR, 2, 4),
        (Clase.TITULO, 4, 5),
    ]


# ——— Lo que cuesta ———

LARGAS: dict[str, Callable[[int], str]] = {
    "acentos graves": lambda n: "a" + "`" * n,
    "acentos graves de cada largo": lambda n: " ".join("`" * k for k in range(1, int((2 * n) ** 0.5))),
    "roles sin cerrar": lambda n: "{cifra}``" * (n // 9),
    "código sangrado": lambda n: "x\n\n" + "    y = 1\n" * (n // 10),
    "enlaces": lambda n: "[a](b)" * (n // 6),
    "enlaces uno dentro de otro": lambda n: "[" * (n // 5) + "a" + "](b)" * (n // 5),
    "dólares": lambda n: "$" * n,
    "fórmulas sin cerrar": lambda n: "$$ a " * (n // 5),
    "comentarios sin cerrar": lambda n: "<div>" + "<!-- " * (n // 5),
    "etiquetas sin cerrar": lambda n: "<a b " * (n // 5),
    "llaves sin cerrar": lambda n: "{{ " * (n // 3),
    "entornos sin cerrar": lambda n: "\\begin{align} " * (n // 14),
    "literales en una fórmula": lambda n: "$" + "\\cifra{4}{x}+" * (n // 13) + "$",
    "literales con énfasis": lambda n: "{cifra}`4 <x>`" + "*" * n + "{cifra}`4 <x>`",
    "vallas sin cerrar": lambda n: "```{note}\n" * (n // 10),
    "tablas": lambda n: "| a |\n|---|\n" + "| {cifra}`4 <x>` |\n" * (n // 19),
}


@pytest.mark.parametrize("larga", LARGAS.values(), ids=LARGAS)
def test_leer_el_cuadruple_cuesta_el_cuadruple(larga: Callable[[int], str]) -> None:
    """Lo que costara el cuadrado tardaría dieciséis veces más."""
    assert segundos(larga(32_000)) < 12 * max(segundos(larga(8_000)), 0.002)


def segundos(texto: str) -> float:
    """El tiempo de procesador de la mejor de tres lecturas, que no depende de quién más use la máquina."""
    tiempos = []
    for _ in range(3):
        inicio = time.process_time()
        leida(texto)
        tiempos.append(time.process_time() - inicio)
    return min(tiempos)
