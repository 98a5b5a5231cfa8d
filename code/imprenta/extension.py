r"""La cara de Sphinx: da las páginas ya ejecutadas y decide cuáles hay que volver a leer.

Basta con `extra_extensions: [imprenta.extension]`: también `jupyter-book build .` obtiene números
frescos, porque el lector ejecuta en el momento lo que la imprenta no haya ejecutado antes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from jinja2 import FileSystemBytecodeCache
from myst_nb.core.read import read_myst_markdown_notebook
from myst_nb.sphinx_ext import add_global_html_resources
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from imprenta import bibliografia, mathml, papel, roles, taller
from imprenta.libro import SUFIJOS
from imprenta.roles import ACTUAL, libro_de, pagina_de_cifras

registro = logging.getLogger(__name__)
FIGURA = re.compile(r"[0-9a-f]{64}\.\w+")  # el nombre que MyST-NB da a las de las celdas


def leer_cuaderno(texto: str) -> nbformat.NotebookNode:
    """El cuaderno de la página actual, con las salidas de su ejecución."""
    cuaderno = _cuaderno_vacio(texto)
    cuaderno.metadata.setdefault("language_info", {"name": "python", "pygments_lexer": "ipython3"})
    celdas = [celda for celda in cuaderno.cells if celda.cell_type == "code"]
    ejecutada = taller.preparar(libro_de(ACTUAL.env.app), [ACTUAL.ruta])[ACTUAL.ruta]
    if falta := ejecutada.ejecucion.falta:
        registro.warning(falta.mensaje, location=(ACTUAL.env.docname, falta.linea))
    for celda, ejecucion in zip(celdas, ejecutada.ejecucion.salidas, strict=not falta):
        celda.outputs = nbformat.from_dict(ejecucion.salidas)
        celda.execution_count = ejecucion.numero
        _poner_alternativo(celda)
    for consulta, respuesta in ejecutada.respuestas.items():
        ACTUAL.respuestas[consulta.expresion].append(respuesta)
    ACTUAL.env.metadata[ACTUAL.env.docname]["huella"] = ejecutada.huella
    if "{cite" in texto:  # la ficha de cada obra se lee al pasar por su cita
        for archivo in ACTUAL.env.app.config.bibtex_bibfiles:
            ACTUAL.env.note_dependency(archivo)
    return cuaderno


def _cuaderno_vacio(texto: str) -> nbformat.NotebookNode:
    if ACTUAL.ruta.suffix == ".ipynb":
        return nbformat.reads(texto, as_version=4)
    config = ACTUAL.env.myst_config  # type: ignore[attr-defined]  # lo pone MyST-NB
    cuaderno = read_myst_markdown_notebook(texto, config=config, add_source_map=True, path=ACTUAL.ruta)
    cuaderno.metadata["source_map"] = list(_lineas_de_las_celdas(texto, cuaderno.metadata["source_map"]))
    return cuaderno


def _lineas_de_las_celdas(texto: str, mapa: list[int]) -> Iterator[int]:
    """Dónde empieza cada celda: MyST-NB cuenta una de más y no las que le quita en blanco."""
    lineas = texto.splitlines()
    for linea in mapa:
        while linea < len(lineas) and not lineas[linea].strip():
            linea += 1
        yield linea - 1


def _poner_alternativo(celda: nbformat.NotebookNode) -> None:
    """Pasa el texto alternativo que trae la salida a las opciones de imagen de su celda."""
    for salida in celda.outputs:
        for datos in salida.get("metadata", {}).values():
            if isinstance(datos, dict) and "alt" in datos:
                opciones = celda.metadata.setdefault("mystnb", {}).setdefault("image", {})
                opciones.setdefault("alt", datos["alt"])


def paginas_rancias(
    app: Sphinx, env: BuildEnvironment, _nuevas: set[str], _cambiadas: set[str], _borradas: set[str]
) -> list[str]:
    """Las páginas que hay que volver a leer porque su huella cambió aunque su texto no."""
    libro = libro_de(app)
    huellas = {libro.documento(ruta): huella for ruta, huella in taller.huellas(libro).items()}
    rancias = [d for d in huellas if env.metadata[d].get("huella", huellas[d]) != huellas[d]]
    con_todas = pagina_de_cifras(env)
    if con_todas and env.metadata[con_todas][roles.CON_TODAS] != roles.sello(taller.comprobar(libro)):
        rancias.append(con_todas)
    return rancias


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


def configurar(_app: Sphinx, config: Config) -> None:
    config.nb_execution_mode = "off"
    config.nb_custom_formats = {sufijo: ("imprenta.extension.leer_cuaderno", {}, False) for sufijo in SUFIJOS}


def setup(app: Sphinx) -> dict[str, Any]:
    bibliografia.registrar()
    mathml.setup(app)
    papel.setup(app)
    roles.setup(app)
    app.connect("config-inited", configurar, priority=0)
    app.connect("builder-inited", adelantar_estilo)
    app.connect("builder-inited", guardar_plantillas)
    app.connect("env-get-outdated", paginas_rancias)
    app.connect("build-finished", quitar_figuras_viejas)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
