"""El texto de una página y el lugar de cada posición suya en el archivo que un autor edita."""

from __future__ import annotations

import bisect
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

# La línea del archivo, la columna donde empieza el texto y cómo está escrito (`None`: lo pone la imprenta).
Renglon = tuple[int, int, str | None]


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
        ancho = len(antes) if crudo is None else len(json.dumps(antes, ensure_ascii=crudo.isascii())) - 2
        return linea, desplazamiento + ancho + 1


@dataclass
class Desplegado:
    """El cuaderno en un solo texto; `celdas` son las líneas, desde 0, donde empieza cada celda.

    Cada celda se lee aparte: una valla o un comentario sin cerrar no pasan a la siguiente. `codigo` son
    las celdas que se ejecutan, y `metadatos`, los del cuaderno; `crudo` es el archivo entero.
    """

    lineas: list[str] = field(default_factory=list)
    renglones: list[Renglon] = field(default_factory=list)
    celdas: list[int] = field(default_factory=list)
    codigo: set[int] = field(default_factory=set)
    metadatos: dict[str, Any] = field(default_factory=dict)
    crudo: str = ""

    @property
    def texto(self) -> str:
        return "\n".join(self.lineas)

    @property
    def tiene_algo(self) -> bool:
        """Si alguna celda dice algo: lo que pone la imprenta alrededor no cuenta."""
        parejas = zip(self.lineas, self.renglones, strict=True)
        return any(crudo is not None and linea.strip() for linea, (*_, crudo) in parejas)

    def poner(self, linea: str, renglon: Renglon) -> None:
        self.lineas.append(linea)
        self.renglones.append(renglon)
