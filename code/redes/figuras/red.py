"""Una red dibujada neurona a neurona, con lo que vale cada una y lo que lleva cada flecha."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes

from redes.activaciones import Numeros
from redes.figuras.estilo import COLORES, Ejes, decimal, legible

CERCA = 0.3  # a qué parte de la flecha va su número: en medio se cruzan


class Viaje(NamedTuple):
    """Una pasada por la red: un vector por capa, de la entrada a la salida, y una matriz por par de capas.

    `neuronas` y `flechas` son los números que se escriben en las neuronas y en las flechas, y `que_son`, cómo
    se llaman. En la `vuelta` las flechas apuntan a la entrada, y sus neuronas se quedan con lo que decían.
    """

    nombre: str
    neuronas: Sequence[Numeros]
    flechas: Sequence[Numeros]
    que_son: tuple[str, str]
    vuelta: bool = False


def ida_y_vuelta(ejes: Ejes, viajes: Sequence[Viaje], entradas: Sequence[str]) -> str:
    """Un panel por viaje, con las neuronas por columnas; `entradas` es cómo se llaman las de la primera."""
    partes = []
    for ax, viaje in zip(np.ravel(ejes), viajes, strict=True):
        color = COLORES["destacado" if viaje.vuelta else "consulta"]
        for capa, matriz in enumerate(viaje.flechas):
            _flechas(ax, capa, matriz, viaje.vuelta, color)
        for capa, numeros in enumerate(viaje.neuronas):
            tinta = COLORES["referencia"] if viaje.vuelta and not capa else "black"
            for y, numero in zip(_alturas(len(numeros)), numeros, strict=True):
                ax.plot(capa, y, "o", ms=31, color="white", mec=tinta, mew=1, zorder=3)
                ax.text(capa, y, _corto(numero), color=tinta, ha="center", va="center", zorder=4)
        for y, nombre in zip(_alturas(len(entradas)), entradas, strict=True):
            ax.text(-0.22, y, nombre, ha="right", va="center")
        ax.set_title(viaje.nombre, loc="left")
        ax.set(xlim=(-0.5, len(viaje.flechas) + 0.3), ylim=(-0.85, 0.85))
        ax.set_axis_off()
        partes.append(_contado(viaje))
    return " ".join(partes)


def _flechas(ax: Axes, capa: int, matriz: Numeros, vuelta: bool, color: str) -> None:
    de, a = (_alturas(n) for n in matriz.shape)
    for (i, j), numero in np.ndenumerate(matriz):
        izquierda, derecha = np.array([capa, de[i]]), np.array([capa + 1, a[j]])
        sale, llega = (derecha, izquierda) if vuelta else (izquierda, derecha)
        trazo = {"arrowstyle": "-|>", "color": color, "shrinkA": 16, "shrinkB": 17}
        ax.annotate("", tuple(llega), tuple(sale), arrowprops=trazo)
        x, y = sale + (llega - sale) * CERCA
        fondo = {"facecolor": "white", "edgecolor": "none", "pad": 1}
        ax.text(x, y, _corto(numero), color=legible(color), ha="center", va="center", bbox=fondo)


def _alturas(cuantas: int) -> Numeros:
    """Dónde va cada neurona de una columna, de arriba abajo."""
    return np.linspace(0.5, -0.5, cuantas) if cuantas > 1 else np.zeros(1)


def _corto(numero: float) -> str:
    """Sin decimales si no le hacen falta.

    >>> _corto(-4.0), _corto(0.5)
    ('−4', '0.5')
    """
    return decimal(numero, 2).rstrip("0").rstrip(".")


def _contado(viaje: Viaje) -> str:
    """Lo que se lee en un panel, capa a capa."""
    neuronas, flechas = viaje.que_son
    capas = [", ".join(map(_corto, numeros)) for numeros in viaje.neuronas[viaje.vuelta :]]
    matrices = ["; ".join(", ".join(map(_corto, fila)) for fila in matriz) for matriz in viaje.flechas]
    return (
        f"{viaje.nombre}: {neuronas}, capa a capa hacia la salida: {' | '.join(capas)}. "
        f"{flechas}, una fila por neurona de la capa de antes: {' | '.join(matrices)}."
    )
