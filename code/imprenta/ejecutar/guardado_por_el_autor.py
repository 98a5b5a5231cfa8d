"""Lo que da una página que su autor no quiere ejecutar: lo que su cuaderno trae guardado, y nada más.

`execute: exclude_patterns`, o `mystnb: execution_mode: "off"` en la propia página, apartan las que piden un
aparato, una cuenta o una semana. No se ejecutan: ni para pintar ni para demostrar. Se publican sus salidas
guardadas, cuyas cifras están sin cubrir, y lo que su prosa pregunte al código se queda sin respuesta.
"""

from __future__ import annotations

import hashlib

from imprenta.libro.lo_guardado import guardadas_en
from imprenta.libro.modelo import Consulta, Ejecucion, Guion, Respuesta
from imprenta.libro.pagina import Pagina


def guardado_por_el_autor(pagina: Pagina, guion: Guion, motivo: str) -> Ejecucion:
    """Las salidas que un cuaderno trae de cada celda; `motivo` es lo que lo aparta."""
    sin_respuesta = Respuesta(error=f"la página no se ejecuta ({motivo})")
    return Ejecucion(
        guardadas_en(pagina),
        tuple(sin_respuesta for paso in guion if isinstance(paso, Consulta)),
        huella=hashlib.sha256(pagina.cuaderno.crudo.encode("utf-8", "surrogatepass")).hexdigest(),
    )
