"""Esta imprenta y Jupyter Book de serie, por turnos, en libros iguales y ante los mismos cambios."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.carpetas import escribir_libro, escribir_modulo, escribir_pagina, nombre, numero_de
from bench.medida import Medida, medir

BIN = Path(sys.executable).parent
ORDENES = {
    "de serie": [str(BIN / "jupyter-book"), "build", "."],
    "imprenta": [sys.executable, "-m", "imprenta", "html", "."],
}
EDITADA = 1  # la página que se cambia
HECHA = re.compile(r"^\[ *\d+/\d+\] ", re.MULTILINE)


@dataclass(frozen=True)
class Caso:
    """Un cambio en el libro y lo que se espera de la imprenta.

    `objetivos` son los cocientes máximos, desde cuántas páginas, frente a lo que tarda la imprenta de serie
    en lo mismo, o en construir en frío si `frente_al_frio`.
    """

    nombre: str
    cambio: Callable[[Path, int], object]
    objetivos: Mapping[int, float]
    frente_al_frio: bool = False

    def objetivo(self, paginas: int) -> float:
        """El que toca a un libro de ese tamaño."""
        return self.objetivos[max(desde for desde in self.objetivos if desde <= paginas)]


def _en_frio(carpeta: Path, _: int) -> None:
    shutil.rmtree(carpeta / "_build", ignore_errors=True)


CASOS = (
    Caso("en frío", _en_frio, {0: 0.15, 40: 0.07}),
    Caso("nada cambia", lambda *_: None, {0: 1.0}),
    Caso(
        "cambia la prosa de una página",
        lambda c, v: escribir_pagina(c, EDITADA, "Más. " * v),
        {0: 0.60, 200: 0.65},
    ),
    Caso(
        "cambia una celda de una página",
        lambda c, v: escribir_pagina(c, EDITADA, celda=10 * v),
        {0: 0.40, 200: 0.50},
    ),
    Caso(
        "cambia un módulo que usa una página",
        lambda c, v: escribir_modulo(c, EDITADA, factor=1000 * v),
        {0: 0.1},
        frente_al_frio=True,
    ),
)


@dataclass(frozen=True)
class Resultado:
    """Lo que una imprenta tardó en un caso y si la página dice el número de ahora."""

    quien: str
    paginas: int
    caso: Caso
    medida: Medida
    fresco: bool

    def __str__(self) -> str:
        return f"{self.paginas} páginas, {self.caso.nombre}, {self.quien}"

    @property
    def ejecutadas(self) -> int:
        """Las páginas que la imprenta dice que ejecutó; la de serie no lo dice."""
        return len(HECHA.findall(self.medida.salida))


def comparar(
    taller: Path, paginas: int, vueltas: int, quienes: Collection[str] = tuple(ORDENES)
) -> Iterator[Resultado]:
    """Cada caso, por turnos; de varias vueltas queda la más rápida. En frío, una sola vuelta."""
    carpetas = {quien: taller / f"{quien.replace(' ', '-')}-{paginas}" for quien in quienes}
    for quien, carpeta in carpetas.items():
        shutil.rmtree(carpeta, ignore_errors=True)
        escribir_libro(carpeta, paginas, quien == "imprenta")
    for caso in CASOS:
        mejores: dict[str, Resultado] = {}
        for vuelta in range(1, (1 if caso.nombre == "en frío" else vueltas) + 1):
            for quien, carpeta in carpetas.items():
                caso.cambio(carpeta, vuelta)
                medida = medir(ORDENES[quien], carpeta, PYTHONPATH=str(carpeta / "code"))
                html = (carpeta / "_build" / "html" / f"{nombre(EDITADA)}.html").read_text(encoding="utf-8")
                numeros = re.findall(r"el número es (\d+)", html)
                fresco = numeros == [str(numero_de(carpeta, EDITADA))]
                nuevo = Resultado(quien, paginas, caso, medida, fresco)
                mejor = mejores.setdefault(quien, nuevo)
                mejores[quien] = min(mejor, nuevo, key=lambda r: r.medida.segundos)
        yield from mejores.values()
