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
import warnings
from _socket import socketpair
from collections.abc import Callable
from multiprocessing.connection import Connection
from os import _exit, fork, getpid, kill, waitpid, waitstatus_to_exitcode
from random import _inst as azar_de_todos  # el de verdad, aunque la página ponga otro
from signal import SIG_BLOCK, SIG_DFL, SIG_SETMASK, SIGINT, SIGKILL, pthread_sigmask, sigpending, sigwait

from imprenta.ejecutar.procesos.vigilancia import Vigilancia
from imprenta.ejecutar.procesos.voz import Voz, en_alto
from imprenta.libro.sistema import hijos, hilos, morir_con_el_padre

globals()["__builtins__"] = dict(vars(builtins))  # los de este módulo, aunque la página cambie los de todos

_estado_del_azar, _poner_azar = azar_de_todos.getstate, azar_de_todos.setstate


def va_sola(vigilancia: Vigilancia, salvo: int = 0) -> bool:
    """Si un hijo de esta página sería igual que ella: ni tiene otros hilos ni otros hijos."""
    with contextlib.suppress(Exception), vigilancia.apuntando():
        return hilos() == 1 and not hijos() - {salvo}
    return False  # no se ha podido saber


def bifurcar() -> int:
    """Como `os.fork`, sin que el azar de todos se siembre otra vez en el hijo."""
    estado = _estado_del_azar()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        hijo = fork()
    if hijo == 0:
        _poner_azar(estado)
    return hijo


class Portavoz:
    """El hijo que contesta, si lo hay; `contestar` cumple allí una orden y manda su resultado."""

    def __init__(self, voz: Voz, vigilancia: Vigilancia, contestar: Callable[[bytes], None]) -> None:
        self.voz, self.vigilancia, self.contestar = voz, vigilancia, contestar
        self.hijo = 0
        self.conducto: Connection | None = None

    def cumplir(self, orden: bytes, ensayo: int) -> bool:
        """Hace que conteste el hijo, que nace si no está; dice si ha contestado."""
        if self.conducto is None:
            if not va_sola(self.vigilancia, ensayo):
                return False
            try:
                self._nacer()
            except Exception:  # no caben más procesos
                return False
        assert self.conducto is not None
        anteriores = pthread_sigmask(SIG_BLOCK, {SIGINT})  # la interrupción es para él
        try:
            self.conducto.send_bytes(orden)
            self.conducto.recv_bytes()
        except (EOFError, OSError):
            self._morir_igual()
        finally:
            if SIGINT in sigpending():
                sigwait({SIGINT})
            pthread_sigmask(SIG_SETMASK, anteriores)
        return True

    def acabar(self) -> None:
        """Termina el hijo, si lo hay."""
        if self.conducto is None:
            return
        self.conducto.close()
        self.conducto = None
        with contextlib.suppress(OSError):
            kill(self.hijo, SIGKILL)
            waitpid(self.hijo, 0)

    def _nacer(self) -> None:
        propio, ajeno = socketpair()
        hijo = bifurcar()
        if hijo == 0:
            codigo = 1
            try:
                propio.close()
                morir_con_el_padre()
                self._atender(Connection(en_alto(ajeno.detach())))
                codigo = 0
            finally:
                _exit(codigo)
        ajeno.close()
        self.hijo, self.conducto = hijo, Connection(en_alto(propio.detach()))

    def _atender(self, conducto: Connection) -> None:
        """Lo que hace el hijo; no vuelve hasta que la página se va."""
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

    def _morir_igual(self) -> None:
        codigo = waitstatus_to_exitcode(waitpid(self.hijo, 0)[1])
        if codigo < 0:
            with contextlib.suppress(OSError):  # SIGKILL no admite otro destino que el suyo
                signal.signal(-codigo, SIG_DFL)
            kill(getpid(), -codigo)
            pthread_sigmask(SIG_SETMASK, ())
        _exit(codigo)
