"""Un cuaderno de Jupyter como página de MyST, con el lugar de cada línea en su archivo JSON."""

from __future__ import annotations

import bisect
import json
import re
from typing import Any

import yaml

from imprenta.libro.texto import Desplegado, Renglon


def desplegar(crudo: str) -> Desplegado:
    """Despliega un cuaderno; lanza `ValueError`, `KeyError` o `TypeError` si no lo es."""
    cuaderno = json.loads(crudo)
    if "cells" not in cuaderno:
        raise ValueError("no tiene celdas; si es de antes de nbformat 4, ábrelo y guárdalo con Jupyter")
    lugares = _textos_de_json(crudo)
    metadatos = cuaderno.get("metadata")
    hecho = Desplegado(metadatos=metadatos if isinstance(metadatos, dict) else {}, crudo=crudo)
    valla = "`" * (1 + max(map(len, re.findall("`{6,}", crudo)), default=6))
    for k, celda in enumerate(cuaderno["cells"]):
        linea, *_ = lugares.get(("cells", k, "cell_type"), (1, 0, ""))
        marco: Renglon = (linea, 0, None)
        es_codigo = celda["cell_type"] == "code"
        hecho.celdas.append(len(hecho.lineas))
        if es_codigo:
            hecho.codigo.add(len(hecho.lineas))
            opciones = yaml.safe_dump(celda.get("metadata") or {}, allow_unicode=True)
            for renglon in (valla + "{code-cell}", "---", *opciones.splitlines(), "---"):
                hecho.poner(renglon, marco)
        _poner_fuente(hecho, celda["source"], ("cells", k, "source"), lugares)
        hecho.poner(valla if es_codigo else "", marco)
        hecho.poner("", marco)
    return hecho


def _poner_fuente(
    hecho: Desplegado,
    fuente: Any,
    clave: tuple[Any, ...],
    lugares: dict[tuple[Any, ...], tuple[int, int, str]],
) -> None:
    for j, trozo in enumerate([fuente] if isinstance(fuente, str) else fuente):
        fila, columna, crudo = lugares[clave if isinstance(fuente, str) else (*clave, j)]
        consumido = 0
        for renglon in trozo.removesuffix("\n").split("\n"):
            escapado = len(json.dumps(trozo[:consumido], ensure_ascii=crudo.isascii())) - 2
            hecho.poner(renglon, (fila, columna + escapado, crudo))
            consumido += len(renglon) + 1


def _textos_de_json(crudo: str) -> dict[tuple[Any, ...], tuple[int, int, str]]:
    """Dónde empieza cada texto de un JSON: línea, columna (desde 0, tras la comilla) y cómo está escrito."""
    lugares: dict[tuple[Any, ...], tuple[int, int, str]] = {}
    comienzos = [0, *(salto.end() for salto in re.finditer("\n", crudo))]
    pila: list[Any] = []
    clave_pendiente = False
    for casa in re.finditer(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{},:]', crudo):
        simbolo = casa[0]
        if simbolo in "{[":
            pila.append("" if simbolo == "{" else 0)
            clave_pendiente = simbolo == "{"
        elif simbolo in "}]":
            pila.pop()
        elif simbolo == ",":
            if isinstance(pila[-1], int):
                pila[-1] += 1
            else:
                clave_pendiente = True
        elif simbolo == ":":
            clave_pendiente = False
        elif clave_pendiente:
            pila[-1] = json.loads(simbolo)
        else:
            linea = bisect.bisect_right(comienzos, casa.start())
            lugares[tuple(pila)] = (linea, casa.start() - comienzos[linea - 1] + 1, simbolo)
    return lugares
