"""`pdf`: el libro en papel, con las salidas ejecutadas del HTML; lo publicado cambia al final."""

from __future__ import annotations

import shutil

from imprenta.jornada import Jornada
from imprenta.libro.libro import Libro
from imprenta.ordenes.avisos import con_candado, decir, quejarse
from imprenta.pintar.edicion import edicion_de
from imprenta.pintar.estado import EstadoDeSphinx
from imprenta.pintar.papel.composicion import PDF, componer
from imprenta.pintar.pintor import Pintor
from imprenta.publicar.cambio import publicar
from imprenta.publicar.sello import Sello


def pdf(libro: Libro, pintor: Pintor | None = None) -> int:
    """Construye `_build/pdf/libro.pdf`; si algo falla, el último PDF bueno se queda donde estaba."""
    return con_candado(libro, lambda libro: _pdf(libro, pintor or Pintor()))


def _pdf(libro: Libro, pintor: Pintor) -> int:
    jornada = Jornada(libro)
    pintor.encargar("papel")
    if fallo := decir(jornada.juzgado):
        return fallo
    estado, edicion = EstadoDeSphinx(libro, "papel"), edicion_de(libro.raiz)
    sello, donde = Sello(libro, "pdf", repr(edicion)), (libro.obra / "pdf" / PDF).relative_to(libro.raiz)
    if sello.vale(jornada.ejecutadas):
        print(f"Nada ha cambiado: el libro sigue en {donde}")
        return 0
    faltas = pintor.pintar(jornada.hecho) or componer(libro, estado.salida, edicion) or jornada.cambios()
    quejarse(libro, faltas)
    if faltas:
        return 1
    nuevo = libro.taller / "pdf"
    nuevo.mkdir(exist_ok=True)
    shutil.copyfile(estado.salida / PDF, nuevo / PDF)
    publicar(nuevo, libro.obra / "pdf", libro.taller / "pdf-penultimo")
    estado.conservar()
    sello.poner(jornada.ejecutadas)
    jornada.podar()
    print(f"El libro está en {donde}")
    return 0
