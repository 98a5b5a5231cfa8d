"""Un tope de procesador para cada cosa de la página que hay que calcular."""

from __future__ import annotations

import builtins
import contextlib
import signal
from collections.abc import Iterator

from imprenta.ejecutar.procesos.vistazo import SeAcabo

globals()["__builtins__"] = dict(vars(builtins))  # los de este módulo, aunque la página cambie los de todos

PROCESADOR_DE_CADA_UNA = 0.05


class Lenta(BaseException):
    """Una expresión que tarda más de lo que se le da."""


@contextlib.contextmanager
def a_prueba() -> Iterator[None]:
    """Lo que la página lance dentro, sea lo que sea, se calla; salvo que se acabe el tiempo."""
    try:
        yield
    except SeAcabo:
        raise
    except BaseException:  # también las que la página se invente
        return


def _cortar(*_: object) -> None:
    raise Lenta


@contextlib.contextmanager
def con_tope(segundos: float = PROCESADOR_DE_CADA_UNA) -> Iterator[None]:
    """Lo que se calcula dentro no pasa de unos segundos de procesador: si no, `Lenta`."""
    signal.signal(signal.SIGVTALRM, _cortar)
    signal.setitimer(signal.ITIMER_VIRTUAL, segundos)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
