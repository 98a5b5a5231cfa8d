"""Lo que una página enseña de las celdas que su autor no quiere ejecutar: nadie demuestra sus cifras.

De una celda que se ejecuta, el código es lo que demuestra y la salida, lo que da. La de `skip-execution`, o
la de una página apartada (`execute: exclude_patterns`), es un texto más que se lee: cada número que enseñe,
en el código, en un comentario o en la salida guardada, está sin cubrir. Un nombre con cifras (`x1`) no es un
número.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from imprenta.libro.bloque import Valla
from imprenta.libro.espanol import es_cifra
from imprenta.libro.lo_guardado import guardadas_en
from imprenta.libro.modelo import ANSI, Celda, CeldaEjecutada, Falta
from imprenta.libro.pagina import Pagina

SALTAR = "skip-execution"
LO_ESCRITO = re.compile(r"(?<![\w.])[^\W_][\w.,]*")
MARCA_DE_HTML = re.compile(r"<[^<>]*>")
SIN_CODIGO, SIN_SALIDA = {"remove-cell", "remove-input"}, {"remove-cell", "remove-output"}
QUE_HACER = {SALTAR: "quita esa etiqueta, o las cifras, o esconde la celda con «remove-cell»"}
AL_APARTAR = "ejecuta la página, o quita las cifras, o esconde la celda con «remove-cell»"


def cifras_saltadas(pagina: Pagina) -> Iterator[Falta]:
    """Una falta por cada celda de `skip-execution` que enseña números, en su código o en lo guardado."""
    if any(SALTAR in _etiquetas(celda) for celda in pagina.celdas):
        for (valla, celda), guardada in zip(pagina.celdas_en_su_valla, guardadas_en(pagina), strict=False):
            if SALTAR in _etiquetas(celda):
                yield from _faltas(pagina, valla, celda, guardada, SALTAR)


def cifras_apartadas(pagina: Pagina, motivo: str) -> Iterator[Falta]:
    """Una falta por cada celda que enseña números en una página que no se ejecuta, por ese motivo."""
    for (valla, celda), guardada in zip(pagina.celdas_en_su_valla, guardadas_en(pagina), strict=False):
        if SALTAR not in _etiquetas(celda):
            yield from _faltas(pagina, valla, celda, guardada, motivo)


def _etiquetas(celda: Celda) -> set[str]:
    return set(celda.metadatos.get("tags") or ())


def _faltas(
    pagina: Pagina, valla: Valla, celda: Celda, guardada: CeldaEjecutada, porque: str
) -> Iterator[Falta]:
    principio = pagina.en_lineas.principio(valla.cuerpo)
    codigo = pagina.texto[principio : pagina.en_lineas.principio(valla.fin)]
    en_codigo = [] if SIN_CODIGO & _etiquetas(celda) else list(_numeros(codigo))
    salida = ANSI.sub("", "\n".join(map(_leido, guardada.salidas)))
    en_salida = [] if SIN_SALIDA & _etiquetas(celda) else list(_numeros(salida))
    dichos = dict.fromkeys(casa[0].rstrip(".,") for casa in (*en_codigo, *en_salida))
    if dichos:
        donde = principio + (en_codigo[0].start() if en_codigo else 0)
        mensaje = (
            f"la celda no se ejecuta ({porque}) y enseña {_enumeradas(list(dichos))}: nadie lo comprueba"
        )
        yield Falta(pagina.ruta, *pagina.lugar(donde), f"{mensaje}; {QUE_HACER.get(porque, AL_APARTAR)}")


def _numeros(texto: str) -> Iterator[re.Match[str]]:
    return (casa for casa in LO_ESCRITO.finditer(texto) if es_cifra(casa[0][0]))


def _enumeradas(dichos: list[str]) -> str:
    """
    >>> _enumeradas(["4"]), _enumeradas(["4", "5", "6"]), _enumeradas(list("456789"))
    ('4', '4, 5 y 6', '4, 5, 6, 7 y 2 más')
    """
    if len(dichos) > 5:
        dichos = [*dichos[:4], f"{len(dichos) - 4} más"]
    *primeros, ultimo = dichos
    return f"{', '.join(primeros)} y {ultimo}" if primeros else ultimo


def _leido(salida: dict[str, Any]) -> str:
    """Lo que un lector lee de una salida: lo más rico que tenga, y nada si es una imagen."""
    if "data" not in salida:
        return str(salida.get("text", "")) + "\n".join(salida.get("traceback", ()))
    datos = salida["data"]
    if any(tipo.startswith("image/") for tipo in datos):
        return ""
    if "text/html" in datos:
        return unescape(MARCA_DE_HTML.sub(" ", str(datos["text/html"])))
    return next((str(datos[t]) for t in ("text/markdown", "text/latex", "text/plain") if t in datos), "")
