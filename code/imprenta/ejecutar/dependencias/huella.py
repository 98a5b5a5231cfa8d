"""La huella de una página: todo lo que decide sus resultados, resumido en un número.

Entran en ella sus celdas y consultas; el texto de cada módulo del libro que alcanza por cualquier
cadena de importaciones; los archivos de datos de esos paquetes, los que nombra y los que leyó la
última vez; los cierres de dependencias, las versiones de lo que importa de fuera, la de Python, las
opciones de ejecución de `_config.yml` y la propia imprenta. Lo que no se puede seguir leyendo hace
que la página dependa de todo el código: antes ejecutar de más que dar un número viejo.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import json
import os
import platform
import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from imprenta.ejecutar.dependencias.alcance import Alcance, Seguidor, es_del_libro
from imprenta.ejecutar.dependencias.modulos import terreno
from imprenta.libro.cabecera import NUCLEO
from imprenta.libro.disco import CASA, Estado, escribir, estado_de, resumen_de, resumen_de_carpeta
from imprenta.libro.modelo import Celda, Consulta, Guion
from imprenta.libro.yaml_escrito import CARGADOR

CIERRES = (
    "requirements*.txt",
    "pylock*.toml",
    "uv.lock",
    "poetry.lock",
    "pdm.lock",
    "Pipfile.lock",
    "environment*.yml",
    "conda-lock.yml",
)
DE_LA_IMPRENTA = ("ejecutar", "libro")  # las carpetas que dan forma a las salidas
NO_EJECUTAN = {"execute_notebooks", "exclude_patterns", "cache", "timeout"}
ETIQUETAS = {"raises-exception", "skip-execution", "remove-stderr", "remove-output"}


@dataclass(frozen=True)
class Huella:
    """La huella de una página, en tres partes que su texto separa con guiones.

    `pagina` dice de qué página es; `clave` resume lo que se sabe sin haberla ejecutado nunca; `leido`,
    el contenido de lo que leyó al ejecutarse con esa clave, si leyó algo.
    """

    pagina: str
    clave: str
    leido: str = ""

    def __str__(self) -> str:
        return f"{self.pagina}-{self.clave}" + f"-{self.leido}" * bool(self.leido)


def marca_de(pagina: str) -> str:
    """El comienzo de todas las huellas de una página, que se nombra desde la raíz del libro."""
    return hashlib.sha256(pagina.encode("utf-8", "surrogateescape")).hexdigest()[:16]


class Analisis:
    """Las huellas de las páginas de un libro tal como está en el disco.

    Recuerda lo que ve: vale para una construcción, no para la siguiente.
    """

    def __init__(self, raiz: Path) -> None:
        self.raiz = raiz.resolve()
        self.terreno = terreno(self.raiz)
        self.seguidor = Seguidor(self.terreno)
        self.alcances: dict[tuple[Path, Guion], Alcance] = {}
        self.contenidos: dict[Path, tuple[Estado, str]] = {}

    def huella(self, pagina: Path, guion: Guion, nucleo: str = NUCLEO) -> Huella:
        """La huella de lo que `guion` da al ejecutarse en la carpeta de `pagina`."""
        alcance = self.alcance(pagina, guion)
        clave = _resumir(
            [_paso(paso) for paso in guion],
            [(self._nombre(ruta), self._contenido(ruta)) for ruta in sorted(alcance.archivos)],
            sorted({_version(nombre.partition(".")[0]) for nombre in alcance.bibliotecas}),
            nucleo,
            self._comun,
        )
        return self._con_leido(Huella(marca_de(self._nombre(pagina)), clave))

    def alcance(self, pagina: Path, guion: Guion) -> Alcance:
        """De qué depende una página."""
        if (pagina, guion) not in self.alcances:
            self.alcances[pagina, guion] = self.seguidor.alcance(pagina, guion)
        return self.alcances[pagina, guion]

    def vigente(self, pagina: Path, guion: Guion) -> bool:
        """Si nada de lo que la página alcanza ha cambiado desde que se calculó su huella."""
        archivos = self.alcance(pagina, guion).archivos & self.contenidos.keys()
        return all(estado_de(ruta) == self.contenidos[ruta][0] for ruta in archivos)

    @functools.cached_property
    def _comun(self) -> list[Any]:
        """Lo que decide por igual los resultados de todas las páginas."""
        cierres = sorted(ruta for patron in CIERRES for ruta in self.raiz.glob(patron))
        return [
            [platform.python_implementation(), platform.python_version(), platform.machine()],
            [_version(nombre) for nombre in ("IPython", "ipykernel", "matplotlib_inline")],
            _opciones(self.raiz / "_config.yml"),
            [(ruta.name, self._contenido(ruta)) for ruta in cierres],
            [resumen_de_carpeta(CASA / carpeta) for carpeta in DE_LA_IMPRENTA],
        ]

    def _nombre(self, ruta: Path) -> str:
        return os.path.relpath(ruta, self.raiz)

    def _contenido(self, ruta: Path) -> str:
        if ruta not in self.contenidos:
            self.contenidos[ruta] = estado_de(ruta), resumen_de(ruta)
        return self.contenidos[ruta][1]

    # ——— Lo que la página leyó al ejecutarse ———

    def del_libro(self, leidos: Iterable[str]) -> tuple[str, ...]:
        """De los archivos que una página leyó, los que no son del sistema ni de lo instalado."""
        reales = {os.path.realpath(ruta) for ruta in leidos}
        return tuple(sorted(self._nombre(Path(ruta)) for ruta in reales if es_del_libro(ruta, self.raiz)))

    def anotar_lecturas(self, huella: Huella, pagina: Path, guion: Guion, leidos: Iterable[str]) -> Huella:
        """Suma a lo ya sabido lo que la página leyó y no se veía en su código; devuelve su nueva huella."""
        conocidos = set(self._leidos(huella))
        alcanzados = {os.path.realpath(ruta) for ruta in self.alcance(pagina, guion).archivos}
        nuevos = {leido for leido in leidos if os.path.realpath(self.raiz / leido) not in alcanzados}
        if nuevos - conocidos:
            escribir(self._lecturas(huella), json.dumps(sorted(conocidos | nuevos)))
        return self._con_leido(huella)

    def _con_leido(self, huella: Huella) -> Huella:
        contenidos = [(ruta, self._contenido(self.raiz / ruta)) for ruta in self._leidos(huella)]
        return replace(huella, leido=_resumir(contenidos)[:32] if contenidos else "")

    def _leidos(self, huella: Huella) -> list[str]:
        try:
            leidos: list[str] = json.loads(self._lecturas(huella).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return []
        return leidos

    def _lecturas(self, huella: Huella) -> Path:
        nombre = f"{huella.pagina}-{huella.clave}.json"
        return self.raiz / "_build" / ".imprenta" / "lecturas" / nombre


def _paso(paso: Celda | Consulta) -> list[Any]:
    """Lo que de un paso decide su resultado; no su lugar en la página ni el literal de la prosa."""
    if isinstance(paso, Celda):
        return ["celda", paso.codigo, sorted(ETIQUETAS.intersection(paso.metadatos.get("tags", ())))]
    return ["consulta", paso.expresion]


def _resumir(*partes: Any) -> str:
    return hashlib.sha256(json.dumps(partes, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()


def _opciones(configuracion: Path) -> Any:
    """Las opciones de `_config.yml` que cambian lo que da una página al ejecutarse."""
    try:
        datos = yaml.load(configuracion.read_text(encoding="utf-8", errors="replace"), CARGADOR) or {}
        ejecucion = datos.get("execute") or {}
        sphinx = (datos.get("sphinx") or {}).get("config") or {}
        return [
            sorted((clave, repr(valor)) for clave, valor in ejecucion.items() if clave not in NO_EJECUTAN),
            sorted((c, repr(v)) for c, v in sphinx.items() if c.startswith(("nb_execution_", "nb_kernel"))),
        ]
    except (OSError, yaml.YAMLError, AttributeError):
        return resumen_de(configuracion)


@functools.cache
def _version(modulo: str) -> str:
    """`distribución==versión` de un módulo de fuera; de la biblioteca de serie, nada más que el nombre."""
    if modulo in sys.stdlib_module_names:
        return modulo
    try:
        return f"{modulo}=={importlib.metadata.version(modulo)}"
    except importlib.metadata.PackageNotFoundError:
        distribuciones = sorted(set(_distribuciones().get(modulo, ())))
        return (
            " ".join(f"{nombre}=={importlib.metadata.version(nombre)}" for nombre in distribuciones) or modulo
        )


@functools.cache
def _distribuciones() -> dict[str, list[str]]:
    return dict(importlib.metadata.packages_distributions())
