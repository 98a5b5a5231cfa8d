"""Lo que la cabecera de una página dice de cómo se ejecuta: con qué núcleo y con cuánto tiempo."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

NUCLEO = "python3"
SEGUNDOS = 60.0  # por celda


def nucleo_de(cabecera: Mapping[str, Any]) -> str:
    """El núcleo que pide una página.

    >>> nucleo_de({"kernelspec": {"name": "ir"}}), nucleo_de({})
    ('ir', 'python3')
    """
    nucleo = _dentro(cabecera, "kernelspec", "name")
    return nucleo if isinstance(nucleo, str) and nucleo else NUCLEO


def segundos_de(cabecera: Mapping[str, Any], config: Mapping[str, Any]) -> float:
    """El límite de segundos por celda: lo que dice la página, o `_config.yml`, o un minuto.

    Como en Jupyter Book, un número negativo es «sin límite».

    >>> segundos_de({"mystnb": {"execution_timeout": 5}}, {"execute": {"timeout": 30}})
    5.0
    >>> segundos_de({}, {"execute": {"timeout": -1}})
    inf
    """
    for valor in (
        _dentro(cabecera, "mystnb", "execution_timeout"),
        _dentro(cabecera, "execution", "timeout"),
        _dentro(config, "execute", "timeout"),
    ):
        if isinstance(valor, int | float) and not isinstance(valor, bool):
            return float(valor) if valor >= 0 else math.inf
    return SEGUNDOS


def _dentro(datos: Any, *claves: str) -> Any:
    for clave in claves:
        datos = datos.get(clave) if isinstance(datos, Mapping) else None
    return datos
