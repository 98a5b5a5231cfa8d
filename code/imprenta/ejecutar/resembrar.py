"""Ejecuta páginas otra vez con otras semillas, varias a la vez; nada de esto se guarda ni se pinta."""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from imprenta.ejecutar.banco import Banco
from imprenta.ejecutar.dependencias.huella import Analisis
from imprenta.ejecutar.ejecuciones_guardadas import Almacen
from imprenta.ejecutar.progreso import Progreso
from imprenta.ejecutar.reparto import HAY_BIFURCACION, Encargo
from imprenta.libro.cabecera import NUCLEO
from imprenta.libro.modelo import Ejecucion

DESMIENTEN = 2  # las semillas en que ha de fallar una ley para que una muestra diga que no lo es


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

    Va página a página. Con un tope de `segundos` es una muestra: las semillas que quepan, sin la del libro.
    """
    if not encargos:
        return
    gastado = defaultdict[Path, list[float]](list)
    with Banco(encargos, analisis, almacen) as banco, Progreso(len(encargos)) as progreso:
        if segundos < math.inf:
            yield from _muestra(banco, time.monotonic() + segundos, semillas, progreso)
            return

        def sembradas(pares: Iterable[tuple[Encargo, int]]) -> Iterator[Siembra]:
            return banco.a_la_vez(lambda par: _sembrada(banco, *par), pares)

        azarosas = []
        for siembra in sembradas((encargo, 0) for encargo in banco.tanda.encargos):
            if siembra.hay_azar and not siembra.ejecucion.falta:
                azarosas.append(siembra.encargo)
            else:
                progreso.hecha(banco.tanda.nombre(siembra.encargo), siembra.ejecucion.segundos)
            yield siembra
        for siembra in sembradas(product(azarosas, semillas)):
            suyo = gastado[siembra.encargo.ruta]
            suyo.append(siembra.ejecucion.segundos)
            if len(suyo) == len(semillas):
                progreso.hecha(banco.tanda.nombre(siembra.encargo), sum(suyo))
            yield siembra


def _muestra(banco: Banco, plazo: float, semillas: Sequence[int], progreso: Progreso) -> Iterator[Siembra]:
    """De la página que menos tarda a la que más, las semillas que bastan para desmentir; luego, las demás.

    Pasado el plazo no se empieza ninguna más, y la que no sortea nada no se repite.
    """
    paginas, sin_azar = banco.tanda.encargos[::-1], set[Path]()
    pares = [*product(paginas, semillas[:DESMIENTEN])]
    pares += [(encargo, k) for k in semillas[DESMIENTEN:] for encargo in paginas]

    def sembrada(puesto: int) -> Siembra | None:
        encargo, k = pares[puesto]
        if puesto >= DESMIENTEN and (time.monotonic() > plazo or encargo.ruta in sin_azar):
            return None
        siembra = _sembrada(banco, encargo, k)
        if not siembra.hay_azar:
            sin_azar.add(encargo.ruta)
        return siembra

    vistas = set[Path]()
    for siembra in filter(None, banco.a_la_vez(sembrada, range(len(pares)))):
        if siembra.encargo.ruta not in vistas:
            progreso.hecha(banco.tanda.nombre(siembra.encargo), siembra.ejecucion.segundos)
        vistas.add(siembra.encargo.ruta)
        yield siembra


def _sembrada(banco: Banco, encargo: Encargo, k: int) -> Siembra:
    """Lo que da una página con la semilla `k`."""
    return Siembra(encargo, k, banco.ejecutar(encargo, resiembra=k))
