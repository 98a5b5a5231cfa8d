"""Un cuaderno de Jupyter como página de MyST, con el lugar de cada línea en su archivo JSON."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from imprenta.libro.archivos import octetos_de, texto_de
from imprenta.libro.texto import Desplegado, Renglon, Texto

Clave = tuple[str | int, ...]  # el camino hasta un texto: `("cells", 3, "source")`
# La línea de un texto, desde 1; su columna, desde 0 y tras la comilla, y cómo está escrito.
TextoDeJson = tuple[int, int, str]
DE_ANTES = "si es de antes de nbformat 4, ábrelo y guárdalo con Jupyter"
SIN_FORMATO = "nada"  # MyST-NB no la dibuja
SIN_MAPA = "`{}` no es un mapa de claves y valores"
PROBLEMAS_DE_JSON = (
    ("Expecting value", "falta un valor"),
    ("Expecting property name", "falta una clave entre comillas"),
    ("Expecting ':'", "faltan los dos puntos"),
    ("Expecting ','", "falta una coma"),
    ("Unterminated string", "unas comillas no se cierran"),
    ("Invalid control character", "hay un carácter de control, como un salto de línea, dentro de un texto"),
    ("escape", "tras una barra invertida no va eso"),
    ("Extra data", "acaba y hay algo más"),
    ("trailing comma", "sobra una coma"),
)
SIMBOLO = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{},:]')


class CuadernoMalEscrito(ValueError):
    """Un archivo que no es un cuaderno; `linea` y `columna`, desde 1, dicen dónde se ve."""

    def __init__(self, problema: str, linea: int = 1, columna: int = 1) -> None:
        super().__init__(problema)
        self.linea, self.columna = linea, columna


def desplegar(crudo: str) -> Desplegado:
    """Despliega un cuaderno; lanza `CuadernoMalEscrito` si no lo es."""
    cuaderno = _de_json(crudo)
    if problema := _problema(cuaderno):
        raise CuadernoMalEscrito(problema)
    lugares = _textos_de_json(crudo)
    hecho = Desplegado(metadatos=cuaderno["metadata"], crudo=crudo)
    valla = "`" * (1 + max(map(len, re.findall("`{6,}", crudo)), default=6))
    for k, celda in enumerate(cuaderno["cells"]):
        linea, *_ = lugares.get(("cells", k, "cell_type"), (1, 0, ""))
        marco: Renglon = (linea, 0, None)
        hecho.celdas.append(len(hecho.lineas))
        if celda["cell_type"] == "code":
            hecho.codigo.add(len(hecho.lineas))
        abre = [*_comienzo(celda)]
        if abre:
            hecho.poner(valla + abre[0], marco)
        for renglon in abre[1:]:
            hecho.poner(renglon, marco)
        _poner_fuente(hecho, celda["source"], ("cells", k, "source"), lugares)
        hecho.poner(valla if abre else "", marco)
        hecho.poner("", marco)
    return hecho


def _comienzo(celda: dict[str, Any]) -> Iterator[str]:
    """Con qué empieza una celda que no es de texto: de código, o cruda, que solo se ve en su formato."""
    if celda["cell_type"] == "code":
        opciones = yaml.safe_dump(celda.get("metadata") or {}, allow_unicode=True)
        yield from ("{code-cell}", "---", *opciones.splitlines(), "---")
    elif celda["cell_type"] == "raw":
        formato = str(celda["metadata"].get("format") or SIN_FORMATO)
        if formato != "text/markdown":
            yield from (f"{{raw}} {formato.removeprefix('text/')}", "")  # sus `---` no son opciones


@functools.lru_cache(maxsize=64)  # quien se queja de una página se queja varias veces
def cuaderno_en(ruta: Path) -> Desplegado | None:
    """El cuaderno que hay en un archivo, o nada si no se puede leer."""
    try:
        return desplegar(texto_de(octetos_de(ruta)))
    except (OSError, ValueError):
        return None


def _de_json(crudo: str) -> Any:
    try:
        return json.loads(crudo)
    except json.JSONDecodeError as error:
        problema = next((texto for dicho, texto in PROBLEMAS_DE_JSON if dicho in error.msg), "no se entiende")
        raise CuadernoMalEscrito(f"su JSON está mal escrito: {problema}", error.lineno, error.colno) from None
    except RecursionError:
        raise CuadernoMalEscrito("hay demasiadas cosas unas dentro de otras") from None
    except ValueError:
        raise CuadernoMalEscrito("lleva un número demasiado largo") from None


def _problema(cuaderno: Any) -> str:
    """Por qué un JSON no es un cuaderno de nbformat 4, o nada."""
    if not isinstance(cuaderno, dict) or "cells" not in cuaderno:
        return f"no tiene celdas; {DE_ANTES}"
    if cuaderno.get("nbformat") != 4 or not isinstance(cuaderno.get("nbformat_minor", 0), int):
        return f"su `nbformat` no es 4; {DE_ANTES}"
    if not isinstance(cuaderno.get("metadata"), dict):
        return SIN_MAPA.format("metadata")
    if not isinstance(cuaderno["cells"], list):
        return "`cells` no es una lista"
    return next(filter(None, (_problema_de(celda, k) for k, celda in enumerate(cuaderno["cells"], 1))), "")


def _problema_de(celda: Any, numero: int) -> str:
    """Por qué algo no es la celda que hace ese número, o nada."""
    if not isinstance(celda, dict) or celda.get("cell_type") not in ("code", "markdown", "raw"):
        return f"lo que hace de celda {numero} no es de código, ni de texto, ni en crudo"
    if not isinstance(celda.get("metadata"), dict):
        return f"en la celda {numero}, {SIN_MAPA.format('metadata')}"
    fuente = celda.get("source")
    if not isinstance(fuente, str | list) or not all(isinstance(trozo, str) for trozo in fuente):
        return f"en la celda {numero}, `source` no es un texto ni una lista de textos"
    return ""


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
