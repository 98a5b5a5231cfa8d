"""Un cuaderno de Jupyter como página de MyST, con el lugar de cada línea en su archivo JSON."""

from __future__ import annotations

import json
import re
from typing import Any

import yaml

from imprenta.libro.texto import Desplegado, Renglon, Texto

Clave = tuple[str | int, ...]  # el camino hasta un texto: `("cells", 3, "source")`
# La línea de un texto, desde 1; su columna, desde 0 y tras la comilla, y cómo está escrito.
TextoDeJson = tuple[int, int, str]
SIMBOLO = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{},:]')


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


def _poner_fuente(hecho: Desplegado, fuente: Any, clave: Clave, lugares: dict[Clave, TextoDeJson]) -> None:
    """Pone las líneas de una celda, que en el archivo es un texto o una lista de ellos."""
    for j, trozo in enumerate([fuente] if isinstance(fuente, str) else fuente):
        fila, columna, crudo = lugares[clave if isinstance(fuente, str) else (*clave, j)]
        for renglon in trozo.removesuffix("\n").split("\n"):
            hecho.poner(renglon, (fila, columna, crudo))
            columna += len(json.dumps(renglon + "\n", ensure_ascii=crudo.isascii())) - 2


def _textos_de_json(crudo: str) -> dict[Clave, TextoDeJson]:
    """Dónde está cada texto de un JSON."""
    lugares: dict[Clave, TextoDeJson] = {}
    texto, pila, clave_pendiente = Texto(crudo), list[str | int](), False
    for casa in SIMBOLO.finditer(crudo):
        simbolo = casa[0]
        if simbolo in "{[":
            pila.append("" if simbolo == "{" else 0)
            clave_pendiente = simbolo == "{"
        elif simbolo in "}]":
            pila.pop()
        elif simbolo == ":":
            clave_pendiente = False
        elif simbolo == "," and isinstance(pila[-1], int):
            pila[-1] += 1
        elif simbolo == ",":
            clave_pendiente = True
        elif clave_pendiente:
            pila[-1] = json.loads(simbolo)
        else:
            linea, columna = texto.lugar(casa.start())
            lugares[tuple(pila)] = (linea, columna, simbolo)
    return lugares
