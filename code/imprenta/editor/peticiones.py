"""Lo que el editor pregunta: qué es esto, con qué sigue, dónde está, qué se puede hacer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from functools import partial
from typing import Any, NamedTuple, TypeVar

from lsprotocol import types

from imprenta.editor.arreglos import ARREGLO_TOTAL, Arreglador
from imprenta.editor.atril import Atril, Indagado, Juzgado
from imprenta.editor.borrador import Borrador
from imprenta.editor.cola import Prisa
from imprenta.editor.completado import completados, pregunta_en
from imprenta.editor.destinos import Paradero, destinos_de, nombrado_bajo
from imprenta.editor.documento import Documento
from imprenta.editor.esquema import esquema_de
from imprenta.editor.flotante import completado_con, flotante_en
from imprenta.editor.libros import uri_de
from imprenta.editor.lugares import Trecho, punto_de
from imprenta.editor.servidor import ServidorDeEditores
from imprenta.leer.lectura import leer
from imprenta.libro.pagina import Pagina

_T = TypeVar("_T")
VECES_AL_BUSCAR = 5  # la paciencia de quien pide que se busque algo


class Puntero(NamedTuple):
    """Un documento de un libro, leído tal como está escrito, y una posición de su texto."""

    doc: Documento
    atril: Atril
    pagina: Pagina
    posicion: int


def atender_preguntas(servidor: ServidorDeEditores) -> None:
    """Apunta lo que el servidor contesta a cada pregunta del editor."""
    servidor.feature(types.TEXT_DOCUMENT_HOVER)(al_pasar)
    con_que = types.CompletionOptions(trigger_characters=["<", ".", "[", "{", "#", "`"])
    servidor.feature(types.TEXT_DOCUMENT_COMPLETION, con_que)(al_completar)
    servidor.feature(types.TEXT_DOCUMENT_DEFINITION)(al_buscar)
    servidor.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)(al_esbozar)
    clases = types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix, ARREGLO_TOTAL])
    servidor.feature(types.TEXT_DOCUMENT_CODE_ACTION, clases)(al_arreglar)


async def al_pasar(ls: ServidorDeEditores, params: types.HoverParams) -> types.Hover | None:
    """El valor, con todas sus cifras, y lo que se sabe de los nombres que lo calculan."""
    sitio = sitio_de(ls, params.text_document.uri, params.position)
    juzgado = await _al_dia(sitio, ls.paciencia)
    if sitio is None or juzgado is None:
        return None
    flotante = flotante_en(sitio.atril, juzgado.juicio, sitio.posicion)
    if flotante is None:
        return None
    texto = flotante.texto
    if flotante.expresiones or flotante.lados:
        punto = punto_de(sitio.pagina, sitio.posicion)
        tarea = partial(_completado, sitio, punto, flotante)
        texto = await con_paciencia(sitio.atril, tarea, texto, ls.paciencia)
    if not texto:
        return None
    contenido = types.MarkupContent(types.MarkupKind.Markdown, texto)
    return types.Hover(contenido, sitio.doc.escrito.tramo(*flotante.tramo))


def _completado(sitio: Puntero, punto: int, flotante: Any) -> str:
    return completado_con(flotante, indagador(sitio, sitio.doc.escrito, punto), sitio.atril.raiz)


async def al_completar(ls: ServidorDeEditores, params: types.CompletionParams) -> types.CompletionList | None:
    """Con qué puede seguir lo que se está escribiendo."""
    sitio = sitio_de(ls, params.text_document.uri, params.position)
    pregunta = pregunta_en(sitio.pagina, sitio.posicion) if sitio else None
    if sitio is None or pregunta is None:
        return None
    escrito = sitio.doc.escrito
    indagado = indagador(sitio, escrito, pregunta.punto)

    def tarea() -> list[types.CompletionItem]:
        paginas = _paginas(sitio.atril, sitio) if pregunta.empezado.que == "destino" else []
        return completados(pregunta, sitio.atril, escrito, indagado, paginas)

    if pregunta.empezado.que in ("rol", "clave"):
        return types.CompletionList(False, completados(pregunta, sitio.atril, escrito, indagado, []))
    return types.CompletionList(False, await con_paciencia(sitio.atril, tarea, [], ls.paciencia))


async def al_buscar(ls: ServidorDeEditores, params: types.DefinitionParams) -> list[types.Location] | None:
    """Dónde está definido lo que se nombra."""
    sitio = sitio_de(ls, params.text_document.uri, params.position)
    nombrado = nombrado_bajo(sitio.pagina, sitio.posicion) if sitio else None
    if sitio is None or nombrado is None:
        return None
    indagado = indagador(sitio, sitio.doc.escrito, punto_de(sitio.pagina, sitio.posicion))
    tarea = partial(
        destinos_de,
        nombrado,
        sitio.atril,
        sitio.pagina,
        sitio.posicion,
        indagado,
        partial(_paginas, sitio.atril, sitio),
    )
    destinos: list[Paradero] = await con_paciencia(sitio.atril, tarea, [], ls.paciencia)
    return [_lugar(ls, destino) for destino in destinos]


def al_esbozar(
    ls: ServidorDeEditores, params: types.DocumentSymbolParams
) -> list[types.DocumentSymbol] | None:
    """El esquema de la página."""
    sitio = sitio_de(ls, params.text_document.uri, types.Position(0, 0))
    return esquema_de(sitio.pagina, sitio.doc.escrito) if sitio else None


async def al_arreglar(
    ls: ServidorDeEditores, params: types.CodeActionParams
) -> list[types.CodeAction] | None:
    """Lo que se puede hacer con lo que está mal en un tramo."""
    sitio = sitio_de(ls, params.text_document.uri, params.range.start)
    juzgado = await _al_dia(sitio, ls.paciencia * VECES_AL_BUSCAR)
    if sitio is None or juzgado is None:
        return None
    espacio = ls.client_capabilities.workspace
    edita = espacio.workspace_edit if espacio else None
    hasta = sitio.doc.escrito.posicion(params.range.end)
    arreglador = Arreglador(
        sitio.doc,
        juzgado,
        Trecho(sitio.posicion, hasta),
        params.context,
        bool(edita and edita.document_changes),
    )
    return [
        *arreglador.enmendar(),
        *(await _candidatos(sitio, arreglador, ls.paciencia) if arreglador.busca else ()),
    ]


async def _candidatos(sitio: Puntero, arreglador: Arreglador, paciencia: float) -> list[types.CodeAction]:
    escrito, ruta = sitio.doc.escrito, sitio.doc.ruta

    def tarea() -> list[types.CodeAction]:
        return sitio.atril.con_la_mesa(ruta, escrito, lambda mesa: arreglador.atar(mesa, ruta)) or []

    return await con_paciencia(sitio.atril, tarea, [], paciencia * VECES_AL_BUSCAR)


# ——— Lo que comparten ———


def sitio_de(ls: ServidorDeEditores, uri: str, lugar: types.Position) -> Puntero | None:
    """El sitio de un documento abierto que sea página de un libro; si no, nada."""
    doc = ls.abiertos.por_uri.get(uri)
    atril = ls.libros.de(doc.ruta) if doc else None
    if doc is None or atril is None or not atril.es_pagina(doc.ruta) or not atril.se_edita_tal_cual(doc.ruta):
        return None
    nombres = frozenset(atril.libro.nombres if atril.libro else ())
    pagina = leer(doc.ruta.relative_to(atril.raiz), doc.escrito.octetos, nombres)
    if pagina.texto != doc.escrito.texto:
        return None  # no se puede leer
    return Puntero(doc, atril, pagina, doc.escrito.posicion(lugar))


def indagador(sitio: Puntero, escrito: Borrador, punto: int) -> Indagado:
    """Quien pregunta al proceso de la página en un punto; si no se puede, no se sabe nada."""

    def indagado(pedido: Mapping[str, Any]) -> dict[str, Any]:
        try:
            return sitio.atril.indagar(sitio.doc.ruta, escrito, punto, pedido)
        except Exception:
            return {}

    return indagado


async def con_paciencia(atril: Atril, tarea: Callable[[], _T], si_no: _T, paciencia: float) -> _T:
    """Lo que da una tarea en el hilo que ejecuta, si lo da pronto; si falla, se sabe."""
    futuro: Future[_T] = atril.cola.pedir(Prisa.AHORA, tarea)
    try:
        return await asyncio.wait_for(asyncio.wrap_future(futuro), paciencia)
    except TimeoutError:
        return si_no


async def _al_dia(sitio: Puntero | None, paciencia: float) -> Juzgado | None:
    """El juicio de lo que hay escrito; si se está haciendo, se espera un poco, y si cambia, ya no vale."""
    if sitio is None:
        return None
    doc, escrito = sitio.doc, sitio.doc.escrito
    juzgado = doc.al_dia
    if (juzgado is None or juzgado.parcial) and doc.tarea is not None and not doc.tarea.done():
        await asyncio.wait({doc.tarea}, timeout=paciencia)
    return doc.al_dia if doc.escrito is escrito else None


def _paginas(atril: Atril, sitio: Puntero) -> list[Pagina]:
    return (
        atril.con_la_mesa(sitio.doc.ruta, sitio.doc.escrito, lambda mesa: [*mesa.jornada.paginas.values()])
        or []
    )


def _lugar(ls: ServidorDeEditores, destino: Paradero) -> types.Location:
    escrito = ls.abiertos.escrito_en(destino.ruta, ls.unidades)
    inicio = escrito.lineas.principio(destino.linea - 1) + destino.columna - 1
    abierto = ls.abiertos.en(destino.ruta)
    uri = abierto.uri if abierto else uri_de(destino.ruta)
    return types.Location(uri, escrito.tramo(inicio, inicio + destino.largo))
