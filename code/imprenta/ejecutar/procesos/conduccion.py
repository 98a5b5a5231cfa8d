"""La conducción: lleva una página paso a paso por su núcleo, con límites, y cuenta cómo le fue."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from imprenta.ejecutar.procesos.cliente import Brote, Vivero, ViveroMuerto
from imprenta.ejecutar.procesos.relato import Relato, en_la_pagina
from imprenta.ejecutar.procesos.salidas import Fallo
from imprenta.ejecutar.procesos.viaje import Viaje
from imprenta.libro.modelo import Celda, Ejecucion, Falta, Guion, Respuesta

Basta = Callable[[Sequence[Respuesta]], bool]


def conducir(
    vivero: Vivero,
    ruta: Path,
    guion: Guion,
    segundos: float,
    bibliotecas: Iterable[str] = (),
    resiembra: int | None = None,
    fuentes: Mapping[str, str] | None = None,
    basta: Basta | None = None,
    en_temporal: bool = False,
) -> Ejecucion:
    """Ejecuta `guion` en un proceso propio; un fallo no se lanza: viene en la ejecución.

    Con `resiembra`, los generadores se corren a esa semilla; con `fuentes`, esos módulos tienen ese texto o,
    si no hay ninguno, se apunta qué líneas del código del libro se ejecutan. Con lo uno o lo otro, las
    consultas no se ensayan. Antes de cada celda se pregunta si con lo contestado `basta`.

    Si lo que muere es el vivero, que es de todas las páginas, no se sabe si lo ha matado alguna: cada una
    de las que estaban a medias se ejecuta otra vez, en un vivero para ella sola.
    """
    opciones: dict[str, Any] = {"resiembra": resiembra, "fuentes": fuentes, "en_temporal": en_temporal}
    try:
        nacer = partial(vivero.brotar, ruta.parent, bibliotecas, **opciones)
        return _conducida(vivero, nacer, ruta, guion, segundos, basta)
    except ViveroMuerto:
        if vivero.cerrado:
            raise
    try:
        with vivero.otro() as solo:
            return _conducida(
                solo, partial(solo.brotar, ruta.parent, **opciones), ruta, guion, segundos, basta
            )
    except ViveroMuerto as error:
        lugar = en_la_pagina(guion, error.paso or next(iter(guion), Celda(1, "")), None)
        return Ejecucion(falta=Falta(ruta.relative_to(vivero.terreno.raiz), *lugar, str(error)))


def _conducida(
    vivero: Vivero,
    nacer: partial[Brote],
    ruta: Path,
    guion: Guion,
    segundos: float,
    basta: Basta | None,
) -> Ejecucion:
    inicio = time.monotonic()
    relato = Relato(ruta, guion, vivero.terreno.raiz)
    with _viajar(vivero, nacer(), segundos) as viaje:
        viaje.ensaya = nacer.keywords["resiembra"] is None and nacer.keywords["fuentes"] is None
        for paso in guion:
            if basta and isinstance(paso, Celda) and basta(relato.respuestas):
                break
            try:
                dado = viaje.ejecutar(paso) if isinstance(paso, Celda) else viaje.preguntar(paso)
                relato.dar(dado, viaje.novedades)
            except ViveroMuerto as error:
                error.paso = paso
                raise
            except Fallo as fallo:
                relato.fallar(fallo, viaje.novedades)
                break
    return relato.ejecucion(time.monotonic() - inicio)


def indagar_tras(
    vivero: Vivero,
    ruta: Path,
    celdas: Sequence[Celda],
    segundos: float,
    pedido: Mapping[str, Any],
    en_temporal: bool = False,
) -> dict[str, Any]:
    """Lo que se halla en una página tras unas celdas; lanza `Fallo` si alguna falla."""
    with _viajar(vivero, vivero.brotar(ruta.parent, en_temporal=en_temporal), segundos) as viaje:
        for celda in celdas:
            viaje.ejecutar(celda)
        return viaje.indagar(pedido)


@contextlib.contextmanager
def _viajar(vivero: Vivero, brote: Brote, segundos: float) -> Iterator[Viaje]:
    viaje = Viaje(vivero, brote, segundos)
    try:
        yield viaje
    finally:
        viaje.cerrar()
