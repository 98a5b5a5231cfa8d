"""Los códigos QR: el dibujo que lleva a una dirección."""

from __future__ import annotations

import hashlib
from pathlib import Path

CORRECCION = "m"  # se lee aunque se estropee un 15 %


def dibujar_qr(direccion: str, carpeta: Path) -> str:
    """Deja en una carpeta el QR de una dirección, en SVG, y devuelve el nombre del archivo."""
    import segno  # tarda: solo lo paga quien tiene exploradores

    nombre = f"qr-{hashlib.sha256(direccion.encode()).hexdigest()[:16]}.svg"
    segno.make(direccion, error=CORRECCION, micro=False).save(str(carpeta / nombre), border=0, unit="mm")
    return nombre
