"""El parche de lo que se ha escrito en unas páginas, con que git lo deshace."""

from __future__ import annotations

import difflib
import os
import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path

from imprenta.libro.disco import TALLER, escribir
from imprenta.libro.git import raiz_de_git
from imprenta.libro.libro import Libro

ACEPTADO = Path("_build") / TALLER / "aceptado.patch"
SIN_SALTO_FINAL = "\\ No newline at end of file\n"


def guardar_parche(libro: Libro, cambiadas: Iterable[tuple[Path, bytes, bytes]]) -> str:
    """Guarda lo que ha cambiado en unas páginas y dice cómo deshacerlo.

    De cada una, su ruta, lo que decía y lo que dice.
    """
    raiz = raiz_de_git(libro.raiz) or libro.raiz
    partes = (
        parte
        for ruta, antes, ahora in cambiadas
        for parte in _diferencia(Path(os.path.relpath(ruta, raiz)).as_posix(), antes, ahora)
    )
    escribir(libro.raiz / ACEPTADO, "".join(partes))
    parche = shlex.quote(os.path.relpath(libro.raiz / ACEPTADO, raiz))
    aqui = Path.cwd()
    if aqui == raiz:
        return f"git apply -R --whitespace=nowarn {parche}"
    desde = os.path.relpath(raiz) if aqui.is_relative_to(raiz) else str(raiz)
    # Desde una carpeta de dentro, git buscaría en ella lo que nombra el parche.
    return f"git -C {shlex.quote(desde)} apply -R --whitespace=nowarn {parche}"


def _diferencia(nombre: str, antes: bytes, ahora: bytes) -> Iterator[str]:
    """La de un archivo, con sus saltos de línea tal como están: solo `\\n` separa líneas."""
    viejas, nuevas = (list(_lineas(octetos.decode("utf-8"))) for octetos in (antes, ahora))
    cola = "\t" if " " in nombre else ""
    hecha = difflib.unified_diff(viejas, nuevas, f"a/{nombre}{cola}", f"b/{nombre}{cola}")
    for linea in hecha:
        yield linea if linea.endswith("\n") else f"{linea}\n{SIN_SALTO_FINAL}"


def _lineas(texto: str) -> Iterator[str]:
    *enteras, ultima = texto.split("\n")
    yield from (f"{linea}\n" for linea in enteras)
    if ultima:
        yield ultima
