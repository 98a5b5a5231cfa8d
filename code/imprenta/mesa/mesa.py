"""El libro sobre la mesa: lo que dice cada página ahora mismo, y si es cierto."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, Self

from imprenta.ejecutar.reparto import Encargo
from imprenta.ejecutar.sesiones import Sesiones
from imprenta.jornada import Ejecutor, Jornada
from imprenta.libro.hecho import Informe, PaginaEjecutada
from imprenta.libro.libro import Libro
from imprenta.libro.modelo import Falta, Respuesta
from imprenta.mesa.estudio import Estudio, JornadaDeMesa


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
        self.estudio = Estudio()

    def poner(self, ruta: Path, octetos: bytes | None) -> None:
        """De esa página vale eso y no lo que hay en el disco; con `None`, otra vez lo del disco."""
        if octetos is None:
            self.escritos.pop(ruta, None)
        else:
            self.escritos[ruta] = octetos
        self.__dict__.pop("jornada", None)

    def mirar(self) -> None:
        """Algo ha cambiado en el disco: lo que se sabía puede no valer."""
        self.__dict__.pop("jornada", None)

    def calentar(self, rutas: Sequence[Path] = ()) -> None:
        """Pone a vivir de fondo esas páginas o, si no se dice cuáles, todas: no habrá que esperarlas."""
        jornada = self._solo(rutas) if rutas else self.jornada
        encargos = [jornada.encargo(ruta, guion) for ruta, guion in jornada.guiones.items() if guion]
        self.sesiones.calentar(encargos, jornada.analisis)

    @cached_property
    def jornada(self) -> Jornada:
        """La del libro entero tal como está."""
        return JornadaDeMesa(self.libro, self.estudio, self.escritos, self._ejecutor)

    @property
    def _ejecutor(self) -> Ejecutor | None:
        """Las sesiones; en un cluster no las hay."""
        return None if self.libro.cluster else self.sesiones.ejecutar

    def juicio(self, ruta: Path) -> Juicio:
        """El de una página, sin ejecutar las demás."""
        juzgado = self._solo([ruta]).juzgado
        return Juicio(juzgado.paginas[ruta], juzgado.informes.get(ruta, Informe()))

    def _solo(self, rutas: Sequence[Path]) -> Jornada:
        """La de solo esas páginas."""
        libro = replace(self.libro, paginas=tuple(rutas))
        return JornadaDeMesa(libro, self.estudio, self.escritos, self._ejecutor, solo_prosa=True)

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
