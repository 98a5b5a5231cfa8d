"""Los bloques: el que los corta y el que los dibuja son el mismo, y lo dicen MyST-NB y docutils."""

import re
import sys
from collections.abc import Callable, Iterable

import pytest
from al_azar import EXTENSIONES, SIN_CERRAR, a_la_vista, dibujada, dichos, leida, paginas
from docutils import nodes
from hypothesis import assume, given, reject, settings
from myst_nb.core.read import MystMetadataParsingError, read_myst_markdown_notebook
from myst_parser.config.main import MdParserConfig
from nbformat import NotebookNode
from yaml import YAMLError

from imprenta.leer.bloques import cortar
from imprenta.leer.gramatica import AUTOENLACE, COMENTARIO_EN_LINEA, DESTINO, ENTIDAD, FORMULA, NOTA
from imprenta.leer.html import UNA_ETIQUETA
from imprenta.leer.vallas import TRAGADA
from imprenta.libro.bloque import Bloque, Clase, Valla, todos
from imprenta.libro.hecho import Informe
from imprenta.libro.pagina import TACHADO

CONFIG = MdParserConfig(enable_extensions=set(EXTENSIONES), dmath_double_inline=True)  # como Jupyter Book


def cuaderno_de_myst(texto: str) -> NotebookNode:
    """El cuaderno que hace MyST-NB; lo que no admite, no se prueba."""
    try:
        cuaderno: NotebookNode = read_myst_markdown_notebook(texto, CONFIG)
    except (MystMetadataParsingError, YAMLError):
        reject()
    return cuaderno


def vallas(bloques: Iterable[Bloque]) -> list[Valla]:
    return [bloque for bloque in todos(bloques) if isinstance(bloque, Valla)]


# ——— El testigo es quien dibuja ———


@given(paginas())
@settings(max_examples=200, deadline=None, derandomize=True)
def test_las_celdas_son_las_que_myst_nb_ejecuta(texto: str) -> None:
    pagina = leida(texto)
    suyas = [celda for celda in cuaderno_de_myst(texto).cells if celda.cell_type == "code"]
    assert [celda.codigo for celda in pagina.celdas] == [celda.source.strip("\n") for celda in suyas]
    if not any("opciones" in falta.mensaje for falta in pagina.faltas):
        assert [celda.metadatos for celda in pagina.celdas] == [dict(celda.metadata) for celda in suyas]


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
    "un valor que se evalúa y no es el de un nombre": (
        "Sale {eval}`x + 1`.\n\n```{eval} 4837\n```\n",
        [
            "1:13: {eval} solo enseña lo que vale un nombre: calcula «x + 1» en una celda y dale uno",
            "3:11: {eval} solo enseña lo que vale un nombre: calcula «4837» en una celda y dale uno",
        ],
    ),
    "una valla que se traga el final": (
        QUE_TRAGA + "La suma es {cifra}`5 <x>`.\n",
        [f"8:1: {SIN_CERRAR}", f"13:1: {SIN_CERRAR}", f"15:20: 5 está sin cubrir: {EN_CODIGO}"],
    ),
    "una valla que se traga una celda": (
        QUE_TRAGA + "% Son 42\n\nLa suma es {cifra}`5 <x>`.\n\n```{code-cell} python\nprint(7)\n```\n",
        [
            f"8:1: {SIN_CERRAR}",
            f"15:7: 42 está sin cubrir: {EN_CODIGO}",
            f"17:20: 5 está sin cubrir: {EN_CODIGO}",
            f"19:1: {TRAGADA.format('```{code-cell}')}",
            f"20:7: 7 está sin cubrir: {EN_CODIGO}",
        ],
    ),
    "una valla que se traga una celda sin números": (
        QUE_TRAGA + "Sigue.\n\n```{code-cell} python\nprint(y)\n```\n",
        [f"8:1: {SIN_CERRAR}", f"17:1: {TRAGADA.format('```{code-cell}')}"],
    ),
    "una directiva enseñada con otra valla": (
        "````md\n```{note}\nUna.\n```\n````\n\n~~~md\n```{note}\nUna.\n```\n~~~\n",
        [],
    ),
    "una directiva escrita en el código de una celda": (
        '```{code-cell}\nx = """\n```{note}"""\n```\n',
        [],
    ),
    "una directiva enseñada con la misma valla": (
        "```{code-block} md\n```{note}\nUna.\n```\n",
        [f"2:1: {TRAGADA.format('```{note}')}"],
    ),
    "un código que no se cierra en su recuadro": (
        ":::{note}\n```python\nx\n:::\n\nLuego.",
        [f"2:1: {SIN_CERRAR}"],
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
    pagina = leida(texto)
    assert [str(falta) for falta in (*pagina.faltas, *pagina.descuadres)] == [
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
    "código sangrado con blancos": lambda n: "x\n\n" + "    y = 1\n\n" * (n // 11),
    "código sangrado en una lista": lambda n: "- x\n\n" + "      y = 1\n" * (n // 12),
    "enlaces": lambda n: "[a](b)" * (n // 6),
    "enlaces uno dentro de otro": lambda n: "[" * (n // 5) + "a" + "](b)" * (n // 5),
    "imágenes una dentro de otra": lambda n: "![" * (n // 6) + "a" + "](b)" * (n // 6),
    "corchetes sin cerrar": lambda n: "[" * n,
    "énfasis sin cerrar": lambda n: "*a **b " * (n // 7),
    "énfasis uno dentro de otro": lambda n: "*" * (n // 2) + "a" + "*" * (n // 2),
    "citas una dentro de otra": lambda n: ">" * n + " a 5",
    "listas una dentro de otra": lambda n: "- " * (n // 2) + "a 5",
    "listas": lambda n: "- a 5\n" * (n // 6),
    "una línea larga": lambda n: "hola 4 " * (n // 7),
    "un número largo": lambda n: "1." * (n // 2),
    "un dólar y barras": lambda n: "$" + "\\a" * (n // 2),
    "roles sin acentos": lambda n: "{cifra}" * (n // 7),
    "un rol con muchos blancos": lambda n: "{cifra}`" + " " * n + "4 <x>`",
    "un rol con muchos ángulos": lambda n: "{cifra}`4 " + "<" * n + "`",
    "notas": lambda n: (
        "".join(f"a[^n{k}]\n" for k in range(n // 40)) + "".join(f"\n[^n{k}]: b 5\n" for k in range(n // 40))
    ),
    "notas sin cerrar": lambda n: "[^a" * (n // 3),
    "direcciones sin cerrar": lambda n: "[a](<b " * (n // 7),
    "autoenlaces sin cerrar": lambda n: "<http://" * (n // 8),
    "entidades": lambda n: "&#49;" * (n // 5),
    "atributos de HTML": lambda n: "a <b " + "id=1 " * (n // 5) + ">",
    "un bloque de HTML": lambda n: "<div>1</div>\n" * (n // 13),
    "una opción larga": lambda n: "```{note}\n" + ":a: b 5\n" * (n // 8) + "```\n",
    "un entorno de fórmulas": lambda n: "```{math}\n" + "1 + 1 = 2 \\\\\n" * (n // 13) + "```\n",
    "celdas": lambda n: "```{code-cell}\nx = 1\n```\n\n" * (n // 26),
    "roles en párrafos": lambda n: "Son {cifra}`4 <x>`.\n\n" * (n // 22),
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
def test_leer_el_doble_cuesta_el_doble(larga: Callable[[int], str]) -> None:
    """Lo que costara el cuadrado daría cuatro veces más pasos."""
    uno, dos, cuatro = (pasos(larga(n)) for n in (4_000, 8_000, 16_000))
    assert dos < 2.6 * uno + 2_000
    assert cuatro < 2.6 * dos + 2_000


def pasos(texto: str) -> int:
    """Cuántas veces llama la lectura a algo: no depende de la máquina ni de quién más la use."""
    cuenta = 0

    def contar(_marco: object, suceso: str, _de: object) -> None:
        nonlocal cuenta
        cuenta += suceso in {"call", "c_call"}

    sys.setprofile(contar)
    try:
        leida(texto)
    finally:
        sys.setprofile(None)
    return cuenta


@pytest.mark.parametrize(
    ("patron", "texto"),
    {
        NOTA: "[^a[^b]",
        AUTOENLACE: "<http://a<http://b>",
        DESTINO: "](<a](<b>)",
        FORMULA: "$a$b$",
        ENTIDAD: "&a&b;",
        COMENTARIO_EN_LINEA: "<!-- a <!-- b -->",
        UNA_ETIQUETA: "<a <b>",
    }.items(),
    ids=str,
)
def test_lo_que_se_abre_no_se_busca_mas_alla_de_donde_se_vuelve_a_abrir(
    patron: re.Pattern[str], texto: str
) -> None:
    """Abierto mil veces y cerrado ninguna, se miraría mil veces hasta el final."""
    casa = patron.match(texto)
    assert casa is None or casa[0].count(texto[:2]) == 1
