"""`epub`: el libro electrónico."""

from __future__ import annotations

from imprenta.libro.libro import Libro
from imprenta.ordenes.publicacion import Publicacion, construir
from imprenta.pintar.epub import CONSTRUCTOR, LIBRO_EPUB
from imprenta.pintar.pintor import Pintor

ELECTRONICO = Publicacion(CONSTRUCTOR, "epub", LIBRO_EPUB)


def epub(libro: Libro, pintor: Pintor | None = None) -> int:
    """Construye `_build/epub/libro.epub`; si algo falla, el último EPUB bueno se queda donde estaba."""
    return construir(libro, pintor, ELECTRONICO)
