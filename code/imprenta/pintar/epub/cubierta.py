"""La cubierta: la que diga el libro o, si no dice ninguna, una de letra que dibuja Typst."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from imprenta.pintar.papel.composicion import carpetas_de_letras

PLANTILLA = Path(__file__).with_name("cubierta.typ")
TIPOS = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".svg": "image/svg+xml"}


class Cubierta(NamedTuple):
    """Una imagen y su nombre en el archivo."""

    nombre: str
    imagen: bytes


def cubierta_de(propia: Path | None, **dice: str) -> Cubierta:
    """La imagen que el libro da o, si no, la que se dibuja con su `titulo`, `subtitulo`, `autores` y `lengua`."""
    if propia is not None:
        return Cubierta(f"cubierta{propia.suffix.lower()}", propia.read_bytes())
    return Cubierta("cubierta.png", dibujada(**dice))


def dibujada(**dice: str) -> bytes:
    """El PNG de una cubierta de letra, de 1200 por 1600 puntos."""
    import typst  # tarda: solo quien dibuja lo paga

    letras = typst.Fonts(include_system_fonts=False, font_paths=[str(ruta) for ruta in carpetas_de_letras()])
    imagen = typst.compile(str(PLANTILLA), format="png", ppi=72, font_paths=letras, sys_inputs=dice)
    assert isinstance(imagen, bytes)  # es una sola hoja
    return imagen
