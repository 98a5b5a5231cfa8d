"""El viaje de una página: lo que la imprenta le manda hacer, con límites, y lo que ella dice.

Cada paso acaba bien, con lo que ha dado, o con un `Fallo` que dice por qué y en qué lugar de la página.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from imprenta.ejecutar.procesos.cliente import Brote, Tendido, Vivero
from imprenta.ejecutar.procesos.mensajes import ILEGIBLE, MensajeIlegible, descifrado
from imprenta.ejecutar.procesos.salidas import Fallo, Salidas, admite_error, se_ejecuta
from imprenta.libro.modelo import Celda, CeldaEjecutada, Consulta, Respuesta
from imprenta.libro.sistema import FALTA_MEMORIA, causa_de_muerte

SEGUNDOS_DE_CONSULTA = 5.0
SEGUNDOS_DE_ENSAYO = 60.0  # lo acota la página, y muchísimo antes
GRACIA = 1.0  # segundos para que un paso interrumpido diga dónde estaba
GRACIA_DE_RAMA = 10.0  # bifurcar una página grande en una máquina ocupada
TOPE_DE_SALIDA = 20 << 20  # octetos por paso
LIMITE = " (el límite de la página son {} MB: se cambia con `imprenta: memoria:` en `_config.yml`)"
TURNO = 3600.0  # segundos: el sistema no sabe esperar sin límite y que otro sí lo tenga
Novedades = dict[str, dict[str, Any]]


class Viaje:
    """Una página en marcha y por dónde habla su proceso."""

    def __init__(self, vivero: Vivero, brote: Brote, segundos: float) -> None:
        self.vivero, self.brote, self.segundos = vivero, brote, segundos
        self.novedades: Novedades = {}  # lo que se ha visto en el último paso
        self.ensaya = True
        self.sola = True  # sin otros hilos ni otros hijos
        self.recibido = 0  # octetos del paso de ahora
        self.nombradas: dict[str, list[dict[str, Any]]] = {}
        self.ruidos = {nombre: bytearray() for nombre in brote.ruidos}
        self.selector = selectors.DefaultSelector()
        self.selector.register(brote.conducto, selectors.EVENT_READ, "conducto")
        self.selector.register(brote.final, selectors.EVENT_READ, "final")
        for nombre, descriptor in brote.ruidos.items():
            os.set_blocking(descriptor, False)
            self.selector.register(descriptor, selectors.EVENT_READ, nombre)

    def ejecutar(self, celda: Celda) -> CeldaEjecutada:
        """Lo que da una celda; lanza `Fallo`."""
        self.novedades = {}
        if not se_ejecuta(celda):
            return CeldaEjecutada([], None)
        return self._ejecutada(celda)

    def _ejecutada(self, celda: Celda) -> CeldaEjecutada:
        salidas = Salidas(self.nombradas)
        final = self._cumplir({"celda": celda.codigo}, self.segundos, salidas)
        if final is None:
            error = (self._interrumpir() or {}).get("error") or {"rastro": "", "lugar": None}
            raise Fallo(f"la celda no termina en {self.segundos:g} s", error["rastro"], error["lugar"])
        for nombre in self.ruidos:
            salidas.anotar({"output_type": "stream", "name": nombre, "text": self._ruido(nombre)})
        self.sola = final.get("sola") is True
        error = final.get("error")
        if error and not admite_error(celda):
            limite = LIMITE.format(self.vivero.terreno.tope) if error["memoria"] else ""
            raise Fallo(error["linea"] + limite, error["rastro"], error["lugar"])
        if queja := salidas.queja(celda):
            raise queja
        return CeldaEjecutada(salidas.limpias(), final["numero"])

    def acabar_hueco(self) -> None:
        """Lo que se pregunte desde ahora no sabe nada de lo que se ha preguntado."""
        self._cumplir({"hueco": ""}, GRACIA_DE_RAMA, Salidas({}))

    def ramificar(self) -> Viaje | None:
        """Otra página en el mismo punto que esta, que se queda donde está; `None` si no puede ser igual."""
        with Tendido() as tendido:
            final = self._cumplir({"rama": ""}, GRACIA_DE_RAMA, Salidas({}), tendido.lejanos)
            if final is None or not isinstance(final.get("rama"), int) or final["rama"] <= 0:
                return None
            brote = self.vivero.injertar(self.brote, tendido, final["rama"])
        if self._cumplir({"suelta": ""}, GRACIA_DE_RAMA, Salidas({})) is None:
            brote.matar()
            brote.cerrar()
            return None
        brote.conducto.send_bytes(b"")
        rama = Viaje(self.vivero, brote, self.segundos)
        rama.ensaya = self.ensaya
        return rama

    def cerrar(self) -> None:
        """Termina la página."""
        self.brote.matar()
        self.selector.close()
        self.brote.cerrar()

    def indagar(self, pedido: Mapping[str, Any]) -> dict[str, Any]:
        """Lo que se halla en el punto en que está la página."""
        final = self._cumplir({"indagacion": dict(pedido)}, SEGUNDOS_DE_ENSAYO, Salidas({}))
        if final is None or not isinstance(final.get("hallado"), dict):
            raise self._ilegible()
        hallado: dict[str, Any] = final["hallado"]
        return hallado

    def preguntar(self, consulta: Consulta) -> Respuesta:
        """Lo que vale una expresión; lanza `Fallo` si la página no lo cuenta."""
        self.novedades = {}
        try:
            return self._respondida(consulta)
        finally:
            for nombre in self.ruidos:
                self._ruido(nombre)  # lo que escriba, como lo que imprima, no es de nadie

    def _respondida(self, consulta: Consulta) -> Respuesta:
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

    def _cumplir(
        self, orden: dict[str, Any], limite: float, salidas: Salidas, descriptores: Sequence[int] = ()
    ) -> dict[str, Any] | None:
        """Manda una orden y anota lo que sale hasta que se cumple; None si se acaba el tiempo."""
        self.recibido = 0
        with contextlib.suppress(BrokenPipeError):  # si ha muerto, se sabrá al leer
            self.brote.mandar(json.dumps(orden).encode(), descriptores)
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
        duda = f": {FALTA_MEMORIA}" if int(codigo) == -signal.SIGKILL else ""
        return Fallo(f"el núcleo ha muerto ({causa_de_muerte(int(codigo))}){duda}", ruido)
