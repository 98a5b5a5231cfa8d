"""Quién pinta: este proceso u otro que va importando Sphinx mientras aquí se lee, se ejecuta y se juzga."""

from __future__ import annotations

import multiprocessing
import os
import signal
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from imprenta.jornada import Jornada
from imprenta.libro.libro import Libro
from imprenta.libro.modelo import Falta
from imprenta.libro.sistema import morir_con_el_padre
from imprenta.pintar.sphinx import con_sphinx, importar_sphinx


class Pintor:
    """Pinta en este proceso."""

    def pintar(self, jornada: Jornada, formato: str, salida: Path, **opciones: Any) -> list[Falta]:
        """Lo que Sphinx dice que está mal; si no dice nada, en `salida` queda el libro pintado."""
        return con_sphinx(jornada, formato, salida, **opciones)

    def __enter__(self) -> Pintor:
        return self

    def __exit__(self, *_: object) -> None:
        """Nada que recoger."""


class PintorAparte(Pintor):
    """Pinta en un proceso bifurcado, que recibe la jornada cuando está hecha; una sola vez."""

    def __init__(self, libro: Libro) -> None:
        contexto = multiprocessing.get_context("fork")
        self.conducto, lejano = contexto.Pipe()
        self.proceso = contexto.Process(target=_esperar_y_pintar, args=(libro, lejano), daemon=True)
        self.proceso.start()
        lejano.close()

    def pintar(self, jornada: Jornada, formato: str, salida: Path, **opciones: Any) -> list[Falta]:
        try:
            self.conducto.send((jornada, formato, salida, opciones))
            faltas: list[Falta] = self.conducto.recv()
        except (EOFError, OSError):
            self.proceso.join()
            return [Falta(Path("_config.yml"), 1, 1, f"Sphinx ha muerto ({_causa(self.proceso.exitcode)})")]
        return faltas

    def __exit__(self, *_: object) -> None:
        self.proceso.kill()
        self.proceso.join()


def _causa(codigo: int | None) -> str:
    return f"señal {signal.Signals(-codigo).name}" if codigo and codigo < 0 else f"código {codigo}"


def _esperar_y_pintar(libro: Libro, conducto: Connection) -> None:
    """Lo que hace el otro proceso."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # un Ctrl-C es para la imprenta, que lo recoge
    morir_con_el_padre()
    importar_sphinx(libro)
    try:
        jornada, formato, salida, opciones = conducto.recv()
    except EOFError:
        return
    conducto.send(con_sphinx(jornada, formato, salida, **opciones))


def pintor_para(libro: Libro) -> Pintor:
    """Un pintor aparte donde se puede bifurcar."""
    return PintorAparte(libro) if hasattr(os, "fork") else Pintor()
