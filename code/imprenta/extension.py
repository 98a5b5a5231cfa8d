"""La puerta de Sphinx: con `extra_extensions: [imprenta.extension]` un libro se pinta ya ejecutado y juzgado.

También `jupyter-book build .` obtiene así números frescos: si nadie entrega la jornada, se hace una.
"""

from __future__ import annotations

import logging
import os
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from imprenta.idioma.catalogo import ESPANOL
from imprenta.idioma.eleccion import idioma_pedido
from imprenta.idioma.salidas import FiltroDeSphinx, hablar_si_nadie_habla
from imprenta.pintar import (
    avisos,
    cifras,
    compartido,
    descargas,
    direcciones_vivas,
    epub,
    estaticos,
    idiomas,
    macros_de_la_pagina,
    mathml,
    notas_al_pasar,
    numeracion,
    papel,
    pegado,
    puerta,
    servidos,
    solo_en_la_web,
    tabla_de_ejecuciones,
    tema,
    titulos,
    todas_las_cifras,
)
from imprenta.pintar.testigo import declaracion, marco
from imprenta.pintar.web import indice_lateral, memoria, paginas_idas


def con_bibliografia(_app: Sphinx, config: Config) -> None:
    """Da a conocer los estilos de la bibliografía a los libros que la tienen: a los demás no les cuesta.

    De los `.bib` que no están ya se ha hablado, si el libro lo da la imprenta, en la línea que los nombra.
    """
    if config.libro is not None:
        config.suppress_warnings = [*config.suppress_warnings, "bibtex.bibfile_error"]
    if getattr(config, "bibtex_bibfiles", None):
        from imprenta.pintar import bibliografia

        bibliografia.registrar()


def _hablar() -> None:
    """Con `jupyter-book build`, en la lengua del entorno; los avisos salen por donde salen los de Sphinx."""
    if (idioma := hablar_si_nadie_habla(idioma_pedido([], os.environ))) != ESPANOL:
        for salida in logging.getLogger("sphinx").handlers:
            salida.addFilter(FiltroDeSphinx(idioma))


def setup(app: Sphinx) -> dict[str, Any]:
    _hablar()
    app.connect("config-inited", con_bibliografia, priority=0)
    app.setup_extension("imprenta.pintar.entrega")
    for pieza in (
        avisos,
        cifras,
        todas_las_cifras,
        compartido,
        descargas,
        direcciones_vivas,
        epub,
        estaticos,
        idiomas,
        mathml,
        macros_de_la_pagina,
        notas_al_pasar,
        titulos,
        servidos,
        numeracion,
        papel,
        solo_en_la_web,
        pegado,
        tabla_de_ejecuciones,
        puerta,
        tema,
        indice_lateral,
        memoria,
        paginas_idas,
        declaracion,
        marco,
    ):
        pieza.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
