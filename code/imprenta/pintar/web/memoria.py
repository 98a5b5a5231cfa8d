"""Lo que queda en el disco entre dos construcciones de la web: ni sobra nada ni se hace dos veces."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jinja2 import FileSystemBytecodeCache
from myst_nb.sphinx_ext import add_global_html_resources
from sphinx.application import Sphinx

from imprenta.libro.disco import escribir


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
    if entorno is not None and app.config.libro is not None:  # con lo demás que la imprenta firma
        carpeta = Path(app.doctreedir).parent / "plantillas"
        carpeta.mkdir(parents=True, exist_ok=True)
        entorno.bytecode_cache = FileSystemBytecodeCache(str(carpeta))


def completar_el_buscador(app: Sphinx) -> list[Any]:
    """Da al buscador de Sphinx las voces de las páginas que no se escriben, y quita las palabras sin página.

    Al releer su índice pierde las unas y conserva las otras: no saldría el mismo que de la nada.
    """
    buscador = getattr(app.builder, "indexer", None)
    if buscador is None:
        return []
    archivo = Path(app.doctreedir) / "voces.json"
    todas = _voces_de_antes(archivo) | buscador._index_entries
    buscador._index_entries = {
        pagina: todas[pagina] for pagina in sorted(todas) if pagina in app.env.all_docs
    }
    escribir(archivo, json.dumps(buscador._index_entries))
    for palabras in (buscador._mapping, buscador._title_mapping):
        for palabra in [palabra for palabra, paginas in palabras.items() if not paginas]:
            del palabras[palabra]
    return []


def _voces_de_antes(archivo: Path) -> dict[str, Any]:
    try:
        voces: dict[str, Any] = json.loads(archivo.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return voces


def quitar_sobras(app: Sphinx, error: Exception | None) -> None:
    """Borra las imágenes y las descargas que ya no enseña ninguna página: Sphinx las deja."""
    if error is not None or app.builder.format != "html":
        return
    salida = Path(app.outdir)
    imagenes = {salida / app.builder.imagedir / nombre for _, nombre in app.env.images.values()}
    descargas = {salida / "_downloads" / nombre for _, nombre in app.env.dlfiles.values()}
    carpetas = (salida / app.builder.imagedir, salida / "_downloads")
    dudosas = {ruta for carpeta in carpetas for ruta in carpeta.rglob("*") if ruta.is_file()}
    for ruta in dudosas - imagenes - descargas:
        if not _se_ve(salida, ruta.name):
            ruta.unlink()


def _se_ve(salida: Path, nombre: str) -> bool:
    """Si alguna página nombra un archivo: los dibujos que hace otra extensión no están en ninguna lista."""
    buscado = nombre.encode()
    return any(buscado in pagina.read_bytes() for pagina in salida.rglob("*.html"))


def setup(app: Sphinx) -> None:
    app.connect("builder-inited", adelantar_estilo)
    app.connect("builder-inited", guardar_plantillas)
    app.connect("html-collect-pages", completar_el_buscador)
    app.connect("build-finished", quitar_sobras)
