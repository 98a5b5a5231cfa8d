"""El ensayo: un hijo de la página en que probar lo que su prosa le pregunta sin que ella lo note.

Nace antes de la primera pregunta que sigue a una celda, y las va contestando todas como la página; acaba
antes de la celda siguiente. Lo que allí cambie, se escriba, se dibuje o se sortee, allí se queda. Si tarda o
muere, no se sabe nada de esa expresión: se da por buena.
"""

from __future__ import annotations

import builtins
import contextlib
import gc
import os
import signal
import warnings
from collections.abc import Mapping
from multiprocessing.connection import Connection
from os import _exit, dup2, fork, kill, waitpid
from socket import socketpair
from typing import Any

from imprenta.ejecutar.procesos.parciales import parcial_de
from imprenta.ejecutar.procesos.reparos import reparo_de
from imprenta.ejecutar.procesos.vigilancia import Vigilancia

globals()["__builtins__"] = dict(vars(builtins))  # los de este módulo, aunque la página cambie los de todos

PROCESADOR_DE_ENSAYO = 3.0  # de procesador: que la máquina esté ocupada no cambia lo que se ve
ESPERA_AL_ENSAYO = 10.0  # segundos, por si duerme


class Ensayo:
    """Las preguntas de una página, probadas en un hijo suyo."""

    def __init__(self, nombres: Mapping[str, Any], vigilancia: Vigilancia) -> None:
        self.nombres, self.vigilancia = nombres, vigilancia
        self.hijo = 0
        self.conducto: Connection | None = None

    def empezar(self, expresion: str) -> None:
        """Manda una expresión al hijo, que nace si no está."""
        with contextlib.suppress(Exception):
            if self.conducto is None:
                self._nacer()
            assert self.conducto is not None
            self.conducto.send_bytes(expresion.encode("utf-8", "surrogatepass"))

    def reparo(self) -> str:
        """Lo que el hijo dice de la última expresión; «», si no dice nada a tiempo."""
        with contextlib.suppress(Exception):
            if self.conducto is not None and self.conducto.poll(ESPERA_AL_ENSAYO):
                return self.conducto.recv_bytes().decode()
        self.acabar()
        return ""

    def acabar(self) -> None:
        """Termina el hijo, si lo hay."""
        if self.conducto is None:
            return
        self.conducto.close()
        self.conducto = None
        with contextlib.suppress(OSError):
            kill(self.hijo, signal.SIGKILL)
            waitpid(self.hijo, 0)

    def _nacer(self) -> None:
        propio, ajeno = socketpair()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # la página puede tener hilos: aquí no siguen
            hijo = fork()
        if hijo == 0:
            try:
                propio.close()
                self._atender(Connection(ajeno.detach()))
            finally:
                _exit(0)
        ajeno.close()
        self.hijo, self.conducto = hijo, Connection(propio.detach())

    def _atender(self, conducto: Connection) -> None:
        """Lo que hace el hijo; no vuelve hasta que la página se va."""
        gc.disable()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        nada = os.open(os.devnull, os.O_RDWR)
        for descriptor in range(3):
            dup2(nada, descriptor)
        self.vigilancia.callar()
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        while True:
            expresion = conducto.recv_bytes().decode("utf-8", "surrogatepass")
            signal.setitimer(signal.ITIMER_PROF, PROCESADOR_DE_ENSAYO)
            try:
                reparo = reparo_de(expresion, self.nombres) or _reparo_a_la_parte(expresion, self.nombres)
            except BaseException:  # también las que la página se invente
                reparo = ""
            conducto.send_bytes(reparo.encode())


def _reparo_a_la_parte(expresion: str, nombres: Mapping[str, Any]) -> str:
    parcial = parcial_de(expresion, nombres)
    return parcial.reparo if parcial is not None else ""
