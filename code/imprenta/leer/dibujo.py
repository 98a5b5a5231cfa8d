"""Lo que un lector ve a cada lado de un literal, en fila: sin marcado y sin lo que solo da forma.

Un número lo es por cómo se ve, no por cómo está escrito: «&minus;», «$-$» y «−» son el mismo signo, y entre
él y su cifra puede haber un énfasis, una etiqueta o el final de una fórmula.
"""

from __future__ import annotations

from collections.abc import Iterable

from imprenta.leer.gramatica import CITA
from imprenta.leer.hoja import Hoja
from imprenta.leer.lienzo import ENFASIS, RELLENO, Vista
from imprenta.libro.pagina import Marca, Tipo

CIFRA_ATADA, DE_LITERAL = "\ue001", "\ue002"  # una cifra de otro literal, y lo demás que tenga
OTRO_LITERAL = frozenset({CIFRA_ATADA, DE_LITERAL})
ALCANCE = 32  # trazos: más de lo que ocupan un signo, una escala y la palabra que hay a su lado
SIN_ANCHO = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")


class Dibujo:
    """Una página ya leída, trazo a trazo."""

    def __init__(self, hoja: Hoja) -> None:
        self.texto, self.dibujos = hoja.texto.contenido, hoja.lienzo.dibujos
        self.vistas = bytearray(hoja.lienzo.vistas)
        for marca in hoja.marcas:
            self._ocultar(_corchetes(marca))
        self._ocultar(casa.span() for casa in CITA.finditer(self.texto))

    def _ocultar(self, tramos: Iterable[tuple[int, int]]) -> None:
        for inicio, fin in tramos:
            self.vistas[inicio:fin] = bytes([Vista.NADA]) * (fin - inicio)

    def antes(self, posicion: int, desde: int) -> str:
        """Lo que se ve delante de una posición, sin pasar de otra."""
        return "".join(reversed(self._fila(range(posicion - 1, desde - 1, -1))))

    def despues(self, posicion: int, hasta: int) -> str:
        """Lo que se ve desde una posición, sin pasar de otra."""
        return "".join(self._fila(range(posicion, hasta)))

    def _fila(self, posiciones: Iterable[int]) -> list[str]:
        fila: list[str] = []
        for posicion in posiciones:
            trazo = self._trazo(posicion)
            if trazo and not (trazo.isspace() and fila[-1:] == [trazo]):  # muchos espacios son uno
                fila.append(trazo)
            if len(fila) == ALCANCE or trazo in OTRO_LITERAL:
                break  # más allá nada es parte de este número
        return fila

    def _trazo(self, posicion: int) -> str:
        vista, caracter = self.vistas[posicion], self.texto[posicion]
        if vista == Vista.TEXTO:
            return "" if caracter in ENFASIS or caracter in SIN_ANCHO else caracter
        if vista == Vista.NADA:
            return ""
        if vista == Vista.DIBUJO:
            return "" if self.dibujos[posicion] in SIN_ANCHO else self.dibujos[posicion]
        if vista == Vista.ATADO:
            return CIFRA_ATADA if caracter.isdigit() else DE_LITERAL
        return (caracter if caracter == "\n" else " ") if vista == Vista.HUECO else RELLENO


def _corchetes(marca: Marca) -> list[tuple[int, int]]:
    """Lo que un enlace o unos atributos escriben alrededor de su texto, y no se ve."""
    if marca.tipo not in (Tipo.ENLACE, Tipo.ATRIBUTOS):
        return []
    inicio, fin = marca.texto
    return [(marca.inicio, inicio), (fin, marca.fin)] if inicio <= fin else []
