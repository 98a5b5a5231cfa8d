r"""Leer y calcular las matemáticas de una fórmula de LaTeX: aritmética, vectores, casos y sumatorios.

`lexemas` corta la fórmula, `lados` la divide en cadenas de igualdades y `Lector` convierte cada lado
en un `Nodo` que sabe calcularse. Lo que no se sabe leer es `FormulaIlegible`: nunca se da por bueno.
"""

from __future__ import annotations

import functools
import math
import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from imprenta.juzgar.literales import ALGUN_SUFIJO, LiteralIlegible, Numero, leer_literal
from imprenta.libro.modelo import FormulaIlegible
from imprenta.libro.parejas import grupo

Valor = Any  # un número o tuplas anidadas de números
Entorno = Mapping[str, Any]
BITS = 2000  # de una potencia exacta
TERMINOS = 1000  # de una suma o de un producto


class SinValor(ArithmeticError):
    """La fórmula no está definida en ese punto: división por cero, logaritmo de un negativo…"""


@dataclass(frozen=True)
class Lexema:
    """Un trozo indivisible de la fórmula, con su lugar."""

    tipo: str
    texto: str
    inicio: int
    fin: int
    valor: Any = None


HUECO = r"(?:\\[,;:!\ ]|~|\{\s*\\,\s*\}|\\thinspace(?![a-zA-Z])|[\ \u00a0\u2009\u202f])"  # entre los millares
ESCALA = ALGUN_SUFIJO.replace(" ", r"\ ")
LEXEMA = re.compile(
    rf"""(?P<salto>\\\\\*?(?:\s*\[-?[\d.]+(?:pt|em|ex|mm|cm|mu|in|bp|pc)\])?)
    |(?P<separador>\\(?:q?quad|enspace|hfill|Rightarrow|implies|Longrightarrow|iff|to|rightarrow|gets|leftarrow
        |mapsto|land|lor|wedge|vee|therefore)(?![a-zA-Z])|\\tag\*?\{{[^{{}}]*\}}|\\hspace\*?\{{[^{{}}]*\}}|[⇒→←]
        |\\(?:text|textrm|mbox)\{{\s*(?:y|o|luego|pero|entonces|así\ que|mientras\ que|and|or|so)\s*\}})
    |(?P<espacio>\s+|\\label\{{[^{{}}]*\}}|\\[,;:!>\ ]|~|\{{\s*\}}|\\phantom\{{[^{{}}]*\}}
        |\\textcolor\{{[a-z]+\}}|\\(?:hline|left|right|[bB]igg?[lr]?|limits|nolimits|displaystyle|textstyle|thinspace
        |nonumber|notag|boxed|cancel|bf|mathbf|boldsymbol|bm|textbf)(?![a-zA-Z]))
    |(?P<numero>[0-9]+(?:{HUECO}{{1,2}}[0-9]{{3}}(?![0-9]))*
        (?:(?:\.|\{{[.,]\}})[0-9]+)?(?:(?:{HUECO}|[\t\n])*(?:\\%|\\text\{{\s*(?:\\%|{ESCALA})\s*\}}))?)
    |(?P<cifra>\\cifra(?![a-zA-Z]))
    |(?P<entorno>\\begin\{{array\}}(?:\[[tcb]\])?\{{[lcr|\s]*\}}|\\begin\{{alignat\*?\}}\{{[0-9]+\}}
        |\\(?:begin|end)\{{[a-zA-Z*]+\}})
    |(?P<relacion>\\(?:approx|approxeq|simeq|cong|equiv|coloneqq|doteq|triangleq|leq?|geq?|leqslant|geqslant|neq?|ll
        |gg|lt|gt)(?![a-zA-Z])|\\not\s*=|:=|[=≈≃≅≡<>≤≥≠])
    |(?P<orden>\\[a-zA-Z]+|\\.)
    |(?P<letra>[^\W\d_])
    |(?P<otro>.)""",
    re.VERBOSE | re.DOTALL,
)
SINONIMOS = {
    **dict.fromkeys((r"\cfrac", r"\dfrac", r"\tfrac"), r"\frac"),
    **dict.fromkeys((r"\lvert", r"\rvert", r"\vert"), "|"),
    **dict.fromkeys((r"\approxeq", r"\simeq", r"\cong", "≈", "≃", "≅"), r"\approx"),
    **dict.fromkeys((r"\coloneqq", r"\doteq", r"\triangleq", r"\equiv", ":=", "≡"), "="),
    **dict.fromkeys((r"\le", r"\leqslant", "≤"), r"\leq"),
    **dict.fromkeys((r"\ge", r"\geqslant", "≥"), r"\geq"),
    **dict.fromkeys((r"\ne", "≠"), r"\neq"),
    **{r"\lbrack": "[", r"\rbrack": "]"},
    **{"−": "-", "·": r"\cdot", "×": r"\times", "÷": r"\div", r"\ast": "*", r"\lt": "<", r"\gt": ">"},
}
IGUALDADES = {"=", r"\approx"}
MATRICES = {"pmatrix", "bmatrix", "matrix", "smallmatrix", "Bmatrix", "array"}
ABRE, CIERRA = {"(": ")", "[": "]", "{": "}", r"\{": r"\}"}, {")", "]", "}", r"\}"}


def lexemas(tex: str) -> list[Lexema]:
    r"""Los lexemas de una fórmula, sin espacios; `\cifra{…}{…}` es uno solo, cuyo valor es su literal.

    Los sinónimos se leen igual: el texto de `\leqslant` y de `≤` es `\leq`.
    """
    resultado, i = [], 0
    while i < len(tex):
        casa = LEXEMA.match(tex, i)
        assert casa is not None and casa.lastgroup is not None
        fin, valor = casa.end(), None
        if casa.lastgroup == "cifra":
            literal, fin = grupo(tex, casa.end())
            _, fin = grupo(tex, fin)
            valor = literal
        if casa.lastgroup != "espacio":
            texto = r"\neq" if casa[0].startswith(r"\not") and casa.lastgroup == "relacion" else casa[0]
            resultado.append(Lexema(casa.lastgroup, SINONIMOS.get(texto, texto), i, fin, valor))
        i = fin
    return resultado


def nombre_de_entorno(lexema: Lexema) -> str:
    r"""`alignat` en `\begin{alignat}{2}`."""
    return lexema.texto.partition("{")[2].partition("}")[0]


# ——— Álgebra con tuplas ———


def sumar(a: Valor, b: Valor) -> Valor:
    if isinstance(a, tuple) and isinstance(b, tuple):
        if len(a) != len(b):
            raise FormulaIlegible("se suman vectores de distinto tamaño")
        return tuple(sumar(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, tuple):
        return tuple(sumar(x, b) for x in a)
    if isinstance(b, tuple):
        return tuple(sumar(a, y) for y in b)
    return a + b


def escalar(a: Valor, k: Valor) -> Valor:
    return tuple(escalar(x, k) for x in a) if isinstance(a, tuple) else a * k


def multiplicar(a: Valor, b: Valor) -> Valor:
    """El producto: por un escalar, escalar de dos vectores, o de matrices."""
    if not isinstance(a, tuple):
        return escalar(b, a)
    if not isinstance(b, tuple):
        return escalar(a, b)
    matriz_a, matriz_b = isinstance(a[0], tuple), isinstance(b[0], tuple)
    if matriz_a:
        return tuple(multiplicar(fila, b) for fila in a)
    if matriz_b:
        if len(a) != len(b):
            raise FormulaIlegible("las dimensiones del producto no encajan")
        return tuple(multiplicar(a, columna) for columna in zip(*b, strict=True))
    if len(a) != len(b):
        raise FormulaIlegible("se multiplican vectores de distinto tamaño")
    return sum((x * y for x, y in zip(a, b, strict=True)), Fraction(0))


def hadamard(a: Valor, b: Valor) -> Valor:
    r"""El producto elemento a elemento, `a \odot b`."""
    if isinstance(a, tuple) and isinstance(b, tuple):
        if len(a) != len(b):
            raise FormulaIlegible("se multiplican vectores de distinto tamaño")
        return tuple(hadamard(x, y) for x, y in zip(a, b, strict=True))
    return multiplicar(a, b)


def asterisco(a: Valor, b: Valor) -> Valor:
    """El producto de dos números; entre vectores, unos leen el escalar y otros, elemento a elemento."""
    if isinstance(a, tuple) and isinstance(b, tuple):
        raise FormulaIlegible("no sé qué producto de vectores es «*»")
    return multiplicar(a, b)


PRODUCTOS = {r"\cdot": multiplicar, r"\times": multiplicar, "*": asterisco, r"\odot": hadamard}


def dividir(a: Valor, b: Valor) -> Valor:
    if isinstance(b, tuple):
        raise FormulaIlegible("no se divide entre un vector")
    if b == 0:
        raise SinValor("división por cero")
    return tuple(dividir(x, b) for x in a) if isinstance(a, tuple) else a / b


def elevar(a: Valor, b: Valor) -> Valor:
    if isinstance(a, tuple) or isinstance(b, tuple):
        raise FormulaIlegible("no se eleva un vector a una potencia")
    if a == 0 and b < 0:
        raise SinValor("división por cero")
    if isinstance(b, Fraction) and b.denominator == 1 and abs(b) * _largo(a) <= BITS:
        return a ** int(b)
    resultado = _real(pow, float(a), float(b))
    if isinstance(resultado, complex):
        raise SinValor("potencia que no es real")
    return resultado


def _largo(a: Any) -> int:
    """Lo que ocupa un número exacto: elevado a mucho, no cabría en ninguna parte."""
    return max(a.numerator.bit_length(), a.denominator.bit_length()) if isinstance(a, Fraction) else 1


def trasponer(a: Valor) -> Valor:
    return tuple(zip(*a, strict=True)) if isinstance(a, tuple) and isinstance(a[0], tuple) else a


def _real(f: Callable[..., Any], *x: Any) -> Any:
    try:
        return f(*x)
    except (ValueError, ZeroDivisionError) as error:
        raise SinValor(str(error)) from None
    except OverflowError:
        return math.inf


def _por_elemento(f: Callable[[Any], Any]) -> Callable[[Valor], Valor]:
    def aplicar(a: Valor) -> Valor:
        return tuple(aplicar(x) for x in a) if isinstance(a, tuple) else _real(f, a)

    return aplicar


def _logaritmo(base: int) -> Callable[[Valor], Valor]:
    return _por_elemento(lambda x: math.log(x, base))


def _sigmoide(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def _softmax(z: Valor) -> Valor:
    if isinstance(z[0], tuple):
        return tuple(_softmax(fila) for fila in z)
    exponenciales = [math.exp(x - max(z)) for x in z]
    return tuple(e / sum(exponenciales) for e in exponenciales)


def _raiz(x: Any) -> Any:
    """La raíz cuadrada, exacta donde lo es."""
    if isinstance(x, Fraction) and x >= 0:
        arriba, abajo = math.isqrt(x.numerator), math.isqrt(x.denominator)
        if arriba**2 == x.numerator and abajo**2 == x.denominator:
            return Fraction(arriba, abajo)
    return math.sqrt(x)


def _extremo(f: Callable[..., Any]) -> Callable[..., Valor]:
    return lambda *a: f(a[0]) if len(a) == 1 and isinstance(a[0], tuple) else f(a)


FUNCIONES: dict[str, Callable[..., Valor]] = {
    r"\exp": _por_elemento(math.exp),
    r"\ln": _por_elemento(math.log),
    r"\sin": _por_elemento(math.sin),
    r"\sen": _por_elemento(math.sin),
    r"\cos": _por_elemento(math.cos),
    r"\tan": _por_elemento(math.tan),
    r"\arctan": _por_elemento(math.atan),
    r"\tanh": _por_elemento(math.tanh),
    r"\max": _extremo(max),
    r"\min": _extremo(min),
}
# Las que solo se entienden en una fórmula atada al código: en aritmética serían ambiguas.
FUNCIONES_DEL_CAMPO: dict[str, Callable[..., Valor]] = {
    r"\log": _por_elemento(math.log),
    r"\sigma": _por_elemento(_sigmoide),
    r"\sigma'": _por_elemento(lambda x: _sigmoide(x) * _sigmoide(-x)),
    "ReLU": _por_elemento(lambda x: max(x, Fraction(0))),
    "softmax": _softmax,
}


# ——— De los lexemas al cálculo ———


@dataclass(frozen=True)
class Nodo:
    """Una expresión leída: cómo se calcula, qué símbolos usa y si opera (o es solo un número)."""

    calcular: Callable[[Entorno], Valor]
    simbolos: frozenset[str] = frozenset()
    opera: bool = False
    indices: frozenset[tuple[str, str]] = frozenset()


def _unir(calcular: Callable[[Entorno], Valor], *nodos: Nodo, opera: bool = True) -> Nodo:
    return Nodo(
        calcular,
        frozenset().union(*(n.simbolos for n in nodos)),
        opera or any(n.opera for n in nodos),
        frozenset().union(*(n.indices for n in nodos)),
    )


def _compuesta(f: Callable[..., Valor], *nodos: Nodo) -> Nodo:
    return _unir(lambda e: f(*(nodo.calcular(e) for nodo in nodos)), *nodos)


def constante(valor: Valor) -> Nodo:
    return Nodo(lambda _: valor)


@dataclass
class Lector:
    """Lee una expresión por descenso recursivo: suma → producto → potencia → átomo."""

    lexemas: Sequence[Lexema]
    parametros: frozenset[str] = frozenset()
    i: int = 0
    barras: int = field(default=0)

    @property
    def actual(self) -> Lexema:
        return self.lexemas[self.i] if self.i < len(self.lexemas) else Lexema("fin", "", -1, -1)

    def tomar(self, texto: str = "") -> Lexema:
        lexema = self.actual
        if lexema.tipo == "fin" or (texto and lexema.texto != texto):
            encontrado = f"«{lexema.texto}»" if lexema.texto else "el final"
            raise FormulaIlegible(f"esperaba «{texto or 'algo más'}» y está {encontrado}")
        self.i += 1
        return lexema

    def todo(self) -> Nodo:
        nodo = self.suma()
        if self.actual.tipo != "fin":
            raise FormulaIlegible(f"no sé leer «{self.actual.texto}»")
        return nodo

    def suma(self) -> Nodo:
        negativo = self._signo()
        nodo = self.producto()
        if negativo:
            nodo = _negar(nodo)
        while self.actual.texto in {"+", "-"}:
            resta = self.tomar().texto != "+"
            nodo = _compuesta(sumar, nodo, _negar(self.producto()) if resta else self.producto())
        return nodo

    def _signo(self) -> bool:
        negativo = False
        while self.actual.texto in {"+", "-"}:
            negativo ^= self.tomar().texto != "+"
        return negativo

    def producto(self) -> Nodo:
        nodo = self.potencia()
        while True:
            if self.actual.texto in PRODUCTOS:
                operar = PRODUCTOS[self.tomar().texto]
                negativo = self._signo()
                nodo = _compuesta(operar, nodo, _negar(self.potencia()) if negativo else self.potencia())
            elif self.actual.texto in {"/", r"\div"}:
                self.tomar()
                nodo = _compuesta(dividir, nodo, self.potencia())
            elif self._empieza_atomo():
                if self.actual.tipo == "numero" or self._es_mixto():
                    raise FormulaIlegible(f"no sé qué operación hay delante de {self.actual.texto}")
                nodo = _compuesta(multiplicar, nodo, self.potencia())
            else:
                return nodo

    def _es_mixto(self) -> bool:
        r"""`1\frac12`: unos leen uno y medio y otros, un medio."""
        anterior = self.lexemas[self.i - 1]
        return (
            anterior.tipo == "numero" and self.actual.texto == r"\frac" and anterior.fin == self.actual.inicio
        )

    def _empieza_atomo(self) -> bool:
        lexema = self.actual
        if lexema.texto == "|":
            return self.barras == 0
        return (
            lexema.tipo in {"numero", "cifra", "letra"}
            or lexema.texto in {"(", "[", "{", r"\{"}
            or (lexema.tipo == "entorno" and lexema.texto.startswith(r"\begin"))
            or (lexema.tipo == "orden" and lexema.texto not in {r"\}", r"\mid"})
        )

    def potencia(self) -> Nodo:
        base = self.atomo()
        while self.actual.texto == "^":
            self.tomar()
            if self._es_traspuesta():
                base = _compuesta(trasponer, base)
            elif base.simbolos == {"e"} and not base.opera:
                base = _compuesta(FUNCIONES[r"\exp"], self.argumento())
            else:
                base = _compuesta(elevar, base, self.argumento())
        return base

    def _es_traspuesta(self) -> bool:
        llano = "".join(x.texto for x in self.lexemas[self.i : self.i + 6])
        for forma in (
            r"{\mathsf{T}}",
            r"{\mathsf{T}",
            r"{\mathsf T}",
            r"{\mathsfT}",
            r"{\top}",
            r"{T}",
            r"\top",
            "T",
        ):
            if llano.startswith(forma) and "T" not in self.parametros:
                consumido = ""
                while consumido != forma:
                    consumido += self.tomar().texto
                return True
        return False

    def argumento(self) -> Nodo:
        """Un grupo `{…}` o, sin llaves, un solo símbolo o cifra."""
        if self.actual.texto == "{":
            self.tomar()
            nodo = self.suma()
            self.tomar("}")
            return nodo
        lexema = self.actual
        if lexema.tipo == "numero" and len(lexema.texto) > 1:  # sin llaves, LaTeX toma una sola cifra
            primera = Lexema("numero", lexema.texto[0], lexema.inicio, lexema.inicio + 1)
            resto = Lexema("numero", lexema.texto[1:], lexema.inicio + 1, lexema.fin)
            self.lexemas = [*self.lexemas[: self.i], primera, resto, *self.lexemas[self.i + 1 :]]
        return self.atomo()

    def atomo(self) -> Nodo:
        lexema = self.tomar()
        if lexema.tipo == "numero" or lexema.tipo == "cifra":
            return constante(numero(lexema.texto if lexema.tipo == "numero" else lexema.valor))
        if lexema.texto in {"(", "[", "{", r"\{"}:
            return self._lista(ABRE[lexema.texto], es_vector=lexema.texto in {"[", "("})
        if lexema.texto == "|":
            return self._absoluto()
        if lexema.tipo == "entorno":
            return self._entorno(nombre_de_entorno(lexema))
        if lexema.texto in {r"\underbrace", r"\overbrace"}:
            return self._llave()
        if lexema.texto == r"\frac":
            return _compuesta(dividir, self.argumento(), self.argumento())
        if lexema.texto == r"\sqrt":
            return self._raiz()
        if lexema.texto in {r"\sum", r"\prod"} or (
            lexema.texto in {r"\max", r"\min"} and self.actual.texto == "_"
        ):
            return self._serie(lexema.texto)
        if lexema.tipo in {"letra", "orden"}:
            self.i -= 1
            return self._nombre()
        raise FormulaIlegible(f"no sé leer «{lexema.texto}»")

    def _lista(self, cierre: str, es_vector: bool) -> Nodo:
        barras, self.barras = self.barras, 0
        partes = [self.suma()]
        while self.actual.texto in {",", ";"}:
            self.tomar()
            partes.append(self.suma())
        self.tomar(cierre)
        self.barras = barras
        if len(partes) == 1 and not (es_vector and cierre == "]"):
            return partes[0]
        return _unir(lambda e: _vector([p.calcular(e) for p in partes]), *partes, opera=False)

    def _absoluto(self) -> Nodo:
        self.barras += 1
        interior = self.suma()
        self.tomar("|")
        self.barras -= 1
        return _unir(lambda e: abs(interior.calcular(e)), interior)

    def _llave(self) -> Nodo:
        r"""`\underbrace{2+3}_{suma}`: lo que abarca; el rótulo no calcula."""
        nodo = self.argumento()
        if self.actual.texto in {"_", "^"}:
            self.tomar()
            self._crudo()
        return nodo

    def _raiz(self) -> Nodo:
        indice = constante(Fraction(2))
        if self.actual.texto == "[":
            self.tomar()
            indice = self.suma()
            self.tomar("]")
        radicando = self.argumento()

        def calcular(e: Entorno) -> Valor:
            n, x = indice.calcular(e), radicando.calcular(e)
            return _real(_raiz, x) if n == 2 else elevar(x, 1 / n)

        return _unir(calcular, indice, radicando)

    def _serie(self, orden: str) -> Nodo:
        indice, desde, hasta = "", None, None
        while self.actual.texto in {"_", "^"}:
            if self.tomar().texto == "^":
                hasta = self.argumento()
            elif self.actual.texto == "{":
                self.tomar()
                indice = self.tomar().texto
                if self.actual.texto == "=":
                    self.tomar()
                    desde = self.suma()
                self.tomar("}")
            else:
                indice = self.tomar().texto
        if not indice:
            raise FormulaIlegible(f"«{orden}» sin índice")
        cuerpo = self.producto()
        usados = [base for base, i in cuerpo.indices if i == indice]

        def calcular(e: Entorno) -> Valor:
            primero = int(desde.calcular(e)) if desde else 1
            ultimo = _ultimo(e, hasta, usados)
            if ultimo - primero >= TERMINOS:
                raise FormulaIlegible(f"son más de {TERMINOS} términos: demasiados para comprobarlos")
            terminos = [cuerpo.calcular({**e, indice: Fraction(k)}) for k in range(primero, ultimo + 1)]
            return SERIES[orden](terminos)

        limites = [n for n in (desde, hasta) if n and n.simbolos <= self.parametros]
        nodo = _unir(calcular, cuerpo, *limites)
        libres = frozenset(i for i in nodo.indices if i[1] != indice)
        return Nodo(calcular, nodo.simbolos - {indice}, True, libres)

    def _entorno(self, nombre: str) -> Nodo:
        if nombre == "cases":
            return self._casos()
        if nombre not in MATRICES:
            raise FormulaIlegible(f"no sé leer el entorno «{nombre}»")
        filas: list[list[Nodo]] = [[self.suma()]]
        while self.actual.texto != rf"\end{{{nombre}}}":
            if self.actual.texto == "&":
                self.tomar()
                filas[-1].append(self.suma())
            elif self.actual.tipo == "salto":
                self.tomar()
                if self.actual.tipo != "entorno":
                    filas.append([self.suma()])
            else:
                raise FormulaIlegible(f"no sé leer «{self.actual.texto}» en una matriz")
        self.tomar()
        todos = [n for fila in filas for n in fila]
        return _unir(lambda e: tuple(tuple(n.calcular(e) for n in f) for f in filas), *todos, opera=False)

    def _casos(self) -> Nodo:
        ramas: list[tuple[Nodo, Callable[[Entorno], bool] | None]] = []
        nodos: list[Nodo] = []
        while self.actual.texto != r"\end{cases}":
            valor = self.suma()
            if self.actual.texto == ",":
                self.tomar()
            self.tomar("&")
            condicion, usados = self._condicion()
            ramas.append((valor, condicion))
            nodos += [valor, *usados]
            if self.actual.tipo == "salto":
                self.tomar()
        self.tomar()

        def calcular(e: Entorno) -> Valor:
            validas = [valor for valor, condicion in ramas if condicion is not None and condicion(e)]
            validas = validas or [valor for valor, condicion in ramas if condicion is None]
            if len(validas) > 1:
                raise FormulaIlegible("dos casos se cumplen a la vez")
            if not validas:
                raise FormulaIlegible("sus casos no cubren todos los puntos")
            return validas[0].calcular(e)

        return _unir(calcular, *nodos)

    def _condicion(self) -> tuple[Callable[[Entorno], bool] | None, list[Nodo]]:
        """`x > 0`, `\\text{si } 0 \\le x < 1`; sin comparación, «en otro caso»."""
        self._saltar_palabras()
        if self.actual.tipo in {"salto", "entorno"}:
            return None, []
        partes, relaciones = [self.suma()], []
        while self.actual.tipo == "relacion":
            relaciones.append(COMPARAR[self.tomar().texto])
            partes.append(self.suma())
            self._saltar_palabras()
        if not relaciones:
            raise FormulaIlegible("un caso sin condición")

        def cumple(e: Entorno) -> bool:
            valores = [p.calcular(e) for p in partes]
            return all(r(a, b) for r, a, b in zip(relaciones, valores, valores[1:], strict=False))

        return cumple, partes

    def _saltar_palabras(self) -> None:
        while self.actual.texto in {r"\text", r"\mathrm", r"\textrm"} or self.actual.texto in {".", ","}:
            if self.tomar().texto in {".", ","}:
                continue
            self.tomar("{")
            while self.tomar().texto != "}":
                pass

    def _nombre(self) -> Nodo:
        simbolo = self._simbolo()
        funcion = FUNCIONES.get(simbolo)
        if funcion is None and simbolo not in self.parametros:
            funcion = FUNCIONES_DEL_CAMPO.get(simbolo)
        if simbolo.startswith(r"\log_"):
            base = simbolo.removeprefix(r"\log_").strip("{}")
            funcion = _logaritmo(int(base)) if base.isdecimal() else None
        if funcion is not None:
            return self._aplicar(simbolo, funcion)
        if simbolo == r"\pi" and simbolo not in self.parametros:
            return constante(math.pi)
        if simbolo == r"\infty":
            return constante(math.inf)
        return self._variable(simbolo)

    def _simbolo(self) -> str:
        r"""El nombre normal de un símbolo, con subíndice y primas: `\hat{y}`, `w_{viejo}`, `\sigma'`."""
        lexema = self.tomar()
        texto = lexema.texto
        if texto in {r"\operatorname", r"\mathrm", r"\text", r"\mathit", r"\hat", r"\bar", r"\mathcal"}:
            contenido = self._crudo()
            if contenido == "e" and self.actual.texto == "{":
                raise FormulaIlegible("no sé si «e» es un número o un exponente")
            if rf"\{contenido}" in FUNCIONES:
                texto = rf"\{contenido}"
            else:
                texto = contenido if contenido in {*FUNCIONES_DEL_CAMPO, "e"} else f"{texto}{{{contenido}}}"
        elif lexema.tipo == "orden" and texto in ORDENES_SIN_SENTIDO:
            raise FormulaIlegible(f"no sé leer «{texto}»")
        while self.actual.texto in {"_", "'", r"\prime"}:
            if self.tomar().texto != "_":
                texto += "'"
                continue
            indice = self._crudo()
            texto += f"_{indice}" if len(indice) == 1 else f"_{{{indice}}}"
        return texto

    def _crudo(self) -> str:
        """El texto de un grupo, tal cual y sin espacios."""
        if self.actual.texto != "{":
            return self.tomar().texto
        self.tomar()
        texto, hondura = "", 1
        while hondura:
            lexema = self.tomar()
            hondura += (lexema.texto == "{") - (lexema.texto == "}")
            texto += lexema.texto if hondura else ""
        return texto

    def _aplicar(self, simbolo: str, funcion: Callable[..., Valor]) -> Nodo:
        potencia = None
        if self.actual.texto == "^":
            self.tomar()
            potencia = self.argumento()
        if self.actual.texto in {"(", r"\{", "["}:
            abre = self.tomar().texto
            argumentos = [self.suma()]
            while self.actual.texto in {",", ";"}:
                self.tomar()
                argumentos.append(self.suma())
            self.tomar(ABRE[abre])
        else:
            argumentos = [self.potencia()]
        nodo = _unir(lambda e: funcion(*(a.calcular(e) for a in argumentos)), *argumentos)
        if simbolo in FUNCIONES_DEL_CAMPO:
            nodo = Nodo(nodo.calcular, nodo.simbolos | {simbolo}, True, nodo.indices)
        if self.actual.texto == "_":
            nodo = self._elemento(nodo)
        if potencia is None:
            return nodo
        return _unir(lambda e: elevar(nodo.calcular(e), potencia.calcular(e)), nodo, potencia)

    def _elemento(self, nodo: Nodo) -> Nodo:
        r"""`\mathrm{softmax}(z)_i`: un elemento de lo que da una función, tan largo como su argumento."""
        self.tomar("_")
        indice = self._crudo()
        vectores = sorted(nodo.simbolos & self.parametros)
        if len(indice) != 1 or len(vectores) != 1:
            raise FormulaIlegible(f"no sé leer el índice «{indice}» de una función")

        def elemento(e: Entorno) -> Valor:
            if indice not in e:
                raise FormulaIlegible(f"el índice «{indice}» no tiene valor")
            return nodo.calcular(e)[int(e[indice]) - 1]

        return Nodo(elemento, nodo.simbolos, True, nodo.indices | {(vectores[0], indice)})

    def _variable(self, simbolo: str) -> Nodo:
        base, _, indice = simbolo.partition("_")
        indice = indice.strip("{}")
        if indice and simbolo not in self.parametros and base in self.parametros:
            letras = tuple(indice.replace(",", ""))

            def elemento(e: Entorno) -> Valor:
                valor = e[base]
                for letra in letras:
                    if letra not in e:
                        raise FormulaIlegible(f"el índice «{letra}» de «{simbolo}» no tiene valor")
                    valor = valor[int(e[letra]) - 1]
                return valor

            return Nodo(elemento, frozenset({base}), False, frozenset((base, letra) for letra in letras))

        def valor(e: Entorno) -> Valor:
            if simbolo in e:
                return e[simbolo]
            if simbolo == "e":
                return math.e
            raise FormulaIlegible(f"no sé qué es «{simbolo}»")

        return Nodo(valor, frozenset({simbolo}))


SERIES: dict[str, Callable[[list[Valor]], Valor]] = {
    r"\sum": lambda terminos: functools.reduce(sumar, terminos, Fraction(0)),
    r"\prod": lambda terminos: functools.reduce(multiplicar, terminos, Fraction(1)),
    r"\max": max,
    r"\min": min,
}
ORDENES_SIN_SENTIDO = {
    r"\int",
    r"\partial",
    r"\nabla",
    r"\lim",
    r"\ldots",
    r"\dots",
    r"\cdots",
    r"\pm",
    r"\mp",
    r"\%",
}
COMPARAR: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    r"\ll": operator.lt,
    r"\leq": operator.le,
    ">": operator.gt,
    r"\gg": operator.gt,
    r"\geq": operator.ge,
    r"\neq": operator.ne,
}


def _ultimo(e: Entorno, hasta: Nodo | None, usados: Sequence[str]) -> int:
    if hasta is not None and all(s in e for s in hasta.simbolos):
        return int(hasta.calcular(e))
    if not usados:
        raise FormulaIlegible("no sé hasta dónde llega la suma")
    return len(e[usados[0]])


def _vector(partes: list[Valor]) -> Valor:
    return partes[0] if len(partes) == 1 and isinstance(partes[0], tuple) else tuple(partes)


def _negar(nodo: Nodo) -> Nodo:
    return Nodo(lambda e: escalar(nodo.calcular(e), -1), nodo.simbolos, nodo.opera, nodo.indices)


def numero(texto: str) -> Valor:
    """El valor exacto de un literal de la fórmula."""
    try:
        literal = leer_literal(texto)
    except LiteralIlegible as error:
        raise FormulaIlegible(str(error)) from None
    return _valor(literal)


def _valor(literal: Any) -> Valor:
    return literal.valor if isinstance(literal, Numero) else tuple(_valor(parte) for parte in literal)


def leer(lexemas: Sequence[Lexema], parametros: frozenset[str] = frozenset()) -> Nodo:
    """El `Nodo` de una expresión completa."""
    if not lexemas:
        raise FormulaIlegible("está vacía")
    try:
        return Lector(lexemas, parametros).todo()
    except RecursionError:
        raise FormulaIlegible("encierra demasiadas cosas unas dentro de otras") from None


def cifras(tex: str) -> Iterator[Lexema]:
    r"""Los trozos de la fórmula donde un lector ve cifras que no están dentro de `\cifra`."""
    for lexema in lexemas(tex):
        escrito = tex[lexema.inicio : lexema.fin]
        if lexema.tipo in {"cifra", "salto", "entorno"} or escrito.startswith(r"\hspace"):
            continue
        if any(c.isdigit() or c.isnumeric() for c in escrito):
            yield lexema
