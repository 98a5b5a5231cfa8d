"""El texto de una página y el lugar de cada posición suya en el archivo que un autor edita."""

from __future__ import annotations

import bisect
import json
from dataclasses import dataclass, field
from typing import Any

# La línea del archivo, la columna donde empieza el texto y cómo está escrito (`None`: lo pone la imprenta).
Renglon = tuple[int, int, str | None]


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

    def poner(self, linea: str, renglon: Renglon) -> None:
        self.lineas.append(linea)
        self.renglones.append(renglon)


def lugar(comienzos: list[int], renglones: list[Renglon], texto: str, posicion: int) -> tuple[int, int]:
    """La línea y la columna, desde 1, de una posición; en un cuaderno, las de su archivo JSON."""
    n = bisect.bisect_right(comienzos, posicion) - 1
    columna = posicion - comienzos[n]
    if not renglones:
        return n + 1, columna + 1
    linea, desplazamiento, crudo = renglones[min(n, len(renglones) - 1)]
    if crudo is not None:
        columna = len(json.dumps(texto[comienzos[n] : posicion], ensure_ascii=crudo.isascii())) - 2
    return linea, desplazamiento + columna + 1
