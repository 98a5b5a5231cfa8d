"""`nuevo`: escribe un libro pequeño que se imprime tal cual, para empezar a cambiarlo."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from imprenta.idioma.salidas import idioma_hablado
from imprenta.libro.archivos import por_que_no_es_carpeta
from imprenta.libro.disco import escribir
from imprenta.libro.git import IGNORADOS
from imprenta.libro.libro import CONFIG, INDICE
from imprenta.libro.modelo import NoSePuede

MUESTRAS = Path(__file__).with_name("libro_nuevo")  # una carpeta por lengua
SIN_PUNTO = IGNORADOS.name.removeprefix(".")  # así va entre las muestras: no es de este repositorio
DE_GIT = {".git"}  # lo que hay en una carpeta recién preparada para guardar un libro


def nuevo(carpeta: Path) -> int:
    """Escribe el libro, en la lengua en que se habla, en una carpeta que no exista o esté vacía.

    Lanza `NoSePuede` si hay algo en ella.
    """
    if os.path.lexists(carpeta):
        _comprobar_vacia(carpeta)
    muestras = {ruta.name: ruta for ruta in (MUESTRAS / idioma_hablado()).iterdir()}
    muestras[IGNORADOS.name] = muestras.pop(SIN_PUNTO)
    for nombre, ruta in muestras.items():
        escribir(carpeta / nombre, ruta.read_text(encoding="utf-8"))
    print(f"{carpeta} es un libro nuevo: {', '.join(sorted(muestras))}")
    print(como_se_imprime(carpeta))
    return 0


def como_se_imprime(carpeta: Path) -> str:
    """Lo que se dice a quien tiene un libro que aún no ha impreso."""
    return f"para imprimirlo, imprenta html {shlex.quote(str(carpeta))}"


def _comprobar_vacia(carpeta: Path) -> None:
    if mensaje := por_que_no_es_carpeta(carpeta):
        raise NoSePuede(f"{carpeta} {mensaje}")
    hay = {ruta.name for ruta in carpeta.iterdir()}
    if {CONFIG.name, INDICE.name} & hay:
        raise NoSePuede(f"{carpeta} ya es un libro: {como_se_imprime(carpeta)}")
    if hay - DE_GIT:
        raise NoSePuede(f"{carpeta} no está vacía: di el nombre de una carpeta que no exista")
