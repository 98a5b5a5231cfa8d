"""Las salidas de las celdas que MyST-NB no sabe enseñar por sí solo: mandos, dibujos de Plotly y las demás.

De cada salida, una celda da varias maneras de enseñarla. Lo que aquí se hace con ellas: los mandos llevan su
estado a la página; un dibujo de Plotly que solo da sus datos se dibuja con el guion de Plotly, servido por el
libro; de las maneras que nadie sabe pintar no se habla si hay otra; y si no la hay, se dice qué hacer.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

import nbformat
from myst_nb.core.render import (
    WIDGET_STATE_MIMETYPE,
    WIDGET_VIEW_MIMETYPE,
    ExampleMimeRenderPlugin,
    load_mime_renders,
    sanitize_script_content,
)
from myst_nb.sphinx_ import NbMetadataCollector
from sphinx.application import Sphinx
from sphinx.util import logging

from imprenta.pintar.avisos import SIN_PINTAR
from imprenta.pintar.servidos import GUION_DE_PLOTLY, guion_de_plotly

PLOTLY = "application/vnd.plotly.v1+json"
SE_PINTAN = {
    *("text/plain", "text/html", "text/latex", "text/markdown", "application/javascript"),
    *("image/png", "image/jpeg", "image/gif", "image/svg+xml", "application/pdf", WIDGET_VIEW_MIMETYPE),
}
NOMBRE_DE_UN_MANDO = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
TABLA_DE_LATEX = re.compile(r"\\begin\{(?:tabular[*x]?|tabulary|longtable|table)\}")  # no es una fórmula
SIN_MANERA = (
    "la celda da una salida «{}», que aquí nadie sabe pintar: haz que dé también text/html, image/png o "
    "text/plain, u ocúltala con la etiqueta remove-output"
)
SIN_PLOTLY = "para dibujar esta figura hace falta plotly donde se pinta el libro: `pip install plotly`"
COMO_MYST_NB: Any = {"type": "mystnb", "subtype": "unknown_mime_type"}  # `suppress_warnings` la calla igual
Maneras = dict[str, Any]
registro = logging.getLogger(SIN_PINTAR)


def preparar_salidas(app: Sphinx, documento: str, cuaderno: nbformat.NotebookNode, lineas: list[int]) -> None:
    """Deja las salidas de un cuaderno como MyST-NB las sabe pintar; `lineas` son las de sus celdas."""
    celdas = [celda for celda in cuaderno.cells if celda.cell_type == "code"]
    _llevar_mandos(cuaderno, celdas)
    estado = cuaderno.metadata.get("widgets", {}).get(WIDGET_STATE_MIMETYPE, {}).get("state", {})
    if any(pintor is not ExampleMimeRenderPlugin for pintor in load_mime_renders()):
        return  # el libro tiene quien pinte otras: no se sabe cuáles
    for celda, linea in zip(celdas, lineas, strict=False):
        for salida in _con_maneras(celda):
            if queja := _elegir(app, documento, salida["data"], estado):
                registro.warning(queja, location=(documento, linea), **COMO_MYST_NB)


def _con_maneras(celda: nbformat.NotebookNode) -> Iterator[Any]:
    oculta = {"remove-output", "remove-cell"} & set(celda.metadata.get("tags", ()))
    yield from (
        salida for salida in celda.outputs if "data" in salida and not oculta and not _por_pegar(salida)
    )


def _por_pegar(salida: Any) -> bool:
    """Si es lo que `glue(…, display=False)` deja para otro sitio: sus maneras llevan un prefijo."""
    return bool(salida.get("metadata", {}).get("scrapbook", {}).get("mime_prefix"))


def _elegir(app: Sphinx, documento: str, maneras: Maneras, estado: Maneras) -> str:
    """Quita las maneras que nadie sabe pintar; si no queda ninguna, dice por qué."""
    vista = maneras.get(WIDGET_VIEW_MIMETYPE)
    if vista and "text/plain" in maneras and vista.get("model_id") not in estado:
        del maneras[WIDGET_VIEW_MIMETYPE]  # de ese mando solo se sabe cómo se escribe
    if PLOTLY in maneras and not maneras.keys() & (SE_PINTAN - {"text/plain"}) and guion_de_plotly():
        maneras["text/html"] = dibujo_de_plotly(maneras[PLOTLY])
        NbMetadataCollector.add_js_file(app.env, documento, "plotly", GUION_DE_PLOTLY, {})
    if len(maneras) > 1 and TABLA_DE_LATEX.search(str(maneras.get("text/latex", ""))):
        del maneras["text/latex"]
    raras = [tipo for tipo in maneras if tipo not in SE_PINTAN]
    for tipo in raras:
        del maneras[tipo]
    if maneras or not raras:
        return ""
    return SIN_PLOTLY if PLOTLY in raras else SIN_MANERA.format(raras[0])


def dibujo_de_plotly(figura: Maneras) -> str:
    """El HTML que dibuja una figura de Plotly con su guion.

    >>> print(dibujo_de_plotly({"data": [], "layout": {}})[:45])
    <div id="plotly-5cbe41bb" class="plotly-graph
    """
    datos = json.dumps({clave: figura.get(clave) for clave in ("data", "layout", "config")}, sort_keys=True)
    nombre = f"plotly-{hashlib.sha256(datos.encode()).hexdigest()[:8]}"
    return (
        f'<div id="{nombre}" class="plotly-graph-div"></div>\n<script>'
        'document.addEventListener("DOMContentLoaded", () => {'
        f"const figura = {sanitize_script_content(datos)};"
        f'Plotly.newPlot("{nombre}", figura.data, figura.layout, {{responsive: true, ...figura.config}});'
        "});</script>\n"
    )


# ——— Los mandos ———


def _llevar_mandos(cuaderno: nbformat.NotebookNode, celdas: list[nbformat.NotebookNode]) -> None:
    """Pasa a los metadatos del cuaderno, que es donde MyST-NB lo busca, cómo están los mandos.

    Cada ejecución los llama de otra manera: aquí, por su orden.
    """
    dichos = [
        salida.data.pop(WIDGET_STATE_MIMETYPE)
        for celda in celdas
        for salida in celda.outputs
        if WIDGET_STATE_MIMETYPE in salida.get("data", ())
    ]
    if not dichos:
        return
    nombres = {nombre: f"mando-{n}" for n, nombre in enumerate(dichos[-1]["state"], 1)}
    todo = json.dumps([dichos[-1], [celda.outputs for celda in celdas]])
    todo = NOMBRE_DE_UN_MANDO.sub(lambda casa: nombres.get(casa[0], casa[0]), todo)
    estado, salidas = nbformat.from_dict(json.loads(todo))
    cuaderno.metadata["widgets"] = {WIDGET_STATE_MIMETYPE: estado}
    for celda, suyas in zip(celdas, salidas, strict=True):
        celda.outputs = [salida for salida in suyas if salida.get("data") != {}]
