r"""Leer una expresión por descenso recursivo: expresión → término → factor → átomo.

Se lee lo que se dibuja: unas llaves, un color o una letra que solo visten no agrupan, y `2{3}` es 23. Lo que
no se sabe leer es `FormulaIlegible` y lo que unos leen de un modo y otros de otro, `FormulaAmbigua`: nunca se
da por bueno.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction

from imprenta.juzgar.formula import entornos, series, simbolos
from imprenta.juzgar.formula.algebra import (
    PRODUCTOS,
    FormulaAmbigua,
    Funcion,
    SinValor,
    Valor,
    absoluto,
    cociente,
    doble_lectura,
    escalar,
    norma,
    potencia,
    producto,
    raiz,
    suma,
    suma_de,
    traspuesta,
)
from imprenta.juzgar.formula.cursor import (
    Cursor,
    Nodo,
    aplicacion,
    constante,
    operacion,
    opuesto,
    union,
)
from imprenta.juzgar.formula.lexemas import CIERRE, Lexema
from imprenta.juzgar.formula.naturales import binomial, factorial, resto
from imprenta.juzgar.literal.leer import Literal, LiteralIlegible, Numero, literal_de
from imprenta.libro.modelo import FormulaIlegible
from imprenta.libro.parejas import TODAS

TRASPUESTAS = (
    ("{", r"\mathsf", "{", "T", "}", "}"),
    ("{", r"\mathrm", "{", "T", "}", "}"),
    ("{", r"\mathsf", "T", "}"),
    ("{", r"\top", "}"),
    ("{", r"\intercal", "}"),
    ("{", "T", "}"),
    (r"\mathsf", "{", "T", "}"),
    (r"\mathrm", "{", "T", "}"),
    (r"\mathsf", "T"),
    (r"\top",),
    (r"\intercal",),
    ("T",),
)
ESCRITURA_DE_GRADOS = (("^", r"\circ"), ("^", "{", r"\circ", "}"), ("°",), ("º",), (r"\degree",))
BARRAS = {
    "|": "|",
    r"\|": r"\|",
    r"\Vert": r"\Vert",
    r"\lVert": r"\rVert",
}
DIVISIONES = ("/", r"\div")
MODULOS = (r"\bmod", r"\mod")
COMBINATORIOS = {r"\binom", r"\dbinom", r"\tbinom"}
CON_OTRO_ARGUMENTO = COMBINATORIOS | {r"\frac"}
# Donde una suma con una llave encima o debajo no necesita paréntesis: no la multiplica ni la resta nadie.
SUMA_CLARA_TRAS = {"", "+", "(", "[", "{", ",", ";"}
SUMA_CLARA_ANTE = {"", "+", "-", ")", "]", "}", ",", ";"}
CIFRAS_DE_UN_NUMERO = 1000
DEMASIADO_HONDA = "encierra demasiadas cosas unas dentro de otras"
RADIANES_POR_GRADO = constante(math.pi / 180)


def nodo_de(lexemas: Sequence[Lexema], parametros: frozenset[str] = frozenset()) -> Nodo:
    r"""El `Nodo` de una expresión completa.

    >>> from imprenta.juzgar.formula.lexemas import lexemas
    >>> nodo_de(lexemas(r"\frac{1}{4} + x")).calcular({"x": Fraction(2)})
    Fraction(9, 4)
    """
    if not lexemas:
        raise FormulaIlegible("está vacía")
    try:
        return Lector(lexemas, parametros).todo()
    except RecursionError:
        raise FormulaIlegible(DEMASIADO_HONDA) from None


def nombre_de_simbolo(lexemas: Sequence[Lexema]) -> str:
    r"""El nombre normal del símbolo con que empieza una expresión.

    >>> from imprenta.juzgar.formula.lexemas import lexemas
    >>> nombre_de_simbolo(lexemas(r"\hat y_{ i }' = 2"))
    "\\hat{y}_i'"
    """
    return simbolos.nombre(Lector(lexemas))


class Lector(Cursor):
    """Lee de principio a fin una expresión.

    `barras` son los `|` que esperan a que se cierre su pareja; `entero`, si el factor recién leído es solo
    un número entero, y podría ser la parte entera de un número mixto.
    """

    def __init__(self, lexemas: Sequence[Lexema], parametros: frozenset[str] = frozenset()) -> None:
        super().__init__(lexemas, parametros)
        self.barras = list[str]()
        self.entero = False

    def todo(self) -> Nodo:
        nodo = self.expresion()
        if self.actual.tipo != "fin":
            raise FormulaIlegible(f"no sé leer «{self.actual.texto}»")
        return nodo

    def expresion(self) -> Nodo:
        inicio, negativo = self.i, self._es_negativo()
        nodo = opuesto(self.termino()) if negativo else self.termino()
        sumas = [nodo]
        while self.actual.texto in {"+", "-"}:
            resta = self.tomar().texto == "-"
            sumas.append(opuesto(self.termino()) if resta else self.termino())
        if self.actual.texto in MODULOS:
            return self._modulo(inicio, nodo, claro=len(sumas) == 1 and not negativo)
        return nodo if len(sumas) == 1 else _de_muchos(sumas)

    def _es_negativo(self) -> bool:
        negativo = False
        while self.actual.texto in {"+", "-"}:
            negativo ^= self.tomar().texto == "-"
        return negativo

    def _modulo(self, inicio: int, dividendo: Nodo, claro: bool) -> Nodo:
        r"""`2^{10} \bmod 7`: de una suma, o seguido de otra cosa, no se sabe hasta dónde llega."""
        nodo = operacion(resto, dividendo, self._tras_el_signo())
        if not claro or self.actual.texto in {"+", "-", *PRODUCTOS, *DIVISIONES, *MODULOS}:
            raise _sin_parentesis(self.leido_desde(inicio))
        return nodo

    def _tras_el_signo(self) -> Nodo:
        self.tomar()
        return self.factor()

    def termino(self) -> Nodo:
        desde, nodo = self.i, self.factor()
        dividido = False
        while True:
            if operar := PRODUCTOS.get(self.actual.texto):
                self.tomar()
                desde, negativo, dividido = self.i, self._es_negativo(), False
                nodo = operacion(operar, nodo, opuesto(self.factor()) if negativo else self.factor())
            elif self.actual.texto in DIVISIONES:
                nodo, dividido = operacion(cociente, nodo, self._tras_el_signo()), True
            elif self.empieza_atomo():
                if nodo.simbolos and self._sigue_otra_cifra():
                    raise FormulaIlegible(f"no sé qué operación hay delante de {self.actual.texto}")
                nodo = operacion(producto, nodo, self._factor_pegado(desde, dividido))
            else:
                return nodo

    def _factor_pegado(self, desde: int, dividido: bool) -> Nodo:
        """Un factor que se multiplica sin signo por lo anterior, leído desde `desde`."""
        corte, entero = self.i, self.entero
        while self.actual.texto == "{":
            self.abrir_llave()
        if self.actual.tipo == "numero":
            raise _sin_signo(self.actual.texto)
        factor = self.factor()
        if dividido:
            antes, pegado = self.leido_desde(desde, corte), self.leido_desde(corte)
            arriba, signo, abajo = _division(antes)
            raise doble_lectura(antes + pegado, f"({antes}){pegado}", f"{arriba}{signo}({abajo}{pegado})")
        if entero and self._es_fraccion_propia(corte, factor):
            antes, pegado = self.leido_desde(desde, corte), self.leido_desde(corte)
            raise doble_lectura(antes + pegado, f"{antes}+{pegado}", rf"{antes}\cdot{pegado}")
        return factor

    def _es_fraccion_propia(self, inicio: int, factor: Nodo) -> bool:
        r"""Si lo leído puede ser la parte fraccionaria de un número mixto: `\frac12`."""
        orden, *piezas = [x for x in self.lexemas[inicio : self.i] if x.texto not in {"{", "}"}]
        if orden.texto != r"\frac" or any(x.tipo not in {"numero", "cifra"} for x in piezas):
            return False
        try:
            return 0 < escalar(factor.calcular({})) < 1
        except SinValor:
            return False

    def empieza_atomo(self) -> bool:
        lexema = self.actual
        if lexema.texto in BARRAS or lexema.texto in BARRAS.values():
            return lexema.texto in BARRAS and lexema.texto not in [BARRAS[b] for b in self.barras[-1:]]
        return (
            lexema.tipo in {"numero", "cifra", "letra"}
            or lexema.texto in CIERRE
            or lexema.abre_entorno
            or (lexema.tipo == "orden" and lexema.texto not in {r"\}", r"\mid", *MODULOS})
        )

    def factor(self) -> Nodo:
        inicio, base = self.i, self.atomo()
        elevado = False
        while True:
            if self.actual.tipo != "letra" and any(self.siguen(*forma) for forma in ESCRITURA_DE_GRADOS):
                base = self._en_radianes(base)
            elif self.pasar("!"):
                if self.pasar("!") or elevado:
                    raise _sin_parentesis(self.leido_desde(inicio))
                base = aplicacion(FACTORIAL, [base])
            elif self.pasar("^"):
                base, elevado = self._elevado(base), True
            else:
                self.entero = self._es_entero(inicio)
                return base

    def _es_entero(self, inicio: int) -> bool:
        leidos = [x for x in self.lexemas[inicio : self.i] if x.texto not in {"{", "}"}]
        return all((x.literal or x.texto).isdecimal() for x in leidos)

    def _en_radianes(self, grados: Nodo) -> Nodo:
        if not self.en_angulo:
            raise FormulaIlegible("unos grados fuera de una función de ángulos")
        return operacion(producto, grados, RADIANES_POR_GRADO)

    def _elevado(self, base: Nodo) -> Nodo:
        inicio = self.i
        if "T" not in self.parametros and any(self.siguen(*forma) for forma in TRASPUESTAS):
            if _puede_trasponerse(base):
                return aplicacion(TRASPUESTA, [base])
            self.i = inicio  # de un número, `T` es un exponente
        return operacion(potencia, base, self.argumento())

    def argumento(self) -> Nodo:
        if self.pasar("{"):
            nodo = self.expresion()
            self.tomar("}")
            return nodo
        if self.actual.tipo == "numero":
            cifra = self.tomar_cifra()
            return constante(_valor_escrito(cifra.texto), cifra)
        return self.atomo()

    def atomo(self) -> Nodo:
        while self.actual.texto == "{":
            self.abrir_llave()
        lexema = self.tomar()
        if lexema.tipo == "numero":
            entero = self._cifras_seguidas(lexema)
            return constante(_valor_escrito(entero.texto), entero)
        if lexema.tipo == "cifra":
            return constante(_valor_escrito(lexema.literal), lexema)
        if lexema.texto in CIERRE:
            return self._entre_parejas(lexema.texto)
        if lexema.texto in BARRAS:
            return self._entre_barras(lexema.texto)
        if lexema.tipo == "entorno":
            return entornos.entorno(self, lexema.entorno)
        if lexema.tipo in {"letra", "orden"}:
            return self._orden(lexema.texto)
        raise FormulaIlegible(f"no sé leer «{lexema.texto}»")

    def _cifras_seguidas(self, numero: Lexema) -> Lexema:
        """El número que un lector ve, aunque se escriba a trozos: `2{3}` se dibuja como 23."""
        inicio = self.i
        while self._sigue_otra_cifra():
            pieza = self.tomar()
            juntos = numero.texto + pieza.texto
            if any(x.hueco for x in self.lexemas[inicio : self.i]) or not juntos.isdecimal():
                raise _sin_signo(pieza.texto)
            numero = Lexema("numero", juntos, numero.inicio, pieza.fin)
        return numero

    def _sigue_otra_cifra(self) -> bool:
        while self.actual.texto == "{" and self._primero_dentro().tipo == "numero":
            self.abrir_llave()
        return self.actual.tipo == "numero"

    def _primero_dentro(self) -> Lexema:
        return next((x for x in self.lexemas[self.i :] if x.texto != "{"), self.actual)

    def _entre_parejas(self, abre: str) -> Nodo:
        barras, self.barras = self.barras, []
        partes = self.lista()
        self.tomar(CIERRE[abre])
        self.barras = barras
        if len(partes) == 1 and abre != "[":
            return partes[0]
        return union(lambda v: _reunidos([parte.calcular(v) for parte in partes]), *partes, opera=False)

    def _entre_barras(self, abre: str) -> Nodo:
        if self.actual.texto == r"\{":
            raise FormulaIlegible("entre barras hay un conjunto")
        self.barras.append(abre)
        interior = self.expresion()
        self.tomar(BARRAS[abre])
        self.barras.pop()
        if abre == "|" or not self.pasar("_"):
            return union(lambda v: absoluto(interior.calcular(v)), interior)
        orden = self.argumento()
        return union(lambda v: norma(interior.calcular(v), escalar(orden.calcular(v))), interior, orden)

    def _orden(self, texto: str) -> Nodo:
        if texto in {r"\underbrace", r"\overbrace"}:
            return self._con_llave()
        if texto in CON_OTRO_ARGUMENTO:
            return operacion(binomial if texto in COMBINATORIOS else cociente, *self._dos_argumentos())
        if texto == r"\sqrt":
            return self._raiz()
        if texto in {r"\sum", r"\prod"} or (texto in {r"\max", r"\min"} and self.actual.texto == "_"):
            return series.serie(self, texto)
        self.i -= 1
        return simbolos.simbolo(self)

    def _dos_argumentos(self) -> tuple[Nodo, Nodo]:
        return self.argumento(), self.argumento()

    def _con_llave(self) -> Nodo:
        r"""`\underbrace{2+3}_{suma}`: lo que abarca; el rótulo no calcula."""
        inicio = self.i - 1
        nodo = self.argumento()
        abarca = self.leido_desde(inicio)
        if self.pasar("_", "^"):
            self.crudo()
        antes = "".join(x.texto for x in self.lexemas[max(inicio - 1, 0) : inicio])
        if _es_suma(abarca) and not (antes in SUMA_CLARA_TRAS and self.actual.texto in SUMA_CLARA_ANTE):
            raise _sin_parentesis(abarca)
        return nodo

    def _raiz(self) -> Nodo:
        indice = constante(Fraction(2))
        if self.pasar("["):
            indice = self.expresion()
            self.tomar("]")
        return operacion(raiz, self.argumento(), indice)


def _division(texto: str) -> tuple[str, str, str]:
    """Lo que se divide, el signo y entre qué: de `2x/3`, `2x`, `/` y `3`."""
    return max((texto.rpartition(signo) for signo in DIVISIONES), key=lambda partes: len(partes[0]))


def _es_suma(texto: str) -> bool:
    interior = texto.partition("{")[2]
    honduras = zip(interior, TODAS.honduras(interior), strict=True)
    return any(c in "+-" and k and hondura == 0 for k, (c, hondura) in enumerate(honduras))


def _sin_signo(texto: str) -> FormulaAmbigua:
    return FormulaAmbigua(f"no sé qué operación hay delante de {texto}: escríbela, o escribe el número junto")


def _sin_parentesis(texto: str) -> FormulaAmbigua:
    return FormulaAmbigua(f"«{texto}» es ambiguo: faltan paréntesis que digan qué se calcula antes")


def _de_muchos(sumandos: Sequence[Nodo]) -> Nodo:
    """Una suma, que se calcula de una vez: por larga que sea no es una fórmula honda."""
    return union(lambda v: suma_de(x.calcular(v) for x in sumandos), *sumandos, operar=suma)


def _primero(funcion: Callable[[Valor], Valor]) -> Funcion:
    return lambda argumentos: funcion(argumentos[0])


FACTORIAL, TRASPUESTA = _primero(factorial), _primero(traspuesta)


def _puede_trasponerse(base: Nodo) -> bool:
    """Si no es, ya de seguro, un número."""
    try:
        return bool(base.simbolos) or isinstance(base.calcular({}), tuple)
    except (FormulaIlegible, ArithmeticError):
        return False


def _reunidos(partes: list[Valor]) -> Valor:
    return partes[0] if len(partes) == 1 and isinstance(partes[0], tuple) else tuple(partes)


def _valor_escrito(texto: str) -> Valor:
    """El valor exacto de un literal de la fórmula."""
    if len(texto) > CIFRAS_DE_UN_NUMERO:
        raise FormulaIlegible(f"un número de más de {CIFRAS_DE_UN_NUMERO} cifras")
    try:
        return _valor(literal_de(texto))
    except LiteralIlegible as error:
        raise FormulaIlegible(str(error)) from None


def _valor(literal: Literal) -> Valor:
    return literal.valor if isinstance(literal, Numero) else tuple(map(_valor, literal))
