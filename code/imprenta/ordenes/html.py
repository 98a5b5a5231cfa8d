"""`html`: el libro en la web."""

from __future__ import annotations

from imprenta.jornada import Jornada
from imprenta.libro.libro import Libro
from imprenta.ordenes.avisos import avisar_de_lo_de_fuera, avisar_del_acta
from imprenta.ordenes.publicacion import Publicacion, construir
from imprenta.pintar.pintor import Pintor


def _avisar(jornada: Jornada) -> None:
    avisar_de_lo_de_fuera(jornada)
    avisar_del_acta(jornada)


WEB = Publicacion("html", "html", "index.html", suelta=False, avisar=_avisar)


def html(libro: Libro, pintor: Pintor | None = None) -> int:
    """Construye `_build/html`; si algo falla, el último libro bueno se queda donde estaba."""
    return construir(libro, pintor, WEB)
