"""El libro de este repositorio, construido una vez para todas las pruebas que lo miran."""

import fcntl
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from libros import llevar_lo_ejecutado

RAIZ = Path(__file__).parents[2]
EDICIONES = ("html", "pdf", "epub")
EL_LIBRO = (*EDICIONES, "html")  # la web otra vez, que enlaza las demás


@cache
def construido() -> Path:
    """La carpeta `_build` con lo que hay ahora en el repositorio.

    Las pruebas de varios procesos se esperan unas a otras: dos construcciones a la vez no se admiten. La
    primera apunta en el candado de qué pasada es, y las demás de la misma pasada ya no tienen nada que hacer.
    """
    obra, pasada = RAIZ / "_build", os.environ.get("PYTEST_XDIST_TESTRUNUID", "")
    obra.mkdir(exist_ok=True)
    with (obra / "pruebas.candado").open("a+") as archivo:
        fcntl.flock(archivo, fcntl.LOCK_EX)
        archivo.seek(0)
        if not pasada or archivo.read() != pasada:
            construir(RAIZ, *EL_LIBRO)
            archivo.truncate(0)
            archivo.write(pasada)
    return obra


def con_lo_ejecutado(clon: Path) -> Path:
    """Deja en un clon lo que las páginas dieron en esta carpeta: allí solo hay que pintar."""
    llevar_lo_ejecutado(construido().parent, clon)
    return clon


def clon(destino: Path) -> Path:
    """Una copia de lo que hay en esta carpeta, con su historia y sin nada construido."""
    subprocess.run(["git", "clone", "-q", str(RAIZ), str(destino)], check=True)
    git = ["git", "-C", str(RAIZ), "ls-files", "-z"]
    for opcion, poner in (("-d", False), ("-mo", True)):
        nombres = subprocess.run(
            [*git, opcion, "--exclude-standard"], check=True, capture_output=True, text=True
        )
        for nombre in filter(None, nombres.stdout.split("\0")):
            if poner and (RAIZ / nombre).exists():
                (destino / nombre).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(RAIZ / nombre, destino / nombre)
            else:
                (destino / nombre).unlink(missing_ok=True)
    return destino


def construir(raiz: Path, *ordenes: str, **entorno: str) -> None:
    """Cada orden de la imprenta, una tras otra."""
    for orden in ordenes:
        _cumplir([sys.executable, "-m", "imprenta", orden, str(raiz)], entorno)


def jupyter_book(raiz: Path, **entorno: str) -> None:
    """Lo construye Jupyter Book a solas, como quien no sabe que hay una imprenta."""
    _cumplir([str(Path(sys.executable).with_name("jupyter-book")), "build", str(raiz)], entorno)


def _cumplir(orden: list[str], entorno: dict[str, str]) -> None:
    hecho = subprocess.run(orden, env=os.environ | entorno, capture_output=True, text=True)
    assert hecho.returncode == 0, hecho.stderr


def publicado(obra: Path) -> dict[str, bytes]:
    """Cada archivo publicado en esa carpeta `_build`, con sus octetos."""
    return {
        str(ruta.relative_to(obra)): ruta.read_bytes()
        for formato in EDICIONES
        for ruta in (obra / formato).rglob("*")
        if ruta.is_file()
    }
