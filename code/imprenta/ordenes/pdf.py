"""`pdf`: el libro en papel."""

from __future__ import annotations

from imprenta.libro.libro import Libro
from imprenta.ordenes.un_archivo import EnUnArchivo, construir
from imprenta.pintar.papel.composicion import PDF, componer
from imprenta.pintar.pintor import Pintor

PAPEL = EnUnArchivo("papel", "pdf", PDF, componer)


def pdf(libro: Libro, pintor: Pintor | None = None) -> int:
    """Construye `_build/pdf/libro.pdf`; si algo falla, el último PDF bueno se queda donde estaba."""
    return construir(libro, pintor, PAPEL)
