"""Los vecinos de un literal: lo que un lector leería como parte de un número tiene que estar dentro de él.

Se juzga lo que se ve (`dibujo`), y no lo que está escrito. Un signo lo es si lo de delante no lo convierte en
una resta o en un guion: `y - 4` resta y «GPT-4» se lee junto, pero «= −4» y «(−4» son un número. Lo que puede
ser dos cosas, como una raya corta pegada a la cifra, se dice, con lo que hay que escribir para cada una. «±»
no le quita a nadie su signo: da los dos.
"""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence

from imprenta.leer.dibujo import CIFRA_ATADA, DE_LITERAL, Dibujo
from imprenta.leer.hoja import Hoja
from imprenta.leer.lienzo import RELLENO, Atado
from imprenta.leer.trazos import CIERRA_APARTE, DESCONOCIDO
from imprenta.libro.escalas import ESCALAS, FACTORES

PARTIDO = "el número está partido: escríbelo entero dentro de un solo literal"
SIGNO_FUERA = "el signo queda fuera de la cifra: escríbelo dentro del literal"
SIN_SABER = "lo que va junto a la cifra, una macro o una sustitución, no se sabe qué dice: escríbelo tal cual"
FUERA = "«{}» queda fuera de la cifra: escríbelo dentro del literal"
DELANTE = "«{}» queda delante de la cifra: si es su signo, escríbelo dentro del literal; "
ES_RAYA = DELANTE + "si es una raya, escribe «—»"
RESTA = DELANTE + "si es una resta, escríbela en una fórmula"

LITERAL = f"[{CIFRA_ATADA}{DE_LITERAL}]"
RAYAS_CORTAS = "–‐‑‒"
SIGNO_DELANTE = re.compile(rf"(?P<signo>[+\-−－﹣⁻₋˗➖⁃{RAYAS_CORTAS}])(?P<hueco>\s*)(?:[$€£¥]\s*)?$")
ABRE_COMILLAS = re.compile(r"(?:^|(?<=\s))[\"']+$")
ULTIMA_PALABRA = re.compile(r"[^\W\d_]+$")
SIGNO_EN_PALABRAS = re.compile(r"(?<!\w)(?P<signo>menos|minus|negative)\s+$", re.IGNORECASE)
# «al menos 4», «más o menos 4», «todos menos 4»: no son el signo de nadie.
NO_ES_SIGNO = frozenset(
    """uno one al lo o u ni nada cuando cuanto cuanta todo toda todos todas cualquiera or""".split()
)
SUELTAS = frozenset("aeouy")  # las letras que son una palabra
ESCALA_DELANTE = re.compile(
    rf"(?<!\w)(?<!por\s)(?<!cada\s)(?<!per\s)(?:{'|'.join(ESCALAS)}|cien|ciento)\s+$", re.IGNORECASE
)
ALGUNA_ESCALA = "|".join(
    re.escape(escala).replace(r"\ ", r"\s+") + (r"\b" if escala[-1].isalpha() else "")
    for escala in sorted(FACTORES, key=len, reverse=True)
)
POR = r"[·×⋅∙∗✕]\s*"
ESCALA_DETRAS = re.compile(
    rf"\s*(?P<escala>[％﹪٪]|(?:{POR})?(?:{ALGUNA_ESCALA})|{POR}10(?![0-9]))", re.IGNORECASE
)
CIFRA_DELANTE = re.compile(rf"(?:{LITERAL}|[0-9])[.,/⁄∕]?\Z")
CIFRA_DETRAS = re.compile(rf"[.,/⁄∕]?{LITERAL}|[.,]?[0-9]")
MILLAR_DELANTE = re.compile(rf"{CIFRA_ATADA}[ \u00a0\u2009\u202f\n]$")


def leer_vecinos(hoja: Hoja, tramos: Sequence[tuple[int, int, bool]]) -> None:
    """Apunta, de cada literal, lo primero que queda fuera de él y se lee con él."""
    if not hoja.lienzo.atados:
        return
    dibujo, formulas = Dibujo(hoja), sorted(hoja.lienzo.formulas)
    textos = [(inicio, fin) for inicio, fin, _ in tramos]
    for atado in hoja.lienzo.atados:
        principios, finales = zip(_el_de(textos, atado), _el_de(formulas, atado), strict=True)
        antes = dibujo.antes(atado.desde, min(principios))
        despues = dibujo.despues(atado.hasta, max(finales))
        if mensaje := _queda_fuera(hoja.texto.contenido, atado, antes, despues):
            hoja.falta(atado.inicio, mensaje)


def _el_de(tramos: Sequence[tuple[int, int]], atado: Atado) -> tuple[int, int]:
    """El tramo en que empieza un literal, o él mismo si no está en ninguno."""
    k = bisect_right(tramos, (atado.desde, math.inf)) - 1
    dentro = k >= 0 and atado.desde < tramos[k][1]
    return tramos[k] if dentro else (atado.desde, atado.hasta)


def _queda_fuera(texto: str, atado: Atado, antes: str, despues: str) -> str:
    """Qué hay de malo alrededor de un literal, o nada."""
    if mensaje := _signo(antes.replace("---", "—").replace("--", "–")) or _signo_en_palabras(antes):
        return mensaje
    if (
        CIFRA_DELANTE.search(antes)
        or CIFRA_DETRAS.match(despues)
        or ESCALA_DELANTE.search(antes)
        or _es_un_millar(texto[atado.inicio : atado.fin], antes, despues)
    ):
        return PARTIDO
    if antes.rstrip().endswith(DESCONOCIDO) or despues.lstrip().startswith(DESCONOCIDO):
        return SIN_SABER
    escala = ESCALA_DETRAS.match(despues)
    return FUERA.format(" ".join(escala["escala"].split())) if escala else ""


def _signo(antes: str) -> str:
    """Lo que se dice del signo que se ve delante de un literal, o nada si no lo hay."""
    casa = SIGNO_DELANTE.search(antes)
    if casa is None:
        return ""
    signo, hueco = casa["signo"], casa["hueco"]
    delante = ABRE_COMILLAS.sub("", antes[: casa.start()])
    if _es_termino(delante):
        return ""
    if not hueco:
        return ES_RAYA.format(signo) if signo in RAYAS_CORTAS else SIGNO_FUERA
    previo = delante.rstrip()
    de_texto = signo != "−" and not hueco.strip(" \n")
    if de_texto and (not previo or _es_termino(previo)):  # una viñeta, una raya o un «más»
        return ""
    if signo in RAYAS_CORTAS or signo == "-":
        return ES_RAYA.format(signo)
    if palabra := ULTIMA_PALABRA.search(previo):
        return RESTA.format(signo) if len(palabra[0]) > 1 else ""
    return "" if _es_termino(previo) else SIGNO_FUERA


def _es_termino(antes: str) -> bool:
    """Si lo que acaba ahí es algo de lo que se puede restar, o a lo que se une un guion."""
    final = antes[-1:]
    if not final or final in f"{CIERRA_APARTE}{RELLENO}{DESCONOCIDO}{CIFRA_ATADA}{DE_LITERAL}!%‰'’′…\"":
        return bool(final)
    return final.isalnum() or unicodedata.category(final) in {"Nl", "No", "Pe", "Pf", "Lm", "Mn"}


def _signo_en_palabras(antes: str) -> str:
    casa = SIGNO_EN_PALABRAS.search(antes)
    if casa is None:
        return ""
    previo = antes[: casa.start()].rstrip()
    palabra = ULTIMA_PALABRA.search(previo)
    if palabra is None:
        return "" if _es_termino(previo) else RESTA.format(casa["signo"])
    suelta = len(palabra[0]) == 1 and palabra[0].lower() not in SUELTAS
    return "" if suelta or palabra[0].lower() in NO_ES_SIGNO else RESTA.format(casa["signo"])


def _es_un_millar(literal: str, antes: str, despues: str) -> bool:
    """Tres cifras justas tras otro literal y un espacio: `1` y `500` se leen `1 500`."""
    tres = re.fullmatch("[0-9]{3}", literal) is not None
    return tres and MILLAR_DELANTE.search(antes) is not None and not re.match(LITERAL, despues)
