"""Los mandos de una página (ipywidgets): cómo están, para que quien la lea los vea sin un núcleo detrás.

Lo que un mando enseña no está en la salida de su celda, que solo lo nombra: está en él, y puede cambiar más
tarde. Tras cada celda se dice cómo están todos; vale lo último que se diga. Y se dice qué se escribe mientras
uno lo recoge, como hace `interact`: su sitio es detrás de él.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

ESTADO_DE_LOS_MANDOS = "application/vnd.jupyter.widget-state+json"
NOMBRE_DE_SU_SALIDA = "imprenta/mandos"
VISTA_DE_UN_MANDO = "application/vnd.jupyter.widget-view+json"


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


class _Lector:
    """A quien un mando cree que tiene delante: sin nadie, ninguno recogería nada."""

    def get_parent(self) -> dict[str, Any]:
        return {"header": {"msg_id": "imprenta"}}


def oir_a_los_mandos(emitir: Callable[..., None]) -> None:
    """Desde ahora emite cuándo un mando empieza a recoger lo que se escriba y cuándo acaba.

    Es lo único que se oye de lo que dicen: de lo demás basta con cómo acaban.
    """
    import comm  # en la página, que es quien lo tiene; la imprenta solo lee de aquí unos nombres
    from comm.base_comm import BaseComm

    class Hilo(BaseComm):
        kernel = _Lector()

        def publish_msg(self, msg_type: str, data: dict[str, Any] | None = None, *_: Any, **__: Any) -> None:
            estado = (data or {}).get("state", {})
            if msg_type == "comm_msg" and "msg_id" in estado:
                emitir("recogida", mando=self.comm_id if estado["msg_id"] else "")

    comm.create_comm = Hilo
