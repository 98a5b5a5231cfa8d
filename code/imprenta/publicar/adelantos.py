"""Lo que se publica antes de saber si todo está bien: si no lo está, vuelve lo que había."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from imprenta.libro.disco import quitar
from imprenta.publicar.uno_a_uno import poner, poner_al_dia


class Adelantos:
    """Lo servido, lo que se está pintando y, aparte, lo que lo adelantado ha quitado de su sitio."""

    def __init__(self, servido: Path, salida: Path, aparte: Path) -> None:
        self.servido, self.salida, self.aparte = servido, salida, aparte
        self.nuevos = set[str]()
        quitar(aparte)

    def adelantar(self, archivos: Iterable[str]) -> None:
        """Publica ya esos archivos y guarda los que había."""
        for nombre in archivos:
            if nombre not in self.nuevos and not (self.aparte / nombre).exists():
                if (self.servido / nombre).is_file():
                    poner(self.aparte, self.servido, nombre)
                else:
                    self.nuevos.add(nombre)
            poner(self.servido, self.salida, nombre)

    @property
    def por_confirmar(self) -> bool:
        """Si se ve algo que aún no se sabe si vale."""
        return bool(self.nuevos) or any(self._guardados())

    def confirmar(self) -> None:
        """Publica lo demás."""
        poner_al_dia(self.servido, self.salida)
        quitar(self.aparte)
        self.nuevos = set()

    def dejarlo(self) -> None:
        """Lo que se estaba pintando vuelve a ser lo último que estaba bien; lo adelantado se sigue viendo."""
        self.salida.mkdir(parents=True, exist_ok=True)
        poner_al_dia(self.salida, self.servido)
        for nombre in self.nuevos:
            quitar(self.salida / nombre)
        for nombre in self._guardados():
            poner(self.salida, self.aparte, nombre)

    def deshacer(self) -> None:
        """Todo vuelve a ser lo último que estaba bien."""
        self.dejarlo()
        self.confirmar()

    def _guardados(self) -> Iterator[str]:
        for ruta in self.aparte.rglob("*"):
            if ruta.is_file():
                yield ruta.relative_to(self.aparte).as_posix()
