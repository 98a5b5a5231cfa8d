"""Lo que la imprenta guarda entre construcciones: lleva el resumen de su contenido, y si no casa no se cree.

Lo que está a medias, en blanco o retocado, o se guardó con otro nombre, es como si no estuviera: se hace otra
vez.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from imprenta.libro.archivos import octetos_de
from imprenta.libro.disco import escribir


def guardar(ruta: Path, datos: Any) -> None:
    """Guarda unos datos, que han de caber en un JSON; lo demás se guarda como texto."""
    texto = json.dumps(datos, default=str)
    escribir(ruta, f"{_resumen(ruta, texto)}\n{texto}")


def guardado(ruta: Path) -> Any:
    """Lo guardado, tal como se escribió; `None` si no está, no se deja leer o alguien lo ha tocado."""
    try:
        resumen, _, texto = octetos_de(ruta).decode().partition("\n")
    except (OSError, ValueError):
        return None
    return json.loads(texto) if resumen == _resumen(ruta, texto) else None


def _resumen(ruta: Path, texto: str) -> str:
    return hashlib.sha256(f"{ruta.name}\n{texto}".encode()).hexdigest()
