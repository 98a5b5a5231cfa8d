"""El estilo de todas las figuras, en un solo lugar: colores con significado, letra y tamaños."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable, Sequence
from typing import Any

import matplotlib
import numpy as np
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.typing import ColorType
from numpy.typing import ArrayLike, NDArray

from redes.activaciones import Numeros
from redes.figuras import letra
from redes.semillas import Banda

Ejes = NDArray[np.object_]
"""Los paneles de una rejilla: una matriz de `Axes`."""
Mimes = tuple[dict[str, str], dict[str, dict[str, str]]]
"""Una salida en varios formatos y lo que se dice de cada uno."""

# La paleta de Okabe e Ito (distinguible con cualquier visión del color), oscurecida donde una línea no se
# vería en la página (3 a 1); un color por concepto.
COLORES = {
    "sigmoide": "#0072B2",
    "relu": "#009E73",
    "tanh": "#AA4499",
    "fuga": "#2E97D0",
    "escalon": "#555555",
    "derivada": "#D55E00",
    "perdida": "#B8860B",
    "referencia": "#707070",
    "consulta": "#0072B2",
    "clave": "#B8860B",
    "valor": "#009E73",
    "destacado": "#D55E00",
}

TRAZO = re.compile(rb'\sd="([MLCQzZ0-9eE.\s+-]*)"')
ORDEN = re.compile(rb"([MLCQzZ])([^MLCQzZ]*)")
ARRIBA = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
CONTRASTE = 4.5  # el de un texto que se lee sobre su fondo
PAPEL, PAPEL_DE_NOCHE = "#FDFCF9", "#14191D"  # los de la página del libro
LETRA_MENOR = 11
"""La menor, en puntos, de una figura de 6.4 pulgadas: en un teléfono de 390 píxeles de ancho mide 9."""

ESTILO: Any = {
    "font.family": [letra.FAMILIA, "DejaVu Sans"],  # lo que le falta a la una lo pone la otra
    "font.size": 12,
    "mathtext.fontset": "custom",
    "mathtext.rm": letra.FAMILIA,
    "mathtext.it": f"{letra.FAMILIA}:italic",
    "mathtext.bf": f"{letra.FAMILIA}:bold",
    "mathtext.cal": f"{letra.FAMILIA}:italic",
    "axes.titlesize": 13,
    "axes.labelsize": 12,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.prop_cycle": cycler(color=list(dict.fromkeys(COLORES.values()))),
    "grid.color": "#DDDDDD",
    "grid.linewidth": 0.6,
    "lines.linewidth": 2,
    "legend.frameon": False,
    "legend.fontsize": 11,
    "xtick.labelsize": 11.5,
    "ytick.labelsize": 11.5,
    # Sin fecha ni sal aleatoria: dos construcciones dan los mismos bytes.
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


def breve(valor: float) -> str:
    """Un número con dos cifras; lo diminuto y lo enorme, con su potencia de diez.

    >>> breve(0.0625), breve(-2.6e-13)
    ('0.062', '−2.6·10⁻¹³')
    """
    cifras, _, exponente = f"{valor:.2g}".partition("e")
    potencia = f"·10{str(int(exponente)).translate(ARRIBA)}" if exponente else ""
    return cifras.replace("-", "−") + potencia


def contraste(uno: ColorType, otro: ColorType) -> float:
    """Cuánto se distinguen dos colores: de 1 (nada) a 21 (negro sobre blanco); para leer hacen falta 4.5.

    Es el cociente de luminancias de las WCAG 2.2.

    >>> round(contraste("black", "white"), 1), contraste("#56B4E9", "white") < 4.5
    (21.0, True)
    """
    claro, oscuro = sorted((_luminancia(uno), _luminancia(otro)), reverse=True)
    return (claro + 0.05) / (oscuro + 0.05)


def _luminancia(color: ColorType) -> float:
    canales = np.array(to_rgb(color))
    lineales = np.where(canales <= 0.04045, canales / 12.92, ((canales + 0.055) / 1.055) ** 2.4)
    return float(lineales @ [0.2126, 0.7152, 0.0722])


def de_noche(color: ColorType) -> tuple[float, float, float]:
    """Como se ve un color de noche, que la página aclara con `invert(0.9) hue-rotate(180deg)`.

    Son las cuentas de la CSS Filter Effects 1: girar medio círculo el tono de c es pasar a 2·Y(c) − c, con Y
    el gris que le da esa norma.

    >>> tuple(round(canal, 3) for canal in de_noche("black"))
    (0.9, 0.9, 0.9)
    """
    invertido = 0.9 - 0.8 * np.array(to_rgb(color))
    r, g, b = np.clip(2 * (invertido @ [0.213, 0.715, 0.072]) - invertido, 0, 1)
    return float(r), float(g), float(b)


def se_distingue(color: ColorType, fondo: ColorType = PAPEL) -> float:
    """El menor de los contrastes de un color con su fondo: el de día y el de noche.

    >>> [round(se_distingue(color), 1) for color in ("black", "#707070", "#56B4E9")]
    [14.1, 4.8, 2.2]
    """
    de_dia = contraste(color, fondo)
    return min(de_dia, contraste(de_noche(color), PAPEL_DE_NOCHE if fondo == PAPEL else de_noche(fondo)))


def legible(color: ColorType) -> tuple[float, float, float]:
    """El mismo tono, oscurecido lo justo para que se lea en la página: una línea clara se ve; su letra, no.

    >>> se_distingue(legible("#2E97D0")) >= 4.5
    True
    """
    r, g, b = to_rgb(color)
    while se_distingue((r, g, b)) < CONTRASTE:
        r, g, b = 0.97 * r, 0.97 * g, 0.97 * b
    return r, g, b


def tinte(color: ColorType) -> str:
    """El mismo tono, aclarado lo justo para que encima se lea un número en negro: el de una celda.

    >>> se_distingue("black", tinte("#0072B2")) >= 4.5
    True
    """
    r, g, b = to_rgb(color)
    while se_distingue("black", to_hex((r, g, b))) < CONTRASTE:
        r, g, b = (1 - 0.97 * (1 - canal) for canal in (r, g, b))
    return to_hex((r, g, b))


def tinta_sobre(fondo: ColorType) -> str:
    """Blanco o negro, el que mejor se lea encima del color `fondo`, de día y de noche.

    >>> tinta_sobre("#0072B2"), tinta_sobre("#DE8138")
    ('white', 'black')
    """
    return max(("white", "black"), key=lambda tinta: se_distingue(tinta, to_rgb(fondo)))


def rotulo(
    ax: Axes,
    texto: str,
    punto: Sequence[float] | Numeros,
    sitio: tuple[float, float],
    color: str,
    ha: str = "left",
    va: str = "baseline",
) -> None:
    """Escribe `texto` a `sitio` puntos de `punto`, en el color de su línea."""
    x, y = punto
    ax.annotate(texto, (x, y), sitio, textcoords="offset points", color=legible(color), ha=ha, va=va)


def linea_con_banda(ax: Axes, x: ArrayLike, una: Banda, color: str, **opciones: Any) -> None:
    """La mediana de muchas semillas, y la banda del 5 al 95 % detrás de ella."""
    ax.fill_between(np.asarray(x), una.baja, una.alta, color=color, alpha=0.18, linewidth=0)
    ax.plot(x, una.mediana, color=color, **opciones)


def apretado(svg: bytes) -> bytes:
    """El mismo dibujo en la mitad de octetos: los trazos, con centésimas de punto y sin repetir coordenadas.

    >>> apretado(b'<path d="M 1.0049 2 \\nL 7.5 2 \\nL 7.5 4.001 \\nL 9 5 \\nz\\n"/>')
    b'<path d="M1 2H7.5V4L9 5z"/>'
    """
    return TRAZO.sub(_apretar, svg)


def _apretar(casa: re.Match[bytes]) -> bytes:
    escrito, antes = [b' d="'], (b"", b"")
    for letra_, numeros in ORDEN.findall(casa[1]):
        puntos = [_en_centesimas(float(numero)) for numero in numeros.split()]
        equis, ye = (puntos[-2], puntos[-1]) if puntos else antes
        if letra_ == b"L" and equis == antes[0]:
            escrito.append(b"V" + ye)
        elif letra_ == b"L" and ye == antes[1]:
            escrito.append(b"H" + equis)
        else:
            escrito.append(letra_ + b" ".join(puntos))
        antes = equis, ye
    return b"".join([*escrito, b'"'])


def _en_centesimas(numero: float) -> bytes:
    return (f"{numero:.2f}".rstrip("0").rstrip(".") if round(numero, 2) else "0").encode()


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
        return apretado(salida.getvalue()) if formato == "svg" else salida.getvalue()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Mimes:
        svg = self._exportar("svg").decode()
        self.figura.set_layout_engine("none")  # ya está todo colocado: el papel lo quiere en el mismo sitio
        datos = {
            "image/svg+xml": svg,
            "application/pdf": base64.b64encode(self._exportar("pdf")).decode(),
            "text/plain": self.alternativo,
        }
        return datos, {tipo: {"alt": self.alternativo} for tipo in datos if tipo != "text/plain"}
