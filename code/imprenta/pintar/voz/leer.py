"""De las piezas de una fórmula, las palabras con que se lee en voz alta, sin que dos fórmulas se lean igual.

Solo se dice dónde acaba un grupo cuando sin decirlo se entendería otro: «x al cuadrado», pero «e elevado a
2 x más 1 fin del exponente». Dos letras seguidas se leen seguidas; cualquier otro producto sin signo, «por».
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from imprenta.pintar.voz import construcciones, delimitados, tablas
from imprenta.pintar.voz.letras import clave, nombre_de
from imprenta.pintar.voz.palabras import VozEnLengua
from imprenta.pintar.voz.piezas import (
    ABREN,
    BARRAS_DICHAS,
    CON_INDICES,
    HUECO_QUE_SEPARA,
    PRIMAS_DICHAS,
    PiezaDicha,
    Piezas,
    cierre,
    cierre_de_barra,
    etiqueta_mathml,
    nucleo,
    piezas,
    sin_punto_final,
    texto_visible,
)

LETRA, ESCRITA, OPERANDO, POSFIJO, SIGNO, FUNCION, ABIERTA, SEPARADOR, ROTULO = range(9)
"""Qué es lo último dicho: de ello depende lo que va en medio. `ESCRITA` es una letra con índices, y
`ABIERTA`, una función que ya ha dicho «de»."""
DE_UNA_LETRA = frozenset("fghFGHPELJDσφϕψΦΨ𝔼ℙ")
CON_DIFERENCIAL = frozenset("∫∬∭∮")
ESCRITAS = frozenset({"msub", "msup", "msubsup"})
DE_CONJUNTO = frozenset("∈∉⊂⊆")
POSFIJOS = frozenset("!%°")


@dataclass(frozen=True)
class Dicho:
    """Un trozo leído: sus palabras, qué es y por qué pieza se sigue."""

    palabras: str
    clase: int
    sigue: int


class LectorDeFormulas:
    """Lee en una lengua."""

    def __init__(self, voz: VozEnLengua) -> None:
        self.voz = voz

    def nodos(self, *nodos: Element, en_indice: bool = False) -> str:
        return self.fila(piezas(nodos, en_indice=en_indice))

    def entera(self, *nodos: Element) -> str:
        """Lo mismo, sin el punto o la coma en que acabe."""
        return self.fila(sin_punto_final(piezas(nodos)))

    def fila(self, fila: Piezas) -> str:
        """Una fila entera."""
        dichos, antes, k, integral = list[str](), SEPARADOR, 0, False
        while k < len(fila):
            integral = integral or texto_visible(nucleo(fila[k].nodo)) in CON_DIFERENCIAL
            dicho = (self._diferencial(fila, k) if integral else None) or self.desde(fila, k)
            if dichos and fila[k].hueco >= HUECO_QUE_SEPARA:
                dichos[-1] += ";"
            elif (enlace := self._enlace(antes, dicho.clase)) and not _un_nombre(fila, k):
                dichos.append(enlace)
            if dicho.palabras in (",", ";") and dichos:
                dichos[-1] += dicho.palabras
            elif dicho.palabras:
                dichos.append(dicho.palabras)
            antes, k = dicho.clase, dicho.sigue
        return " ".join(dichos)

    def _enlace(self, antes: int, ahora: int) -> str:
        """Lo que se dice entre dos cosas seguidas sin signo en medio."""
        operandos = (LETRA, ESCRITA, OPERANDO, FUNCION, ABIERTA)
        if antes == FUNCION and ahora in operandos:
            return self.voz("de", "").strip()
        if antes not in (LETRA, ESCRITA, OPERANDO, POSFIJO) or (antes == LETRA and ahora in (LETRA, ESCRITA)):
            return ""
        return self.voz("por") if ahora in operandos else ""

    # ——— Lo que empieza en una pieza ———

    def desde(self, fila: Piezas, k: int) -> Dicho:
        """Lo que empieza en una pieza: ella sola, o con las que siguen si es una función o un paréntesis."""
        pieza = fila[k]
        if pieza.signo in {*ABREN, *BARRAS_DICHAS} and (dicho := self._delimitado(fila, k)):
            return dicho
        if pieza.texto == "∂" and (dicho := self._parcial_en_linea(fila, k)):
            return dicho
        return self._a_trozos(fila, k + 1, k) or self._aplicada(fila, k) or self._sola(fila, k)

    def _sola(self, fila: Piezas, k: int) -> Dicho:
        pieza = fila[k]
        return Dicho(self.pieza(pieza), self._clase(pieza), k + 1)

    def pieza(self, pieza: PiezaDicha) -> str:
        """Una pieza sola."""
        leer: Callable[[LectorDeFormulas, Element], str] | None = construcciones.POR_ETIQUETA.get(
            pieza.etiqueta
        )
        return leer(self, pieza.nodo) if leer else self.nodos(*pieza.nodo) or pieza.texto

    def _clase(self, pieza: PiezaDicha) -> int:
        dentro = nucleo(pieza.nodo)
        if construcciones.lleva_de(self, pieza.nodo):
            return ABIERTA
        if pieza.etiqueta == "mtext":
            return ROTULO
        if etiqueta_mathml(dentro) == "mo" and texto_visible(dentro) not in (*POSFIJOS, "∅"):
            flecha = pieza.etiqueta in CON_INDICES and texto_visible(dentro) in "…⋯⋮⋱"
            return LETRA if texto_visible(dentro) in "…⋯⋮⋱" and not flecha else SIGNO
        if etiqueta_mathml(dentro) == "mo" and texto_visible(dentro) in POSFIJOS:
            return POSFIJO if pieza.etiqueta == "mo" else OPERANDO
        if self.es_funcion(dentro):
            return FUNCION
        if pieza.etiqueta in ("mi", "mn"):
            return LETRA
        return ESCRITA if pieza.etiqueta in ESCRITAS and etiqueta_mathml(dentro) in ("mi", "mn") else OPERANDO

    def es_funcion(self, nodo: Element) -> bool:
        """Si es una función con nombre: se lee «seno de»."""
        dicho = clave(texto_visible(nodo))
        return (
            etiqueta_mathml(nodo) in ("mi", "mo")
            and (dicho in self.voz.funciones or dicho == "∇")
            and dicho != "mod"
        )

    # ——— Paréntesis y barras ———

    def _delimitado(self, fila: Piezas, k: int) -> Dicho | None:
        barra = fila[k].signo in BARRAS_DICHAS
        hasta = (cierre_de_barra if barra else cierre)(fila, k)
        if hasta < 0:
            return self._a_trozos(fila, k, k + 1)
        dentro = fila[k + 1 : hasta]
        if k and fila[k - 1].signo and _es_un_negativo(dentro, fila[hasta]):
            return Dicho(self.fila(dentro), LETRA, hasta + 1)
        intervalo = bool(k) and fila[k - 1].signo in DE_CONJUNTO
        leido = delimitados.leer_delimitado(self, fila[k].signo, dentro, fila[hasta], intervalo=intervalo)
        return Dicho(leido, OPERANDO, hasta + 1)

    def _a_trozos(self, fila: Piezas, llave: int, tabla: int) -> Dicho | None:
        """Una tabla con una llave que no se cierra, delante (`cases`) o detrás (`rcases`)."""
        if not 0 <= min(llave, tabla) < max(llave, tabla) < len(fila) or fila[tabla].etiqueta != "mtable":
            return None
        if fila[llave].signo != "{}"[llave > tabla]:
            return None
        return Dicho(tablas.a_trozos(self, fila[tabla].nodo), OPERANDO, max(llave, tabla) + 1)

    def _aplicada(self, fila: Piezas, k: int) -> Dicho | None:
        """Una función y su argumento: sin paréntesis si es una sola cosa."""
        abre, base = self._donde_abre(fila, k), nucleo(fila[k].nodo)
        if abre < 0 or etiqueta_mathml(base) not in ("mi", "mo", "mtext"):
            return None
        hasta = cierre(fila, abre)
        if hasta < 0 or construcciones.lleva_de(self, fila[k].nodo):
            return None
        dentro = fila[abre + 1 : hasta]
        if not self._es_de_esas(base, fila[abre], dentro):
            return None
        simple = len(dentro) == 1 and construcciones.es_simple(dentro[0]) and fila[hasta].signo
        argumento = (
            self.pieza(dentro[0])
            if simple
            else delimitados.leer_delimitado(self, fila[abre].signo, dentro, fila[hasta])
        )
        return Dicho(self.voz("aplicada", self._con_primas(fila, k, abre), argumento), OPERANDO, hasta + 1)

    def _donde_abre(self, fila: Piezas, k: int) -> int:
        siguiente = k + 1
        while siguiente < len(fila) and fila[siguiente].signo and fila[siguiente].signo in PRIMAS_DICHAS:
            siguiente += 1
        if siguiente >= len(fila) or fila[siguiente].signo not in ("(", "["):
            return -1
        return siguiente

    def _con_primas(self, fila: Piezas, k: int, hasta: int) -> str:
        dicho = self.pieza(fila[k])
        primas = sum(PRIMAS_DICHAS.index(pieza.signo) + 1 for pieza in fila[k + 1 : hasta])
        return self.voz(f"prima_{min(primas, 4)}", dicho) if primas else dicho

    def _es_de_esas(self, base: Element, abre: PiezaDicha, dentro: Piezas) -> bool:
        letra = texto_visible(base)
        if len(letra) > 1 or self.es_funcion(base):
            return letra != "mod"
        if abre.hueco > 0.1 or not letra.isalpha():
            return False
        if letra in DE_UNA_LETRA:
            return True
        argumentos = [pieza for pieza in dentro if pieza.signo != ","]
        lista = len(argumentos) < len(dentro) or len(dentro) == 1
        return abre.signo == "(" and (
            "∣" in [p.signo for p in dentro] or (lista and all(map(construcciones.es_simple, argumentos)))
        )

    # ——— Derivadas y diferenciales ———

    def _parcial_en_linea(self, fila: Piezas, k: int) -> Dicho | None:
        """`\\partial E/\\partial w`, que es la misma derivada que en una fracción."""
        trozo = fila[k : k + 5]
        if [pieza.texto for pieza in trozo[::2]] != ["∂", "/", trozo[4].texto if len(trozo) == 5 else ""]:
            return None
        if trozo[3].texto != "∂" or not (
            construcciones.es_simple(trozo[1]) and construcciones.es_simple(trozo[4])
        ):
            return None
        return Dicho(self.voz("parcial", self.pieza(trozo[1]), self.pieza(trozo[4])), OPERANDO, k + 5)

    def _diferencial(self, fila: Piezas, k: int) -> Dicho | None:
        if fila[k].texto != "d" or fila[k].etiqueta != "mi" or k + 1 >= len(fila) or k == 0:
            return None
        if fila[k + 1].etiqueta not in ("mi", "msub", "msup"):
            return None
        return Dicho(self.voz("diferencial", self.pieza(fila[k + 1])), SEPARADOR, k + 2)

    def letra(self, nodo: Element) -> str:
        return nombre_de(texto_visible(nodo), self.voz)


def _un_nombre(fila: Piezas, k: int) -> bool:
    """Si son dos palabras de un nombre (`\\mathrm{ReLU\\ con\\ fuga}`), o un módulo, y no un producto."""
    if k + 1 < len(fila) and fila[k].signo == "(" and fila[k + 1].texto == "mod":
        return True
    return all(pieza.etiqueta == "mi" and len(pieza.texto) > 1 for pieza in fila[k - 1 : k + 1])


def _es_un_negativo(dentro: Piezas, cierra: PiezaDicha) -> bool:
    return (
        [pieza.etiqueta for pieza in dentro] == ["mo", "mn"] and dentro[0].signo == "−" and bool(cierra.signo)
    )
