"""`semillas`: comprueba cada afirmación con otras semillas, y lo apunta en el acta del libro."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from imprenta.ejecutar.ejecuciones_guardadas import Almacen
from imprenta.ejecutar.reparto import Encargo
from imprenta.ejecutar.resembrar import DESMIENTEN, Siembra, resembrar
from imprenta.jornada import Jornada
from imprenta.libro.acta import ACTA, Acta, ActaDePagina, escribir_acta
from imprenta.libro.libro import Libro
from imprenta.libro.modelo import Falta
from imprenta.ordenes.avisos import con_candado, decir, quejarse
from imprenta.repasar.semillas import acta_de, faltas_de, leyes_incumplidas, resumen_de_actas

VECES_DE_SERIE = 20
SIN_ACTA = f"lo que {ACTA} dice de la página ya no es de ella: haz `imprenta semillas`"


def semillas(libro: Libro, veces: int = VECES_DE_SERIE, segundos: float = math.inf) -> int:
    """Prueba con `veces` semillas las páginas que han cambiado y escribe el acta.

    Si hay un tope de `segundos`, es una muestra: las páginas y las semillas que quepan, y no se escribe nada.
    """
    return con_candado(libro, lambda libro: _Resiembra(libro, veces, segundos).hecha())


class _Resiembra:
    """Lo que hay que probar de un libro, y lo que se ve."""

    def __init__(self, libro: Libro, veces: int, segundos: float) -> None:
        self.libro, self.veces, self.segundos = libro, veces, segundos
        self.jornada = Jornada(libro, solo_prosa=True)
        self.es_muestra = segundos < math.inf

    def hecha(self) -> int:
        if fallo := decir(self.jornada.hecho):
            return fallo
        pendientes = [encargo for encargo in self.encargos if not self._esta_probada(encargo.ruta)]
        actas, nuevas = dict(self.jornada.actas), dict[Path, ActaDePagina]()
        for ruta, acta in self._probadas(pendientes):
            nuevas[ruta] = acta
            if not self.es_muestra:
                actas[ruta] = acta
                self._escribir(actas)  # a cada página: si se interrumpe, lo hecho queda hecho
        faltas = {
            falta for ruta, acta in actas.items() for falta in faltas_de(self.jornada.paginas[ruta], acta)
        }
        if self.es_muestra:
            faltas |= {*self._rancias(), *self._de_la_muestra(nuevas)}
        elif actas:
            self._escribir(actas)
        quejarse(self.libro, sorted(faltas))
        print(resumen_de_actas((nuevas if self.es_muestra else actas).values()))
        return 1 if faltas else 0

    def _de_la_muestra(self, actas: Mapping[Path, ActaDePagina]) -> Iterator[Falta]:
        """Las leyes que una muestra desmiente, con un incumplimiento de margen: el que les cabe en veinte."""
        for ruta, acta in actas.items():
            yield from leyes_incumplidas(self.jornada.paginas[ruta], acta, se_pasan=DESMIENTEN - 1)

    @cached_property
    def encargos(self) -> list[Encargo]:
        """Las páginas que afirman algo y se pueden probar; de las que no, se dice por qué."""
        encargos, motivos = self.jornada.repetibles(self.jornada.guiones_de_afirmaciones)
        for ruta, motivo in motivos.items():
            print(f"{self._nombre(ruta)}: {motivo}: lo que afirma no se prueba con otras semillas")
        return encargos

    def _esta_probada(self, ruta: Path) -> bool:
        vigente = self.jornada.actas.get(ruta)
        if vigente is None or self.es_muestra:
            return False
        return not vigente.azar or all(cuenta.de == self.veces for cuenta in vigente.cuentas)

    def _escribir(self, actas: Mapping[Path, ActaDePagina]) -> None:
        nombres = {self._nombre(ruta): acta for ruta, acta in actas.items()}
        escribir_acta(self.libro.raiz, Acta(self.veces, nombres))

    def _probadas(self, encargos: list[Encargo]) -> Iterator[tuple[Path, ActaDePagina]]:
        """Cada página con su acta, en cuanto está entera; las de una muestra, al final."""
        siembras = defaultdict[Path, list[Siembra]](list)
        almacen, analisis = Almacen(self.libro.taller), self.jornada.analisis
        for siembra in resembrar(encargos, analisis, almacen, range(1, self.veces + 1), self.segundos):
            suyas = siembras[siembra.encargo.ruta]
            suyas.append(siembra)
            if len(suyas) > self.veces:
                yield siembra.encargo.ruta, self._acta(siembra.encargo.ruta, suyas)
                del siembras[siembra.encargo.ruta]
        for ruta, suyas in siembras.items():
            yield ruta, self._acta(ruta, suyas)

    def _acta(self, ruta: Path, siembras: list[Siembra]) -> ActaDePagina:
        pagina = self.jornada.paginas[ruta]
        leidos = {leido for siembra in siembras for leido in siembra.ejecucion.visto.leidos}
        lee = self.jornada.analisis.del_libro(leidos)
        return acta_de(pagina, self.jornada.resumen_del_acta(ruta, lee), lee, siembras)

    def _rancias(self) -> list[Falta]:
        """Las páginas que afirman algo y de las que el acta no dice nada que valga."""
        return [
            Falta(Path(self._nombre(encargo.ruta)), 1, 1, SIN_ACTA)
            for encargo in self.encargos
            if encargo.ruta not in self.jornada.actas
        ]

    def _nombre(self, ruta: Path) -> str:
        return ruta.relative_to(self.libro.raiz).as_posix()
