"""Una carpeta firmada, con el resumen de cada archivo, y otra que se pone igual copiando solo lo distinto.

De un archivo se recuerda también lo que dice el sistema: mientras no cambie no hay que leerlo para saber que
es el mismo. La fecha en que cambió (`ctime`) no la puede poner nadie.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any, TypeAlias

from imprenta.libro.archivos import octetos_de
from imprenta.libro.disco import Estado, cuanto_hay, escribir, estado_de
from imprenta.libro.llave import es_mia, firma

MANIFIESTO = "manifiesto.json"
Archivos: TypeAlias = dict[str, tuple[Estado, str]]


def firmar(carpeta: Path, datos: dict[str, Any], conocidos: Archivos) -> None:
    """Deja en una carpeta su manifiesto: lo que hay en ella, con unos datos, y la firma de todo.

    De lo que está como en `conocidos` no hace falta leer el contenido.
    """
    archivos = {nombre: _archivo(carpeta / nombre, conocidos.get(nombre)) for nombre in _nombres(carpeta)}
    cuerpo = json.dumps({"archivos": archivos, "datos": datos}, ensure_ascii=False)
    escribir(carpeta / MANIFIESTO, json.dumps({"cuerpo": cuerpo, "firma": firma(cuerpo)}))


def manifiesto(carpeta: Path) -> tuple[Archivos, dict[str, Any]] | None:
    """Lo que una carpeta dice tener y los datos con que se firmó; None si no lo ha firmado esta imprenta."""
    try:
        firmado = json.loads(octetos_de(carpeta / MANIFIESTO))
        if not es_mia(firmado["cuerpo"], firmado["firma"]):
            return None
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None
    cuerpo = json.loads(firmado["cuerpo"])
    return {n: (tuple(estado), suyo) for n, (estado, suyo) in cuerpo["archivos"].items()}, cuerpo["datos"]


def copiar(buena: Path, copia: Path, archivos: Archivos) -> Archivos | None:
    """Deja en `copia` exactamente los `archivos` de `buena`; None si alguno ya no es el que se firmó.

    Devuelve los de la copia. Lo que en ella esté como cuando se firmó no se vuelve a copiar.
    """
    tenia, _ = manifiesto(copia) or ({}, None)
    for nombre in _nombres(copia) - archivos.keys():
        (copia / nombre).unlink()
    copiados: Archivos = {}
    for nombre, (estado, resumen) in archivos.items():
        suyo = tenia.get(nombre)
        if suyo is not None and suyo[1] == resumen and estado_de(copia / nombre) == suyo[0]:
            copiados[nombre] = suyo
            continue
        if _archivo(buena / nombre, (estado, resumen))[1] != resumen:
            return None
        (copia / nombre).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(buena / nombre, copia / nombre)
        copiados[nombre] = estado_de(copia / nombre), resumen
    return copiados


def _nombres(carpeta: Path) -> set[str]:
    """Los archivos de una carpeta y de sus subcarpetas, menos el manifiesto."""
    return {nombre for nombre, _ in cuanto_hay(carpeta)} - {MANIFIESTO}


def _archivo(ruta: Path, conocido: tuple[Estado, str] | None) -> tuple[Estado, str]:
    """Lo que el sistema dice de un archivo y su resumen."""
    estado = estado_de(ruta)
    if conocido is not None and estado and estado == conocido[0]:
        return conocido
    try:
        return estado, hashlib.sha256(octetos_de(ruta)).hexdigest()
    except OSError:
        return estado, "no se puede leer"
