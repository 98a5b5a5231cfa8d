"""Lo que la cabecera de una página dice de ella: con qué núcleo se ejecuta y si da otra cosa cada vez."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

NUCLEO = "python3"


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


def dentro(datos: Any, *claves: str) -> Any:
    """Lo que hay en unos mapas bajo una clave tras otra; None si alguna falta.

    >>> dentro({"a": {"b": 3}}, "a", "b"), dentro({"a": 3}, "a", "b")
    (3, None)
    """
    for clave in claves:
        datos = datos.get(clave) if isinstance(datos, Mapping) else None
    return datos
