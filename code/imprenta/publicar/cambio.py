"""El cambio de lo publicado: de un solo golpe, con el último libro bueno siempre entero."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from imprenta.libro.disco import quitar

CARPETA_ACTUAL = -100  # AT_FDCWD: las rutas se entienden desde la carpeta actual
INTERCAMBIO = 2  # RENAME_EXCHANGE
PRIVADOS = (".buildinfo*", ".doctrees", ".sellos.json")  # lo que no se publica


def publicar(pruebas: Path, destino: Path, repuesto: Path) -> None:
    """Pone una copia de `pruebas` en el lugar de `destino` de un solo golpe.

    La copia se hace sobre la penúltima publicación, que se guarda en `repuesto`: solo se copia lo que ha
    cambiado. Si lo publicado está en otro disco, donde no se puede cambiar un nombre por otro, se guarda a su
    lado.
    """
    real = Path(os.path.realpath(destino))  # si es un enlace, sigue siéndolo: cambia lo que señala
    try:
        _cambiar(pruebas, repuesto, real)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _cambiar(
            pruebas, real.with_name(f".{real.name}-penultimo"), real
        )  # en el mismo disco que lo publicado


def _cambiar(pruebas: Path, repuesto: Path, destino: Path) -> None:
    if repuesto.is_symlink() or repuesto.is_file():
        quitar(repuesto)
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
    iguales = {n for n, mia in tengo.items() if n in suyas and _iguales(mia, suyas[n])}
    for nombre in tengo.keys() - iguales:
        quitar(copia / nombre)
    for nombre, entrada in suyas.items():
        if entrada.is_dir():
            igualar(copia / nombre, original / nombre, salvo)
        elif nombre not in iguales:
            shutil.copy2(entrada, copia / nombre)


def _iguales(mia: os.DirEntry[str], suya: os.DirEntry[str]) -> bool:
    """Si dos archivos son el mismo; dos carpetas lo son siempre, y un enlace, que no se copia, nunca."""
    if mia.is_symlink() or mia.is_dir() != suya.is_dir():
        return False
    mio, suyo = mia.stat(), suya.stat()
    return mia.is_dir() or (mio.st_size, mio.st_mtime_ns) == (suyo.st_size, suyo.st_mtime_ns)


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
