"""El adelanto: lo que se puede decir de una página sin ejecutarla, con lo que su código ya ha contestado."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from imprenta.juzgar.bibliografia import Datos
from imprenta.juzgar.fortuitos import faltas_de_lo_fortuito
from imprenta.juzgar.guion import consulta_de_formula, guion_de
from imprenta.juzgar.veredictos import verificar
from imprenta.libro.hecho import Informe, PaginaEjecutada
from imprenta.libro.modelo import (
    Celda,
    Consulta,
    Ejecucion,
    Falta,
    FormulaIlegible,
    Fortuito,
    Guion,
    Respuesta,
)
from imprenta.libro.pagina import Formula, Pagina, Pieza, Suelto
from imprenta.mesa.mesa import Juicio

SIN_SABERSE = Respuesta(error="aún no se ha ejecutado")
Llave = tuple[str, str]  # lo que se ha ejecutado antes de un paso, y lo que pregunta


@dataclass(frozen=True)
class Adelanto:
    """Un juicio hecho sin ejecutar nada; si es `parcial`, calla lo que aún no se sabe."""

    juicio: Juicio
    parcial: bool


@dataclass
class Sabido:
    """Lo que el código de una página ha contestado; vale mientras no cambie lo que hay antes de cada cosa."""

    respuestas: dict[Llave, Respuesta] = field(default_factory=dict)
    fortuitos: list[tuple[Llave, Fortuito]] = field(default_factory=list)
    fallo: tuple[Llave, int, Falta] | None = None  # el paso que falló y la línea en que estaba

    def aprender(self, ejecutada: PaginaEjecutada) -> None:
        """Lo que ha dado la página recién ejecutada."""
        llaves, ejecucion = list(_llaves(ejecutada.pagina, ejecutada.guion)), ejecutada.ejecucion
        dadas = iter(ejecucion.respuestas)
        pares = zip(llaves, ejecutada.guion, strict=True)
        contestadas = zip((ll for ll, paso in pares if isinstance(paso, Consulta)), dadas, strict=False)
        self.respuestas = dict(contestadas)
        self.fortuitos = [(llaves[f.paso], f) for f in ejecucion.fortuitos if f.paso < len(llaves)]
        hechos = len(ejecucion.salidas) + len(ejecucion.respuestas)
        self.fallo = None
        if ejecucion.falta and hechos < len(llaves):
            self.fallo = llaves[hechos], ejecutada.guion[hechos].linea, ejecucion.falta

    def adelantar(self, pagina: Pagina, bibliografia: Datos, exigida: bool = True) -> Adelanto:
        """Lo que se puede decir ahora mismo de una página; `exigida`, si ha de estar cubierta."""
        guion = guion_de(pagina)
        if not any(isinstance(paso, Consulta) for paso in guion):
            guion = ()  # `verify` no ejecuta la página que no pregunta nada
        llaves = list(_llaves(pagina, guion))
        lugares = {llave: n for n, llave in reversed([*enumerate(llaves)])}
        if (falta := self._fallo_de_ahora(guion, lugares)) is not None:
            return Adelanto(
                Juicio(PaginaEjecutada(pagina, guion, "", Ejecucion(falta=falta)), Informe()), False
            )
        pasos = zip(guion, llaves, strict=True)
        sabidas = {
            paso: self.respuestas.get(llave, SIN_SABERSE)
            for paso, llave in pasos
            if isinstance(paso, Consulta)
        }
        faltan = {consulta for consulta, respuesta in sabidas.items() if respuesta is SIN_SABERSE}
        contestadas = tuple(sabidas[paso] for paso in guion if isinstance(paso, Consulta))
        ejecucion = Ejecucion(respuestas=contestadas, fortuitos=tuple(self._fortuitos_de_ahora(lugares)))
        ejecutada = PaginaEjecutada(pagina, guion, "", ejecucion)
        informe = _informe(ejecutada, sabidas, faltan, bibliografia, exigida)
        return Adelanto(Juicio(ejecutada, informe), bool(faltan))

    def _fallo_de_ahora(self, guion: Guion, lugares: Mapping[Llave, int]) -> Falta | None:
        if self.fallo is None or self.fallo[0] not in lugares:
            return None
        llave, linea, falta = self.fallo
        return replace(falta, linea=falta.linea + guion[lugares[llave]].linea - linea)

    def _fortuitos_de_ahora(self, lugares: Mapping[Llave, int]) -> Iterator[Fortuito]:
        for llave, fortuito in self.fortuitos:
            if llave in lugares:
                yield replace(fortuito, paso=lugares[llave])


def _llaves(pagina: Pagina, guion: Guion) -> Iterator[Llave]:
    antes = hashlib.sha256(repr(pagina.cabecera).encode("utf-8", "replace"))
    celdas = iter(pagina.celdas)  # tal como se escribieron: las del guion llevan lo que se les perdona
    for paso in guion:
        if isinstance(paso, Celda):
            yield antes.hexdigest(), f"celda {paso.codigo}"
            antes.update(repr((paso.codigo, next(celdas).metadatos)).encode("utf-8", "replace"))
        else:
            yield antes.hexdigest(), paso.expresion


def _informe(
    ejecutada: PaginaEjecutada,
    respuestas: Mapping[Consulta, Respuesta],
    faltan: set[Consulta],
    bibliografia: Datos,
    exigida: bool,
) -> Informe:
    pagina = ejecutada.pagina
    sabidas = tuple(pieza for pieza in pagina.piezas if _pregunta_de(pagina, pieza) not in faltan)
    informe = verificar(replace(pagina, piezas=sabidas), respuestas, bibliografia)
    return informe + Informe(mal_escritas=tuple(faltas_de_lo_fortuito(ejecutada, exigida)))


def _pregunta_de(pagina: Pagina, pieza: Pieza) -> Consulta | None:
    if isinstance(pieza, Formula):
        try:
            return consulta_de_formula(pagina, pieza) if pieza.define is not None else None
        except FormulaIlegible:
            return None
    return None if isinstance(pieza, Suelto) else pieza.consulta
