"""Ejecuta páginas otra vez con otras semillas, varias a la vez; nada de esto se guarda ni se pinta."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

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
    segundos: float = float("inf"),
) -> Iterator[Siembra]:
    """Cada página con su semilla y, si sortea algo, con cada una de las otras, según van terminando.

    Pasados los `segundos` no se empieza ninguna más: primero van todas con una, luego todas con la siguiente.
    """
    if not encargos:
        return
    plazo = time.monotonic() + segundos
    tanda = Tanda(almacen, analisis)
    tanda.encargos = sorted(encargos, key=lambda e: -tanda.tiempos.get(tanda.nombre(e), float("inf")))
    # El vivero se cierra antes que los hilos: así las páginas mueren y los hilos terminan.
    with (
        ThreadPoolExecutor(procesadores(), thread_name_prefix="semilla") as hilos,
        Vivero(tanda.terreno()) as vivero,
        Progreso(len(encargos)) as progreso,
    ):

        def sembrada(encargo: Encargo, k: int) -> Siembra | None:
            if k and time.monotonic() > plazo:
                return None
            templadas = tanda.templables(encargo)
            return Siembra(
                encargo, k, conducir(vivero, encargo.ruta, encargo.guion, encargo.segundos, templadas, k)
            )

        def todas(pares: Iterable[tuple[Encargo, int]]) -> Iterator[Siembra]:
            futuros = [hilos.submit(sembrada, *par) for par in pares]
            try:
                yield from filter(None, (futuro.result() for futuro in as_completed(futuros)))
            finally:
                for futuro in futuros:
                    futuro.cancel()

        azarosas = []
        for siembra in todas((encargo, 0) for encargo in tanda.encargos):
            yield siembra
            if siembra.hay_azar and not siembra.ejecucion.falta:
                azarosas.append(siembra.encargo)
            else:
                progreso.hecha(tanda.nombre(siembra.encargo), siembra.ejecucion.segundos)
        quedan = {encargo.ruta: len(semillas) for encargo in azarosas}
        gastado = dict.fromkeys(quedan, 0.0)
        for siembra in todas((encargo, k) for k in semillas for encargo in azarosas):
            yield siembra
            ruta = siembra.encargo.ruta
            quedan[ruta] -= 1
            gastado[ruta] += siembra.ejecucion.segundos
            if not quedan[ruta]:
                progreso.hecha(tanda.nombre(siembra.encargo), gastado[ruta])
