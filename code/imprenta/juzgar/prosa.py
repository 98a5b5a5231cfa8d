"""Lo que un rol dice en la prosa frente a lo que contesta el código: por qué es falso, o «» si es cierto."""

from __future__ import annotations

import re

from imprenta.juzgar.afirmaciones import (
    efecto_de,
    es_su_constante,
    nombres_de,
    por_que_es_siempre_cierta,
    reparo_a_la_afirmacion,
    reparo_a_la_cifra,
)
from imprenta.juzgar.bibliografia import Datos, en_llano
from imprenta.juzgar.literal.comparar import coincide, forma
from imprenta.juzgar.literal.en_letras import en_letras
from imprenta.juzgar.literal.escribir import DE_ENTERO, a_diez_cifras, corregido
from imprenta.juzgar.literal.leer import Literal, LiteralIlegible, literal_de
from imprenta.juzgar.literal.palabras import en_ingles, en_palabras, fraccion_sencilla
from imprenta.libro.modelo import Dato, Respuesta
from imprenta.libro.pagina import Rol


def error_de_cifra(rol: Rol, respuesta: Respuesta) -> str:
    if error := _error_de_expresion(rol, respuesta):
        return error
    valor = respuesta.dato
    if reparo := reparo_a_la_cifra(rol.expresion, respuesta.reparo):
        return reparo
    if isinstance(valor, str):
        return "" if valor == rol.literal else f"la prosa dice «{rol.literal}»; {rol.expresion} = «{valor}»"
    if isinstance(valor, bool):
        return f"{rol.expresion} es un valor lógico: usa {{afirma}}`{rol.literal} <{rol.expresion}>`"
    if es_su_constante(rol.expresion, valor):
        return f"«{rol.expresion}» ya trae escrito su resultado: no demuestra nada"
    try:
        literal = literal_de(rol.literal)
    except LiteralIlegible as error:
        return _error_en_palabras(rol, valor, str(error))
    return "" if coincide(literal, valor) else _error_en_cifras(rol, literal, valor)


def _error_en_palabras(rol: Rol, valor: Dato, ilegible: str) -> str:
    if re.search(r"[0-9]", rol.literal):
        return f"la prosa dice {rol.literal}, y {ilegible}"
    sencillo = fraccion_sencilla(valor)
    palabras = en_palabras(sencillo) if sencillo is not None else frozenset[str]()
    inglesas = en_ingles(sencillo) if sencillo is not None else frozenset[str]()
    if " ".join(rol.literal.casefold().split()) in palabras | inglesas:
        return ""
    if not palabras:
        return f"la prosa dice «{rol.literal}»; {rol.expresion} = {corregido(valor, DE_ENTERO)}"
    assert sencillo is not None
    pista = en_letras(rol.literal, sencillo) or min(palabras, key=lambda p: (len(p), p))
    return f"la prosa dice «{rol.literal}»; {rol.expresion} = {a_diez_cifras(valor)} ({pista})"


def _error_en_cifras(rol: Rol, literal: Literal, valor: Dato) -> str:
    escrita, calculada = _forma_escrita(literal), forma(valor)
    if escrita != calculada and not (len(escrita) == 2 and 1 in escrita):
        return f"la prosa dice {rol.literal}, con forma {escrita}; {rol.expresion} tiene forma {calculada}"
    return f"la prosa dice {rol.literal}; {rol.expresion} = {corregido(valor, literal)}"


def _forma_escrita(literal: Literal) -> tuple[int, ...]:
    if isinstance(literal, tuple):
        return (len(literal), *(_forma_escrita(literal[0]) if literal else ()))
    return ()


def error_de_afirmacion(rol: Rol, respuesta: Respuesta) -> str:
    if error := _error_de_expresion(rol, respuesta):
        return error
    if not isinstance(respuesta.dato, bool):
        return f"{rol.expresion} da {a_diez_cifras(respuesta.dato)}, que no es verdadero ni falso"
    if motivo := por_que_es_siempre_cierta(rol.expresion):
        return f"«{rol.literal}» no puede ser falsa: {motivo}"
    if respuesta.dato and (reparo := reparo_a_la_afirmacion(rol.literal, rol.expresion, respuesta.reparo)):
        return reparo
    return "" if respuesta.dato else f"la prosa afirma «{rol.literal}»; {rol.expresion} es falso"


def error_de_dato(rol: Rol, bibliografia: Datos) -> str:
    datos = bibliografia.get(rol.expresion)
    if datos is None:
        return f"«{rol.expresion}» no está en la bibliografía"
    if en_llano(rol.literal) in datos:
        return ""
    return f"la prosa dice «{rol.literal}», y {rol.expresion} no trae ese dato: ponlo en su campo `datos`"


def _error_de_expresion(rol: Rol, respuesta: Respuesta) -> str:
    """Una expresión que no se entiende, que no se pudo evaluar o que no depende de la página."""
    try:
        nombres = nombres_de(rol.expresion)
    except (SyntaxError, ValueError):
        return f"la expresión «{rol.expresion}» no es Python"
    if efecto := efecto_de(rol.expresion):
        return f"«{rol.expresion}» lleva {efecto}: la prosa pregunta y no toca nada"
    if not nombres:
        return f"«{rol.expresion}» no usa ningún nombre de la página: no demuestra nada"
    if respuesta.error:
        return f"{rol.expresion} no se puede evaluar: {respuesta.error}"
    return ""
