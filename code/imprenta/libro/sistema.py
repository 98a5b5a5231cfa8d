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
