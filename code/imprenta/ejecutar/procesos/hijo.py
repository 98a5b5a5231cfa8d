"""Un hijo de la página y el conducto con que hablarle: lo que en él se cambie, allí se queda."""

from __future__ import annotations

import builtins
import contextlib
import gc
import os
import signal
import warnings
from _socket import socketpair
from collections.abc import Callable
from multiprocessing.connection import Connection
from os import _exit, dup2, fork, kill, waitpid
from random import _inst as azar_de_todos  # el de verdad, aunque la página ponga otro

from imprenta.ejecutar.procesos.vigilancia import Vigilancia
from imprenta.ejecutar.procesos.voz import en_alto

globals()["__builtins__"] = dict(vars(builtins))  # los de este módulo, aunque la página cambie los de todos

_estado_del_azar, _poner_azar = azar_de_todos.getstate, azar_de_todos.setstate


def bifurcar() -> int:
    """Como `os.fork`, sin que el azar de todos se siembre otra vez en el hijo."""
    estado = _estado_del_azar()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # la página puede tener hilos: en el hijo no siguen
        hijo = fork()
    if hijo == 0:
        _poner_azar(estado)
    return hijo


class Hijo:
    """El proceso `pid`, que atiende al otro lado del `conducto` y muere cuando acaba de atender."""

    def __init__(self, atender: Callable[[Connection], None]) -> None:
        propio, ajeno = socketpair()
        self.pid = bifurcar()
        if self.pid == 0:
            codigo = 1
            try:
                propio.close()
                atender(Connection(en_alto(ajeno.detach())))
                codigo = 0
            finally:
                _exit(codigo)
        ajeno.close()
        self.conducto = Connection(en_alto(propio.detach()))

    def acabar(self) -> None:
        """Lo termina, si sigue."""
        self.conducto.close()
        with contextlib.suppress(OSError):
            kill(self.pid, signal.SIGKILL)
            waitpid(self.pid, 0)


def enmudecer(vigilancia: Vigilancia | None) -> None:
    """Que nada de lo que haga este hijo se oiga ni se apunte: lo que aquí se mire no lo lee la página."""
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    nada = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        dup2(nada, descriptor)
    if vigilancia is not None:
        vigilancia.callar()
