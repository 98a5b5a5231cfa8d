r"""De una fórmula de LaTeX a sus lexemas: los trozos que ya no se parten, cada uno con su lugar."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator
from dataclasses import dataclass

from imprenta.juzgar.literal.leer import ALGUN_SUFIJO
from imprenta.juzgar.macros import CABEZA_DE_MACRO
from imprenta.libro.parejas import Parejas, grupo

TipoDeLexema = typing.Literal[
    "salto",
    "separador",
    "espacio",
    "numero",
    "cifra",
    "entorno",
    "relacion",
    "macro",
    "orden",
    "letra",
    "otro",
    "fin",
]


@dataclass(frozen=True)
class Lexema:
    r"""Un trozo de la fórmula, con su lugar; de un `\cifra`, `literal` es el número que ata.

    `hueco` dice si delante se dibuja un espacio: con `\,` sí, con el de la barra espaciadora no.
    """

    tipo: TipoDeLexema
    texto: str
    inicio: int
    fin: int
    literal: str = ""
    hueco: bool = False

    @property
    def abre_entorno(self) -> bool:
        return self.tipo == "entorno" and self.texto.startswith(r"\begin")

    @property
    def entorno(self) -> str:
        r"""`alignat` en `\begin{alignat}{2}`."""
        return self.texto.partition("{")[2].partition("}")[0]


HUECO = r"(?:\\[,;:!\ ]|~|\{\s*\\,\s*\}|\\thinspace(?![a-zA-Z])|[\ \u00a0\u2009\u202f])"  # entre los millares
# Lo que separa a la vista dos cifras seguidas: un espacio, un tamaño de paréntesis, un marco.
HUECOS_VISIBLES = (r"\ ", *r"\, \; \: \> ~ \thinspace \phantom \left \right \boxed \cancel".split())
# `299{,}792{,}458` y `10{,}000.5` solo pueden ser millares; `10{,}000` se lee como diez y tres decimales.
MILLARES_CON_COMA = (
    r"[1-9][0-9]{0,2}(?:(?:\{,\}[0-9]{3}){2,}(?:\.[0-9]+)?|\{,\}[0-9]{3}\.[0-9]+)(?!\{,\}[0-9]|[0-9])"
)
# El salto de fila y, si la dice, su separación: `\\\\[2pt]` no enseña ningún dos.
FIN_DE_FILA = (
    r"\\\\\*?(?:\s*\[\s*[-+−]?\s*(?:[\d.,]+\s*(?:pt|em|ex|mm|cm|mu|in|bp|pc|dd|cc|sp)"
    r"|[\d.,]*\s*\\(?:(?:normal)?baselineskip|jot|(?:small|med|big)skipamount))\s*\])?"
)
SUFIJO = ALGUN_SUFIJO.replace(" ", r"\ ")
PATRON = re.compile(
    rf"""(?P<salto>{FIN_DE_FILA})
    |(?P<separador>\\(?:q?quad|enspace|hfill|Rightarrow|implies|Longrightarrow|iff|to|rightarrow|gets|leftarrow
        |mapsto|land|lor|wedge|vee|therefore)(?![a-zA-Z])|\\tag\*?\{{[^{{}}]*\}}|\\hspace\*?\{{[^{{}}]*\}}|[⇒→←]
        |\\(?:text|textrm|mbox)\{{\s*(?:y|o|luego|pero|entonces|así\ que|mientras\ que|and|or|so)\s*\}})
    |(?P<espacio>\s+|\\label\{{[^{{}}]*\}}|\\[,;:!>\ ]|~|\{{\s*\}}|\\phantom\{{[^{{}}]*\}}
        |\\textcolor\{{[a-z]+\}}|\\(?:hline|left|right|[bB]igg?[lr]?|limits|nolimits|displaystyle|textstyle|thinspace
        |nonumber|notag|boxed|cancel|bf|mathbf|boldsymbol|bm|textbf)(?![a-zA-Z]))
    |(?P<numero>(?:{MILLARES_CON_COMA}|[0-9]+(?:{HUECO}{{1,2}}[0-9]{{3}}(?![0-9]))*(?:(?:\.|\{{[.,]\}})[0-9]+)?)
        (?:(?:{HUECO}|[\t\n])*(?:\\%|‰|\\text\{{\s*(?:\\%|{SUFIJO})\s*\}}))?)
    |(?P<cifra>\\cifra(?![a-zA-Z]))
    |(?P<entorno>\\begin\{{array\}}(?:\[[tcb]\])?\{{[lcr|\s]*\}}|\\begin\{{alignat\*?\}}\{{[0-9]+\}}
        |\\(?:begin|end)\{{[a-zA-Z*]+\}})
    |(?P<relacion>\\(?:approx|approxeq|simeq|cong|equiv|coloneqq|doteq|triangleq|leq?|geq?|leqslant|geqslant|neq?|ll
        |gg|lt|gt)(?![a-zA-Z])|\\not\s*=|:=|[=≈≃≅≡<>≤≥≠])
    |(?P<macro>{CABEZA_DE_MACRO}|\#[1-9])
    |(?P<orden>\\[a-zA-Z]+|\\.)
    |(?P<letra>[^\W\d_])
    |(?P<otro>.)""",
    re.VERBOSE | re.DOTALL,
)
ES_DE_MILLARES = re.compile(MILLARES_CON_COMA)
SINONIMOS = {
    **dict.fromkeys((r"\cfrac", r"\dfrac", r"\tfrac"), r"\frac"),
    **dict.fromkeys((r"\lvert", r"\rvert", r"\vert"), "|"),
    **dict.fromkeys((r"\approxeq", r"\simeq", r"\cong", "≈", "≃", "≅"), r"\approx"),
    **dict.fromkeys((r"\coloneqq", r"\doteq", r"\triangleq", ":="), "="),
    "≡": r"\equiv",
    **dict.fromkeys((r"\le", r"\leqslant", "≤"), r"\leq"),
    **dict.fromkeys((r"\ge", r"\geqslant", "≥"), r"\geq"),
    **dict.fromkeys((r"\ne", "≠"), r"\neq"),
    **{r"\lbrack": "[", r"\rbrack": "]"},
    **{"−": "-", "·": r"\cdot", "×": r"\times", "÷": r"\div", r"\ast": "*", r"\lt": "<", r"\gt": ">"},
}
IGUALDADES = {"=", r"\approx", r"\equiv"}
OPERADORES = {"+", "-", r"\cdot", r"\times", "*", "/", r"\div", r"\odot"}
CIERRE = {"(": ")", "[": "]", "{": "}", r"\{": r"\}"}
ENCIERRAN = Parejas(CIERRE, CIERRE.values())
TIPOS: dict[str | None, TipoDeLexema] = {tipo: tipo for tipo in typing.get_args(TipoDeLexema)}


def lexemas(tex: str) -> list[Lexema]:
    r"""Los lexemas de una fórmula, sin espacios; `\cifra{…}{…}` es uno solo, cuyo valor es su literal.

    Los sinónimos se leen igual: el texto de `\leqslant` y de `≤` es `\leq`.

    >>> [(x.tipo, x.texto) for x in lexemas(r"x ≤ 1\,000")]
    [('letra', 'x'), ('relacion', '\\leq'), ('numero', '1\\,000')]
    """
    resultado, i, hueco = list[Lexema](), 0, False
    while i < len(tex):
        casa = PATRON.match(tex, i)
        assert casa is not None
        tipo, fin, literal = TIPOS[casa.lastgroup], casa.end(), ""
        if tipo == "cifra":
            literal, fin = grupo(tex, fin)
            _, fin = grupo(tex, fin)
        if tipo == "espacio":
            hueco = hueco or casa[0].startswith(HUECOS_VISIBLES)
        else:
            texto = r"\neq" if tipo == "relacion" and casa[0].startswith(r"\not") else casa[0]
            if tipo == "numero" and ES_DE_MILLARES.match(texto):
                texto = texto.replace("{,}", r"\,")
            resultado.append(Lexema(tipo, SINONIMOS.get(texto, texto), i, fin, literal, hueco))
            hueco = texto == "&" or tipo in {"salto", "separador"}
        i = fin
    return resultado


def cifras_a_la_vista(tex: str) -> Iterator[Lexema]:
    r"""Los trozos de la fórmula donde un lector ve cifras que no están dentro de `\cifra`.

    >>> [x.texto for x in cifras_a_la_vista(r"w_1 = \cifra{0.5}{w[0]} + 2")]
    ['1', '2']
    """
    for lexema in lexemas(tex):
        escrito = tex[lexema.inicio : lexema.fin]
        if lexema.tipo in {"cifra", "salto", "entorno", "macro"} or escrito.startswith(r"\hspace"):
            continue
        if any(c.isdigit() or c.isnumeric() for c in escrito):
            yield lexema
