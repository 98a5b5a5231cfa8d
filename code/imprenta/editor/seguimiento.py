"""Lo que el editor cuenta: qué se abre, qué se escribe, qué se guarda y qué cambia en el disco."""

from __future__ import annotations

from collections.abc import Callable, Set
from functools import partial
from pathlib import Path
from typing import Any

from lsprotocol import types

from imprenta.editor.atril import Atril
from imprenta.editor.cola import Prisa
from imprenta.editor.libros import ruta_de
from imprenta.editor.servidor import ServidorDeEditores
from imprenta.libro.disco import AJENAS
from imprenta.libro.libro import CONFIG, INDICE, LEGIBLES

VIGILADOS = "**/*.{py,md,ipynb,rst,bib,yml,yaml,csv,tsv,json,txt,npy,npz}"


def seguir(servidor: ServidorDeEditores) -> None:
    """Apunta lo que el servidor hace con cada noticia del editor."""
    for noticia, que_hacer in NOTICIAS.items():
        servidor.feature(noticia)(que_hacer)


def al_abrir(ls: ServidorDeEditores, params: types.DidOpenTextDocumentParams) -> None:
    doc = params.text_document
    ls.abrir(doc.uri, doc.text, doc.version)


def al_escribir(ls: ServidorDeEditores, params: types.DidChangeTextDocumentParams) -> None:
    ls.cambiar(params.text_document.uri, params.content_changes, params.text_document.version)


def al_cerrar(ls: ServidorDeEditores, params: types.DidCloseTextDocumentParams) -> None:
    ls.cerrar_documento(params.text_document.uri)


def al_guardar(ls: ServidorDeEditores, params: types.DidSaveTextDocumentParams) -> None:
    if (ruta := ruta_de(params.text_document.uri)) is not None:
        _ha_cambiado(ls, {ruta})


def al_cambiar_el_disco(ls: ServidorDeEditores, params: types.DidChangeWatchedFilesParams) -> None:
    nacen = {types.FileChangeType.Created, types.FileChangeType.Deleted}
    rutas = {ruta for cambio in params.changes if (ruta := ruta_de(cambio.uri)) is not None}
    otras = {ruta for cambio in params.changes if cambio.type in nacen and (ruta := ruta_de(cambio.uri))}
    _ha_cambiado(ls, rutas, otras)


def _ha_cambiado(ls: ServidorDeEditores, rutas: Set[Path], nacidas: Set[Path] = frozenset()) -> None:
    """Lo que depende de unos archivos se mira otra vez; `nacidas` son los que no estaban, o ya no están."""
    por_libro: dict[Path, tuple[Atril, set[Path]]] = {}
    for ruta in rutas:
        atril = (
            ls.libros.de(ruta) if ruta.name not in (CONFIG.name, INDICE.name) else _de_uno_abierto(ls, ruta)
        )
        if atril is not None and not _es_ajena(ruta.relative_to(atril.raiz)):
            por_libro.setdefault(atril.raiz, (atril, set()))[1].add(ruta)
    for atril, suyas in por_libro.values():
        _mirar_otra_vez(ls, atril, suyas, nacidas)


def _de_uno_abierto(ls: ServidorDeEditores, ruta: Path) -> Atril | None:
    """El libro ya abierto al que configura un archivo."""
    return ls.libros.atriles.get(ruta.parent)


def _mirar_otra_vez(ls: ServidorDeEditores, atril: Atril, rutas: set[Path], nacidas: Set[Path]) -> None:
    del_libro = {atril.raiz / CONFIG, atril.raiz / INDICE}
    nace_una_pagina = any(ruta.suffix in LEGIBLES for ruta in rutas & nacidas)
    if rutas & del_libro or nace_una_pagina:
        atril.olvidar()
        ls.encargar(ls.releer(atril))
    elif all(atril.es_pagina(ruta) for ruta in rutas):
        atril.mirar()
        for doc in (doc for ruta in rutas if (doc := ls.abiertos.en(ruta)) and doc.tarea is None):
            ls.juzgar(doc, Prisa.A_LA_VISTA)
    else:
        ls.juzgar_abiertas(atril)


def _es_ajena(ruta: Path) -> bool:
    """Lo construido y lo escondido no es del libro."""
    return any(parte in AJENAS or parte.startswith(".") for parte in ruta.parts)


def al_presentarse(ls: ServidorDeEditores, params: types.InitializeParams) -> None:
    """Lo que el editor quiere de otra manera: `{"paciencia": segundos}`."""
    opciones = params.initialization_options
    pedida = opciones.get("paciencia") if isinstance(opciones, dict) else None
    if isinstance(pedida, int | float) and pedida > 0:
        ls.paciencia = float(pedida)


def al_empezar(ls: ServidorDeEditores, _: types.InitializedParams) -> None:
    """Pide al editor que avise de lo que cambie en el disco; si no sabe, se mira desde aquí."""
    espacio = ls.client_capabilities.workspace
    vigila = espacio.did_change_watched_files if espacio else None
    if vigila is None or not vigila.dynamic_registration:
        ls.al_cambiar = partial(_ha_cambiado, ls)
        return
    opciones = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(VIGILADOS)])
    registro = types.Registration("imprenta-disco", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, opciones)
    ls.encargar(ls.client_register_capability_async(types.RegistrationParams([registro])))


def al_despedirse(ls: ServidorDeEditores, _: None) -> None:
    ls.despedirse()


NOTICIAS: dict[str, Callable[[ServidorDeEditores, Any], None]] = {
    types.INITIALIZE: al_presentarse,
    types.INITIALIZED: al_empezar,
    types.TEXT_DOCUMENT_DID_OPEN: al_abrir,
    types.TEXT_DOCUMENT_DID_CHANGE: al_escribir,
    types.TEXT_DOCUMENT_DID_SAVE: al_guardar,
    types.TEXT_DOCUMENT_DID_CLOSE: al_cerrar,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: al_cambiar_el_disco,
    types.SHUTDOWN: al_despedirse,
}
