"""La memoria que puede ocupar una página: la que diga `imprenta: memoria:` o la que hay en la máquina."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from imprenta.libro.cabecera import dentro

DE_SERIE, SIN_LIMITE_DE_MEMORIA = 0, -1  # megas que no se han dicho, o que no se quieren contar
MENOS_NO = 4096  # lo que se reserva y no se toca también cuenta: con menos no se importan algunas bibliotecas
PARTE_DE_LA_MAQUINA = 3, 4
MEGAS_DE = {"": 1, "M": 1, "MB": 1, "MIB": 1, "G": 1024, "GB": 1024, "GIB": 1024}
DICHA = re.compile(r"(\d+(?:[.,]\d+)?)\s*([a-z]*)", re.IGNORECASE)
CGROUP = Path("/sys/fs/cgroup")
TOPES = ("memory.max", "memory/memory.limit_in_bytes")  # de la segunda versión y de la primera


def megas_pedidos(config: Mapping[str, Any]) -> int:
    """Lo que pide `_config.yml`; si no pide nada, `DE_SERIE`.

    >>> megas_pedidos({"imprenta": {"memoria": "6 GB"}}), megas_pedidos({})
    (6144, 0)
    """
    dicho = dentro(config, "imprenta", "memoria")
    return DE_SERIE if dicho is None or reparo_a_la_memoria(dicho) else _leida(dicho) or DE_SERIE


def reparo_a_la_memoria(dicho: Any) -> str:
    """Por qué eso no dice cuánta memoria, o nada.

    >>> reparo_a_la_memoria("mucha")
    '«memoria: mucha» no es un límite: di los MB (8192), «8 GB», o -1 si no lo hay'
    """
    if isinstance(dicho, str | int | float) and not isinstance(dicho, bool) and _leida(dicho):
        return ""
    return f"«memoria: {dicho}» no es un límite: di los MB (8192), «8 GB», o -1 si no lo hay"


def _leida(dicho: str | float) -> int | None:
    if str(dicho).strip() == str(SIN_LIMITE_DE_MEMORIA):
        return SIN_LIMITE_DE_MEMORIA
    casa = DICHA.fullmatch(str(dicho).strip())
    if casa is None or casa[2].upper() not in MEGAS_DE:
        return None
    return int(float(casa[1].replace(",", ".")) * MEGAS_DE[casa[2].upper()]) or None


def megas_de_una_pagina(pedidos: int) -> int:
    """El límite en esta máquina: lo pedido o, si no se pide nada, tres cuartos de lo que hay.

    >>> megas_de_una_pagina(512)
    512
    """
    if pedidos != DE_SERIE:
        return pedidos
    parte, de = PARTE_DE_LA_MAQUINA
    return max(MENOS_NO, megas_de_la_maquina() * parte // de)


@functools.cache
def megas_de_la_maquina() -> int:
    """Los que tiene, o los que su contenedor le deja."""
    return min((octetos >> 20 for octetos in _octetos()), default=MENOS_NO)


def _octetos() -> Iterator[int]:
    if hasattr(os, "sysconf") and {"SC_PAGE_SIZE", "SC_PHYS_PAGES"} <= os.sysconf_names.keys():
        yield os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for tope in TOPES:
        try:
            yield int((CGROUP / tope).read_text(encoding="ascii"))
        except (OSError, ValueError):  # no hay contenedor, o no tiene tope («max»)
            continue
