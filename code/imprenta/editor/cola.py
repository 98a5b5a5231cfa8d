"""Un hilo que hace tareas de una en una: antes las que corren más prisa y, de ellas, la última pedida."""

from __future__ import annotations

import heapq
import itertools
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from enum import IntEnum
from typing import Any, TypeVar

_T = TypeVar("_T")


class Prisa(IntEnum):
    """Quién espera."""

    AHORA = 0  # alguien, con el cursor encima
    ESCRIBIENDO = 1  # la página que se escribe
    A_LA_VISTA = 2  # otra página abierta
    DE_FONDO = 3  # nadie


class Cola:
    """Las tareas pendientes de un hilo; la que se cancela antes de empezar no se hace.

    El hilo no impide que el programa acabe.

    >>> with Cola("una") as cola:
    ...     cola.pedir(Prisa.AHORA, lambda: 6 * 7).result()
    42
    """

    def __init__(self, nombre: str) -> None:
        self._pendientes: list[tuple[int, int, Future[Any], Callable[[], Any]]] = []
        self._cuenta = itertools.count()
        self._aviso = threading.Condition()
        self._cerrada = False
        self.hilo = threading.Thread(target=self._trabajar, name=nombre, daemon=True)
        self.hilo.start()

    def pedir(self, prisa: Prisa, tarea: Callable[[], _T]) -> Future[_T]:
        """Lo que dará la tarea; cancelado, si la cola se ha cerrado."""
        futuro: Future[_T] = Future()
        with self._aviso:
            if self._cerrada:
                futuro.cancel()
                return futuro
            heapq.heappush(self._pendientes, (prisa, -next(self._cuenta), futuro, tarea))
            self._aviso.notify()
        return futuro

    def cerrar(self) -> None:
        """Lo que no haya empezado ya no se hace."""
        with self._aviso:
            self._cerrada = True
            for *_, futuro, _tarea in self._pendientes:
                futuro.cancel()
            self._pendientes.clear()
            self._aviso.notify()

    def _trabajar(self) -> None:
        while True:
            with self._aviso:
                self._aviso.wait_for(lambda: self._pendientes or self._cerrada)
                if self._cerrada:
                    return
                *_, futuro, tarea = heapq.heappop(self._pendientes)
            if futuro.set_running_or_notify_cancel():
                _cumplir_la_tarea(futuro, tarea)

    def __enter__(self) -> Cola:
        return self

    def __exit__(self, *_: object) -> None:
        self.cerrar()


def _cumplir_la_tarea(futuro: Future[Any], tarea: Callable[[], Any]) -> None:
    try:
        futuro.set_result(tarea())
    except CancelledError:
        futuro.set_exception(RuntimeError("se ha cancelado"))
    except BaseException as error:  # lo sabrá quien la pidió
        futuro.set_exception(error)
