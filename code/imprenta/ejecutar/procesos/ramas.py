"""Las ramas: de una página brota otra en el mismo punto, y la primera se queda donde está.

La rama nace de un nieto que se queda huérfano, así que su padre acaba siendo el semillero: la vigila y la
entierra como a las demás, aunque muera la página de la que nació. Donde los huérfanos no se adoptan no hay.
"""

from __future__ import annotations

import asyncio
import builtins
import contextlib
import sys
from _socket import AF_UNIX, SOCK_STREAM
from multiprocessing.connection import Connection
from os import _exit, close, dup2, pipe, read, setsid, waitpid, write
from socket import fromfd, recv_fds

from imprenta.ejecutar.procesos.bucle import esta_quieto, renovar
from imprenta.ejecutar.procesos.hijo import bifurcar
from imprenta.ejecutar.procesos.portavoz import va_sola
from imprenta.ejecutar.procesos.vigilancia import Vigilancia
from imprenta.ejecutar.procesos.voz import Voz, en_alto
from imprenta.libro.sistema import adoptar_huerfanos, morir_con_el_padre

globals()["__builtins__"] = dict(vars(builtins))  # los de este módulo, aunque la página cambie los de todos

DESCRIPTORES = 3  # el conducto y los dos ruidos


class Ramas:
    """De dónde nacen las ramas de una página."""

    def __init__(self, voz: Voz, vigilancia: Vigilancia, bucle: asyncio.AbstractEventLoop) -> None:
        self.voz, self.vigilancia, self.bucle = voz, vigilancia, bucle
        self.comadrona, self.suelta = 0, -1

    def puede(self) -> bool:
        """Si una rama sería igual que esta página."""
        return sys.platform == "linux" and va_sola(self.vigilancia) and esta_quieto(self.bucle)

    def nacer(self) -> int:
        """En la página, el número de la rama, que espera a que se la suelte; en la rama, ya suelta, cero.

        Los descriptores por los que hablará llegan tras la orden.
        """
        suyos = self._recibidos()
        try:
            if not self.puede():
                return -1
            espera, self.suelta = pipe()
            dicho, decir = pipe()
            self.comadrona = bifurcar()
            if self.comadrona == 0:
                close(self.suelta)
                close(dicho)
                self._parir(suyos, espera, decir)
                return 0
            close(espera)
            close(decir)
            rama = int(read(dicho, 32) or b"-1")
            close(dicho)
            return rama
        finally:
            for descriptor in suyos:
                with contextlib.suppress(OSError):
                    close(descriptor)

    def soltar(self) -> None:
        """La rama pasa a depender del semillero."""
        adoptar_huerfanos(si=False)
        close(self.suelta)
        waitpid(self.comadrona, 0)
        adoptar_huerfanos()

    def _recibidos(self) -> list[int]:
        with fromfd(self.voz.conducto.fileno(), AF_UNIX, SOCK_STREAM) as enchufe:
            return recv_fds(enchufe, 1, DESCRIPTORES)[1]

    def _parir(self, suyos: list[int], espera: int, decir: int) -> None:
        """Vuelve solo en la rama; el proceso de en medio acaba cuando la página la suelta."""
        morir_con_el_padre()
        rama = bifurcar()
        if rama == 0:
            close(espera)
            close(decir)
            self._arraigar(suyos)
            return
        try:
            write(decir, str(rama).encode())
            for descriptor in (decir, *suyos):
                close(descriptor)
            read(espera, 1)
        finally:
            _exit(0)

    def _arraigar(self, suyos: list[int]) -> None:
        setsid()
        adoptar_huerfanos()
        conducto, *ruidos = suyos
        for descriptor, destino in zip(ruidos, (1, 2), strict=True):
            dup2(descriptor, destino)
        self.voz.conducto.close()
        self.voz.conducto = Connection(en_alto(conducto))
        suyos.remove(conducto)
        self.voz.heredar()
        self.vigilancia.heredar()
        renovar(self.bucle)
        try:
            self.voz.conducto.recv_bytes()  # cuando se la ha soltado
        except (EOFError, OSError):
            _exit(0)
        morir_con_el_padre()
