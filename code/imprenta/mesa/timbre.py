"""El timbre de inotify: suena cuando algo se mueve en unas carpetas; donde no se puede, no suena nunca.

Solo despierta a quien mira: qué ha cambiado lo dice después el disco. Así da igual que se pierda un aviso,
que se agoten los de la máquina o que el disco, por ser de otra, no los dé.
"""

from __future__ import annotations

import ctypes
import errno
import functools
import os
import select
import sys
import time
from collections.abc import Iterable

# IN_MODIFY, IN_ATTRIB, IN_CLOSE_WRITE, IN_MOVED_FROM, IN_MOVED_TO, IN_CREATE, IN_DELETE e IN_DELETE_SELF.
CUALQUIER_CAMBIO = 0x2 | 0x4 | 0x8 | 0x40 | 0x80 | 0x100 | 0x200 | 0x400
SOLO_CARPETAS = 0x01000000  # IN_ONLYDIR
NO_CABEN = {errno.ENOSPC, errno.ENOMEM}  # más avisos en esta máquina
CABEN = 1 << 16  # octetos de avisos que se leen de una vez


class Timbre:
    """Uno por vigía; `suena` si hay con qué, y si falta en alguna carpeta es como si no lo hubiera."""

    def __init__(self) -> None:
        self.descriptor = _inotify()
        self.puestas: dict[str, int] = {}

    @property
    def suena(self) -> bool:
        return self.descriptor >= 0

    def poner(self, carpetas: Iterable[str]) -> None:
        """Suena con lo que pase en esas carpetas y en ninguna otra."""
        if not self.suena:
            return
        pedidas = set(carpetas)
        for carpeta in self.puestas.keys() - pedidas:
            _libc().inotify_rm_watch(self.descriptor, self.puestas.pop(carpeta))
        for carpeta in pedidas:  # también las que ya estaban: puede ser otra con el mismo nombre
            que = CUALQUIER_CAMBIO | SOLO_CARPETAS
            aviso = _libc().inotify_add_watch(self.descriptor, os.fsencode(carpeta), que)
            if aviso >= 0:
                self.puestas[carpeta] = aviso
            elif (
                ctypes.get_errno() in NO_CABEN
            ):  # se mirará cada poco; lo que ya no está o no se deja, da igual
                self.cerrar()
                return

    def esperar(self, segundos: float) -> bool:
        """Espera a que suene, como mucho ese tiempo; dice si ha sonado."""
        if not self.suena:
            time.sleep(segundos)
            return False
        sonado = bool(select.select([self.descriptor], [], [], segundos)[0])
        return sonado and bool(os.read(self.descriptor, CABEN))

    def cerrar(self) -> None:
        """Deja de sonar."""
        if self.suena:
            os.close(self.descriptor)
            self.descriptor = -1


def _inotify() -> int:
    """El descriptor por el que llegan los avisos, o -1."""
    if sys.platform != "linux":
        return -1
    return int(_libc().inotify_init1(os.O_CLOEXEC | os.O_NONBLOCK))


@functools.cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
