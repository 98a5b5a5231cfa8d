"""El libro sobre la mesa: lo que dice cada página ahora mismo, y si es cierto."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, Self

from imprenta.ejecutar.reparto import Encargo
from imprenta.ejecutar.sesiones import Sesiones
from imprenta.jornada import Jornada
from imprenta.libro.hecho import Informe, PaginaEjecutada
from imprenta.libro.libro import Libro
from imprenta.libro.modelo import Falta, Respuesta


class Juicio(NamedTuple):
    """Una página ejecutada y el veredicto de cada cosa que dice; si no llegó a ejecutarse, ninguno."""

    ejecutada: PaginaEjecutada
    informe: Informe

    @property
    def faltas(self) -> list[Falta]:
        """Lo que está mal, en el orden en que está escrito."""
        falta = self.ejecutada.ejecucion.falta
        return [falta] if falta else self.informe.faltas


class Mesa:
    """Un libro y lo que su autor aún no ha guardado; entre juicio y juicio, sus páginas siguen vivas."""

    def __init__(self, libro: Libro) -> None:
        self.libro = libro
        self.escritos: dict[Path, bytes] = {}
        self.sesiones = Sesiones(libro.taller)

    def poner(self, ruta: Path, octetos: bytes | None) -> None:
        """De esa página vale eso y no lo que hay en el disco; con `None`, otra vez lo del disco."""
        if octetos is None:
            self.escritos.pop(ruta, None)
        else:
            self.escritos[ruta] = octetos
        self.mirar()

    def mirar(self) -> None:
        """Algo ha cambiado en el disco: lo que se sabía puede no valer."""
        self.__dict__.pop("jornada", None)

    @cached_property
    def jornada(self) -> Jornada:
        """La del libro entero tal como está."""
        return Jornada(self.libro, escritos=self.escritos, ejecutor=self.sesiones.ejecutar)

    def juicio(self, ruta: Path) -> Juicio:
        """El de una página, sin ejecutar las demás."""
        sola = Jornada(replace(self.libro, paginas=(ruta,)), True, self.escritos, self.sesiones.ejecutar)
        juzgado = sola.juzgado
        return Juicio(juzgado.paginas[ruta], juzgado.informes.get(ruta, Informe()))

    def preguntar(self, ruta: Path, posicion: int, expresiones: Sequence[str]) -> list[Respuesta]:
        """Lo que valen unas expresiones en un punto del texto de una página."""
        encargo, celdas = self._punto(ruta, posicion)
        return self.sesiones.preguntar(encargo, self.jornada.analisis, celdas, expresiones)

    def indagar(self, ruta: Path, posicion: int, pedido: Mapping[str, Any]) -> dict[str, Any]:
        """Lo que `ejecutar.procesos.indagar` halla en un punto del texto de una página."""
        encargo, celdas = self._punto(ruta, posicion)
        return self.sesiones.indagar(encargo, self.jornada.analisis, celdas, pedido)

    def _punto(self, ruta: Path, posicion: int) -> tuple[Encargo, int]:
        """La página, lista para ejecutarse, y cuántas de sus celdas van antes de un punto de su texto."""
        pagina, guion = self.jornada.paginas[ruta], self.jornada.guiones[ruta]
        lugar = pagina.lugar(posicion)
        antes = [celda for celda in pagina.celdas if celda.lugar(1, 1) < lugar]
        return self.jornada.encargo(ruta, guion), len(antes)

    def cerrar(self) -> None:
        """Termina las páginas vivas."""
        self.sesiones.cerrar()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.cerrar()
