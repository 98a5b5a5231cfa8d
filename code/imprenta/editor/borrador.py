"""Lo que hay escrito en el editor, y sus lugares tal como los cuenta el editor."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from functools import cached_property

from lsprotocol import types

from imprenta.libro.texto import Texto

MARCA_INICIAL = "\ufeff"
SALTO_DE_LINEA = re.compile("\r\n|\r|\n")  # los que cuenta el protocolo; `str.splitlines` cuenta más
ULTIMO_BASICO = 0xFFFF
Cambiado = types.TextDocumentContentChangePartial | types.TextDocumentContentChangeWholeDocument


class Borrador:
    r"""Un texto tal como lo tiene el editor, `crudo`, y tal como lo lee la imprenta, `texto`.

    La imprenta no ve la marca inicial y todos sus saltos son `\n`; las líneas son las mismas. Las columnas
    del editor se cuentan en `unidades`, «utf-16» si no se acuerda otra cosa.

    >>> escrito = Borrador("\ufeffσ 𝑥 1\r\nfin")
    >>> escrito.texto, escrito.lugar(4), escrito.posicion(types.Position(0, 6))
    ('σ 𝑥 1\nfin', 0:6, 4)
    """

    def __init__(self, crudo: str, version: int = 0, unidades: str = "utf-16") -> None:
        self.crudo, self.version, self.unidades = crudo, version, unidades

    @cached_property
    def texto(self) -> str:
        return SALTO_DE_LINEA.sub("\n", self.crudo.removeprefix(MARCA_INICIAL))

    @cached_property
    def lineas(self) -> Texto:
        """El texto con sus líneas contadas."""
        return Texto(self.texto)

    @property
    def octetos(self) -> bytes:
        """Los que habría en el disco si se guardara."""
        return self.crudo.encode("utf-8", "surrogatepass")

    @cached_property
    def salto(self) -> str:
        """Con qué acaban sus líneas."""
        casa = SALTO_DE_LINEA.search(self.crudo)
        return casa[0] if casa else "\n"

    def posicion(self, lugar: types.Position) -> int:
        """Dónde está un lugar en `texto`; lo que se sale de una línea, o del texto, está en su final."""
        n = max(lugar.line, 0)
        if n >= self.lineas.total:
            return len(self.texto)
        columna = _desde_unidades(self._con_marca(n), lugar.character, self.unidades)
        return self.lineas.principio(n) + max(0, columna - self._marca(n))

    def lugar(self, posicion: int) -> types.Position:
        """El lugar, para el editor, de una posición de `texto`."""
        posicion = min(max(posicion, 0), len(self.texto))
        n = self.lineas.numero_de_linea(posicion)
        columna = posicion - self.lineas.principio(n) + self._marca(n)
        return types.Position(n, _en_unidades(self._con_marca(n)[:columna], self.unidades))

    def tramo(self, inicio: int, fin: int) -> types.Range:
        """El tramo de dos posiciones de `texto`."""
        return types.Range(self.lugar(inicio), self.lugar(fin))

    def cambiado(self, cambios: Sequence[Cambiado], version: int) -> Borrador:
        """Lo que queda tras unos cambios, hechos uno tras otro."""
        crudo = self.crudo
        for cambio in cambios:
            if isinstance(cambio, types.TextDocumentContentChangePartial):
                extremos = sorted(_en_crudo(crudo, x, self.unidades) for x in _extremos(cambio.range))
                crudo = crudo[: extremos[0]] + cambio.text + crudo[extremos[1] :]
            else:
                crudo = cambio.text
        return Borrador(crudo, version, self.unidades)

    def _marca(self, n: int) -> int:
        return int(n == 0 and self.crudo.startswith(MARCA_INICIAL))

    def _con_marca(self, n: int) -> str:
        return MARCA_INICIAL * self._marca(n) + self.lineas.linea(n)


def _extremos(tramo: types.Range) -> tuple[types.Position, types.Position]:
    return tramo.start, tramo.end


def _en_crudo(crudo: str, lugar: types.Position, unidades: str) -> int:
    comienzos = [0, *(salto.end() for salto in SALTO_DE_LINEA.finditer(crudo))]
    n = max(lugar.line, 0)
    if n >= len(comienzos):
        return len(crudo)
    salto = SALTO_DE_LINEA.search(crudo, comienzos[n])
    linea = crudo[comienzos[n] : salto.start() if salto else len(crudo)]
    return comienzos[n] + _desde_unidades(linea, lugar.character, unidades)


def _ancho(letra: str, unidades: str) -> int:
    if unidades == "utf-8":
        return len(letra.encode("utf-8", "surrogatepass"))
    return 2 if unidades == "utf-16" and ord(letra) > ULTIMO_BASICO else 1


def _en_unidades(texto: str, unidades: str) -> int:
    return len(texto) if texto.isascii() else sum(_ancho(letra, unidades) for letra in texto)


def _desde_unidades(linea: str, columna: int, unidades: str) -> int:
    """Cuántas letras caben enteras en esas unidades."""
    if linea.isascii():
        return min(max(columna, 0), len(linea))
    finales, total = [0], 0
    for letra in linea:
        total += _ancho(letra, unidades)
        finales.append(total)
    return max(0, bisect.bisect_right(finales, max(columna, 0)) - 1)
