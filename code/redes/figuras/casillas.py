"""Una matriz de números como casillas de color, dibujadas con trazos y no con una imagen: a cualquier tamaño
tienen el borde limpio."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.colors import Colormap, to_hex
from matplotlib.path import Path
from numpy.typing import NDArray

from redes.activaciones import Numeros

TONOS = 64  # entre el primer color y el último: el paso de uno a otro no se ve
BORDE = 0.3  # puntos; tapa la rendija que dejan entre sí dos casillas, que no caen en píxeles enteros
Bloque = tuple[int, int, int, int]
"""La primera fila, la siguiente a la última, y lo mismo de las columnas."""


class Casillas(QuadMesh):
    """Las casillas de una matriz; las vecinas del mismo color van de una pieza, y cada color, en un trazo."""

    def draw(self, renderer: Any) -> None:
        gc = renderer.new_gc()
        gc.set_clip_rectangle(self.get_clip_box())
        gc.set_linewidth(renderer.points_to_pixels(BORDE))
        for color, trazo in self.trazos().items():
            gc.set_foreground(color)
            renderer.draw_path(gc, trazo, self.get_transform(), _rgba(color))
        gc.restore()
        self.stale = False

    def trazos(self) -> dict[str, Path]:
        """De cada color, el contorno de sus casillas."""
        numeros = np.ma.getdata(self.norm(np.asarray(self.get_array())))
        tonos = np.rint(numeros * TONOS).astype(int)
        contornos: dict[str, list[Any]] = defaultdict(list)
        for tono, bloques in bloques_de(tonos).items():
            contornos[to_hex(self.cmap(tono / TONOS))] += map(self._contorno, bloques)
        return {color: Path.make_compound_path(*suyos) for color, suyos in contornos.items()}

    def _contorno(self, bloque: Bloque) -> Path:
        arriba, abajo, izquierda, derecha = bloque
        esquinas = [(arriba, izquierda), (arriba, derecha), (abajo, derecha), (abajo, izquierda)]
        vertices = [np.asarray(self.get_coordinates())[esquina] for esquina in (*esquinas, esquinas[0])]
        return Path(np.array(vertices), closed=True)


def _rgba(color: str) -> tuple[float, ...]:
    return (*(int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)), 1.0)


def casillas(
    ax: Axes, valores: Numeros, colores: Colormap, entre: tuple[float, float], bordes: Any = None
) -> Casillas:
    """Pinta la matriz con la primera fila arriba y cada casilla centrada en su número de fila y de columna.

    `entre` son los valores del primer color y del último. `bordes`, si se dan, son las equis y las íes de los
    lados de las casillas, una más que columnas y que filas; entonces la primera fila va abajo.
    """
    filas, columnas = valores.shape
    equis, ies = bordes or (np.arange(columnas + 1) - 0.5, np.arange(filas + 1) - 0.5)
    dibujo = Casillas(np.stack(np.meshgrid(equis, ies), axis=-1), array=valores, cmap=colores)
    dibujo.set_clim(*entre)
    ax.add_collection(dibujo)
    ax.set(xlim=(equis[0], equis[-1]), ylim=(ies[0], ies[-1]) if bordes else (ies[-1], ies[0]))
    return dibujo


def bloques_de(clases: NDArray[np.int_]) -> dict[int, list[Bloque]]:
    """De cada clase, los rectángulos en que se reparten sus casillas.

    >>> bloques_de(np.array([[1, 1, 2], [1, 1, 3]]))
    {1: [(0, 2, 0, 2)], 2: [(0, 1, 2, 3)], 3: [(1, 2, 2, 3)]}
    """
    tumbados, de_pie = list(_bloques(clases)), list(_bloques(clases.T))
    if len(de_pie) < len(tumbados):
        tumbados = [(clase, (c, d, a, b)) for clase, (a, b, c, d) in de_pie]
    suyos: dict[int, list[Bloque]] = defaultdict(list)
    for clase, bloque in tumbados:
        suyos[clase].append(bloque)
    return dict(sorted(suyos.items()))


def _bloques(clases: NDArray[np.int_]) -> Iterator[tuple[int, Bloque]]:
    """Los tramos iguales de cada fila, juntos con los de debajo que empiezan y acaban en el mismo sitio."""
    abiertos: dict[tuple[int, int, int], int] = {}
    for fila in range(len(clases) + 1):
        tramos = set(_tramos(clases[fila])) if fila < len(clases) else set()
        for tramo in [tramo for tramo in abiertos if tramo not in tramos]:
            clase, desde, hasta = tramo
            yield clase, (abiertos.pop(tramo), fila, desde, hasta)
        for tramo in sorted(tramos):
            abiertos.setdefault(tramo, fila)


def _tramos(fila: NDArray[np.int_]) -> Iterator[tuple[int, int, int]]:
    cortes = [0, *(np.flatnonzero(np.diff(fila)) + 1).tolist(), len(fila)]
    for desde, hasta in pairwise(cortes):
        yield int(fila[desde]), desde, hasta
