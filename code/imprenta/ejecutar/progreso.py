"""Lo que se ve mientras las páginas se ejecutan: una barra en una terminal, renglones en lo demás."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Sequence
from typing import TextIO

ANCHO = 20  # de la barra, en caracteres


class Progreso:
    """Cuenta páginas hechas de un total. Sin páginas no escribe nada.

    >>> with Progreso(2, sys.stdout) as progreso:
    ...     progreso.hecha("book/uno.md", 0.25)
    ...     progreso.hecha("book/dos.md", 1.5, falla=True)
    [1/2] book/uno.md (0.2 s)
    [2/2] book/dos.md (1.5 s): falla
    """

    def __init__(self, total: int, salida: TextIO | None = None) -> None:
        self.total, self.hechas = total, 0
        self.salida = salida or sys.stdout
        self.terminal = self.salida.isatty()
        self.inicio = time.monotonic()

    def hecha(self, pagina: str, segundos: float, falla: bool = False) -> None:
        """Una página ha terminado."""
        self.hechas += 1
        if not self.terminal:
            ancho = len(str(self.total))
            renglon = f"[{self.hechas:{ancho}}/{self.total}] {pagina} ({segundos:.1f} s)"
            print(renglon + ": falla" * falla, file=self.salida, flush=True)

    def avisar(self, aviso: str) -> None:
        """Algo que conviene saber de una página y no es una falta."""
        print("\r\x1b[K" * self.terminal + aviso, file=self.salida, flush=True)

    def pintar(self, en_marcha: Sequence[str]) -> None:
        """Vuelve a dibujar la barra, con las páginas que se ejecutan ahora."""
        if self.terminal and self.total:
            lleno = ANCHO * self.hechas // self.total
            minutos, segundos = divmod(int(time.monotonic() - self.inicio), 60)
            linea = (
                f"{'█' * lleno}{'░' * (ANCHO - lleno)} {self.hechas}/{self.total}"
                f" · {minutos}:{segundos:02} · {', '.join(en_marcha)}"
            )
            columnas = shutil.get_terminal_size().columns - 1
            self.salida.write("\r\x1b[K" + (linea if len(linea) <= columnas else linea[: columnas - 1] + "…"))
            self.salida.flush()

    def __enter__(self) -> Progreso:
        return self

    def __exit__(self, *_: object) -> None:
        if self.terminal and self.total:
            self.salida.write("\r\x1b[K")
            self.salida.flush()
