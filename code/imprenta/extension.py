"""La puerta de Sphinx: con `extra_extensions: [imprenta.extension]` un libro se pinta ya ejecutado y juzgado.

También `jupyter-book build .` obtiene así números frescos: si nadie entrega la jornada, se hace una.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from imprenta.pintar import bibliografia, cifras, estaticos, mathml, papel
from imprenta.pintar.web import memoria


def setup(app: Sphinx) -> dict[str, Any]:
    bibliografia.registrar()
    app.setup_extension("imprenta.pintar.entrega")
    for pieza in (cifras, estaticos, mathml, papel, memoria):
        pieza.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
