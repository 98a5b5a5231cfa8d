"""El equipaje: lo que unas páginas necesitan para ejecutarse en una máquina que no ve los mismos discos.

Lleva los archivos que el autor tiene en el libro y, del código suyo que esté fuera, el que las páginas
alcanzan. Lo instalado no viaja: ha de ser lo mismo allí, y eso lo dice la credencial.
"""

from __future__ import annotations

import functools
import importlib.metadata
import io
import re
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from imprenta.ejecutar.dependencias.huella import DE_LA_IMPRENTA
from imprenta.ejecutar.dependencias.instalado import es_fija, lugares_de_instalacion
from imprenta.ejecutar.dependencias.modulos import Terreno, terreno
from imprenta.libro.disco import CASA, Estado, estado_de, recorrer, resumen_de_carpeta

SERIE, INSTALADO = "/serie", "/instalado"  # en un plano, lo que cada máquina tiene en su sitio
DE_TODOS = ("Python", "la imprenta")  # lo que toda credencial dice, además de las distribuciones
DEL_NUCLEO = ("IPython", "matplotlib_inline", "numpy", "matplotlib")
NOMBRE_DE_DISTRIBUCION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
# Una expresión, y no una función, porque se evalúa también donde no está la imprenta.
PYTHON = "' '.join(getattr(__import__('platform'), f)() for f in ('python_version', 'machine'))"
Credencial = dict[str, str]


@dataclass(frozen=True)
class Equipaje:
    """Las páginas que viajan: de qué libro, con qué archivos de fuera y con qué bibliotecas.

    Sin `bibliotecas`, no se sabe cuáles: podrían ser todas.
    """

    terreno: Terreno
    archivos: frozenset[Path] = frozenset()
    bibliotecas: frozenset[str] | None = None

    @property
    def plano(self) -> tuple[str, ...]:
        """La ruta de los módulos con los nombres que tendrá cada carpeta al deshacer el equipaje."""
        return tuple(dict.fromkeys(self._en_el_plano(ruta) for ruta in self.terreno.rutas))

    def _en_el_plano(self, ruta: str) -> str:
        if ruta and es_fija(ruta):
            return INSTALADO if ruta in lugares_de_instalacion() else SERIE
        return ruta and self._nombre(Path(ruta))

    def _nombre(self, ruta: Path) -> str:
        """Cómo se llama un archivo en el equipaje: lo de fuera, por la carpeta de módulos en que está."""
        if ruta.is_relative_to(self.terreno.raiz):
            return f"libro/{ruta.relative_to(self.terreno.raiz).as_posix()}"
        for numero, carpeta in enumerate(self.terreno.rutas):
            if carpeta and ruta.is_relative_to(carpeta):
                return f"fuera/{numero}/{ruta.relative_to(carpeta).as_posix()}"
        return ""

    def hecho(self) -> tuple[bytes, dict[str, Estado]]:
        """Todo ello en un archivo, el mismo si nada ha cambiado, y cómo estaba cada cosa al guardarla."""
        salida, estados = io.BytesIO(), dict[str, Estado]()
        with tarfile.open(fileobj=salida, mode="w") as archivo:
            for ruta in sorted({*recorrer(self.terreno.raiz), *self.archivos}):
                if (nombre := self._nombre(ruta)) and ruta.is_file():
                    estados[str(ruta)] = estado_de(ruta)
                    contenido = ruta.read_bytes()
                    ficha = tarfile.TarInfo(nombre)
                    ficha.size, ficha.mode = len(contenido), 0o755 if ruta.stat().st_mode & 0o100 else 0o644
                    archivo.addfile(ficha, io.BytesIO(contenido))
        return salida.getvalue(), estados

    def distribuciones(self) -> tuple[str, ...]:
        """Las que estas páginas importan y las que aquellas necesitan."""
        if self.bibliotecas is None:
            todas = {distribucion.metadata["Name"] for distribucion in importlib.metadata.distributions()}
            return tuple(sorted(filter(None, todas)))
        de_quien = importlib.metadata.packages_distributions()
        modulos = {nombre.partition(".")[0] for nombre in (*self.bibliotecas, *DEL_NUCLEO)}
        pendientes = [nombre for modulo in modulos for nombre in de_quien.get(modulo, ())]
        vistas: set[str] = set()
        while pendientes:
            nombre = pendientes.pop()
            if nombre not in vistas:
                vistas.add(nombre)
                pendientes += _necesita(nombre)
        return tuple(sorted(vistas))


def _necesita(distribucion: str) -> list[str]:
    """Lo que una distribución pide siempre; lo de sus extras, no."""
    try:
        pedidas = importlib.metadata.requires(distribucion) or []
    except importlib.metadata.PackageNotFoundError:
        return []
    nombres = (NOMBRE_DE_DISTRIBUCION.match(pedida) for pedida in pedidas if "extra ==" not in pedida)
    return [nombre[0] for nombre in nombres if nombre]


def deshacer(equipaje: bytes, carpeta: Path) -> None:
    """Pone en una carpeta los archivos de un equipaje."""
    (carpeta / "libro").mkdir(parents=True)
    with tarfile.open(fileobj=io.BytesIO(equipaje)) as archivo:
        archivo.extractall(carpeta, filter="data")


def terreno_de(carpeta: Path, plano: Iterable[str], megas: int) -> Terreno:
    """El terreno de un libro deshecho en una carpeta de esta máquina."""
    fijas = [ruta for ruta in terreno(carpeta / "libro").rutas if ruta and es_fija(ruta)]
    instaladas = [ruta for ruta in fijas if ruta in lugares_de_instalacion()]
    de_serie = [ruta for ruta in fijas if ruta not in instaladas]
    rutas: list[str] = []
    for nombre in plano:
        propias = [str(carpeta / nombre)] if nombre and (carpeta / nombre).is_dir() else []
        rutas += {SERIE: de_serie, INSTALADO: instaladas, "": [""]}.get(nombre, propias)
    return Terreno(carpeta / "libro", tuple(rutas), (str(carpeta),), megas)


@functools.cache
def credencial(distribuciones: tuple[str, ...]) -> Credencial:
    """Lo que de esta máquina decide lo que una página da."""
    imprenta = "".join(resumen_de_carpeta(CASA / carpeta) for carpeta in DE_LA_IMPRENTA)
    return {
        "Python": eval(PYTHON),
        "la imprenta": imprenta,
        **{nombre: _version(nombre) for nombre in distribuciones},
    }


def _version(distribucion: str) -> str:
    try:
        return importlib.metadata.version(distribucion)
    except importlib.metadata.PackageNotFoundError:
        return "no está"


def diferencias(alli: Mapping[str, str], aqui: Mapping[str, str]) -> str:
    """En qué no es una máquina como otra; nada si lo es.

    >>> diferencias({"numpy": "1.26.4", "yaml": "6"}, {"numpy": "2.1.0", "yaml": "6"})
    'numpy: 1.26.4 (aquí, 2.1.0)'
    """
    distintas = [
        "otra imprenta"
        if nombre == "la imprenta"
        else f"{nombre}: {alli.get(nombre, 'no está')} (aquí, {valor})"
        for nombre, valor in aqui.items()
        if alli.get(nombre, "no está") != valor
    ]
    return "; ".join(distintas[:3]) + ("…" if len(distintas) > 3 else "")
