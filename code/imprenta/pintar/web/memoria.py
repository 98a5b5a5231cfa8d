"""Lo que queda en el disco entre dos construcciones de la web: ni sobra nada ni se hace dos veces."""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import FileSystemBytecodeCache
from myst_nb.sphinx_ext import add_global_html_resources
from sphinx.application import Sphinx

from imprenta.pintar.entrega import libro_de

FIGURA = re.compile(r"[0-9a-f]{64}\.\w+")  # el nombre que MyST-NB da a las de las celdas


def adelantar_estilo(app: Sphinx) -> None:
    """Copia el CSS de MyST-NB antes de escribir las páginas, que llevan su resumen en la dirección.

    MyST-NB lo copia al final: la primera construcción y las siguientes no darían las mismas páginas.
    """
    if app.builder.format == "html":
        Path(app.outdir, "_static").mkdir(exist_ok=True)
        add_global_html_resources(app, None)


def guardar_plantillas(app: Sphinx) -> None:
    """Guarda compiladas las plantillas del tema: compilarlas es un sexto de lo que tarda una edición."""
    if app.builder.format != "html":  # el constructor del PDF no tiene plantillas
        return
    entorno = getattr(app.builder.templates, "environment", None)
    if entorno is not None:
        carpeta = libro_de(app).taller / "plantillas"
        carpeta.mkdir(parents=True, exist_ok=True)
        entorno.bytecode_cache = FileSystemBytecodeCache(str(carpeta))


def quitar_figuras_viejas(app: Sphinx, error: Exception | None) -> None:
    """Borra las figuras que ya no enseña ninguna página: Sphinx las deja, y se llaman según lo que son."""
    if error is not None or app.builder.format != "html":
        return
    vivas = {nombre for _, nombre in app.env.images.values()}
    for ruta in (Path(app.outdir) / app.builder.imagedir).glob("*"):
        if FIGURA.fullmatch(ruta.name) and ruta.name not in vivas:
            ruta.unlink()


def setup(app: Sphinx) -> None:
    app.connect("builder-inited", adelantar_estilo)
    app.connect("builder-inited", guardar_plantillas)
    app.connect("build-finished", quitar_figuras_viejas)
