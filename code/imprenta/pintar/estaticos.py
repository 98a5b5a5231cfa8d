"""Los estilos y los guiones del libro: si uno cambia, cambia la dirección con que lo nombran las páginas."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment


def si_cambian(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Todas las páginas, si ha cambiado algún estilo o algún guion: Sphinx solo escribe las que se releen."""
    # Sphinx guarda entre construcciones lo que una extensión le pone a su entorno.
    ahora, antes = huellas(app), getattr(env, "imprenta_estaticos", None)
    env.imprenta_estaticos = ahora  # type: ignore[attr-defined]
    return sorted(env.found_docs) if ahora != antes else []


def huellas(app: Sphinx) -> dict[str, str]:
    """Lo que lleva cada estilo y cada guion de `html_static_path`."""
    carpetas = (Path(app.confdir) / nombre for nombre in app.config.html_static_path)
    rutas = (ruta for carpeta in carpetas for ruta in carpeta.rglob("*") if ruta.suffix in {".css", ".js"})
    return {str(ruta): hashlib.sha256(ruta.read_bytes()).hexdigest() for ruta in sorted(rutas)}


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("env-updated", si_cambian)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
