"""Lo que de serie se pide a una red de entrega, servido por el propio libro: quien lo abre no llama a nadie.

Sphinx y MyST-NB nombran en la red el guion de MathJax y los de los mandos (ipywidgets). Aquí van con la
imprenta, tal como los publican sus autores, y se dejan junto a las páginas que los nombran; el de Plotly está
ya donde se ejecutó la página. Si el libro dice otra cosa (`mathjax_path`, `nb_ipywidgets_js`), se hace.
"""

from __future__ import annotations

import importlib.util
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from imprenta.pintar.estaticos import CARPETA

DE_SERIE = "mathjax"  # quien dibuja las fórmulas si el libro no dice otra cosa
GUION_DE_MATHJAX = "mathjax-3.2.2/tex-mml-chtml.js"
GUION_DE_LOS_MANDOS = "mandos-1.0.14/embed-amd.js"
GUION_DE_PLOTLY = "plotly/plotly.min.js"
RED_DE_LOS_MANDOS = "https://cdn.jsdelivr.net/npm/"  # solo para los que no son de ipywidgets
AL_ESCRITO = 800  # antes de que se quite lo que nadie nombra


def servir(_app: Sphinx, config: Config) -> None:
    """Nombra los del libro en lugar de los de la red, salvo lo que el libro haya dicho."""
    from myst_nb.core.config import ipywidgets_js_factory
    from sphinx.ext.mathjax import MATHJAX_URL

    # A quien configura MathJax 2, Sphinx le dice que con el de serie no vale.
    if config.mathjax_path == MATHJAX_URL and not (config.mathjax_config or config.mathjax2_config):
        config.mathjax_path = GUION_DE_MATHJAX
    if config.nb_ipywidgets_js == ipywidgets_js_factory():
        config.nb_ipywidgets_js = {
            str(Path(GUION_DE_LOS_MANDOS).with_name("require.js")): {},
            GUION_DE_LOS_MANDOS: {"data-jupyter-widgets-cdn": RED_DE_LOS_MANDOS},
        }


def guion_de_plotly() -> Path | None:
    """El de la biblioteca con que se hicieron los dibujos; nada si aquí no está."""
    receta = importlib.util.find_spec("plotly")
    lugares = receta.submodule_search_locations if receta else None
    rutas = (Path(lugar, "package_data", "plotly.min.js") for lugar in lugares or ())
    return next((ruta for ruta in rutas if ruta.exists()), None)


def dejar_servidos(app: Sphinx, error: Exception | None) -> None:
    """Deja en `_static` los que alguna página nombra y aún no están."""
    if error is not None or app.builder.format != "html" or not hasattr(app.builder, "math_renderer_name"):
        return
    carpeta = Path(app.outdir) / CARPETA
    for guion in _nombrados(app):
        if (carpeta / guion).exists():
            continue
        (carpeta / guion).parent.mkdir(parents=True, exist_ok=True)
        if guion == GUION_DE_PLOTLY:
            if origen := guion_de_plotly():
                shutil.copyfile(origen, carpeta / guion)
            continue
        with zipfile.ZipFile(Path(__file__).parent / f"{Path(guion).parent}.zip") as empaquetado:
            empaquetado.extractall((carpeta / guion).parent)


def _nombrados(app: Sphinx) -> Iterator[str]:
    """Los guiones de los que las páginas del libro piden alguno."""
    dibuja = app.builder.math_renderer_name == DE_SERIE  # type: ignore[attr-defined]  # es de la web
    if dibuja and app.config.mathjax_path == GUION_DE_MATHJAX and app.env.domains["math"].has_equations():
        yield GUION_DE_MATHJAX
    apuntes: dict[str, dict[str, Any]] = getattr(app.env, "nb_metadata", {})
    pedidos = {uri for suyos in apuntes.values() for uri, _ in suyos.get("js_files", {}).values()}
    yield from sorted(pedidos & {GUION_DE_LOS_MANDOS, GUION_DE_PLOTLY})


def setup(app: Sphinx) -> None:
    app.connect("config-inited", servir)
    app.connect("build-finished", dejar_servidos, priority=AL_ESCRITO)
