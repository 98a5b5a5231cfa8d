"""El MathML de una fórmula, en piezas: sin las cajas que solo agrupan, cada una con su hueco delante."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

NO_SE_DICEN = dict.fromkeys([*range(0x2061, 0x2065), 0x200B])
AGRUPAN = {"math", "semantics", "mrow", "mpadded", "mstyle"}
CALLAN = {"annotation", "mphantom", "mprescripts"}
CON_INDICES = {"msub", "msup", "msubsup", "munder", "mover", "munderover"}
ABREN = dict(zip("([{⟨⌊⌈", ")]}⟩⌋⌉", strict=True))
BARRAS_DICHAS = "|‖∥"
PRIMAS_DICHAS = "′″‴⁗"
HUECO_QUE_SEPARA = 0.9
"""Desde cuántos em un hueco separa dos fórmulas (`\\quad`)."""
DE_PALABRA = re.compile(r"(?!.*(?:ij|jk|ji|kj|ik|ki))(?=.*[aeiou])[a-záéíóúñ]{3,}")
ESTILO_DEL_HUECO = re.compile(r"margin-left:\s*(-?[\d.]+)em")


@dataclass(frozen=True)
class PiezaDicha:
    """Una letra, un número, un signo o una construcción, y los em que la separan de la anterior."""

    nodo: Element
    hueco: float = 0.0

    @property
    def etiqueta(self) -> str:
        return etiqueta_mathml(self.nodo)

    @property
    def texto(self) -> str:
        return texto_visible(self.nodo)

    @property
    def signo(self) -> str:
        """Si es un signo, cuál."""
        return self.texto if self.etiqueta == "mo" else ""


Piezas = Sequence[PiezaDicha]


def etiqueta_mathml(nodo: Element) -> str:
    """Su etiqueta, sin el espacio de nombres."""
    return nodo.tag.rpartition("}")[2]


def texto_visible(nodo: Element) -> str:
    """Lo que dice, sin lo que no se ve."""
    return (nodo.text or "").translate(NO_SE_DICEN).strip()


def piezas(nodos: Iterable[Element], *, en_indice: bool = False) -> list[PiezaDicha]:
    """Lo que hay en una fila, de izquierda a derecha, con cada número en una pieza."""
    return _sin_partir_numeros(list(_sueltas(nodos)), en_indice)


def _sueltas(nodos: Iterable[Element]) -> Iterator[PiezaDicha]:
    hueco = 0.0
    for nodo in nodos:
        etiqueta = etiqueta_mathml(nodo)
        if etiqueta in CALLAN:
            continue
        if etiqueta == "mspace" or (etiqueta == "mtext" and not texto_visible(nodo)):
            hueco += _ancho(nodo)
        elif etiqueta in AGRUPAN:
            for pieza in _sueltas(nodo):
                yield PiezaDicha(pieza.nodo, pieza.hueco + hueco)
                hueco = 0.0
        elif etiqueta != "mo" or texto_visible(nodo):
            yield PiezaDicha(nodo, hueco)
            hueco = 0.0


def _ancho(espacio: Element) -> float:
    casa = ESTILO_DEL_HUECO.search(espacio.get("style", ""))
    return float(casa[1] if casa else espacio.get("width", "0").removesuffix("em") or 0)


def _sin_partir_numeros(sueltas: list[PiezaDicha], en_indice: bool) -> list[PiezaDicha]:
    """`10\\,000` y `1{,}000` son un número; `\\ldots`, unos puntos."""
    juntas = list[PiezaDicha]()
    for pieza in sueltas:
        if _sigue_el_numero(juntas, pieza):
            juntas.append(_numero(juntas.pop(), pieza.texto))
        elif not en_indice and len(juntas) > 1 and _tras_coma(juntas, pieza):
            coma, entero = juntas.pop(), juntas.pop()
            juntas.append(_numero(entero, coma.texto + pieza.texto))
        elif [p.signo for p in (*juntas[-2:], pieza)] == [".", ".", "."]:
            del juntas[-1:]
            juntas.append(_con_texto(juntas.pop(), "mo", "…"))
        else:
            juntas.append(pieza)
    return juntas


def _sigue_el_numero(juntas: list[PiezaDicha], pieza: PiezaDicha) -> bool:
    cifras = pieza.etiqueta == "mn" and len(pieza.texto) == 3 and pieza.texto.isdigit()
    return cifras and bool(juntas) and juntas[-1].etiqueta == "mn" and 0 < pieza.hueco < 0.2


def _tras_coma(juntas: list[PiezaDicha], pieza: PiezaDicha) -> bool:
    *_, entero, coma = juntas
    pegada = coma.signo == "," and coma.nodo.get("rspace") == "0"
    return pegada and entero.etiqueta == pieza.etiqueta == "mn"


def _numero(pieza: PiezaDicha, mas: str) -> PiezaDicha:
    return _con_texto(pieza, "mn", pieza.texto + mas)


def _con_texto(pieza: PiezaDicha, etiqueta: str, dicho: str) -> PiezaDicha:
    nodo = Element(etiqueta)
    nodo.text = dicho
    return PiezaDicha(nodo, pieza.hueco)


def como_palabra(fila: Piezas) -> str:
    """La palabra que escriben unas letras seguidas (`w_{nuevo}`); nada si son letras sueltas (`a_{ij}`).

    >>> from xml.etree.ElementTree import fromstring
    >>> [como_palabra(piezas(fromstring("<mrow>" + "".join(f"<mi>{l}</mi>" for l in w) + "</mrow>")))
    ...  for w in ("nuevo", "ijk", "ff")]
    ['nuevo', '', '']
    """
    letras = "".join(
        pieza.texto if pieza.etiqueta == "mi" and len(pieza.texto) == 1 else "-" for pieza in fila
    )
    return letras if DE_PALABRA.fullmatch(letras) else ""


def nucleo(nodo: Element) -> Element:
    """Lo que queda de una letra al quitarle índices, primas y cajas."""
    while etiqueta_mathml(nodo) in CON_INDICES | AGRUPAN:
        dentro = nodo[:1] if etiqueta_mathml(nodo) in CON_INDICES else [pieza.nodo for pieza in piezas(nodo)]
        if len(dentro) != 1:
            return nodo
        nodo = dentro[0]
    return nodo


def cierre(fila: Piezas, inicio: int) -> int:
    """Dónde se cierra el delimitador que abre en `inicio`; -1 si no se cierra."""
    hondura = 0
    for k, pieza in enumerate(fila[inicio:], inicio):
        signo = texto_visible(nucleo(pieza.nodo)) if etiqueta_mathml(nucleo(pieza.nodo)) == "mo" else ""
        if pieza.etiqueta in ("mo", "msub", "msup", "msubsup"):
            hondura += (signo in ABREN) - (signo in ABREN.values() and signo != "")
        if hondura == 0 and k > inicio:
            return k
    return -1


def cierre_de_barra(fila: Piezas, inicio: int) -> int:
    """Dónde está la otra barra de un valor absoluto o de una norma; -1 si no la hay."""
    hondura, barra = 0, fila[inicio].signo
    for k, pieza in enumerate(fila[inicio + 1 :], inicio + 1):
        dentro = nucleo(pieza.nodo)
        signo = texto_visible(dentro) if etiqueta_mathml(dentro) == "mo" else ""
        hondura += (signo in ABREN) - (signo in ABREN.values())
        if hondura == 0 and signo == barra and k > inicio + 1 and dentro.get("stretchy") != "true":
            return k
    return -1


def partida(fila: Piezas, signos: str) -> list[list[PiezaDicha]]:
    """Lo que hay entre unos signos que no están dentro de un delimitador."""
    trozos, hondura = [list[PiezaDicha]()], 0
    for pieza in fila:
        dentro = nucleo(pieza.nodo)
        signo = texto_visible(dentro) if etiqueta_mathml(dentro) == "mo" else ""
        hondura += (signo in ABREN) - (signo in ABREN.values())
        if hondura == 0 and pieza.signo and pieza.signo in signos:
            trozos.append([])
        else:
            trozos[-1].append(pieza)
    return trozos


def sin_punto_final(fila: list[PiezaDicha]) -> list[PiezaDicha]:
    """Una fila, sin la coma o el punto con que la prosa sigue tras ella."""
    return fila[:-1] if len(fila) > 1 and fila[-1].signo in (",", ".", ";") else fila


def sin_prima(exponente: Element) -> tuple[int, Element]:
    """Cuántas primas hay en un exponente, y el exponente sin ellas."""
    fila = piezas([exponente])
    primas = 0
    while fila and fila[0].signo and fila[0].signo in PRIMAS_DICHAS:
        primas += PRIMAS_DICHAS.index(fila.pop(0).signo) + 1
    resto = Element("mrow")
    for pieza in fila:
        if pieza.hueco:
            SubElement(resto, "mspace", width=f"{pieza.hueco}em")
        resto.append(pieza.nodo)
    return primas, resto
