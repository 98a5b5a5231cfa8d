"""El almacén: lo que dio cada página al ejecutarse, guardado con su huella por nombre.

Cada ejecución es un archivo que no cambia nunca; se escribe entero y luego se le pone el nombre.
Por eso no hay base de datos ni cerrojos: varios procesos pueden leer y guardar a la vez, y una
muerte a medias no deja nada a medias.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection
from dataclasses import asdict
from pathlib import Path

from imprenta.libro.disco import escribir
from imprenta.libro.modelo import CeldaEjecutada, Ejecucion, Respuesta


class Almacen:
    """Las ejecuciones guardadas en una carpeta."""

    def __init__(self, carpeta: Path) -> None:
        self.carpeta = carpeta

    def _ruta(self, huella: str) -> Path:
        return self.carpeta / "ejecuciones" / f"{huella}.json"

    def leer(self, huella: str) -> Ejecucion | None:
        """La ejecución de esa huella, o None si no está o su archivo no se entiende."""
        ruta = self._ruta(huella)
        try:
            datos = json.loads(ruta.read_text(encoding="utf-8"))
            ejecucion = Ejecucion(
                salidas=tuple(CeldaEjecutada(**celda) for celda in datos["salidas"]),
                respuestas=tuple(Respuesta(**respuesta) for respuesta in datos["respuestas"]),
                segundos=datos["segundos"],
                huella=huella,
                leidos=tuple(datos["leidos"]),
            )
            os.utime(ruta)  # la poda conserva lo usado hace menos
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return ejecucion

    def guardar(self, huella: str, ejecucion: Ejecucion) -> None:
        """Guarda una ejecución buena; una fallida, nunca: tiene que volver a fallar hasta que se arregle."""
        if ejecucion.falta is not None:
            raise ValueError("una ejecución fallida no se guarda")
        datos = asdict(ejecucion)
        for campo in ("huella", "falta", "traza"):
            del datos[campo]
        escribir(self._ruta(huella), json.dumps(datos, ensure_ascii=False))

    def podar(self, vigentes: Collection[str], historia: int = 200) -> int:
        """Borra lo que ninguna página usa, salvo lo usado más recientemente; dice cuánto ha borrado.

        La historia sirve para que deshacer un cambio no cueste volver a ejecutar.
        """
        sobrantes = [ruta for ruta in self._ruta("x").parent.glob("*.json") if ruta.stem not in vigentes]
        sobrantes.sort(key=lambda ruta: ruta.stat().st_mtime_ns, reverse=True)
        for ruta in sobrantes[historia:]:
            ruta.unlink(missing_ok=True)
        return len(sobrantes[historia:])

    def tiempos(self) -> dict[str, float]:
        """Los segundos que tardó cada página la última vez."""
        try:
            return json.loads((self.carpeta / "tiempos.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}

    def anotar_tiempos(self, nuevos: dict[str, float]) -> None:
        escribir(
            self.carpeta / "tiempos.json", json.dumps(self.tiempos() | nuevos, ensure_ascii=False, indent=0)
        )
