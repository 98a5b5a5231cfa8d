"""El servidor del protocolo de los editores: sigue lo que se escribe y dice lo que está mal."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import traceback
import uuid
from collections.abc import AsyncIterator, Callable, Iterable, Set
from concurrent.futures import Future
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from imprenta.editor.atril import Atril, Juzgado
from imprenta.editor.borrador import Borrador
from imprenta.editor.cola import Cola, Prisa
from imprenta.editor.diagnosticos import diagnostico, diagnosticos_de, por_que_no_se_mira
from imprenta.editor.documento import Abiertos, Documento
from imprenta.editor.libros import Libros, ruta_de, uri_de
from imprenta.editor.ronda import Ronda
from imprenta.libro.modelo import Falta, NoSePuede

_T = TypeVar("_T")
ESPERA_AL_ESCRIBIR = 0.15  # segundos sin teclear
ESPERA_AL_ANUNCIO = 0.4  # segundos: lo que tarde menos no se anuncia
PACIENCIA = 3.0  # segundos que una pregunta espera a que la página se ejecute, si el editor no dice otra cosa


class ServidorDeEditores(LanguageServer):
    """Lo que el editor tiene abierto y lo que se le ha dicho; lo pesado se hace en otros hilos."""

    def __init__(self) -> None:
        super().__init__("imprenta", _version())
        logging.getLogger("pygls").setLevel(logging.CRITICAL + 1)  # los fallos se dicen en el editor
        self.abiertos, self.libros = Abiertos(), Libros()
        self.de_fuera: dict[Path, set[Path]] = {}  # de cada libro, los archivos en que se ha subrayado algo
        self.despedido, self.paciencia = False, PACIENCIA
        self._tareas: set[asyncio.Task[Any]] = set()
        self.al_cambiar: Callable[[Set[Path], Set[Path]], None] | None = None  # si hay que mirar el disco
        self._rondas: dict[Path, Ronda] = {}

    # ——— Lo que se escribe ———

    @property
    def unidades(self) -> str:
        """En qué cuenta las columnas este editor."""
        acordadas = self.workspace.position_encoding
        return str(getattr(acordadas, "value", acordadas) or "utf-16")

    def abrir(self, uri: str, texto: str, numero: int) -> None:
        """Un documento nuevo, o el mismo otra vez."""
        if (ruta := ruta_de(uri)) is None:
            return
        if (anterior := self.abiertos.por_uri.get(uri)) is not None:
            self._dejar(anterior)
        doc = Documento(uri, ruta, Borrador(texto, numero, self.unidades))
        self.abiertos.por_uri[uri] = doc
        self.juzgar(doc, Prisa.A_LA_VISTA)

    def cambiar(self, uri: str, cambios: Iterable[Any], numero: int) -> None:
        """Lo que se ha escrito en un documento; si no está abierto, nada."""
        if (doc := self.abiertos.por_uri.get(uri)) is None:
            return
        doc.escrito = doc.escrito.cambiado(list(cambios), numero)
        self.juzgar(doc, Prisa.ESCRIBIENDO, ESPERA_AL_ESCRIBIR)

    def cerrar_documento(self, uri: str) -> None:
        """El editor ya no lo tiene: vale lo que haya en el disco."""
        if (doc := self.abiertos.por_uri.pop(uri, None)) is None:
            return
        self._dejar(doc)
        self._publicar(doc.uri, [], None)
        if (atril := self.libros.de(doc.ruta)) is not None:
            atril.quitar(doc.ruta)

    def _dejar(self, doc: Documento) -> None:
        if doc.tarea is not None:
            doc.tarea.cancel()

    # ——— Juzgar ———

    def juzgar(self, doc: Documento, prisa: Prisa, espera: float = 0.0) -> None:
        """Lo juzga cuando pase un momento sin cambios; lo que se estuviera juzgando ya no se dirá."""
        self._dejar(doc)
        doc.tarea = self.encargar(self._juzgar(doc, prisa, espera))

    def encargar(self, tarea: Any) -> asyncio.Task[Any]:
        """Una tarea de la que nadie espera nada: si falla, se dice en el editor."""
        encargada = asyncio.get_running_loop().create_task(self._vigilada(tarea))
        self._tareas.add(encargada)
        encargada.add_done_callback(self._tareas.discard)
        return encargada

    async def _vigilada(self, tarea: Any) -> None:
        try:
            await tarea
        except NoSePuede as error:
            self.apuntar(str(error), types.MessageType.Warning)
        except Exception as error:
            self.apuntar_fallo(error)

    async def _juzgar(self, doc: Documento, prisa: Prisa, espera: float) -> None:
        await asyncio.sleep(espera)
        atril, escrito = self.libros.de(doc.ruta), doc.escrito
        if atril is None:
            return
        self._rondar(atril)
        adelanto = await en_cola(atril.lectura, prisa, partial(atril.adelanto, doc.ruta, escrito))
        if atril.reparos:
            self._decir_reparos(atril)
            return
        if not atril.es_pagina(doc.ruta):
            self.encargar(self._mirar_lo_de_fuera(atril))
            return
        if adelanto is not None:
            self._decir(doc, Juzgado(escrito, adelanto.juicio, adelanto.parcial))
        falta_ejecutar = adelanto is None or adelanto.parcial
        async with (
            self._anunciado(f"Ejecuta {doc.ruta.name}") if falta_ejecutar else contextlib.nullcontext()
        ):
            juicio = await en_cola(atril.cola, prisa, partial(atril.juicio, doc.ruta, escrito))
        if juicio is not None:
            self._decir(doc, Juzgado(escrito, juicio, False))
        self.encargar(self._de_fondo(atril, prisa))

    async def _de_fondo(self, atril: Atril, prisa: Prisa) -> None:
        """Lo que nadie espera: el libro entero y, si se acaba de abrir algo, que sus páginas vivan."""
        await self._mirar_lo_de_fuera(atril)
        if prisa is Prisa.A_LA_VISTA:
            abiertas = [doc.ruta for doc in self.abiertos.del_libro(atril)]
            await en_cola(atril.cola, Prisa.DE_FONDO, lambda: atril.avivar(abiertas[::-1]))

    def _rondar(self, atril: Atril) -> None:
        """Si el editor no avisa de lo que cambia en el disco, se mira desde aquí."""
        al_cambiar, bucle = self.al_cambiar, asyncio.get_running_loop()
        if al_cambiar is None or atril.raiz in self._rondas:
            return

        def avisar(rutas: Set[Path], nacidas: Set[Path]) -> None:
            with contextlib.suppress(RuntimeError):  # ya nadie atiende
                bucle.call_soon_threadsafe(al_cambiar, rutas, nacidas)

        self._rondas[atril.raiz] = Ronda(atril.raiz, avisar)

    def _decir(self, doc: Documento, juzgado: Juzgado) -> None:
        """Publica lo que está mal en una página, si sigue siendo la que se juzgó."""
        if juzgado.escrito is not doc.escrito or self.abiertos.por_uri.get(doc.uri) is not doc:
            return
        doc.juzgado = juzgado
        hallados = diagnosticos_de(juzgado.juicio, juzgado.escrito, doc.de_fuera)
        self._publicar(doc.uri, hallados, doc.escrito.version)

    def _publicar(self, uri: str, hallados: list[types.Diagnostic], numero: int | None) -> None:
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, hallados, numero))

    # ——— El libro entero ———

    async def _mirar_lo_de_fuera(self, atril: Atril) -> None:
        """Subraya lo que está mal en `_config.yml`, en el índice y en la bibliografía."""
        faltas = await en_cola(atril.cola, Prisa.DE_FONDO, lambda: atril.faltas_de_fuera())
        if not atril.reparos:
            self._decir_de_fuera(atril, faltas)

    def _decir_reparos(self, atril: Atril) -> None:
        """El libro no se puede leer: eso es lo que está mal, y en las páginas se avisa."""
        self._decir_de_fuera(atril, list(atril.reparos))
        for doc in self.abiertos.del_libro(atril):
            doc.juzgado = None
            self._publicar(doc.uri, list(por_que_no_se_mira(atril.reparos)), doc.escrito.version)

    def _decir_de_fuera(self, atril: Atril, faltas: Iterable[Falta]) -> None:
        por_ruta: dict[Path, list[Falta]] = {}
        for falta in faltas:
            por_ruta.setdefault(atril.raiz / falta.ruta, []).append(falta)
        for ruta in {*por_ruta, *self.de_fuera.get(atril.raiz, ())}:
            self._decir_en_el_archivo(atril, ruta, por_ruta.get(ruta, []))
        self.de_fuera[atril.raiz] = set(por_ruta)

    def _decir_en_el_archivo(self, atril: Atril, ruta: Path, faltas: list[Falta]) -> None:
        doc = self.abiertos.en(ruta)
        if doc is not None and atril.es_pagina(ruta) and not atril.reparos:
            if doc.de_fuera != faltas:
                doc.de_fuera = faltas
                if doc.juzgado is not None:
                    self._decir(doc, doc.juzgado)
            return
        escrito = self.abiertos.escrito_en(ruta, self.unidades)
        hallados = [diagnostico(falta, "libro", escrito) for falta in faltas]
        self._publicar(doc.uri if doc else uri_de(ruta), hallados, escrito.version if doc else None)

    async def releer(self, atril: Atril) -> None:
        """El índice o la configuración han cambiado: quizá es otro libro."""
        await en_cola(atril.lectura, Prisa.AHORA, atril.releer)
        if atril.reparos:
            self._decir_reparos(atril)
            return
        self.juzgar_abiertas(atril)
        await self._mirar_lo_de_fuera(atril)

    def juzgar_abiertas(self, atril: Atril) -> None:
        """Algo de lo que dependen las páginas ha cambiado."""
        atril.olvidar()
        atril.mirar()
        for doc in self.abiertos.del_libro(atril):
            self.juzgar(doc, Prisa.A_LA_VISTA)

    # ——— Lo que se le dice al autor ———

    @contextlib.asynccontextmanager
    async def _anunciado(self, que: str) -> AsyncIterator[None]:
        anuncio = asyncio.get_running_loop().create_task(self._anunciar(que))
        try:
            yield
        finally:
            anuncio.cancel()

    async def _anunciar(self, que: str) -> None:
        ventana = self.client_capabilities.window
        if ventana is None or not ventana.work_done_progress:
            return
        await asyncio.sleep(ESPERA_AL_ANUNCIO)
        marca = str(uuid.uuid4())
        # Cancelar una petición ya enviada haría reventar a pygls cuando llegara su respuesta.
        await asyncio.shield(self.work_done_progress.create_async(marca))
        self.work_done_progress.begin(marca, types.WorkDoneProgressBegin(que))
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            self.work_done_progress.end(marca, types.WorkDoneProgressEnd())

    def apuntar(self, texto: str, clase: types.MessageType = types.MessageType.Info) -> None:
        """Lo deja dicho en el registro del editor."""
        self.window_log_message(types.LogMessageParams(clase, texto))

    def apuntar_fallo(self, error: Exception) -> None:
        """Un fallo de la propia imprenta, con su traza; el servidor sigue."""
        traza = "".join(traceback.format_exception(error))
        dicho = f"la imprenta ha fallado: {type(error).__name__}: {' '.join(str(error).split())}"
        self.apuntar(f"{dicho.rstrip(': ')}\n{traza}", types.MessageType.Error)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Lo que revienta mientras se atiende al editor se apunta en su registro."""
        self.apuntar_fallo(error)

    def despedirse(self) -> None:
        """El editor se va: nada queda en marcha."""
        self.despedido = True
        for tarea in self._tareas:
            tarea.cancel()
        for ronda in self._rondas.values():
            ronda.acabar()
        self.libros.cerrar()


async def en_cola(cola: Cola, prisa: Prisa, tarea: Callable[[], _T]) -> _T:
    """Lo que da una tarea hecha en el hilo de una cola; si se deja de esperar a tiempo, no se hace."""
    futuro: Future[_T] = cola.pedir(prisa, tarea)
    return await asyncio.wrap_future(futuro)


def _version() -> str:
    try:
        return version("libro")
    except PackageNotFoundError:
        return "0"
