"""La vista: cómo se pone una página a la vista de la atalaya, y cómo se presentan los que la suceden."""

from __future__ import annotations

import contextlib
import os
import socket
from dataclasses import dataclass
from json import dumps

from imprenta.ejecutar.procesos.filtro import (
    maquina_que_se_mira,
    ponerse,
    programa_del_filtro,
    tramo_de_la_biblioteca_de_c,
)
from imprenta.ejecutar.procesos.voz import en_alto


@dataclass(frozen=True)
class Mirador:
    """Por dónde se habla a la atalaya y con qué filtro se pone una página del libro de `raiz` a la vista."""

    atalaya: int
    raiz: str
    propia: tuple[int, int]
    filtro: bytes

    def ponerse(self, buzon: int) -> bool:
        """Este proceso, recién nacido, se pone a la vista; dice si se ha podido.

        Desde que se pone el filtro hasta que la atalaya lo tiene no se abre nada: esperaría para siempre.
        """
        dicho = self._presentacion(0, buzon)
        with socket.socket(fileno=os.dup(self.atalaya)) as enchufe:
            try:
                avisos = ponerse(self.filtro)
            except OSError:
                return False
            socket.send_fds(enchufe, [dicho], [buzon, avisos])
        os.close(avisos)
        return True

    def presentarse(self, de: int, buzon: int) -> None:
        """Este proceso, recién bifurcado de una página a la vista, tiene desde ahora sus propios apuntes.

        Sin buzón, de él no se apunta nada.
        """
        with contextlib.suppress(OSError), socket.socket(fileno=os.dup(self.atalaya)) as enchufe:
            socket.send_fds(enchufe, [self._presentacion(de, buzon)], [buzon] if buzon >= 0 else [])

    def _presentacion(self, de: int, buzon: int) -> bytes:
        dicho = {"soy": os.getpid(), "de": de, "apunta": buzon >= 0}
        return dumps(dicho | {"raiz": self.raiz, "propia": self.propia}).encode()


def vista_desde(atalaya: int, raiz: str) -> Mirador | None:
    """Cómo ponerse a la vista de esa atalaya; de ninguna manera, si no hay."""
    esta = maquina_que_se_mira()
    if atalaya < 0 or esta is None:
        return None
    propia = tramo_de_la_biblioteca_de_c()
    return Mirador(en_alto(atalaya), raiz, propia, programa_del_filtro(esta, propia))
