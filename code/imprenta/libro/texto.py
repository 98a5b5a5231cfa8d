"""El texto de una página y el lugar de cada posición suya en el archivo que un autor edita."""

from __future__ import annotations

import bisect
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

# La línea del archivo, la columna donde empieza el texto y cómo está escrito (`None`: lo pone la imprenta).
Renglon = tuple[int, int, str | None]
TAL_CUAL = ""  # está escrito así en el archivo, que no es un JSON


class Cambio(NamedTuple):
    """Lo que hay en un texto de `inicio` a `fin` pasa a ser `nuevo`."""

    inicio: int
    fin: int
    nuevo: str = ""


@dataclass(frozen=True)
class Texto:
    """Un texto con sus líneas contadas desde 0; `renglones`, en un cuaderno, dice dónde está cada una.

    >>> texto = Texto("uno\\ndos\\n")
    >>> texto.total, texto.linea(1), texto.principio(1), texto.fin(1), texto.lugar(5)
    (3, 'dos', 4, 7, (2, 2))
    """

    contenido: str
    renglones: Sequence[Renglon] = ()

    @cached_property
    def comienzos(self) -> list[int]:
        """Dónde empieza cada línea."""
        return [0, *(salto.end() for salto in re.finditer("\n", self.contenido))]

    @property
    def total(self) -> int:
        """Cuántas líneas tiene."""
        return len(self.comienzos)

    def principio(self, n: int) -> int:
        """Dónde empieza la línea `n`, o el final del texto si no la hay."""
        return self.comienzos[n] if n < self.total else len(self.contenido)

    def fin(self, n: int) -> int:
        """Dónde acaba la línea `n`, sin su salto."""
        return self.comienzos[n + 1] - 1 if n + 1 < self.total else len(self.contenido)

    def linea(self, n: int) -> str:
        """La línea `n`, sin su salto."""
        return self.contenido[self.principio(n) : self.fin(n)]

    def numero_de_linea(self, posicion: int) -> int:
        """La línea en que está una posición."""
        return bisect.bisect_right(self.comienzos, posicion) - 1

    def lugar(self, posicion: int) -> tuple[int, int]:
        """La línea y la columna, desde 1, de una posición; en un cuaderno, las de su archivo JSON."""
        n = self.numero_de_linea(posicion)
        antes = self.contenido[self.comienzos[n] : posicion]
        if not self.renglones:
            return n + 1, len(antes) + 1
        linea, desplazamiento, crudo = self.renglones[min(n, len(self.renglones) - 1)]
        ancho = len(antes) if not crudo else len(json.dumps(antes, ensure_ascii=crudo.isascii())) - 2
        return linea, desplazamiento + ancho + 1


@dataclass
class Desplegado:
    """El cuaderno en un solo texto; `celdas` son las líneas, desde 0, donde empieza cada celda.

    Cada celda se lee aparte: una valla o un comentario sin cerrar no pasan a la siguiente. `codigo` son
    las celdas que se ejecutan, y `metadatos`, los del cuaderno; `crudo` es el archivo entero. Si es `ajeno`,
    el archivo no es un cuaderno: lo ha leído otro, y `crudo` es el que ha dado.
    """

    lineas: list[str] = field(default_factory=list)
    renglones: list[Renglon] = field(default_factory=list)
    celdas: list[int] = field(default_factory=list)
    codigo: set[int] = field(default_factory=set)
    metadatos: dict[str, Any] = field(default_factory=dict)
    crudo: str = ""
    ajeno: bool = False

    @property
    def texto(self) -> str:
        return "\n".join(self.lineas)

    @property
    def tiene_algo(self) -> bool:
        """Si alguna celda dice algo: lo que pone la imprenta alrededor no cuenta."""
        parejas = zip(self.lineas, self.renglones, strict=True)
        return any(crudo is not None and linea.strip() for linea, (*_, crudo) in parejas)

    def celda_de(self, linea: int, columna: int) -> str:
        """La celda y la línea de ella, desde 1, que hay en un lugar del archivo; o nada."""
        escritas = [n for n, (fila, *_) in enumerate(self.renglones) if fila == linea]
        if not escritas:
            return ""
        suyas = [n for n in escritas if self.renglones[n][2] is not None]
        if len(suyas) > 1:  # la celda entera en un solo texto
            suyas = [n for n in suyas if self.renglones[n][1] < columna]
        celda = bisect.bisect_right(self.celdas, (suyas or escritas)[-1])
        en_ella = self._propias(celda).index(suyas[-1]) + 1 if suyas else 0
        return f"celda {celda}, línea {en_ella}" if suyas else f"celda {celda}"

    def lugar_en_celda(self, celda: int, linea: int) -> tuple[int, int]:
        """Lo contrario: la línea y la columna del archivo en que está una línea de una celda, desde 1."""
        n = self.linea_en_celda(celda, linea)
        if n is None:
            return 1, 1
        fila, columna, _ = self.renglones[n]
        return fila, columna + 1

    def linea_en_celda(self, celda: int, linea: int) -> int | None:
        """La línea del texto, desde 0, en que está una línea de una celda, contadas las dos desde 1."""
        propias = self._propias(celda) if 1 <= celda <= len(self.celdas) else []
        return propias[max(1, min(linea, len(propias))) - 1] if propias else None

    def _propias(self, celda: int) -> list[int]:
        """Las líneas que su autor escribió en una celda."""
        desde, hasta = [*self.celdas, len(self.lineas)][celda - 1 : celda + 1]
        return [n for n in range(desde, hasta) if self.renglones[n][2] is not None]

    def poner(self, linea: str, renglon: Renglon) -> None:
        self.lineas.append(linea)
        self.renglones.append(renglon)
