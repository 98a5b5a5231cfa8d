"""Lo que hace falta para ejecutar el cuaderno de una página: el código del libro y lo que hay que instalar.

Sale de lo que importan sus celdas, seguido hasta el final, y de lo que el libro, o su código, pide en su
`pyproject.toml`.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

from imprenta.ejecutar.dependencias.alcance import Seguidor
from imprenta.ejecutar.dependencias.importaciones import leer_celda
from imprenta.ejecutar.dependencias.modulos import terreno
from imprenta.libro.cabecera import NUCLEO, dentro, nucleo_de
from imprenta.libro.pagina import Pagina

CODIGO = "codigo.zip"
PROYECTO = "pyproject.toml"
DONDE_SE_PIDE = ("", "code")  # en el proyecto del libro y en el de su código, si es un paquete aparte
YA_ESTAN = {"IPython", "ipykernel"}  # sin ellos no hay quien abra un cuaderno
NOMBRE_DE_PAQUETE = re.compile(r"[\w.-]+")
DESDE = re.compile(r">=\s*(\d+)\.(\d+)$")


class Requisitos(NamedTuple):
    """Lo que pide un cuaderno.

    `paquetes` da, de cada módulo que hay que instalar, lo que se pide a pip; `archivos`, los del libro que
    importa, con su nombre en el zip; `python`, la versión desde la que vale.
    """

    paquetes: Mapping[str, str] = {}
    archivos: Mapping[str, Path] = {}
    python: tuple[int, int] | None = None

    @property
    def modulos(self) -> list[str]:
        """Los módulos del libro, por su primer nombre.

        >>> Requisitos(archivos={"redes/densa.py": Path("d.py"), "suelto.py": Path("s.py")}).modulos
        ['redes', 'suelto']
        """
        return sorted({nombre.partition("/")[0].removesuffix(".py") for nombre in self.archivos})

    @property
    def orden(self) -> str:
        """Con qué se instala.

        >>> Requisitos({"numpy": "numpy<2.5", "yaml": "pyyaml"}).orden
        'pip install "numpy<2.5" pyyaml'
        """
        return instalar(self.paquetes.values())


def instalar(pedidos: Iterable[str]) -> str:
    """La orden que instala unos paquetes, escrita para cualquier terminal."""
    return " ".join(["pip install", *(p if NOMBRE_DE_PAQUETE.fullmatch(p) else f'"{p}"' for p in pedidos)])


class Requeridor:
    """Averigua lo que piden los cuadernos de un libro."""

    def __init__(self, raiz: Path) -> None:
        self.raiz = raiz
        self.seguidor = Seguidor(terreno(raiz))
        self.pide = cache(_pide)  # leerlo tarda, y las páginas importan casi todas lo mismo

    def de(self, pagina: Pagina) -> Requisitos:
        """Lo que pide el de una página; de otro lenguaje que no sea Python, no se sabe nada."""
        if not en_python(pagina):
            return Requisitos()
        carpeta = (self.raiz / pagina.ruta).parent
        alcance = self.seguidor.alcance(self.raiz / pagina.ruta, pagina.celdas)
        archivos = {n: r for r in sorted(alcance.modulos) if (n := _dentro_del_zip(r, self.raiz, carpeta))}
        de_fuera = {nombre.partition(".")[0] for nombre in alcance.bibliotecas} - YA_ESTAN
        suyos = {
            i.modulo.partition(".")[0] for c in pagina.celdas for i in leer_celda(c.codigo).importaciones
        }
        paquetes = self._paquetes(de_fuera - set(sys.stdlib_module_names), suyos)
        return Requisitos(paquetes, archivos, self._python if paquetes or archivos else None)

    def _paquetes(self, modulos: Iterable[str], directos: set[str]) -> dict[str, str]:
        """Cada módulo con lo que se pide a pip.

        Lo que otro ya trae no se nombra, salvo que lo nombren las celdas o el libro lo quiera de una versión.
        """
        de = {modulo: (self._duenas.get(modulo) or [modulo])[0] for modulo in sorted(modulos)}
        traidos = {otra for distribucion in de.values() for otra in self.pide(distribucion)}
        pedidos = {modulo: self._pedidos.get(_canonico(suya), suya) for modulo, suya in de.items()}
        return {
            modulo: pedidos[modulo]
            for modulo, suya in de.items()
            if modulo in directos or _canonico(suya) not in traidos or pedidos[modulo] != suya
        }

    @cached_property
    def _duenas(self) -> Mapping[str, list[str]]:
        return metadata.packages_distributions()

    @cached_property
    def _proyectos(self) -> list[Any]:
        """Lo que el libro y su código dicen de sí, si lo dicen."""
        rutas = (self.raiz / carpeta / PROYECTO for carpeta in DONDE_SE_PIDE)
        return [dicho for ruta in rutas if (dicho := _proyecto(ruta))]

    @cached_property
    def _pedidos(self) -> dict[str, str]:
        """Cada distribución con la versión que el libro le pide."""
        declaradas = [pedido for suyo in self._proyectos for pedido in dentro(suyo, "dependencies") or []]
        return {_canonico(_nombre(pedido)): pedido.partition(";")[0].strip() for pedido in declaradas}

    @cached_property
    def _python(self) -> tuple[int, int] | None:
        casas = [DESDE.match(dentro(suyo, "requires-python") or "") for suyo in self._proyectos]
        return max(((int(casa[1]), int(casa[2])) for casa in casas if casa), default=None)


def _proyecto(ruta: Path) -> Any:
    try:
        return dentro(tomllib.loads(ruta.read_text(encoding="utf-8")), "project")
    except (OSError, ValueError):
        return None


def en_python(pagina: Pagina) -> bool:
    return (
        nucleo_de(pagina.cabecera) == NUCLEO or dentro(pagina.cabecera, "kernelspec", "language") == "python"
    )


def _dentro_del_zip(ruta: Path, raiz: Path, carpeta: Path) -> str:
    """Cómo se llama un módulo en el zip: desde `code/` o, si está junto a la página, desde su carpeta."""
    casas = (casa for casa in (raiz / "code", carpeta) if ruta.is_relative_to(casa))
    return next((ruta.relative_to(casa).as_posix() for casa in casas), "")


def _pide(distribucion: str) -> set[str]:
    """Lo que una distribución trae consigo."""
    try:
        pedidos = metadata.requires(distribucion) or []
    except metadata.PackageNotFoundError:
        return set()
    return {_canonico(_nombre(pedido)) for pedido in pedidos if "extra ==" not in pedido}


def _nombre(pedido: str) -> str:
    casa = NOMBRE_DE_PAQUETE.match(pedido)
    return casa[0] if casa else ""


def _canonico(nombre: str) -> str:
    return re.sub(r"[-_.]+", "-", nombre).lower()
