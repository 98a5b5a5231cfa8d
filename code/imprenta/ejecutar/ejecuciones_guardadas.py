"""El almacén: lo que dio cada página al ejecutarse, guardado con su huella por nombre.

Cada ejecución es un archivo que no cambia nunca; se escribe entero y luego se le pone el nombre.
Por eso no hay base de datos ni cerrojos: varios procesos pueden leer y guardar a la vez, y una
muerte a medias no deja nada a medias. El nombre empieza por la marca de su página: basta la lista de
los archivos para saber de quién es cada uno y podar los que sobran. Va sellado: el que no es como se escribió
no se cree, y su página se vuelve a ejecutar.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from imprenta.ejecutar.dependencias.huella import Huella, marca_de
from imprenta.libro.disco import quitar
from imprenta.libro.guardado import guardado, guardar
from imprenta.libro.modelo import CeldaEjecutada, Ejecucion, Fortuito, Respuesta

HISTORIA = 3  # ejecuciones de cada página: la de ahora y las de los dos cambios anteriores


class Almacen:
    """Las ejecuciones guardadas en una carpeta."""

    def __init__(self, carpeta: Path) -> None:
        self.carpeta = carpeta

    def _ruta(self, huella: Huella) -> Path:
        return self.carpeta / "ejecuciones" / f"{huella}.json"

    def leer(self, huella: Huella) -> Ejecucion | None:
        """La ejecución de esa huella, o None si no está o su archivo no se entiende."""
        ruta = self._ruta(huella)
        try:
            ejecucion = _ejecucion(guardado(ruta), str(huella))
            os.utime(ruta)  # la poda conserva lo usado hace menos
        except (OSError, KeyError, TypeError):
            return None
        return ejecucion

    def guardar(self, huella: Huella, ejecucion: Ejecucion) -> None:
        """Guarda una ejecución buena; una fallida, nunca: tiene que volver a fallar hasta que se arregle."""
        if ejecucion.falta is not None:
            raise ValueError("una ejecución fallida no se guarda")
        datos = asdict(ejecucion)
        for campo in ("huella", "falta", "traza", "visto"):
            del datos[campo]
        guardar(self._ruta(huella), datos)

    def podar(self, paginas: Mapping[str, str]) -> None:
        """Deja solo lo que sirve a `paginas`: el nombre de cada una, con su huella si se ha ejecutado ahora.

        De cada página se quedan esa ejecución y las usadas más recientemente, hasta `HISTORIA`: así lo
        guardado no crece y deshacer un cambio no cuesta volver a ejecutar. De las demás no queda nada.
        """
        quedan = self._utiles({marca_de(nombre): huella for nombre, huella in paginas.items()})
        claves = {_clave(huella) for huella in (*quedan, *paginas.values())}
        for carpeta, utiles in (("ejecuciones", quedan), ("lecturas", claves)):
            for ruta in (self.carpeta / carpeta).glob("*.json"):
                if ruta.stem not in utiles:
                    quitar(ruta)
        self._podar_trazas(paginas)
        if self.tiempos().keys() - paginas.keys():
            self._guardar_tiempos({p: tiempo for p, tiempo in self.tiempos().items() if p in paginas})

    def _utiles(self, actuales: Mapping[str, str]) -> set[str]:
        """Las huellas que se quedan, dada la marca de cada página con su huella de ahora."""
        historias: dict[str, list[Path]] = defaultdict(list)
        for ruta in (self.carpeta / "ejecuciones").glob("*.json"):
            historias[ruta.stem.partition("-")[0]].append(ruta)
        quedan: set[str] = set()
        for marca in historias.keys() & actuales.keys():
            recientes = sorted(historias[marca], key=lambda r: (r.stem == actuales[marca], _uso(r)))
            quedan.update(ruta.stem for ruta in recientes[-HISTORIA:])
        return quedan

    def _podar_trazas(self, paginas: Mapping[str, str]) -> None:
        """Quita las de las páginas que ya no están y las de las que ya no fallan."""
        fallaban = {str(self.traza(nombre)) for nombre, huella in paginas.items() if not huella}
        for ruta in (self.carpeta / "trazas").rglob("*.txt"):
            if str(ruta) not in fallaban:
                quitar(ruta)

    def traza(self, pagina: str) -> Path:
        """Donde se cuenta con detalle por qué falló una página."""
        return self.carpeta / "trazas" / Path(pagina).with_suffix(".txt")

    def tiempos(self) -> dict[str, float]:
        """Los segundos que tardó cada página la última vez."""
        tiempos = guardado(self.carpeta / "tiempos.json")
        if not isinstance(tiempos, dict):
            return {}
        return {
            nombre: float(tiempo) for nombre, tiempo in tiempos.items() if isinstance(tiempo, int | float)
        }

    def anotar_tiempos(self, nuevos: Mapping[str, float]) -> None:
        self._guardar_tiempos(self.tiempos() | dict(nuevos))

    def _guardar_tiempos(self, tiempos: Mapping[str, float]) -> None:
        guardar(self.carpeta / "tiempos.json", dict(tiempos))


def _ejecucion(datos: dict[str, Any], huella: str) -> Ejecucion:
    """La ejecución que se guardó así; `KeyError` o `TypeError`, si no tiene su hechura."""
    return Ejecucion(
        salidas=tuple(CeldaEjecutada(**celda) for celda in datos["salidas"]),
        respuestas=tuple(Respuesta(**respuesta) for respuesta in datos["respuestas"]),
        segundos=float(datos["segundos"]),
        huella=huella,
        leidos=tuple(datos["leidos"]),
        escritos=tuple(datos["escritos"]),
        entorno=tuple(datos["entorno"]),
        fortuitos=tuple(Fortuito(**fortuito) for fortuito in datos["fortuitos"]),
        lenguaje=dict(datos["lenguaje"]),
        cuando=int(datos["cuando"]),
    )


def _clave(huella: str) -> str:
    """La huella sin lo que depende de lo leído: la página y su clave."""
    return "-".join(huella.split("-")[:2])


def _uso(ruta: Path) -> int:
    try:
        return ruta.stat().st_mtime_ns
    except OSError:
        return 0
