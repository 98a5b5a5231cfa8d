"""El relato de una página: lo que ha ido dando, paso a paso, hasta ser una `Ejecucion`."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from imprenta.ejecutar.procesos.salidas import Fallo, Lugar, se_ejecuta
from imprenta.ejecutar.procesos.viaje import Novedades
from imprenta.libro.modelo import (
    Celda,
    CeldaEjecutada,
    Consulta,
    Ejecucion,
    Falta,
    Fortuito,
    Guion,
    Respuesta,
    Visto,
)


class Relato:
    """Lo que una página ha dado hasta ahora, con su guion."""

    def __init__(self, ruta: Path, guion: Guion, raiz: Path) -> None:
        self.ruta, self.guion, self.raiz = ruta, guion, raiz
        self.salidas: list[CeldaEjecutada] = []
        self.respuestas: list[Respuesta] = []
        self.fortuitos: list[Fortuito] = []
        self.visto = Visto()
        self.falta: Falta | None = None
        self.traza = ""

    @property
    def dados(self) -> int:
        """Cuántos pasos ha dado."""
        return len(self.salidas) + len(self.respuestas)

    def dar(self, dado: CeldaEjecutada | Respuesta, novedades: Novedades) -> None:
        """Añade lo que ha dado el paso siguiente y lo que se ha visto en él."""
        nuevas = self._nuevas(novedades)
        self.fortuitos += _fortuitos(self.guion, self.dados, nuevas, self.ruta, self.raiz)
        self.visto.sumar(nuevas)
        if isinstance(dado, CeldaEjecutada):
            self.salidas.append(dado)
        else:
            self.respuestas.append(dado)

    def fallar(self, fallo: Fallo, novedades: Novedades) -> None:
        """El paso siguiente ha fallado, y no hay más."""
        self.visto.sumar(self._nuevas(novedades))
        lugar = en_la_pagina(self.guion, self.guion[self.dados], fallo.lugar)
        motivo = fallo.motivo + _en_lo_cargado(self.guion, fallo.lugar)
        self.falta = Falta(self.ruta.relative_to(self.raiz), *lugar, motivo)
        self.traza = fallo.traza

    def ejecucion(self, segundos: float) -> Ejecucion:
        """Lo que ha dado la página en esos segundos."""
        return Ejecucion(
            salidas=tuple(self.salidas),
            respuestas=tuple(self.respuestas),
            segundos=round(segundos, 3),
            falta=self.falta,
            traza=self.traza,
            leidos=tuple(self.visto.leidos),
            fortuitos=tuple(self.fortuitos),
            cuando=int(time.time()),
            visto=self.visto,
        )

    def _nuevas(self, novedades: Novedades) -> Novedades:
        """Lo que no se había visto: quien contesta en un hueco no sabe lo que se vio en otro."""
        nuevas = {
            clase: {n: v for n, v in hechos.items() if n not in getattr(self.visto, clase)}
            for clase, hechos in novedades.items()
        }
        paso = self.guion[self.dados]
        ciegas = nuevas.get("ciega", {})
        ciegas.update({motivo: en_la_pagina(self.guion, paso, lugar) for motivo, lugar in ciegas.items()})
        return nuevas


def en_la_pagina(guion: Guion, paso: Celda | Consulta, lugar: Lugar | None) -> tuple[int, int]:
    """La línea y la columna de la página: las del punto que falla o, si no se sabe, las del paso."""
    if lugar is not None:
        numero, linea, columna = lugar
        if celda := _celda_numero(guion, numero, linea):
            return celda.lugar(linea, columna)
    return paso.linea, paso.columna if isinstance(paso, Consulta) else 1


def _en_lo_cargado(guion: Guion, lugar: Lugar | None) -> str:
    """Dónde falla una celda cuyo código está en otro archivo, que la página nombra: ` (saludo.py:3)`."""
    celda = lugar and _celda_numero(guion, *lugar[:2])
    return f" ({celda.carga.archivo}:{lugar[1]})" if lugar and celda and celda.carga else ""


def _celda_numero(guion: Guion, numero: int, linea: int) -> Celda | None:
    """La celda que se ejecutó con ese número, si tiene esa línea: la página puede llamar así a otra cosa."""
    ejecutadas = [celda for celda in guion if isinstance(celda, Celda) and se_ejecuta(celda)]
    celda = ejecutadas[numero - 1] if numero <= len(ejecutadas) else None
    return celda if celda and linea <= celda.codigo.count("\n") + 1 else None


def _fortuitos(
    guion: Guion, numero: int, novedades: Mapping[str, Mapping[str, Any]], ruta: Path, raiz: Path
) -> Iterator[Fortuito]:
    """Lo fortuito que se ha visto en un paso; también, que lea el archivo de su propia página."""
    for clase, llamada, lugar, desde in novedades.get("fortuitos", {}).values():
        archivo, _, linea_de_alli = desde.rpartition(":")
        suyo = desde and f"{os.path.relpath(archivo, raiz)}:{linea_de_alli}"
        celda = lugar and _celda_numero(guion, *lugar[:2])
        if lugar and celda:
            yield Fortuito(clase, llamada, guion.index(celda), lugar[1] - 1, lugar[2], suyo)
        else:
            yield Fortuito(clase, llamada, numero, desde=suyo)
    leidos = {*novedades.get("leidos", ()), *novedades.get("textos", ())}
    if any(os.path.realpath(leido) == os.path.realpath(ruta) for leido in leidos):
        yield Fortuito("propia", ruta.name, numero)
