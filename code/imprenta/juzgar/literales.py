r"""Los números tal como se escriben: leerlos con su precisión y compararlos con lo calculado.

Un literal es cierto si es el valor correctamente redondeado a la última cifra que escribe. Los enteros
y las fracciones son exactos. En un empate se redondea alejándose del cero, y el cero no lleva signo:
así, a cada precisión, solo hay un literal cierto.
"""

from __future__ import annotations

import functools
import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

ESPACIOS_DE_MILLAR = " \u00a0\u2009\u202f"
ESCALAS = {
    "mil": 10**3,
    "millón": 10**6,
    "millones": 10**6,
    "mil millones": 10**9,
    "billón": 10**12,
    "billones": 10**12,
    "mil billones": 10**15,
    "trillón": 10**18,
    "trillones": 10**18,
}
PARTES = {"%": 100, "por ciento": 100, "‰": 1000, "por mil": 1000}
SUFIJOS = {k: Fraction(1, v) for k, v in PARTES.items()} | {k: Fraction(v) for k, v in ESCALAS.items()}
ALGUN_SUFIJO = "|".join(map(re.escape, sorted(SUFIJOS, key=len, reverse=True)))
NUMERO = re.compile(
    rf"""(?P<signo>[+-])?\s?
    (?P<entera>0|[1-9][0-9]{{0,2}}(?:[{ESPACIOS_DE_MILLAR}][0-9]{{3}})+|[1-9][0-9]*)
    (?:[.,](?P<decimal>[0-9]+))?
    (?:\s?\*\s?10\^(?P<potencia>[+-]?[0-9]+)|[eE](?P<exponente>[+-]?[0-9]+))?
    (?:[{ESPACIOS_DE_MILLAR}]?(?P<sufijo>{ALGUN_SUFIJO}))?""",
    re.VERBOSE,
)
POTENCIA = re.compile(r"(?P<signo>[+-])?10\^(?P<potencia>[+-]?[0-9]+)")
FRACCION = re.compile(r"(?P<signo>[+-])?\s?(?P<arriba>[0-9]+)\s?/\s?(?P<abajo>[1-9][0-9]*)")
ESCRIBIBLE = 10_000  # bits de un entero: Python no escribe los mucho más largos
SIN_FIN = (math.inf, -math.inf)
ESPECIALES = {"inf": math.inf, "+inf": math.inf, "-inf": -math.inf, "nan": math.nan}

DENTRO = r"((?:[^{}]|\{[^{}]*\})*)"
ENVOLTORIOS = re.compile(
    rf"\\(?:mathbf|boldsymbol|bm|mathrm|mathit|mathsf|mathtt|text|textbf|operatorname)\s*\{{{DENTRO}\}}"
    rf"|\{{\s*\\(?:bf|it|rm|sf|tt|bfseries)\b\s*{DENTRO}\}}"
)
MATRIZ = re.compile(r"\\begin\{((?:[pbBvV]|small)?matrix|array)\}(?:\{[^{}]*\})?(.*?)\\end\{\1\}", re.DOTALL)
PROTEGIDO = re.compile(r"\{\s*([.,]|\\,)\s*\}")  # `0{,}5` y `1{\,}000`
CAMBIOS = (
    (re.compile(r"\\(?:left|right|[bB]igg?[lr]?|displaystyle|textstyle)(?![a-zA-Z])"), ""),
    (re.compile(r"\\[,;:! ]|~|\\thinspace(?![a-zA-Z])\s?|\\quad(?![a-zA-Z])"), "\u202f"),
    (re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}"), r"\1/\2"),
    (re.compile(r"\\[dt]?frac\s*([0-9])\s*([0-9])"), r"\1/\2"),
    (re.compile(r"\\(?:cdot|times)(?![a-zA-Z])|[·×⋅∙]"), "*"),
    (re.compile(r"\\infty(?![a-zA-Z])|∞"), "inf"),
    (re.compile(r"\\%"), "%"),
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


Literal = Numero | tuple[Any, ...]


def leer_literal(texto: str) -> Literal:
    r"""El número, o la lista de números, que `texto` escribe en prosa o en LaTeX.

    >>> leer_literal("73 %").valor, leer_literal(r"4.54\cdot10^{-5}").paso
    (Fraction(73, 100), Fraction(1, 10000000))
    >>> [n.valor for n in leer_literal("(5, −4)")]
    [Fraction(5, 1), Fraction(-4, 1)]
    """
    llano = normalizar(texto)
    if not llano:
        raise LiteralIlegible("está vacío")
    return _leer(llano)


def normalizar(texto: str) -> str:
    """El literal sin LaTeX ni signos tipográficos: `[[2, 1], [1, 2]]`, `-4.5*10^-5`."""
    anterior, texto = None, PROTEGIDO.sub(r"\1", texto)
    while texto != anterior:
        anterior, texto = texto, ENVOLTORIOS.sub(lambda m: m[1] if m[1] is not None else m[2], texto)
    texto = MATRIZ.sub(_fila_a_fila, texto)
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


def _leer(texto: str) -> Literal:
    texto = texto.strip(" \u00a0\u2009\u202f")
    if texto[:1] in "[(" and texto[-1:] in ")]" and len(texto) > 1 and _cierra_al_final(texto):
        return tuple(_leer(parte) for parte in _partes(texto[1:-1]))
    if texto.casefold() in ESPECIALES:
        return Numero(ESPECIALES[texto.casefold()])
    for lector in (_numero, _potencia, _fraccion):
        numero = lector(texto)
        if numero is not None:
            return numero
    raise LiteralIlegible(f"«{texto}» no se lee como un número")


def _cierra_al_final(texto: str) -> bool:
    hondura = 0
    for i, caracter in enumerate(texto):
        hondura += (caracter in "[(") - (caracter in ")]")
        if hondura == 0:
            return i == len(texto) - 1
    return False


def _partes(texto: str) -> Iterator[str]:
    """Los elementos de una lista: separados por `;` si lo hay (la coma es decimal) o por comas."""
    hondura, separadores = 0, []
    for i, caracter in enumerate(texto):
        hondura += (caracter in "[(") - (caracter in ")]")
        if hondura == 0 and caracter in ",;":
            separadores.append(i)
    if any(texto[i] == ";" for i in separadores):
        separadores = [i for i in separadores if texto[i] == ";"]
    inicio = 0
    for i in [*separadores, len(texto)]:
        yield texto[inicio:i]
        inicio = i + 1


def _numero(texto: str) -> Numero | None:
    casa = NUMERO.fullmatch(texto)
    if casa is None:
        return None
    decimal = casa["decimal"] or ""
    cifras = Fraction(int(re.sub(rf"[{ESPACIOS_DE_MILLAR}]", "", casa["entera"]) + decimal))
    escrito = casa["potencia"] or casa["exponente"]
    exponente = int(escrito) if escrito is not None else None
    if exponente is not None and abs(exponente) > 400:
        return None
    factor = Fraction(10) ** ((exponente or 0) - len(decimal)) * SUFIJOS.get(
        casa["sufijo"] or "", Fraction(1)
    )
    exacto = not decimal and exponente is None and not casa["sufijo"]
    return Numero(
        -cifras * factor if casa["signo"] == "-" else cifras * factor,
        None if exacto else factor,
        len(decimal),
        exponente,
        casa["sufijo"] or "",
        bool(casa["signo"]),
    )


def _potencia(texto: str) -> Numero | None:
    casa = POTENCIA.fullmatch(texto)
    if casa is None or abs(int(casa["potencia"])) > 400:
        return None
    valor = Fraction(10) ** int(casa["potencia"])
    return Numero(-valor if casa["signo"] == "-" else valor, con_signo=bool(casa["signo"]))


def _fraccion(texto: str) -> Numero | None:
    casa = FRACCION.fullmatch(texto)
    if casa is None:
        return None
    valor = Fraction(int(casa["arriba"]), int(casa["abajo"]))
    return Numero(-valor if casa["signo"] == "-" else valor, con_signo=bool(casa["signo"]))


# ——— Comparar ———


def coincide(literal: Literal, valor: Any) -> bool:
    """Si `literal` escribe bien `valor` (un número o listas anidadas de números).

    >>> coincide(leer_literal("0.73"), 0.7310585786), coincide(leer_literal("5"), 5.2)
    (True, False)
    """
    if isinstance(literal, tuple):
        valor = _como(literal, valor)
        return (
            isinstance(valor, list | tuple)
            and len(literal) == len(valor)
            and all(coincide(escrito, v) for escrito, v in zip(literal, valor, strict=True))
        )
    if isinstance(valor, bool | list | tuple | str) or valor is None:
        return False
    if isinstance(literal.valor, float) or (isinstance(valor, float) and not math.isfinite(valor)):
        return _iguales_sin_fin(literal.valor, valor)
    if literal.con_signo and literal.valor == 0:
        return False
    if literal.paso is None:
        return _exacto(literal.valor, valor)
    return redondear(valor, literal.paso) == literal.valor


def _como(literal: tuple[Any, ...], valor: Any) -> Any:
    """Una matriz de una sola fila o columna se lee como vector donde el valor es un vector."""
    if isinstance(valor, list | tuple) and valor and not isinstance(valor[0], list | tuple):
        if len(literal) == 1 and isinstance(literal[0], tuple):
            return [valor]
        if all(isinstance(fila, tuple) and len(fila) == 1 for fila in literal):
            return [[v] for v in valor]
    return valor


def _iguales_sin_fin(escrito: Fraction | float, valor: Any) -> bool:
    if isinstance(escrito, Fraction) or not isinstance(valor, float):
        return False  # uno de los dos no tiene fin y el otro sí
    return escrito == valor or (math.isnan(escrito) and math.isnan(valor))


def _exacto(escrito: Fraction, valor: Any) -> bool:
    """Igualdad salvo el error de la coma flotante, que nunca llega a cambiar la última cifra."""
    if isinstance(valor, int | Fraction):
        return escrito == valor
    holgura = abs(escrito) * Fraction(1, 10**9) or Fraction(1, 10**15)
    return abs(Fraction(valor) - escrito) <= min(holgura, Fraction(1, 100))


def redondear(valor: Any, paso: Fraction) -> Fraction:
    """El múltiplo de `paso` más cercano a `valor`; en un empate, el más lejano del cero.

    Los empates se reconocen salvo el error de la coma flotante: 0.285 a dos decimales es 0.29.
    """
    veces = abs(Fraction(valor)) / paso
    holgura = min(veces * Fraction(1, 2**48), Fraction(1, 1000)) if isinstance(valor, float) else 0
    enteras = math.floor(veces + Fraction(1, 2) + holgura)
    return paso * (enteras if valor >= 0 else -enteras)


# ——— Escribir ———


def escribir(valor: Any, molde: Literal) -> str:
    """`valor` escrito con la precisión y la forma de `molde`.

    >>> escribir(0.7310585786, leer_literal("0.74")), escribir(0.26894, leer_literal("28 %"))
    ('0.73', '27 %')
    """
    if isinstance(molde, tuple):
        if not isinstance(valor, list | tuple):
            return a_diez_cifras(valor)
        moldes = [*molde, *[molde[-1] if molde else Numero(Fraction(0))] * len(valor)]
        return "[" + ", ".join(escribir(v, m) for v, m in zip(valor, moldes, strict=False)) + "]"
    if (
        isinstance(valor, list | tuple | bool | str)
        or molde.paso is None
        or valor in SIN_FIN
        or valor != valor
    ):
        return a_diez_cifras(valor)
    redondo = (
        redondear(valor, molde.paso) / SUFIJOS.get(molde.sufijo, 1) / Fraction(10) ** (molde.exponente or 0)
    )
    signo = "−" if redondo < 0 else ""
    cifras = str(abs(redondo) * 10**molde.decimales).rjust(molde.decimales + 1, "0")
    corte = len(cifras) - molde.decimales
    texto = signo + cifras[:corte] + ("." + cifras[corte:] if molde.decimales else "")
    if molde.exponente is not None:
        texto += f"·10{_superindice(molde.exponente)}"
    return texto + (f" {molde.sufijo}" if molde.sufijo else "")


def _superindice(n: int) -> str:
    return str(n).translate(str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"))


def a_diez_cifras(valor: Any) -> str:
    """Un valor calculado, con hasta diez cifras significativas.

    >>> a_diez_cifras([1 / 3, 2])
    '[0.3333333333, 2]'
    """
    if isinstance(valor, list | tuple):
        return "[" + ", ".join(map(a_diez_cifras, valor)) + "]"
    if isinstance(valor, Fraction):
        valor = valor.numerator if valor.denominator == 1 else _en_coma(valor)
    if isinstance(valor, int) and valor.bit_length() > ESCRIBIBLE:
        return f"un entero de {int(math.log10(abs(valor))) + 1} cifras"
    return format(valor, ".10g") if isinstance(valor, float) else str(valor)


def _en_coma(valor: Fraction) -> float:
    try:
        return float(valor)
    except OverflowError:
        return math.inf if valor > 0 else -math.inf


def precision(literal: Literal) -> str:
    """«con 2 decimales», o nada si el literal es exacto o mezcla precisiones."""
    decimales = {n.decimales if n.paso is not None else None for n in numeros(literal)}
    if len(decimales) != 1 or decimales <= {None, 0}:
        return ""
    (n,) = decimales
    return "con 1 decimal" if n == 1 else f"con {n} decimales"


def numeros(literal: Literal) -> Iterator[Numero]:
    """Los números de un literal, de izquierda a derecha."""
    if isinstance(literal, tuple):
        for parte in literal:
            yield from numeros(parte)
    else:
        yield literal


def forma(valor: Any) -> tuple[int, ...]:
    """Las dimensiones de una lista de listas: `(2, 3)`; `()` de un número."""
    if isinstance(valor, list | tuple):
        return (len(valor), *(forma(valor[0]) if valor else ()))
    return ()


# ——— Números en palabras ———


@functools.lru_cache(maxsize=4096)
def en_palabras(valor: Fraction) -> frozenset[str]:
    """Las maneras de escribir `valor` con palabras: «mil», «veintiún», «un cuarto», «la mitad».

    >>> "un cuarto" in en_palabras(Fraction(1, 4)), "mil" in en_palabras(Fraction(1000))
    (True, True)
    """
    from num2words import num2words

    if valor.denominator == 1:
        return frozenset(_enteros(int(valor), num2words))
    if valor.denominator > 1000 or valor < 0:
        return frozenset()
    return frozenset(_partes_iguales(valor, num2words))


def _enteros(n: int, num2words: Any) -> Iterator[str]:
    if abs(n) >= 10**24:
        return
    base = num2words(n, lang="es")
    yield base
    if base.endswith("uno"):
        apocope = "veintiún" if base.endswith("veintiuno") else "un"
        resto = base[: -len("veintiuno" if apocope == "veintiún" else "uno")]
        yield from (resto + apocope, base[:-1] + "a")
    if base.endswith("cientos"):
        yield base[:-2] + "as"
    if base.startswith("un ") or base.startswith("uno "):
        yield base.split(" ", 1)[1]
    yield from {
        0: ["ninguno", "ninguna", "ningún"],
        2: ["doble", "el doble"],
        3: ["triple", "el triple"],
    }.get(n, [])
    if 0 < n <= 20:
        ordinal = num2words(n, lang="es", to="ordinal")
        yield from (ordinal, ordinal[:-1] + "a", *([ordinal[:-1]] if n in (1, 3) else []))


def _partes_iguales(valor: Fraction, num2words: Any) -> Iterator[str]:
    especiales = {2: "medio", 3: "tercio"}
    abajo = valor.denominator
    parte = especiales.get(abajo) or num2words(abajo, lang="es", to="ordinal")
    if abajo in (100, 1000, 10):
        parte = {10: "décimo", 100: "centésimo", 1000: "milésimo"}[abajo]
    arriba = valor.numerator
    cuantos = "un" if arriba == 1 else num2words(arriba, lang="es")
    cuantas = "una" if arriba == 1 else cuantos
    plural = "" if arriba == 1 else "s"
    femenino = {"medio": "media", "tercio": "tercera"}.get(parte, parte[:-1] + "a")
    yield f"{cuantos} {parte}{plural}"
    yield f"{cuantas} {femenino}{plural}"
    if abajo > 2:
        yield f"{cuantas} {femenino}{plural} parte{plural}"
    if arriba == 1:
        yield from (parte, femenino)
        if abajo > 2:
            yield from (f"la {femenino} parte", f"{femenino} parte")
    if valor == Fraction(1, 2):
        yield from ("mitad", "la mitad")


def exacta(valor: Any) -> Fraction | None:
    """La fracción sencilla que vale `valor` salvo error de coma flotante, si la hay."""
    if isinstance(valor, bool) or not isinstance(valor, int | float):
        return None
    if isinstance(valor, int):
        return Fraction(valor)
    if not math.isfinite(valor):
        return None
    cercana = Fraction(valor).limit_denominator(1000)
    return cercana if abs(float(cercana) - valor) <= 1e-12 * max(1.0, abs(valor)) else None
