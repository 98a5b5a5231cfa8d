r"""Los números de un literal donde están escritos, para cambiar sus cifras y dejar lo demás como está.

De `\mathbf{-4{,}5}\cdot10^{-5}` se sabe dónde están el signo, las cifras, la coma y el exponente.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from imprenta.juzgar.literal.leer import Numero
from imprenta.libro.escalas import FACTORES

ESPACIO_ESCRITO = r"(?:\\[,;:!\ ]|~|\{\s*\\,\s*\}|\\thinspace(?![a-zA-Z])\s?|[\ \t\n]+|[\u00a0\u2009\u202f])"
# Entre el signo y el número: un espacio, `\mathbf{`.
TRAS_EL_SIGNO = rf"(?P<entre>(?:{ESPACIO_ESCRITO}|\\(?![dtc]?frac|[dt]?binom)[a-zA-Z]+\s*\{{|\{{)*)"
SIGNO = rf"(?:(?P<signo>[-+−–\u2011]|\b(?:menos|minus|negative)(?=\s)){TRAS_EL_SIGNO})?"
ENTERA = rf"(?P<entera>0(?![0-9])|[1-9][0-9]{{0,2}}(?:{ESPACIO_ESCRITO}[0-9]{{3}})+(?![0-9])|[1-9][0-9]*)"
A_LA_POTENCIA = (
    r"""(?P<alza>\^\s*\{?\s*)(?P<exponente>[-+−–]?[0-9]+)(?:\s*\})?|(?P<sobre>[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)"""
)
SE_MULTIPLICA = rf"{ESPACIO_ESCRITO}?(?:\\cdot(?![a-zA-Z])|\\times(?![a-zA-Z])|[·×⋅∙*])\s*{ESPACIO_ESCRITO}?"
CON_POTENCIA = rf"(?P<potencia>{SE_MULTIPLICA}10(?:{A_LA_POTENCIA})|[eE](?P<coma_flotante>[-+]?[0-9]+))?"
TERMINO_ESCRITO = r"[0-9]+(?:(?:[.,]|\{[.,]\})[0-9]+)?"
FRACCION_ESCRITA = rf"""\\[dtc]?frac\s*(?:
        \{{\s*(?P<dentro>[-+−–]?)\s*(?P<arriba>{TERMINO_ESCRITO})\s*\}}\s*\{{\s*(?P<abajo>{TERMINO_ESCRITO})\s*\}}
        |(?P<una>[0-9])\s*(?P<otra>[0-9]))
    |(?P<numerador>{TERMINO_ESCRITO})\s?/\s?(?P<denominador>{TERMINO_ESCRITO})
    |(?P<junta>[¼-¾⅐-⅞])"""
SIN_CIFRAS_A_LA_VISTA = r"\\\\\*?(?:\s*\[[^\]]*\])?|\\begin\{[^{}]*\}(?:\{[^{}]*\})?|\\end\{[^{}]*\}"
ESPECIAL = r"\\infty(?![a-zA-Z])|∞|\b(?:inf|nan)\b"


def _patron(coma: str) -> re.Pattern[str]:
    decimal = rf"(?:(?P<coma>{coma})(?P<decimal>[0-9]+))?"
    return re.compile(
        rf"""(?P<nada>{SIN_CIFRAS_A_LA_VISTA})
        |{SIGNO}(?:(?P<fraccion>{FRACCION_ESCRITA})
        |(?P<combinaciones>\\[dt]?binom\s*\{{\s*[0-9]+\s*\}}\s*\{{\s*[0-9]+\s*\}})
        |(?P<diez>10(?:{A_LA_POTENCIA.replace("P<", "P<d_")}))
        |{ENTERA}{decimal}{CON_POTENCIA}
        |(?P<especial>{ESPECIAL}))""",
        re.VERBOSE | re.IGNORECASE,
    )


PUNTO_DECIMAL = r"\.|\{\s*\.\s*\}"
CON_COMA_DECIMAL, SIN_COMA_DECIMAL = _patron(rf"{PUNTO_DECIMAL}|,|\{{\s*,\s*\}}"), _patron(PUNTO_DECIMAL)


@dataclass(frozen=True)
class Atomo:
    """Un número escrito, con su lugar en el literal y lo que vale."""

    casa: re.Match[str]
    numero: Numero

    @property
    def inicio(self) -> int:
        return self.casa.start()

    @property
    def fin(self) -> int:
        return self.casa.end()

    @property
    def signo(self) -> str:
        """El que lleva escrito, delante o en el numerador, o nada."""
        return self.casa["signo"] or self.casa["dentro"] or ""

    @property
    def sin_signo(self) -> str:
        return self.casa[0][len((self.casa["signo"] or "") + (self.casa["entre"] or "")) :]


def atomos_de(texto: str, numeros: list[Numero]) -> list[Atomo] | None:
    """Dónde está escrito cada uno de los números de un literal, o nada si no se sabe.

    >>> from imprenta.juzgar.literal.leer import literal_de, numeros_de
    >>> [a.casa[0] for a in atomos_de("(−0,5; 1 000)", list(numeros_de(literal_de("(−0,5; 1 000)"))))]
    ['−0,5', '1 000']
    """
    for patron in (CON_COMA_DECIMAL, SIN_COMA_DECIMAL):
        casas = [casa for casa in patron.finditer(texto) if casa["nada"] is None]
        if len(casas) == len(numeros) and all(map(_es_ese, casas, numeros)):
            return [Atomo(casa, numero) for casa, numero in zip(casas, numeros, strict=True)]
    return None


def _es_ese(casa: re.Match[str], numero: Numero) -> bool:
    if casa["entera"] is None:
        return isinstance(numero.valor, float) == bool(casa["especial"])
    if isinstance(numero.valor, float) or len(casa["decimal"] or "") != numero.decimales:
        return False
    cifras = re.sub(r"[^0-9]", "", casa["entera"]) + (casa["decimal"] or "")
    exponente = exponente_escrito(casa)
    factor = Fraction(10) ** ((exponente or 0) - numero.decimales) * FACTORES.get(numero.sufijo, Fraction(1))
    return exponente == numero.exponente and int(cifras) * factor == abs(numero.valor)


def exponente_escrito(casa: re.Match[str]) -> int | None:
    """El de la potencia de diez que multiplica a un número, si la hay."""
    escrito = casa["exponente"] or casa["coma_flotante"] or casa["sobre"]
    return None if escrito is None else int(exponente_llano(escrito))


def exponente_llano(cifras: str) -> str:
    """Las cifras de un exponente, con su signo, en ASCII."""
    return unicodedata.normalize("NFKC", cifras).replace("−", "-").replace("–", "-")


def fraccion_escrita(casa: re.Match[str]) -> tuple[str, str]:
    """El numerador y el denominador, tal como están escritos."""
    if casa["junta"]:
        arriba, _, abajo = unicodedata.normalize("NFKC", casa["junta"]).partition("⁄")
        return arriba, abajo
    pares = (("arriba", "abajo"), ("una", "otra"), ("numerador", "denominador"))
    return next((casa[a], casa[b]) for a, b in pares if casa[a])


def separadores(atomos: list[Atomo]) -> Iterator[tuple[str, str]]:
    """Lo que cada número lleva entre sus millares y delante de sus decimales; nada si no lleva."""
    for atomo in atomos:
        millar = re.search(ESPACIO_ESCRITO, atomo.casa["entera"] or "", re.VERBOSE)
        yield (millar[0] if millar else ""), atomo.casa["coma"] or ""
