r"""Leer lo que recorre un índice: `\sum`, `\prod`, `\max_j` y `\min_j`."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from imprenta.juzgar.formula.algebra import Valor, entero
from imprenta.juzgar.formula.cursor import Cursor, Nodo, Subindice, Valores, union
from imprenta.juzgar.formula.funciones import SERIES
from imprenta.libro.modelo import FormulaIlegible

TERMINOS = 1000  # de una suma o de un producto
TERMINOS_EN_TOTAL = 10_000  # de una suma de sumas
EN_CADA_UNO = ""  # no es el nombre de ningún símbolo: cuántos términos le quedan a lo que va dentro


@dataclass
class Limites:
    """El índice de una serie y por dónde va; sin `hasta`, hasta donde llegue lo que indexa."""

    indice: str = ""
    desde: Nodo | None = None
    hasta: Nodo | None = None

    def recorrido(self, valores: Valores, indexados: list[Subindice]) -> range:
        primero = entero(self.desde.calcular(valores)) if self.desde else 1
        ultimo = self._ultimo(valores, indexados)
        if ultimo - primero >= TERMINOS:
            raise FormulaIlegible(f"son más de {TERMINOS} términos: demasiados para comprobarlos")
        return range(primero, ultimo + 1)

    def _ultimo(self, valores: Valores, indexados: list[Subindice]) -> int:
        if self.hasta is not None and all(simbolo in valores for simbolo in self.hasta.simbolos):
            return entero(self.hasta.calcular(valores))
        if not indexados:
            raise FormulaIlegible("no sé hasta dónde llega la suma")
        return indexados[0].largo(valores)


def serie(cursor: Cursor, orden: str) -> Nodo:
    r"""Lo que sigue a `\sum`: sus límites y lo que se suma."""
    limites = _limites(cursor)
    if not limites.indice:
        raise FormulaIlegible(f"«{orden}» sin índice")
    cuerpo, indice = cursor.termino(), limites.indice
    indexados = [suyo for suyo in cuerpo.indices if suyo.letra == indice]

    def calcular(valores: Valores) -> Valor:
        recorrido = limites.recorrido(valores, indexados)
        quedan = entero(valores.get(EN_CADA_UNO, Fraction(TERMINOS_EN_TOTAL))) // max(len(recorrido), 1)
        if not quedan:
            raise FormulaIlegible(f"son más de {TERMINOS_EN_TOTAL} términos: demasiados para comprobarlos")
        dentro = {**valores, EN_CADA_UNO: Fraction(quedan)}
        return SERIES[orden]([cuerpo.calcular({**dentro, indice: Fraction(k)}) for k in recorrido])

    conocidos = [n for n in (limites.desde, limites.hasta) if n and n.simbolos <= cursor.parametros]
    nodo = union(calcular, cuerpo, *conocidos)
    libres = tuple(otro for otro in nodo.indices if otro.letra != indice)
    return Nodo(calcular, nodo.simbolos - {indice}, True, libres)


def _limites(cursor: Cursor) -> Limites:
    limites = Limites()
    while cursor.actual.texto in {"_", "^"}:
        if cursor.tomar().texto == "^":
            limites.hasta = cursor.argumento()
        elif cursor.pasar("{"):
            limites.indice = cursor.tomar().texto
            if cursor.pasar("="):
                limites.desde = cursor.expresion()
            cursor.tomar("}")
        else:
            limites.indice = cursor.tomar().texto
    return limites
