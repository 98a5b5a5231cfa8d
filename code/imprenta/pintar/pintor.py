"""Quién pinta: este proceso u otro que va importando Sphinx mientras aquí se lee, se ejecuta y se juzga."""

from __future__ import annotations

import gc
import os
import signal
import sys
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from imprenta.libro.hecho import LibroHecho
    from imprenta.libro.libro import Libro
    from imprenta.libro.modelo import Falta


class Pintor:
    """Pinta en este proceso."""

    def preparar(self, libro: Libro) -> None:
        """Dice de qué libro será lo que se pinte."""

    def pintar(self, hecho: LibroHecho, formato: str, salida: Path, **opciones: Any) -> list[Falta]:
        """Lo que Sphinx dice que está mal; si no dice nada, en `salida` queda el libro pintado."""
        from imprenta.pintar.sphinx import con_sphinx

        return con_sphinx(hecho, formato, salida, **opciones)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nada que recoger."""


class PintorAparte(Pintor):
    """Pinta en un proceso bifurcado, que recibe el libro para irse preparando y luego, hecho; una sola vez.

    Se crea antes que nada: importar Sphinx es la mitad de lo que tarda una edición.
    """

    def __init__(self) -> None:
        self.conducto, lejano = Pipe()
        self.pid = os.fork()
        if self.pid == 0:
            self.conducto.close()
            _ser_pintor(lejano)
        lejano.close()

    def preparar(self, libro: Libro) -> None:
        self.conducto.send(libro)

    def pintar(self, hecho: LibroHecho, formato: str, salida: Path, **opciones: Any) -> list[Falta]:
        try:
            self.conducto.send((hecho, formato, salida, opciones))
            faltas: list[Falta] = self.conducto.recv()
        except (EOFError, OSError):
            return [_muerte(self._enterrar())]
        return faltas

    def _enterrar(self) -> int:
        pid, self.pid = self.pid, 0
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) if pid else 0

    def __exit__(self, *_: object) -> None:
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
        self._enterrar()


def _muerte(codigo: int) -> Falta:
    from imprenta.libro.modelo import Falta
    from imprenta.libro.sistema import causa_de_muerte

    return Falta(Path("_config.yml"), 1, 1, f"Sphinx ha muerto ({causa_de_muerte(codigo)})")


def _ser_pintor(conducto: Connection) -> None:
    """Lo que hace el otro proceso; no vuelve."""
    codigo = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # un Ctrl-C es para la imprenta, que lo recoge
        _pintar_lo_que_llegue(conducto)
        codigo = 0
    except EOFError:  # no hay nada que pintar
        codigo = 0
    except BaseException:
        sys.__excepthook__(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(codigo)


def _pintar_lo_que_llegue(conducto: Connection) -> None:
    from imprenta.libro.sistema import morir_con_el_padre
    from imprenta.pintar.sphinx import con_sphinx, importar_el_libro, importar_sphinx

    morir_con_el_padre()
    importar_sphinx()
    gc.freeze()  # lo importado se queda: repasarlo una y otra vez es una décima parte de lo que tarda
    importar_el_libro(conducto.recv())
    hecho, formato, salida, opciones = conducto.recv()
    conducto.send(con_sphinx(hecho, formato, salida, **opciones))


def otro_pintor() -> Pintor:
    """Un pintor aparte donde se puede bifurcar."""
    return PintorAparte() if hasattr(os, "fork") else Pintor()
