"""Qué parte del código de un libro demuestra el propio libro: lo que se cambia y no se nota, no la demuestra.

Primero se ejecuta cada página tal como es, apuntando qué líneas del código alcanza. Después, con cada
mutante de una función alcanzada, otra vez las que pasan por su línea, la más corta primero. Se nota si una
celda falla o no termina, o si algo de lo que la página dice deja de ser cierto: antes de ninguna prueba. Al
primer fallo se para.

Lo que nadie nota se ejecuta otra vez con su sonda: si tampoco se nota, ninguna página llega a ese lugar y el
mutante no cuenta. Hay mutantes que dan lo mismo que lo que cambian (`<` por `<=` entre números que no
coinciden nunca): por eso basta con que se note un noventa por ciento.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from imprenta.ejecutar.banco import Banco
from imprenta.ejecutar.ejecuciones_guardadas import Almacen
from imprenta.ejecutar.reparto import Encargo
from imprenta.jornada import Jornada
from imprenta.juzgar.veredictos import verificar
from imprenta.libro.archivos import octetos_de
from imprenta.libro.modelo import Consulta, Ejecucion, Falta, Respuesta
from imprenta.libro.umbrales import SE_NOTA_BASTANTE
from imprenta.repasar.codigo_mutado import MutanteDeCodigo, Retoque, mutantes_de

MUESTRA_DE_CODIGO = 100
SEMILLA_DE_CODIGO = 2017
HOLGURA_DE_UNA_CELDA = 5.0  # segundos, además de lo que tarda la página entera cuando se rastrea


@dataclass(frozen=True)
class RecuentoDeCodigo:
    """Cuántos mutantes cuentan, cuáles no nota el libro y qué páginas no se han podido probar."""

    probados: int
    sin_notar: tuple[Falta, ...]
    apartadas: tuple[str, ...] = ()

    @property
    def es_bastante(self) -> bool:
        return self.probados - len(self.sin_notar) >= SE_NOTA_BASTANTE * self.probados

    def resumen(self) -> str:
        """La cuenta, en una línea.

        >>> RecuentoDeCodigo(3, (Falta(Path("code/f.py"), 1, 1, "x"),)).resumen()
        '3 mutantes · 2 notados · 1 sin notar (66 % notados)'
        """
        vivos = len(self.sin_notar)
        notados = self.probados - vivos
        tanto = 100 * notados // self.probados if self.probados else 100
        return f"{self.probados} mutantes · {notados} notados · {vivos} sin notar ({tanto} % notados)"


@dataclass(frozen=True)
class _Probable:
    """Un mutante de un archivo y las páginas que pasan por su línea, la más corta primero."""

    archivo: str
    mutante: MutanteDeCodigo
    paginas: tuple[Encargo, ...]


def recuento_del_codigo(jornada: Jornada, muestra: int | None = MUESTRA_DE_CODIGO) -> RecuentoDeCodigo:
    """Prueba los mutantes de lo que las páginas alcanzan, o solo una muestra de ellos, la misma cada vez."""
    encargos, motivos = jornada.repetibles(jornada.guiones)
    apartadas = [
        f"{jornada.paginas[ruta].ruta}: {motivo}: no se prueba con el código cambiado"
        for ruta, motivo in motivos.items()
    ]
    with Banco(encargos, jornada.analisis, Almacen(jornada.libro.taller)) as banco:
        prueba = _Prueba(jornada, banco)
        probables = prueba.probables()
        if muestra is not None and len(probables) > muestra:
            probables = random.Random(SEMILLA_DE_CODIGO).sample(probables, muestra)
        notados = list(banco.a_la_vez(prueba.notado, probables))
    faltas = sorted(prueba.falta(probable) for probable, se_nota in notados if se_nota is False)
    return RecuentoDeCodigo(sum(nota is not None for _, nota in notados), tuple(faltas), tuple(apartadas))


class _Prueba:
    """Unas páginas y lo que se sabe de ellas sin cambiar nada."""

    def __init__(self, jornada: Jornada, banco: Banco) -> None:
        self.jornada, self.banco = jornada, banco
        self.fuentes: dict[str, str] = {}

    @cached_property
    def rastreadas(self) -> Mapping[Path, Ejecucion]:
        return self.banco.rastreadas()

    def probables(self) -> list[_Probable]:
        """Los mutantes del código que alguna página alcanza, por archivos y en su orden."""
        lineas = {
            encargo: _por_archivos(self.rastreadas[encargo.ruta].visto.lineas)
            for encargo in sorted(
                self.banco.tanda.encargos, key=lambda encargo: self.rastreadas[encargo.ruta].segundos
            )
        }
        archivos = sorted({archivo for suyas in lineas.values() for archivo in suyas})
        self.fuentes = {archivo: octetos_de(Path(archivo)).decode("utf-8-sig") for archivo in archivos}
        probables = []
        for archivo, fuente in self.fuentes.items():
            for mutante in mutantes_de(fuente):
                alcanzan = tuple(
                    encargo
                    for encargo, suyas in lineas.items()
                    if not suyas.get(archivo, set()).isdisjoint(mutante.lineas)
                )
                if alcanzan:
                    probables.append(_Probable(archivo, mutante, alcanzan))
        return probables

    def notado(self, probable: _Probable) -> tuple[_Probable, bool | None]:
        """Si el libro nota un mutante; None, si ninguna página llega a él."""
        if self._se_nota(probable, probable.mutante.cambio):
            return probable, True
        sonda = probable.mutante.sonda
        return probable, None if sonda and not self._se_nota(probable, sonda) else False

    def _se_nota(self, probable: _Probable, cambio: Retoque) -> bool:
        fuentes = {probable.archivo: cambio.aplicado(self.fuentes[probable.archivo])}
        return any(self._falla(encargo, fuentes) for encargo in probable.paginas)

    def _falla(self, encargo: Encargo, fuentes: Mapping[str, str]) -> bool:
        def es_falso(respuestas: Sequence[Respuesta]) -> bool:
            return self._es_falso(encargo.ruta, respuestas)

        segundos = self.rastreadas[encargo.ruta].segundos + HOLGURA_DE_UNA_CELDA
        ejecucion = self.banco.ejecutar(encargo, fuentes=fuentes, segundos=segundos, basta=es_falso)
        return ejecucion.falta is not None or es_falso(ejecucion.respuestas)

    def _es_falso(self, ruta: Path, respuestas: Sequence[Respuesta]) -> bool:
        """Si con lo contestado hasta ahora, y lo demás como era, la página dice algo que no es cierto."""
        hecha = self.jornada.ejecutadas[ruta]
        de_antes = hecha.ejecucion.respuestas
        if all(map(_es_la_misma, respuestas, de_antes)):
            return False
        consultas = [paso for paso in hecha.guion if isinstance(paso, Consulta)]
        todas = (*respuestas, *de_antes[len(respuestas) :])
        juicio = verificar(hecha.pagina, dict(zip(consultas, todas, strict=True)), self.jornada.bibliografia)
        return bool(juicio.faltas)

    def falta(self, probable: _Probable) -> Falta:
        ruta = Path(os.path.relpath(probable.archivo, self.jornada.libro.raiz.resolve()))
        return Falta(ruta, probable.mutante.linea, probable.mutante.columna, probable.mutante.mensaje)


def _es_la_misma(una: Respuesta, otra: Respuesta) -> bool:
    return (una.valor, una.error) == (otra.valor, otra.error)


def _por_archivos(lineas: Iterator[str] | Mapping[str, None]) -> dict[str, set[int]]:
    """Las líneas `archivo:línea`, de cada archivo las suyas."""
    suyas: dict[str, set[int]] = {}
    for archivo, _, linea in (lugar.rpartition(":") for lugar in lineas):
        suyas.setdefault(archivo, set()).add(int(linea))
    return suyas
