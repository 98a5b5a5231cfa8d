"""Lo que da una página que su autor no quiere ejecutar: lo que su cuaderno trae guardado, y nada más.

`execute: exclude_patterns` aparta las páginas que piden un aparato, una cuenta o una semana. No se
ejecutan: ni para pintar ni para demostrar. Se publican sus salidas guardadas, cuyas cifras están sin cubrir,
y lo que su prosa pregunte al código se queda sin respuesta.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import nbformat

from imprenta.libro.modelo import CeldaEjecutada, Consulta, Ejecucion, Guion, Respuesta
from imprenta.libro.pagina import Pagina

NO_SE_EJECUTA = Respuesta(error="la página no se ejecuta (execute: exclude_patterns)")


def guardado_por_el_autor(pagina: Pagina, guion: Guion) -> Ejecucion:
    """Las salidas que un cuaderno trae de cada celda; una página que no lo es no trae ninguna."""
    crudo = pagina.cuaderno.crudo
    celdas = nbformat.reads(crudo, as_version=4).cells if crudo else []
    guardadas = [_celda(celda) for celda in celdas if celda.cell_type == "code"]
    return Ejecucion(
        tuple(guardadas) or tuple(CeldaEjecutada([], None) for _ in pagina.celdas),
        tuple(NO_SE_EJECUTA for paso in guion if isinstance(paso, Consulta)),
        huella=hashlib.sha256(crudo.encode("utf-8", "surrogatepass")).hexdigest(),
    )


def _celda(celda: Any) -> CeldaEjecutada:
    return CeldaEjecutada(json.loads(json.dumps(celda.outputs)), celda.execution_count)
