"""Construye el manual en las lenguas que se digan, con un solo taller: `manual/code/construir.py es en`."""

from __future__ import annotations

import sys
from pathlib import Path

from taller import dar_aqui, taller_abierto

MANUAL = Path(__file__).resolve().parents[1]


def construir(lenguas: list[str]) -> int:
    """Lo construye, y devuelve el primer estado que no sea bueno."""
    with taller_abierto():
        return next(filter(None, (dar_aqui(["imprenta", "html", str(MANUAL / una)]) for una in lenguas)), 0)


if __name__ == "__main__":
    sys.exit(construir(sys.argv[1:]))
