r"""Las palabras y las unidades que acompañan a los números de una fórmula: `3\text{ km}+4\text{ km}`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from imprenta.juzgar.formula.lexemas import ENCIERRAN, OPERADORES, Lexema
from imprenta.juzgar.literal.leer import ALGUN_SUFIJO
from imprenta.libro.modelo import FormulaIlegible
from imprenta.libro.parejas import LLAVES

CON_ROTULO = {rf"\{nombre}" for nombre in "text textrm textit textsf mbox mathrm mathit operatorname".split()}
SIMBOLOS_DE_UNIDAD = {"€", "°", "º", r"\degree", r"\euro"}
# Un prefijo puede esconder una cuenta: `2 \cdot 1024^2 = 2.1\text{ MB}`.
CON_PREFIJO = re.compile(r"\\[a-z]+\{[kKMGT]")
CAMBIA_EL_NUMERO = re.compile(rf"%|(?<!\w)(?:{ALGUN_SUFIJO})(?!\w)")


def sin_palabras(tex: str, lado: Sequence[Lexema]) -> tuple[tuple[Lexema, ...], str]:
    r"""Los lexemas de un lado que calculan, y la unidad en que está: `3\text{ km}+4\text{ km}`.

    Lanza `FormulaIlegible` si mezcla unidades o si la palabra cambia el número, como «mil».

    >>> from imprenta.juzgar.formula.lexemas import lexemas
    >>> piezas, unidad = sin_palabras(tex := r"3\text{ km} + 4\text{ km}", lexemas(tex))
    >>> [x.texto for x in piezas], unidad
    (['3', '+', '4'], '\\text{km}')
    """
    quedan: list[Lexema] = []
    unidades: dict[str, None] = {}
    i = 0
    while i < len(lado):
        fin = _rotulo(lado, i)
        despues = lado[fin] if fin < len(lado) else None
        if fin > i and not quedan and despues and (despues.tipo == "numero" or despues.texto == ":"):
            i = fin + (despues.texto == ":")  # «en total: 3 + 4»
        elif fin > i and quedan and _acaba_numero(quedan[-1]) and _deja_de_multiplicar(despues):
            unidades[_unidad(tex[lado[i].inicio : lado[fin - 1].fin])] = None
            i = fin
        else:
            quedan += lado[i : max(fin, i + 1)]
            i = max(fin, i + 1)
    if len(unidades) > 1:
        raise FormulaIlegible(f"mezcla unidades: {', '.join(unidades)}")
    return tuple(quedan), next(iter(unidades), "")


def sin_llaves(lado: Sequence[Lexema]) -> Sequence[Lexema]:
    """Un lado sin las llaves que lo encierran entero: `{5}`."""
    while len(lado) > 2 and lado[0].texto == "{" and _final(lado, 0) == len(lado):
        lado = lado[1:-1]
    return lado


def _rotulo(lado: Sequence[Lexema], i: int) -> int:
    r"""Dónde acaba el rótulo que empieza en `i`, como `\text{m}^2` o `€/\text{kg}`; `i` si no lo hay."""
    fin = _palabra(lado, i)
    while fin > i and fin < len(lado):
        sigue = fin + (lado[fin].texto == "/")
        if (otra := _palabra(lado, sigue)) == sigue:
            break
        fin = otra
    return fin


def _palabra(lado: Sequence[Lexema], i: int) -> int:
    textos = [x.texto for x in lado[i : i + 4]]
    if textos[:1] and textos[0] in SIMBOLOS_DE_UNIDAD:
        return i + 1
    if textos[:2] == ["^", r"\circ"]:
        return i + 2
    if textos == ["^", "{", r"\circ", "}"]:
        return i + 4
    if len(textos) < 2 or textos[0] not in CON_ROTULO or textos[1] != "{":
        return i
    fin = _final(lado, i + 1)
    if [x.texto for x in lado[fin : fin + 1]] != ["^"]:
        return fin
    return _final(lado, fin + 1)


def _final(lado: Sequence[Lexema], i: int) -> int:
    """Dónde acaba el grupo `{…}`, o el lexema suelto, que empieza en `i`."""
    cierre = LLAVES.cierre(x.texto for x in lado[i:])
    return len(lado) if cierre is None else i + cierre + 1


def _acaba_numero(pieza: Lexema) -> bool:
    return pieza.tipo in {"numero", "cifra"} or pieza.texto in ENCIERRAN.cierran


def _deja_de_multiplicar(pieza: Lexema | None) -> bool:
    return pieza is None or pieza.texto in OPERADORES | ENCIERRAN.cierran | {",", ";"}


def _unidad(tex: str) -> str:
    if CAMBIA_EL_NUMERO.search(tex):
        raise FormulaIlegible(f"«{tex}» cambia el número que lleva delante")
    return re.sub(r"\\[,;:! ]|~|\s", "", tex)
