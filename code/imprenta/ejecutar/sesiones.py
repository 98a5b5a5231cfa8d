"""Las sesiones: páginas que siguen vivas tras ejecutarse, para preguntarles más sin volver a empezar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from imprenta.ejecutar.dependencias.huella import Analisis
from imprenta.ejecutar.ejecuciones_guardadas import Almacen
from imprenta.ejecutar.procesos.cliente import Vivero
from imprenta.ejecutar.procesos.conduccion import conducir, indagar_tras
from imprenta.ejecutar.reparto import Encargo, Tanda, ejecutar
from imprenta.libro.modelo import Celda, Consulta, Ejecucion, Guion, Respuesta


class Sesiones:
    """Una sesión por página de un libro; `taller` es donde la imprenta guarda lo suyo."""

    def __init__(self, taller: Path) -> None:
        self.taller = taller

    def ejecutar(self, encargos: Sequence[Encargo], analisis: Analisis) -> dict[Path, Ejecucion]:
        """Lo que da cada página; solo se ejecuta lo que ha cambiado desde la última vez."""
        return ejecutar(encargos, Almacen(self.taller), analisis)

    def preguntar(
        self, encargo: Encargo, analisis: Analisis, celdas: int, expresiones: Sequence[str]
    ) -> list[Respuesta]:
        """Lo que valen unas expresiones tras las primeras `celdas` de la página."""
        preguntas = (Consulta(1, 1, expresion) for expresion in expresiones)
        guion: Guion = (*_celdas(encargo)[:celdas], *preguntas)
        with Vivero(Tanda(Almacen(self.taller), analisis).terreno()) as vivero:
            return list(conducir(vivero, encargo.ruta, guion, encargo.segundos).respuestas)

    def indagar(
        self, encargo: Encargo, analisis: Analisis, celdas: int, pedido: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Lo que `indagar` halla tras las primeras `celdas` de la página."""
        with Vivero(Tanda(Almacen(self.taller), analisis).terreno()) as vivero:
            return indagar_tras(vivero, encargo.ruta, _celdas(encargo)[:celdas], encargo.segundos, (), pedido)

    def cerrar(self) -> None:
        """Termina las páginas que sigan vivas."""


def _celdas(encargo: Encargo) -> list[Celda]:
    return [paso for paso in encargo.guion if isinstance(paso, Celda)]
