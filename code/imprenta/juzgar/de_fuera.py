"""Lo que las salidas de las celdas piden a otro sitio cuando alguien abre su página.

No es una falta: así presentan sus dibujos Bokeh, Altair y otras. Pero quien lee llama sin saberlo a una red
de entrega, y sin ella no ve nada: se dice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from imprenta.libro.hecho import PaginaEjecutada
from imprenta.libro.modelo import Celda, Falta

SITIO = r"(?:https?:)?//(?P<sitio>[\w-]+(?:\.[\w-]+)+)"
PIDEN = re.compile(
    rf"<(?:script|link|img|iframe|video|audio|source|embed)\b[^>]*?\s(?:src|href)\s*=\s*[\"']?{SITIO}", re.I
)
EN_UN_GUION = re.compile(rf"{SITIO}/[^\s\"'`<>\\]*?(?:\.m?js\b|\.css\b|@[0-9]|npm/)")
GUION = re.compile(r"<script\b", re.IGNORECASE)
BIBLIOTECA_ENTERA = 1_000_000  # letras: un guion así no pide, lo lleva dentro
ESTADO_DE_MANDOS = "application/vnd.jupyter.widget-state+json"
MANDOS_DE_SERIE = "@jupyter-widgets/"
RED_DE_MANDOS = "cdn.jsdelivr.net"


def sitios_de(maneras: dict[str, Any]) -> set[str]:
    """A qué sitios llama una salida, de la que se dan todas sus maneras.

    >>> sitios_de({"text/html": '<img src="https://a.org/b.png"> <a href="https://c.org">c</a>'})
    {'a.org'}
    >>> sitios_de({"application/javascript": 'load("https://cdn.d.org/npm/vega@6?noext")'})
    {'cdn.d.org'}
    """
    html, guion = str(maneras.get("text/html", "")), str(maneras.get("application/javascript", ""))
    sitios = {casa["sitio"] for casa in PIDEN.finditer(html)}
    for texto in (guion, html if GUION.search(html) else ""):
        if len(texto) < BIBLIOTECA_ENTERA:
            sitios |= {casa["sitio"] for casa in EN_UN_GUION.finditer(texto)}
    modelos = maneras.get(ESTADO_DE_MANDOS, {}).get("state", {}).values()
    if any(
        not str(suyo.get("model_module", MANDOS_DE_SERIE)).startswith(MANDOS_DE_SERIE) for suyo in modelos
    ):
        sitios.add(RED_DE_MANDOS)
    return sitios


def avisos_de_fuera(paginas: Iterable[PaginaEjecutada]) -> list[Falta]:
    """Uno por cada sitio, en la primera celda que llama a él."""
    llaman: dict[str, list[tuple[Path, Celda]]] = {}
    for hecha in paginas:
        for celda, sitios in _por_celda(hecha):
            for sitio in sitios:
                llaman.setdefault(sitio, []).append((hecha.pagina.ruta, celda))
    return sorted(
        Falta(ruta, *celda.lugar(1, 1), _mensaje(sitio, len(celdas)))
        for sitio, celdas in llaman.items()
        for ruta, celda in celdas[:1]
    )


def _por_celda(hecha: PaginaEjecutada) -> Iterator[tuple[Celda, set[str]]]:
    celdas = [paso for paso in hecha.guion if isinstance(paso, Celda)]
    for celda, dada in zip(celdas, hecha.ejecucion.salidas, strict=False):
        con_maneras = [salida["data"] for salida in dada.salidas if "data" in salida]
        yield celda, {sitio for maneras in con_maneras for sitio in sitios_de(maneras)}


def _mensaje(sitio: str, cuantas: int) -> str:
    quien = "esta celda pide" if cuantas == 1 else f"esta celda y {cuantas - 1} más piden"
    return (
        f"aviso: {quien} a {sitio} parte de lo que enseña: al abrir la página se llama allí; sin red no se ve"
    )
