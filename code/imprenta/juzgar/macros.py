r"""Las macros de `_config.yml`: las cifras que ponen en una fórmula que no las trae escritas.

`\pesoia` se dibuja «0.73» si lo dice `mathjax3_config`, o el preámbulo de LaTeX: quien lee la página no ve
ninguna cifra, y quien la mira, sí.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from imprenta.libro.cabecera import dentro
from imprenta.libro.espanol import tiene_cifras
from imprenta.libro.modelo import Falta, FormulaIlegible
from imprenta.libro.pagina import Formula, Pagina
from imprenta.libro.parejas import grupo

DE_MATHJAX: tuple[tuple[str, ...], ...] = (
    ("sphinx", "config", "mathjax3_config", "tex", "macros"),
    ("sphinx", "config", "mathjax_config", "TeX", "Macros"),
)
PREAMBULOS: tuple[tuple[str, ...], ...] = (
    ("latex", "latex_elements", "preamble"),
    ("sphinx", "config", "latex_elements", "preamble"),
)
CABEZA_DE_MACRO = (
    r"\\(?:(?:re)?newcommand|providecommand|(?P<operador>DeclareMathOperator)|[gex]?def)(?P<estrella>\*?)"
    r"\s*\{?\s*\\(?P<nombre>[a-zA-Z]+)\s*\}?\s*(?:\[(?P<cuantos>[0-9])\]|(?P<escritos>(?:\#[1-9])*))"
)
SE_DEFINE = re.compile(rf"{CABEZA_DE_MACRO}(?:\s*\[(?P<de_serie>[^\]]*)\])?\s*")
SE_LLAMA_IGUAL = re.compile(
    r"\\let\s*\\(?P<nombre>[a-zA-Z]+)\s*=?\s*(?P<cuerpo>\\(?:[a-zA-Z]+|.)|[^\s\\])\s*"
)
ARGUMENTO = re.compile("#[0-9]")  # el sitio de un argumento
MANDATO = re.compile(r"\\([a-zA-Z]+)")


class Macro(NamedTuple):
    """Lo que escribe una macro y, si su primer argumento se puede callar, lo que vale entonces."""

    cuerpo: str
    de_serie: str | None = None
    declarados: int = 0

    @property
    def argumentos(self) -> int:
        """Cuántos recibe, los use o no."""
        return max([self.declarados, *(int(cual[1]) for cual in ARGUMENTO.findall(self.cuerpo))])

    @property
    def sin_decir_nada(self) -> str:
        """Lo que escribe con lo suyo, calle lo que se pueda callar."""
        return self.cuerpo if self.de_serie is None else self.cuerpo.replace("#1", self.de_serie)


class MacroDefinida(NamedTuple):
    """Dónde define LaTeX una macro, y cuál."""

    inicio: int
    fin: int
    nombre: str
    macro: Macro


def macros_con_cifras(config: Mapping[str, Any]) -> dict[str, str]:
    r"""Las macros cuya definición, o la de otra que usen, lleva cifras.

    >>> tex = {"macros": {"uno": "1", "R": r"\mathbb{R}", "dos": [r"\uno + #1", 1]}}
    >>> macros_con_cifras({"sphinx": {"config": {"mathjax3_config": {"tex": tex}}}})
    {'uno': '1', 'dos': '\\uno + #1'}
    """
    todas = {nombre: macro.sin_decir_nada for nombre, macro in _macros(config)}
    con_cifras = {nombre for nombre, cuerpo in todas.items() if tiene_cifras(ARGUMENTO.sub("", cuerpo))}
    while nuevas := {n for n, c in todas.items() if con_cifras & set(MANDATO.findall(c))} - con_cifras:
        con_cifras |= nuevas
    return {nombre: cuerpo for nombre, cuerpo in todas.items() if nombre in con_cifras}


def faltas_de_macros(macros: Mapping[str, str], pagina: Pagina) -> Iterator[Falta]:
    """Dónde usa una página cada macro que pone cifras."""
    for formula in (pieza for pieza in pagina.piezas if macros and isinstance(pieza, Formula)):
        for casa in (casa for casa in MANDATO.finditer(formula.tex) if casa[1] in macros):
            lugar = pagina.lugar(formula.inicio + casa.start())
            yield Falta(pagina.ruta, *lugar, _mensaje(casa[1], macros[casa[1]]))


def _mensaje(nombre: str, cuerpo: str) -> str:
    return (
        f"\\{nombre} se dibuja «{cuerpo}», que tiene cifras y lo dice `_config.yml`, sin cubrir: "
        "escríbelas aquí, con \\cifra"
    )


def macros_de(config: Mapping[str, Any]) -> dict[str, Macro]:
    r"""Las macros que un libro define, para quien no es MathJax ni LaTeX; manda lo dicho a MathJax.

    >>> preambulo = {"latex": {"latex_elements": {"preamble": r"\newcommand{\R}{\mathbf{R}}"}}}
    >>> mathjax = {"sphinx": {"config": {"mathjax3_config": {"tex": {"macros": {"N": "n"}}}}}}
    >>> {nombre: tuple(macro) for nombre, macro in macros_de(preambulo | mathjax).items()}
    {'R': ('\\mathbf{R}', None, 0), 'N': ('n', None, 0)}
    """
    return dict(reversed([*_macros(config)]))


def _macros(config: Mapping[str, Any]) -> Iterator[tuple[str, Macro]]:
    for camino in DE_MATHJAX:
        macros = dentro(config, *camino)
        for nombre, cuerpo in macros.items() if isinstance(macros, Mapping) else ():
            partes = cuerpo if isinstance(cuerpo, list) and cuerpo else [cuerpo]
            declarados = next((n for n in partes[1:2] if isinstance(n, int)), 0)
            de_serie = next(map(str, partes[2:3]), None)
            yield str(nombre), Macro(str(partes[0]), de_serie, declarados)
    for camino in PREAMBULOS:
        for definicion in macros_definidas(str(dentro(config, *camino) or "")):
            yield definicion.nombre, definicion.macro


def macros_definidas(tex: str) -> Iterator[MacroDefinida]:
    r"""Las macros que define un texto de LaTeX, por orden.

    >>> tex = r"\DeclareMathOperator{\sgn}{sgn} \let\a=\alpha"
    >>> [(una.nombre, una.macro.cuerpo) for una in macros_definidas(tex)]
    [('sgn', '\\operatorname{sgn}'), ('a', '\\alpha')]
    """
    yield from sorted([*_definidas(tex), *_igualadas(tex)])


def _definidas(tex: str) -> Iterator[MacroDefinida]:
    for casa in SE_DEFINE.finditer(tex):
        with contextlib.suppress(FormulaIlegible):  # de lo que no tiene cuerpo ya se quejará LaTeX
            cuerpo, fin = grupo(tex, casa.end())
            if casa["operador"]:
                cuerpo = rf"\operatorname{casa['estrella']}{{{cuerpo}}}"
            declarados = int(casa["cuantos"] or len(casa["escritos"] or "") // 2)
            yield MacroDefinida(
                casa.start(), fin, casa["nombre"], Macro(cuerpo, casa["de_serie"], declarados)
            )


def _igualadas(tex: str) -> Iterator[MacroDefinida]:
    for casa in SE_LLAMA_IGUAL.finditer(tex):
        yield MacroDefinida(casa.start(), casa.end(), casa["nombre"], Macro(casa["cuerpo"]))
