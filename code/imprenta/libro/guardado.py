"""Lo que se guarda entre construcciones: lleva el resumen de su contenido, y si no casa no se cree."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from imprenta.libro.archivos import octetos_de
from imprenta.libro.disco import escribir


def guardar(ruta: Path, datos: Any) -> None:
    """Guarda unos datos, que han de caber en un JSON; lo demás se guarda como texto."""
    texto = json.dumps(datos, ensure_ascii=False, default=str)
    escribir(ruta, f"{_resumen(texto)}\n{texto}")


def guardado(ruta: Path) -> Any:
    """Lo guardado, tal como se escribió; `None` si no está, no se deja leer o alguien lo ha tocado."""
    try:
        resumen, _, texto = octetos_de(ruta).decode().partition("\n")
    except (OSError, ValueError):
        return None
    return json.loads(texto) if resumen == _resumen(texto) else None


def _resumen(texto: str) -> str:
    return hashlib.sha256(texto.encode("utf-8", "surrogatepass")).hexdigest()
