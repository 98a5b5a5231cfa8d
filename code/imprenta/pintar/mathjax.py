"""MathJax, servido por el propio libro: quien abre una página no llama a nadie más.

Sphinx lo pide a una red de entrega. Aquí va con la imprenta, tal como lo publican sus autores (el guion que
Sphinx pide, lo que este carga cuando una fórmula lo usa y sus letras), y se deja junto a las páginas que lo
nombran. Si el libro dice otra cosa en `mathjax_path`, se hace lo que diga.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

from imprenta.pintar.estaticos import CARPETA, GUION_DE_MATHJAX
from imprenta.pintar.mathml import DE_SERIE

EMPAQUETADO = Path(__file__).parent / f"{Path(GUION_DE_MATHJAX).parent}.zip"
AL_ESCRITO = 800  # antes de que se quite lo que nadie nombra


def servir_mathjax(_app: Sphinx, config: Config) -> None:
    """Nombra el del libro en lugar del de la red; a quien configura MathJax 2, Sphinx le dice que no vale."""
    from sphinx.ext.mathjax import MATHJAX_URL

    de_serie = getattr(config, "mathjax_path", None) == MATHJAX_URL
    if de_serie and not (config.mathjax_config or config.mathjax2_config):
        config.mathjax_path = GUION_DE_MATHJAX


def dejar_mathjax(app: Sphinx, error: Exception | None) -> None:
    """Lo desempaqueta si alguna página lo nombra y aún no está."""
    if error is not None or app.builder.format != "html" or not _lo_nombran(app):
        return
    carpeta = Path(app.outdir) / CARPETA
    if not (carpeta / GUION_DE_MATHJAX).exists():
        with zipfile.ZipFile(EMPAQUETADO) as archivo:
            archivo.extractall((carpeta / GUION_DE_MATHJAX).parent)


def _lo_nombran(app: Sphinx) -> bool:
    return (
        getattr(app.builder, "math_renderer_name", None) == DE_SERIE
        and app.config.mathjax_path == GUION_DE_MATHJAX
        and app.env.domains["math"].has_equations()
    )


def setup(app: Sphinx) -> None:
    app.connect("config-inited", servir_mathjax)
    app.connect("build-finished", dejar_mathjax, priority=AL_ESCRITO)
