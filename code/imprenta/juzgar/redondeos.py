r"""Las cuentas que repiten otra con sus números redondeados: `e^5+e^4 \approx 148.4+54.6`.

Si las dos tienen la misma forma, cada número escrito tiene que redondear bien al término cuyo lugar ocupa:
que dos deslices se compensen, como en `\frac23+\frac13 \approx 0.66+0.34`, no los hace ciertos.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from imprenta.juzgar.formula.algebra import Valor, potencia, producto
from imprenta.juzgar.formula.cursor import Nodo, Valores, opuesto
from imprenta.juzgar.formula.lexemas import Lexema
from imprenta.juzgar.literal.comparar import coincide
from imprenta.juzgar.literal.escribir import corregido
from imprenta.juzgar.literal.leer import Literal, LiteralIlegible, Numero, literal_de
from imprenta.libro.modelo import FormulaIlegible


@dataclass(frozen=True)
class Desliz:
    """Un número que no es el redondeo de lo que ocupa su lugar; `dudoso`, si lo es de otro término.

    Está escrito de `lugar` a `fin`, y lo que redondea vale `valor`.
    """

    error: str
    lugar: int
    fin: int
    valor: Valor
    dudoso: bool


def desliz_en(cuenta: Nodo, redondeada: Nodo, medidas: Valores) -> Desliz | None:
    """El primer número de `redondeada` que no redondea bien al término de `cuenta` que ocupa su lugar.

    `medidas` es lo que valen sus unidades. Lanza `FormulaIlegible` si no tienen la misma forma.
    """
    for termino, (literal, lexema) in _parejas(cuenta, redondeada):
        valor = termino.calcular(medidas)
        if coincide(literal, valor):
            continue
        if isinstance(literal, Numero) and literal.paso is None:
            raise FormulaIlegible("un entero no redondea nada")
        dudoso = any(coincide(literal, otro.calcular(medidas)) for otro in _todos(cuenta))
        return Desliz(_queja(lexema, literal, valor), lexema.inicio, lexema.fin, valor, dudoso)
    return None


def _queja(lexema: Lexema, literal: Literal, valor: Valor) -> str:
    escrito = lexema.literal or lexema.texto
    return f"la fórmula dice {escrito}; lo que redondea vale {corregido(valor, literal)}"


def _parejas(cuenta: Nodo, redondeada: Nodo) -> Iterator[tuple[Nodo, tuple[Literal, Lexema]]]:
    if escrito := _escrito(redondeada):
        yield cuenta, escrito
    elif redondeada.operar is opuesto and cuenta.operar is not opuesto:
        yield from _parejas(opuesto(cuenta), redondeada.partes[0])
    elif redondeada.partes and len(cuenta.partes) == len(redondeada.partes):
        if cuenta.operar is not redondeada.operar:
            raise FormulaIlegible("no hacen la misma cuenta")
        for parte, suya in zip(cuenta.partes, redondeada.partes, strict=True):
            yield from _parejas(parte, suya)
    elif redondeada.partes or cuenta.partes or cuenta.simbolos != redondeada.simbolos:
        raise FormulaIlegible("no tienen la misma forma")


def _escrito(nodo: Nodo) -> tuple[Literal, Lexema] | None:
    r"""El número que escribe un nodo, como `0.33` o `3.3\cdot10^{-1}`, y dónde."""
    if nodo.lexema is not None:
        return _literal(nodo.lexema.literal or nodo.lexema.texto, nodo.lexema)
    if nodo.operar is not producto or nodo.partes[0].lexema is None or nodo.partes[1].operar is not potencia:
        return None
    lexema, (base, exponente) = nodo.partes[0].lexema, nodo.partes[1].partes
    if base.lexema is None or base.lexema.texto != "10":
        return None
    return _literal(f"{lexema.literal or lexema.texto}*10^{exponente.calcular({})}", lexema)


def _literal(texto: str, lexema: Lexema) -> tuple[Literal, Lexema] | None:
    try:
        return literal_de(texto), lexema
    except LiteralIlegible:
        return None


def _todos(nodo: Nodo) -> Iterator[Nodo]:
    yield nodo
    for parte in nodo.partes:
        yield from _todos(parte)
