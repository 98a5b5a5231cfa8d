"""La traza de una página que falla: un archivo que su mensaje nombra."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from imprenta.ejecutar.ejecuciones_guardadas import Almacen
from imprenta.libro.disco import escribir, quitar
from imprenta.libro.modelo import Ejecucion


def con_traza(ejecucion: Ejecucion, almacen: Almacen, nombre: str, raiz: Path) -> Ejecucion:
    """La misma ejecución: si falló, dice dónde está su traza; si no, la que hubiera ya no está."""
    archivo = almacen.traza(nombre)
    if ejecucion.falta is None:
        quitar(archivo)
        return ejecucion
    escribir(archivo, f"{ejecucion.falta}\n\n{ejecucion.traza.rstrip() or '(sin traza)'}\n")
    lugar = os.path.relpath(archivo, raiz)
    falta = replace(ejecucion.falta, mensaje=f"{ejecucion.falta.mensaje} (traza en {lugar})")
    return replace(ejecucion, falta=falta)
