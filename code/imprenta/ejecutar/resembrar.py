"""Ejecuta páginas otra vez con otras semillas, varias a la vez; nada de esto se guarda ni se pinta."""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from imprenta.ejecutar.dependencias.huella import Analisis
from imprenta.ejecutar.ejecuciones_guardadas import Almacen
from imprenta.ejecutar.procesos.cliente import Vivero
from imprenta.ejecutar.procesos.conduccion import conducir
from imprenta.ejecutar.progreso import Progreso
from imprenta.ejecutar.reparto import HAY_BIFURCACION, Encargo, Tanda, procesadores
from imprenta.libro.cabecera import NUCLEO
from imprenta.libro.modelo import Ejecucion


@dataclass(frozen=True)
class Siembra:
    """Lo que una página da con la semilla `k`; la cero es la suya."""

    encargo: Encargo
    k: int
    ejecucion: Ejecucion

    @property
    def hay_azar(self) -> bool:
        return bool(self.ejecucion.visto.resembrados)


def por_que_no_se_repite(nucleo: str, escritos: Sequence[str]) -> str:
    """Por qué no se puede ejecutar otra vez una página que se ejecuta en ese núcleo y escribe eso; o «»."""
    if not HAY_BIFURCACION or nucleo != NUCLEO:
        return f"se ejecuta en el núcleo «{nucleo}»"
    return f"escribe {', '.join(f'«{ruta}»' for ruta in escritos)}" if escritos else ""


def resembrar(
    encargos: Sequence[Encargo],
    analisis: Analisis,
    almacen: Almacen,
    semillas: Sequence[int],
    segundos: float = math.inf,
) -> Iterator[Siembra]:
    """Cada página con su semilla y, si sortea algo, con cada una de las otras, según van terminando.

    Sin un tope de `segundos`, página a página. Con él, todas con una, luego todas con la siguiente, y pasado
    el tope no se empieza ninguna más.
    """
    if not encargos:
        return
    tanda = Tanda(almacen, analisis)
    tanda.encargos = sorted(encargos, key=lambda e: -tanda.tiempos.get(tanda.nombre(e), math.inf))
    # El vivero se cierra antes que los hilos: así las páginas mueren y los hilos terminan.
    with (
        ThreadPoolExecutor(procesadores(), thread_name_prefix="semilla") as hilos,
        Vivero(tanda.terreno()) as vivero,
        Progreso(len(encargos)) as progreso,
    ):
        campo = _Campo(tanda, hilos, vivero, time.monotonic() + segundos)
        azarosas = []
        for siembra in campo.sembrar((encargo, 0) for encargo in tanda.encargos):
            if siembra.hay_azar and not siembra.ejecucion.falta:
                azarosas.append(siembra.encargo)
            else:
                progreso.hecha(tanda.nombre(siembra.encargo), siembra.ejecucion.segundos)
            yield siembra
        pares = list(product(azarosas, semillas))
        if segundos < math.inf:
            pares.sort(key=lambda par: par[1])
        gastado = defaultdict[Path, list[float]](list)
        for siembra in campo.sembrar(pares):
            suyo = gastado[siembra.encargo.ruta]
            suyo.append(siembra.ejecucion.segundos)
            if len(suyo) == len(semillas):
                progreso.hecha(tanda.nombre(siembra.encargo), sum(suyo))
            yield siembra


@dataclass(frozen=True)
class _Campo:
    """Donde se siembra: unos hilos que conducen, cada uno, una página brotada del mismo vivero."""

    tanda: Tanda
    hilos: ThreadPoolExecutor
    vivero: Vivero
    plazo: float

    def sembrar(self, pares: Iterable[tuple[Encargo, int]]) -> Iterator[Siembra]:
        """Lo que da cada página con cada semilla, según terminan; lo que no empieza a tiempo, nada."""
        futuros = [self.hilos.submit(self._sembrada, *par) for par in pares]
        try:
            yield from filter(None, (futuro.result() for futuro in as_completed(futuros)))
        finally:
            for futuro in futuros:
                futuro.cancel()

    def _sembrada(self, encargo: Encargo, k: int) -> Siembra | None:
        if k and time.monotonic() > self.plazo:
            return None
        templadas = self.tanda.templables(encargo)
        ejecucion = conducir(self.vivero, encargo.ruta, encargo.guion, encargo.segundos, templadas, k)
        return Siembra(encargo, k, ejecucion)
