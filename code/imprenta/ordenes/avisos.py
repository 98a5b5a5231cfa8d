"""Lo que las órdenes dicen: una línea por falta, la cobertura y, en GitHub, cada falta en su línea."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from imprenta.libro.disco import candado
from imprenta.libro.hecho import LibroHecho
from imprenta.libro.libro import Libro
from imprenta.libro.modelo import Falta


def con_candado(libro: Libro, tarea: Callable[[Libro], int]) -> int:
    """Hace la tarea si nadie más está construyendo este libro; si no, `ConstruccionEnMarcha`."""
    with candado(libro.taller):
        return tarea(libro)


def decir(hecho: LibroHecho) -> int:
    """Cuenta las faltas y la cobertura; devuelve 1 si hay faltas."""
    quejarse(hecho.libro, hecho.faltas)
    print(hecho.resumen)
    return 1 if hecho.faltas else 0


def quejarse(libro: Libro, faltas: Iterable[Falta]) -> None:
    """Una línea por falta; dentro de una acción de GitHub, también una anotación en su línea."""
    for falta in faltas:
        print(falta, file=sys.stderr)
        if os.environ.get("GITHUB_ACTIONS") == "true":
            print(_anotacion(libro.raiz / falta.ruta, falta))


def _anotacion(ruta: Path, falta: Falta) -> str:
    """La falta como GitHub la enseña en el cambio: la ruta, desde la raíz del repositorio."""
    repositorio = os.environ.get("GITHUB_WORKSPACE") or Path.cwd()
    archivo = _para_github(Path(os.path.relpath(ruta, repositorio)).as_posix())
    lugar = f"file={archivo.replace(':', '%3A').replace(',', '%2C')},line={falta.linea},col={falta.columna}"
    return f"::error {lugar}::{_para_github(falta.mensaje)}"


def _para_github(texto: str) -> str:
    return texto.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
