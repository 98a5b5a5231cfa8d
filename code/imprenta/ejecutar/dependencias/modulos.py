"""Dónde está cada módulo, buscado como lo buscaría Python y sin importarlo."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path

from imprenta.ejecutar.dependencias.instalado import Instalado, es_fija, lugares_de_instalacion
from imprenta.libro.memoria import DE_SERIE, megas_de_una_pagina

EXTENSIONES = (".so", ".pyd")


@dataclass(frozen=True)
class Terreno:
    """Lo que todas las páginas de un libro comparten.

    `rutas` es la ruta de los módulos, con «» donde va la carpeta de cada página; `propias`, las
    carpetas cuyo código es del libro y cambia; `megas`, lo que se pide que pueda ocupar cada página.
    """

    raiz: Path
    rutas: tuple[str, ...]
    propias: tuple[str, ...]
    megas: int = DE_SERIE

    @property
    def tope(self) -> int:
        """Los megas que cada página puede ocupar en esta máquina, o -1 si no se cuentan."""
        return megas_de_una_pagina(self.megas)

    @property
    def escritorio(self) -> Path:
        """Donde IPython puede escribir."""
        return self.raiz / "_build" / ".imprenta" / "ipython"


def terreno(raiz: Path, megas: int = DE_SERIE) -> Terreno:
    """Con qué ruta de módulos se ejecutan las páginas de un libro y qué carpetas de ella son suyas.

    Es la de este intérprete, sin la carpeta de su programa; como en IPython, la carpeta de la página va
    detrás de la biblioteca de serie y delante de lo instalado; y al final, `code/`.
    """
    rutas: list[str] = [ruta for ruta in sys.path[0 if sys.flags.safe_path else 1 :] if ruta]
    codigo = raiz / "code"
    if codigo.is_dir() and all(os.path.realpath(ruta) != os.path.realpath(codigo) for ruta in rutas):
        rutas.append(str(codigo))
    propias = {os.path.realpath(ruta) for ruta in (*rutas, str(raiz)) if not es_fija(ruta)}
    instalado = (n for n, ruta in enumerate(rutas) if ruta in lugares_de_instalacion())
    rutas.insert(next(instalado, 0), "")
    return Terreno(raiz, tuple(rutas), tuple(sorted(propias)), megas)


@dataclass(frozen=True)
class Modulo:
    """Un módulo localizado; `carpetas` es donde se buscan sus submódulos, y `propio`, si es del libro."""

    nombre: str
    archivo: Path | None
    carpetas: tuple[str, ...]
    propio: bool

    @property
    def paquete(self) -> str:
        return self.nombre if self.carpetas else self.nombre.rpartition(".")[0]


class Buscador:
    """Los módulos que hay en una ruta tal como está en el disco al hacerlo."""

    def __init__(self, rutas: Sequence[str]) -> None:
        self.rutas, self.instalado = rutas, Instalado(rutas)
        self.encontrados: dict[tuple[str, str], tuple[Modulo, ...]] = {}
        importlib.invalidate_caches()  # lo que se acaba de escribir, Python podría no haberlo visto

    def localizar(self, nombre: str, carpeta: str) -> tuple[Modulo, ...]:
        """El módulo y los paquetes que lo contienen, de fuera adentro, hasta donde existan.

        En la ruta de los módulos, la `carpeta` de la página es «».
        """
        if (nombre, carpeta) not in self.encontrados:
            self.encontrados[nombre, carpeta] = self._localizar(nombre, carpeta)
        return self.encontrados[nombre, carpeta]

    def _localizar(self, nombre: str, carpeta: str) -> tuple[Modulo, ...]:
        padre, _, ultimo = nombre.rpartition(".")
        if not padre:
            return tuple(self._buscar(nombre, nombre, [ruta or carpeta for ruta in self.rutas]))
        cadena = self.localizar(padre, carpeta)
        entera = cadena and cadena[-1].nombre == padre
        return (*cadena, *self._buscar(ultimo, nombre, cadena[-1].carpetas)) if entera else cadena

    def _buscar(self, ultimo: str, nombre: str, carpetas: Sequence[str]) -> Iterator[Modulo]:
        """El módulo que se llama `ultimo` en esas carpetas, si lo hay.

        Se busca sin el nombre de su paquete: con él, Python querría que el paquete estuviera importado.
        """
        if not ultimo.isidentifier() or nombre in sys.builtin_module_names:
            return
        hallado = PathFinder.find_spec(ultimo, carpetas)
        if hallado is None and ultimo == nombre:
            hallado = _enlazado(nombre)
        if hallado is not None:
            porciones = tuple(hallado.submodule_search_locations or ())
            archivo = Path(hallado.origin) if hallado.has_location and hallado.origin else None
            lugares = porciones if archivo is None else (str(archivo.parent),)
            yield Modulo(nombre, archivo, porciones, self._es_propio(nombre.partition(".")[0], lugares))

    def _es_propio(self, paquete: str, lugares: Sequence[str]) -> bool:
        """Si cambia sin que se instale nada: lo del libro y lo que anda suelto entre lo instalado."""
        if not all(map(es_fija, lugares)):
            return True
        de_serie = paquete in sys.stdlib_module_names or not any(
            lugar.startswith(lugares_de_instalacion()) for lugar in lugares
        )
        return not de_serie and not self.instalado.de(paquete)


def _enlazado(nombre: str) -> ModuleSpec | None:
    """Un paquete instalado en modo editable, que no está en la ruta: lo encuentra el suyo de setuptools."""
    for buscador in sys.meta_path:
        suyo = getattr(buscador, "__module__", "").startswith("__editable__")  # uno por cada paquete así
        if suyo and (hallado := buscador.find_spec(nombre, None)):
            return hallado
    return None
