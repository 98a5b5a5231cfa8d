"""Lo que una página alcanza por cualquier cadena de importaciones: código, datos y bibliotecas."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from imprenta.ejecutar.dependencias.importaciones import CodigoVisto, Importacion, leer_celda, leer_python
from imprenta.ejecutar.dependencias.modulos import EXTENSIONES, Buscador, Modulo, Terreno, es_fija
from imprenta.libro.disco import COMPILADOS, recorrer
from imprenta.libro.modelo import Celda, Guion

CONSTRUIDO = {"_build", "__pycache__", ".git", ".venv", "node_modules"}
DEL_SISTEMA = ("/proc/", "/sys/", "/dev/")


@dataclass(frozen=True)
class Alcance:
    """De qué depende una página.

    `archivos` son los del libro; `bibliotecas`, los módulos de fuera. Si la página es `opaca`, algo
    de lo que hace no se puede seguir y entre sus archivos está todo el código. Si `toca_entorno`, no
    se puede importar nada por ella antes de tiempo: podría depender de una variable que aún no ha puesto.
    """

    archivos: frozenset[Path]
    bibliotecas: frozenset[str]
    opaca: bool
    toca_entorno: bool


class Seguidor:
    """Sigue las importaciones de las páginas de un libro; cada archivo lo lee una vez."""

    def __init__(self, terreno: Terreno) -> None:
        self.terreno = terreno
        self.modulos = Buscador(terreno.rutas)
        self.vistos: dict[Path, CodigoVisto] = {}
        self.datos: dict[Path, tuple[Path, ...]] = {}
        self.nombrados: dict[tuple[str, str], Path | None] = {}

    def alcance(self, pagina: Path, guion: Guion) -> Alcance:
        """Sigue hasta el final lo que importan las celdas y consultas de una página."""
        carpeta = str(pagina.parent)
        pasos = [leer_celda(paso.codigo if isinstance(paso, Celda) else paso.expresion) for paso in guion]
        modulos = list(self._modulos(pasos, carpeta))
        codigos = [*pasos, *map(self._codigo, modulos)]
        archivos = {ruta for paso in pasos for ruta in self._nombrados(paso, carpeta)}
        archivos.update(ruta for modulo in modulos for ruta in self._archivos(modulo, carpeta))
        opaca = any(codigo.opaco for codigo in codigos)
        return Alcance(
            frozenset(archivos | self._todo(pagina.parent) if opaca else archivos),
            frozenset(modulo.nombre for modulo in modulos if not modulo.propio),
            opaca,
            any(codigo.toca_entorno for codigo in codigos),
        )

    def _modulos(self, codigos: Iterable[CodigoVisto], carpeta: str) -> Iterator[Modulo]:
        """Los módulos que unos códigos cargan, los que estos cargan a su vez…; cada uno, una vez."""
        pendientes = [modulo for codigo in codigos for modulo in self._importados(codigo, "", carpeta)]
        vistos: set[str] = set()
        while pendientes:
            modulo = pendientes.pop()
            if modulo.nombre not in vistos:
                vistos.add(modulo.nombre)
                yield modulo
                pendientes += self._importados(self._codigo(modulo), modulo.paquete, carpeta)

    def _codigo(self, modulo: Modulo) -> CodigoVisto:
        """Lo que se ve en el texto de un módulo del libro; de uno de fuera no se mira nada."""
        if not modulo.propio or modulo.archivo is None or modulo.archivo.suffix != ".py":
            return CodigoVisto()
        if modulo.archivo not in self.vistos:
            self.vistos[modulo.archivo] = leer_python(_texto(modulo.archivo))
        return self.vistos[modulo.archivo]

    def _archivos(self, modulo: Modulo, carpeta: str) -> Iterator[Path]:
        """Los archivos con los que trabaja un módulo del libro: el suyo, los de al lado y los que nombra."""
        if modulo.propio and modulo.archivo is not None:
            yield modulo.archivo
            yield from self._acompanan(modulo.archivo.parent, Path(carpeta))
            yield from self._nombrados(self._codigo(modulo), carpeta, str(modulo.archivo.parent))

    def _importados(self, codigo: CodigoVisto, paquete: str, carpeta: str) -> list[Modulo]:
        return [
            modulo
            for importacion in codigo.importaciones
            for nombre in self._nombres(importacion, paquete, carpeta)
            for modulo in self.modulos.localizar(nombre, carpeta)
        ]

    def _nombres(self, importacion: Importacion, paquete: str, carpeta: str) -> Iterator[str]:
        """Los nombres absolutos de los módulos que una importación puede cargar."""
        base = importacion.modulo
        if importacion.nivel:
            partes = paquete.split(".") if paquete else []
            if importacion.nivel > len(partes):
                return
            base = ".".join(filter(None, [*partes[: len(partes) - importacion.nivel + 1], base]))
        yield base
        for nombre in importacion.nombres:
            if nombre == "*":
                yield from (f"{base}.{publico}" for publico in self._publicos(base, carpeta))
            else:
                yield f"{base}.{nombre}"

    def _publicos(self, paquete: str, carpeta: str) -> Iterator[str]:
        """Lo que `__all__` puede nombrar: `from paquete import *` carga también esos submódulos."""
        for modulo in self.modulos.localizar(paquete, carpeta)[-1:]:
            if modulo.carpetas:
                yield from self._codigo(modulo).literales

    def _acompanan(self, carpeta: Path, de_la_pagina: Path) -> tuple[Path, ...]:
        """Los archivos que acompañan al código de una carpeta, sin los de sus subpaquetes."""
        if de_la_pagina.is_relative_to(carpeta):
            return ()  # ahí están las páginas, no los datos de un paquete
        if carpeta not in self.datos:
            archivos = recorrer(carpeta, lambda sub: not (sub / "__init__.py").exists())
            self.datos[carpeta] = tuple(
                ruta for ruta in archivos if ruta.suffix not in (".py", *EXTENSIONES, *COMPILADOS)
            )
        return self.datos[carpeta]

    def _nombrados(self, codigo: CodigoVisto, *carpetas: str) -> Iterator[Path]:
        """Los archivos del libro que el código nombra con un literal."""
        for carpeta in (*carpetas, str(self.terreno.raiz)):
            for literal in codigo.literales:
                if archivo := self._nombrado(carpeta, literal):
                    yield archivo

    def _nombrado(self, carpeta: str, literal: str) -> Path | None:
        if (carpeta, literal) not in self.nombrados:
            raiz = self.terreno.raiz
            ruta = os.path.normpath(os.path.join(carpeta, literal))  # noqa: PTH118 (son miles)
            es_suyo = ruta.startswith(f"{raiz}{os.sep}") and Path(ruta).is_file() and es_del_libro(ruta, raiz)
            self.nombrados[carpeta, literal] = Path(ruta) if es_suyo else None
        return self.nombrados[carpeta, literal]

    def _todo(self, carpeta: Path) -> set[Path]:
        """Todo el código del libro, con sus datos, y los módulos sueltos que hay junto a la página."""
        raices = [Path(ruta) for ruta in self.terreno.rutas if ruta and not es_fija(ruta)]
        archivos = {ruta for raiz in raices for ruta in recorrer(raiz) if ruta.suffix not in COMPILADOS}
        return archivos | {ruta for ruta in recorrer(carpeta) if ruta.suffix in (".py", *EXTENSIONES)}


def es_del_libro(ruta: str, raiz: Path) -> bool:
    """Si un archivo que una página lee puede cambiar sus resultados; vale también fuera del libro."""
    if ruta.startswith(DEL_SISTEMA) or "/<" in ruta or es_fija(ruta):
        return False
    dentro = ruta.startswith(f"{raiz}{os.sep}")
    partes = Path(os.path.relpath(ruta, raiz) if dentro else ruta).parts
    # Lo oculto de fuera son memorias y preferencias de las bibliotecas; lo del libro, suyo.
    return CONSTRUIDO.isdisjoint(partes) and (dentro or not any(parte[0] == "." for parte in partes))


def _texto(archivo: Path) -> str:
    try:
        return archivo.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
