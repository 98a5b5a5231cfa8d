"""`html`: lee, ejecuta y juzga; si todo está bien, pinta, y solo al final cambia lo publicado."""

from __future__ import annotations

from imprenta.jornada import Jornada
from imprenta.libro.libro import Libro
from imprenta.ordenes.avisos import (
    avisar_de_lo_de_fuera,
    avisar_del_acta,
    con_candado,
    dar_avisos,
    decir,
    quejarse,
    sin_extensiones,
)
from imprenta.ordenes.trinquete import bajar_trinquete
from imprenta.pintar.estado import EstadoDeSphinx
from imprenta.pintar.pintor import Pintor
from imprenta.pintar.sphinx import avisos_de_sphinx
from imprenta.publicar.cambio import publicar
from imprenta.publicar.sello import Sello


def html(libro: Libro, pintor: Pintor | None = None) -> int:
    """Construye `_build/html`; si algo falla, el último libro bueno se queda donde estaba."""
    return con_candado(libro, lambda libro: _html(libro, pintor or Pintor()))


def _html(libro: Libro, pintor: Pintor) -> int:
    jornada, estado = Jornada(libro), EstadoDeSphinx(libro, "html")
    pintor.encargar("html")
    if fallo := sin_extensiones(libro) or decir(jornada.juzgado):
        return fallo
    bajar_trinquete(jornada)  # antes que el sello, que mira todos los archivos
    sello = Sello(libro, "html")
    indice = (libro.obra / "html" / "index.html").relative_to(libro.raiz)
    if sello.vale(jornada.ejecutadas):
        print(f"Nada ha cambiado: el libro sigue en {indice}")
        dar_avisos(libro, avisos_de_sphinx(libro, estado.avisos))
        avisar_de_lo_de_fuera(jornada)
        avisar_del_acta(jornada)
        return 0
    faltas = pintor.pintar(jornada.hecho) or jornada.cambios()
    quejarse(libro, faltas)
    if faltas:
        return 1
    publicar(estado.salida, libro.obra / "html", libro.taller / "html-penultimo")
    estado.conservar()
    sello.poner(jornada.ejecutadas)
    jornada.podar()
    print(f"El libro está en {indice}")
    dar_avisos(libro, avisos_de_sphinx(libro, estado.avisos))
    avisar_de_lo_de_fuera(jornada)
    avisar_del_acta(jornada)
    return 0
