"""Lo que se publica antes de saber si todo está bien: si no lo está, vuelve lo que había."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from imprenta.libro.disco import quitar
from imprenta.publicar.uno_a_uno import poner, poner_al_dia


class Adelantos:
    """Lo servido, lo que se está pintando y, aparte, lo que lo adelantado ha quitado de su sitio."""

    def __init__(self, servido: Path, salida: Path, aparte: Path) -> None:
        self.servido, self.salida, self.aparte = servido, salida, aparte
        self.nuevos: list[str] = []

    def adelantar(self, archivos: Iterable[str]) -> None:
        """Publica ya esos archivos y guarda los que había."""
        for nombre in archivos:
            if (self.servido / nombre).is_file():
                poner(self.aparte, self.servido, nombre)
            else:
                self.nuevos.append(nombre)
            poner(self.servido, self.salida, nombre)

    def confirmar(self) -> None:
        """Publica lo demás."""
        poner_al_dia(self.servido, self.salida)
        self._olvidar()

    def deshacer(self) -> None:
        """Deja lo servido como estaba, y lo que se estaba pintando, como lo servido."""
        for nombre in self.nuevos:
            quitar(self.servido / nombre)
        for ruta in self.aparte.rglob("*"):
            if ruta.is_file():
                poner(self.servido, self.aparte, ruta.relative_to(self.aparte).as_posix())
        self.salida.mkdir(parents=True, exist_ok=True)
        poner_al_dia(self.salida, self.servido)
        self._olvidar()

    def _olvidar(self) -> None:
        quitar(self.aparte)
        self.nuevos = []
