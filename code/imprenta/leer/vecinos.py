"""Los vecinos de un literal: lo que un lector leería como parte de un número tiene que estar dentro de él."""

from __future__ import annotations

import re
from itertools import islice

from imprenta.leer.hoja import Hoja
from imprenta.leer.lienzo import Atado, Lienzo, Vista

PARTIDO = "el número está partido: escríbelo entero dentro de un solo literal"
SIGNO_FUERA = "el signo queda fuera de la cifra: escríbelo dentro del literal"
SIGNOS, ANTES_DE_SIGNO, CIFRAS = "-−+±", "([«=≈,;|", "0123456789"
ESPACIOS = " \u00a0\u2009\u202f"  # los que separan millares
ESCALA = re.compile(
    rf"[{ESPACIOS}]?(?:%|‰|[·×][{ESPACIOS}]?10"
    r"|(?:mil|millón|millones|billón|billones|trillón|trillones|por ciento|por mil)\b)"
)
PRINCIPIO_DE_ESCALA = "%‰·×mbtp"
ALCANCE_DE_UNIDAD = 16  # caracteres: lo más que ocupan un espacio, una escala y lo que la acaba


def leer_vecinos(hoja: Hoja) -> None:
    """Apunta, de cada literal, lo primero que queda fuera de él y se lee con él."""
    for atado in hoja.lienzo.atados:
        if mensaje := _queda_fuera(hoja.lienzo, atado):
            hoja.falta(atado.inicio, mensaje)


def _queda_fuera(lienzo: Lienzo, atado: Atado) -> str:
    """Qué hay de malo alrededor de un literal, o nada."""
    antes = list(islice(lienzo.anteriores(atado.desde), 2))
    despues = list(islice(lienzo.siguientes(atado.hasta), 2))
    if _lleva_signo(lienzo, antes):
        return SIGNO_FUERA
    if (
        _sigue_a_una_cifra(lienzo, antes)
        or _le_sigue_una_cifra(lienzo, despues)
        or _es_un_millar(lienzo, atado, antes, despues)
    ):
        return PARTIDO
    escala = _escala_detras(lienzo, atado, despues)
    return f"«{escala}» queda fuera de la cifra: escríbelo dentro del literal" if escala else ""


def _lleva_signo(lienzo: Lienzo, antes: list[int]) -> bool:
    """`−` y luego el literal, si lo de antes no hace de ese signo una resta."""
    if not antes or lienzo.caracter(antes[0]) not in SIGNOS:
        return False
    delante = lienzo.caracter(antes[1]) if len(antes) > 1 else "\n"
    return delante in ANTES_DE_SIGNO or delante.isspace()


def _sigue_a_una_cifra(lienzo: Lienzo, antes: list[int]) -> bool:
    """Otro literal, o una cifra, y entre medias como mucho una coma, un punto o una barra."""
    anterior = _tras_separador(lienzo, antes, ".,/")
    return any(_es_de_cifras(lienzo, n) or lienzo.vistas[n] == Vista.ATADO for n in anterior)


def _le_sigue_una_cifra(lienzo: Lienzo, despues: list[int]) -> bool:
    """Otro literal, tras una coma, un punto o una barra, o una cifra, tras una coma o un punto."""
    atado = any(lienzo.vistas[n] == Vista.ATADO for n in _tras_separador(lienzo, despues, ".,/"))
    return atado or any(_es_de_cifras(lienzo, n) for n in _tras_separador(lienzo, despues, ".,"))


def _es_un_millar(lienzo: Lienzo, atado: Atado, antes: list[int], despues: list[int]) -> bool:
    """Tres cifras justas tras otro literal y un espacio: `1` y `500` se leen `1 500`."""
    if len(antes) < 2 or not re.fullmatch("[0-9]{3}", lienzo.texto[atado.inicio : atado.fin]):
        return False
    espacio, cifra = antes
    return (
        lienzo.caracter(espacio) in ESPACIOS
        and lienzo.vistas[cifra] == Vista.ATADO
        and lienzo.texto[cifra] in CIFRAS
        and not any(lienzo.vistas[n] == Vista.ATADO for n in despues[:1])
    )


def _escala_detras(lienzo: Lienzo, atado: Atado, despues: list[int]) -> str:
    """`%`, «millones» o una potencia de diez tras el literal, o nada."""
    if not any(lienzo.caracter(n) in PRINCIPIO_DE_ESCALA for n in despues):
        return ""
    detras = "".join(map(lienzo.caracter, islice(lienzo.siguientes(atado.hasta), ALCANCE_DE_UNIDAD)))
    casa = ESCALA.match(detras)
    return casa[0].strip() if casa else ""


def _tras_separador(lienzo: Lienzo, cercanas: list[int], separadores: str) -> list[int]:
    """La posición más cercana, o la siguiente si en ella hay un separador."""
    hay_separador = bool(cercanas) and lienzo.caracter(cercanas[0]) in separadores
    return cercanas[1:2] if hay_separador else cercanas[:1]


def _es_de_cifras(lienzo: Lienzo, posicion: int) -> bool:
    vista = lienzo.vistas[posicion]
    return vista == Vista.CIFRA or (vista == Vista.TEXTO and lienzo.texto[posicion] in CIFRAS)
