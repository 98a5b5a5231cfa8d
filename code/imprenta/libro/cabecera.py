"""Lo que la cabecera de una página dice de cómo se ejecuta: con qué núcleo, con cuánto tiempo y si cambia."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

NUCLEO = "python3"
SEGUNDOS = 60.0  # por celda
Camino = tuple[str, ...]
DE_LA_PAGINA: tuple[Camino, ...] = (("mystnb", "execution_timeout"), ("execution", "timeout"))
DEL_LIBRO: tuple[Camino, ...] = (("execute", "timeout"),)
ANCHO_DE_LIMITE = 60


def nucleo_de(cabecera: Mapping[str, Any]) -> str:
    """El núcleo que pide una página.

    >>> nucleo_de({"kernelspec": {"name": "ir"}}), nucleo_de({})
    ('ir', 'python3')
    """
    nucleo = dentro(cabecera, "kernelspec", "name")
    return nucleo if isinstance(nucleo, str) and nucleo else NUCLEO


def motivo_de_cambio(cabecera: Mapping[str, Any]) -> str:
    """Por qué una página da otra cosa cada vez, si lo declara: `imprenta: {cambia: motivo}`; si no, «».

    >>> motivo_de_cambio({"imprenta": {"cambia": "mide cuánto tarda"}}), motivo_de_cambio({"imprenta": 3})
    ('mide cuánto tarda', '')
    """
    motivo = dentro(cabecera, "imprenta", "cambia")
    return motivo.strip() if isinstance(motivo, str) else ""


def segundos_de(cabecera: Mapping[str, Any], config: Mapping[str, Any]) -> float:
    """El límite de segundos por celda: lo que dice la página, o `_config.yml`, o un minuto.

    Como en Jupyter Book, -1 es «sin límite». Lo que no es un límite no cuenta: `reparo_al_limite` lo dice.

    >>> segundos_de({"mystnb": {"execution_timeout": 5}}, {"execute": {"timeout": 30}})
    5.0
    >>> segundos_de({}, {"execute": {"timeout": -1}})
    inf
    """
    for datos, claves in ((cabecera, DE_LA_PAGINA), (config, DEL_LIBRO)):
        for valor in (dentro(datos, *camino) for camino in claves):
            if _es_limite(valor):
                return float(valor) if valor > 0 else math.inf
    return SEGUNDOS


def reparo_al_limite(datos: Mapping[str, Any], claves: Sequence[Camino]) -> tuple[Camino, str] | None:
    """Qué clave de un YAML dice un límite que no lo es, y por qué.

    >>> reparo_al_limite({"execute": {"timeout": 0}}, DEL_LIBRO)
    (('execute', 'timeout'), '«timeout: 0» no es un límite: di los segundos, o -1 si no lo hay')
    """
    for camino in claves:
        valor = dentro(datos, *camino)
        if valor is not None and not _es_limite(valor):
            dicho = " ".join(f"{camino[-1]}: {valor}".split())[:ANCHO_DE_LIMITE]
            return camino, f"«{dicho}» no es un límite: di los segundos, o -1 si no lo hay"
    return None


def _es_limite(valor: Any) -> bool:
    return isinstance(valor, int | float) and not isinstance(valor, bool) and (0 < valor < 1e9 or valor == -1)


def dentro(datos: Any, *claves: str) -> Any:
    """Lo que hay en unos mapas bajo una clave tras otra; None si alguna falta.

    >>> dentro({"a": {"b": 3}}, "a", "b"), dentro({"a": 3}, "a", "b")
    (3, None)
    """
    for clave in claves:
        datos = datos.get(clave) if isinstance(datos, Mapping) else None
    return datos
