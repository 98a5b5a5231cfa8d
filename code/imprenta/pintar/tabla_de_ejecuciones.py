"""La tabla de `{nb-exec-table}`: qué páginas se han ejecutado, cuándo y cuánto tardaron.

MyST-NB la llena con lo que ejecuta él, y aquí no ejecuta nada: la llena la imprenta. La página que la lleva
se lee otra vez en cuanto otra se ejecuta.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from myst_nb.ext.execution_tables import ExecutionStatsTable, make_stat_table
from sphinx.application import Sphinx
from sphinx.config import Config

from imprenta.libro.modelo import Ejecucion
from imprenta.pintar.entrega import PEGA_DE, hecho_de
from imprenta.pintar.pegado import como_pegado


class TablaDeEjecuciones(ExecutionStatsTable):  # type: ignore[misc]  # sin tipos
    """La de las páginas que el libro ejecuta."""

    def run(self) -> list[nodes.Node]:
        """La tabla, hecha al leer la página."""
        hecho, documento = hecho_de(self.env.app), self.env.docname
        dadas = {hecho.libro.documento(ruta): hecha.ejecucion for ruta, hecha in hecho.paginas.items()}
        self.env.metadata[documento].setdefault(PEGA_DE, set()).update(dadas)
        tabla = make_stat_table(documento, {d: _dicho(dada) for d, dada in dadas.items() if dada.cuando})
        como_pegado([tabla])
        return [tabla]


def _dicho(dada: Ejecucion) -> dict[str, Any]:
    """Lo que MyST-NB apunta de una página que ejecuta, y queda guardada mientras no cambie."""
    return {
        "exec_data": {
            "mtime": dada.cuando,
            "method": "cache",
            "runtime": dada.segundos,
            "succeeded": dada.falta is None,
            "error": dada.falta and dada.falta.mensaje,
        }
    }


def _registrar(app: Sphinx, _config: Config) -> None:
    """Cuando MyST-NB ya ha registrado la suya."""
    app.add_directive("nb-exec-table", TablaDeEjecuciones, override=True)


def setup(app: Sphinx) -> None:
    app.connect("config-inited", _registrar)
