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

    Va página a página. Con un tope de `segundos` es una muestra: la semilla del libro se da por probada, se
    prueban todas con la primera, luego todas con la siguiente, y pasado el tope no se empieza ninguna más.
    """
    if not encargos:
        return
    plazo = time.monotonic() + segundos
    gastado = defaultdict[Path, list[float]](list)
    with Banco(encargos, analisis, almacen) as banco, Progreso(len(encargos)) as progreso:

        def sembradas(pares: Iterable[tuple[Encargo, int]]) -> Iterator[Siembra]:
            yield from filter(None, banco.a_la_vez(lambda par: _sembrada(banco, plazo, *par), pares))

        es_muestra, azarosas = segundos < math.inf, []
        primera, *resto = semillas if es_muestra else (0, *semillas)
        for siembra in sembradas((encargo, primera) for encargo in banco.tanda.encargos):
            if siembra.hay_azar and resto and (siembra.k or not siembra.ejecucion.falta):
                azarosas.append(siembra.encargo)
            else:
                progreso.hecha(banco.tanda.nombre(siembra.encargo), siembra.ejecucion.segundos)
            yield siembra
        pares = list(product(azarosas, resto))
        if es_muestra:
            pares.sort(key=lambda par: par[1])
        for siembra in sembradas(pares):
            suyo = gastado[siembra.encargo.ruta]
            suyo.append(siembra.ejecucion.segundos)
            if len(suyo) == len(resto):
                progreso.hecha(banco.tanda.nombre(siembra.encargo), sum(suyo))
            yield siembra


def _sembrada(banco: Banco, plazo: float, encargo: Encargo, k: int) -> Siembra | None:
    """Lo que da una página con la semilla `k`; nada, si ya no da tiempo."""
    if k > 1 and time.monotonic() > plazo:
        return None
    return Siembra(encargo, k, banco.ejecutar(encargo, resiembra=k))
