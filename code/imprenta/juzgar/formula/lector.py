r"""Leer una expresión por descenso recursivo: expresión → término → factor → átomo.

Lo que no se sabe leer es `FormulaIlegible`: nunca se da por bueno.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from imprenta.juzgar.formula import entornos, series, simbolos
from imprenta.juzgar.formula.algebra import (
    FUNCIONES,
    PRODUCTOS,
    Valor,
    absoluto,
    cociente,
    potencia,
    raiz,
    suma,
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
from imprenta.juzgar.literal.leer import Literal, LiteralIlegible, Numero, literal_de
from imprenta.libro.modelo import FormulaIlegible

TRASPUESTAS = (
    ("{", r"\mathsf", "{", "T", "}", "}"),
    ("{", r"\mathsf", "T", "}"),
    ("{", r"\top", "}"),
    ("{", "T", "}"),
    (r"\top",),
    ("T",),
)


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
        raise FormulaIlegible("encierra demasiadas cosas unas dentro de otras") from None


def nombre_de_simbolo(lexemas: Sequence[Lexema]) -> str:
    r"""El nombre normal del símbolo con que empieza una expresión.

    >>> from imprenta.juzgar.formula.lexemas import lexemas
    >>> nombre_de_simbolo(lexemas(r"\hat y_{ i }' = 2"))
    "\\hat{y}_i'"
    """
    return simbolos.nombre(Lector(lexemas))


class Lector(Cursor):
    """Lee de principio a fin una expresión; `barras` son los `|` que esperan a que se cierre su pareja."""

    barras = 0

    def todo(self) -> Nodo:
        nodo = self.expresion()
        if self.actual.tipo != "fin":
            raise FormulaIlegible(f"no sé leer «{self.actual.texto}»")
        return nodo

    def expresion(self) -> Nodo:
        nodo = opuesto(self.termino()) if self._es_negativo() else self.termino()
        while self.actual.texto in {"+", "-"}:
            resta = self.tomar().texto == "-"
            nodo = operacion(suma, nodo, opuesto(self.termino()) if resta else self.termino())
        return nodo

    def _es_negativo(self) -> bool:
        negativo = False
        while self.actual.texto in {"+", "-"}:
            negativo ^= self.tomar().texto == "-"
        return negativo

    def termino(self) -> Nodo:
        nodo = self.factor()
        while True:
            if operar := PRODUCTOS.get(self.actual.texto):
                self.tomar()
                negativo = self._es_negativo()
                nodo = operacion(operar, nodo, opuesto(self.factor()) if negativo else self.factor())
            elif self.pasar("/", r"\div"):
                nodo = operacion(cociente, nodo, self.factor())
            elif self._empieza_atomo():
                if self.actual.tipo == "numero" or self._es_mixto():
                    raise FormulaIlegible(f"no sé qué operación hay delante de {self.actual.texto}")
                nodo = operacion(PRODUCTOS[r"\cdot"], nodo, self.factor())
            else:
                return nodo

    def _es_mixto(self) -> bool:
        r"""`1\frac12`: unos leen uno y medio y otros, un medio."""
        anterior, actual = self.lexemas[self.i - 1], self.actual
        return anterior.tipo == "numero" and actual.texto == r"\frac" and anterior.fin == actual.inicio

    def _empieza_atomo(self) -> bool:
        lexema = self.actual
        if lexema.texto == "|":
            return self.barras == 0
        return (
            lexema.tipo in {"numero", "cifra", "letra"}
            or lexema.texto in CIERRE
            or lexema.abre_entorno
            or (lexema.tipo == "orden" and lexema.texto not in {r"\}", r"\mid"})
        )

    def factor(self) -> Nodo:
        base = self.atomo()
        while self.pasar("^"):
            if self._es_traspuesta():
                base = aplicacion(lambda argumentos: traspuesta(argumentos[0]), [base])
            elif base.simbolos == {"e"} and not base.opera:
                base = aplicacion(FUNCIONES[r"\exp"], [self.argumento()])
            else:
                base = operacion(potencia, base, self.argumento())
        return base

    def _es_traspuesta(self) -> bool:
        """Si el exponente es la señal de trasponer, en cuyo caso la pasa."""
        if "T" in self.parametros:
            return False
        siguientes = tuple(x.texto for x in self.lexemas[self.i : self.i + 6])
        forma = next((f for f in TRASPUESTAS if siguientes[: len(f)] == f), ())
        self.i += len(forma)
        return bool(forma)

    def argumento(self) -> Nodo:
        if self.pasar("{"):
            nodo = self.expresion()
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
        if lexema.tipo == "numero":
            return constante(_valor_escrito(lexema.texto), lexema)
        if lexema.tipo == "cifra":
            return constante(_valor_escrito(lexema.literal), lexema)
        if lexema.texto in CIERRE:
            return self._entre_parejas(lexema.texto)
        if lexema.texto == "|":
            return self._absoluto()
        if lexema.tipo == "entorno":
            return entornos.entorno(self, lexema.entorno)
        if lexema.tipo in {"letra", "orden"}:
            return self._orden(lexema.texto)
        raise FormulaIlegible(f"no sé leer «{lexema.texto}»")

    def _entre_parejas(self, abre: str) -> Nodo:
        barras, self.barras = self.barras, 0
        partes = self.lista()
        self.tomar(CIERRE[abre])
        self.barras = barras
        if len(partes) == 1 and abre != "[":
            return partes[0]
        return union(lambda v: _reunidos([parte.calcular(v) for parte in partes]), *partes, opera=False)

    def _absoluto(self) -> Nodo:
        self.barras += 1
        interior = self.expresion()
        self.tomar("|")
        self.barras -= 1
        return union(lambda v: absoluto(interior.calcular(v)), interior)

    def _orden(self, texto: str) -> Nodo:
        if texto in {r"\underbrace", r"\overbrace"}:
            return self._con_llave()
        if texto == r"\frac":
            return operacion(cociente, self.argumento(), self.argumento())
        if texto == r"\sqrt":
            return self._raiz()
        if texto in {r"\sum", r"\prod"} or (texto in {r"\max", r"\min"} and self.actual.texto == "_"):
            return series.serie(self, texto)
        self.i -= 1
        return simbolos.simbolo(self)

    def _con_llave(self) -> Nodo:
        r"""`\underbrace{2+3}_{suma}`: lo que abarca; el rótulo no calcula."""
        nodo = self.argumento()
        if self.pasar("_", "^"):
            self.crudo()
        return nodo

    def _raiz(self) -> Nodo:
        indice = constante(Fraction(2))
        if self.pasar("["):
            indice = self.expresion()
            self.tomar("]")
        return operacion(raiz, self.argumento(), indice)


def _reunidos(partes: list[Valor]) -> Valor:
    return partes[0] if len(partes) == 1 and isinstance(partes[0], tuple) else tuple(partes)


def _valor_escrito(texto: str) -> Valor:
    """El valor exacto de un literal de la fórmula."""
    try:
        return _valor(literal_de(texto))
    except LiteralIlegible as error:
        raise FormulaIlegible(str(error)) from None


def _valor(literal: Literal) -> Valor:
    return literal.valor if isinstance(literal, Numero) else tuple(map(_valor, literal))
