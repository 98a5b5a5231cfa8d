r"""Leer lo que se llama por su nombre: variables, elementos de un vector y funciones."""

from __future__ import annotations

import math
from dataclasses import replace

from imprenta.juzgar.formula.algebra import (
    PRODUCTOS,
    FormulaAmbigua,
    Funcion,
    Valor,
    doble_lectura,
    elemento,
    escalar,
    potencia,
    producto,
)
from imprenta.juzgar.formula.cursor import Cursor, Nodo, Subindice, Valores, aplicacion, constante, operacion
from imprenta.juzgar.formula.funciones import (
    DE_ANGULOS,
    FUNCIONES,
    FUNCIONES_DEL_CAMPO,
    INVERSAS,
    NOMBRES_CASTELLANOS,
    logaritmo,
)
from imprenta.juzgar.formula.lexemas import CIERRE
from imprenta.libro.modelo import FormulaIlegible

CON_NOMBRE_DENTRO = {r"\operatorname", r"\mathrm", r"\text", r"\mathit", r"\hat", r"\bar", r"\mathcal"}
CONSTANTES = {
    "e": constante(math.e),
    r"\pi": constante(math.pi),
    r"\infty": constante(math.inf),
}
SIGNOS = {*PRODUCTOS, "/", r"\div"}
NO_SON_SIMBOLOS = SIGNOS | {
    rf"\{orden}" for orden in "frac binom dbinom tbinom sqrt sum prod underbrace overbrace".split()
}
FIN_DE_GRADOS = (r"\circ", r"\circ}", "°", "º", r"\degree")
CIFRAS_DE_UNA_BASE = 100  # de un logaritmo
SIN_SENTIDO = {rf"\{orden}" for orden in "int partial nabla lim ldots dots cdots pm mp %".split()}


def simbolo(cursor: Cursor) -> Nodo:
    """Una función aplicada, una constante o una variable."""
    inicio = cursor.i
    propio = nombre(cursor)
    if _funcion(cursor, propio) is not None:
        return _aplicada(cursor, inicio, propio)
    if propio in CONSTANTES and propio not in cursor.parametros:
        return CONSTANTES[propio]
    return _variable(propio, cursor)


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
    if rf"\{contenido}" in {*FUNCIONES, *NOMBRES_CASTELLANOS}:
        return rf"\{contenido}"
    return contenido if contenido in {*FUNCIONES_DEL_CAMPO, "e"} else f"{orden}{{{contenido}}}"


# ——— Funciones ———


def _funcion(cursor: Cursor, propio: str) -> Funcion | None:
    if propio.startswith(r"\log_"):
        base = propio.removeprefix(r"\log_").strip("{}")
        return logaritmo(int(base)) if base.isdecimal() and len(base) < CIFRAS_DE_UNA_BASE else None
    if (llano := NOMBRES_CASTELLANOS.get(propio, propio)) in FUNCIONES:
        return FUNCIONES[llano]
    return None if propio in cursor.parametros else FUNCIONES_DEL_CAMPO.get(propio)


def _sigue_una_funcion(cursor: Cursor) -> bool:
    inicio = cursor.i
    try:
        return _funcion(cursor, nombre(cursor)) is not None
    except FormulaIlegible:
        return False
    finally:
        cursor.i = inicio


def _aplicada(cursor: Cursor, inicio: int, propio: str) -> Nodo:
    """Una función, cuyo nombre empieza en `inicio`, con su exponente y con aquello a lo que se aplica."""
    llano = NOMBRES_CASTELLANOS.get(propio, propio)
    if cursor.siguen("^", "{", "-", "1", "}"):
        if llano not in INVERSAS:
            raise FormulaAmbigua(f"no sé cuál es la inversa de «{propio}»")
        llano = INVERSAS[llano]
    exponente = cursor.argumento() if cursor.pasar("^") else None
    funcion = _funcion(cursor, llano)
    assert funcion is not None
    argumentos = _argumentos(cursor, inicio, llano)
    nodo = aplicacion(funcion, argumentos)
    if propio in FUNCIONES_DEL_CAMPO:
        nodo = replace(nodo, simbolos=nodo.simbolos | {propio})
    if cursor.pasar("_"):
        nodo = _elemento_del_resultado(cursor, nodo)
    return nodo if exponente is None else _potencia_de_funcion(nodo, exponente)


def _potencia_de_funcion(nodo: Nodo, exponente: Nodo) -> Nodo:
    r"""`\sin^2 x` es el cuadrado de un seno; con un exponente negativo no se sabe si es una inversa."""
    if not exponente.simbolos and escalar(exponente.calcular({})) < 0:
        raise FormulaAmbigua("no sé si el exponente negativo de una función es un cociente: escribe «1/(…)»")
    return operacion(potencia, nodo, exponente)


def _argumentos(cursor: Cursor, inicio: int, propio: str) -> list[Nodo]:
    en_angulo, cursor.en_angulo = cursor.en_angulo, propio in DE_ANGULOS
    if cursor.actual.texto in {"(", r"\{", "["}:
        abre = cursor.tomar().texto
        argumentos = cursor.lista()
        cursor.tomar(CIERRE[abre])
        _exigir_uno(cursor, inicio, propio, argumentos)
    else:
        argumentos = [_argumento_llano(cursor, inicio)]
    cursor.en_angulo = en_angulo
    return argumentos


def _exigir_uno(cursor: Cursor, inicio: int, propio: str, argumentos: list[Nodo]) -> None:
    if len(argumentos) == 2 and propio not in {r"\max", r"\min"} and not any(n.simbolos for n in argumentos):
        leido = cursor.leido_desde(inicio)
        decimal = leido.replace(",", "{,}")
        raise FormulaAmbigua(f"«{leido}» parece llevar una coma decimal: escribe «{decimal}»")


def _argumento_llano(cursor: Cursor, inicio: int) -> Nodo:
    r"""Lo que sigue a `\sin` sin paréntesis: un producto sin signos, como en `\sin 2\pi`."""
    corte = cursor.i
    nodo = cursor.factor()
    while cursor.actual.tipo in {"letra", "orden"} and cursor.empieza_atomo() and _sigue_un_simbolo(cursor):
        nodo = operacion(producto, nodo, cursor.factor())
    leido = cursor.leido_desde(corte)
    if not leido.endswith(FIN_DE_GRADOS):
        _exigir_final(cursor, inicio, corte)
    return nodo


def _sigue_un_simbolo(cursor: Cursor) -> bool:
    return cursor.actual.texto not in NO_SON_SIMBOLOS and not _sigue_una_funcion(cursor)


def _exigir_final(cursor: Cursor, inicio: int, corte: int) -> None:
    r"""De `\ln 2\cdot 3` y de `\ln 2(3+1)` no se sabe si lo último entra en el logaritmo."""
    fin = cursor.i
    if cursor.pasar(*SIGNOS):
        claro = _sigue_una_funcion(cursor)
    else:
        claro = not cursor.empieza_atomo() or _sigue_una_funcion(cursor)
    signo = cursor.leido_desde(fin)
    cursor.i = fin
    if not claro:
        funcion, argumento = cursor.leido_desde(inicio), cursor.leido_desde(corte)
        propio = funcion.removesuffix(argumento).strip()
        raise doble_lectura(
            f"{funcion}{signo}…", f"{propio}({argumento}){signo}…", f"{propio}({argumento}{signo}…)"
        )


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


# ——— Variables ———


def _variable(propio: str, cursor: Cursor) -> Nodo:
    base, _, indice = propio.partition("_")
    indice = indice.strip("{}")
    if indice and propio not in cursor.parametros and base in cursor.parametros:
        return _elemento_de_variable(propio, base, tuple(indice.replace(",", "")))

    def calcular(valores: Valores) -> Valor:
        if propio in valores:
            return valores[propio]
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
