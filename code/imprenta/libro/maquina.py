"""Lo que no es del libro y cambia lo que se imprime: la imprenta, lo instalado y unas variables."""

from __future__ import annotations

import functools
import os
import sys
from pathlib import Path
from typing import Any

from imprenta.libro.disco import CASA, foto

VARIABLES = ("LANG", "LANGUAGE", "LC_ALL", "SOURCE_DATE_EPOCH", "TZ")


def maquina() -> list[Any]:
    """Todo ello, tal como está ahora."""
    variables = [os.environ.get(nombre) for nombre in VARIABLES]
    return [sys.version, sys.path, _instalado(), variables, foto(CASA)]


@functools.cache
def _instalado() -> tuple[str, ...]:
    """Los nombres, con su versión, de lo que hay instalado."""
    carpetas = (Path(ruta) for ruta in sys.path if Path(ruta).is_dir())
    return tuple(ruta.name for carpeta in carpetas for ruta in sorted(carpeta.glob("*.dist-info")))
