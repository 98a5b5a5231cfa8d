"""Con qué se pasa una fórmula de LaTeX a MathML: `math_core`, y las macros del libro que se pinta."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from math_core import LatexToMathML

from imprenta.juzgar.macros import ARGUMENTO, Macro
from imprenta.libro.modelo import FormulaIlegible
from imprenta.libro.parejas import LLAVE_ESCAPADA, LLAVES, grupo
from imprenta.pintar.latex_llano import MACROS

UN_MANDATO = re.compile(r"\\([a-zA-Z]+|[^a-zA-Z])")
UNA_PIEZA = re.compile(r"\\(?:[a-zA-Z]+|.)|[^\s{}]")
ESPACIOS_DELANTE = re.compile(r"\s*")
ANOTADO, SIN_ANOTAR = (
    LatexToMathML(
        annotation=anotar, fancy_error=False, macros={nombre: suya.cuerpo for nombre, suya in MACROS.items()}
    )
    for anotar in (True, False)
)


@dataclass(frozen=True, eq=False)
class Traductores:
    """El que deja dentro de cada fórmula su LaTeX, que es lo que se copia, y el que no; y las macros."""

    macros: Mapping[str, Macro] = field(default_factory=dict)
    anotado: LatexToMathML = ANOTADO
    llano: LatexToMathML = SIN_ANOTAR


_ACTUALES = [Traductores()]


def traductores() -> Traductores:
    """Los del libro que se está pintando."""
    return _ACTUALES[0]


def usar_macros(macros: Mapping[str, Macro]) -> None:
    """Desde ahora se pinta un libro con esas macros."""
    _ACTUALES[0] = Traductores(macros)


def desplegado(tex: str, macros: Mapping[str, Macro]) -> str:
    r"""El mismo LaTeX, con lo que escribe cada macro en su sitio; la que no se entiende, como está.

    >>> norma = Macro(r"\lVert #2 \rVert_{#1}", de_serie="2")
    >>> desplegado(r"\n{v} + \n [p]x", {"n": norma})
    '\\lVert v \\rVert_{2} + \\lVert x \\rVert_{p}'
    """
    for casa in reversed([*UN_MANDATO.finditer(tex)] if macros else []):  # los de dentro, antes
        nombre, macro = casa[1], macros.get(casa[1])
        if macro is not None and (llamada := _llamada(macro, tex, casa.end())):
            otras = {otro: suya for otro, suya in macros.items() if otro != nombre}  # ninguna se llama a sí
            tex = tex[: casa.start()] + _pegados(desplegado(llamada[0], otras), tex[llamada[1] :])
    return tex


def _llamada(macro: Macro, tex: str, fin: int) -> tuple[str, int] | None:
    """Lo que escribe una macro con los argumentos que le siguen, y dónde acaban; nada, si le faltan."""
    dichos = list[str]()
    try:
        if macro.de_serie is not None:
            dicho, fin = _optativo(tex, fin) or (macro.de_serie, fin)
            dichos.append(dicho)
        while len(dichos) < macro.argumentos:
            dicho, fin = _argumento(tex, fin)
            dichos.append(dicho)
    except FormulaIlegible:
        return None
    escrito, desde = "", 0
    for sitio in ARGUMENTO.finditer(macro.cuerpo):
        escrito = _pegados(escrito + macro.cuerpo[desde : sitio.start()], dichos[int(sitio[0][1]) - 1])
        desde = sitio.end()
    return _pegados(escrito, macro.cuerpo[desde:]), fin


def _pegados(antes: str, despues: str) -> str:
    """Un texto detrás de otro, sin que el nombre de un mandato crezca con las letras de después."""
    mandato = [*UN_MANDATO.finditer(antes)][-1:]
    crece = bool(mandato) and mandato[0].end() == len(antes) and antes[-1:].isalpha()
    return f"{antes} {despues}" if crece and despues[:1].isalpha() else antes + despues


def _argumento(tex: str, inicio: int) -> tuple[str, int]:
    inicio = _sin_espacios(tex, inicio)
    if pieza := UNA_PIEZA.match(tex, inicio):
        return pieza[0], pieza.end()
    return grupo(tex, inicio)


def _optativo(tex: str, inicio: int) -> tuple[str, int] | None:
    """Lo dicho entre corchetes y dónde acaban: en el primero que no encierra ninguna llave."""
    inicio = _sin_espacios(tex, inicio) + 1
    if tex[inicio - 1 : inicio] != "[":
        return None
    honduras = LLAVES.honduras(LLAVE_ESCAPADA.sub("  ", tex[inicio:]))
    cierre = next((i for i, h in enumerate(honduras, inicio) if tex[i] == "]" and h == 0), None)
    return None if cierre is None else (tex[inicio:cierre], cierre + 1)


def _sin_espacios(tex: str, inicio: int) -> int:
    espacio = ESPACIOS_DELANTE.match(tex, inicio)
    return espacio.end() if espacio else inicio
