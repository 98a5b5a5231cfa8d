"""El disco: escribir de una pieza, construir de uno en uno, resumir lo que hay y ver si ha cambiado."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import shutil
import stat
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows: sin cerrojos de archivo, dos construcciones a la vez son cosa del autor
    fcntl = None  # type: ignore[assignment]  # era un módulo

from imprenta.libro.archivos import octetos_de
from imprenta.libro.base_de_datos import volcado

TALLER = ".imprenta"  # donde la imprenta guarda lo suyo, dentro de lo que construye
CASA = Path(__file__).parents[1]  # la carpeta de la propia imprenta
AJENAS = {"_build", "node_modules", "__pycache__"}
DE_UN_ENTORNO = ("pyvenv.cfg", "conda-meta")  # lo que hay siempre donde se instala
COMPILADOS = (".pyc", ".pyo")
RECIENTE = 2 * 10**9  # ns: algo tan nuevo puede cambiar otra vez sin que se note en su fecha
Estado = tuple[int, ...]
Foto = dict[str, Estado]


@contextlib.contextmanager
def candado(taller: Path) -> Iterator[bool]:
    """Cierra `taller` mientras dura el bloque; si lo tiene otra construcción, lo dice y espera a que acabe.

    Da si ha tenido que esperar: lo leído hasta entonces puede no valer. El cerrojo es del sistema operativo:
    si el proceso muere de cualquier modo, se abre solo.
    """
    archivo, espera = _cerrado(taller)
    with archivo:
        try:
            _quitar_enlaces(taller)
            with diciendo(taller / "candado"):
                archivo.seek(0)
                archivo.truncate()
                archivo.write(str(os.getpid()))
                archivo.flush()
            yield espera
        finally:
            if fcntl is not None:  # aunque un hijo bifurcado lo haya heredado abierto
                fcntl.flock(archivo, fcntl.LOCK_UN)


def _cerrado(taller: Path) -> tuple[IO[str], bool]:
    """El archivo del cerrojo, ya echado, y si ha habido que esperar."""
    espera = False
    while True:
        taller.mkdir(parents=True, exist_ok=True)
        archivo = _candado_abierto(taller / "candado")
        try:
            espera |= _echar(archivo, espera)
            if _sigue_ahi(archivo, taller / "candado"):
                return archivo, espera
        except BaseException:
            archivo.close()
            raise
        archivo.close()  # alguien lo ha borrado mientras se esperaba, y ya no cierra nada


def _echar(archivo: IO[str], ya_se_ha_dicho: bool) -> bool:
    """Echa el cerrojo; dice si otro lo tenía."""
    if fcntl is None:
        return False
    try:
        fcntl.flock(archivo, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return False
    except BlockingIOError:
        if not ya_se_ha_dicho:
            _decir_a_quien_se_espera(archivo.read(20).strip())
        fcntl.flock(archivo, fcntl.LOCK_EX)
        return True


def _decir_a_quien_se_espera(dicho: str) -> None:
    """En la terminal, aunque las quejas se estén recogiendo: quien espera quiere saberlo ahora."""
    pid = dicho if dicho.isdecimal() else "desconocido"
    texto = f"otra construcción está en marcha (pid {pid}): espero a que acabe (Ctrl-C para no esperar)"
    print(texto, file=sys.__stderr__, flush=True)


def _sigue_ahi(archivo: IO[str], ruta: Path) -> bool:
    """Si el archivo abierto es el que hay en esa ruta."""
    try:
        return os.path.samestat(os.fstat(archivo.fileno()), ruta.lstat())
    except FileNotFoundError:
        return False


def _quitar_enlaces(taller: Path) -> None:
    """Lo guardado está aquí: por un enlace, se escribiría y se podaría en una carpeta que es de otro."""
    with os.scandir(taller) as listado:
        for entrada in listado:
            if entrada.is_symlink():
                quitar(Path(entrada))


def _candado_abierto(ruta: Path) -> IO[str]:
    """El archivo del cerrojo; lo que haya en su lugar que no sea un archivo, se quita."""
    if os.path.lexists(ruta) and not stat.S_ISREG(ruta.lstat().st_mode):
        quitar(ruta)
    descriptor = os.open(ruta, os.O_RDWR | os.O_CREAT, 0o666)
    return os.fdopen(descriptor, "r+", encoding="utf-8", errors="replace")


@contextlib.contextmanager
def diciendo(ruta: Path) -> Iterator[None]:
    """Si el sistema falla, fue con este archivo: un disco lleno no lo dice, y el provisional ya no está."""
    try:
        yield
    except OSError as error:
        error.filename, error.filename2 = str(ruta), None
        raise


def escribir(ruta: Path, contenido: str | bytes) -> None:
    """Escribe un archivo entero o no lo escribe: nadie lo ve nunca a medias."""
    with diciendo(ruta):
        _despejar(ruta)
        _reemplazar(ruta, contenido.encode("utf-8") if isinstance(contenido, str) else contenido)


def escribir_el_del_autor(ruta: Path, octetos: bytes) -> None:
    """Cambia de una pieza un archivo de un autor: si es un enlace, aquello a que lleva, y con su modo.

    Lanza `PermissionError` si no se puede escribir en él, aunque se pudiera poner otro en su lugar.
    """
    real = Path(os.path.realpath(ruta))
    with diciendo(ruta):
        if not os.access(real, os.W_OK):
            raise PermissionError(errno.EACCES, "", str(real))
        _reemplazar(real, octetos, stat.S_IMODE(real.stat().st_mode))


def _reemplazar(ruta: Path, octetos: bytes, modo: int | None = None) -> None:
    provisional = ruta.with_name(f".{secrets.token_hex(8)}.a-medias")
    try:
        # Sin `mkstemp`, que lo haría ilegible para los demás: esto también se publica.
        descriptor = os.open(provisional, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        with os.fdopen(descriptor, "wb") as archivo:
            archivo.write(octetos)
        if modo is not None:
            provisional.chmod(modo)
        provisional.replace(ruta)
    except BaseException:
        provisional.unlink(missing_ok=True)
        raise


def _despejar(ruta: Path) -> None:
    """Hace la carpeta de un archivo; dentro del taller quita lo que, estando en medio, no deje escribirlo."""
    try:
        ruta.parent.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        estorbo = next((p for p in ruta.parents if os.path.lexists(p) and not p.is_dir()), ruta)
        if TALLER not in estorbo.parent.parts:
            raise
        quitar(estorbo)
        ruta.parent.mkdir(parents=True, exist_ok=True)
    if TALLER in ruta.parent.parts and ruta.is_dir():
        quitar(ruta)


def quitar(ruta: Path) -> None:
    """Quita lo que se llame así, sea un archivo, un enlace o una carpeta con lo que tenga."""
    if ruta.is_dir() and not ruta.is_symlink():
        shutil.rmtree(ruta)
    else:
        ruta.unlink(missing_ok=True)


def foto(raiz: Path) -> Foto:
    """Lo que el sistema sabe de cada archivo y cambia al tocarlo; lo construido y lo oculto no cuenta.

    De una carpeta enlazada, el enlace.
    """
    # Con textos y no con Path: es todo el libro.
    rutas = (os.path.join(carpeta, nombre) for carpeta, nombres in arbol(raiz) for nombre in nombres)  # noqa: PTH118
    return {ruta: estado for ruta in rutas if (estado := estado_de(ruta))}


def arbol(raiz: Path) -> Iterator[tuple[str, list[str]]]:
    """Cada carpeta con los nombres de sus archivos y de las carpetas enlazadas, en las que no se entra.

    Sin lo construido, ni las carpetas ocultas, ni los catálogos de gettext que Sphinx compila junto al suyo.
    """
    for carpeta, subcarpetas, archivos in os.walk(raiz):
        subcarpetas[:] = [s for s in subcarpetas if s not in AJENAS and not s.startswith(".")]
        enlazadas = (s for s in subcarpetas if os.path.islink(os.path.join(carpeta, s)))  # noqa: PTH114, PTH118
        yield carpeta, [*_sin_compilar(archivos), *enlazadas]


def estado_de(ruta: Path | str) -> Estado:
    """Lo que el sistema sabe de un archivo y cambia cuando se escribe en él; nada si no existe.

    La fecha en que cambió es lo último.
    """
    try:
        estado = os.stat(ruta)  # noqa: PTH116 (con un texto tarda la mitad, y son todos los del libro)
    except (OSError, ValueError):  # un octeto nulo en el nombre
        return ()
    return estado.st_ino, estado.st_size, estado.st_mtime_ns, estado.st_ctime_ns


_resumenes: dict[Path, tuple[Estado, str]] = {}


def resumen_de(ruta: Path) -> str:
    """El resumen del contenido de un archivo, o de la lista de nombres si es una carpeta.

    Lo que no se ha tocado no se vuelve a leer.
    """
    estado = estado_de(ruta)
    if estado and _resumenes.get(ruta, ((), ""))[0] == estado:
        return _resumenes[ruta][1]
    try:
        contenido = _nombres(ruta).encode() if ruta.is_dir() else volcado(ruta, octetos_de(ruta))
    except OSError:
        return "no existe"
    resumen = hashlib.sha256(contenido).hexdigest()
    if time.time_ns() - max(estado[2:]) > RECIENTE:
        _resumenes[ruta] = estado, resumen
    return resumen


def _nombres(carpeta: Path) -> str:
    return "\n".join(sorted(hijo.name for hijo in carpeta.iterdir() if not es_ajeno(hijo.name)))


def resumen_de_carpeta(carpeta: Path) -> str:
    """El resumen de cuanto hay en una carpeta y en sus subcarpetas: cada archivo, con su nombre."""
    rutas = (ruta for ruta in recorrer(carpeta) if ruta.suffix not in COMPILADOS)
    partes = (f"{ruta.relative_to(carpeta).as_posix()}\0{resumen_de(ruta)}\n" for ruta in rutas)
    return hashlib.sha256("".join(partes).encode("utf-8", "surrogateescape")).hexdigest()


def recorrer(carpeta: Path, entrar: Callable[[Path], bool] = lambda _: True) -> Iterator[Path]:
    """Los archivos que el autor tiene en una carpeta y en sus subcarpetas, en orden.

    Solo se entra en las subcarpetas de las que `entrar` dice que sí.
    """
    for actual, subcarpetas, archivos in os.walk(carpeta):
        rutas = {sub: Path(actual, sub) for sub in subcarpetas if not es_ajeno(sub)}
        subcarpetas[:] = sorted(s for s, ruta in rutas.items() if not _es_entorno(ruta) and entrar(ruta))
        propios = sorted(archivo for archivo in _sin_compilar(archivos) if not archivo.startswith("."))
        yield from (Path(actual, archivo) for archivo in propios)


def cuanto_hay(carpeta: Path | str, desde: str = "") -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Cuanto hay en una carpeta y en sus subcarpetas, que no son enlaces, con su nombre desde ella.

    Si la carpeta no está, nada.
    """
    try:
        listado = os.scandir(carpeta)
    except FileNotFoundError:
        return
    with listado:
        for entrada in listado:
            if entrada.is_dir(follow_symlinks=False):
                yield from cuanto_hay(entrada.path, f"{desde}{entrada.name}/")
            else:
                yield desde + entrada.name, entrada


def _sin_compilar(archivos: Sequence[str]) -> Iterator[str]:
    """Los archivos de una carpeta sin los catálogos de gettext que Sphinx compila junto al suyo."""
    return (a for a in archivos if not (a.endswith(".mo") and f"{a.removesuffix('.mo')}.po" in archivos))


def es_ajeno(nombre: str) -> bool:
    """Si lo que se llama así no lo ha escrito el autor: lo oculto y lo construido."""
    return nombre in AJENAS or nombre.startswith(".") or nombre.endswith(".egg-info")


def _es_entorno(carpeta: Path) -> bool:
    """Si en una carpeta se instala: la reconoce lo que hay dentro, no su nombre."""
    return any((carpeta / nombre).exists() for nombre in DE_UN_ENTORNO)
