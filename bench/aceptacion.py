"""Cambiar el código y aceptar lo que ahora vale: los segundos hasta que el libro está de acuerdo."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import NamedTuple

from bench.medida import medir

ESCRITOS = re.compile(r"^([0-9]+) números? escritos?", re.MULTILINE)
IMPRENTA = [sys.executable, "-m", "imprenta"]
FALSO, ESTE_COMO_ESTE = (1,), (0, 1)  # puede quedar alguna frase que reescribir, o ninguna
CON_QUE, ANTES, DESPUES = (
    "code/redes/densa.py",
    "np.sqrt(3 * varianza_de_glorot",
    "np.sqrt(1.5 * varianza_de_glorot",
)


class Aceptado(NamedTuple):
    """Cuántos números cambian, cuántas frases quedan por reescribir y los segundos de cada orden."""

    numeros: int
    por_reescribir: int
    verificar: float
    aceptar: float
    despues: float


def aceptar_un_cambio(libro: Path) -> Aceptado:
    """Un `6` que en `glorot` pasa a `3`, en un libro ya construido; lo que dicen las páginas cambia."""
    modulo = libro / CON_QUE
    codigo = modulo.read_text(encoding="utf-8")
    assert ANTES in codigo
    modulo.write_text(codigo.replace(ANTES, DESPUES), encoding="utf-8")
    verificar = medir([*IMPRENTA, "verify", "."], libro, FALSO)
    aceptar = medir([*IMPRENTA, "aceptar", "--si", "."], libro, ESTE_COMO_ESTE)
    despues = medir([*IMPRENTA, "verify", "."], libro, ESTE_COMO_ESTE)
    escritos = ESCRITOS.search(aceptar.salida)
    quedan = sum(".md:" in renglon for renglon in despues.salida.splitlines())
    return Aceptado(
        int(escritos[1]) if escritos else 0, quedan, verificar.segundos, aceptar.segundos, despues.segundos
    )
