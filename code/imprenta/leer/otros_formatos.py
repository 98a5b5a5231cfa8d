"""Las páginas en un formato que el libro añade, como los guiones de Jupytext: las lee otro.

Quien las lee da un cuaderno y no dice de dónde ha salido cada línea: se busca en el archivo, de arriba abajo,
la que acaba así, que puede llevar delante la almohadilla de un comentario.
"""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from imprenta.leer.ipynb import CuadernoMalEscrito, desplegar
from imprenta.libro.formatos import Formato
from imprenta.libro.texto import TAL_CUAL, Desplegado, Renglon

SIN_PALABRAS = re.compile(r"[^\w]*")  # lo que un formato puede poner delante de una línea


def desplegar_con(formato: Formato, texto: str) -> Desplegado:
    """Despliega una página con el lector de su formato; lanza `CuadernoMalEscrito` si no la entiende."""
    hecho = desplegar(json.dumps(_leida(formato, texto), ensure_ascii=False))
    hecho.ajeno = True
    hecho.renglones = list(_renglones(hecho, texto.split("\n")))
    return hecho


def _leida(formato: Formato, texto: str) -> Any:
    """El cuaderno que da el lector, sin nada que no sea JSON."""
    try:
        cuaderno = _lector(formato.lector)(texto, **json.loads(formato.opciones))
        return json.loads(json.dumps(cuaderno))
    except Exception as error:
        dicho = " ".join(f"{type(error).__name__}: {error}".split())
        raise CuadernoMalEscrito(f"`{formato.lector}` no lo lee: {dicho}") from error


def _lector(nombre: str) -> Callable[..., Any]:
    modulo, _, funcion = nombre.rpartition(".")
    leer: Callable[..., Any] = getattr(importlib.import_module(modulo), funcion)
    return leer


def _renglones(hecho: Desplegado, archivo: Sequence[str]) -> Iterator[Renglon]:
    """De dónde sale cada línea: las que pone la imprenta, de la siguiente que no."""
    marcos, desde = 0, 0
    for linea, (*_, crudo) in zip(hecho.lineas, hecho.renglones, strict=True):
        if crudo is None:
            marcos += 1
            continue
        hallada = next((n for n in range(desde, len(archivo)) if _es_esa(archivo[n], linea)), None)
        n = min(desde, len(archivo) - 1) if hallada is None else hallada
        yield from [(n + 1, 0, None)] * marcos
        yield n + 1, len(archivo[n]) - len(linea) if hallada is not None else 0, TAL_CUAL
        marcos, desde = 0, desde if hallada is None else hallada + 1
    yield from [(max(1, min(desde, len(archivo))), 0, None)] * marcos


def _es_esa(escrita: str, linea: str) -> bool:
    antes = escrita.removesuffix(linea)
    return escrita.endswith(linea) and SIN_PALABRAS.fullmatch(antes) is not None
