"""Cambiar el código y aceptar lo que ahora vale: los segundos hasta que el libro está de acuerdo."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path
from typing import NamedTuple

from bench.medida import medir

IMPRENTA = [sys.executable, "-m", "imprenta"]
CON_QUE, ANTES, DESPUES = (
    "code/redes/densa.py",
    "np.sqrt(3 * varianza_de_glorot",
    "np.sqrt(1.5 * varianza_de_glorot",
)


class Aceptado(NamedTuple):
    """Cuántos números y cuántas líneas cambian, qué queda por reescribir y los segundos de cada orden."""

    numeros: int
    por_reescribir: int
    verificar: float
    aceptar: float
    despues: float


def aceptar_un_cambio(libro: Path) -> Aceptado:
    """Un `6` que en `glorot` pasa a `3`, en un libro ya construido; lo que dicen las páginas cambia."""
    paginas = {ruta: ruta.read_text(encoding="utf-8") for ruta in (libro / "book").glob("*.md")}
    modulo = libro / CON_QUE
    codigo = modulo.read_text(encoding="utf-8")
    assert ANTES in codigo
    modulo.write_text(codigo.replace(ANTES, DESPUES), encoding="utf-8")
    verificar = medir([*IMPRENTA, "verify", "."], libro, estado=1)
    aceptar = medir([*IMPRENTA, "aceptar", "--si", "."], libro, estado=1)
    despues = medir([*IMPRENTA, "verify", "."], libro, estado=1)
    cambiados = sum(_cambiados(texto, ruta.read_text(encoding="utf-8")) for ruta, texto in paginas.items())
    quedan = sum(".md:" in renglon for renglon in despues.salida.splitlines())
    return Aceptado(cambiados, quedan, verificar.segundos, aceptar.segundos, despues.segundos)


def _cambiados(antes: str, despues: str) -> int:
    trozos = difflib.SequenceMatcher(None, antes.split(), despues.split(), autojunk=False).get_opcodes()
    return sum(max(b - a, d - c) for que, a, b, c, d in trozos if que != "equal")
