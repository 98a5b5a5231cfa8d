"""Escribir lo que ya está leído: unas páginas, cuanto antes, o todo lo que haga falta, como hace Sphinx."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.build_phase import BuildPhase
from sphinx.util.parallel import SerialTasks


def escribir_estas(app: Sphinx, documentos: Collection[str]) -> list[str]:
    """Escribe solo esas páginas, con sus imágenes; devuelve los archivos, desde la carpeta de lo escrito."""
    constructor = _preparado(app)
    app.events.emit("write-started", constructor)
    constructor.prepare_writing(set(documentos))
    constructor._write_serial(sorted(documentos))
    constructor.copy_image_files()
    paginas = [Path(constructor.get_outfilename(documento)) for documento in sorted(documentos)]
    imagenes = [Path(app.outdir, constructor.imagedir, nombre) for nombre in constructor.images.values()]
    return [ruta.relative_to(app.outdir).as_posix() for ruta in [*imagenes, *paginas] if ruta.exists()]


def escribir_todo(app: Sphinx, documentos: Collection[str], todas: bool) -> None:
    """Escribe esas páginas y lo que sale de ellas; si no son `todas`, las sueltas se quedan como están.

    Lo que enseña una página suelta, si no es suyo, lo comparten todas: si cambiara, se escribirían todas.
    """
    constructor = _preparado(app)
    app.phase = BuildPhase.CONSISTENCY_CHECK
    app.env.check_consistency()
    app.phase = BuildPhase.RESOLVING
    if not todas:
        constructor.gen_pages_from_extensions = lambda: _avisar(app)  # type: ignore[method-assign]
        constructor.gen_additional_pages = lambda: None  # type: ignore[method-assign]
    constructor.write(sorted(documentos), [], "specific")
    constructor.finish()
    constructor.finish_tasks.join()
    app.events.emit("build-finished", None)


def _preparado(app: Sphinx) -> StandaloneHTMLBuilder:
    constructor = app.builder
    assert isinstance(constructor, StandaloneHTMLBuilder)
    constructor.parallel_ok, constructor.finish_tasks = False, SerialTasks()
    return constructor


def _avisar(app: Sphinx) -> None:
    """Quien tenga páginas sueltas hace lo que tenga que hacer antes de darlas, y no se le piden."""
    app.events.emit("html-collect-pages")
