"""El cambio de lo publicado: de un solo golpe, con el último libro bueno siempre entero."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

CARPETA_ACTUAL = -100  # AT_FDCWD: las rutas se entienden desde la carpeta actual
INTERCAMBIO = 2  # RENAME_EXCHANGE
PRIVADOS = (".buildinfo*", ".doctrees", ".sellos.json")  # lo que no se publica


def publicar(pruebas: Path, destino: Path) -> None:
    """Pone una copia de `pruebas` en el lugar de `destino` de un solo golpe.

    La copia se hace sobre la penúltima publicación, que se guarda: solo se copia lo que ha cambiado.
    """
    repuesto = pruebas.with_name(f"{pruebas.name}-penultimo")
    igualar(repuesto, pruebas, shutil.ignore_patterns(*PRIVADOS))
    intercambiar(repuesto, destino)


def intercambiar(nuevo: Path, destino: Path) -> None:
    """Pone `nuevo` en el lugar de `destino`; lo que hubiera queda donde estaba `nuevo`.

    En Linux es un solo paso del sistema (`renameat2`): en ningún instante falta `destino` ni está a medias.
    Donde ese paso no existe son tres cambios de nombre seguidos.
    """
    if not destino.exists():
        destino.parent.mkdir(parents=True, exist_ok=True)
        nuevo.rename(destino)
        return
    if not _canjear(nuevo, destino):
        retirado = destino.with_name(f".{destino.name}.retirado")
        shutil.rmtree(retirado, ignore_errors=True)
        destino.rename(retirado)
        nuevo.rename(destino)
        retirado.rename(nuevo)


def igualar(copia: Path, original: Path, salvo: Callable[[str, list[str]], Iterable[str]]) -> None:
    """Deja en `copia` lo mismo que en `original`, sin copiar otra vez lo que ya estaba.

    Dos archivos son el mismo si lo son su tamaño y su fecha. `salvo` dice, como en `shutil.copytree`,
    qué nombres de una carpeta no se copian.
    """
    copia.mkdir(parents=True, exist_ok=True)
    with os.scandir(original) as listado:
        suyas = {entrada.name: entrada for entrada in listado}
    for nombre in salvo(str(original), list(suyas)):
        del suyas[nombre]
    with os.scandir(copia) as listado:
        tengo = {entrada.name: entrada for entrada in listado}
    for nombre, entrada in tengo.items():
        if nombre not in suyas or entrada.is_dir() != suyas[nombre].is_dir():
            if entrada.is_dir(follow_symlinks=False):
                shutil.rmtree(entrada)
            else:
                os.unlink(entrada)  # noqa: PTH108 (una entrada no es un Path)
    for nombre, entrada in suyas.items():
        if entrada.is_dir():
            igualar(copia / nombre, original / nombre, salvo)
        elif nombre not in tengo or tengo[nombre].is_dir() or _fecha(tengo[nombre]) != _fecha(entrada):
            shutil.copy2(entrada, copia / nombre)


def _fecha(entrada: os.DirEntry[str]) -> tuple[int, int]:
    estado = entrada.stat()
    return estado.st_size, estado.st_mtime_ns


def _canjear(una: Path, otra: Path) -> bool:
    """Cambia los nombres de dos carpetas entre sí; dice si el sistema sabe hacerlo."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    if renameat2(CARPETA_ACTUAL, os.fsencode(una), CARPETA_ACTUAL, os.fsencode(otra), INTERCAMBIO) == 0:
        return True
    causa = ctypes.get_errno()
    if causa in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
        return False
    raise OSError(causa, os.strerror(causa), str(una), None, str(otra))
