"""Lo que tiene una base de datos de SQLite: sus octetos cambian también cuando se deja igual."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

COMIENZO_DE_UNA_BASE = b"SQLite format 3\0"
DEMASIADO = 2**24  # de octetos: volcar una mayor costaría más que ejecutar otra vez su página


def volcado(ruta: Path, octetos: bytes) -> bytes:
    """Las órdenes que la harían de nuevo; de lo que no es una base, o no se puede volcar, los octetos.

    >>> volcado(Path("a.txt"), b"hola")
    b'hola'
    """
    if (
        not octetos.startswith(COMIENZO_DE_UNA_BASE)
        or len(octetos) > DEMASIADO
        or Path(f"{ruta}-wal").exists()
    ):
        return octetos
    try:
        with contextlib.closing(sqlite3.connect(f"{ruta.absolute().as_uri()}?immutable=1", uri=True)) as base:
            return "\n".join(base.iterdump()).encode("utf-8", "surrogateescape")
    except (sqlite3.Error, ValueError):
        return octetos
