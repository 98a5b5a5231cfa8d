"""Un editor de mentira que habla de verdad: un cliente de LSP con el servidor en otro proceso."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.client import LanguageClient

Falta = tuple[int, int, str]  # la línea y la columna, desde 1 y en letras, y el mensaje
PACIENCIA = float(os.environ.get("PACIENCIA_DEL_EDITOR", 300))  # segundos: lo que no llega en ellos no llega
ORDEN = (sys.executable, "-m", "imprenta", "lsp")


class Editor:
    """Los archivos abiertos, con su texto tal como lo lleva el editor, y lo que el servidor ha dicho."""

    def __init__(self) -> None:
        self.cliente = LanguageClient("editor-de-prueba", "1")
        self.textos: dict[str, str] = {}
        self.versiones: dict[str, int] = {}
        self.dicho: dict[str, types.PublishDiagnosticsParams] = {}
        self.registro: list[types.LogMessageParams] = []
        self.registrados: list[types.Registration] = []
        self.anunciado: list[Any] = []
        self.novedad = asyncio.Condition()
        self.unidades = "utf-16"
        self._atender()

    def _atender(self) -> None:
        async def publicados(params: types.PublishDiagnosticsParams) -> None:
            async with self.novedad:
                self.dicho[params.uri] = params
                self.novedad.notify_all()

        async def apuntado(params: types.LogMessageParams) -> None:
            async with self.novedad:
                self.registro.append(params)
                self.novedad.notify_all()

        def registrado(params: types.RegistrationParams) -> None:
            self.registrados.extend(params.registrations)

        def creado(params: types.WorkDoneProgressCreateParams) -> None:
            self.anunciado.append(params.token)

        def avance(params: types.ProgressParams) -> None:
            self.anunciado.append(params.value)

        noticias: dict[str, Callable[[Any], Any]] = {
            types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS: publicados,
            types.WINDOW_LOG_MESSAGE: apuntado,
            types.CLIENT_REGISTER_CAPABILITY: registrado,
            types.WINDOW_WORK_DONE_PROGRESS_CREATE: creado,
            types.PROGRESS: avance,
        }
        for noticia, que_hacer in noticias.items():
            self.cliente.feature(noticia)(que_hacer)

    async def arrancar(
        self,
        *raices: Path,
        unidades: str = "",
        vigila: bool = True,
        orden: Sequence[str] = ORDEN,
        paciencia: float = PACIENCIA,
    ) -> types.InitializeResult:
        """Arranca el servidor en su propio grupo y se presenta."""
        await self.cliente.start_io(*orden, env=dict(os.environ), start_new_session=True)
        capacidades = types.ClientCapabilities(
            general=types.GeneralClientCapabilities(
                position_encodings=[types.PositionEncodingKind(unidades)] if unidades else None
            ),
            window=types.WindowClientCapabilities(work_done_progress=True),
            workspace=types.WorkspaceClientCapabilities(
                workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=True),
                did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(
                    dynamic_registration=vigila
                ),
            ),
        )
        carpetas = [types.WorkspaceFolder(raiz.as_uri(), raiz.name) for raiz in raices]
        presentacion = types.InitializeParams(
            capacidades, workspace_folders=carpetas, initialization_options={"paciencia": paciencia}
        )
        hecho = await self.cliente.initialize_async(presentacion)
        self.cliente.initialized(types.InitializedParams())
        acordadas = hecho.capabilities.position_encoding
        self.unidades = str(getattr(acordadas, "value", acordadas) or "utf-16")
        return hecho

    @property
    def proceso(self) -> asyncio.subprocess.Process:
        assert self.cliente._server is not None
        return self.cliente._server

    async def despedirse(self) -> int:
        """Se despide como es debido; lo que devuelve el servidor al acabar."""
        await self.cliente.shutdown_async(None)
        self.cliente.exit(None)
        estado = await asyncio.wait_for(self.proceso.wait(), PACIENCIA)
        await self.cliente.stop()  # type: ignore[no-untyped-call]
        return estado

    # ——— Los documentos ———

    def abrir(self, ruta: Path, texto: str | None = None) -> str:
        uri = ruta.as_uri()
        self.textos[uri] = ruta.read_bytes().decode("utf-8") if texto is None else texto
        self.versiones[uri] = 1
        doc = types.TextDocumentItem(uri, "markdown", 1, self.textos[uri])
        self.cliente.text_document_did_open(types.DidOpenTextDocumentParams(doc))
        return uri

    def escribir(self, uri: str, viejo: str, nuevo: str) -> None:
        """Cambia un trozo, que está una sola vez, como quien lo teclea."""
        assert self.textos[uri].count(viejo) == 1, viejo
        inicio = self.textos[uri].index(viejo)
        self.cambiar(uri, inicio, inicio + len(viejo), nuevo)

    def cambiar(self, uri: str, inicio: int, fin: int, nuevo: str) -> None:
        """Cambia el texto entre dos posiciones suyas."""
        tramo = types.Range(self.lugar(uri, inicio), self.lugar(uri, fin))
        self.textos[uri] = self.textos[uri][:inicio] + nuevo + self.textos[uri][fin:]
        self.versiones[uri] += 1
        cual = types.VersionedTextDocumentIdentifier(uri=uri, version=self.versiones[uri])
        cambio = types.TextDocumentContentChangePartial(range=tramo, text=nuevo)
        self.cliente.text_document_did_change(types.DidChangeTextDocumentParams(cual, [cambio]))

    def guardar(self, uri: str) -> None:
        """Lo deja en el disco, octeto a octeto, y lo dice."""
        Path(uri.removeprefix("file://")).write_bytes(self.textos[uri].encode("utf-8"))
        cual = types.TextDocumentIdentifier(uri)
        self.cliente.text_document_did_save(types.DidSaveTextDocumentParams(cual))

    def cerrar(self, uri: str) -> None:
        self.textos.pop(uri)
        cual = types.TextDocumentIdentifier(uri)
        self.cliente.text_document_did_close(types.DidCloseTextDocumentParams(cual))

    def aplicar(self, edicion: types.WorkspaceEdit | None) -> None:
        """Hace lo que manda una edición, de atrás adelante; tiene que ser para lo que hay escrito."""
        assert edicion is not None
        for documento in edicion.document_changes or []:
            assert isinstance(documento, types.TextDocumentEdit)
            uri = documento.text_document.uri
            assert documento.text_document.version == self.versiones[uri]
            trozos = [
                (self.posicion(uri, t.range.start), self.posicion(uri, t.range.end), t)
                for t in documento.edits
            ]
            for inicio, fin, trozo in sorted(trozos, key=lambda uno: -uno[0]):
                assert isinstance(trozo, types.TextEdit)
                self.cambiar(uri, inicio, fin, trozo.new_text)

    # ——— Los lugares, contados aquí y no con lo que se prueba ———

    def _ancho(self, texto: str) -> int:
        codificado = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}[self.unidades]
        return len(texto.encode(codificado)) // {"utf-8": 1, "utf-16": 2, "utf-32": 4}[self.unidades]

    def lugar(self, uri: str, posicion: int) -> types.Position:
        antes = self.textos[uri][:posicion].replace("\r\n", "\n").replace("\r", "\n")
        linea = antes.count("\n")
        return types.Position(linea, self._ancho(antes.rpartition("\n")[2]))

    def posicion(self, uri: str, lugar: types.Position) -> int:
        lineas = self.textos[uri].splitlines(keepends=True) or [""]
        if lugar.line >= len(lineas):
            return len(self.textos[uri])
        columna = next(
            k
            for k in range(len(lineas[lugar.line]) + 1)
            if self._ancho(lineas[lugar.line][:k]) == lugar.character
        )
        return sum(map(len, lineas[: lugar.line])) + columna

    # ——— Lo que dice el servidor ———

    def faltas(self, uri: str) -> list[Falta]:
        """Lo que hay subrayado, como lo diría `verify`."""
        return sorted(
            (d.range.start.line + 1, self._columna(uri, d.range.start), d.message)
            for d in (self.dicho[uri].diagnostics if uri in self.dicho else ())
        )

    def _columna(self, uri: str, lugar: types.Position) -> int:
        if uri not in self.textos:
            return lugar.character + 1
        posicion = self.posicion(uri, lugar)
        antes = self.textos[uri][:posicion].replace("\r", "\n").rpartition("\n")[2]
        return len(antes.removeprefix("\ufeff")) + 1

    def subrayado(self, uri: str) -> list[str]:
        """El texto que hay bajo cada raya."""
        return [
            self.textos[uri][self.posicion(uri, d.range.start) : self.posicion(uri, d.range.end)]
            for d in sorted(
                self.dicho[uri].diagnostics, key=lambda d: (d.range.start.line, d.range.start.character)
            )
        ]

    async def hasta(self, se_cumple: Callable[[], bool]) -> None:
        """Espera a que algo se cumpla tras una noticia del servidor."""

        async def cumplido() -> None:
            async with self.novedad:
                await self.novedad.wait_for(se_cumple)

        await asyncio.wait_for(cumplido(), PACIENCIA)

    async def hasta_que_diga(self, uri: str, *faltas: Falta) -> None:
        """Espera a que lo subrayado en lo que hay escrito ahora sea exactamente eso."""

        def lo_dice() -> bool:
            al_dia = uri in self.dicho and self.dicho[uri].version in (self.versiones.get(uri), None)
            return al_dia and self.faltas(uri) == sorted(faltas)

        try:
            await self.hasta(lo_dice)
        except TimeoutError:
            apuntado = [uno.message for uno in self.registro]
            dicho = f"se esperaba {sorted(faltas)} y se dice {self.faltas(uri)}; apuntado: {apuntado}"
            raise AssertionError(dicho) from None

    async def pasar(self, uri: str, posicion: int) -> str:
        """Lo que se ve al pasar por una posición del texto."""
        cual = types.TextDocumentIdentifier(uri)
        visto = await self.cliente.text_document_hover_async(
            types.HoverParams(cual, self.lugar(uri, posicion))
        )
        return visto.contents.value if visto and isinstance(visto.contents, types.MarkupContent) else ""

    async def completar(self, uri: str, posicion: int) -> list[types.CompletionItem]:
        cual = types.TextDocumentIdentifier(uri)
        pedido = types.CompletionParams(cual, self.lugar(uri, posicion))
        hallado = await self.cliente.text_document_completion_async(pedido)
        return list(hallado.items if isinstance(hallado, types.CompletionList) else hallado or ())

    async def buscar(self, uri: str, posicion: int) -> list[tuple[str, int]]:
        """El archivo y la línea, desde 1, en que está definido lo de una posición."""
        cual = types.TextDocumentIdentifier(uri)
        pedido = types.DefinitionParams(cual, self.lugar(uri, posicion))
        hallado: Any = await self.cliente.text_document_definition_async(pedido) or []
        return [(Path(uno.uri.removeprefix("file://")).name, uno.range.start.line + 1) for uno in hallado]

    async def arreglos(
        self, uri: str, posicion: int, como: types.CodeActionTriggerKind | None = None, solo: str = ""
    ) -> list[types.CodeAction]:
        """Lo que se puede hacer con lo subrayado en una posición."""
        lugar = self.lugar(uri, posicion)
        aqui = [
            d for d in self.dicho[uri].diagnostics if d.range.start.line <= lugar.line <= d.range.end.line
        ]
        contexto = types.CodeActionContext(aqui, [solo] if solo else None, como)
        pedido = types.CodeActionParams(
            types.TextDocumentIdentifier(uri), types.Range(lugar, lugar), contexto
        )
        hallados = await self.cliente.text_document_code_action_async(pedido) or []
        return [uno for uno in hallados if isinstance(uno, types.CodeAction)]


def con_un_editor(guion: Callable[[Editor], Coroutine[Any, Any, None]]) -> None:
    """Cumple un guion con un editor; pase lo que pase, el servidor acaba."""

    async def todo() -> None:
        editor = Editor()
        try:
            await guion(editor)
        finally:
            if editor.cliente._server is not None and editor.proceso.returncode is None:
                editor.proceso.kill()
                await editor.proceso.wait()
            await editor.cliente.stop()  # type: ignore[no-untyped-call]

    # En otro hilo: en este puede seguir en marcha el bucle con que Playwright lleva el navegador.
    with ThreadPoolExecutor(1) as hilo:
        hilo.submit(asyncio.run, todo()).result()
