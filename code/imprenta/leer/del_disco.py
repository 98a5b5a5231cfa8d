"""Las páginas como están en el disco, o en la mesa de quien las escribe, y qué archivos dicen cómo son."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from imprenta.leer.cargadas import con_lo_cargado
from imprenta.leer.lectura import ilegible, leer
from imprenta.libro.archivos import motivo, octetos_de
from imprenta.libro.libro import Libro
from imprenta.libro.pagina import Pagina


class DelDisco:
    """Lee las páginas de un libro; de las de `escritos` vale eso. En `leidos`, el resumen de cada archivo."""

    def __init__(self, libro: Libro, escritos: Mapping[Path, bytes]) -> None:
        self.libro, self.escritos = libro, escritos
        self.leidos = dict(libro.leidos)

    def pagina(self, ruta: Path) -> Pagina:
        """Una página leída; si no se puede, la que lo dice."""
        nombre = ruta.relative_to(self.libro.raiz)
        try:
            octetos = self.escritos[ruta] if ruta in self.escritos else self._octetos(nombre)
        except OSError as error:
            return ilegible(nombre, f"no se puede leer: {motivo(error)}")
        leida = leer(nombre, octetos, frozenset(self.libro.nombres), self.libro.formato(ruta))
        return con_lo_cargado(leida, self._octetos)

    def _octetos(self, nombre: Path) -> bytes:
        octetos = octetos_de(ruta := self.libro.raiz / nombre)
        self.leidos[ruta] = hashlib.sha256(octetos).hexdigest()
        return octetos
