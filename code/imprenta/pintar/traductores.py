"""Con qué se pasa una fórmula de LaTeX a MathML: lo que sabe `math_core` y las macros del libro."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from math_core import LatexToMathML

from imprenta.juzgar.macros import Macro
from imprenta.libro.parejas import LLAVE_ESCAPADA, LLAVES
from imprenta.pintar.latex_llano import MACROS, con_lo_conocido

NOMBRE_DE_MACRO = re.compile(r"[a-zA-Z]+|[^a-zA-Z]")  # con otro nombre, ninguna fórmula puede llamarla


@dataclass(frozen=True, eq=False)
class Traductores:
    """El que deja dentro de cada fórmula su LaTeX, que es lo que se copia, y el que no; y sus macros."""

    anotado: LatexToMathML
    llano: LatexToMathML
    macros: Mapping[str, Macro]


def traductores_con(propias: Mapping[str, Macro]) -> Traductores:
    r"""Los de un libro que define unas macros; las suyas mandan.

    >>> llano = traductores_con({"RR": Macro(r"\mathbb{R}")}).llano
    >>> llano.convert_with_local_state(r"\RR", displaystyle=False)
    '<math><mi>ℝ</mi></math>'
    """
    macros = MACROS | {
        nombre: macro for nombre, macro in propias.items() if NOMBRE_DE_MACRO.fullmatch(nombre)
    }
    cuerpos = {
        nombre: con_lo_conocido(diciendo_todo(macro.cuerpo, macros)) for nombre, macro in macros.items()
    }
    anotado, llano = (
        LatexToMathML(annotation=anotar, fancy_error=False, macros=cuerpos) for anotar in (True, False)
    )
    return Traductores(anotado, llano, macros)


def diciendo_todo(tex: str, macros: Mapping[str, Macro]) -> str:
    r"""El mismo LaTeX sin argumentos optativos, que `math_core` no tiene: lo callado se dice, y entre llaves.

    >>> diciendo_todo(r"\n{v} + \n [{[0,] 1)}]{\n v}", {"n": Macro(r"\lVert #2 \rVert_{#1}", "2")})
    '\\n{2}{v} + \\n{{[0,] 1)}}{\\n{2} v}'
    """
    optativas = "|".join(re.escape(nombre) for nombre, macro in macros.items() if macro.de_serie is not None)
    if not optativas:
        return tex
    for casa in reversed([*re.finditer(rf"\\({optativas})(?![a-zA-Z])(\s*\[)?", tex)]):  # lo de dentro, antes
        inicio, resto, dicho = casa.end(1), tex[casa.end(1) :], macros[casa[1]].de_serie
        if casa[2] and (cierre := _corchete(tex[casa.end() :])) is not None:
            dicho, resto = tex[casa.end() :][:cierre], tex[casa.end() :][cierre + 1 :]
        tex = f"{tex[:inicio]}{{{dicho}}}{resto}"
    return tex


def _corchete(tex: str) -> int | None:
    """Dónde está el corchete que cierra lo ya abierto: el primero que no encierra ninguna llave."""
    honduras = LLAVES.honduras(LLAVE_ESCAPADA.sub("  ", tex))
    return next((i for i, hondura in enumerate(honduras) if tex[i] == "]" and hondura == 0), None)


_ACTUALES = [traductores_con({})]


def traductores() -> Traductores:
    """Los del libro que se está pintando."""
    return _ACTUALES[0]


def usar_macros(macros: Mapping[str, Macro]) -> None:
    """Desde ahora se pinta un libro con esas macros."""
    _ACTUALES[0] = traductores_con(macros)
