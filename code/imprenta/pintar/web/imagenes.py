"""Las imágenes con su tamaño: su sitio se guarda antes de que lleguen, y nada se mueve cuando llegan.

Sin él, un enlace a un apartado cae varias pantallas más arriba de donde acaba estando. Las que no están en la
primera pantalla, además, se piden cuando el lector se acerca.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.images import get_image_size

ETIQUETA_DE_IMAGEN = re.compile(r"<img\b(?P<atributos>[^<>]*?)(?P<cierre>\s*/?>)")
FUENTE = re.compile(r'\ssrc="([^"]*)"')
PUESTO = re.compile(r"\s(width|height|loading|decoding)=")
CALLADO = re.compile(r"<annotation.*?</annotation>|<[^>]+>|\s+", re.DOTALL)
PRIMERA_PANTALLA = 2000  # letras: lo que cabe en una pantalla de 1280 × 900, y algo más


def con_tamano(html: str, tamanos: dict[str, tuple[int, int]]) -> str:
    """El mismo HTML con el tamaño de cada imagen que tenga uno en `tamanos`, por el nombre de su archivo.

    Lo que el autor haya dicho de una imagen se respeta.

    >>> con_tamano('<img src="../_images/a.svg" />', {"a.svg": (614, 345)})
    '<img src="../_images/a.svg" width="614" height="345" decoding="async" />'
    """

    def completa(casa: re.Match[str]) -> str:
        atributos = casa["atributos"]
        puestos, propios = set(PUESTO.findall(atributos)), {"decoding": "async"}
        if not puestos & {"width", "height"} and (tamano := tamanos.get(_archivo(atributos))):
            propios = {"width": str(tamano[0]), "height": str(tamano[1])} | propios
        if len(CALLADO.sub("", html[: casa.start()])) > PRIMERA_PANTALLA:
            propios["loading"] = "lazy"
        nuevos = (f' {nombre}="{valor}"' for nombre, valor in propios.items() if nombre not in puestos)
        return f"<img{atributos}{''.join(nuevos)}{casa['cierre']}"

    return ETIQUETA_DE_IMAGEN.sub(completa, html)


def _archivo(atributos: str) -> str:
    fuente = FUENTE.search(atributos)
    return PurePosixPath(unquote(fuente[1])).name if fuente else ""


def nombradas(html: str) -> set[str]:
    """Los archivos de las imágenes que enseña un HTML.

    >>> nombradas('<img src="../_images/a.svg"><img src="b.png" alt="">') == {"a.svg", "b.png"}
    True
    """
    return {_archivo(casa["atributos"]) for casa in ETIQUETA_DE_IMAGEN.finditer(html)}


def tamanos(app: Sphinx, pedidas: set[str]) -> dict[str, tuple[int, int]]:
    """Lo que miden esas imágenes del libro, en píxeles, por el nombre con que se publican."""
    imagenes = app.env.images.items()
    rutas = {nombre: Path(app.srcdir) / ruta for ruta, (_, nombre) in imagenes if nombre in pedidas}
    medidas = {nombre: get_image_size(str(ruta)) for nombre, ruta in rutas.items()}
    return {nombre: medida for nombre, medida in medidas.items() if medida}


def medir(
    app: Sphinx, _pagina: str, _plantilla: str, contexto: dict[str, Any], doctree: nodes.document | None
) -> None:
    if doctree is not None and (pedidas := nombradas(contexto["body"])):
        contexto["body"] = con_tamano(contexto["body"], tamanos(app, pedidas))


def setup(app: Sphinx) -> None:
    app.connect("html-page-context", medir)
