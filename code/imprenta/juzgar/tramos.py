r"""Los tramos de una fórmula: lados de una cadena que son pura aritmética y se comparan entre sí."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from imprenta.juzgar.formula.algebra import Valor, numeros_en
from imprenta.juzgar.formula.cadenas import Lado, cadenas, interiores
from imprenta.juzgar.formula.lector import nodo_de
from imprenta.juzgar.formula.lexemas import IGUALDADES, Lexema
from imprenta.juzgar.formula.unidades import CON_PREFIJO, sin_llaves, sin_palabras
from imprenta.juzgar.literal.comparar import cercanos, coincide
from imprenta.juzgar.literal.leer import Literal, LiteralIlegible, literal_de, numeros_de
from imprenta.libro.modelo import FormulaIlegible

T = TypeVar("T")
Anidado: TypeAlias = "T | tuple[Anidado[T], ...]"
CON_DECIMALES = re.compile(r"[0-9](?:\.|\{[.,]\})[0-9]+")


@dataclass(frozen=True)
class Miembro:
    """Un lado que es pura aritmética: su valor, su unidad y, si es solo un número escrito, su literal."""

    lado: Lado
    inicio: int
    escrito: str
    valor: Valor
    literal: Literal | None
    opera: bool
    unidad: str

    @property
    def texto(self) -> str:
        return " ".join(self.escrito.split())

    def es_igual(self, otro: Miembro) -> bool:
        """Si dicen lo mismo: si uno es un número escrito, con la precisión con que lo está."""
        if self is otro:
            return True
        if self.literal is not None:
            return coincide(self.literal, otro.valor)
        if otro.literal is not None:
            return coincide(otro.literal, self.valor)
        return cercanos(self.valor, otro.valor)


def miembro_de(tex: str, lado: Lado) -> Miembro | None:
    """Lo que calcula un lado, si es aritmética que se sabe leer."""
    try:
        con_llaves, unidad = sin_palabras(tex, lado.lexemas)
        lexemas = sin_llaves(con_llaves)
        nodo = nodo_de(lexemas)
        if nodo.simbolos - {"e"}:
            return None
        valor: Valor = _suelto(nodo.calcular({}))
    except (FormulaIlegible, ArithmeticError, RecursionError):
        return None
    literal = _literal(tex, lexemas)
    if nodo.opera and literal is not None and all(n.paso is None for n in numeros_de(literal)):
        literal = None  # `1/4` es una operación, no un número redondeado
    inicio, fin = lexemas[0].inicio, lexemas[-1].fin
    return Miembro(lado, inicio, tex[inicio:fin], valor, literal, nodo.opera, unidad)


def _suelto(lista: Anidado[T]) -> Anidado[T]:
    """El número de una lista que no tiene otro: `(5)` y `2[3+1]` se leen como números."""
    interior = lista
    while isinstance(interior, tuple) and len(interior) == 1:
        interior = interior[0]
    return lista if isinstance(interior, tuple) else interior


def _literal(tex: str, lexemas: Sequence[Lexema]) -> Literal | None:
    r"""El literal de un lado que es solo un número o un vector escritos."""
    texto = "".join(x.literal if x.tipo == "cifra" else tex[x.inicio : x.fin] for x in lexemas)
    try:
        return _suelto(literal_de(texto))
    except LiteralIlegible:
        return None


def tramos_de(tex: str) -> Iterator[list[Miembro]]:
    """Los tramos de una fórmula, y los de lo que encierran sus llaves y entornos.

    >>> [[miembro.texto for miembro in tramo] for tramo in tramos_de("x = 2 + 3 = 5")]
    [['2 + 3', '5']]
    """
    vistos: set[int] = set()
    for trozo in (tex, *interiores(tex)):
        for cadena in cadenas(trozo):
            for tramo in _tramos_de_cadena(trozo, cadena):
                if len(tramo) > 1 and tramo[0].inicio not in vistos:
                    vistos.add(tramo[0].inicio)
                    yield tramo


def _tramos_de_cadena(tex: str, cadena: Sequence[Lado]) -> Iterator[list[Miembro]]:
    abiertos: list[list[Miembro]] = []
    seguidos = iguales = True
    for lado in cadena:
        iguales = iguales and lado.relacion in IGUALDADES
        if _es_simbolico(tex, lado):  # de `2 + 3 = x = 5` se sigue `2 + 3 = 5`
            seguidos = False
            continue
        nuevo = miembro_de(tex, lado)
        anterior = abiertos[-1][-1] if abiertos else None
        if anterior and nuevo and (seguidos or iguales) and _misma_unidad(anterior, nuevo):
            if _redondea(anterior, nuevo):
                abiertos.append([nuevo])
            else:
                for tramo in abiertos:
                    tramo.append(nuevo)
        else:
            yield from abiertos
            abiertos = [[nuevo]] if nuevo else []
        seguidos = iguales = True
    yield from abiertos


def _es_simbolico(tex: str, lado: Lado) -> bool:
    """Si un lado se entiende y lleva símbolos cuyo valor no se conoce aquí."""
    try:
        return bool(nodo_de(sin_palabras(tex, lado.lexemas)[0]).simbolos - {"e"})
    except FormulaIlegible:
        return False


def _misma_unidad(anterior: Miembro, siguiente: Miembro) -> bool:
    r"""La unidad puede aparecer con el resultado, `3+4 = 7\text{ km}`, pero no cambiar ni perderse."""
    if siguiente.unidad == anterior.unidad:
        return True
    if anterior.unidad or siguiente.opera:
        return False
    return not CON_PREFIJO.match(siguiente.unidad) or siguiente.es_igual(anterior)


def _redondea(anterior: Miembro, siguiente: Miembro) -> bool:
    r"""Si una cuenta repite la anterior con sus números redondeados: `e^5+e^4 \approx 148.4+54.6`.

    Ninguna demuestra la otra: lo que venga después se compara con cada una por su lado.
    """
    if siguiente.lado.relacion != r"\approx" or not (anterior.opera and siguiente.opera):
        return False
    uno, otro = numeros_en(anterior.valor), numeros_en(siguiente.valor)
    if len(uno) != len(otro) or cercanos(anterior.valor, siguiente.valor):
        return False
    margenes = map(sum, zip(_margenes(anterior), _margenes(siguiente), strict=True))
    return all(-margen <= a - b <= margen for a, b, margen in zip(uno, otro, margenes, strict=True))


def _margenes(miembro: Miembro) -> list[float]:
    """Cuánto puede moverse cada número de un lado si los que escribe están redondeados."""
    valores = [float(v) for v in numeros_en(miembro.valor)]
    margenes = [0.0] * len(valores)
    for casa in CON_DECIMALES.finditer(miembro.escrito):
        movido = miembro.escrito[: casa.end()] + "5" + miembro.escrito[casa.end() :]
        otro = miembro_de(movido, cadenas(movido)[0][0])
        movidos = valores if otro is None else map(float, numeros_en(otro.valor))
        margenes = [m + abs(a - b) for m, a, b in zip(margenes, valores, movidos, strict=True)]
    return margenes
