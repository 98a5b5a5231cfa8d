"""Lo que git sabe de los archivos de un libro; donde no hay git, nada."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from imprenta.libro.modelo import NoSePuede

IGNORADOS = Path(".gitignore")  # qué archivos no guarda git
CONFLICTO = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: |$)", re.MULTILINE)


def raiz_de_git(carpeta: Path) -> Path | None:
    """La carpeta del repositorio en que está otra, si está en alguno."""
    hecho = _git(carpeta, "rev-parse", "--show-toplevel")
    return Path(hecho.decode().rstrip("\n")) if hecho else None


def se_calla(carpeta: Path, nombre: str) -> bool | None:
    """Si git no guarda lo que se llame así en una carpeta, porque se lo han dicho; nada si no hay git."""
    if raiz_de_git(carpeta) is None:
        return None
    return _git(carpeta, "check-ignore", "--quiet", "--no-index", "--", nombre) is not None


def esta_sin_unir(ruta: Path) -> bool:
    """Si git tiene un archivo a medio unir."""
    real = ruta.resolve()
    return bool(_git(real.parent, "ls-files", "--unmerged", "--", real.name))


def origen_comun(carpeta: Path, commit: str) -> str:
    """El último commit que tienen en común `commit` y lo que hay ahora; lanza `NoSePuede` si no lo hay."""
    if raiz_de_git(carpeta) is None:
        raise NoSePuede(f"{carpeta} no está en un repositorio de git: no se sabe qué había en «{commit}»")
    if not _git(carpeta, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}^{{commit}}"):
        raise NoSePuede(f"«{commit}» no es un commit de este repositorio: si lo es en otro, haz `git fetch`")
    comun = _git(carpeta, "merge-base", commit, "HEAD")
    if not comun:
        raise NoSePuede(f"«{commit}» y lo que hay ahora no tienen ningún commit en común: trae más historia")
    return comun.decode().strip()


def ultimo_cambio(carpeta: Path, nombre: str) -> str:
    """El último commit que cambió un archivo, o nada si git no lo guarda."""
    return (_git(carpeta, "log", "-1", "--format=%H", "--", nombre) or b"").decode().strip()


def octetos_en(carpeta: Path, commit: str, nombre: str) -> bytes | None:
    """Lo que decía en un commit un archivo, nombrado desde `carpeta`; nada si no estaba."""
    return _git(carpeta, "cat-file", "blob", f"{commit}:./{nombre}")


def _git(carpeta: Path, *orden: str) -> bytes | None:
    """Lo que git contesta, o nada si no lo hay o dice que no."""
    try:
        hecho = subprocess.run(["git", "-C", str(carpeta), *orden], capture_output=True, check=False)
    except OSError:
        return None
    return hecho.stdout if hecho.returncode == 0 else None
