"""El disco: escribir de una pieza, construir de uno en uno y ver si algo ha cambiado."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: sin cerrojos de archivo, dos construcciones a la vez son cosa del autor
    fcntl = None  # type: ignore[assignment]  # era un módulo

from imprenta.libro.modelo import NoSePuede

AJENAS = {"_build", "node_modules", "__pycache__"}
Foto = dict[str, tuple[int, ...]]


class ConstruccionEnMarcha(NoSePuede):
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


def escribir(ruta: Path, texto: str) -> None:
    """Escribe un archivo entero o no lo escribe: nadie lo ve nunca a medias."""
    ruta.parent.mkdir(parents=True, exist_ok=True)
    descriptor, provisional = tempfile.mkstemp(dir=ruta.parent, prefix=".", suffix=".a-medias")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as archivo:
            archivo.write(texto)
        Path(provisional).replace(ruta)
    except BaseException:
        Path(provisional).unlink(missing_ok=True)
        raise


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
