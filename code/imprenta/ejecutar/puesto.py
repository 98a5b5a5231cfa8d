"""El puesto de una página: su sesión mientras valga, y otra desde el principio cuando ya no."""

from __future__ import annotations

import contextlib
import math
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from imprenta.ejecutar.dependencias.huella import Analisis
from imprenta.ejecutar.dependencias.modulos import Terreno
from imprenta.ejecutar.fundamento import Fundamento
from imprenta.ejecutar.procesos.cliente import Vivero
from imprenta.ejecutar.procesos.salidas import Fallo
from imprenta.ejecutar.reparto import Encargo, templables, terreno_de_todos
from imprenta.ejecutar.sesion import Cedida, ClaveDePaso, Culpable, NoSeDeja, Sesion, clave_de
from imprenta.ejecutar.vigencia import Vigencia
from imprenta.libro.modelo import Celda, Ejecucion, Guion, Respuesta

DameVivero = Callable[[Terreno], Vivero]
Sigue = Callable[[], bool]
NINGUNO_SE_SUELTA = (math.inf, math.inf)


class Puesto:
    """Una página de un libro, viva o no; `vivero` da aquel del que nace, según el terreno."""

    def __init__(self, ruta: Path, vivero: DameVivero) -> None:
        self.ruta, self.vivero = ruta, vivero
        self.cerrojo = threading.Lock()
        self.sesion: Sesion | None = None
        self.terreno: Terreno | None = None
        self.fundamento: Fundamento | None = None
        self.culpable: Culpable | None = None

    @property
    def viva(self) -> bool:
        """Si hay algún proceso suyo esperando."""
        return self.sesion is not None and bool(self.sesion.vivas)

    def esta_al_dia(self, guion: Guion) -> bool:
        """Si está viva y lo último que se ejecutó es eso."""
        fundamento = self.fundamento
        return self.viva and fundamento is not None and _dicho(fundamento.guion) == _dicho(guion)

    @property
    def vivos(self) -> int:
        """Cuántos procesos suyos esperan."""
        return len(self.sesion.vivas) if self.sesion else 0

    def coste(self) -> tuple[float, float]:
        """Lo que cuesta rehacer el más barato de sus procesos, y cuándo se usó; si trabaja, ninguno."""
        if not self.cerrojo.acquire(blocking=False):
            return NINGUNO_SE_SUELTA
        try:
            return (
                min(map(self.sesion.coste, self.sesion.vivas), default=NINGUNO_SE_SUELTA)
                if self.sesion
                else NINGUNO_SE_SUELTA
            )
        finally:
            self.cerrojo.release()

    def soltar(self) -> bool:
        """Termina el más barato de sus procesos; dice si ha podido."""
        if not self.cerrojo.acquire(blocking=False):
            return False
        try:
            if not self.sesion or not self.sesion.vivas:
                return False
            self.sesion.soltar(min(self.sesion.vivas, key=self.sesion.coste))
            return True
        finally:
            self.cerrojo.release()

    def ejecutar(self, encargo: Encargo, analisis: Analisis, sigue: Sigue | None = None) -> Ejecucion:
        """Lo que da la página ahora; lanza `NoSeDeja`.

        Con `sigue` se ejecuta sin estorbar: antes de cada paso se pregunta y, si no, lanza `Cedida`.
        """
        inicio = time.monotonic()
        with self._abierta(encargo, analisis, sigue) as sesion:
            relato = sesion.ejecutar(encargo.guion)
        if self.fundamento is None or not self.fundamento.firme:  # algo ha cambiado mientras tanto
            raise NoSeDeja
        return _con_huella(relato.ejecucion(time.monotonic() - inicio), encargo, analisis)

    def preguntar(
        self, encargo: Encargo, analisis: Analisis, celdas: int, expresiones: Sequence[str]
    ) -> list[Respuesta]:
        """Lo que valen unas expresiones tras las primeras `celdas`; lanza `NoSeDeja`."""
        with self._abierta(encargo, analisis) as sesion:
            return sesion.preguntar(celdas_de(encargo.guion)[:celdas], expresiones)

    def indagar(
        self, encargo: Encargo, analisis: Analisis, celdas: int, pedido: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Lo que `indagar` halla tras las primeras `celdas`; lanza `NoSeDeja` o `Fallo`."""
        with self._abierta(encargo, analisis) as sesion:
            return sesion.indagar(celdas_de(encargo.guion)[:celdas], dict(pedido))

    @contextlib.contextmanager
    def _abierta(self, encargo: Encargo, analisis: Analisis, sigue: Sigue | None = None) -> Iterator[Sesion]:
        """La sesión, que nadie más toca mientras dura el bloque."""
        with self.cerrojo:
            sesion = self._vigente(encargo, analisis)
            sesion.sigue, sesion.amable = sigue or (lambda: True), sigue is not None
            try:
                yield sesion
            except (Cedida, Fallo):
                self._asentar(sesion, sesion.guion, analisis)
                sesion.apremiar()
                raise
            except BaseException as error:
                self.culpable = error.culpable if isinstance(error, NoSeDeja) else None
                self._olvidar()
                raise
            completo = len(sesion.hechas) == len(celdas_de(encargo.guion))
            self._asentar(sesion, encargo.guion if completo else sesion.guion, analisis)
            sesion.apremiar()

    def _vigente(self, encargo: Encargo, analisis: Analisis) -> Sesion:
        """La que hay, si nada de lo que no es la página ha cambiado; si no, otra."""
        if self.culpable and self.culpable.esta_en(encargo.guion):
            raise NoSeDeja
        terreno, templadas = terreno_de_todos(analisis, [encargo]), templables(analisis, encargo)
        if self.sesion and not (
            self.fundamento
            and self.terreno == terreno
            and self.sesion.segundos == encargo.segundos
            and set(self.sesion.templadas) <= set(templadas)
            and self.fundamento.vale(analisis)
        ):
            self._olvidar()
        if self.sesion is None:
            self.terreno = terreno
            self.sesion = Sesion(self.vivero(terreno), self.ruta, templadas, encargo.segundos)
        return self.sesion

    def _asentar(self, sesion: Sesion, guion: Guion, analisis: Analisis) -> None:
        self.fundamento = Fundamento(analisis, self.ruta, guion, sesion.visto, self.fundamento)

    def _olvidar(self) -> None:
        sesion, self.sesion, self.fundamento = self.sesion, None, None
        if sesion is not None:
            sesion.cerrar()

    def cerrar(self) -> None:
        """Termina sus procesos."""
        with self.cerrojo:
            self._olvidar()


def celdas_de(guion: Guion) -> list[Celda]:
    """Las celdas de un guion."""
    return [paso for paso in guion if isinstance(paso, Celda)]


def _dicho(guion: Guion) -> list[ClaveDePaso]:
    return list(map(clave_de, guion))


def _con_huella(ejecucion: Ejecucion, encargo: Encargo, analisis: Analisis) -> Ejecucion:
    """La ejecución como si la página se hubiera ejecutado desde el principio."""
    visto, ruta, guion = ejecucion.visto, encargo.ruta, encargo.guion
    huella = encargo.huella
    if ejecucion.falta is None:
        nombres = Vigencia(analisis, ruta, guion, visto, 0).nombres
        huella = analisis.anotar_lecturas(
            huella,
            ruta,
            guion,
            analisis.del_libro(nombres),
            visto,
            guardar=False,
        )
    return replace(
        ejecucion,
        huella=str(huella),
        leidos=analisis.del_libro(visto.leidos),
        entorno=tuple(analisis.entorno.valores(visto.entorno)),
    )
