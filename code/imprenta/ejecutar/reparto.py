"""Ejecuta páginas, varias a la vez, y guarda lo que dan.

Lo que falta en el almacén se reparte por un `concurrent.futures.Executor`, lo que más tardó la última
vez primero. El de serie son hilos que conducen cada uno una página brotada del mismo vivero; con
`cluster(dirección)`, un cluster de Dask. Solo este proceso escribe en el
almacén.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from imprenta.ejecutar.dependencias.huella import Analisis, Huella
from imprenta.ejecutar.ejecuciones_guardadas import Almacen
from imprenta.ejecutar.procesos.cliente import Vivero
from imprenta.ejecutar.procesos.conduccion import conducir
from imprenta.ejecutar.progreso import Progreso
from imprenta.libro.cabecera import NUCLEO, SEGUNDOS
from imprenta.libro.disco import escribir
from imprenta.libro.modelo import Ejecucion, Guion

if TYPE_CHECKING:
    from imprenta.ejecutar.equipaje import Equipaje

HAY_BIFURCACION = hasattr(os, "fork") and hasattr(socket, "send_fds")
ENTRE_DIBUJOS = 0.1  # segundos entre dos dibujos de la barra
Repartidor = Callable[[Callable[[], "Equipaje"]], contextlib.AbstractContextManager[Executor]]
GRANO_DEL_RELOJ = 10**7  # ns: lo grueso que puede ser el reloj de los archivos


@dataclass(frozen=True)
class Encargo:
    """Una página que hay que ejecutar: con qué núcleo y con cuántos segundos por celda."""

    ruta: Path
    guion: Guion
    huella: Huella
    segundos: float = SEGUNDOS
    nucleo: str = NUCLEO


def ejecutar(
    encargos: Sequence[Encargo],
    almacen: Almacen,
    analisis: Analisis,
    repartidor: Repartidor | None = None,
) -> dict[Path, Ejecucion]:
    """Ejecuta los encargos que falten en el almacén y devuelve la ejecución de cada página.

    La `huella` de una ejecución recién hecha es la que la página tendrá desde ahora: la del encargo
    más lo que la página leyó al ejecutarse. Las fallidas no se guardan.
    """
    guardadas = {encargo.ruta: almacen.leer(encargo.huella) for encargo in encargos}
    hechas = {ruta: guardada for ruta, guardada in guardadas.items() if guardada}
    pendientes = [encargo for encargo in encargos if encargo.ruta not in hechas]
    if pendientes:
        hechas |= _Tanda(pendientes, almacen, analisis).ejecutar(repartidor)
    return hechas


def cluster(direccion: str) -> Repartidor:
    """Reparte las páginas por un cluster de Dask."""
    from imprenta.ejecutar.cluster import por_el_cluster  # y lo que trae, solo si hace falta

    return por_el_cluster(direccion)


@contextlib.contextmanager
def _hilos(_: object) -> Iterator[Executor]:
    """Un hilo por procesador: cada uno conduce una página."""
    hilos = ThreadPoolExecutor(_procesadores(), thread_name_prefix="pagina")
    try:
        yield hilos
    finally:
        hilos.shutdown(cancel_futures=True)


def _procesadores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Tanda:
    """Las páginas que se ejecutan en una construcción."""

    def __init__(self, encargos: list[Encargo], almacen: Almacen, analisis: Analisis) -> None:
        self.almacen, self.raiz, self.inicio = almacen, analisis.raiz, time.time_ns()
        self.analisis = analisis
        self.tiempos = almacen.tiempos()
        # Las que no se han ejecutado nunca van antes: podrían ser las más largas.
        self.encargos = sorted(encargos, key=lambda e: -self.tiempos.get(self.nombre(e), float("inf")))

    def nombre(self, encargo: Encargo) -> str:
        return encargo.ruta.relative_to(self.raiz).as_posix()

    def ejecutar(self, repartidor: Repartidor | None) -> dict[Path, Ejecucion]:
        hechas: dict[Path, Ejecucion] = {}
        nuevos: dict[str, float] = {}
        try:
            # El vivero se cierra antes que los hilos: así las páginas mueren y los hilos terminan.
            with (
                (repartidor or _hilos)(self._equipaje) as ejecutor,
                Vivero(self.analisis.terreno) as vivero,
                Progreso(len(self.encargos)) as progreso,
            ):
                for encargo, ejecucion in self._repartir(ejecutor, vivero, progreso):
                    hechas[encargo.ruta] = self._anotar(encargo, ejecucion)
                    nuevos[self.nombre(encargo)] = ejecucion.segundos
        finally:
            self.almacen.anotar_tiempos(nuevos)
        return hechas

    def _repartir(
        self, ejecutor: Executor, vivero: Vivero, progreso: Progreso
    ) -> Iterator[tuple[Encargo, Ejecucion]]:
        """Cada encargo con su ejecución, según van terminando."""
        futuros: dict[Future[Ejecucion], Encargo] = {}
        try:
            for encargo in self.encargos:
                futuro = ejecutor.submit(ejecutar_pagina, encargo, vivero, self._templables(encargo))
                futuros[futuro] = encargo
            while futuros:
                progreso.pintar([self.nombre(futuros[futuro]) for futuro in futuros if futuro.running()])
                terminados, _ = wait(futuros, ENTRE_DIBUJOS if progreso.terminal else None, FIRST_COMPLETED)
                for futuro in terminados:
                    encargo, ejecucion = futuros.pop(futuro), futuro.result()
                    progreso.hecha(self.nombre(encargo), ejecucion.segundos, ejecucion.falta is not None)
                    yield encargo, ejecucion
        finally:
            for futuro in futuros:
                futuro.cancel()

    def _equipaje(self) -> Equipaje:
        """Lo que estas páginas necesitan para ejecutarse en otra máquina."""
        from imprenta.ejecutar.equipaje import Equipaje

        alcances = [self.analisis.alcance(encargo.ruta, encargo.guion) for encargo in self.encargos]
        archivos = frozenset(ruta for alcance in alcances for ruta in alcance.archivos)
        bibliotecas = frozenset(nombre for alcance in alcances for nombre in alcance.bibliotecas)
        opacas = any(alcance.opaca for alcance in alcances)
        return Equipaje(self.analisis.terreno, archivos, None if opacas else bibliotecas)

    def _templables(self, encargo: Encargo) -> tuple[str, ...]:
        """Lo que el vivero puede importar por adelantado sin que la página lo note."""
        if len(self.encargos) == 1:
            return ()  # nadie más lo aprovecharía
        alcance = self.analisis.alcance(encargo.ruta, encargo.guion)
        nombres = () if alcance.toca_entorno else alcance.bibliotecas
        return tuple(sorted(n for n in nombres if n.partition(".")[0] not in sys.stdlib_module_names))

    def _anotar(self, encargo: Encargo, ejecucion: Ejecucion) -> Ejecucion:
        """Guarda la ejecución si es buena; si no, su traza, que el mensaje nombra."""
        archivo = self.almacen.traza(self.nombre(encargo))
        if ejecucion.falta is not None:
            escribir(archivo, f"{ejecucion.falta}\n\n{ejecucion.traza.rstrip() or '(sin traza)'}\n")
            lugar = os.path.relpath(archivo, self.raiz)
            falta = replace(ejecucion.falta, mensaje=f"{ejecucion.falta.mensaje} (traza en {lugar})")
            return replace(ejecucion, huella=str(encargo.huella), falta=falta)
        archivo.unlink(missing_ok=True)
        leidos = self.analisis.del_libro(ejecucion.leidos)
        huella = self.analisis.anotar_lecturas(encargo.huella, encargo.ruta, encargo.guion, leidos)
        ejecucion = replace(ejecucion, leidos=leidos, huella=str(huella))
        # Si algo cambió mientras se ejecutaba, no se sabe de qué libro es este resultado.
        cambiado = any(_cambiado(self.raiz / leido, self.inicio) for leido in leidos)
        if not cambiado and self.analisis.vigente(encargo.ruta, encargo.guion):
            self.almacen.guardar(huella, ejecucion)
        return ejecucion


def ejecutar_pagina(encargo: Encargo, vivero: Vivero, templadas: tuple[str, ...]) -> Ejecucion:
    """Ejecuta una página donde toque: en un proceso brotado de `vivero` o en un núcleo ordinario."""
    if HAY_BIFURCACION and encargo.nucleo == NUCLEO:
        return conducir(vivero, encargo.ruta, encargo.guion, encargo.segundos, templadas)
    from imprenta.ejecutar.jupyter import ejecutar_ordinario  # ZeroMQ y lo demás, solo si hacen falta

    raiz = vivero.terreno.raiz
    return ejecutar_ordinario(encargo.ruta, encargo.guion, raiz, encargo.nucleo, encargo.segundos)


def _cambiado(ruta: Path, desde: int) -> bool:
    """Si un archivo se ha tocado desde ese instante, en nanosegundos."""
    try:
        estado = ruta.stat()
    except OSError:
        return False
    return not ruta.is_dir() and max(estado.st_mtime_ns, estado.st_ctime_ns) >= desde - GRANO_DEL_RELOJ
