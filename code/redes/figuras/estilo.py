"""El estilo de todas las figuras, en un solo lugar: colores con significado, letra y tamaños."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from typing import Any

import matplotlib
from cycler import cycler
from matplotlib.figure import Figure

from redes.figuras import letra

# Paleta de Okabe e Ito (distinguible con cualquier visión del color); un color por concepto.
COLORES = {
    "sigmoide": "#0072B2",
    "relu": "#009E73",
    "tanh": "#AA4499",
    "fuga": "#56B4E9",
    "escalon": "#555555",
    "derivada": "#D55E00",
    "perdida": "#B8860B",
    "referencia": "#767676",
    "consulta": "#0072B2",
    "clave": "#B8860B",
    "valor": "#009E73",
    "destacado": "#D55E00",
}

ESTILO: Any = {
    "font.family": [letra.FAMILIA, "DejaVu Sans"],  # lo que le falta a la una lo pone la otra
    "font.size": 11,
    "mathtext.fontset": "custom",
    "mathtext.rm": letra.FAMILIA,
    "mathtext.it": f"{letra.FAMILIA}:italic",
    "mathtext.bf": f"{letra.FAMILIA}:bold",
    "mathtext.cal": f"{letra.FAMILIA}:italic",
    "axes.titlesize": 12,
    "axes.labelsize": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.prop_cycle": cycler(color=list(dict.fromkeys(COLORES.values()))),
    "grid.color": "#DDDDDD",
    "grid.linewidth": 0.6,
    "lines.linewidth": 2,
    "legend.frameon": False,
    "legend.fontsize": 10,
    "xtick.labelsize": 10,
    "ytick.labelsize": 10,
    # Sin fecha ni sal aleatoria: dos construcciones dan los mismos octetos.
    "svg.hashsalt": "de-la-sigmoide-al-transformer",
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
}


def decimal(valor: float, cifras: int = 2) -> str:
    """Un número como lo escribe el libro: punto decimal y signo menos tipográfico.

    >>> decimal(-0.73106)
    '−0.73'
    """
    texto = f"{valor:.{cifras}f}"
    if float(texto) == 0:
        texto = texto.lstrip("-")
    return texto.replace("-", "−")


class Lamina:
    """Una figura lista para la página: SVG para la pantalla, PDF para el papel y su texto alternativo.

    `dibujo(ax, *datos, **opciones)` dibuja y devuelve el texto alternativo. Con `rejilla=(f, c)`
    distinta de `(1, 1)`, `ax` es la matriz de ejes de `f × c`. `tamano` va en pulgadas.

    >>> def recta(ax, pendiente):
    ...     ax.plot([0, 1], [0, pendiente])
    ...     return f"Recta de pendiente {pendiente}."
    >>> Lamina(recta, 2).alternativo
    'Recta de pendiente 2.'
    """

    def __init__(
        self,
        dibujo: Callable[..., str],
        *datos: Any,
        tamano: tuple[float, float] = (6.4, 3.6),
        rejilla: tuple[int, int] = (1, 1),
        **opciones: Any,
    ) -> None:
        letra.cargar()
        with matplotlib.rc_context(ESTILO):
            self.figura = Figure(figsize=tamano, layout="constrained")
            self.alternativo = dibujo(self.figura.subplots(*rejilla), *datos, **opciones)

    def _exportar(self, formato: str) -> bytes:
        salida = io.BytesIO()
        fecha = "Date" if formato == "svg" else "CreationDate"
        with matplotlib.rc_context(ESTILO):
            self.figura.savefig(salida, format=formato, transparent=True, metadata={fecha: None})
        return salida.getvalue()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict, dict]:
        datos = {
            "image/svg+xml": self._exportar("svg").decode(),
            "application/pdf": base64.b64encode(self._exportar("pdf")).decode(),
            "text/plain": self.alternativo,
        }
        return datos, {tipo: {"alt": self.alternativo} for tipo in datos if tipo != "text/plain"}
