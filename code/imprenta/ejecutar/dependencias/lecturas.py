"""Lo que se supo de una página al ejecutarla y no se veía en su código: qué leyó, qué miró y qué buscó."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from imprenta.libro.guardado import guardado, guardar

DE_LAS_LECTURAS = ("archivos", "carpetas", "entorno", "bibliotecas", "programas")


@dataclass(frozen=True)
class Lecturas:
    """Los archivos, desde la raíz del libro, las variables y las bibliotecas que buscó, las haya o no.

    De las `carpetas` preguntó si estaban, y estaban; `programas` son los instalados que arrancó. Si es
    `ciega`, por qué puede haber más.
    """

    archivos: frozenset[str] = frozenset()
    carpetas: frozenset[str] = frozenset()
    entorno: frozenset[str] = frozenset()
    bibliotecas: frozenset[str] = frozenset()
    programas: frozenset[str] = frozenset()
    ciega: str = ""

    def __or__(self, otras: Lecturas) -> Lecturas:
        juntas = {clase: getattr(self, clase) | getattr(otras, clase) for clase in DE_LAS_LECTURAS}
        return Lecturas(**juntas, ciega=self.ciega or otras.ciega)


def leer_lecturas(ruta: Path) -> Lecturas:
    """Las guardadas; ninguna, si no están o no se entienden: la página se volverá a ejecutar."""
    datos = guardado(ruta)
    if isinstance(datos, dict) and isinstance(datos.get("ciega"), str):
        listas = {clase: lista for clase in DE_LAS_LECTURAS if isinstance(lista := datos.get(clase), list)}
        if listas.keys() == {*DE_LAS_LECTURAS}:
            de_textos = {clase: frozenset(map(str, lista)) for clase, lista in listas.items()}
            return Lecturas(**de_textos, ciega=datos["ciega"])
    return Lecturas()


def guardar_lecturas(ruta: Path, lecturas: Lecturas) -> None:
    datos = asdict(lecturas)
    guardar(ruta, datos | {clase: sorted(datos[clase]) for clase in DE_LAS_LECTURAS})
