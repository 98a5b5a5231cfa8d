"""Un proceso aparte: bifurcado de este, hace una tarea, habla por un conducto y muere con él."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection, Pipe

from imprenta.libro.sistema import morir_con_el_padre


class ProcesoAparte:
    """El proceso visto desde aquí; se crea antes de que haya hilos."""

    def __init__(self, tarea: Callable[[Connection], None]) -> None:
        self.conducto, lejano = Pipe()
        self.pid = os.fork()
        if self.pid == 0:
            self.conducto.close()
            _ser_otro(tarea, lejano)
        lejano.close()

    def enterrar(self) -> int:
        """Espera a que acabe y dice cómo, como `os.waitstatus_to_exitcode`."""
        pid, self.pid = self.pid, 0
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) if pid else 0

    def matar(self) -> None:
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
        self.enterrar()
        self.conducto.close()


def _ser_otro(tarea: Callable[[Connection], None], conducto: Connection) -> None:
    """Lo que hace el otro proceso; no vuelve."""
    codigo = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # un Ctrl-C es para la imprenta, que lo recoge
        morir_con_el_padre()
        tarea(conducto)
        codigo = 0
    except EOFError:  # ya no hay nadie que pida nada
        codigo = 0
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)  # la otra puede estar recogiendo lo que dice Sphinx
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(codigo)
