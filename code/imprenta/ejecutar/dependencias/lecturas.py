"""Lo que se supo de una página al ejecutarla y no se veía en su código: qué leyó, qué miró y qué buscó."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from imprenta.libro.guardado import guardado, guardar

DE_LAS_LECTURAS = ("archivos", "entorno", "bibliotecas")


@dataclass(frozen=True)
class Lecturas:
    """Los archivos, desde la raíz del libro, las variables y las bibliotecas que buscó, las haya o no.

    Si es `ciega`, por qué puede haber más.
    """

    archivos: frozenset[str] = frozenset()
    entorno: frozenset[str] = frozenset()
    bibliotecas: frozenset[str] = frozenset()
    ciega: str = ""

    def __or__(self, otras: Lecturas) -> Lecturas:
        juntas = {clase: getattr(self, clase) | getattr(otras, clase) for clase in DE_LAS_LECTURAS}
        return Lecturas(**juntas, ciega=self.ciega or otras.ciega)


def leer_lecturas(ruta: Path) -> Lecturas:
    """Las guardadas; ninguna, si no están o no se entienden: la página se volverá a ejecutar."""
    match guardado(ruta):
        case {
            "archivos": list() as archivos,
            "entorno": list() as entorno,
            "bibliotecas": list() as bibliotecas,
            "ciega": str() as ciega,
        }:
            de_textos = (frozenset(map(str, uno)) for uno in (archivos, entorno, bibliotecas))
            return Lecturas(**dict(zip(DE_LAS_LECTURAS, de_textos, strict=True)), ciega=ciega)
    return Lecturas()


def guardar_lecturas(ruta: Path, lecturas: Lecturas) -> None:
    datos = asdict(lecturas)
    guardar(ruta, datos | {clase: sorted(datos[clase]) for clase in DE_LAS_LECTURAS})
