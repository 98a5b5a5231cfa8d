"""Lo que el navegador tiene que saber del libro que se escribe, y cuándo ha cambiado."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from imprenta.libro.libro import LEGIBLES
from imprenta.libro.modelo import Falta

LATIDO = 15  # segundos entre dos noticias iguales: así se nota quién se ha ido
FALTA = re.compile(r"(?P<ruta>[^:]+):(?P<linea>[0-9]+):(?P<columna>[0-9]+): (?P<mensaje>.*)", re.DOTALL)


@dataclass(frozen=True)
class Noticia:
    """El libro ahora: su versión, lo que está mal, lo que conviene saber y qué fuentes han cambiado.

    Si cambia algo que no es una página, `todas` pueden verse de otra manera.
    """

    version: int = 0
    faltas: str = ""
    avisos: tuple[Falta, ...] = ()
    cambiados: tuple[Path, ...] = ()
    todas: bool = True
    construyendo: bool = False


class UltimaNoticia:
    """La de ahora; quien construye la anota, y cada navegador la espera."""

    def __init__(self) -> None:
        self.ahora = Noticia()
        self.cambio = threading.Condition()

    @property
    def version(self) -> int:
        """Cuántos libros buenos ha habido."""
        return self.ahora.version

    @property
    def faltas(self) -> str:
        """Las de la última construcción, una por línea; nada, si está bien."""
        return self.ahora.faltas

    def anotar(self, faltas: str, cambiados: Iterable[Path] = ()) -> None:
        """Lo que se sabe de una construcción; `cambiados` son los archivos que la piden, si se saben."""
        rutas = tuple(cambiados)
        if faltas:  # el libro que se ve sigue siendo el de antes
            self._poner(replace(self.ahora, faltas=faltas))
            return
        todas = not rutas or any(ruta.suffix not in (*LEGIBLES, ".py") for ruta in rutas)
        nueva = replace(self.ahora, version=self.version + 1, faltas="", cambiados=rutas, todas=todas)
        self._poner(nueva)

    def construyendo(self, si: bool = True) -> None:
        """Ha empezado una construcción o, si no, ha acabado la que había."""
        self._poner(replace(self.ahora, construyendo=si))

    def avisar(self, avisos: Iterable[Falta]) -> None:
        """Lo que conviene saber y no está mal: con su lugar, como las faltas."""
        self._poner(replace(self.ahora, avisos=tuple(avisos)))

    def _poner(self, nueva: Noticia) -> None:
        with self.cambio:
            if nueva != self.ahora:
                self.ahora = nueva
                self.cambio.notify_all()

    def noticias(self) -> Iterator[Noticia]:
        """La de ahora y cada una que venga; quien las escribe despacio no hace esperar a quien las anota."""
        while True:
            yield (ultima := self.ahora)
            with self.cambio:
                if self.ahora is ultima:
                    self.cambio.wait(LATIDO)


def falta_de(linea: str) -> Falta | None:
    """La falta que se dijo así, o nada si no es una.

    >>> falta_de("book/uno.md:3:5: 7 está sin cubrir").columna
    5
    >>> falta_de("la construcción ha muerto (señal SIGKILL)")
    """
    if casa := FALTA.fullmatch(linea):
        return Falta(Path(casa["ruta"]), int(casa["linea"]), int(casa["columna"]), casa["mensaje"])
    return None
