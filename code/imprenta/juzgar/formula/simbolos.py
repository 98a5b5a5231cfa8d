r"""Leer lo que se llama por su nombre: variables, elementos de un vector y funciones."""

from __future__ import annotations

import math
from dataclasses import replace

from imprenta.juzgar.formula.algebra import (
    FUNCIONES,
    FUNCIONES_DEL_CAMPO,
    Funcion,
    Valor,
    elemento,
    logaritmo,
    potencia,
)
from imprenta.juzgar.formula.cursor import Cursor, Nodo, Subindice, Valores, aplicacion, constante, operacion
from imprenta.juzgar.formula.lexemas import CIERRE
from imprenta.libro.modelo import FormulaIlegible

CON_NOMBRE_DENTRO = {r"\operatorname", r"\mathrm", r"\text", r"\mathit", r"\hat", r"\bar", r"\mathcal"}
SIN_SENTIDO = {rf"\{orden}" for orden in "int partial nabla lim ldots dots cdots pm mp %".split()}


def simbolo(cursor: Cursor) -> Nodo:
    """Una función aplicada, una constante o una variable."""
    propio = nombre(cursor)
    if (funcion := _funcion(cursor, propio)) is not None:
        return _aplicada(cursor, propio, funcion)
    if propio == r"\pi" and propio not in cursor.parametros:
        return constante(math.pi)
    if propio == r"\infty":
        return constante(math.inf)
    return _variable(cursor, propio)


def nombre(cursor: Cursor) -> str:
    r"""El nombre normal de un símbolo, con subíndice y primas: `\hat{y}`, `w_{viejo}`, `\sigma'`."""
    lexema = cursor.tomar()
    texto = lexema.texto
    if texto in CON_NOMBRE_DENTRO:
        texto = _nombre_de_dentro(cursor, texto)
    elif lexema.tipo == "orden" and texto in SIN_SENTIDO:
        raise FormulaIlegible(f"no sé leer «{texto}»")
    while cursor.actual.texto in {"_", "'", r"\prime"}:
        if cursor.tomar().texto != "_":
            texto += "'"
            continue
        indice = cursor.crudo()
        texto += f"_{indice}" if len(indice) == 1 else f"_{{{indice}}}"
    return texto


def _nombre_de_dentro(cursor: Cursor, orden: str) -> str:
    contenido = cursor.crudo()
    if contenido == "e" and cursor.actual.texto == "{":
        raise FormulaIlegible("no sé si «e» es un número o un exponente")
    if rf"\{contenido}" in FUNCIONES:
        return rf"\{contenido}"
    return contenido if contenido in {*FUNCIONES_DEL_CAMPO, "e"} else f"{orden}{{{contenido}}}"


def _funcion(cursor: Cursor, propio: str) -> Funcion | None:
    if propio.startswith(r"\log_"):
        base = propio.removeprefix(r"\log_").strip("{}")
        return logaritmo(int(base)) if base.isdecimal() else None
    if propio in FUNCIONES:
        return FUNCIONES[propio]
    return None if propio in cursor.parametros else FUNCIONES_DEL_CAMPO.get(propio)


def _aplicada(cursor: Cursor, propio: str, funcion: Funcion) -> Nodo:
    exponente = cursor.argumento() if cursor.pasar("^") else None
    if cursor.actual.texto in {"(", r"\{", "["}:
        abre = cursor.tomar().texto
        argumentos = cursor.lista()
        cursor.tomar(CIERRE[abre])
    else:
        argumentos = [cursor.factor()]
    nodo = aplicacion(funcion, argumentos)
    if propio in FUNCIONES_DEL_CAMPO:
        nodo = replace(nodo, simbolos=nodo.simbolos | {propio})
    if cursor.pasar("_"):
        nodo = _elemento_del_resultado(cursor, nodo)
    return nodo if exponente is None else operacion(potencia, nodo, exponente)


def _elemento_del_resultado(cursor: Cursor, nodo: Nodo) -> Nodo:
    r"""`\mathrm{softmax}(z)_i`: un elemento de lo que da una función, tan largo como su argumento."""
    letra = cursor.crudo()
    vectores = sorted(nodo.simbolos & cursor.parametros)
    if len(letra) != 1 or len(vectores) != 1:
        raise FormulaIlegible(f"no sé leer el índice «{letra}» de una función")

    def calcular(valores: Valores) -> Valor:
        if letra not in valores:
            raise FormulaIlegible(f"el índice «{letra}» no tiene valor")
        return elemento(nodo.calcular(valores), valores[letra])

    return replace(nodo, calcular=calcular, indices=(*nodo.indices, Subindice(vectores[0], letra)))


def _variable(cursor: Cursor, propio: str) -> Nodo:
    base, _, indice = propio.partition("_")
    indice = indice.strip("{}")
    if indice and propio not in cursor.parametros and base in cursor.parametros:
        return _elemento_de_variable(propio, base, tuple(indice.replace(",", "")))

    def calcular(valores: Valores) -> Valor:
        if propio in valores:
            return valores[propio]
        if propio == "e":
            return math.e
        raise FormulaIlegible(f"no sé qué es «{propio}»")

    return Nodo(calcular, frozenset({propio}))


def _elemento_de_variable(propio: str, base: str, letras: tuple[str, ...]) -> Nodo:
    def calcular(valores: Valores) -> Valor:
        valor = valores[base]
        for letra in letras:
            if letra not in valores:
                raise FormulaIlegible(f"el índice «{letra}» de «{propio}» no tiene valor")
            valor = elemento(valor, valores[letra])
        return valor

    return Nodo(
        calcular,
        frozenset({base}),
        indices=tuple(Subindice(base, letra, eje) for eje, letra in enumerate(letras)),
    )
