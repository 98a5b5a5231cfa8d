"""La tutela: el vivero, o un núcleo ordinario, vive bajo un proceso que solo espera a que acabe.

Si el sistema lo mata, sea por lo que sea, su tutor adopta cuanto haya dejado, aunque haya cambiado de
grupo o de sesión, y acaba con ello.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterable

from imprenta.libro.sistema import acabar_con_los_hijos, adoptar_huerfanos, morir_con_el_padre


def tutelar(ajenos: Iterable[int] = (), senal: int = signal.SIGTERM) -> None:
    """Bifurca y vuelve en el pupilo; el tutor cierra los descriptores `ajenos` y acaba igual que él.

    Si al tutor se le pide que termine, o muere, el pupilo recibe `senal`.
    """
    adoptar_huerfanos()
    tutor = os.getpid()
    pupilo = os.fork()
    if pupilo == 0:
        morir_con_el_padre(senal)
        if os.getppid() != tutor:
            os._exit(1)
        return
    codigo = 1
    try:
        signal.signal(signal.SIGTERM, lambda *_: senalar(pupilo, senal))
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # el que llega al grupo es para el pupilo
        for descriptor in ajenos:
            os.close(descriptor)
        codigo = _velar(pupilo)
        acabar_con_los_hijos()
    finally:
        acabar_como(codigo)


def senalar(pid: int, senal: int) -> None:
    """Manda una señal a un proceso, si aún vive."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, senal)


def senalar_al_grupo(pid: int, senal: int) -> None:
    """Manda una señal a un proceso y a los de su grupo; recién bifurcado, aún no tiene grupo propio."""
    try:
        os.killpg(pid, senal)
    except (ProcessLookupError, PermissionError):
        senalar(pid, senal)


def _velar(pupilo: int) -> int:
    """Espera al pupilo y entierra a los huérfanos que vayan acabando; dice cómo acabó."""
    pid = 0
    while pid != pupilo:
        pid, estado = os.waitpid(-1, 0)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # su número puede ser ya de otro
    return os.waitstatus_to_exitcode(estado)


def acabar_como(codigo: int) -> None:
    """Acaba igual que otro proceso, por lo que devuelve `os.waitstatus_to_exitcode`; no vuelve."""
    if codigo < 0:
        with contextlib.suppress(OSError):  # SIGKILL no admite otro destino que el suyo
            signal.signal(-codigo, signal.SIG_DFL)
        os.kill(os.getpid(), -codigo)
    os._exit(codigo)
