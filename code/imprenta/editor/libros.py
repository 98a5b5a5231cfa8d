"""De qué libro es cada archivo del editor, y los libros que tiene abiertos."""

from __future__ import annotations

import os
from pathlib import Path

from pygls.uris import from_fs_path, to_fs_path

from imprenta.editor.atril import Atril
from imprenta.editor.cola import Prisa
from imprenta.libro.libro import CONFIG, INDICE


def ruta_de(uri: str) -> Path | None:
    """La ruta de un archivo de esta máquina, sin enlaces en su carpeta; nada si no lo es."""
    try:
        ruta = to_fs_path(uri) if uri.startswith("file:") else None
        return Path(os.path.realpath(Path(ruta).parent), Path(ruta).name) if ruta else None
    except (OSError, ValueError):  # un octeto nulo, un enlace sin fin
        return None


def uri_de(ruta: Path) -> str:
    """La dirección de un archivo."""
    return from_fs_path(str(ruta)) or ruta.as_uri()


def carpeta_del_libro(ruta: Path) -> Path | None:
    """La carpeta del libro más cercano por encima de un archivo, si está en alguno."""
    for carpeta in ruta.parents:
        if (carpeta / CONFIG).is_file() and (carpeta / INDICE).is_file():
            return carpeta
    return None


class Libros:
    """Los atriles, uno por libro; nacen cuando se abre algo suyo."""

    def __init__(self) -> None:
        self.atriles: dict[Path, Atril] = {}

    def de(self, ruta: Path) -> Atril | None:
        """El atril del libro de un archivo; el de uno que ya estaba abierto, aunque le falte el índice."""
        raiz = carpeta_del_libro(ruta) or next(
            (carpeta for carpeta in ruta.parents if carpeta in self.atriles), None
        )
        if raiz is not None and raiz not in self.atriles:
            self.atriles[raiz] = Atril(raiz)
        return self.atriles[raiz] if raiz is not None else None

    def preparar(self, carpeta: Path) -> None:
        """Lee ya el libro de una carpeta, si lo es; si no, no pasa nada."""
        if (atril := self.de(Path(os.path.realpath(carpeta)) / CONFIG)) is not None:
            atril.lectura.pedir(Prisa.DE_FONDO, atril.releer)

    def cerrar(self) -> None:
        """Deja de trabajar en todos y termina sus páginas vivas."""
        for atril in self.atriles.values():
            atril.cerrar()
