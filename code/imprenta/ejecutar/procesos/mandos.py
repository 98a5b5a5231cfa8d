"""Los mandos de una página (ipywidgets): cómo están, para que quien la lea los vea sin un núcleo detrás.

Lo que un mando enseña no está en la salida de su celda, que solo lo nombra: está en él, y puede cambiar más
tarde. Tras cada celda se dice cómo están todos; vale lo último que se diga.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

ESTADO_DE_LOS_MANDOS = "application/vnd.jupyter.widget-state+json"
NOMBRE_DE_SU_SALIDA = "imprenta/mandos"


class Mandos:
    """Lo último que se ha dicho de los mandos de una página."""

    def __init__(self) -> None:
        self.dicho: dict[str, Any] = {}

    def decir(self, emitir: Callable[..., None]) -> None:
        """Emite cómo están, si hay alguno y algo ha cambiado: la primera vez, o en lugar de lo ya dicho."""
        modulo = sys.modules.get("ipywidgets.widgets.widget")
        estado = modulo.Widget.get_manager_state() if modulo else {}
        if estado.get("state") and estado != self.dicho:
            tipo = "update_display_data" if self.dicho else "display_data"
            self.dicho = estado
            emitir(tipo, data={ESTADO_DE_LOS_MANDOS: estado}, metadata={}, nombre=NOMBRE_DE_SU_SALIDA)
