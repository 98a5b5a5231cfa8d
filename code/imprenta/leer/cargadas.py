"""Las celdas cuyo código está en otro archivo: `:load: saludo.py`, contado desde la carpeta de su página."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from imprenta.libro.archivos import OtraCodificacion, motivo, texto_de
from imprenta.libro.modelo import Celda, Falta
from imprenta.libro.pagina import Pagina


def con_lo_cargado(pagina: Pagina, octetos_de: Callable[[Path], bytes]) -> Pagina:
    """La página con el código que sus celdas toman de otros archivos; el que no se puede leer es una falta.

    `octetos_de` da lo que hay en un archivo, que se nombra como se nombra la página, o lanza `OSError`.

    >>> from imprenta.leer.lectura import leer
    >>> pagina = leer(Path("a/b.md"), b"```{code-cell}\\n:load: c.py\\n```")
    >>> con_lo_cargado(pagina, lambda ruta: f"print('{ruta}')".encode()).celdas[0].codigo
    "print('a/c.py')"
    """
    if not any(celda.carga for celda in pagina.celdas):
        return pagina
    pasos, faltas = list(pagina.pasos), list(pagina.faltas)
    for n, paso in enumerate(pasos):
        if isinstance(paso, Celda) and paso.carga:
            try:
                pasos[n] = replace(paso, codigo=_codigo(octetos_de(pagina.ruta.parent / paso.carga.archivo)))
            except (OSError, OtraCodificacion) as error:
                por_que = motivo(error) if isinstance(error, OSError) else str(error)
                mensaje = f"no se puede cargar «{paso.carga.archivo}»: {por_que}"
                faltas.append(Falta(pagina.ruta, *paso.carga[1:], mensaje))
    return replace(pagina, pasos=tuple(pasos), faltas=tuple(sorted(faltas)))


def _codigo(octetos: bytes) -> str:
    return texto_de(octetos).rstrip("\n")
