"""De teclear a saberlo: lo que `lsp` tarda en contestar en cada página, y un `make verify` de lo mismo."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from lsprotocol import types

from bench.ediciones import atado_falso, numero_falso, rol_de_en_medio, suelto_nuevo
from bench.editor import Editor, editando, posicion
from bench.medida import medir
from bench.vivo import libro_de, pagina_leida
from imprenta.libro.pagina import Pagina

VERIFY = [sys.executable, "-m", "imprenta", "verify", "."]
FALSEDADES = {
    "un número falso": numero_falso,
    "un número sin atar": suelto_nuevo,
    "un número recién atado, y falso": atado_falso,
}


@dataclass(frozen=True)
class Contestado:
    """Los segundos que tarda el editor en saber algo de una página y los de un `make verify` de lo mismo."""

    pagina: str
    que: str
    segundos: float
    verificado: float = 0.0


def al_teclear(paginas: list[Path]) -> Iterator[Contestado]:
    """Lo que se tarda en contestar en cada página, ya verificada, que en el disco no cambia."""
    contestados = asyncio.run(_todo(paginas))
    for ruta in paginas:
        verificado = {que: _verificar(ruta, que) for que in FALSEDADES}
        for contestado in contestados[ruta]:
            segundos = verificado.get(contestado.que, 0.0)
            yield Contestado(contestado.pagina, contestado.que, contestado.segundos, segundos)


def _verificar(ruta: Path, que: str) -> float:
    pagina = pagina_leida(ruta)
    try:
        ruta.write_text(FALSEDADES[que](pagina, 0).texto, encoding="utf-8")
        return medir(VERIFY, libro_de(ruta), estados=[1]).segundos
    finally:
        ruta.write_text(pagina.texto, encoding="utf-8")


async def _todo(paginas: list[Path]) -> dict[Path, list[Contestado]]:
    async with editando(libro_de(paginas[0])) as editor:
        return {ruta: [dicho async for dicho in _en_una_pagina(editor, ruta)] for ruta in paginas}


async def _en_una_pagina(editor: Editor, ruta: Path) -> AsyncIterator[Contestado]:
    pagina = pagina_leida(ruta)
    falsa = numero_falso(pagina, 0)
    # Se abre ya con algo falso: hasta que no se ejecuta, nadie lo sabe.
    abierta = await _hasta(editor, ruta, falsa.se_ve, partial(editor.abrir, ruta, falsa.texto))
    yield Contestado(ruta.stem, "abrir la página", abierta)
    await _hasta(editor, ruta, "", partial(editor.escribir, ruta, pagina.texto))
    for que, falsear in FALSEDADES.items():
        edicion = falsear(pagina, 1)
        segundos = await _hasta(editor, ruta, edicion.se_ve, partial(editor.escribir, ruta, edicion.texto))
        yield Contestado(ruta.stem, que, segundos)
        falta = next(falta for falta in editor.dichos[ruta.as_uri()] if edicion.se_ve in falta.message)
        segundos = await _cronometrar(editor.arreglos(ruta, falta), f"arreglar «{falta.message}»")
        yield Contestado(ruta.stem, f"arreglar {que}", segundos)
        await _hasta(editor, ruta, "", partial(editor.escribir, ruta, pagina.texto))
    async for contestado in _en_una_expresion(editor, ruta, pagina):
        yield contestado


async def _en_una_expresion(editor: Editor, ruta: Path, pagina: Pagina) -> AsyncIterator[Contestado]:
    rol = rol_de_en_medio(pagina)
    assert rol.tramo is not None
    lugar = posicion(pagina.texto, rol.tramo[1] - 2)
    segundos = await _cronometrar(editor.al_pasar(ruta, lugar), f"decir de «{rol.expresion}»")
    yield Contestado(ruta.stem, "enseñar lo que vale", segundos)
    a_medias = pagina.texto[: rol.tramo[1]].rpartition("<")[0] + "<"
    editor.escribir(ruta, a_medias + pagina.texto[rol.tramo[1] :])
    completar = editor.completar(ruta, posicion(a_medias, len(a_medias)))
    yield Contestado(ruta.stem, "completar un nombre", await _cronometrar(completar, "escribir tras «<»"))
    await _hasta(editor, ruta, "", partial(editor.escribir, ruta, pagina.texto))


async def _cronometrar(peticion: Awaitable[Any], para_que: str) -> float:
    """Los segundos de una petición, que ha de dar algo."""
    empieza = time.perf_counter()
    if not await peticion:
        raise SystemExit(f"el editor no propone nada para {para_que}")
    return time.perf_counter() - empieza


async def _hasta(editor: Editor, ruta: Path, dice: str, hacer: Callable[[], None]) -> float:
    """Los segundos hasta que se dice eso de la página o, si no es nada, hasta que no se dice nada."""

    def cumplido(dichas: list[types.Diagnostic]) -> bool:
        return any(dice in falta.message for falta in dichas) if dice else not dichas

    editor.dichos.pop(ruta.as_uri(), None)
    empieza = time.perf_counter()
    hacer()
    await editor.dichas(ruta, cumplido)
    return time.perf_counter() - empieza
