"""`epub`: el libro electrónico, con las salidas ejecutadas del HTML; lo publicado cambia al final."""

from __future__ import annotations

import shutil

from imprenta.jornada import Jornada
from imprenta.libro.libro import Libro
from imprenta.ordenes.avisos import con_candado, decir, quejarse
from imprenta.pintar.edicion import edicion_de
from imprenta.pintar.epub import CONSTRUCTOR, LIBRO_EPUB
from imprenta.pintar.estado import EstadoDeSphinx
from imprenta.pintar.pintor import Pintor
from imprenta.publicar.cambio import publicar
from imprenta.publicar.sello import Sello


def epub(libro: Libro, pintor: Pintor | None = None) -> int:
    """Construye `_build/epub/libro.epub`; si algo falla, el último EPUB bueno se queda donde estaba."""
    return con_candado(libro, lambda libro: _epub(libro, pintor or Pintor()))


def _epub(libro: Libro, pintor: Pintor) -> int:
    jornada = Jornada(libro)
    pintor.encargar(CONSTRUCTOR)
    if fallo := decir(jornada.juzgado):
        return fallo
    estado, edicion = EstadoDeSphinx(libro, CONSTRUCTOR), edicion_de(libro.raiz)
    sello, donde = (
        Sello(libro, "epub", repr(edicion)),
        (libro.obra / "epub" / LIBRO_EPUB).relative_to(libro.raiz),
    )
    if sello.vale(jornada.ejecutadas):
        print(f"Nada ha cambiado: el libro sigue en {donde}")
        return 0
    faltas = pintor.pintar(jornada.hecho) or jornada.cambios()
    quejarse(libro, faltas)
    if faltas:
        return 1
    nuevo = libro.taller / "epub"
    nuevo.mkdir(exist_ok=True)
    shutil.copyfile(estado.salida / LIBRO_EPUB, nuevo / LIBRO_EPUB)
    publicar(nuevo, libro.obra / "epub", libro.taller / "epub-penultimo")
    estado.conservar()
    sello.poner(jornada.ejecutadas)
    jornada.podar()
    print(f"El libro está en {donde}")
    return 0
