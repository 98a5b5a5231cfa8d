"""Leer lo que un autor ha escrito y decir en español por qué el sistema se niega a leer o a escribir."""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path

NO_EXISTE = "no existe"
MOTIVOS = {
    errno.EACCES: "permiso denegado",
    errno.EPERM: "permiso denegado",
    errno.EROFS: "el disco es de solo lectura",
    errno.ENOSPC: "no queda sitio en el disco",
    errno.EDQUOT: "se ha agotado la cuota de disco",
    errno.EFBIG: "el archivo pasa del tamaño que se permite",
    errno.EIO: "el disco falla",
    errno.EXDEV: "está en otro disco",
    errno.EBUSY: "está ocupado: quizá es un punto de montaje",
    errno.ENOENT: NO_EXISTE,
    errno.EEXIST: "ya existe",
    errno.ENOTDIR: "hay un archivo donde tenía que haber una carpeta",
    errno.EISDIR: "es una carpeta",
    errno.ENOTEMPTY: "la carpeta no está vacía",
    errno.ELOOP: "es un enlace que no acaba en ninguna parte",
    errno.ENAMETOOLONG: "el nombre es demasiado largo",
    errno.EMFILE: "hay demasiados archivos abiertos",
    errno.ENFILE: "hay demasiados archivos abiertos",
    errno.EAGAIN: "no quedan procesos o memoria",
    errno.ENOMEM: "no queda memoria",
    errno.ESTALE: "el disco de red ya no lo tiene",
    errno.EPIPE: "quien lo leía lo ha cerrado",
}
# Una bandera que el sistema no mira y un filtro sí: lo que la imprenta abre para sus cuentas no es de nadie.
SIN_VER = 1 << 30 if sys.platform == "linux" else 0
SIN_TEMPORAL = "no hay carpeta temporal en la que se pueda escribir: di una con TMPDIR"
CLASES_DE_ARCHIVO = (
    (stat.S_ISDIR, "es una carpeta"),
    (stat.S_ISFIFO, "es una tubería"),
    (stat.S_ISSOCK, "es un enchufe"),
    (stat.S_ISCHR, "es un dispositivo"),
    (stat.S_ISBLK, "es un dispositivo"),
)


class NoEsUnArchivo(OSError):
    """Lo que se llama así no es un archivo corriente; su texto dice qué es."""


class OtraCodificacion(ValueError):
    """Un texto que no está en UTF-8, con el lugar, desde 1, de lo que no se entiende."""

    def __init__(self, linea: int, columna: int, octeto: int) -> None:
        super().__init__(f"no está en UTF-8: el octeto 0x{octeto:02X} no se entiende")
        self.linea, self.columna = linea, columna


def motivo(error: OSError) -> str:
    """Por qué ha fallado algo que se ha pedido al sistema.

    >>> motivo(OSError(errno.ENOSPC, "No space left on device"))
    'no queda sitio en el disco'
    """
    if isinstance(error, NoEsUnArchivo):
        return str(error)
    if error.errno == errno.ENOENT and error.filename and Path(os.fsdecode(error.filename)).is_symlink():
        return "es un enlace a algo que no existe"
    if error.errno == errno.ENOENT and not error.filename:
        return SIN_TEMPORAL if "temporary" in str(error) else "la carpeta en la que estás ya no existe"
    if error.errno is None and str(error):
        return str(error)
    codigo = error.errno or 0
    return MOTIVOS.get(
        codigo, f"el sistema no lo permite ({errno.errorcode.get(codigo, type(error).__name__)})"
    )


def octetos_de(ruta: Path) -> bytes:
    """Lo que hay en un archivo; lanza `OSError` si no se puede leer o no es un archivo corriente."""
    comprobar_archivo(ruta)
    with open(os.open(ruta, os.O_RDONLY | os.O_CLOEXEC | SIN_VER), "rb") as archivo:  # noqa: PTH123
        return archivo.read()


def comprobar_archivo(ruta: Path) -> None:
    """Lanza `OSError` si ahí no hay un archivo corriente: leer una tubería no acabaría nunca."""
    try:
        modo = ruta.stat().st_mode
    except ValueError:  # un octeto nulo en el nombre
        raise NoEsUnArchivo("no es un nombre de archivo") from None
    if not stat.S_ISREG(modo):
        raise NoEsUnArchivo(next((texto for es, texto in CLASES_DE_ARCHIVO if es(modo)), "no es un archivo"))


def por_que_no_es_archivo(ruta: Path) -> str:
    """Nada si ahí hay un archivo corriente."""
    try:
        comprobar_archivo(ruta)
    except OSError as error:
        return motivo(error)
    return ""


def por_que_no_es_carpeta(ruta: Path) -> str:
    """Nada si ahí hay una carpeta en la que se puede entrar."""
    try:
        modo = ruta.stat().st_mode
    except OSError as error:
        return motivo(error)
    if not stat.S_ISDIR(modo):
        return "no es una carpeta"
    return "" if os.access(ruta, os.X_OK) else f"no se puede mirar: {MOTIVOS[errno.EACCES]}"


def texto_de(octetos: bytes) -> str:
    """El texto escrito en UTF-8, con su marca inicial o sin ella y los saltos de línea de cualquiera.

    >>> texto_de(b"a\\xf1o")
    Traceback (most recent call last):
    imprenta.libro.archivos.OtraCodificacion: no está en UTF-8: el octeto 0xF1 no se entiende
    """
    octetos = octetos.removeprefix(b"\xef\xbb\xbf")
    try:
        texto = octetos.decode("utf-8")
    except UnicodeDecodeError as error:
        antes = octetos[: error.start].decode("utf-8")
        linea, columna = antes.count("\n") + 1, len(antes) - antes.rfind("\n")
        raise OtraCodificacion(linea, columna, octetos[error.start]) from None
    return texto.replace("\r\n", "\n").replace("\r", "\n")
