"""El portavoz: un hijo de la página que contesta por ella lo que se le pregunta entre dos celdas.

Lo que una pregunta cambie, gaste o sortee allí se queda: la página da lo mismo le pregunten lo que le
pregunten, y se le puede preguntar más cuando ya ha acabado. Las preguntas de un mismo hueco las contesta el
mismo, en orden. Si muere contestando, la página muere igual; si tiene hilos u otros hijos, que no pasarían a
él, contesta ella.
"""

from __future__ import annotations

import builtins
import contextlib
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from os import _exit, getpid, kill, waitpid, waitstatus_to_exitcode
from signal import SIG_BLOCK, SIG_DFL, SIG_SETMASK, SIGINT, pthread_sigmask, sigpending, sigwait

from imprenta.ejecutar.procesos.hijo import Hijo
from imprenta.ejecutar.procesos.vigilancia import Vigilancia
from imprenta.ejecutar.procesos.voz import Voz
from imprenta.libro.sistema import hijos, hilos, morir_con_el_padre

globals()["__builtins__"] = dict(vars(builtins))  # los de este módulo, aunque la página cambie los de todos


def va_sola(vigilancia: Vigilancia, salvo: int = 0) -> bool:
    """Si un hijo de esta página sería igual que ella: ni tiene otros hilos ni otros hijos."""
    with contextlib.suppress(Exception), vigilancia.apuntando():
        return hilos() == 1 and not hijos() - {salvo}
    return False  # no se ha podido saber


class Portavoz:
    """El hijo que contesta, si lo hay; `contestar` cumple allí una orden y manda su resultado."""

    def __init__(self, voz: Voz, vigilancia: Vigilancia, contestar: Callable[[bytes], None]) -> None:
        self.voz, self.vigilancia, self.contestar = voz, vigilancia, contestar
        self.hijo: Hijo | None = None

    def cumplir(self, orden: bytes, ensayo: int) -> bool:
        """Hace que conteste el hijo, que nace si no está; dice si ha contestado."""
        if self.hijo is None:
            if not va_sola(self.vigilancia, ensayo):
                return False
            try:
                self.hijo = Hijo(self._atender)
            except Exception:  # no caben más procesos
                return False
        anteriores = pthread_sigmask(SIG_BLOCK, {SIGINT})  # la interrupción es para él
        try:
            self.hijo.conducto.send_bytes(orden)
            self.hijo.conducto.recv_bytes()
        except (EOFError, OSError):
            _morir_igual(self.hijo.pid)
        finally:
            if SIGINT in sigpending():
                sigwait({SIGINT})
            pthread_sigmask(SIG_SETMASK, anteriores)
        return True

    def acabar(self) -> None:
        """Termina el hijo, si lo hay."""
        if self.hijo is not None:
            self.hijo.acabar()
            self.hijo = None

    def _atender(self, conducto: Connection) -> None:
        """Lo que hace el hijo; no vuelve hasta que la página se va."""
        morir_con_el_padre()
        self.voz.heredar()
        self.vigilancia.heredar()
        while True:
            try:
                orden = conducto.recv_bytes()
            except EOFError:
                return
            except KeyboardInterrupt:  # llegó tarde: ya había contestado
                continue
            self.contestar(orden)
            conducto.send_bytes(b"")


def _morir_igual(hijo: int) -> None:
    codigo = waitstatus_to_exitcode(waitpid(hijo, 0)[1])
    if codigo < 0:
        with contextlib.suppress(OSError):  # SIGKILL no admite otro destino que el suyo
            signal.signal(-codigo, SIG_DFL)
        kill(getpid(), -codigo)
        pthread_sigmask(SIG_SETMASK, ())
    _exit(codigo)
