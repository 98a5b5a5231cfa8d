"""Publicar una edición: se lee, ejecuta y juzga; si todo está bien, se pinta y se cambia lo publicado."""

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


class Publicacion(NamedTuple):
    """Con qué constructor de Sphinx se pinta, dónde se publica y el archivo por el que se abre.

    De la `suelta` se publica solo ese archivo, que dice de qué edición es; de otra, todo lo pintado.
    """

    constructor: str
    carpeta: str
    archivo: str
    suelta: bool = True
    acabar: Callable[[Libro, Path, Edicion], list[Falta]] = lambda *_: []  # lo que falta tras Sphinx
    avisar: Callable[[Jornada], None] = lambda _: None  # lo que conviene saber de lo publicado


def construir(libro: Libro, pintor: Pintor | None, que: Publicacion) -> int:
    """Publica esa edición en `_build`; si algo falla, la última buena se queda donde estaba."""
    return con_candado(libro, lambda libro: _construir(libro, pintor or Pintor(), que))


def _construir(libro: Libro, pintor: Pintor, que: Publicacion) -> int:
    jornada, estado = Jornada(libro), EstadoDeSphinx(libro, que.constructor)
    pintor.encargar(que.constructor)
    if fallo := sin_extensiones(libro) or decir(jornada.juzgado):
        return fallo
    bajar_trinquete(jornada)  # antes que el sello, que mira todos los archivos
    edicion = edicion_de(libro.raiz) if que.suelta else Edicion()
    donde = libro.obra / que.carpeta / que.archivo
    sello = Sello(libro, que.carpeta, repr(edicion))
    es_el_de_antes = sello.vale(jornada.ejecutadas)
    if not es_el_de_antes:
        pintadas = pintor.pintar(jornada.hecho)
        acabadas = [] if pintadas else que.acabar(libro, estado.salida, edicion)
        admitidas = _admitidas(libro, estado.salida / que.archivo, acabadas)
        faltas = pintadas or [falta for falta in acabadas if falta not in admitidas] or jornada.cambios()
        quejarse(libro, faltas)
        if faltas:
            return 1
        if admitidas:
            estado.avisar_tambien(admitidas)
        nueva = _suelto(libro, estado.salida / que.archivo, que.carpeta) if que.suelta else estado.salida
        publicar(nueva, donde.parent, libro.taller / f"{que.carpeta}-penultimo")
        estado.conservar()
        sello.poner(jornada.ejecutadas)
        jornada.podar()
    dicho = "Nada ha cambiado: el libro sigue en {}" if es_el_de_antes else "El libro está en {}"
    print(dicho.format(donde.relative_to(libro.raiz)))
    dar_avisos(libro, avisos_de_sphinx(libro, estado.avisos))
    que.avisar(jornada)
    return 0


def _admitidas(libro: Libro, hecho: Path, faltas: list[Falta]) -> list[Falta]:
    """Las de páginas que el libro aún no exige, si lo demás se ha hecho."""
    paginas = {pagina.relative_to(libro.raiz) for pagina in libro.paginas} if hecho.exists() else set[Path]()
    return [falta for falta in faltas if falta.ruta in paginas and not libro.exige(falta.ruta)]


def _suelto(libro: Libro, archivo: Path, carpeta: str) -> Path:
    """Una carpeta que solo tiene ese archivo."""
    nueva = libro.taller / carpeta
    nueva.mkdir(exist_ok=True)
    shutil.copyfile(archivo, nueva / archivo.name)
    return nueva
