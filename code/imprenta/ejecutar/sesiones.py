"""Las sesiones: páginas que siguen vivas tras ejecutarse, para preguntarles más sin volver a empezar.

Lo que dan es lo que darían desde el principio, pero no se guarda: lo que se publica se ejecuta entero. La
página que no se deja quedar viva se ejecuta como siempre.
"""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any
from weakref import WeakSet

from imprenta.ejecutar.dependencias.huella import Analisis, LoPedido
from imprenta.ejecutar.dependencias.modulos import Terreno
from imprenta.ejecutar.ejecuciones_guardadas import Almacen
from imprenta.ejecutar.procesos.cliente import Vivero, ViveroMuerto
from imprenta.ejecutar.procesos.conduccion import indagar_tras
from imprenta.ejecutar.puesto import Puesto, celdas_de
from imprenta.ejecutar.reparto import (
    HAY_BIFURCACION,
    Encargo,
    ejecutar,
    ejecutar_pagina,
    procesadores,
    terreno_de_todos,
)
from imprenta.ejecutar.sesion import Cedida, NoSeDeja
from imprenta.ejecutar.trazas import con_traza
from imprenta.libro.cabecera import NUCLEO
from imprenta.libro.modelo import Consulta, Ejecucion, Guion, Respuesta

VIVOS = 64  # procesos que esperan a la vez, entre todas las páginas
HAY_RAMAS = HAY_BIFURCACION and sys.platform == "linux"


class Sesiones:
    """Una sesión por página de un libro; `taller` es donde la imprenta guarda lo suyo."""

    def __init__(self, taller: Path) -> None:
        self.taller, self.almacen = taller, Almacen(taller)
        self.viveros: dict[Terreno, Vivero] = {}
        self.de_paso = WeakSet[Vivero]()  # los de las páginas que se ejecutan como siempre
        self.puestos: dict[Path, Puesto] = {}
        self.leidas: dict[Path, Ejecucion] = {}
        self.cerrojo = threading.Lock()
        self.urgentes, self.hay_paz = 0, threading.Condition()
        self.por_calentar: dict[Path, Encargo] = {}
        self.tocadas: set[Path] = set()  # desde que se empezó a calentar
        self.calentador: threading.Thread | None = None
        self.cerrada = False

    def ejecutar(self, encargos: Sequence[Encargo], analisis: Analisis) -> dict[Path, Ejecucion]:
        """Lo que da cada página; solo se ejecuta lo que ha cambiado desde la última vez."""
        guardadas = {encargo.ruta: self._guardada(encargo) for encargo in encargos}
        hechas = {ruta: guardada for ruta, guardada in guardadas.items() if guardada}
        faltan = [encargo for encargo in encargos if encargo.ruta not in hechas]
        en_sesion = [encargo for encargo in faltan if self._conviene(encargo, len(faltan))]
        if en_sesion:
            with self._urgencia(en_sesion), ThreadPoolExecutor(procesadores()) as hilos:
                dadas = list(hilos.map(lambda encargo: self._en_sesion(encargo, analisis), en_sesion))
            hechas |= {e.ruta: dada for e, dada in zip(en_sesion, dadas, strict=True) if dada}
        otras = [encargo for encargo in faltan if encargo.ruta not in hechas]
        if otras:
            with self._urgencia(otras):
                hechas |= ejecutar(otras, self.almacen, analisis, plantar=self._de_paso)
        return hechas

    def _guardada(self, encargo: Encargo) -> Ejecucion | None:
        """La del almacén, que se lee una vez."""
        conocida = self.leidas.get(encargo.ruta)
        if conocida is None or conocida.huella != str(encargo.huella):
            if (conocida := self.almacen.leer(encargo.huella)) is None:
                return None
            self.leidas[encargo.ruta] = conocida
        return conocida

    def _conviene(self, encargo: Encargo, faltan: int) -> bool:
        """Si una página se ejecuta en su sesión: la que ya tiene, o la única que hace falta."""
        return _admite(encargo) and (faltan == 1 or self._puesto(encargo.ruta).viva)

    def _en_sesion(self, encargo: Encargo, analisis: Analisis) -> Ejecucion | None:
        """Lo que da la página en su sesión; nada, si no se deja."""
        with contextlib.suppress(NoSeDeja, ViveroMuerto):
            ejecucion = self._puesto(encargo.ruta).ejecutar(encargo, analisis)
            self._aligerar()
            nombre = encargo.ruta.relative_to(analisis.raiz).as_posix()
            return con_traza(ejecucion, self.almacen, nombre, analisis.raiz)
        return None

    def preguntar(
        self, encargo: Encargo, analisis: Analisis, celdas: int, expresiones: Sequence[str]
    ) -> list[Respuesta]:
        """Lo que valen unas expresiones tras las primeras `celdas` de la página."""
        with self._urgencia([encargo]):
            if _admite(encargo):
                with contextlib.suppress(NoSeDeja, ViveroMuerto):
                    return self._puesto(encargo.ruta).preguntar(encargo, analisis, celdas, expresiones)
            preguntas = (Consulta(1, 1, expresion) for expresion in expresiones)
            guion: Guion = (*celdas_de(encargo.guion)[:celdas], *preguntas)
            with self._de_paso(terreno_de_todos(analisis, [encargo])) as vivero:
                return list(ejecutar_pagina(replace(encargo, guion=guion), vivero, ()).respuestas)

    def indagar(
        self, encargo: Encargo, analisis: Analisis, celdas: int, pedido: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Lo que `indagar` halla tras las primeras `celdas` de la página."""
        with self._urgencia([encargo]):
            if _admite(encargo):
                with contextlib.suppress(NoSeDeja, ViveroMuerto):
                    return self._puesto(encargo.ruta).indagar(encargo, analisis, celdas, pedido)
            antes = celdas_de(encargo.guion)[:celdas]
            with self._de_paso(terreno_de_todos(analisis, [encargo])) as vivero:
                en_temporal = encargo.reglas.en_temporal
                return indagar_tras(vivero, encargo.ruta, antes, encargo.segundos, pedido, en_temporal)

    # ——— De fondo ———

    def calentar(self, encargos: Sequence[Encargo], analisis: Analisis) -> None:
        """Va ejecutando de fondo las páginas que no están vivas; lo que se pida mientras tanto va antes."""
        frias = [e for e in encargos if _admite(e) and not self._puesto(e.ruta).esta_al_dia(e.guion)]
        with self.hay_paz:
            self.por_calentar, self.tocadas = {e.ruta: e for e in frias}, set()
            if self.calentador is None and self.por_calentar and not self.cerrada:
                nombre = "calentador"
                datos = [analisis.raiz, analisis.pedido]
                self.calentador = threading.Thread(
                    target=self._calentar, args=datos, name=nombre, daemon=True
                )
                self.calentador.start()

    def _calentar(self, raiz: Path, pedido: LoPedido) -> None:
        while encargo := self._siguiente():
            try:
                self._puesto(encargo.ruta).ejecutar(encargo, Analisis(raiz, *pedido), self._en_paz)
            except Cedida:
                self._aplazar(encargo)
            except (NoSeDeja, ViveroMuerto, OSError):
                continue
            self._aligerar()

    def _siguiente(self) -> Encargo | None:
        with self.hay_paz:
            self.hay_paz.wait_for(lambda: self.cerrada or not self.urgentes)
            if self.cerrada or not self.por_calentar:
                self.calentador = None
                return None
            return self.por_calentar.pop(next(iter(self.por_calentar)))

    def _aplazar(self, encargo: Encargo) -> None:
        """La deja para luego, si el autor no la ha tocado entre tanto: la suya es más nueva."""
        with self.hay_paz:
            if encargo.ruta not in self.tocadas:
                self.por_calentar.setdefault(encargo.ruta, encargo)

    def _en_paz(self) -> bool:
        return not (self.urgentes or self.cerrada)

    @contextlib.contextmanager
    def _urgencia(self, encargos: Sequence[Encargo]) -> Iterator[None]:
        """Mientras el autor espera algo, lo que se hace de fondo espera."""
        with self.hay_paz:
            self.urgentes += 1
            for encargo in encargos:
                self.tocadas.add(encargo.ruta)
                self.por_calentar.pop(encargo.ruta, None)
        try:
            yield
        finally:
            with self.hay_paz:
                self.urgentes -= 1
                self.hay_paz.notify_all()

    # ——— Los procesos ———

    def _puesto(self, ruta: Path) -> Puesto:
        with self.cerrojo:
            return self.puestos.setdefault(ruta, Puesto(ruta, self._vivero))

    def _de_paso(self, terreno: Terreno) -> Vivero:
        """Un vivero que no espera a la próxima vez, y que se cierra con las sesiones."""
        with self.cerrojo:
            self._comprobar_que_sigue()
            self.de_paso.add(vivero := Vivero(terreno))
            return vivero

    def _comprobar_que_sigue(self) -> None:
        if self.cerrada:
            raise ViveroMuerto("las sesiones se han cerrado")

    def _vivero(self, terreno: Terreno) -> Vivero:
        with self.cerrojo:
            self._comprobar_que_sigue()
            if terreno not in self.viveros:
                self.viveros[terreno] = Vivero(terreno)
            return self.viveros[terreno]

    def _aligerar(self) -> None:
        """Termina los procesos que menos cuesta rehacer, si hay demasiados."""
        with self.cerrojo:
            puestos = list(self.puestos.values())
        while sum(puesto.vivos for puesto in puestos) > VIVOS:
            if not min(puestos, key=Puesto.coste).soltar():
                return  # todas trabajan

    def cerrar(self) -> None:
        """Termina las páginas que sigan vivas y las que se estén ejecutando."""
        with self.hay_paz:
            self.cerrada = True
            self.por_calentar = {}
            self.hay_paz.notify_all()
        with self.cerrojo:
            viveros, self.viveros = [*self.viveros.values(), *self.de_paso], {}
        for vivero in viveros:
            vivero.cerrar()
        for puesto in self.puestos.values():
            puesto.cerrar()
        if (hilo := self.calentador) is not None:
            hilo.join()


def _admite(encargo: Encargo) -> bool:
    return (
        HAY_RAMAS and encargo.nucleo == NUCLEO and not encargo.reglas.en_temporal
    )  # que tendría varios dueños
