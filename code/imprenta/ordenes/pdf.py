"""`pdf`: el libro en papel."""

from __future__ import annotations

from imprenta.libro.libro import Libro
from imprenta.ordenes.publicacion import Publicacion, construir
from imprenta.pintar.papel.composicion import PDF, componer
from imprenta.pintar.pintor import Pintor

PAPEL = Publicacion("papel", "pdf", PDF, acabar=componer)


def pdf(libro: Libro, pintor: Pintor | None = None) -> int:
    """Construye `_build/pdf/libro.pdf`; si algo falla, el último PDF bueno se queda donde estaba."""
    return construir(libro, pintor, PAPEL)
