"""El banco de pruebas: unas páginas que se ejecutan una y otra vez, con otro azar o con otro código.

Nada de lo que dan se guarda ni se pinta.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from imprenta.ejecutar.dependencias.huella import Analisis
from imprenta.ejecutar.ejecuciones_guardadas import Almacen
from imprenta.ejecutar.procesos.cliente import Vivero
from imprenta.ejecutar.procesos.conduccion import Basta, conducir
from imprenta.ejecutar.reparto import Encargo, Tanda, procesadores, templables
from imprenta.libro.modelo import Ejecucion

Cosa = TypeVar("Cosa")
Dado = TypeVar("Dado")


class Banco:
    """Ejecuta páginas con otra semilla o con otro texto en sus módulos; se le pide desde varios hilos."""

    def __init__(self, encargos: Sequence[Encargo], analisis: Analisis, almacen: Almacen) -> None:
        self.tanda = Tanda(almacen, analisis)
        self.tanda.encargos = sorted(
            encargos, key=lambda e: -self.tanda.tiempos.get(self.tanda.nombre(e), math.inf)
        )
        self.templadas = {encargo.ruta: templables(self.tanda.analisis, encargo) for encargo in encargos}
        self.vivero = Vivero(self.tanda.terreno())

    def rastreadas(self) -> dict[Path, Ejecucion]:
        """Cada página tal como es, con las líneas del código del libro que ejecuta."""
        hechas = self.a_la_vez(
            lambda encargo: (encargo.ruta, self.ejecutar(encargo, fuentes={})), self.tanda.encargos
        )
        return dict(hechas)

    def ejecutar(
        self,
        encargo: Encargo,
        resiembra: int | None = None,
        fuentes: Mapping[str, str] | None = None,
        segundos: float = math.inf,
        basta: Basta | None = None,
    ) -> Ejecucion:
        """Una página con esa semilla, o con ese texto en lugar del de esos archivos.

        Cada celda tiene, a lo más, esos `segundos`.
        """
        return conducir(
            self.vivero,
            encargo.ruta,
            encargo.guion,
            min(segundos, encargo.segundos),
            self.templadas[encargo.ruta],
            resiembra,
            fuentes=fuentes,
            basta=basta,
            en_temporal=encargo.reglas.en_temporal,
        )

    def a_la_vez(self, hacer: Callable[[Cosa], Dado], cosas: Iterable[Cosa]) -> Iterator[Dado]:
        """Lo que da cada cosa, según van terminando; varias a la vez."""
        with ThreadPoolExecutor(procesadores(), thread_name_prefix="banco") as hilos:
            futuros = [hilos.submit(hacer, cosa) for cosa in cosas]
            try:
                yield from (futuro.result() for futuro in as_completed(futuros))
            except BaseException:
                self.vivero.cerrar()  # así las páginas mueren y los hilos terminan
                raise
            finally:
                for futuro in futuros:
                    futuro.cancel()

    def __enter__(self) -> Banco:
        return self

    def __exit__(
        self, tipo: type[BaseException] | None, error: BaseException | None, rastro: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):
            self.vivero.cerrar()
