"""Publicar mientras se mira: cada archivo cambia de un golpe, y el que no ha cambiado no se toca."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path

from imprenta.libro.disco import cuanto_hay, quitar

_AL_FINAL = ".html"  # una página se cambia cuando ya está lo que enseña


def poner_al_dia(destino: Path, origen: Path) -> list[str]:
    """Deja en `destino` lo mismo que en `origen`; devuelve los nombres de los archivos que ha cambiado.

    Dos archivos son el mismo si lo son su tamaño y su fecha. Nadie ve nunca un archivo a medias.
    """
    tengo, hay = _archivos(destino), _archivos(origen)
    cambian = sorted((n for n in hay if tengo.get(n) != hay[n]), key=lambda n: (n.endswith(_AL_FINAL), n))
    for nombre in cambian:
        poner(destino, origen, nombre)
    for nombre in tengo.keys() - hay.keys():
        _quitar_sobra(destino / nombre, destino)
    return [*cambian, *sorted(tengo.keys() - hay.keys())]


def poner(destino: Path, origen: Path, nombre: str) -> None:
    """Pone en `destino` ese archivo de `origen`, de un golpe y con su fecha."""
    ruta = destino / nombre
    for carpeta in reversed([*ruta.relative_to(destino).parents]):
        if (destino / carpeta).is_symlink() or not (destino / carpeta).is_dir():
            quitar(destino / carpeta)
            (destino / carpeta).mkdir(parents=True)
    if ruta.is_dir() and not ruta.is_symlink():
        quitar(ruta)
    provisional = ruta.with_name(f".{secrets.token_hex(8)}.a-medias")
    try:
        shutil.copy2(origen / nombre, provisional)
        provisional.replace(ruta)
    except BaseException:
        provisional.unlink(missing_ok=True)
        raise


def _archivos(carpeta: Path) -> dict[str, tuple[int, int] | None]:
    """Los archivos de una carpeta, con su tamaño y su fecha; de un enlace, que no es el archivo, nada."""
    return {nombre: _tamano_y_fecha(entrada) for nombre, entrada in cuanto_hay(carpeta)}


def _tamano_y_fecha(entrada: os.DirEntry[str]) -> tuple[int, int] | None:
    return None if entrada.is_symlink() else (entrada.stat().st_size, entrada.stat().st_mtime_ns)


def _quitar_sobra(ruta: Path, hasta: Path) -> None:
    """Quita un archivo, si en su lugar no se ha puesto otra cosa, y las carpetas que deja vacías."""
    if ruta.is_symlink() or ruta.is_file():
        ruta.unlink()
    for carpeta in ruta.relative_to(hasta).parents:
        suya = hasta / carpeta
        if suya != hasta and suya.is_dir() and not any(suya.iterdir()):
            suya.rmdir()
