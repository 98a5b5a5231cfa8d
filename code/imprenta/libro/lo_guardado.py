"""Las salidas que un cuaderno trae guardadas: lo único que se sabe de una celda que no se ejecuta."""

from __future__ import annotations

import json
from typing import Any

from imprenta.libro.modelo import CeldaEjecutada
from imprenta.libro.pagina import Pagina


def guardadas_en(pagina: Pagina) -> tuple[CeldaEjecutada, ...]:
    """Lo guardado de cada celda de código, en orden; de una página que no es un cuaderno, nada en ninguna."""
    if not pagina.cuaderno.crudo:
        return tuple(CeldaEjecutada([], None) for _ in pagina.celdas)
    celdas = (celda for celda in json.loads(pagina.cuaderno.crudo)["cells"] if celda["cell_type"] == "code")
    return tuple(
        CeldaEjecutada(
            [_seguida(salida) for salida in celda.get("outputs") or ()], celda.get("execution_count")
        )
        for celda in celdas
    )


def _seguida(salida: dict[str, Any]) -> dict[str, Any]:
    """Una salida con sus textos enteros: en el archivo pueden ir en líneas.

    >>> _seguida({"output_type": "stream", "name": "stdout", "text": ["uno\\n", "dos"]})
    {'output_type': 'stream', 'name': 'stdout', 'text': 'uno\\ndos'}
    """
    junta = {clave: _texto(valor) if clave == "text" else valor for clave, valor in salida.items()}
    if isinstance(salida.get("data"), dict):
        junta["data"] = {
            tipo: valor if tipo.endswith("json") else _texto(valor) for tipo, valor in salida["data"].items()
        }
    return junta


def _texto(valor: Any) -> Any:
    return "".join(map(str, valor)) if isinstance(valor, list) else valor
