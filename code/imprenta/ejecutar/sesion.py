"""La sesión de una página: sigue viva después de ejecutarse, y solo repite lo que cambia.

Es una hilera de procesos. Cada uno se quedó tras tantas celdas y espera; para dar otra celda se bifurca y la
da su rama, así que de ese punto se puede volver a partir. Como lo que se pregunta no cambia la página, se
pregunta al que esté en ese punto. Si entre dos hay celdas que tardan poco, se repiten cuando hacen falta.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from imprenta.ejecutar.procesos.cliente import Vivero
from imprenta.ejecutar.procesos.relato import Relato
from imprenta.ejecutar.procesos.salidas import Fallo, etiquetas
from imprenta.ejecutar.procesos.viaje import Novedades, Viaje
from imprenta.libro.modelo import Celda, CeldaEjecutada, Consulta, Guion, Respuesta, Visto

POCO = 0.1  # segundos de celdas que se pueden repetir sin que se note
# De lo visto, lo que repetir no repite.
DEJAN_HUELLA = ("escritos", "anadidos", "cambiados", "creados", "programas", "ciega")
ClaveDePaso = tuple[str, frozenset[str]]
Contestado = list[tuple[Respuesta, Novedades]]


class NoSeDeja(Exception):
    """La página no puede quedarse viva; `culpable` es el paso por el que nunca podrá, si es por uno."""

    def __init__(self, culpable: Culpable | None = None) -> None:
        super().__init__("la página no se deja repetir a medias")
        self.culpable = culpable


@dataclass(frozen=True)
class Culpable:
    """Un paso que hace algo que no se puede repetir a medias: la última de esas celdas o, tras ellas, eso."""

    celdas: tuple[ClaveDePaso, ...]
    consulta: str | None = None

    def esta_en(self, guion: Guion) -> bool:
        """Si con ese guion se llegaría a hacer lo mismo."""
        celdas = [clave_de(paso) for paso in guion if isinstance(paso, Celda)]
        preguntado = {paso.expresion for paso in guion if isinstance(paso, Consulta)}
        mismas = tuple(celdas[: len(self.celdas)]) == self.celdas
        return mismas and (self.consulta is None or self.consulta in preguntado)


class Cedida(Exception):
    """Otro quiere la página: lo que se estaba haciendo se deja como está."""


@dataclass(frozen=True)
class Hecha:
    """Una celda que se ha ejecutado y lo que dio."""

    celda: Celda
    dada: CeldaEjecutada
    novedades: Novedades
    segundos: float


class Fallida(Exception):
    """Un paso que ha fallado; volver a darlo tras lo mismo fallaría igual."""

    def __init__(self, paso: Celda | Consulta, fallo: Fallo, novedades: Novedades) -> None:
        super().__init__(str(fallo))
        self.clave, self.fallo, self.novedades = clave_de(paso), fallo, novedades


class Sesion:
    """Una página viva, que nace de `vivero` con esas bibliotecas ya importadas."""

    def __init__(self, vivero: Vivero, ruta: Path, templadas: Sequence[str], segundos: float) -> None:
        self.vivero, self.ruta, self.templadas, self.segundos = vivero, ruta, tuple(templadas), segundos
        self.hechas: list[Hecha] = []
        self.vivas: dict[int, Viaje] = {}  # por cuántas celdas llevan
        self.usos: dict[int, float] = {}
        self.contestado: dict[int, tuple[tuple[str, ...], Contestado]] = {}
        self.fallida: Fallida | None = None
        self.primera = -1  # la primera celda que ha habido que ejecutar esta vez
        self.sigue: Callable[[], bool] = lambda: True
        self.amable = False  # si deja pasar antes a los demás procesos

    def ejecutar(self, guion: Guion) -> Relato:
        """Lo que da la página con ese guion; lanza `NoSeDeja` si no puede quedarse viva."""
        relato = Relato(self.ruta, guion, self.vivero.terreno.raiz)
        self.primera = -1
        try:
            for celda, consultas in _tramos(guion):
                if celda is not None:
                    hecha = self._dada(len(relato.salidas), celda)
                    relato.dar(copy.deepcopy(hecha.dada), hecha.novedades)
                for respuesta, novedades in self._contestado(len(relato.salidas), consultas, relato):
                    relato.dar(respuesta, novedades)
        except Fallida as fallida:
            relato.fallar(fallida.fallo, fallida.novedades)
        else:
            self._cortar(len(relato.salidas))
        return relato

    def preguntar(self, celdas: Sequence[Celda], expresiones: Sequence[str]) -> list[Respuesta]:
        """Lo que valen unas expresiones tras unas celdas, hasta donde se pueda."""
        respuestas: list[Respuesta] = []
        try:
            viaje = self._tras(celdas)
            for expresion in expresiones:
                respuestas.append(viaje.preguntar(Consulta(1, 1, expresion)))
            viaje.acabar_hueco()
        except Fallida:
            pass
        except Fallo:
            self._perder(len(celdas))
        return respuestas

    def indagar(self, celdas: Sequence[Celda], pedido: dict[str, Any]) -> dict[str, Any]:
        """Lo que `indagar` halla tras unas celdas; lanza `Fallo`."""
        try:
            viaje = self._tras(celdas)
        except Fallida as fallida:
            raise fallida.fallo from None
        try:
            hallado = viaje.indagar(pedido)
            viaje.acabar_hueco()
        except Fallo:
            self._perder(len(celdas))
            raise
        return hallado

    def _tras(self, celdas: Sequence[Celda]) -> Viaje:
        self.primera = -1
        for numero, celda in enumerate(celdas):
            self._dada(numero, celda)
        viaje = self._en(len(celdas))
        viaje.acabar_hueco()
        return viaje

    # ——— Las celdas ———

    def _dada(self, numero: int, celda: Celda) -> Hecha:
        """Lo que da la celda que sigue a `numero` celdas, recordado o recién hecho."""
        if numero < len(self.hechas) and clave_de(self.hechas[numero].celda) == clave_de(celda):
            return self.hechas[numero]
        fallida = self.fallida
        if fallida and numero == len(self.hechas) and fallida.clave == clave_de(celda):
            raise fallida
        if not self.sigue():
            raise Cedida
        self._cortar(numero)
        if self.primera < 0:
            self.primera = numero
        hecha, viaje = self._hecha(celda, self._para_avanzar(numero))
        self.hechas.append(hecha)
        self.vivas[numero + 1] = viaje
        self._comprobar(viaje)
        return hecha

    def _hecha(self, celda: Celda, viaje: Viaje) -> tuple[Hecha, Viaje]:
        inicio = time.monotonic()
        try:
            dada = viaje.ejecutar(celda)
        except Fallo as fallo:
            viaje.cerrar()
            self.fallida = Fallida(celda, fallo, viaje.novedades)
            raise self.fallida from None
        except BaseException:
            viaje.cerrar()
            raise
        return Hecha(celda, dada, viaje.novedades, time.monotonic() - inicio), viaje

    def _comprobar(self, viaje: Viaje, consulta: str | None = None) -> None:
        if not viaje.sola or viaje.nombradas or any(viaje.novedades.get(clase) for clase in DEJAN_HUELLA):
            raise NoSeDeja(Culpable(tuple(clave_de(hecha.celda) for hecha in self.hechas), consulta))

    def _para_avanzar(self, numero: int) -> Viaje:
        """El proceso que dará la celda siguiente; si conviene volver a partir de aquí, queda otro."""
        viaje = self._en(numero)
        if numero == 0 or (numero != self.primera and self._atras(numero) < POCO):
            return self.vivas.pop(numero)
        rama = viaje.ramificar()
        if rama is None:
            raise NoSeDeja
        return rama

    def _atras(self, numero: int) -> float:
        """Lo que cuesta llegar hasta aquí desde el proceso anterior."""
        anterior = max((n for n in self.vivas if n < numero), default=0)
        return sum(hecha.segundos for hecha in self.hechas[anterior:numero])

    def _en(self, numero: int) -> Viaje:
        """El proceso que se quedó tras `numero` celdas; si no lo hay, otro igual, que se queda también."""
        self.usos[numero] = time.monotonic()
        if numero not in self.vivas:
            desde, viaje = self._mas_cercana(numero)
            try:
                for hecha in self.hechas[desde:numero]:
                    viaje.ejecutar(hecha.celda)
            except Fallo:
                viaje.cerrar()
                raise NoSeDeja from None
            except BaseException:
                viaje.cerrar()
                raise
            self.vivas[numero] = viaje
        return self.vivas[numero]

    def _mas_cercana(self, numero: int) -> tuple[int, Viaje]:
        """Una rama del proceso más avanzado que no pase de ahí, o la página desde el principio."""
        while anteriores := [n for n in self.vivas if n < numero]:
            desde = max(anteriores)
            try:
                rama = self.vivas[desde].ramificar()
            except Fallo:  # ya no está
                rama = None
            if rama is not None:
                self.usos[desde] = time.monotonic()
                return desde, rama
            self._perder(desde)
        brote = self.vivero.brotar(self.ruta.parent, self.templadas)
        brote.ceder(self.amable)
        return 0, Viaje(self.vivero, brote, self.segundos)

    # ——— Las preguntas ———

    def _contestado(
        self, celdas: int, consultas: Sequence[Consulta], relato: Relato
    ) -> Iterator[tuple[Respuesta, Novedades]]:
        """Lo que se contesta en el hueco que sigue a `celdas` celdas."""
        expresiones = tuple(consulta.expresion for consulta in consultas)
        if not expresiones or self.contestado.get(celdas, ((), []))[0] == expresiones:
            yield from self.contestado[celdas][1] if expresiones else ()
            return
        if not self.sigue():
            raise Cedida
        viaje = self._en(celdas)
        viaje.acabar_hueco()
        nuevo: Contestado = []
        for consulta in consultas:
            try:
                nuevo.append((viaje.preguntar(consulta), viaje.novedades))
            except Fallo as fallo:
                self._perder(celdas)
                raise Fallida(consulta, fallo, viaje.novedades) from None
            self._comprobar(viaje, consulta.expresion)
            yield nuevo[-1]
        viaje.acabar_hueco()
        self.contestado[celdas] = expresiones, nuevo

    # ——— Lo que se recuerda y lo que se olvida ———

    @property
    def visto(self) -> Visto:
        """Lo que se ha visto al dar lo que se recuerda."""
        visto = Visto()
        for hecha in self.hechas:
            visto.sumar(hecha.novedades)
        for _, contestado in self.contestado.values():
            for _, novedades in contestado:
                visto.sumar(novedades)
        if self.fallida:
            visto.sumar(self.fallida.novedades)
        return visto

    @property
    def guion(self) -> Guion:
        """Los pasos que se recuerdan."""
        preguntas = (Consulta(1, 1, e) for expresiones, _ in self.contestado.values() for e in expresiones)
        return (*(hecha.celda for hecha in self.hechas), *self._fallidos(), *preguntas)

    def _fallidos(self) -> Iterator[Celda]:
        if self.fallida:
            yield Celda(1, self.fallida.clave[0])

    def _cortar(self, numero: int) -> None:
        """Olvida lo que hay después de `numero` celdas."""
        del self.hechas[numero:]
        self.fallida = None
        for otra in [n for n in self.vivas if n > numero]:
            self._perder(otra)
        self.contestado = {n: dicho for n, dicho in self.contestado.items() if n <= numero}

    def _perder(self, numero: int) -> None:
        if viaje := self.vivas.pop(numero, None):
            viaje.cerrar()
        self.usos.pop(numero, None)

    def coste(self, numero: int) -> tuple[float, float]:
        """Lo que se perdería sin uno de sus procesos: lo que tardaría en rehacerse y cuándo se usó."""
        return self._atras(numero), self.usos.get(numero, 0.0)

    def soltar(self, numero: int) -> None:
        """Termina uno de sus procesos: si vuelve a hacer falta, se rehará."""
        self._perder(numero)

    def apremiar(self) -> None:
        """Sus procesos ya no dejan pasar a nadie, donde se permite volver de eso."""
        if self.amable:
            for viaje in self.vivas.values():
                viaje.brote.ceder(False)

    def cerrar(self) -> None:
        """Termina todos sus procesos."""
        self._cortar(0)
        self._perder(0)


def clave_de(paso: Celda | Consulta) -> ClaveDePaso:
    """Lo que de un paso decide lo que da."""
    if isinstance(paso, Celda):
        return paso.codigo, frozenset(etiquetas(paso))
    return paso.expresion, frozenset({"consulta"})


def _tramos(guion: Guion) -> Iterator[tuple[Celda | None, list[Consulta]]]:
    """Cada celda y las preguntas que le siguen; las que van antes de la primera, sin celda."""
    celda: Celda | None = None
    consultas: list[Consulta] = []
    for paso in guion:
        if isinstance(paso, Consulta):
            consultas.append(paso)
            continue
        if celda is not None or consultas:
            yield celda, consultas
        celda, consultas = paso, []
    yield celda, consultas
