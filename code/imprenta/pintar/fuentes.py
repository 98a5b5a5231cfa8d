"""Lo que Sphinx puede leer de un libro además de sus páginas, con el resumen de cada archivo.

Lo que no se sabe para qué sirve se supone que sirve para todo: si cambia, Sphinx empieza de cero.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from imprenta.libro.acta import ACTA
from imprenta.libro.disco import Foto, recorrer, resumen_de
from imprenta.libro.libro import Libro
from imprenta.libro.maquina import maquina
from imprenta.libro.patrones import casador
from imprenta.libro.trinquete import SIN_CUBRIR

AL_ESCRIBIR = ("html_static_path", "html_extra_path", "templates_path", "html_favicon", "html_logo")
AL_LEER = ("locale_dirs", "bibtex_bibfiles")
# De lo que las páginas usan de aquí saben sus huellas y lo que Sphinx apunta de ellas; del acta, lo que se
# les entrega.
CARPETA_DEL_CODIGO = "code/"
DE_LA_CASA = (ACTA, SIN_CUBRIR.name)


@dataclass(frozen=True)
class Fuentes:
    """El resumen de cada archivo según a qué afecta: a lo que Sphinx lee o solo a lo que escribe.

    `entorno` resume lo demás: la configuración, el índice, qué páginas hay, la imprenta y lo instalado.
    """

    al_leer: dict[str, str]
    al_escribir: dict[str, str]
    entorno: str

    @property
    def archivos(self) -> set[str]:
        return self.al_leer.keys() | self.al_escribir.keys()


def fuentes_de(libro: Libro, vista: Foto) -> Fuentes:
    """Las de un libro, dada la foto de su carpeta."""
    config = _config_de_sphinx(libro)
    escribir = set(_nombrados(libro.raiz, config, AL_ESCRIBIR))
    leer = set(_nombrados(libro.raiz, config, AL_LEER)) | set(_extensiones(libro)) | set(_demas(libro, vista))
    return Fuentes(_resumidos(leer - escribir), _resumidos(escribir), _entorno(libro))


def _resumidos(rutas: Iterable[str]) -> dict[str, str]:
    return {ruta: resumen_de(Path(ruta)) for ruta in sorted(rutas)}


def _config_de_sphinx(libro: Libro) -> dict[str, Any]:
    """Lo que `_config.yml` dice a Sphinx de dónde están los archivos."""
    propia = (libro.config.get("sphinx") or {}).get("config") or {}
    html = libro.config.get("html") or {}
    de_serie = {"html_favicon": html.get("favicon"), "html_logo": libro.config.get("logo")}
    return de_serie | {"bibtex_bibfiles": libro.bibliografias, "html_static_path": ["_static"]} | propia


def _nombrados(raiz: Path, config: dict[str, Any], claves: Iterable[str]) -> Iterator[str]:
    """Los archivos que nombran esas claves, y los de las carpetas que nombran, estén donde estén."""
    for clave in claves:
        valor = config.get(clave) or ()
        for nombre in [valor] if isinstance(valor, str) else valor:
            yield from _de(raiz / str(nombre))


def _extensiones(libro: Libro) -> Iterator[str]:
    """El código de las extensiones de Sphinx que trae el libro."""
    locales = (libro.config.get("sphinx") or {}).get("local_extensions") or {}
    for nombre, carpeta in locales.items() if isinstance(locales, dict) else ():
        yield from _de(libro.raiz / str(carpeta or "."), str(nombre).partition(".")[0])


def _de(ruta: Path, solo: str = "") -> Iterator[str]:
    archivos = recorrer(ruta) if ruta.is_dir() else [ruta]
    for archivo in archivos:
        if not solo or archivo.relative_to(ruta).parts[0].partition(".")[0] == solo:
            yield os.path.normpath(archivo)


def _demas(libro: Libro, vista: Foto) -> Iterator[str]:
    """Los archivos del libro que no son páginas y que la configuración no aparta."""
    fuera, paginas = casador(libro.config.get("exclude_patterns") or ()), {str(r) for r in libro.paginas}
    largo = len(str(libro.raiz)) + 1
    for ruta in vista:
        dentro = ruta[largo:].replace(os.sep, "/")
        de_paginas = ruta in paginas or dentro in DE_LA_CASA or dentro.startswith(CARPETA_DEL_CODIGO)
        if not de_paginas and not fuera(dentro):
            yield ruta


def _entorno(libro: Libro) -> str:
    config = [resumen_de(libro.raiz / nombre) for nombre in ("_config.yml", "_toc.yml")]
    paginas = [libro.documento(ruta) + ruta.suffix for ruta in libro.paginas]
    partes = [str(libro.raiz), config, paginas, maquina()]
    return hashlib.sha256(repr(partes).encode("utf-8", "surrogateescape")).hexdigest()
