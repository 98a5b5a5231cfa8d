"""La vista: cómo se pone una página a la vista de la atalaya, y cómo se presentan los que la suceden."""

from __future__ import annotations

import contextlib
import os
from _socket import SCM_RIGHTS, SOL_SOCKET, socket  # el de C: el otro lo puede cambiar la página
from collections.abc import Sequence
from dataclasses import dataclass
from json import dumps
from struct import pack

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
        try:
            avisos = ponerse(self.filtro)
        except OSError:
            return False
        self._decir(dicho, [buzon, avisos])
        os.close(avisos)
        return True

    def presentarse(self, de: int, buzon: int) -> None:
        """Este proceso, recién bifurcado de una página a la vista, tiene desde ahora sus propios apuntes.

        Sin buzón, de él no se apunta nada.
        """
        with contextlib.suppress(OSError):
            self._decir(self._presentacion(de, buzon), [buzon] if buzon >= 0 else [])

    def _decir(self, dicho: bytes, descriptores: Sequence[int]) -> None:
        """Se lo manda a la atalaya, con unos descriptores."""
        enchufe = socket(fileno=os.dup(self.atalaya))
        try:
            suyos = pack(f"{len(descriptores)}i", *descriptores)
            enchufe.sendmsg([dicho], [(SOL_SOCKET, SCM_RIGHTS, suyos)] if suyos else [])
        finally:
            enchufe.close()

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
