"""Lo que se pide al sistema operativo y Python no trae."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import threading
import time
from collections.abc import Collection
from pathlib import Path

MUERTE_CON_EL_PADRE = 1  # PR_SET_PDEATHSIG
ADOPCION = 36  # PR_SET_CHILD_SUBREAPER
CONTABLE = b"multiprocessing.resource_tracker"
ANTES_QUE_NADIE = 800  # de 1000
FALTA_MEMORIA = "¿falta memoria?"
ESPERA_AL_CONTABLE = 5.0  # segundos
ENTRE_INTENTOS = 0.001  # segundos


def morir_con_el_padre(senal: int = signal.SIGKILL) -> None:
    """Este proceso recibe `senal` cuando muere el que lo creó, sea como sea; donde no se puede, nada."""
    _prctl(MUERTE_CON_EL_PADRE, senal)


def adoptar_huerfanos(si: bool = True) -> None:
    """Los descendientes de este proceso que se queden sin padre pasan a ser hijos suyos; o ya no."""
    _prctl(ADOPCION, int(si))


def _prctl(que: int, valor: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(que, valor)


def hijos() -> set[int]:
    """Los hijos de este proceso, que ha de tener un solo hilo; donde no se sabe, ninguno."""
    try:
        return set(map(int, Path("/proc/thread-self/children").read_text(encoding="utf-8").split()))
    except OSError:
        return set()


def hilos() -> int:
    """Cuántos hilos tiene este proceso, aunque los haya creado una biblioteca en C donde se puede saber."""
    try:
        return sum(1 for _ in Path("/proc/self/task").iterdir())
    except OSError:
        return threading.active_count()


def matar_hijos(salvo: Collection[int] = (), contables: bool = False) -> bool:
    """Mata a los hijos de este proceso; dice si había alguno al que esperar.

    Al contable de `multiprocessing`, que libera los semáforos y la memoria compartida de quienes lo usan
    cuando han muerto todos, se le deja acabar, si no se dice otra cosa.
    """
    esperan = False
    for pid in hijos().difference(salvo):
        esperan |= _matar(pid, contables or not _es_contable(pid))
    return esperan


def _matar(pid: int, ahora: bool) -> bool:
    with contextlib.suppress(ProcessLookupError):
        try:
            os.kill(pid, signal.SIGKILL * ahora)
        except PermissionError:
            return False  # es de otro usuario: no hay nada que hacer ni que esperar
    return True


def enterrar_hijos() -> None:
    """Recoge los hijos que hayan muerto."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def acabar_con_los_hijos(salvo: Collection[int] = ()) -> None:
    """Mata a los hijos de este proceso, y a los de ellos según se quedan huérfanos, hasta que no haya más."""
    plazo = time.monotonic() + ESPERA_AL_CONTABLE
    while matar_hijos(salvo, contables=time.monotonic() > plazo):
        enterrar_hijos()
        time.sleep(ENTRE_INTENTOS)


def _es_contable(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return CONTABLE in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


def morir_antes() -> None:
    """Si falta memoria, el sistema acaba con este proceso antes que con los demás, donde se puede pedir."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(str(ANTES_QUE_NADIE), encoding="utf-8")


def causa_de_muerte(codigo: int) -> str:
    """Cómo acabó un proceso, por lo que devuelve `os.waitstatus_to_exitcode`.

    >>> causa_de_muerte(-9), causa_de_muerte(3)
    ('señal SIGKILL', 'código 3')
    """
    return f"señal {signal.Signals(-codigo).name}" if codigo < 0 else f"código {codigo}"
