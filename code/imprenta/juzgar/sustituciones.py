r"""Las fórmulas seguidas de ellas mismas con números: `\sqrt{2h/g} = \sqrt{2 \cdot 45/9.8}`.

Si cada símbolo se cambia siempre por lo mismo y todo lo demás se repite, cada número de la primera es el de
la segunda, y está demostrado si el de la segunda lo está: con otra cifra ya no se repetiría.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from imprenta.juzgar.formula.algebra import PRODUCTOS, Valor
from imprenta.juzgar.formula.cadenas import Lado
from imprenta.juzgar.formula.cursor import Nodo
from imprenta.juzgar.formula.lexemas import OPERADORES, Lexema
from imprenta.juzgar.literal.comparar import cercanos
from imprenta.libro.modelo import FormulaIlegible
from imprenta.libro.parejas import LLAVES

MULTIPLICAN = set(PRODUCTOS.values())


def cubiertos_por_sustitucion(
    lado: Lado, simbolico: Nodo, numerico: Nodo, cubiertos: Sequence[Lexema]
) -> Iterator[Lexema]:
    """Los números de un lado con símbolos que el siguiente, que es el mismo con números, demuestra."""
    if _puede_ser_una_funcion(lado):
        return
    try:
        gemelos = list(_gemelos(simbolico, numerico, {}))
    except (FormulaIlegible, ArithmeticError):
        return
    for lexema in lado.lexemas:
        suyos = [(uno, otro) for uno, otro in gemelos if _dentro(uno, lexema)]
        enteros = sum(uno.fin - uno.inicio for uno, _ in suyos) == lexema.fin - lexema.inicio
        if suyos and enteros and all(any(_dentro(otro, x) for x in cubiertos) for _, otro in suyos):
            yield lexema


def _puede_ser_una_funcion(lado: Lado) -> bool:
    r"""Si `f(3)`, `f_1(3)` o `\hat f(3)` no tienen por qué ser `f` por 3."""
    abren = (i for i, x in enumerate(lado.lexemas) if i and x.texto in {"(", "["})
    return any(_es_un_nombre(lado.lexemas, i - 1) for i in abren)


def _es_un_nombre(lexemas: Sequence[Lexema], i: int) -> bool:
    """Si lo que acaba en `i` es un símbolo."""
    textos = [x.texto for x in lexemas[:i]]
    if lexemas[i].texto == "}":
        abre = LLAVES.abierta(textos) or 0
        return textos[abre - 1 : abre] == ["_"] or (abre > 0 and _viste(lexemas[abre - 1]))
    return textos[-1:] == ["_"] or lexemas[i].texto == "'" or lexemas[i].tipo == "letra" or _viste(lexemas[i])


def _viste(lexema: Lexema) -> bool:
    return lexema.tipo == "orden" and lexema.texto not in {r"\frac", r"\sqrt", *OPERADORES}


def _dentro(lexema: Lexema, otro: Lexema) -> bool:
    return otro.inicio <= lexema.inicio and lexema.fin <= otro.fin


def _gemelos(uno: Nodo, otro: Nodo, valores: dict[frozenset[str], Valor]) -> Iterator[tuple[Lexema, Lexema]]:
    """Cada número de `uno`, con el que está en su lugar en `otro`; `valores`, los que toman sus símbolos."""
    if uno.lexema is not None:
        if otro.lexema is None or not cercanos(uno.calcular({}), otro.calcular({})):
            raise FormulaIlegible("no es el mismo número")
        yield uno.lexema, otro.lexema
    elif not uno.partes:
        valor = otro.calcular({})
        suyo = valores.setdefault(uno.simbolos, valor) if uno.simbolos else uno.calcular({})
        if uno.opera or not cercanos(suyo, valor):
            raise FormulaIlegible("un símbolo se cambia por dos números")
    elif len(uno.partes) == len(otro.partes) and _hacen_lo_mismo(uno, otro):
        for parte, suya in zip(uno.partes, otro.partes, strict=True):
            yield from _gemelos(parte, suya, valores)
    else:
        raise FormulaIlegible("no tienen la misma forma")


def _hacen_lo_mismo(uno: Nodo, otro: Nodo) -> bool:
    return uno.operar is otro.operar or {uno.operar, otro.operar} <= MULTIPLICAN


def numeros_escritos(nodo: Nodo) -> Iterator[Lexema]:
    """Los números que escribe una expresión; los del nombre de un símbolo, como `x_1`, no lo son."""
    if nodo.lexema is not None:
        yield nodo.lexema
    for parte in nodo.partes:
        yield from numeros_escritos(parte)
