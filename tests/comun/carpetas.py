"""Carpetas con unos archivos y nada más."""

from pathlib import Path
from typing import Any

from imprenta.libro.guardado import guardado


def dejar_en(carpeta: Path, archivos: dict[str, bytes]) -> None:
    carpeta.mkdir(parents=True, exist_ok=True)
    for nombre, octetos in archivos.items():
        (carpeta / nombre).parent.mkdir(parents=True, exist_ok=True)
        (carpeta / nombre).write_bytes(octetos)


def hay_en(carpeta: Path) -> dict[str, bytes]:
    rutas = (ruta for ruta in carpeta.rglob("*") if ruta.is_file())
    return {ruta.relative_to(carpeta).as_posix(): ruta.read_bytes() for ruta in rutas}


def ejecuciones_en(libro: Path) -> dict[str, dict[str, Any]]:
    """Lo ejecutado que un libro guarda, sin cuándo se hizo ni lo que tardó."""
    archivos = (libro / "_build/.imprenta/ejecuciones").glob("*.json")
    return {ruta.name: guardado(ruta) | {"segundos": 0, "cuando": 0} for ruta in archivos}
