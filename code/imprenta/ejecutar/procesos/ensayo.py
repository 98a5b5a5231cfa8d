"""El ensayo: un hijo de la página en que probar lo que su prosa le pregunta sin que ella lo note.

Nace antes de la primera pregunta que sigue a una celda, y las va contestando todas como la página; acaba
antes de la celda siguiente. Lo que allí cambie, se escriba, se dibuje o se sortee, allí se queda. Si tarda o
muere, no se sabe nada de esa expresión: se da por buena.
"""

from __future__ import annotations

import builtins
import contextlib
import signal
from collections.abc import Mapping
from multiprocessing.connection import Connection
from typing import Any

from imprenta.ejecutar.procesos.hijo import Hijo, enmudecer
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
        self.hijo: Hijo | None = None

    @property
    def pid(self) -> int:
        """El del hijo; 0, si no lo hay."""
        return 0 if self.hijo is None else self.hijo.pid

    def empezar(self, expresion: str) -> None:
        """Manda una expresión al hijo, que nace si no está."""
        with contextlib.suppress(Exception):
            if self.hijo is None:
                self.hijo = Hijo(self._atender)
            self.hijo.conducto.send_bytes(expresion.encode("utf-8", "surrogatepass"))

    def reparo(self) -> str:
        """Lo que el hijo dice de la última expresión; «», si no dice nada a tiempo."""
        with contextlib.suppress(Exception):
            if self.hijo is not None and self.hijo.conducto.poll(ESPERA_AL_ENSAYO):
                return self.hijo.conducto.recv_bytes().decode()
        self.acabar()
        return ""

    def acabar(self) -> None:
        """Termina el hijo, si lo hay."""
        if self.hijo is not None:
            self.hijo.acabar()
            self.hijo = None

    def _atender(self, conducto: Connection) -> None:
        """Lo que hace el hijo; no vuelve hasta que la página se va."""
        enmudecer(self.vigilancia)
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
