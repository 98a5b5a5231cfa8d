"""Un hijo de la página en que mirar lo que vale algo sin que ella lo note.

Lo que en él se cambie, se escriba o se sortee, allí se queda; si tarda o muere, no se sabe nada.
"""

from __future__ import annotations

import builtins
import contextlib
import os
import signal
import sys
from collections.abc import Callable
from json import JSONDecoder, JSONEncoder
from multiprocessing.connection import Connection
from typing import Any

from imprenta.ejecutar.procesos.hijo import Hijo, enmudecer

globals()["__builtins__"] = dict(vars(builtins))  # los de este módulo, aunque la página cambie los de todos

PROCESADOR_DE_UN_VISTAZO = 1.0  # de procesador: que la máquina esté ocupada no cambia lo que se ve
ESPERA_AL_VISTAZO = 45.0  # segundos, por si duerme
SALEN_DE_UNO_MISMO = (  # sucesos que el hijo no provoca
    *("socket.connect", "socket.bind", "socket.sendto", "os.kill", "os.killpg", "os.fork", "os.posix_spawn"),
    *("os.exec", "os.system", "subprocess.Popen", "signal.pthread_kill", "sqlite3.connect"),
)
TOPE_DEL_VISTAZO = 4 << 20  # octetos


class SeAcabo(BaseException):
    """Se ha acabado el tiempo: quien busca puede decir lo que ya ha hallado."""


def en_un_hijo(tarea: Callable[[], dict[str, Any]]) -> dict[str, Any] | None:
    """Lo que da una tarea hecha en un hijo de este proceso; `None` si no llega a darlo."""

    def atender(conducto: Connection) -> None:
        _callar()
        conducto.send_bytes(JSONEncoder().encode(tarea()).encode())

    hijo = Hijo(atender)
    try:
        return _lo_recibido(hijo.conducto)
    finally:
        hijo.acabar()


def _lo_recibido(conducto: Connection) -> dict[str, Any] | None:
    with contextlib.suppress(EOFError, OSError, ValueError):
        if conducto.poll(ESPERA_AL_VISTAZO):
            hallado: dict[str, Any] = JSONDecoder().decode(conducto.recv_bytes(TOPE_DEL_VISTAZO).decode())
            return hallado
    return None


def _callar() -> None:
    """Que nada de lo que haga el hijo salga de él."""
    enmudecer(getattr(type(os.environ), "vigilancia", None))
    sys.addaudithook(_sin_salir)
    signal.signal(signal.SIGPROF, _acabar)
    signal.setitimer(signal.ITIMER_PROF, PROCESADOR_DE_UN_VISTAZO, PROCESADOR_DE_UN_VISTAZO)


def _sin_salir(suceso: str, _: tuple[Any, ...]) -> None:
    if suceso in SALEN_DE_UNO_MISMO:
        raise PermissionError(suceso)


def _acabar(*_: object) -> None:
    """La primera vez se avisa; si no se hace caso, la segunda mata."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    raise SeAcabo
