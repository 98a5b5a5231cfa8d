"""Lo que una página alcanza por cualquier cadena de importaciones: código, datos y bibliotecas."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from imprenta.ejecutar.dependencias.forma import Formas
from imprenta.ejecutar.dependencias.importaciones import CodigoVisto, Importacion, leer_celda, leer_python
from imprenta.ejecutar.dependencias.instalado import (
    dice_la_version,
    es_del_sistema,
    es_fija,
    lugares_de_instalacion,
)
from imprenta.ejecutar.dependencias.modulos import EXTENSIONES, Buscador, Modulo, Terreno
from imprenta.ejecutar.dependencias.orden import palabras_de, variables_de
from imprenta.libro.disco import COMPILADOS, Estado, estado_de, recorrer
from imprenta.libro.modelo import Celda, Guion

CONSTRUIDO = {"_build", "__pycache__", ".git", ".venv", "node_modules"}


@dataclass(frozen=True)
class Alcance:
    """De qué depende una página.

    `archivos` son los del libro; `bibliotecas`, los módulos de fuera. Si la página es `opaca`, algo
    de lo que hace no se puede seguir y entre sus archivos está todo el código. Si `toca_entorno`, no
    se puede importar nada por ella antes de tiempo: podría depender de una variable que aún no ha puesto.
    De sus `modulos`, los del libro que importa, basta la forma, salvo que también estén entre los archivos.
    """

    archivos: frozenset[Path]
    bibliotecas: frozenset[str]
    opaca: bool
    toca_entorno: bool
    modulos: frozenset[Path] = frozenset()

    @property
    def todos(self) -> frozenset[Path]:
        return self.archivos | self.modulos


class Seguidor:
    """Sigue las importaciones de las páginas de un libro; cada archivo lo lee una vez."""

    def __init__(self, terreno: Terreno) -> None:
        self.terreno = terreno
        self.modulos = Buscador(terreno.rutas)
        self.vistos: dict[Path, CodigoVisto] = {}
        self.formas = Formas(terreno.raiz / "_build" / ".imprenta" / "formas.json")
        self.formas_de: dict[Path, tuple[Estado, str]] = {}
        self.datos: dict[Path, tuple[Path, ...]] = {}
        self.nombrados: dict[tuple[str, str], Path | None] = {}
        self.listas: dict[str, frozenset[str]] = {}  # lo que hay en cada carpeta

    def alcance(self, pagina: Path, guion: Guion) -> Alcance:
        """Sigue hasta el final lo que importan las celdas y consultas de una página."""
        carpeta = str(pagina.parent)
        pasos = [leer_celda(paso.codigo if isinstance(paso, Celda) else paso.expresion) for paso in guion]
        modulos = list(self._modulos(pasos, carpeta))
        codigos = [*pasos, *map(self._codigo, modulos)]
        archivos = {ruta for paso in pasos for ruta in self._nombrados(paso, carpeta)}
        archivos.update(ruta for modulo in modulos for ruta in self._archivos(modulo, carpeta))
        suyos = {modulo.archivo for modulo in modulos if modulo.propio and modulo.archivo is not None}
        opaca = any(codigo.opaco for codigo in codigos)
        if opaca or _ve_textos(guion, codigos):
            archivos |= suyos
        return Alcance(
            frozenset(archivos | self._todo(pagina.parent) if opaca else archivos),
            frozenset(modulo.nombre for modulo in modulos if not modulo.propio),
            opaca,
            any(codigo.toca_entorno for codigo in codigos),
            frozenset(suyos),
        )

    def forma(self, modulo: Path) -> tuple[Estado, str]:
        """El estado de un módulo al leerlo y lo que decide de él quien solo lo importa."""
        if modulo not in self.formas_de:
            self._leer(modulo)
        return self.formas_de[modulo]

    def se_ha_movido(self, modulo: Path) -> bool:
        """Si lo que hace un módulo ya no es lo que se leyó."""
        estado, forma = self.forma(modulo)
        return estado_de(modulo) != estado and self.formas.de(_octetos(modulo)) != forma

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
            self._leer(modulo.archivo)
        return self.vistos[modulo.archivo]

    def _leer(self, archivo: Path) -> None:
        """Lee un módulo una sola vez: lo que se ve en él y su forma son del mismo texto."""
        estado, octetos = estado_de(archivo), _octetos(archivo)
        self.vistos[archivo] = leer_python(octetos.decode("utf-8-sig", "replace"))
        self.formas_de[archivo] = estado, self.formas.de(octetos)

    def _archivos(self, modulo: Modulo, carpeta: str) -> Iterator[Path]:
        """Los archivos con los que trabaja un módulo del libro: los de al lado y los que nombra."""
        if modulo.propio and modulo.archivo is not None:
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
        if de_la_pagina.is_relative_to(carpeta) or str(carpeta) in lugares_de_instalacion():
            return ()  # ahí están las páginas, o lo instalado, no los datos de un paquete
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
            es_suyo = ruta.startswith(f"{raiz}{os.sep}") and self._hay(ruta) and es_del_libro(ruta, raiz)
            self.nombrados[carpeta, literal] = Path(ruta) if es_suyo else None
        return self.nombrados[carpeta, literal]

    def _hay(self, ruta: str) -> bool:
        """Si hay un archivo así: casi nunca, y se ve en la lista de su carpeta sin preguntar por él."""
        carpeta, nombre = os.path.split(ruta)
        if carpeta not in self.listas:
            try:
                self.listas[carpeta] = frozenset(os.listdir(carpeta))  # noqa: PTH208 (con textos: son miles)
            except (OSError, ValueError):
                self.listas[carpeta] = frozenset()
        return nombre in self.listas[carpeta] and Path(ruta).is_file()

    def nombrados_sin_comillas(self, pagina: Path, guion: Guion) -> tuple[set[Path], set[str]]:
        """Los archivos y las variables que nombran las celdas, aunque sea en una orden de la terminal."""
        texto = "\n".join(paso.codigo for paso in guion if isinstance(paso, Celda))
        rutas = {Path(pagina.parent, palabra).expanduser() for palabra in palabras_de(texto)}
        archivos = {Path(os.path.normpath(ruta)) for ruta in rutas if _es_archivo(ruta)}
        suyos = {ruta for ruta in archivos if es_del_libro(str(ruta), self.terreno.raiz)}
        return suyos, variables_de(texto)

    def _todo(self, carpeta: Path) -> set[Path]:
        """Todo el código del libro, con sus datos, y los módulos sueltos que hay junto a la página."""
        raices = [Path(ruta) for ruta in self.terreno.rutas if ruta and not es_fija(ruta)]
        archivos = {ruta for raiz in raices for ruta in recorrer(raiz) if ruta.suffix not in COMPILADOS}
        return archivos | {ruta for ruta in recorrer(carpeta) if ruta.suffix in (".py", *EXTENSIONES)}


def es_del_libro(ruta: str, raiz: Path) -> bool:
    """Si un archivo que una página lee puede cambiar sus resultados; vale también fuera del libro."""
    if es_del_sistema(ruta) or "/<" in ruta or es_fija(ruta):
        return False
    if dice_la_version(ruta):
        return True
    dentro = ruta.startswith(f"{raiz}{os.sep}")
    partes = Path(os.path.relpath(ruta, raiz) if dentro else ruta).parts
    # Lo oculto de fuera son memorias y preferencias de las bibliotecas; lo del libro, suyo.
    return CONSTRUIDO.isdisjoint(partes) and (dentro or not any(parte[0] == "." for parte in partes))


def _ve_textos(guion: Guion, codigos: Iterable[CodigoVisto]) -> bool:
    """Si la página podría enseñar cómo está escrito lo que importa: un rastro, un docstring."""
    etiquetas = {
        etiqueta for paso in guion if isinstance(paso, Celda) for etiqueta in paso.metadatos.get("tags", ())
    }
    return "raises-exception" in etiquetas or any(codigo.mira_textos for codigo in codigos)


def _es_archivo(ruta: Path) -> bool:
    try:
        return ruta.is_file()
    except (OSError, ValueError):
        return False


def _octetos(archivo: Path) -> bytes:
    try:
        return archivo.read_bytes()
    except OSError:
        return b""
