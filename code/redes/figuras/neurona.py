"""Una neurona dibujada, y cuánto crece lo que suma según las entradas que tenga."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Text
from numpy.typing import ArrayLike

from redes.activaciones import Numeros
from redes.densa import preactivacion
from redes.figuras.estilo import COLORES, decimal, legible, linea_con_banda, rotulo
from redes.semillas import Banda

Sitio = tuple[float, float]

SUMA, ACTIVACION, SALIDA = (2.6, 0.0), (4.1, 0.0), (5.6, 0.0)  # de izquierda a derecha


def neurona(
    ax: Axes, x: Sequence[float], w: Sequence[float], b: float, f: Callable[[Numeros], ArrayLike]
) -> str:
    """Las entradas, cada una por su peso, la suma con el sesgo y lo que responde la función `f`."""
    z = preactivacion(x, w, b)
    a = float(np.asarray(f(z)))
    ax.set_axis_off()
    ax.set(xlim=(-0.5, SALIDA[0] + 0.5), ylim=(-1.35, 1.6))
    suma = _nodo(ax, SUMA, r"$\Sigma$", COLORES["consulta"], "circle")
    activacion = _nodo(ax, ACTIVACION, "$f$", COLORES["consulta"], "circle")
    for i, (entrada, peso, alto) in enumerate(zip(x, w, np.linspace(1, -1, len(x)), strict=True), start=1):
        nodo = _nodo(ax, (0, float(alto)), f"$x_{i} = {entrada:g}$", COLORES["referencia"])
        _flecha(ax, nodo, suma, f"$w_{i} = {peso:g}$", COLORES["destacado"])
    sesgo = _nodo(ax, (SUMA[0], 1.3), f"$b = {b:g}$", COLORES["perdida"])
    _flecha(ax, sesgo, suma)
    _flecha(ax, suma, activacion, f"$z = {z:g}$", COLORES["consulta"])
    _flecha(ax, activacion, _nodo(ax, SALIDA, f"$a = {a:g}$", COLORES["valor"]))
    productos = ", ".join(f"{_breve(e)} por {_breve(p)}" for e, p in zip(x, w, strict=True))
    return (
        f"Una neurona de {len(x)} entradas. Cada una se multiplica por su peso: {productos}. La suma de los "
        f"productos y del sesgo, {_breve(b)}, da z = {_breve(float(z))}; la función f la convierte en la "
        f"respuesta, a = {_breve(a)}."
    )


def _breve(numero: float) -> str:
    return f"{numero:g}".replace("-", "−")


def _nodo(ax: Axes, sitio: Sitio, texto: str, color: str, forma: str = "round") -> Text:
    marco = {"boxstyle": f"{forma},pad=0.5", "fc": "none", "ec": color, "lw": 1.6}
    return ax.text(*sitio, texto, ha="center", va="center", color=legible(color), zorder=3, bbox=marco)


def _flecha(ax: Axes, de: Text, a: Text, texto: str = "", color: str = COLORES["referencia"]) -> None:
    """De borde a borde de dos nodos, con su rótulo hacia el medio: encima o, si sube, debajo."""
    (x0, y0), (x1, y1) = de.get_position(), a.get_position()
    flecha = {
        "arrowstyle": "-|>",
        "color": COLORES["referencia"],
        "lw": 1.4,
        "patchA": de.get_bbox_patch(),
        "patchB": a.get_bbox_patch(),
    }
    ax.annotate("", (x1, y1), (x0, y0), arrowprops=flecha)
    if texto:
        lado, va = (-1, "top") if y0 < y1 else (1, "bottom")
        alto = (y0 + y1) / 2 + lado * (0.06 + 0.15 * abs(y1 - y0))
        ax.text((x0 + x1) / 2, alto, texto, ha="center", va=va, color=legible(color))


def crecimiento(ax: Axes, sumandos: Sequence[int], sumas: Mapping[str, Banda]) -> str:
    """Cuánto se abre una suma según los sumandos que tenga: una banda por cada cosa entre la que se divide.

    Los dos ejes son logarítmicos: multiplicar por una raíz es una recta de la mitad de pendiente.
    """
    colores = COLORES["destacado"], COLORES["sigmoide"], COLORES["perdida"]
    partes = []
    for (nombre, suma), color in zip(sumas.items(), colores, strict=False):
        linea_con_banda(ax, sumandos, suma, color, marker="o", ms=4)
        rotulo(ax, nombre, (sumandos[-1], suma.mediana[-1]), (8, 4), color)
        partes.append(f"{nombre}, de {_con_su_banda(suma, 0)} a {_con_su_banda(suma, -1)}")
    ax.set(xscale="log", yscale="log", xlim=(sumandos[0] * 0.85, sumandos[-1] * 4))
    ax.set_xticks(sumandos, map(str, sumandos))
    ax.minorticks_off()
    ax.margins(y=0.12)
    ax.set(xlabel="sumandos, n", ylabel="desviación típica de la suma")
    return (
        f"Desviación típica de una suma de {sumandos[0]} a {sumandos[-1]} sumandos; la mediana y, entre "
        f"paréntesis, del 5 al 95 %: {'; '.join(partes)}."
    )


def _con_su_banda(suma: Banda, donde: int) -> str:
    mediana, baja, alta = (decimal(float(lado[donde]), 3) for lado in suma)
    return f"{mediana} ({baja}–{alta})"
