"""Lo que la imprenta garantiza de las carpetas.

Una sola construcción a la vez, el último libro bueno siempre entero, y ver si algo ha cambiado.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: sin cerrojos de archivo, dos construcciones a la vez son cosa del autor
    fcntl = None  # type: ignore[assignment]  # era un módulo

AQUI = -100  # AT_FDCWD: las rutas se entienden desde la carpeta actual
AJENAS = {"_build", "node_modules", "__pycache__"}
Foto = dict[str, tuple[int, ...]]
INTERCAMBIO = 2  # RENAME_EXCHANGE


class ConstruccionEnMarcha(Exception):
    """Otro proceso está construyendo este mismo libro."""


@contextlib.contextmanager
def candado(taller: Path) -> Iterator[None]:
    """Cierra `taller` mientras dura el bloque; lanza `ConstruccionEnMarcha` si ya lo tiene otro proceso.

    El cerrojo es del sistema operativo: si el proceso muere de cualquier modo, se abre solo.
    """
    taller.mkdir(parents=True, exist_ok=True)
    with (taller / "candado").open("a+", encoding="utf-8") as archivo:
        try:
            if fcntl is not None:
                fcntl.flock(archivo, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            archivo.seek(0)
            pid = archivo.read().strip() or "desconocido"
            raise ConstruccionEnMarcha(f"otra construcción está en marcha (pid {pid})") from None
        archivo.truncate(0)
        archivo.write(str(os.getpid()))
        archivo.flush()
        yield


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
    if renameat2(AQUI, os.fsencode(una), AQUI, os.fsencode(otra), INTERCAMBIO) == 0:
        return True
    causa = ctypes.get_errno()
    if causa in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
        return False
    raise OSError(causa, os.strerror(causa), str(una), None, str(otra))


def foto(raiz: Path) -> Foto:
    """Lo que el sistema sabe de cada archivo y cambia al tocarlo; lo construido y lo oculto no cuenta.

    La fecha en que cambió es lo último; de una carpeta enlazada, el enlace.
    """
    vistos: Foto = {}
    for carpeta, subcarpetas, archivos in os.walk(raiz):
        subcarpetas[:] = [s for s in subcarpetas if s not in AJENAS and not s.startswith(".")]
        enlazadas = (sub for sub in subcarpetas if Path(carpeta, sub).is_symlink())
        # Con textos y no con Path: se mira todo el libro tres veces por segundo.
        for ruta in (os.path.join(carpeta, nombre) for nombre in (*archivos, *enlazadas)):  # noqa: PTH118
            with contextlib.suppress(OSError):
                estado = os.stat(ruta)  # noqa: PTH116
                vistos[ruta] = estado.st_ino, estado.st_size, estado.st_mtime_ns, estado.st_ctime_ns
    return vistos
