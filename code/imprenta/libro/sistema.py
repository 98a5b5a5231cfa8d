"""Lo que se pide al sistema operativo y Python no trae."""

from __future__ import annotations

import ctypes
import signal
import sys

MUERTE_CON_EL_PADRE = 1  # PR_SET_PDEATHSIG


def morir_con_el_padre() -> None:
    """Este proceso muere cuando muere el que lo creó, sea como sea; donde no se puede, nada."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(MUERTE_CON_EL_PADRE, signal.SIGKILL)


def causa_de_muerte(codigo: int) -> str:
    """Cómo acabó un proceso, por lo que devuelve `os.waitstatus_to_exitcode`.

    >>> causa_de_muerte(-9), causa_de_muerte(3)
    ('señal SIGKILL', 'código 3')
    """
    return f"señal {signal.Signals(-codigo).name}" if codigo < 0 else f"código {codigo}"
