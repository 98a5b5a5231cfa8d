"""Lo que la imprenta guarda para sí: JSON con el resumen de su contenido delante.

Lo que está a medias, en blanco o retocado, o se guardó con otro nombre, no cuadra con su resumen: es como si
no estuviera, y se vuelve a hacer.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

from imprenta.libro.disco import escribir

ANTES, ENTRE, DETRAS = '{"resumen": "', '", "datos": ', "}"


def guardar_sellado(ruta: Path, datos: Any) -> None:
    """Escribe unos datos con su resumen; lo que estorbe en su lugar se quita."""
    texto = json.dumps(datos)
    escribir_despejando(ruta, f"{ANTES}{_resumen(ruta, texto)}{ENTRE}{texto}{DETRAS}")


def leer_sellado(ruta: Path) -> Any:
    """Los datos que se guardaron; None si no están o no son los que se guardaron."""
    try:
        resumen, _, resto = ruta.read_text(encoding="utf-8").removeprefix(ANTES).partition(ENTRE)
        texto = resto.removesuffix(DETRAS)
        return json.loads(texto) if resumen == _resumen(ruta, texto) else None
    except (OSError, ValueError):
        return None


def _resumen(ruta: Path, texto: str) -> str:
    return hashlib.sha256(f"{ruta.name}\n{texto}".encode()).hexdigest()


def escribir_despejando(ruta: Path, texto: str) -> None:
    """Escribe un archivo entero, aunque en su lugar haya una carpeta, o un archivo donde va la suya."""
    for carpeta in ruta.parents:
        if carpeta.is_dir() or carpeta.name == "_build":  # de ahí hacia fuera no es de la imprenta
            break
        quitar(carpeta)
    if ruta.is_dir():
        quitar(ruta)
    escribir(ruta, texto)


def quitar(ruta: Path) -> None:
    """Quita lo que haya con ese nombre, si se deja; de un enlace, solo el enlace."""
    with contextlib.suppress(OSError):
        if ruta.is_dir() and not ruta.is_symlink():
            shutil.rmtree(ruta)
        else:
            ruta.unlink(missing_ok=True)
