"""Quién pinta: este proceso u otro que va importando Sphinx mientras aquí se lee, se ejecuta y se juzga."""

from __future__ import annotations

import contextlib
import functools
import gc
import os
import signal
import traceback
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from imprenta.libro.aparte import ProcesoAparte

if TYPE_CHECKING:
    from imprenta.libro.hecho import LibroHecho
    from imprenta.libro.libro import Libro
    from imprenta.libro.modelo import Falta


class Pedido(NamedTuple):
    """Qué se quiere: el constructor de Sphinx y con qué opciones."""

    formato: str
    opciones: dict[str, Any]


class Pintor:
    """Pinta en este proceso: se le dice qué se quiere y, cuando está hecho, se le da el libro."""

    def preparar(self, libro: Libro) -> None:
        """Dice de qué libro será lo que se pinte."""
        self.libro = libro

    def encargar(self, formato: str, **opciones: Any) -> None:
        """Dice con qué constructor de Sphinx; puede ir haciendo lo que no depende de las páginas."""
        self.pedido = Pedido(formato, opciones)

    def pintar(self, hecho: LibroHecho) -> list[Falta]:
        """Lo que Sphinx dice que está mal; si nada, el libro está en la `salida` de su `EstadoDeSphinx`."""
        from imprenta.pintar.sphinx import con_sphinx

        formato, opciones = self.pedido
        return con_sphinx(hecho.libro, formato, lambda: hecho, **opciones)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nada que recoger."""


class PintorAparte(Pintor):
    """Pinta en un proceso bifurcado, que se va preparando con lo que sabe; una sola vez.

    Se crea antes que nada: importar Sphinx es la mitad de lo que tarda una edición.
    """

    def __init__(self) -> None:
        self.proceso = ProcesoAparte(_pintar_lo_que_llegue)
        self.grupo = self.proceso.pid

    def preparar(self, libro: Libro) -> None:
        self._mandar(libro)

    def encargar(self, formato: str, **opciones: Any) -> None:
        self._mandar(Pedido(formato, opciones))

    def _mandar(self, algo: object) -> None:
        with contextlib.suppress(OSError):  # si ha muerto, ya se verá al pintar
            self.proceso.conducto.send(algo)

    def pintar(self, hecho: LibroHecho) -> list[Falta]:
        self._mandar(hecho)  # puede haber acabado ya, y haber dicho por qué
        try:
            dicho: list[Falta] | Exception = self.proceso.conducto.recv()
        except (EOFError, OSError):
            return [_muerte(self.proceso.enterrar())]
        if isinstance(dicho, Exception):
            raise dicho
        return dicho

    def __exit__(self, *_: object) -> None:
        self.proceso.matar()
        with contextlib.suppress(OSError):  # lo que haya arrancado una extensión
            os.killpg(self.grupo, signal.SIGKILL)


def _muerte(codigo: int) -> Falta:
    from imprenta.libro.modelo import Falta
    from imprenta.libro.sistema import causa_de_muerte

    return Falta(Path("_config.yml"), 1, 1, f"Sphinx ha muerto ({causa_de_muerte(codigo)})")


def _pintar_lo_que_llegue(conducto: Connection) -> None:
    """Lo que hace el otro proceso, con un grupo suyo: así se encuentra lo que arranque."""
    from imprenta.pintar.sphinx import con_sphinx, importar_el_libro, importar_sphinx

    os.setpgid(0, 0)
    importar_sphinx()
    gc.freeze()  # lo importado se queda: repasarlo una y otra vez es una décima parte de lo que tarda
    libro: Libro = conducto.recv()
    importar_el_libro(libro)
    formato, opciones = conducto.recv()
    try:
        dicho: object = con_sphinx(libro, formato, functools.cache(lambda: _hecho(conducto)), **opciones)
    except Exception as error:  # la lanzará quien encargó
        error.add_note("".join(traceback.format_exception(error)))
        dicho = error
    conducto.send(dicho)


def _hecho(conducto: Connection) -> LibroHecho:
    """El libro, cuando lo mandan; si no lo van a mandar, no queda nada que hacer."""
    try:
        hecho: LibroHecho = conducto.recv()
    except EOFError:
        os._exit(0)
    return hecho


def otro_pintor() -> Pintor:
    """Un pintor aparte donde se puede bifurcar."""
    return PintorAparte() if hasattr(os, "fork") else Pintor()
