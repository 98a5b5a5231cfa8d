"""Nada de lo que un autor escriba revienta la lectura ni el juicio: a lo sumo, hay faltas con su lugar."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from libros import CABECERA, cuaderno

from imprenta.juzgar import veredictos
from imprenta.juzgar.guion import guion_de
from imprenta.juzgar.veredictos import verificar
from imprenta.leer.lectura import leer
from imprenta.libro.hecho import Informe
from imprenta.libro.modelo import Celda, Respuesta
from imprenta.libro.pagina import Formula, Pagina, Rol, Suelto

# Lo que en MyST abre, cierra o separa algo, y lo que se pone dentro.
TROZOS = [
    *("`", "``", "```", "````", "$", "$$", "{cifra}`", "{afirma}`", "{dato}`", "{ref}`", "{math}`"),
    *("{", "}", "{{", "}}", "[", "]", "](", "(", ")", "[^", "[^1]", "[^1]: ", "![", "<", ">", "<x>`", "</a>"),
    *("<a b='", '"', "'", "<!--", "-->", "<div>", "&", "&#52;", "&pi;", ";", "\\", "\\\\", "\\[", "\\]"),
    *("\\cifra{", "\\frac{1}{2}", "\\begin{align}", "\\end{align}", "\\begin{cases}", "\\end{cases}"),
    *("\\begin{pmatrix}", "\\end{pmatrix}", "&", "^", "_", "\\sqrt", "\\text{", "\\sum_{i=1}^3", "\\left("),
    *("*", "**", "_", "~~", "|", "|---|", "\n", "\n\n", "\n> ", "\n- ", "\n1. ", "\n2. ", "\n    ", " "),
    *("```{math}\n:define: f\n", "```{code-cell}\n", "```{note} ", "```{figure} a.png\n", ":name: a", ":::"),
    *("---\n", "% ", "+++", "(a)=\n", "# ", ": ", "{.a}", "{#b}", "{style=lower-alpha}", "http://a/4", "|\n"),
    *("4", "0.73", "1,5", "1 000", "50 %", "−3", "1e5", "10^{-3}", "²", "½", "siete", "un cuarto"),
    *("=", "≈", "\\approx", "\\leq", "+", "-", "\\cdot", "\\times", "x", "f(x)", "a", "é", "\u00a0"),
    *("\ufeff", "\x0c", "\r", "\u2028", "\ud800", "😀"),
]
prosas = st.lists(st.sampled_from(TROZOS), max_size=25).map("".join)
VALORES: list[Any] = [
    4,
    -0.5,
    0,
    True,
    None,
    "azul",
    [1, 2],
    [[1, 2], [3, 4]],
    [],
    [[]],
    10**40,
    float("nan"),
    1e-300,
]


def octetos(texto: str) -> bytes:
    return texto.encode("utf-8", "replace")


def mirar_los_lugares(pagina: Pagina) -> None:
    """Cada cosa está donde se dice que está."""
    for pieza in pagina.piezas:
        if isinstance(pieza, Suelto):
            assert 0 <= pieza.inicio < len(pagina.texto)  # dice lo que se ve, y no siempre se escribe igual
            assert not pieza.texto.isdecimal() or pagina.texto.startswith(pieza.texto, pieza.inicio)
        elif isinstance(pieza, Rol):
            escrito = pagina.texto[pieza.inicio :]
            assert sin_citas(escrito).startswith(sin_citas(pieza.literal))
        elif isinstance(pieza, Formula):
            assert sin_citas(pagina.texto[pieza.inicio :]).startswith(sin_citas(pieza.tex))
    lineas = (pagina.cuaderno.crudo or pagina.texto).split("\n")
    for falta in pagina.faltas:
        assert 1 <= falta.linea <= len(lineas)
        assert 1 <= falta.columna <= len(lineas[falta.linea - 1]) + 1


def sin_citas(texto: str) -> str:
    return re.sub(r"[\s>]+", "", texto)


@given(prosas)
@settings(max_examples=400, deadline=None, derandomize=True)
def test_leer_una_pagina_no_revienta_y_todo_esta_en_su_sitio(texto: str) -> None:
    mirar_los_lugares(leer(Path("p.md"), octetos(texto)))
    mirar_los_lugares(leer(Path("p.md"), octetos(CABECERA + texto)))
    mirar_los_lugares(leer(Path("p.rst"), octetos(texto)))


@given(st.lists(st.tuples(st.sampled_from(["code", "markdown", "raw"]), prosas), max_size=4))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_leer_un_cuaderno_no_revienta_y_todo_esta_en_su_sitio(celdas: list[tuple[str, str]]) -> None:
    escritas = [{"cell_type": clase, "metadata": {}, "source": texto} for clase, texto in celdas]
    mirar_los_lugares(leer(Path("p.ipynb"), octetos(cuaderno(*escritas))))


@given(st.recursive(st.none() | st.integers() | prosas, lambda x: st.lists(x) | st.dictionaries(prosas, x)))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_leer_lo_que_no_es_un_cuaderno_no_revienta(datos: object) -> None:
    mirar_los_lugares(leer(Path("p.ipynb"), octetos(json.dumps(datos))))


@given(prosas, st.sampled_from(VALORES))
@settings(max_examples=600, deadline=None, derandomize=True)
def test_juzgar_una_pagina_no_revienta_ni_hace_falta_la_red(texto: str, valor: Any) -> None:
    """La red está para lo que nadie ha previsto: lo que aquí caiga en ella se arregla en su sitio."""
    pagina = leer(Path("p.md"), octetos(texto))
    respuestas = {
        paso: Respuesta(valor, repr(valor)) for paso in guion_de(pagina) if not isinstance(paso, Celda)
    }
    informe = verificar(pagina, respuestas, {"x": frozenset({"2017"})})
    assert not [falta for falta in informe.faltas if "la imprenta no sabe" in falta.mensaje]


def test_lo_que_revienta_al_juzgarse_es_una_falta_en_su_lugar_y_sigue_lo_demas(
    juzgar: Callable[..., Informe], monkeypatch: pytest.MonkeyPatch
) -> None:
    def examen(tex: str) -> None:
        raise ValueError(f"no sé\nleer {tex}")

    monkeypatch.setattr(veredictos, "examen_de_cadenas", examen)
    informe = juzgar("Son {cifra}`5 <x>` y $2+2=4$.\n\nY 7.", {"x": 4})
    assert [str(falta) for falta in informe.faltas] == [
        "p.md:1:13: la prosa dice 5; x = 4",
        "p.md:1:23: la imprenta no sabe juzgar esto (ValueError: no sé leer 2+2=4)",
        "p.md:3:3: 7 está sin cubrir: átalo con {cifra}`7 <expresión>`",
    ]


def test_lo_que_revienta_al_preguntarse_tambien(
    juzgar: Callable[..., Informe], monkeypatch: pytest.MonkeyPatch
) -> None:
    def llamadas(_tex: str, _define: str) -> str:
        raise RecursionError

    monkeypatch.setattr("imprenta.juzgar.guion.llamadas_de", llamadas)
    informe = juzgar("```{math}\n:define: f\nf(x) = x\n```\n\nY 7.")
    assert [str(falta) for falta in informe.faltas] == [
        "p.md:3:1: la fórmula no se puede leer: la imprenta no sabe leerla (RecursionError)",
        "p.md:6:3: 7 está sin cubrir: átalo con {cifra}`7 <expresión>`",
    ]
