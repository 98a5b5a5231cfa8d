"""Un editor de mentira que habla de verdad con `lsp`: cuánto tarda en contestar a quien escribe."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from lsprotocol import types
from pygls.lsp.client import LanguageClient

PACIENCIA = 300  # segundos


class Editor:
    """Un editor conectado con el servidor del libro: lo que escribe y lo que le contestan."""

    def __init__(self, cliente: LanguageClient) -> None:
        self.cliente, self.versiones = cliente, dict[str, int]()
        self.dichos: dict[str, list[types.Diagnostic]] = {}
        self.novedad = asyncio.Condition()

        async def anotar(dicho: types.PublishDiagnosticsParams) -> None:
            async with self.novedad:
                self.dichos[dicho.uri] = list(dicho.diagnostics)
                self.novedad.notify_all()

        # Es una función y no un método porque pygls apunta en ella lo que atiende.
        cliente.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(anotar)

    def abrir(self, ruta: Path, texto: str) -> None:
        """Abre una página que dice eso, que puede no ser lo que hay en el disco."""
        uri = ruta.as_uri()
        self.versiones[uri] = 1
        documento = types.TextDocumentItem(uri, "markdown", 1, texto)
        self.cliente.text_document_did_open(types.DidOpenTextDocumentParams(documento))

    def escribir(self, ruta: Path, texto: str) -> None:
        """La página dice ahora otra cosa, sin guardarse."""
        uri = ruta.as_uri()
        self.versiones[uri] += 1
        documento = types.VersionedTextDocumentIdentifier(self.versiones[uri], uri)
        entera = types.TextDocumentContentChangeWholeDocument(texto)
        self.cliente.text_document_did_change(types.DidChangeTextDocumentParams(documento, [entera]))

    async def dichas(
        self, ruta: Path, condicion: Callable[[list[types.Diagnostic]], bool]
    ) -> list[types.Diagnostic]:
        """Espera a que lo que se dice de la página cumpla algo, y lo da."""
        uri = ruta.as_uri()
        async with asyncio.timeout(PACIENCIA), self.novedad:
            await self.novedad.wait_for(lambda: uri in self.dichos and condicion(self.dichos[uri]))
            return self.dichos[uri]

    async def al_pasar(self, ruta: Path, lugar: types.Position) -> types.Hover | None:
        """Lo que se enseña con el cursor en un sitio."""
        return await self.cliente.text_document_hover_async(types.HoverParams(_documento(ruta), lugar))

    async def completar(self, ruta: Path, lugar: types.Position) -> list[str]:
        """Lo que se propone escribir en un sitio."""
        pedido = types.CompletionParams(_documento(ruta), lugar)
        dado = await self.cliente.text_document_completion_async(pedido)
        propuestas = dado.items if isinstance(dado, types.CompletionList) else dado or []
        return [propuesta.label for propuesta in propuestas]

    async def arreglos(self, ruta: Path, falta: types.Diagnostic) -> list[str]:
        """Lo que se propone hacer con una falta."""
        contexto = types.CodeActionContext([falta])
        pedido = types.CodeActionParams(_documento(ruta), falta.range, contexto)
        return [accion.title for accion in await self.cliente.text_document_code_action_async(pedido) or []]


def _documento(ruta: Path) -> types.TextDocumentIdentifier:
    return types.TextDocumentIdentifier(ruta.as_uri())


def posicion(texto: str, inicio: int) -> types.Position:
    """El sitio de un carácter como lo cuentan los editores: línea y unidades de UTF-16, desde 0."""
    antes = texto[:inicio]
    renglon = antes.rpartition("\n")[2]
    return types.Position(antes.count("\n"), len(renglon.encode("utf-16-le")) // 2)


@contextlib.asynccontextmanager
async def editando(libro: Path) -> AsyncIterator[Editor]:
    """Un editor con el servidor del libro, arrancado como lo arranca uno de verdad."""
    cliente = LanguageClient("bench", "1")
    await cliente.start_io(sys.executable, "-m", "imprenta", "lsp", cwd=libro)
    raiz = libro.as_uri()
    carpetas = [types.WorkspaceFolder(raiz, libro.name)]
    capaz = types.ClientCapabilities()
    inicio = types.InitializeParams(capabilities=capaz, root_uri=raiz, workspace_folders=carpetas)
    await cliente.initialize_async(inicio)
    cliente.initialized(types.InitializedParams())
    try:
        yield Editor(cliente)
    finally:
        await cliente.shutdown_async(None)
        cliente.exit(None)
        await cliente.stop()  # type: ignore[no-untyped-call]  # pygls no dice sus tipos
