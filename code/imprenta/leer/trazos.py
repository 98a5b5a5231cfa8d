r"""Lo que se ve de una fórmula, trazo a trazo: sus letras, sus cifras y sus signos, sin lo que solo da forma.

Ni los espacios finos, ni las llaves, ni el tipo de letra se ven: `-\,\mathbf{4}` es «−4». Lo que se dibuja
aparte, como los dos lados de una fracción o un exponente, va entre `ABRE_APARTE` y `CIERRA_APARTE`, que
separan lo que tienen al lado. Un símbolo es un `RELLENO`, que no es parte de ningún número, y lo que aquí no
se conoce, un `DESCONOCIDO`, que podría serlo.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from imprenta.leer.lienzo import RELLENO

ABRE_APARTE, CIERRA_APARTE = "\ue00a", "\ue00b"
DESCONOCIDO = "\ufffd"  # lo que no se sabe qué dibuja: una macro, una sustitución
ESPACIO_ANCHO = "\u2003"  # el espacio que sí separa
FUNCION = "\u2061"  # detrás del nombre de una función: lo que sigue es su argumento

PIEZA = re.compile(r"\\[a-zA-Z]+\*?|\\.|\s+|.", re.DOTALL)
LLAVE_ABIERTA = re.compile(r"\s*\{")
GRUPO = re.compile(r"\s*\{[^{}]*\}")
MEDIDA = re.compile(r"\s*-?[0-9.]+\s*[a-z]{2}")
OPCIONAL = re.compile(r"\s*\[[^\[\]]*\]")
COLUMNAS = re.compile(r"\s*(?:\[[^\[\]]*\])?\s*\{[^{}]*\}")
LLAVE = re.compile(r"\\.|[{}]|\S", re.DOTALL)
DELIMITADOR = re.compile(r"\s*(?:\\[a-zA-Z]+|\\?.)", re.DOTALL)

DE_TEXTO = frozenset("text textbf textit textrm textsf texttt textnormal mbox hbox".split())
SIN_FORMA = frozenset(
    """mathbf boldsymbol bm mathrm mathit mathsf mathtt mathcal mathbb mathnormal operatorname emph boxed fbox
    underline overline smash displaystyle textstyle scriptstyle limits nolimits bf it rm sf tt bfseries
    itshape nonumber notag mathstrut relax thinspace medspace thickspace negthinspace mathopen mathclose
    mathbin mathrel mathord mathinner pmb mathpunct mathop""".split()
)
MUDOS = frozenset(
    """color textcolor label hspace vspace phantom hphantom vphantom colorbox class cssId raisebox scalebox
    rotatebox""".split()
)
CON_ARGUMENTOS = {
    **dict.fromkeys("frac dfrac tfrac cfrac binom dbinom tbinom overset underset stackrel".split(), 2),
    **dict.fromkeys("sqrt underbrace overbrace substack".split(), 1),
}
DE_FUNCION = frozenset(
    """sin cos tan cot sec csc sen arcsin arccos arctan sinh cosh tanh log ln lg exp max min sup inf lim det
    dim gcd deg arg softmax Pr""".split()
)
MEDIDOS = frozenset("kern mkern hskip mskip mspace".split())
SIMBOLOS = frozenset(
    """alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi omicron pi
    varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma
    Upsilon Phi Psi Omega infty partial nabla dots ldots cdots vdots ddots dotsc dotsb prime ell hbar Re Im
    emptyset varnothing forall exists neg lnot top bot angle degree celsius aleph imath jmath square triangle
    hat bar vec tilde dot ddot check breve acute grave mathring widehat widetilde overrightarrow overleftarrow
    not mathscr mathfrak mathds unit si SI qty num eqref ref tag checkmark dagger euro pounds S P""".split()
)
TAMANIOS = frozenset(
    "left right middle big Big bigl bigr Bigl Bigr bigg biggl biggr Bigg Biggl Biggr".split()
)
DIBUJOS = {
    **{"cdot": "·", "times": "×", "div": "÷", "ast": "∗", "star": "⋆", "pm": "±", "mp": "∓", "circ": "∘"},
    **{"leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠", "ne": "≠", "lt": "<", "gt": ">", "ll": "≪"},
    **{"approx": "≈", "sim": "∼", "simeq": "≃", "equiv": "≡", "cong": "≅", "propto": "∝", "gg": "≫"},
    **{"in": "∈", "notin": "∉", "to": "→", "rightarrow": "→", "Rightarrow": "⇒", "implies": "⟹", "iff": "⟺"},
    **{"mapsto": "↦", "leftarrow": "←", "gets": "←", "longrightarrow": "⟶", "oplus": "⊕", "otimes": "⊗"},
    **{"land": "∧", "wedge": "∧", "lor": "∨", "vee": "∨", "mid": "∣", "colon": ":", "sum": "∑", "prod": "∏"},
    **{"langle": "(", "rangle": ")", "lfloor": "(", "rfloor": ")", "lceil": "(", "rceil": ")", "int": "∫"},
    **{"lvert": "(", "rvert": ")", "lVert": "(", "rVert": ")", "lbrace": "(", "rbrace": ")", "ominus": "⊖"},
    **{"lbrack": "(", "rbrack": ")", "minus": "−", "textminus": "−", "plus": "+", "textpercent": "%"},
    **{"percent": "%", "permil": "‰", "textperthousand": "‰", "perthousand": "‰", "slash": "÷"},
    **{
        "quad": ESPACIO_ANCHO,
        "qquad": ESPACIO_ANCHO,
        "enspace": ESPACIO_ANCHO,
        "hfill": ESPACIO_ANCHO,
        "space": " ",
        "nobreakspace": "\u00a0",
    },
    **{"therefore": "∴", "because": "∵", "bullet": "•", "odot": "⊙", "cup": "∪", "cap": "∩", "setminus": "∖"},
    **{"subset": "⊂", "supset": "⊃", "subseteq": "⊆", "supseteq": "⊇", "perp": "⊥", "parallel": "∥"},
    **{
        "leqslant": "⩽",
        "geqslant": "⩾",
        "lesssim": "≲",
        "gtrsim": "≳",
        "prec": "≺",
        "succ": "≻",
        "asymp": "≍",
    },
    **{"coloneqq": "≔", "triangleq": "≜", "doteq": "≐", "leadsto": "⇝", "Leftarrow": "⇐", "iiint": "∫"},
    **{
        "Leftrightarrow": "⇔",
        "leftrightarrow": "↔",
        "Longrightarrow": "⟹",
        "longleftarrow": "⟵",
        "oint": "∮",
    },
    **{"bmod": "∣", "mod": "∣", "vdash": "⊢", "models": "⊨", "ni": "∋", "iint": "∫", "coprod": "∏"},
    **dict.fromkeys(("cr", "newline", "hline"), ABRE_APARTE),
}
ESCAPADOS = {"{": "(", "}": ")", "\\": ABRE_APARTE, "|": RELLENO, " ": " ", **dict.fromkeys(",;:!>/", "")}
DE_UN_CARACTER = {"-": "−", "/": "÷", "~": "", "&": "&", "'": "′", ",": ", ", ";": "; "}


@functools.lru_cache(maxsize=4096)
def trazos(tex: str) -> tuple[tuple[int, str], ...]:
    r"""Cada trazo de una fórmula, con la posición de lo que lo dibuja; de `\cifra`, nada.

    >>> "".join(trazo for _, trazo in trazos(r"y =\; -\,\mathbf{4}~\% \text{ mil}"))
    'y=−4% mil'
    """
    return tuple((posicion, trazo) for posicion, trazo in _Pluma(tex).recorrido() if trazo)


@dataclass
class _Pluma:
    """Por dónde va el dibujo de una fórmula; `grupos` son los abiertos: si van aparte y si son texto."""

    tex: str
    posicion: int = 0
    aparte: int = 0  # cuántos de los argumentos que vienen se dibujan aparte
    grupos: list[tuple[int | None, bool]] = field(default_factory=list)
    viene_texto: bool = False
    barras: int = 0

    def recorrido(self) -> Iterator[tuple[int, str]]:
        while (casa := PIEZA.match(self.tex, self.posicion)) is not None:
            self.posicion = casa.end()
            yield casa.start(), self._trazo(casa[0])

    @property
    def en_texto(self) -> bool:
        return bool(self.grupos) and self.grupos[-1][1]

    def _trazo(self, pieza: str) -> str:
        if pieza.isspace():
            return " " if self.en_texto else ""
        if pieza == "{":
            return self._abrir()
        if pieza == "}":
            return self._cerrar()
        if pieza in "^_" and not self.en_texto:
            self.aparte = 1
            return ""
        esperaba, self.aparte, self.viene_texto = self.aparte, 0, False
        trazo = self._orden(pieza[1:].rstrip("*")) if pieza[0] == "\\" else self._caracter(pieza)
        if not esperaba or self.aparte:
            return trazo
        self.aparte = esperaba - (bool(trazo) or pieza == r"\cifra")
        return ABRE_APARTE + trazo + CIERRA_APARTE if trazo else ""

    def _abrir(self) -> str:
        va_aparte = self.aparte > 0
        self.grupos.append((self.aparte - 1 if va_aparte else None, self.viene_texto or self.en_texto))
        self.aparte, self.viene_texto = 0, False
        return ABRE_APARTE if va_aparte else ""

    def _cerrar(self) -> str:
        faltan, _ = self.grupos.pop() if self.grupos else (None, False)
        self.aparte = faltan or 0
        return "" if faltan is None else CIERRA_APARTE

    def _caracter(self, caracter: str) -> str:
        if self.en_texto:
            return "\u00a0" if caracter == "~" else caracter
        if caracter == "," and self.tex[self.posicion - 2 : self.posicion + 1] == "{,}":
            return ","  # la de los decimales
        if caracter == "|":
            self.barras += 1
            return "(" if self.barras % 2 else ")"
        return DE_UN_CARACTER.get(caracter, caracter)

    def _orden(self, nombre: str) -> str:
        r"""Lo que dibuja `\nombre`; de paso, se salta lo que lleva detrás y no se ve."""
        if not nombre.isalpha():
            if nombre == "\\":
                self._saltar(OPCIONAL)
            return ESCAPADOS.get(nombre, nombre)
        if nombre == "cifra":
            return self._cifra()
        if nombre in ("begin", "end"):
            return self._entorno(nombre)
        if nombre in TAMANIOS:
            return self._delimitador(nombre)
        if nombre in MUDOS or nombre in MEDIDOS:
            self._saltar(GRUPO if nombre in MUDOS else MEDIDA)
            return ""
        if nombre in CON_ARGUMENTOS:
            self._saltar(OPCIONAL)
            self.aparte = CON_ARGUMENTOS[nombre]
            return ""
        self.viene_texto = nombre in DE_TEXTO
        if self.viene_texto or nombre in SIN_FORMA:
            return ""
        if nombre in DE_FUNCION:
            return FUNCION
        if nombre not in DIBUJOS and LLAVE_ABIERTA.match(self.tex, self.posicion):
            self.aparte = 1
        return DIBUJOS.get(nombre) or (RELLENO if nombre in SIMBOLOS else DESCONOCIDO)

    def _saltar(self, patron: re.Pattern[str]) -> str:
        casa = patron.match(self.tex, self.posicion)
        self.posicion = casa.end() if casa else self.posicion
        return casa[0].strip() if casa else ""

    def _cifra(self) -> str:
        """Un literal atado no se dibuja aquí: se sabe que está."""
        for _ in range(2):
            self.posicion = _tras_grupo(self.tex, self.posicion)
        return ""

    def _entorno(self, nombre: str) -> str:
        entorno = self._saltar(GRUPO)
        if nombre == "end":
            return CIERRA_APARTE
        if entorno in ("{array}", "{alignat}", "{alignedat}"):
            self._saltar(COLUMNAS)
        return ABRE_APARTE

    def _delimitador(self, tamanio: str) -> str:
        delimitador = self._saltar(DELIMITADOR).lstrip("\\")
        if delimitador == ".":
            return ""
        if delimitador in ("|", "vert", "Vert"):
            return ")" if tamanio[-1] == "r" or tamanio == "right" else "("
        return DIBUJOS.get(delimitador) or ESCAPADOS.get(delimitador, delimitador[:1])


def _tras_grupo(tex: str, posicion: int) -> int:
    """Donde acaba el `{…}` que viene, si viene."""
    hondura = 0
    for casa in LLAVE.finditer(tex, posicion):
        hondura += (casa[0] == "{") - (casa[0] == "}")
        if hondura == 0:
            return casa.end() if casa[0] == "}" else posicion
    return len(tex)
