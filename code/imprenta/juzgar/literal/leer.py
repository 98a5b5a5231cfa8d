r"""Leer un número, o una lista de números, tal como se escriben en prosa o en LaTeX.

Los enteros y las fracciones son exactos; lo demás tiene la precisión de la última cifra que escribe.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from imprenta.libro.escalas import FACTORES
from imprenta.libro.parejas import CORCHETES

ESPACIOS_DE_MILLAR = " \u00a0\u2009\u202f"
TOPE_DE_EXPONENTE, TOPE_EN_COMA = 10_000, 400  # `·10ⁿ`, y `e` como la escribe un ordenador
TOPE_DE_CIFRAS = 4000  # de un entero: Python no lee de una vez los mucho más largos
ALGUN_SUFIJO = "|".join(map(re.escape, sorted(FACTORES, key=len, reverse=True))).replace(r"\ ", r"\s")
DECIMAL = re.compile(
    rf"""(?P<signo>[+-]|(?:menos|minus|negative)(?=\s))?\s?
    (?P<entera>0|[1-9][0-9]{{0,2}}(?:[{ESPACIOS_DE_MILLAR}][0-9]{{3}})+|[1-9][0-9]*)
    (?:[.,](?P<decimal>[0-9]+))?
    (?:\s?\*\s?10\^(?P<potencia>[+-]?[0-9]+)|[eE](?P<exponente>[+-]?[0-9]+))?
    (?:[{ESPACIOS_DE_MILLAR}]?(?P<sufijo>{ALGUN_SUFIJO}))?""",
    re.VERBOSE | re.IGNORECASE,
)
POTENCIA = re.compile(r"(?P<signo>[+-])?10\^(?P<potencia>[+-]?[0-9]+)")
TERMINO = r"[0-9]+(?:[.,][0-9]+)?"
FRACCION = re.compile(
    rf"(?P<signo>[+-]|(?:menos|minus|negative)(?=\s))?\s?(?P<arriba>{TERMINO})\s?/\s?(?P<abajo>{TERMINO})",
    re.IGNORECASE,
)
ESPECIALES = {"inf": math.inf, "+inf": math.inf, "-inf": -math.inf, "nan": math.nan}

CON_LLAVES = r"((?:[^{}]|\{[^{}]*\})*)"
ENVOLTORIOS = re.compile(
    rf"\\(?:mathbf|boldsymbol|bm|mathrm|mathit|mathsf|mathtt|text|textbf|operatorname)\s*\{{{CON_LLAVES}\}}"
    rf"|\{{\s*\\(?:bf|it|rm|sf|tt|bfseries)\b\s*{CON_LLAVES}\}}"
)
MATRIZ = re.compile(r"\\begin\{((?:[pbBvV]|small)?matrix|array)\}(?:\{[^{}]*\})?(.*?)\\end\{\1\}", re.DOTALL)
TAMANO = r"(?:\\(?:left|right|[bB]igg?[lr]?)\s*)?"
# `\left(\begin{array}…\end{array}\right)`: los paréntesis son de la matriz, y no una lista con ella.
CON_SUS_PARENTESIS = re.compile(
    rf"{TAMANO}[(\[]\s*(\\begin\{{((?:small)?matrix|array)\}}(?:(?!\\end\{{).)*\\end\{{\2\}})\s*{TAMANO}[)\]]",
    re.DOTALL,
)
BINOMIO = re.compile(r"\\[dt]?binom\s*\{\s*([0-9]{1,3})\s*\}\s*\{\s*([0-9]{1,3})\s*\}")
PROTEGIDO = re.compile(r"\{\s*([.,]|\\,)\s*\}")  # `0{,}5` y `1{\,}000`
CAMBIOS = (
    (re.compile(r"\\(?:left|right|[bB]igg?[lr]?|displaystyle|textstyle)(?![a-zA-Z])"), ""),
    (re.compile(r"\\[,;:! ]|~|\\thinspace(?![a-zA-Z])\s?|\\quad(?![a-zA-Z])"), "\u202f"),
    (re.compile(r"\\[dtc]?frac\s*\{\s*([^{}]*?)\s*\}\s*\{\s*([^{}]*?)\s*\}"), r"\1/\2"),
    (re.compile(r"\\[dtc]?frac\s*([0-9])\s*([0-9])"), r"\1/\2"),
    (re.compile(r"\\(?:cdot|times)(?![a-zA-Z])|[·×⋅∙]"), "*"),
    (re.compile(r"\\infty(?![a-zA-Z])|∞"), "inf"),
    (re.compile(r"\\%|[％﹪٪]"), "%"),
    (re.compile(r"[−–\u2011]"), "-"),
    (re.compile(r"\^\s*\{([^{}]*)\}"), r"^\1"),
    (re.compile(r"\\\{|\\lbrace(?![a-zA-Z])"), "["),
    (re.compile(r"\\\}|\\rbrace(?![a-zA-Z])"), "]"),
)
SUPERINDICES = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+")


class LiteralIlegible(ValueError):
    """Un texto que no se sabe leer como número ni como lista de números."""


@dataclass(frozen=True)
class Numero:
    """Un número escrito: su valor y el paso de su última cifra (`None` si es exacto).

    `decimales`, `exponente` y `sufijo` son los de su escritura: sirven para escribir otro igual.
    """

    valor: Fraction | float
    paso: Fraction | None = None
    decimales: int = 0
    exponente: int | None = None
    sufijo: str = ""
    con_signo: bool = False


Literal: TypeAlias = "Numero | tuple[Literal, ...]"


def literal_de(texto: str) -> Literal:
    r"""El número, o la lista de números, que `texto` escribe en prosa o en LaTeX.

    >>> literal_de("73 %").valor, literal_de(r"4.54\cdot10^{-5}").paso
    (Fraction(73, 100), Fraction(1, 10000000))
    >>> [n.valor for n in literal_de("(5, −4)")]
    [Fraction(5, 1), Fraction(-4, 1)]
    """
    llano = _sin_latex(texto)
    if not llano:
        raise LiteralIlegible("está vacío")
    return _literal_llano(llano)


def _sin_latex(texto: str) -> str:
    """El literal sin LaTeX ni signos tipográficos: `[[2, 1], [1, 2]]`, `-4.5*10^-5`."""
    anterior, texto = None, PROTEGIDO.sub(r"\1", texto)
    while texto != anterior:
        anterior, texto = texto, ENVOLTORIOS.sub(lambda m: m[1] if m[1] is not None else m[2], texto)
    texto = MATRIZ.sub(_fila_a_fila, CON_SUS_PARENTESIS.sub(r"\1", texto))
    texto = BINOMIO.sub(lambda m: str(math.comb(int(m[1]), int(m[2]))), texto)
    for patron, cambio in CAMBIOS:
        texto = patron.sub(cambio, texto)
    texto = SUPERINDICES.sub(lambda m: "^" + unicodedata.normalize("NFKC", m[0]).replace("−", "-"), texto)
    texto = "".join(_llana(c) for c in texto)
    return re.sub(r"[ \t\n]+", " ", texto).strip(" \u00a0\u2009\u202f")


def _llana(caracter: str) -> str:
    """`½` como `1/2`, aparte de lo que lleve delante: `2½` no es `21/2`; lo demás, igual."""
    if unicodedata.category(caracter) == "No":
        return " " + unicodedata.normalize("NFKC", caracter).replace("⁄", "/")
    return caracter


def _fila_a_fila(casa: re.Match[str]) -> str:
    filas = [f for f in re.split(r"\\\\(?:\[[^\]]*\])?", casa[2]) if f.strip()]
    return "[" + "; ".join("[" + "; ".join(fila.split("&")) + "]" for fila in filas) + "]"


def _literal_llano(texto: str) -> Literal:
    texto = texto.strip(" \u00a0\u2009\u202f")
    if texto[:1] in "[(" and len(texto) > 1 and CORCHETES.cierre(texto) == len(texto) - 1:
        return tuple(map(_literal_llano, _elementos(texto[1:-1])))
    if texto.casefold() in ESPECIALES:
        return Numero(ESPECIALES[texto.casefold()])
    for lector in (_decimal, _potencia_de_diez, _fraccion):
        numero = lector(texto)
        if numero is not None:
            return numero
    raise LiteralIlegible(f"«{texto}» no se lee como un número")


def _elementos(texto: str) -> list[str]:
    """Los elementos de una lista: separados por `;` si lo hay (la coma es decimal) o por comas."""
    partes = CORCHETES.partes(texto, ";")
    return partes if len(partes) > 1 else CORCHETES.partes(texto, ",")


def _decimal(texto: str) -> Numero | None:
    casa = DECIMAL.fullmatch(texto)
    if casa is None:
        return None
    decimal = casa["decimal"] or ""
    cifras = Fraction(_entero(re.sub(rf"[{ESPACIOS_DE_MILLAR}]", "", casa["entera"]) + decimal))
    exponente = _exponente(casa)
    if exponente is not None and abs(exponente) > (TOPE_DE_EXPONENTE if casa["potencia"] else TOPE_EN_COMA):
        return None
    sufijo = " ".join((casa["sufijo"] or "").lower().split())
    factor = Fraction(10) ** ((exponente or 0) - len(decimal)) * FACTORES.get(sufijo, Fraction(1))
    exacto = not decimal and exponente is None and not sufijo
    return Numero(
        _con_signo(casa, cifras * factor),
        None if exacto else factor,
        len(decimal),
        exponente,
        sufijo,
        bool(casa["signo"]),
    )


def _exponente(casa: re.Match[str]) -> int | None:
    escrito = casa["potencia"] or casa["exponente"]
    if escrito is None:
        return None
    return int(escrito) if len(escrito) < TOPE_DE_CIFRAS else TOPE_DE_EXPONENTE + 1


def _entero(cifras: str) -> int:
    """El entero que escriben unas cifras, por muchas que sean."""
    if len(cifras) <= TOPE_DE_CIFRAS:
        return int(cifras)
    medio = len(cifras) // 2
    desplazado = _entero(cifras[:medio]) * int(10 ** (len(cifras) - medio))
    return desplazado + _entero(cifras[medio:])


def _con_decimales(escrito: str) -> Fraction:
    entera, _, decimal = escrito.replace(",", ".").partition(".")
    return Fraction(_entero(entera + decimal), 10 ** len(decimal))


def _con_signo(casa: re.Match[str], valor: Fraction) -> Fraction:
    return valor if casa["signo"] in {None, "+"} else -valor


def _potencia_de_diez(texto: str) -> Numero | None:
    casa = POTENCIA.fullmatch(texto)
    if casa is None or len(casa["potencia"]) > 6 or abs(int(casa["potencia"])) > TOPE_DE_EXPONENTE:
        return None
    return Numero(_con_signo(casa, Fraction(10) ** int(casa["potencia"])), con_signo=bool(casa["signo"]))


def _fraccion(texto: str) -> Numero | None:
    casa = FRACCION.fullmatch(texto)
    if casa is None:
        return None
    arriba, abajo = (_con_decimales(casa[parte]) for parte in ("arriba", "abajo"))
    if abajo == 0:
        return None
    valor = arriba / abajo
    return Numero(_con_signo(casa, valor), con_signo=bool(casa["signo"]))


def numeros_de(literal: Literal) -> Iterator[Numero]:
    """Los números de un literal, de izquierda a derecha."""
    if isinstance(literal, tuple):
        for parte in literal:
            yield from numeros_de(parte)
    else:
        yield literal
