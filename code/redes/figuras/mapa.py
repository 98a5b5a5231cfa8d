"""El mapa del libro: qué capítulo necesita qué idea de cuál."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from matplotlib.axes import Axes

from redes.figuras.estilo import COLORES


class Lazo(NamedTuple):
    """Una idea que un capítulo toma de otro. `comba` curva la flecha: 0 es recta; el signo elige el lado."""

    de: str
    a: str
    idea: str
    comba: float = 0.0


def mapa(ax: Axes, sitios: Mapping[str, tuple[float, float]], lazos: Sequence[Lazo]) -> str:
    """Una caja por capítulo, en su sitio (x, y), y una flecha rotulada por cada idea que pasa de uno a otro.

    Errores: `KeyError` si un lazo nombra un capítulo sin sitio.
    """
    ax.set_axis_off()
    equis, alturas = zip(*sitios.values(), strict=True)
    ax.set(xlim=(min(equis) - 1, max(equis) + 1), ylim=(min(alturas) - 0.5, max(alturas) + 0.5))
    cajas = {
        capitulo: ax.text(
            *sitio,
            capitulo,
            ha="center",
            va="center",
            weight="bold",
            zorder=3,
            bbox={"boxstyle": "round,pad=0.5", "fc": "#FFFFFF", "ec": COLORES["consulta"], "lw": 1.5},
        )
        for capitulo, sitio in sitios.items()
    }
    for lazo in lazos:
        flecha = {
            "arrowstyle": "-|>",
            "color": COLORES["referencia"],
            "lw": 1.4,
            "connectionstyle": f"arc3,rad={lazo.comba}",
            "patchA": cajas[lazo.de].get_bbox_patch(),
            "patchB": cajas[lazo.a].get_bbox_patch(),
        }
        (x0, y0), (x1, y1) = sitios[lazo.de], sitios[lazo.a]
        ax.annotate("", (x1, y1), (x0, y0), arrowprops=flecha, zorder=4)  # tras las cajas: llegan a su borde
        medio = (x0 + x1) / 2 + lazo.comba * (y1 - y0) / 2, (y0 + y1) / 2 - lazo.comba * (x1 - x0) / 2
        ax.text(
            *medio,
            lazo.idea,
            ha="center",
            va="center",
            size=10.3,
            linespacing=1,
            style="italic",
            zorder=5,
            bbox={"boxstyle": "round,pad=0.05", "fc": "#FFFFFF", "ec": "none", "alpha": 0.9},
        )
    return " ".join(
        [
            f"Mapa del libro, de arriba abajo: {_en_una_linea(', '.join(sitios))}.",
            *(f"De {_en_una_linea(z.de)} a {_en_una_linea(z.a)}: {_en_una_linea(z.idea)}." for z in lazos),
        ]
    )


def _en_una_linea(rotulo: str) -> str:
    return " ".join(rotulo.split())
