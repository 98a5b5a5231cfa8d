"""La página que se nombra en una orden."""

from __future__ import annotations

from pathlib import Path

from imprenta.libro.libro import Libro
from imprenta.libro.modelo import NoSePuede


def pagina_dicha(libro: Libro, dicha: str) -> Path:
    """La página que se pide: por su ruta, desde aquí o desde el libro, o por su nombre."""
    candidatas = (Path(dicha).resolve(), (libro.raiz / dicha).resolve())
    for ruta in libro.paginas:
        nombre = ruta.relative_to(libro.raiz)
        if ruta.resolve() in candidatas or dicha in {nombre.with_suffix("").as_posix(), ruta.stem, ruta.name}:
            return ruta
    raise NoSePuede(f"«{dicha}» no es ninguna página de este libro: están en _toc.yml")
