"""Las tablas de una fórmula: matrices y vectores, funciones a trozos, y renglones alineados."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from imprenta.pintar.voz.piezas import etiqueta_mathml

if TYPE_CHECKING:
    from imprenta.pintar.voz.leer import LectorDeFormulas


def _filas(tabla: Element) -> list[list[Element]]:
    filas = [list(fila) for fila in tabla if etiqueta_mathml(fila) == "mtr"]
    return filas if len(filas) == 1 else [fila for fila in filas if any(map(len, fila))]


def _celda(lector: LectorDeFormulas, celda: Element) -> str:
    return lector.entera(*celda) or lector.voz("vacio")


def _seguidas(lector: LectorDeFormulas, celdas: Iterable[Element]) -> str:
    return ", ".join(_celda(lector, celda) for celda in celdas)


def matriz(lector: LectorDeFormulas, tabla: Element, clase: str) -> str:
    """Una matriz o un determinante, fila a fila; de un vector, sus componentes."""
    filas = _filas(tabla)
    ancho = max(map(len, filas), default=0)
    if clase == "matriz" and len(filas) == 1 and ancho > 1:
        return lector.voz("vector_fila", _seguidas(lector, filas[0]))
    if clase == "matriz" and ancho == 1 and len(filas) > 1:
        return lector.voz("vector_columna", _seguidas(lector, (fila[0] for fila in filas)))
    dichas = (lector.voz("fila", str(k), _seguidas(lector, fila)) for k, fila in enumerate(filas, 1))
    return lector.voz(clase, str(len(filas)), str(ancho), "; ".join(dichas))


def a_trozos(lector: LectorDeFormulas, tabla: Element) -> str:
    """Una función a trozos: lo que vale y cuándo."""
    return lector.voz("trozos", "; ".join(_seguidas(lector, fila) for fila in _filas(tabla)))


def renglones(lector: LectorDeFormulas, tabla: Element) -> str:
    """Unos renglones alineados: el igual por el que se alinean no parte lo que se lee."""
    if tabla.get("displaystyle") != "true":
        return matriz(lector, tabla, "matriz")
    dichos = [dicho for fila in _filas(tabla) if (dicho := _renglon(lector, fila))]
    if len(dichos) == 1:
        return dichos[0]
    return "; ".join(lector.voz("linea", str(k), dicho) for k, dicho in enumerate(dichos, 1))


def _renglon(lector: LectorDeFormulas, celdas: list[Element]) -> str:
    """Las celdas de dos en dos: la de la derecha es lo que sigue a la de la izquierda."""
    grupos = list[list[Element]]()
    for celda in celdas:
        if "text-align: left" in celda.get("style", "") and grupos:
            grupos[-1].extend(celda)
        else:
            grupos.append(list(celda))
    return ", ".join(filter(None, (lector.entera(*grupo) for grupo in grupos)))
