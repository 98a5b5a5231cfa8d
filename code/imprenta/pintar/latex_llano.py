r"""Lo que MathJax sabe y `math_core` no, dicho con lo que `math_core` sabe.

En la web dibuja MathJax, que conoce más; lo que allí se ve no puede parar el papel ni el EPUB.
"""

from __future__ import annotations

import re

from imprenta.juzgar.macros import Macro
from imprenta.libro.parejas import LLAVE_ESCAPADA, LLAVES

MACROS = {
    nombre: Macro(cuerpo)
    for cuerpo, nombres in {
        r"\boldsymbol{#1}": "bm pmb mathbfit",
        r"\mathscr{#1}": "scr",
        r"\text{#1}": "mbox hbox textup textmd textnormal",
        r"\tilde{#1}": "widetilde",
        r"\overparen{#1}": "wideparen",
        r"\begin{subarray}{c}#1\end{subarray}": "substack",
        r"\overset{#1}{\underset{#2}{#3}}": "overunderset",
        r"\cancel{#2}^{#1}": "cancelto",
        r"\boxed{\text{#3}}": "fcolorbox",
        r"\text{#2}": "colorbox",
        "{#1}": "smash mathnormal ensuremath mathllap mathrlap llap rlap",
        "{#2}": "href class cssId style",
        "": "strut null nobreak allowbreak protect relax displaylimits "
        "tiny small normalsize large Large LARGE huge Huge",
        r"\quad": "hfill",
        r"\ldots": "dotsc dotso mathellipsis",
        r"\cdots": "dotsb dotsm dotsi",
        r"\iddots": "adots",
        r"\propto": "varpropto",
        r"\setminus": "smallsetminus",
        r"\mid": "shortmid",
        r"\parallel": "shortparallel",
        r"\sim": "thicksim",
        r"\approx": "thickapprox",
        r"\overline{\lim}": "varlimsup",
        r"\underline{\lim}": "varliminf",
        r"\text{€}": "euro",
    }.items()
    for nombre in nombres.split()
}
ENTORNOS = {
    "split": ("aligned", ""),
    "alignedat": ("aligned", ""),
    "alignat": ("align", ""),
    "alignat*": ("align*", ""),
    "flalign": ("align", ""),
    "flalign*": ("align*", ""),
    "eqnarray": ("array", "{rcl}"),
    "eqnarray*": ("array", "{rcl}"),
    "smallmatrix": ("matrix", ""),
}
SUYOS = "|".join(map(re.escape, sorted(ENTORNOS, reverse=True)))
CON_OTRO_NOMBRE = re.compile(
    rf"\\(begin|end)\{{({SUYOS})\}}(?:(?<=at\}})\{{[0-9]+\}}|(?<=at\*\}})\{{[0-9]+\}})?"
)
EN_PALABRAS = re.compile(r"\\(?:text[a-z]*|mbox|hbox)(?![a-zA-Z])\s*(?=\{)")
FORMULA_DENTRO = re.compile(r"(?<!\\)\$((?:[^$\\]|\\.)*)\$|\\\((.*?)\\\)", re.DOTALL)
ALMOHADILLA = re.compile(r"(?<!\\)#(?![1-9])")  # `#1` es de una macro
UN_GRUPO = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
DEBAJO = re.compile(rf"\\mathop\s*({UN_GRUPO})\s*\\limits\s*_\s*({UN_GRUPO}|[^\\{{}}\s]|\\[a-zA-Z]+)")
SIN_EFECTO = re.compile(
    r"(?<=\})\s*\\(?:no)?limits(?![a-zA-Z])|\\(?:label|require|vspace)\*?\s*\{[^{}]*\}|@\{[^{}]*\}"
)
SIN_NUMERAR = re.compile(r"\\(?:nonumber|notag)(?![a-zA-Z])")
CON_ESTRELLA = re.compile(r"\\hspace\*")
DE_ANGULO = re.compile(r"(\\(?:left|right|middle|[bB]igg?[lrm]?)(?![a-zA-Z]))\s*([<>])")


def con_lo_conocido(tex: str) -> str:
    r"""El mismo LaTeX, sin lo que `math_core` no conoce.

    >>> con_lo_conocido(r"\begin{split}a &= b\end{split}"), con_lo_conocido(r"P(\text{$n$ veces})")
    ('\\begin{aligned}a &= b\\end{aligned}', 'P({{n}\\text{ veces}})')
    """
    if "\\" not in tex:
        return tex
    tex = CON_OTRO_NOMBRE.sub(_entorno, _sin_formulas_en_las_palabras(tex))
    tex = SIN_EFECTO.sub("", DEBAJO.sub(r"\\underset{\2}{\\mathop\1}", tex))
    tex = DE_ANGULO.sub(lambda casa: casa[1] + {"<": r"\langle ", ">": r"\rangle "}[casa[2]], tex)
    tex = CON_ESTRELLA.sub(r"\\hspace", tex)
    if r"\tag" not in tex:
        return SIN_NUMERAR.sub("", tex)
    return tex if r"\begin" in tex else rf"\begin{{equation}}{tex}\end{{equation}}"


def _entorno(casa: re.Match[str]) -> str:
    nombre, columnas = ENTORNOS[casa[2]]
    return rf"\{casa[1]}{{{nombre}}}{columnas * (casa[1] == 'begin')}"


def _sin_formulas_en_las_palabras(tex: str) -> str:
    r"""`\text{si $x$}` en trozos: `math_core` no deja fórmulas entre las palabras."""
    for casa in reversed([*EN_PALABRAS.finditer(tex)]):
        cierre = LLAVES.cierre(LLAVE_ESCAPADA.sub("  ", tex[casa.end() :]))
        dentro = tex[casa.end() + 1 :][: (cierre or 1) - 1]
        if FORMULA_DENTRO.search(dentro) or ALMOHADILLA.search(dentro):
            hasta = casa.end() + len(dentro) + 2
            tex = f"{tex[: casa.start()]}{{{_por_trozos(casa[0].strip(), dentro)}}}{tex[hasta:]}"
    return tex


def _por_trozos(orden: str, dentro: str) -> str:
    trozos, desde = list[str](), 0
    for casa in FORMULA_DENTRO.finditer(dentro):
        trozos += [_palabras(orden, dentro[desde : casa.start()]), f"{{{casa[1] or casa[2] or ''}}}"]
        desde = casa.end()
    return "".join([*trozos, _palabras(orden, dentro[desde:])])


def _palabras(orden: str, texto: str) -> str:
    escapado = ALMOHADILLA.sub(r"\\#", texto)
    return f"{orden}{{{escapado}}}" if texto else ""
