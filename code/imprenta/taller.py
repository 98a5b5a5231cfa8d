"""El taller: de las páginas de un libro a sus ejecuciones y a la comprobación de su prosa.

Lo usan igual la línea de órdenes y la extensión de Sphinx: leer → guion → huella → ejecutar lo
que falta → verificar. Nada de aquí sabe de Sphinx.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from imprenta import memoria
from imprenta.almacen import Almacen
from imprenta.ejecucion import Ejecucion, Encargo, cluster, ejecutar
from imprenta.huella import Analisis
from imprenta.lectura import leer
from imprenta.libro import Libro
from imprenta.modelo import Consulta, Falta, Respuesta
from imprenta.pagina import Pagina
from imprenta.verificacion import Bibliografia, Informe, datos_de, verificar

ENTRADA_BIB = re.compile(
    r"^\s*@(?!comment|string|preamble)\w+\s*\{\s*(?P<clave>[^,\s]+)\s*,.*?(?=^\s*@|\Z)",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
CON_LLAVES = r"(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*"
CAMPO_BIB = re.compile(
    rf'(?P<nombre>\w+)\s*=\s*(?:\{{(?P<llaves>{CON_LLAVES})\}}|"(?P<comillas>[^"]*)"|(?P<suelto>[^\s,{{}}"]+))'
)


@dataclass(frozen=True)
class PaginaEjecutada:
    """Una página con su huella y lo que dio al ejecutarse."""

    pagina: Pagina
    huella: str
    ejecucion: Ejecucion

    @property
    def respuestas(self) -> Mapping[Consulta, Respuesta]:
        """Cada consulta con su respuesta; si la ejecución falló, solo las que llegaron a hacerse."""
        consultas = (paso for paso in self.pagina.guion if isinstance(paso, Consulta))
        return dict(zip(consultas, self.ejecucion.respuestas, strict=False))


@dataclass(frozen=True)
class Comprobacion:
    """El libro entero ejecutado y comprobado: sus páginas, sus faltas y sus informes."""

    paginas: Mapping[Path, PaginaEjecutada]
    faltas: list[Falta]
    informes: Mapping[Path, Informe]
    resumen: str


def leer_paginas(libro: Libro, rutas: Iterable[Path]) -> dict[Path, Pagina]:
    """Las páginas, con sus rutas escritas desde la raíz del libro."""
    return {ruta: leer(ruta.relative_to(libro.raiz), ruta.read_bytes()) for ruta in rutas}


def huellas(libro: Libro) -> dict[Path, str]:
    """La huella de cada página tal como está ahora en el disco."""
    return _huellas(libro, leer_paginas(libro, libro.paginas))


def _huellas(libro: Libro, paginas: Mapping[Path, Pagina]) -> dict[Path, str]:
    """Una página sin código ni expresiones no depende de ningún módulo: su huella está vacía."""
    analisis = Analisis(libro.raiz)
    return {r: analisis.huella(r, pagina.guion) if pagina.guion else "" for r, pagina in paginas.items()}


def preparar(libro: Libro, rutas: Iterable[Path]) -> dict[Path, PaginaEjecutada]:
    """Las páginas ejecutadas; solo se ejecuta lo que el almacén no tiene."""
    return _ejecutadas(libro, leer_paginas(libro, rutas))


def _ejecutadas(
    libro: Libro, paginas: Mapping[Path, Pagina], mientras: Callable[[], object] | None = None
) -> dict[Path, PaginaEjecutada]:
    marcas = _huellas(libro, paginas)
    encargos = [Encargo(ruta, paginas[ruta].guion, marca) for ruta, marca in marcas.items() if marca]
    repartidor = cluster(libro.cluster) if libro.cluster else None
    hechas = ejecutar(encargos, Almacen(libro.taller), libro.raiz, repartidor, mientras)
    return {
        ruta: PaginaEjecutada(pagina, marcas[ruta], hechas.get(marcas[ruta], Ejecucion()))
        for ruta, pagina in paginas.items()
    }


def atada(pagina: Pagina) -> bool:
    """Si algo de la prosa de la página pregunta al código."""
    return any(isinstance(paso, Consulta) for paso in pagina.guion)


def comprobar(libro: Libro, mientras: Callable[[], object] | None = None) -> Comprobacion:
    """Ejecuta lo rancio y comprueba la prosa de todas las páginas; si hay que esperar, hace `mientras`."""
    return _comprobar(libro, leer_paginas(libro, libro.paginas), mientras)


def comprobar_prosa(libro: Libro, paginas: Mapping[Path, Pagina]) -> Comprobacion:
    """Comprueba la prosa ejecutando solo las páginas que preguntan algo al código."""
    return _comprobar(libro, {r: p if atada(p) else replace(p, guion=()) for r, p in paginas.items()})


def _comprobar(
    libro: Libro, paginas: Mapping[Path, Pagina], mientras: Callable[[], object] | None = None
) -> Comprobacion:
    bibliografia = bibliografia_de(libro)
    hay_taller = any(pagina.guion for pagina in paginas.values())
    total, informes, fallos = Informe(sin_cubrir=libro.rotulos), {}, []
    ejecutadas = _ejecutadas(libro, paginas, mientras)
    for ruta, ejecutada in ejecutadas.items():
        if ejecutada.ejecucion.falta:
            fallos.append(ejecutada.ejecucion.falta)
            continue
        pagina, respuestas = ejecutada.pagina, ejecutada.respuestas
        informes[ruta] = (
            memoria.informe(libro.taller, pagina, respuestas, bibliografia)
            if hay_taller
            else verificar(pagina, respuestas, bibliografia)
        )
        total = total + informes[ruta]
    return Comprobacion(ejecutadas, sorted([*fallos, *total.faltas]), informes, total.resumen())


def bibliografia_de(libro: Libro) -> Bibliografia:
    """Lo que respalda cada entrada de los `.bib` que nombra `_config.yml`."""
    archivos = libro.config.get("bibtex_bibfiles") or []
    rutas = [libro.raiz / nombre for nombre in ([archivos] if isinstance(archivos, str) else archivos)]
    entradas: dict[str, frozenset[str]] = {}
    for ruta in rutas:
        if ruta.is_file():
            entradas |= _entradas(ruta.read_text(encoding="utf-8"))
    return entradas


def _entradas(bib: str) -> dict[str, frozenset[str]]:
    return {
        entrada["clave"]: datos_de(
            {campo["nombre"].lower(): campo[campo.lastgroup or 0] for campo in CAMPO_BIB.finditer(entrada[0])}
        )
        for entrada in ENTRADA_BIB.finditer(bib)
    }
