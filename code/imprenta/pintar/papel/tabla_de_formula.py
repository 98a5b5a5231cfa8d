"""Las tablas de una fórmula: matrices, casos, renglones alineados. Todas son `mat` en Typst.

De MathML, cada celda dice su lado y sus rayas; en Typst, el lado lo dicen los `&` de dentro de la celda, y
las rayas, `augment`. Dos columnas que se dan la mano (`a &= b`) son una sola, alineada por el `&`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from xml.etree.ElementTree import Element

LADO = re.compile(r"text-align(?::\s*|-)(left|right)")
RAYA_DE_CELDA = re.compile(r"border-(left|right|top|bottom):")
DE_RELLENO = re.compile(r"width:\s*(?:50|7\.5)%")
ENTRE_PAREJAS = "1.6em"
ENTRE_COLUMNAS = "0.8em"
ANTES_DEL_SI = "1em"
GROSOR = "0.05em"
CELDA_VACIA = '""'
EscribirFila = Callable[[Iterable[Element]], str]


def tabla(nodo: Element, fila: EscribirFila) -> str:
    """Una tabla, con sus celdas escritas por `fila`."""
    filas = _con_algo([_sin_relleno(list(mtr)) for mtr in nodo if mtr.tag.endswith("mtr")])
    lados = _lados(filas)
    en_grande = nodo.get("displaystyle") == "true"
    escritas = "; ".join(
        ", ".join(_celdas(celdas, lados, en_grande, fila)) or CELDA_VACIA for celdas in filas
    )
    dentro, fuera = _rayas(nodo, filas)
    escrita = f"mat(delim: #none, {_huecos(filas, en_grande)}{dentro}, {escritas})"
    return f"#box({fuera}, inset: (x: 0.3em, y: 0.7em))[${escrita}$]" if fuera else escrita


def _sin_relleno(celdas: list[Element]) -> list[Element]:
    """Sin las columnas vacías con que un renglón ocupa todo el ancho."""
    return [celda for celda in celdas if len(celda) or not DE_RELLENO.search(celda.get("style", ""))]


def _con_algo(filas: list[list[Element]]) -> list[list[Element]]:
    """Sin la última si solo trae la raya de debajo de la tabla."""
    ultima = filas[-1] if filas else []
    return filas[:-1] if ultima and not any(map(len, ultima)) and _de_celda(ultima[0]) else filas


def _huecos(filas: list[list[Element]], en_grande: bool) -> str:
    if en_grande:
        return f"row-gap: #0.75em, column-gap: #{ENTRE_PAREJAS}"
    con_si = any("padding-left:1em" in celda.get("style", "") for celdas in filas for celda in celdas)
    return f"row-gap: #0.4em, column-gap: #{ANTES_DEL_SI if con_si else ENTRE_COLUMNAS}"


def _rayas(nodo: Element, filas: list[list[Element]]) -> tuple[str, str]:
    """Las rayas de entre las celdas, y las de alrededor."""
    alto, ancho = len(filas), max(map(len, filas), default=0)
    horizontales = {k for k, celdas in enumerate(filas) if any("top" in _de_celda(celda) for celda in celdas)}
    verticales = {k + 1 for celdas in filas for k, celda in enumerate(celdas) if "right" in _de_celda(celda)}
    bordes = {*RAYA_DE_CELDA.findall(nodo.get("style", ""))} | ({"right"} if ancho in verticales else set())
    if sum(mtr.tag.endswith("mtr") for mtr in nodo) > alto:
        bordes.add("bottom")
    partes = [
        f"{nombre}: ({''.join(f'{sitio}, ' for sitio in sorted(sitios))})"
        for nombre, sitios in (("hline", horizontales - {0}), ("vline", verticales - {ancho}))
        if sitios
    ]
    fuera = ", ".join(f"{lado}: {GROSOR}" for lado in sorted(bordes))
    return (
        f", augment: #({', '.join(partes)}, stroke: {GROSOR})" if partes else "",
        f"stroke: ({fuera})" if fuera else "",
    )


def _de_celda(celda: Element) -> list[str]:
    return RAYA_DE_CELDA.findall(celda.get("style", ""))


def _lados(filas: list[list[Element]]) -> list[str]:
    """El lado de cada columna; donde no todas sus celdas van al mismo, a la izquierda."""
    por_columna = [
        {_lado(celdas[k]) for celdas in filas if k < len(celdas)}
        for k in range(max(map(len, filas), default=0))
    ]
    return [lados.pop() if len(lados) == 1 else "left" for lados in por_columna]


def _celdas(celdas: list[Element], lados: list[str], en_grande: bool, fila: EscribirFila) -> Iterator[str]:
    escritas = [(_dentro(celda, en_grande, fila), lado) for celda, lado in zip(celdas, lados, strict=False)]
    while escritas:
        dentro, lado = escritas.pop(0)
        if en_grande and lado == "right" and escritas and escritas[0][1] == "left":
            yield f"{dentro} & {escritas.pop(0)[0]}"
        else:
            yield {"left": f"& {dentro}", "right": f"{dentro} &"}.get(lado, dentro or CELDA_VACIA)


def _dentro(celda: Element, en_grande: bool, fila: EscribirFila) -> str:
    dentro = fila(celda)
    return f"{'display' if en_grande else 'inline'}({dentro})" if dentro else ""


def _lado(celda: Element) -> str:
    casa = LADO.search(celda.get("style", "") + celda.get("class", ""))
    return casa[1] if casa else "center"
