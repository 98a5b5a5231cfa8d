"""Lo que se supo de una página al ejecutarla y no se veía en su código: qué leyó y qué variables miró."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from imprenta.libro.guardado import guardado, guardar


@dataclass(frozen=True)
class Lecturas:
    """Los archivos, desde la raíz del libro, y las variables; si es `ciega`, por qué puede haber más."""

    archivos: frozenset[str] = frozenset()
    entorno: frozenset[str] = frozenset()
    ciega: str = ""

    def __or__(self, otras: Lecturas) -> Lecturas:
        return Lecturas(
            self.archivos | otras.archivos, self.entorno | otras.entorno, self.ciega or otras.ciega
        )


def leer_lecturas(ruta: Path) -> Lecturas:
    """Las guardadas; ninguna, si no están o no se entienden: la página se volverá a ejecutar."""
    match guardado(ruta):
        case {"archivos": list() as archivos, "entorno": list() as entorno, "ciega": str() as ciega}:
            return Lecturas(frozenset(map(str, archivos)), frozenset(map(str, entorno)), ciega)
    return Lecturas()


def guardar_lecturas(ruta: Path, lecturas: Lecturas) -> None:
    datos = asdict(lecturas)
    guardar(ruta, datos | {clase: sorted(datos[clase]) for clase in ("archivos", "entorno")})
