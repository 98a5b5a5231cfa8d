"""La página del lector: lo que Sphinx, MyST-NB y el tema pintan de otra manera y lo que la plantilla pide.

Es una extensión aparte de `imprenta.extension`: un libro puede usar la una sin la otra. `memoria`,
`paginas_idas` e `indice_lateral` son de las dos: hacen la web de cualquier libro más deprisa y sin sobras.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    from imprenta.pintar.web import (
        accesible,
        acompanamiento,
        celdas,
        imagenes,
        indice_alfabetico,
        plantilla,
        sin_estilos,
    )

    app.setup_extension("imprenta.pintar.entrega")
    for pieza in (celdas, accesible, sin_estilos, imagenes, plantilla, indice_alfabetico, acompanamiento):
        pieza.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": False}
