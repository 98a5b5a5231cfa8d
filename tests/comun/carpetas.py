"""Carpetas con unos archivos y nada más."""

from pathlib import Path


def dejar_en(carpeta: Path, archivos: dict[str, bytes]) -> None:
    carpeta.mkdir(parents=True, exist_ok=True)
    for nombre, octetos in archivos.items():
        (carpeta / nombre).parent.mkdir(parents=True, exist_ok=True)
        (carpeta / nombre).write_bytes(octetos)


def hay_en(carpeta: Path) -> dict[str, bytes]:
    rutas = (ruta for ruta in carpeta.rglob("*") if ruta.is_file())
    return {ruta.relative_to(carpeta).as_posix(): ruta.read_bytes() for ruta in rutas}
