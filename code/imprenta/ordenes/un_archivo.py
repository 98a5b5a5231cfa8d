"""Las ediciones de un solo archivo, con las salidas ejecutadas del HTML; lo publicado cambia al final."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from imprenta.jornada import Jornada
from imprenta.libro.libro import Libro
from imprenta.libro.modelo import Falta
from imprenta.ordenes.avisos import con_candado, dar_avisos, decir, quejarse, sin_extensiones
from imprenta.ordenes.trinquete import bajar_trinquete
from imprenta.pintar.edicion import Edicion, edicion_de
from imprenta.pintar.estado import EstadoDeSphinx
from imprenta.pintar.pintor import Pintor
from imprenta.pintar.sphinx import avisos_de_sphinx
from imprenta.publicar.cambio import publicar
from imprenta.publicar.sello import Sello


class EnUnArchivo(NamedTuple):
    """Con qué constructor de Sphinx se pinta, dónde se publica y lo que falta por hacer tras él."""

    constructor: str
    carpeta: str
    archivo: str
    acabar: Callable[[Libro, Path, Edicion], list[Falta]]


def construir(libro: Libro, pintor: Pintor | None, que: EnUnArchivo) -> int:
    """Publica esa edición; si algo falla, la última buena se queda donde estaba."""
    return con_candado(libro, lambda libro: _construir(libro, pintor or Pintor(), que))


def _construir(libro: Libro, pintor: Pintor, que: EnUnArchivo) -> int:
    jornada = Jornada(libro)
    pintor.encargar(que.constructor)
    if fallo := sin_extensiones(libro) or decir(jornada.juzgado):
        return fallo
    bajar_trinquete(jornada)
    estado, edicion = EstadoDeSphinx(libro, que.constructor), edicion_de(libro.raiz)
    sello, publicada = Sello(libro, que.carpeta, repr(edicion)), libro.obra / que.carpeta
    donde = (publicada / que.archivo).relative_to(libro.raiz)
    if sello.vale(jornada.ejecutadas):
        print(f"Nada ha cambiado: el libro sigue en {donde}")
        dar_avisos(libro, avisos_de_sphinx(libro, estado.avisos))
        return 0
    pintadas = pintor.pintar(jornada.hecho)
    faltas = pintadas or que.acabar(libro, estado.salida, edicion) or jornada.cambios()
    quejarse(libro, faltas)
    if faltas:
        return 1
    nueva = libro.taller / que.carpeta
    nueva.mkdir(exist_ok=True)
    shutil.copyfile(estado.salida / que.archivo, nueva / que.archivo)
    publicar(nueva, publicada, libro.taller / f"{que.carpeta}-penultimo")
    estado.conservar()
    sello.poner(jornada.ejecutadas)
    jornada.podar()
    print(f"El libro está en {donde}")
    dar_avisos(libro, avisos_de_sphinx(libro, estado.avisos))
    return 0
