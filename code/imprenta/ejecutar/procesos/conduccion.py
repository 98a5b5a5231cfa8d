"""La conducción: lleva una página paso a paso por su núcleo, con límites, y cuenta cómo le fue."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from imprenta.ejecutar.procesos.cliente import Brote, Vivero, ViveroMuerto
from imprenta.ejecutar.procesos.mensajes import ILEGIBLE, MensajeIlegible, descifrado
from imprenta.ejecutar.procesos.salidas import Fallo, Lugar, Salidas, admite_error, se_ejecuta
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
from imprenta.libro.sistema import causa_de_muerte

SEGUNDOS_DE_CONSULTA = 5.0
SEGUNDOS_DE_ENSAYO = 60.0  # lo acota la página, y muchísimo antes
GRACIA = 1.0  # segundos para que un paso interrumpido diga dónde estaba
TOPE_DE_SALIDA = 20 << 20  # octetos por paso
TURNO = 3600.0  # segundos: el sistema no sabe esperar sin límite y que otro sí lo tenga

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
) -> Ejecucion:
    """Ejecuta `guion` en un proceso propio; un fallo no se lanza: viene en la ejecución.

    Con `resiembra`, los generadores se corren a esa semilla; con `fuentes`, esos módulos tienen ese texto o,
    si no hay ninguno, se apunta qué líneas del código del libro se ejecutan. Con lo uno o lo otro, las
    consultas no se ensayan. Antes de cada celda se pregunta si con lo contestado `basta`.

    Si lo que muere es el vivero, que es de todas las páginas, no se sabe si lo ha matado alguna: cada una
    de las que estaban a medias se ejecuta otra vez, en un vivero para ella sola.
    """
    try:
        return _conducida(vivero, ruta, guion, segundos, bibliotecas, resiembra, fuentes, basta)
    except ViveroMuerto:
        if vivero.cerrado:
            raise
    try:
        with vivero.otro() as solo:
            return _conducida(solo, ruta, guion, segundos, (), resiembra, fuentes, basta)
    except ViveroMuerto as error:
        lugar = en_la_pagina(guion, error.paso or next(iter(guion), Celda(1, "")), None)
        return Ejecucion(falta=Falta(ruta.relative_to(vivero.terreno.raiz), *lugar, str(error)))


def _conducida(
    vivero: Vivero,
    ruta: Path,
    guion: Guion,
    segundos: float,
    bibliotecas: Iterable[str],
    resiembra: int | None,
    fuentes: Mapping[str, str] | None,
    basta: Basta | None,
) -> Ejecucion:
    inicio = time.monotonic()
    falta, traza, fortuitos = None, "", list[Fortuito]()
    with _viajar(vivero, vivero.brotar(ruta.parent, bibliotecas, resiembra, fuentes), segundos) as viaje:
        viaje.ensaya = resiembra is None and fuentes is None
        for numero, paso in enumerate(guion):
            if basta and isinstance(paso, Celda) and basta(viaje.respuestas):
                break
            try:
                viaje.dar(paso)
                fortuitos += _fortuitos(guion, numero, viaje.novedades, ruta, vivero.terreno.raiz)
            except ViveroMuerto as error:
                error.paso = paso
                raise
            except Fallo as fallo:
                linea, columna = en_la_pagina(guion, paso, fallo.lugar)
                falta = Falta(ruta.relative_to(vivero.terreno.raiz), linea, columna, fallo.motivo)
                traza = fallo.traza
                break
    return Ejecucion(
        salidas=tuple(viaje.salidas),
        respuestas=tuple(viaje.respuestas),
        segundos=round(time.monotonic() - inicio, 3),
        falta=falta,
        traza=traza,
        leidos=tuple(viaje.visto.leidos),
        fortuitos=tuple(fortuitos),
        visto=viaje.visto,
    )


def indagar_tras(
    vivero: Vivero,
    ruta: Path,
    celdas: Sequence[Celda],
    segundos: float,
    bibliotecas: Iterable[str],
    pedido: Mapping[str, Any],
) -> dict[str, Any]:
    """Lo que se halla en una página tras unas celdas; lanza `Fallo` si alguna falla."""
    with _viajar(vivero, vivero.brotar(ruta.parent, bibliotecas), segundos) as viaje:
        for celda in celdas:
            viaje.dar(celda)
        return viaje.indagar(pedido)


def en_la_pagina(guion: Guion, paso: Celda | Consulta, lugar: Lugar | None) -> tuple[int, int]:
    """La línea y la columna de la página: las del punto que falla o, si no se sabe, las del paso."""
    if lugar is not None:
        numero, linea, columna = lugar
        if celda := _celda_numero(guion, numero, linea):
            return celda.lugar(linea, columna)
    return paso.linea, paso.columna if isinstance(paso, Consulta) else 1


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


@contextlib.contextmanager
def _viajar(vivero: Vivero, brote: Brote, segundos: float) -> Iterator[_Viaje]:
    viaje = _Viaje(vivero, brote, segundos)
    try:
        yield viaje
    finally:
        brote.matar()
        viaje.selector.close()
        brote.cerrar()


class _Viaje:
    """El recorrido de una página: lo que ha dado hasta ahora y por dónde habla su proceso."""

    def __init__(self, vivero: Vivero, brote: Brote, segundos: float) -> None:
        self.vivero, self.brote, self.segundos = vivero, brote, segundos
        self.salidas: list[CeldaEjecutada] = []
        self.respuestas: list[Respuesta] = []
        self.visto = Visto()
        self.novedades: dict[str, dict[str, Any]] = {}  # lo que se ha visto en el último paso
        self.ensaya = True
        self.recibido = 0  # octetos del paso de ahora
        self.nombradas: dict[str, list[dict[str, Any]]] = {}
        self.ruidos = {nombre: bytearray() for nombre in brote.ruidos}
        self.selector = selectors.DefaultSelector()
        self.selector.register(brote.conducto, selectors.EVENT_READ, "conducto")
        self.selector.register(brote.final, selectors.EVENT_READ, "final")
        for nombre, descriptor in brote.ruidos.items():
            os.set_blocking(descriptor, False)
            self.selector.register(descriptor, selectors.EVENT_READ, nombre)

    def dar(self, paso: Celda | Consulta) -> None:
        """Da el siguiente paso del guion."""
        self.novedades = {}
        if isinstance(paso, Consulta):
            self.respuestas.append(self._preguntar(paso))
        elif se_ejecuta(paso):
            self.salidas.append(self._ejecutar(paso))
        else:
            self.salidas.append(CeldaEjecutada([], None))

    def _ejecutar(self, celda: Celda) -> CeldaEjecutada:
        salidas = Salidas(self.nombradas)
        final = self._cumplir({"celda": celda.codigo}, self.segundos, salidas)
        if final is None:
            error = (self._interrumpir() or {}).get("error") or {"rastro": "", "lugar": None}
            raise Fallo(f"la celda no termina en {self.segundos:g} s", error["rastro"], error["lugar"])
        for nombre in self.ruidos:
            salidas.anotar({"output_type": "stream", "name": nombre, "text": self._ruido(nombre)})
        error = final.get("error")
        if error and not admite_error(celda):
            limite = (
                f" (el límite de la página son {self.vivero.terreno.megas} MB)" if error["memoria"] else ""
            )
            raise Fallo(error["linea"] + limite, error["rastro"], error["lugar"])
        if queja := salidas.queja(celda):
            raise queja
        return CeldaEjecutada(salidas.limpias(), final["numero"])

    def indagar(self, pedido: Mapping[str, Any]) -> dict[str, Any]:
        """Lo que se halla en el punto en que está la página."""
        final = self._cumplir({"indagacion": dict(pedido)}, SEGUNDOS_DE_ENSAYO, Salidas({}))
        if final is None or not isinstance(final.get("hallado"), dict):
            raise self._ilegible()
        hallado: dict[str, Any] = final["hallado"]
        return hallado

    def _preguntar(self, consulta: Consulta) -> Respuesta:
        final = self._cumplir({"consulta": consulta.expresion}, SEGUNDOS_DE_CONSULTA, Salidas({}))
        if final is not None:
            if "respuesta" not in final:
                raise self._ilegible()
            return self._probada(Respuesta(**final["respuesta"]))
        motivo = f"la expresión no termina en {SEGUNDOS_DE_CONSULTA:g} s"
        if self._interrumpir() is None:
            raise Fallo(motivo)
        return Respuesta(error=f"TimeoutError: {motivo}")

    def _probada(self, respuesta: Respuesta) -> Respuesta:
        """La respuesta, con el reparo que se le ha visto en el ensayo."""
        if respuesta.error or not self.ensaya:
            return respuesta
        vistas = self.novedades
        final = self._cumplir({"ensayo": ""}, SEGUNDOS_DE_ENSAYO, Salidas({}))
        self.novedades = vistas
        if final is None or not isinstance(final.get("reparo"), str):
            raise self._ilegible()
        return replace(respuesta, reparo=final["reparo"])

    def _cumplir(self, orden: dict[str, Any], limite: float, salidas: Salidas) -> dict[str, Any] | None:
        """Manda una orden y anota lo que sale hasta que se cumple; None si se acaba el tiempo."""
        self.recibido = 0
        with contextlib.suppress(BrokenPipeError):  # si ha muerto, se sabrá al leer
            self.brote.conducto.send_bytes(json.dumps(orden).encode())
        return self._escuchar(limite, salidas)

    def _interrumpir(self) -> dict[str, Any] | None:
        """Interrumpe el paso, como Ctrl-C, para que diga dónde estaba; None si ni así contesta."""
        self.brote.interrumpir()
        try:
            return self._escuchar(GRACIA, Salidas({}))
        except Fallo:
            return None

    def _escuchar(self, limite: float, salidas: Salidas) -> dict[str, Any] | None:
        plazo = time.monotonic() + limite
        while (resto := plazo - time.monotonic()) > 0:
            listos = {clave.data for clave, _ in self.selector.select(min(resto, TURNO))}
            for nombre in listos & self.ruidos.keys():
                self._leer_ruido(nombre)
            if "conducto" in listos:
                mensaje = self._leer_conducto()
                if mensaje["output_type"] == "fin":
                    self.novedades = mensaje["visto"]
                    self.visto.sumar(self.novedades)
                    return mensaje
                salidas.anotar(mensaje)
            elif "final" in listos:  # solo cuando ya no queda nada por leer
                raise self._muerte()
        return None

    def _leer_conducto(self) -> dict[str, Any]:
        try:
            mensaje = self.brote.conducto.recv_bytes(TOPE_DE_SALIDA)
        except (EOFError, ConnectionResetError):
            raise self._muerte() from None
        except BlockingIOError:
            raise self._ilegible() from None
        except OSError:
            raise self._exceso() from None
        self._contar(len(mensaje))
        try:
            return descifrado(mensaje)
        except MensajeIlegible as error:
            raise self._ilegible(str(error)) from None

    def _leer_ruido(self, nombre: str) -> bool:
        """Lee lo que haya, sin esperar; dice si había algo."""
        descriptor = self.brote.ruidos[nombre]
        with contextlib.suppress(BlockingIOError):
            trozo = os.read(descriptor, 1 << 16)
            self._contar(len(trozo))
            self.ruidos[nombre] += trozo
            if not trozo and descriptor in self.selector.get_map():
                self.selector.unregister(descriptor)
            return bool(trozo)
        return False

    def _ruido(self, nombre: str) -> str:
        """Lo que la celda escribió sin pasar por Python: sus subprocesos, sus bibliotecas en C."""
        while self._leer_ruido(nombre):
            pass
        texto = self.ruidos[nombre].decode("utf-8", "replace")
        self.ruidos[nombre].clear()
        return texto

    def _contar(self, octetos: int) -> None:
        self.recibido += octetos
        if self.recibido > TOPE_DE_SALIDA:
            raise self._exceso()

    def _exceso(self) -> Fallo:
        return Fallo(f"la celda escribe más de {TOPE_DE_SALIDA >> 20} MB")

    def _ilegible(self, motivo: str = "") -> Fallo:
        return Fallo(motivo or ILEGIBLE)

    def _muerte(self) -> Fallo:
        """Cómo acabó el proceso, según el semillero que lo recogió; si no lo dice, es que ha muerto él."""
        with selectors.DefaultSelector() as espera:
            espera.register(self.brote.final, selectors.EVENT_READ)
            if not espera.select(GRACIA):
                return Fallo("la página ha cortado su conexión con la imprenta")
            codigo = os.read(self.brote.final, 16)
        if not codigo:
            raise self.vivero.muerto()
        ruido = self.ruidos["stderr"].decode("utf-8", "replace")
        return Fallo(f"el núcleo ha muerto ({causa_de_muerte(int(codigo))})", ruido)
