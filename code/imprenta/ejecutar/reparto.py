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
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from imprenta.ejecutar.dependencias.huella import Analisis, Huella
from imprenta.ejecutar.dependencias.modulos import Terreno
from imprenta.ejecutar.ejecuciones_guardadas import Almacen
from imprenta.ejecutar.procesos.cliente import Vivero
from imprenta.ejecutar.procesos.conduccion import conducir
from imprenta.ejecutar.progreso import Progreso
from imprenta.ejecutar.trazas import con_traza
from imprenta.ejecutar.vigencia import Vigencia
from imprenta.libro.cabecera import NUCLEO
from imprenta.libro.memoria import megas_de_la_maquina
from imprenta.libro.modelo import HA_CAMBIADO, Celda, Ejecucion, Falta, Guion
from imprenta.libro.reglas import Reglas
from imprenta.libro.sistema import FALTA_MEMORIA

if TYPE_CHECKING:
    from imprenta.ejecutar.equipaje import Equipaje

HAY_BIFURCACION = hasattr(os, "fork") and hasattr(socket, "send_fds")
ENTRE_DIBUJOS = 0.1  # segundos entre dos dibujos de la barra
Repartidor = Callable[[Callable[[], "Equipaje"]], contextlib.AbstractContextManager[Executor]]
Plantar = Callable[[Terreno], Vivero]
GRANO_DEL_RELOJ = 10**7  # ns: lo grueso que puede ser el reloj de los archivos
HOLGURA_DE_UNA_PAGINA = 512  # megas con que se va bien
VUELTAS = 4  # lo que puede alargarse una cadena de páginas que leen lo que otra escribe
CIEGA = "depende de todos los archivos del libro; si lee otros, dilos en `imprenta: lee:`"
SE_CAMBIA = "lo cambia: cada ejecución daría otra cosa; bórralo, o hazlo de nuevo, al empezar"


@dataclass(frozen=True)
class Encargo:
    """Una página que hay que ejecutar, y cómo."""

    ruta: Path
    guion: Guion
    huella: Huella
    reglas: Reglas = field(default_factory=Reglas)

    @property
    def nucleo(self) -> str:
        return self.reglas.nucleo

    @property
    def segundos(self) -> float:
        """Los que tiene cada celda."""
        return self.reglas.segundos


def ejecutar(
    encargos: Sequence[Encargo],
    almacen: Almacen,
    analisis: Analisis,
    repartidor: Repartidor | None = None,
    plantar: Plantar = Vivero,
) -> dict[Path, Ejecucion]:
    """Ejecuta los encargos que falten en el almacén y devuelve la ejecución de cada página.

    Brotan de lo que dé `plantar`: quien lo cierre acaba con ellas, y entonces lanza `ViveroMuerto`.

    La `huella` de una ejecución recién hecha es la que la página tendrá desde ahora: la del encargo
    más lo que la página vio al ejecutarse. Si una cambia lo que otra leyó, la otra se ejecuta otra vez. Las
    fallidas no se guardan.
    """
    tanda = Tanda(almacen, analisis, plantar)
    for vuelta in range(1, VUELTAS + 1):
        guardadas = {e.ruta: almacen.leer(e.huella) for e in encargos if e.ruta not in tanda.hechas}
        pendientes = [e for e in encargos if not guardadas.get(e.ruta) and e.ruta not in tanda.hechas]
        if not pendientes:
            break
        tanda.ejecutar(pendientes, repartidor)
        encargos = tanda.asentar(encargos, ultima=vuelta == VUELTAS)
        if not tanda.escritos:
            break
    analisis.seguidor.formas.guardar()
    return {ruta: guardada for ruta, guardada in guardadas.items() if guardada} | tanda.hechas


def cluster(direccion: str) -> Repartidor:
    """Reparte las páginas por un cluster de Dask."""
    from imprenta.ejecutar.cluster import por_el_cluster  # y lo que trae, solo si hace falta

    return por_el_cluster(direccion)


@contextlib.contextmanager
def _hilos(_: object) -> Iterator[Executor]:
    """Un hilo por página a la vez: cada uno conduce la suya."""
    hilos = ThreadPoolExecutor(paginas_a_la_vez(), thread_name_prefix="pagina")
    try:
        yield hilos
    finally:
        hilos.shutdown(cancel_futures=True)


def procesadores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def paginas_a_la_vez() -> int:
    """Cuántas páginas se ejecutan a la vez: una por procesador, si caben."""
    return min(procesadores(), max(1, megas_de_la_maquina() // HOLGURA_DE_UNA_PAGINA))


class Tanda:
    """Las páginas que se ejecutan en una construcción."""

    def __init__(self, almacen: Almacen, analisis: Analisis, plantar: Plantar = Vivero) -> None:
        self.almacen, self.raiz, self.inicio = almacen, analisis.raiz, time.time_ns()
        self.analisis, self.plantar = analisis, plantar
        self.hechas: dict[Path, Ejecucion] = {}
        self.vigencias: dict[Path, Vigencia] = {}
        self.repetidas: set[Path] = set()
        self.tiempos = almacen.tiempos()
        self.encargos: list[Encargo] = []

    def nombre(self, encargo: Encargo) -> str:
        return encargo.ruta.relative_to(self.raiz).as_posix()

    def ejecutar(self, encargos: Sequence[Encargo], repartidor: Repartidor | None) -> None:
        # Las que no se han ejecutado nunca van antes: podrían ser las más largas.
        self.encargos = sorted(encargos, key=lambda e: -self.tiempos.get(self.nombre(e), float("inf")))
        nuevos: dict[str, float] = {}
        try:
            # El vivero se cierra antes que los hilos: así las páginas mueren y los hilos terminan.
            with (
                (repartidor or _hilos)(self._equipaje) as ejecutor,
                self.plantar(self.terreno()) as vivero,
                Progreso(len(self.encargos)) as progreso,
            ):
                for encargo, ejecucion in self._repartir(ejecutor, vivero, progreso):
                    self.hechas[encargo.ruta] = self._anotar(encargo, ejecucion)
                    nuevos[self.nombre(encargo)] = ejecucion.segundos
                    if encargo.reglas.con_traza and ejecucion.falta:
                        progreso.avisar(ejecucion.traza.rstrip())
                    for motivo, (linea, columna) in ejecucion.visto.ciega.items():
                        progreso.avisar(f"{self.nombre(encargo)}:{linea}:{columna}: {motivo}: {CIEGA}")
        finally:
            self.almacen.anotar_tiempos(nuevos)

    def terreno(self) -> Terreno:
        return terreno_de_todos(self.analisis, self.encargos)

    def _repartir(
        self, ejecutor: Executor, vivero: Vivero, progreso: Progreso
    ) -> Iterator[tuple[Encargo, Ejecucion]]:
        """Cada encargo con su ejecución, según terminan; al final, a solas, los que no cabían con otros."""
        aqui, a_solas = isinstance(ejecutor, ThreadPoolExecutor), list[Encargo]()
        futuros: dict[Future[Ejecucion], Encargo] = {}
        try:
            hay_otras = len(self.encargos) > 1  # si no, nadie más lo aprovecharía
            for encargo in self.encargos:
                templadas = templables(self.analisis, encargo) if hay_otras else ()
                futuro = ejecutor.submit(ejecutar_pagina, encargo, vivero, templadas)
                futuros[futuro] = encargo
            while futuros:
                progreso.pintar([self.nombre(futuros[futuro]) for futuro in futuros if futuro.running()])
                terminados, _ = wait(futuros, ENTRE_DIBUJOS if progreso.terminal else None, FIRST_COMPLETED)
                for futuro in terminados:
                    encargo, ejecucion = futuros.pop(futuro), futuro.result()
                    if hay_otras and aqui and _sin_memoria(ejecucion):
                        a_solas.append(encargo)
                        continue
                    progreso.hecha(self.nombre(encargo), ejecucion.segundos, ejecucion.falta is not None)
                    yield encargo, ejecucion
            for encargo in a_solas:
                ejecucion = ejecutar_pagina(encargo, vivero, ())
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
        return Equipaje(self.terreno(), archivos, None if opacas else bibliotecas)

    def _anotar(self, encargo: Encargo, ejecucion: Ejecucion) -> Ejecucion:
        """Guarda la ejecución si es buena; si no, su traza, que el mensaje nombra."""
        vigencia = Vigencia(
            self.analisis, encargo.ruta, encargo.guion, ejecucion.visto, self.inicio - GRANO_DEL_RELOJ
        )
        self.vigencias[encargo.ruta] = vigencia
        ejecucion = replace(
            ejecucion,
            huella=str(encargo.huella),
            leidos=self.analisis.del_libro(ejecucion.visto.leidos),
            escritos=self.analisis.del_libro(vigencia.escritos),
            entorno=tuple(self.analisis.entorno.valores(ejecucion.visto.entorno)),
        )
        ejecucion = con_traza(ejecucion, self.almacen, self.nombre(encargo), self.raiz)
        if ejecucion.falta is not None:
            return ejecucion
        if vigencia.trastocados:
            return self._con_falta(
                encargo, ejecucion, f"lee {self._citados(vigencia.trastocados)} y {SE_CAMBIA}"
            )
        # Lo que no está claro se verá cuando acaben todas.
        return ejecucion if vigencia.inquieta else self._guardar(encargo, ejecucion)

    def _guardar(self, encargo: Encargo, ejecucion: Ejecucion) -> Ejecucion:
        """La guarda con la huella que su página tendrá desde ahora."""
        vigencia = self.vigencias[encargo.ruta]
        huella = self.analisis.anotar_lecturas(
            encargo.huella,
            encargo.ruta,
            encargo.guion,
            self.analisis.del_libro(vigencia.nombres),
            ejecucion.visto,
        )
        ejecucion = replace(ejecucion, huella=str(huella))
        if vigencia.estable:
            self.almacen.guardar(huella, ejecucion)
        return ejecucion

    @property
    def escritos(self) -> set[str]:
        """Lo que han escrito en el libro las páginas ejecutadas la última vez."""
        return {ruta for encargo in self.encargos for ruta in self.vigencias[encargo.ruta].escritos}

    def asentar(self, encargos: Sequence[Encargo], ultima: bool) -> Sequence[Encargo]:
        """Guarda lo que al acabar la tanda sigue valiendo, con la huella que queda tras lo que se ha escrito.

        Olvida las páginas que hay que ejecutar otra vez, salvo que no haya más vueltas. Devuelve los encargos
        con las huellas de ahora.
        """
        self.vigencias = {ruta: replace(vigencia) for ruta, vigencia in self.vigencias.items()}
        for encargo in encargos:
            if encargo.ruta in self.hechas:
                self._mirar_cambios(encargo, ultima)
        if self.escritos:
            self.analisis.olvidar()
            encargos = [
                replace(e, huella=self.analisis.huella(e.ruta, e.guion, e.nucleo, e.reglas.en_temporal))
                for e in encargos
            ]
        for encargo in encargos:
            hecha = self.hechas.get(encargo.ruta)
            if hecha and not hecha.falta and (self.escritos or self.vigencias[encargo.ruta].inquieta):
                self.hechas[encargo.ruta] = self._guardar(encargo, hecha)
        return encargos

    def _mirar_cambios(self, encargo: Encargo, ultima: bool) -> None:
        """Qué hacer con una página si algo de lo que vio ya no es como era."""
        vigencia, hecha = self.vigencias[encargo.ruta], self.hechas[encargo.ruta]
        otras = (otra for ruta, otra in self.vigencias.items() if ruta != encargo.ruta)
        de_otras = {escrito for otra in otras for escrito in otra.escritos}
        cambiados = vigencia.ajenos(de_otras)
        estrena = vigencia.estrena and not hecha.falta and encargo.ruta not in self.repetidas
        if (estrena or vigencia.rancia(de_otras)) and not ultima:
            self.repetidas |= {encargo.ruta} if estrena else set()
            del self.hechas[encargo.ruta]
        elif vigencia.rancia(de_otras) or (cambiados and not hecha.falta):
            mensaje = f"{self._citados(cambiados or vigencia.rancios)} {HA_CAMBIADO}"
            self.hechas[encargo.ruta] = self._con_falta(encargo, hecha, mensaje)
        vigencia.estable  # noqa: B018 (se decide ahora, antes de olvidar cómo estaba el libro)

    def _con_falta(self, encargo: Encargo, ejecucion: Ejecucion, mensaje: str) -> Ejecucion:
        """Lo que la página ha dado no vale: ni se guarda ni se usa."""
        linea = next((paso.linea for paso in encargo.guion if isinstance(paso, Celda)), 1)
        return replace(ejecucion, falta=Falta(Path(self.nombre(encargo)), linea, 1, mensaje))

    def _citados(self, rutas: Iterable[str]) -> str:
        return ", ".join(f"«{ruta}»" for ruta in self.analisis.del_libro(rutas))


def _sin_memoria(ejecucion: Ejecucion) -> bool:
    """Si el sistema ha acabado con la página: quizá solo no cabía con las que se ejecutaban a la vez."""
    return ejecucion.falta is not None and ejecucion.falta.mensaje.endswith(FALTA_MEMORIA)


def terreno_de_todos(analisis: Analisis, encargos: Iterable[Encargo]) -> Terreno:
    """El del libro, con los módulos que no son de ninguna de sus carpetas y también cambian."""
    alcances = (analisis.alcance(encargo.ruta, encargo.guion) for encargo in encargos)
    modulos = {str(modulo) for alcance in alcances for modulo in alcance.modulos}
    propias = analisis.terreno.propias
    sueltos = (modulo for modulo in modulos if not modulo.startswith(propias))
    return replace(analisis.terreno, propias=tuple(sorted((*propias, *sueltos))))


def templables(analisis: Analisis, encargo: Encargo) -> tuple[str, ...]:
    """Lo que el vivero puede importar por adelantado sin que la página lo note."""
    alcance = analisis.alcance(encargo.ruta, encargo.guion)
    nombres = () if alcance.toca_entorno else alcance.bibliotecas
    return tuple(sorted(n for n in nombres if n.partition(".")[0] not in sys.stdlib_module_names))


def ejecutar_pagina(encargo: Encargo, vivero: Vivero, templadas: tuple[str, ...]) -> Ejecucion:
    """Ejecuta una página donde toque: en un proceso brotado de `vivero` o en un núcleo ordinario."""
    ruta, guion, reglas = encargo.ruta, encargo.guion, encargo.reglas
    if HAY_BIFURCACION and encargo.nucleo == NUCLEO:
        return conducir(vivero, ruta, guion, encargo.segundos, templadas, en_temporal=reglas.en_temporal)
    from imprenta.ejecutar.jupyter import ejecutar_ordinario  # ZeroMQ y lo demás, solo si hacen falta

    raiz = vivero.terreno.raiz
    return ejecutar_ordinario(ruta, guion, raiz, encargo.nucleo, encargo.segundos, reglas.en_temporal)
