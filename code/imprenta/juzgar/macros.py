r"""Las macros de `_config.yml`: las cifras que ponen en una fórmula que no las trae escritas.

`\pesoia` se dibuja «0.73» si lo dice `mathjax3_config`, o el preámbulo de LaTeX: quien lee la página no ve
ninguna cifra, y quien la mira, sí.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Mapping
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
SE_DEFINE = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand|DeclareMathOperator|def)\*?"
    r"\s*\{?\s*\\(?P<nombre>[a-zA-Z]+)\s*\}?(?:\s*\[[^\]]*\](?:\s*\[(?P<de_serie>[^\]]*)\])?)?(?:#[0-9])*\s*"
)
ARGUMENTO = re.compile("#[0-9]")  # el sitio de un argumento
MANDATO = re.compile(r"\\([a-zA-Z]+)")


class Macro(NamedTuple):
    """Lo que escribe una macro y, si su primer argumento se puede callar, lo que vale entonces."""

    cuerpo: str
    de_serie: str | None = None

    @property
    def sin_decir_nada(self) -> str:
        """Lo que escribe con lo suyo, calle lo que se pueda callar."""
        return self.cuerpo if self.de_serie is None else self.cuerpo.replace("#1", self.de_serie)


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


def faltas_de_macros(macros: Mapping[str, str], paginas: Iterable[Pagina]) -> Iterator[Falta]:
    """Dónde se usa cada macro que pone cifras."""
    for pagina in paginas if macros else ():
        for formula in (pieza for pieza in pagina.piezas if isinstance(pieza, Formula)):
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
    >>> macros_de(preambulo | {"sphinx": {"config": {"mathjax3_config": {"tex": {"macros": {"N": "n"}}}}}})
    {'R': Macro(cuerpo='\\mathbf{R}', de_serie=None), 'N': Macro(cuerpo='n', de_serie=None)}
    """
    return dict(reversed([*_macros(config)]))


def _macros(config: Mapping[str, Any]) -> Iterator[tuple[str, Macro]]:
    for camino in DE_MATHJAX:
        macros = dentro(config, *camino)
        for nombre, cuerpo in macros.items() if isinstance(macros, Mapping) else ():
            partes = cuerpo if isinstance(cuerpo, list) and cuerpo else [cuerpo]
            yield str(nombre), Macro(str(partes[0]), *map(str, partes[2:3]))
    for camino in PREAMBULOS:
        yield from _del_preambulo(str(dentro(config, *camino) or ""))


def _del_preambulo(tex: str) -> Iterator[tuple[str, Macro]]:
    for casa in SE_DEFINE.finditer(tex):
        with contextlib.suppress(FormulaIlegible):  # de lo que no tiene cuerpo ya se quejará LaTeX
            yield casa["nombre"], Macro(grupo(tex, casa.end())[0], casa["de_serie"])
