"""Los estilos y los guiones: con qué dirección los nombran las páginas, y que no quede ninguno sin nombrar.

Si uno cambia, cambia la dirección con que lo nombran. Y de lo que traen el tema y las extensiones se quita
lo que ninguna página, ningún estilo ni ningún guion nombra: un tema del que se ha cambiado todo deja docenas
de archivos que nadie abre. Lo que el libro pone en sus carpetas se queda: alguien de fuera puede enlazarlo.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from imprenta.libro.disco import resumen_de

CARPETA = "_static"
ENTERAS = {"mathjax-3.2.2", "mandos-1.0.14"}  # carpetas cuyos guiones componen lo que piden sobre la marcha
EN_UNA_PAGINA = re.compile(rb"_static/([^\"'?#\s<>&)]+)")
NOMBRAN_OTROS = {".css", ".js", ".mjs", ".json", ".svg"}
AL_ACABAR = 900  # después de quien aún copie algo


def si_cambian(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Todas las páginas, si ha cambiado algún estilo o algún guion: Sphinx solo escribe las que se releen."""
    # Sphinx guarda entre construcciones lo que una extensión le pone a su entorno.
    ahora, antes = huellas(app), getattr(env, "imprenta_estaticos", None)
    env.imprenta_estaticos = ahora  # type: ignore[attr-defined]
    return sorted(env.found_docs) if ahora != antes else []


def huellas(app: Sphinx) -> dict[str, str]:
    """Lo que lleva cada estilo y cada guion de `html_static_path`."""
    rutas = (ruta for ruta, _ in puestos(app, *app.config.html_static_path) if ruta.suffix in {".css", ".js"})
    return {str(ruta): hashlib.sha256(ruta.read_bytes()).hexdigest() for ruta in sorted(rutas)}


def puestos(app: Sphinx, *carpetas: str) -> Iterator[tuple[Path, str]]:
    """Los archivos de unas carpetas de `html_static_path`, cada uno con su nombre en `_static`."""
    for origen in (Path(app.confdir) / carpeta for carpeta in carpetas):
        for ruta in origen.rglob("*") if origen.is_dir() else [origen]:
            if ruta.is_file():
                yield ruta, ruta.relative_to(origen if origen.is_dir() else origen.parent).as_posix()


def dar_version(
    app: Sphinx, _pagina: str, _plantilla: str, contexto: dict[str, Any], _doctree: object
) -> None:
    """Da a la plantilla el nombre de un archivo, desde la raíz, con el resumen de lo que lleva."""

    def con_version(nombre: str) -> str:
        return f"{nombre}?v={resumen_de(Path(app.outdir) / nombre)[:8]}"

    contexto["con_version"] = con_version


# ——— Lo que nadie nombra ———


def quitar_lo_que_nadie_nombra(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.name != "html":
        return
    carpeta = Path(app.outdir) / CARPETA
    todos = {ruta.relative_to(carpeta).as_posix() for ruta in carpeta.rglob("*") if ruta.is_file()}
    # Las que añaden las extensiones no están en la carpeta del libro, y se nombran enteras.
    del_libro = (nombre for nombre in app.config.html_static_path if not Path(nombre).is_absolute())
    propios = {nombre for _, nombre in puestos(app, *del_libro)}
    nombrados = en_las_paginas(Path(app.outdir)) | propios
    vivos = en_uso(carpeta, todos, nombrados | con_su_carpeta(todos, nombrados))
    for nombre in todos - vivos:
        (carpeta / nombre).unlink()
    for hueca in sorted((ruta for ruta in carpeta.rglob("*") if ruta.is_dir()), reverse=True):
        if not any(hueca.iterdir()):
            hueca.rmdir()


def con_su_carpeta(todos: set[str], nombrados: set[str]) -> set[str]:
    """Lo que pueden llegar a pedir los guiones que alguna página nombra, si van con su carpeta entera.

    >>> sorted(con_su_carpeta({"a.js", "mathjax-3.2.2/t.js", "mathjax-3.2.2/i/b.js"}, {"mathjax-3.2.2/t.js"}))
    ['mathjax-3.2.2/i/b.js', 'mathjax-3.2.2/t.js']
    """
    vivas = ENTERAS & {nombre.partition("/")[0] for nombre in nombrados}
    return {nombre for nombre in todos if nombre.partition("/")[0] in vivas}


def en_las_paginas(salida: Path) -> set[str]:
    """Los archivos de `_static` que nombra alguna página."""
    nombres = {
        casa for pagina in salida.rglob("*.html") for casa in EN_UNA_PAGINA.findall(pagina.read_bytes())
    }
    return {unquote(nombre.decode("utf-8", "replace")) for nombre in nombres}


def en_uso(carpeta: Path, todos: set[str], nombrados: set[str]) -> set[str]:
    """De `todos`, los nombrados y los que estos nombran, y así hasta que no se llega a ninguno más.

    Un estilo o un guion puede componer la dirección de otro: basta con que diga cómo se llama su archivo.
    """
    vivos, por_mirar = set[str](), nombrados & todos
    while por_mirar:
        vivos |= por_mirar
        textos = [(carpeta / v).read_bytes() for v in por_mirar if Path(v).suffix in NOMBRAN_OTROS]
        por_mirar = {n for n in todos - vivos if any(Path(n).name.encode() in texto for texto in textos)}
    return vivos


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("env-updated", si_cambian)
    app.connect("html-page-context", dar_version)
    app.connect("build-finished", quitar_lo_que_nadie_nombra, priority=AL_ACABAR)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
