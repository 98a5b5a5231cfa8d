"""El bloque, dibujado: sus piezas, con la forma de lo que pasa por cada flecha, y el viaje de una palabra."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, Rectangle

from redes.activaciones import Numeros
from redes.bloque import Pasos
from redes.figuras.atencion import SIGNO
from redes.figuras.estilo import COLORES, decimal, legible, tinta_sobre

Sitio = tuple[float, float]
Formas = Mapping[str, str]

TRONCO, RAMA, FUERA = 1.1, 4.55, 8.8
"""Las tres columnas: el camino recto, las piezas que le suman y lo que queda fuera del bloque."""
ANCHO, ALTO = 10.0, 14.7
MEDIO = 0.31
"""La mitad del alto de una caja."""
LETRA = 9.5
TINTES = {"norma": "#EFEFEF", "atencion": "#D6E8F4", "densa": "#D8EFE7"}
RECTO, RAYAS = COLORES["destacado"], (0, (3, 2))


def bloque(ax: Axes, palabras: Sequence[str], pasos: Pasos) -> str:
    """De las palabras, arriba, a la probabilidad de la que sigue, abajo, con las formas de `pasos`.

    El camino recto baja por la izquierda: la atención y la red densa salen de él y vuelven a sumársele. A
    rayas, dónde irían el codificador y la atención cruzada de un modelo que traduce.
    """
    ax.set_axis_off()
    ax.set(xlim=(0, ANCHO), ylim=(ALTO, 0))
    formas = _formas(pasos)
    _marco(ax, (0.3, 1.35), (7.5, 13.3), "un bloque; se repite en cada capa")
    _camino(ax, palabras, formas)
    _atencion(ax, formas)
    _cruzada(ax)
    _densa(ax, formas)
    _salida(ax, formas)
    return _alternativo(palabras, formas)


def _formas(pasos: Pasos) -> dict[str, str]:
    """La forma de lo que viaja por las flechas: sus letras y sus números; y `h`, cuántas cabezas."""
    mirada = pasos.mirada
    viajan = {
        "d": pasos.x,
        "d_k": mirada.Q[0],
        "n": mirada.pesos[0],
        "d_{ff}": pasos.oculta,
        "V": pasos.z,
    }
    formas = {columna: "×".join(map(str, matriz.shape)) for columna, matriz in viajan.items()}
    return {**formas, "h": str(len(mirada.Q))}


# ——— Las partes, de arriba abajo ———


def _camino(ax: Axes, palabras: Sequence[str], formas: Formas) -> None:
    arriba, abajo = 0.45, 14.3
    _caja(ax, "incrustar", (TRONCO, arriba), 1.8, "norma")
    ax.text(TRONCO + 1.15, arriba, f"«{' '.join(palabras)}»", va="center", size=LETRA, style="italic")
    _flecha(ax, (TRONCO, arriba + MEDIO), (TRONCO, abajo - MEDIO), RECTO, lw=3)
    _forma(ax, (TRONCO + 0.15, 1.06), "d", formas)
    rotulo: dict[str, Any] = {
        "rotation": 90,
        "ha": "center",
        "va": "center",
        "size": LETRA,
        "color": legible(RECTO),
    }
    ax.text(TRONCO - 0.38, 5.1, "el camino recto", **rotulo)


def _atencion(ax: Axes, formas: Formas) -> None:
    mira = RAMA - 0.55
    for desvio in (0.14, 0):
        esquinas = (2.4 + desvio, 2.9 + desvio), (6.95 + desvio, 7.12 + desvio)
        _marco(ax, *esquinas, color="#5A93B8", fondo="#FFFFFF")
    _entrar(ax, 2.2, formas)
    _forma(ax, (RAMA + 1.0, 2.66), "d", formas)
    for x, letra in ((RAMA - 1.4, "Q"), (RAMA, "K"), (RAMA + 1.6, "V")):
        _caja(ax, f"$W^{letra}$", (x, 3.4), 1.0, "atencion")
        _flecha(ax, (RAMA, 2.2 + MEDIO), (x, 3.4 - MEDIO))
        _flecha(ax, (x, 3.4 + MEDIO), (x, (6.65 if letra == "V" else 4.55) - MEDIO))
        _forma(ax, (x + 0.1, 3.98), "d_k", formas if letra == "K" else {})
    _caja(ax, r"$Q\,K^{T}$/√$d_k$ y máscara", (mira, 4.55), 2.9, "atencion")
    _bajar(ax, mira, (4.55, 5.6), "n", formas)
    _caja(ax, "softmax", (mira, 5.6), 1.8, "atencion")
    _bajar(ax, mira, (5.6, 6.65), "n", formas)
    _caja(ax, "pesos · $V$", (RAMA + 0.1, 6.65), 4.0, "atencion")
    _bajar(ax, RAMA, (6.65, 8.0), "d_k", formas, cerca=0.72)
    _volver(ax, "juntar y $W^O$", "atencion", 8.0, formas)
    _nota(ax, 3.4, "lo que busca,\nofrece y aporta")
    _nota(ax, 4.55, "a quién puede mirar,\ny cuánto")
    _nota(ax, 6.65, f"{formas['h']} cabezas a la vez")
    _nota(ax, 8.0, "mezcla lo que\ntraen las cabezas")


def _cruzada(ax: Axes) -> None:
    y = 9.2
    rayas: dict[str, Any] = {"linestyle": RAYAS, "color": COLORES["referencia"]}
    _caja(ax, "atención cruzada", (RAMA, y), 2.6)
    _caja(ax, "codificador", (FUERA, y), 2.0)
    _flecha(ax, (FUERA - 1.0, y), (RAMA + 1.3, y), **rayas)
    _flecha(ax, (TRONCO, y - 0.15), (RAMA - 1.3, y - 0.15), **rayas)
    _flecha(ax, (RAMA - 1.3, y + 0.2), (TRONCO, y + 0.2), **rayas)
    for x, letras in ((2.3, "$Q$"), (6.75, "$K$, $V$")):
        ax.text(x, y - 0.22, letras, ha="center", va="bottom", size=LETRA, color=legible(rayas["color"]))
    _nota(ax, y + 0.75, "solo si hay\notra frase que leer")


def _densa(ax: Axes, formas: Formas) -> None:
    _entrar(ax, 10.45, formas)
    _bajar(ax, RAMA, (10.45, 11.55), "d", formas)
    _caja(ax, "$W_1$, $b_1$ y ReLU", (RAMA, 11.55), 2.6, "densa")
    _bajar(ax, RAMA, (11.55, 12.65), "d_{ff}", formas)
    _volver(ax, "$W_2$, $b_2$", "densa", 12.65, formas)
    _nota(ax, 11.55, "cada palabra,\npor separado")


def _salida(ax: Axes, formas: Formas) -> None:
    y = 14.3
    _caja(ax, "norma final", (TRONCO, y), 1.9, "norma")
    _caja(ax, "puntuar", (RAMA, y), 1.7, "norma")
    _caja(ax, "softmax", (FUERA - 0.15, y), 1.7, "norma")
    for desde, hasta, columna in ((TRONCO + 0.95, RAMA - 0.85, "d"), (RAMA + 0.85, FUERA - 1.0, "V")):
        _flecha(ax, (desde, y), (hasta, y))
        _forma(ax, ((desde + hasta) / 2, y - 0.1), columna, formas, ha="center", va="bottom")
    _nota(ax, y - 0.6, "qué palabra sigue")


# ——— El viaje de una palabra ———


def viaje(ax: Axes, palabras: Sequence[str], cual: int, vocabulario: Sequence[str], pasos: Pasos) -> str:
    """Los números de una palabra, la de sitio `cual`, en cada paso del bloque: una fila por paso.

    Donde hay varias cabezas, van una al lado de otra.
    """
    filas = _filas(pasos, cual)
    ax.set_axis_off()
    columnas = {"pesos": palabras, "qué sigue": vocabulario}
    y = 0.0
    for nombre, grupos in filas.items():
        rotulos = columnas.get(nombre, [])
        y += 0.5 if rotulos else 0
        ax.text(-3.3, y, nombre, va="center", size=LETRA + 0.5)
        lado = min(1.5, 8 / (len(grupos) * (len(rotulos) + 0.4))) if rotulos else 1
        for g, grupo in enumerate(grupos):
            _celdas(ax, grupo, (g * (len(grupo) * lado + 0.4), y), lado, rotulos)
        y += 1
    ax.set(xlim=(-3.4, 8.1), ylim=(y - 0.4, -0.6))
    return _alternativo_del_viaje(palabras, cual, filas)


def _celdas(ax: Axes, numeros: Numeros, sitio: Sitio, lado: float, rotulos: Sequence[str]) -> None:
    """Unos números en fila, teñidos según su signo y su tamaño, cada uno con su rótulo encima si lo hay."""
    x0, y = sitio
    tope = max(2.0, np.abs(numeros).max()) if not rotulos else 1.0
    for k, numero in enumerate(numeros):
        x = x0 + k * lado
        color = SIGNO(0.5 + 0.35 * numero / tope)
        ax.add_patch(Rectangle((x, y - 0.36), lado - 0.06, 0.72, fc=color, ec="#BBBBBB", lw=0.5))
        medio = x + lado / 2 - 0.03
        ax.text(
            medio, y, decimal(numero), ha="center", va="center", size=LETRA - 0.5, color=tinta_sobre(color)
        )
        if rotulos:
            ax.text(medio, y - 0.45, rotulos[k], ha="center", va="bottom", size=LETRA - 0.5, style="italic")


def _filas(pasos: Pasos, cual: int) -> dict[str, list[Numeros]]:
    """De cada paso, su nombre y los números de una palabra, en un grupo por cabeza."""
    mirada = pasos.mirada
    return {
        "x": [pasos.x[cual]],
        "norma": [pasos.norma_1[cual]],
        "consultas": list(mirada.Q[:, cual]),
        "pesos": list(mirada.pesos[:, cual]),
        "sumas de valores": list(mirada.Z[:, cual]),
        "por $W^O$": [mirada.salida[cual]],
        "x′, la suma": [pasos.x_1[cual]],
        "norma otra vez": [pasos.norma_2[cual]],
        "capa oculta": [pasos.oculta[cual]],
        "lo que escribe": [pasos.pensado[cual]],
        "x″, la suma": [pasos.x_2[cual]],
        "norma final": [pasos.norma_final[cual]],
        "qué sigue": [pasos.p[cual]],
    }


def _alternativo_del_viaje(palabras: Sequence[str], cual: int, filas: Mapping[str, list[Numeros]]) -> str:
    escritas = (
        f"{nombre.replace('$', '')}, {' y '.join(map(_lista, grupos))}" for nombre, grupos in filas.items()
    )
    return f"El viaje de «{palabras[cual]}», en «{' '.join(palabras)}», paso a paso: {'; '.join(escritas)}."


def _lista(numeros: Numeros) -> str:
    return f"[{', '.join(map(decimal, numeros))}]"


# ——— Las cajas y las flechas ———


def _entrar(ax: Axes, y: float, formas: Formas) -> None:
    """La norma a la que llega una rama del camino recto."""
    _caja(ax, "norma", (RAMA, y), 1.5, "norma")
    _flecha(ax, (TRONCO, y), (RAMA - 0.75, y))
    _forma(ax, (2.45, y - 0.08), "d", formas, ha="center", va="bottom")


def _volver(ax: Axes, texto: str, tinte: str, y: float, formas: Formas) -> None:
    """Una caja cuya salida se suma al camino recto."""
    _caja(ax, texto, (RAMA, y), 2.1, tinte)
    _flecha(ax, (RAMA - 1.05, y), (TRONCO + 0.3, y))
    _forma(ax, (2.45, y - 0.08), "d", formas, ha="center", va="bottom")
    suma = {"boxstyle": "circle,pad=0.12", "fc": "#FFFFFF", "ec": RECTO, "lw": 1.8}
    ax.text(TRONCO, y, "+", ha="center", va="center", size=12, zorder=4, bbox=suma)


def _bajar(
    ax: Axes, x: float, cajas: tuple[float, float], columna: str, formas: Formas, cerca: float = 0.5
) -> None:
    """Una flecha de una caja a la de debajo; la forma va a una parte, `cerca`, del trecho."""
    de, a = cajas[0] + MEDIO, cajas[1] - MEDIO
    _flecha(ax, (x, de), (x, a))
    _forma(ax, (x + 0.1, de + cerca * (a - de)), columna, formas)


def _caja(ax: Axes, texto: str, centro: Sitio, ancho: float, tinte: str = "") -> None:
    """Una pieza; sin tinte, a rayas, es que este modelo no la lleva."""
    (x, y), radio = centro, 0.1
    rayas: dict[str, Any] = {"ec": COLORES["referencia"], "lw": 1.2, "fc": "#FFFFFF", "linestyle": RAYAS}
    entero = {"ec": "#444444", "lw": 1, "fc": TINTES.get(tinte)}
    esquina = (x - ancho / 2 + radio, y - MEDIO + radio)
    medidas = ancho - 2 * radio, 2 * (MEDIO - radio)
    forma = f"round,pad={radio}"
    ax.add_patch(FancyBboxPatch(esquina, *medidas, boxstyle=forma, zorder=3, **(entero if tinte else rayas)))
    ax.text(x, y, texto, ha="center", va="center", size=LETRA, zorder=4)


def _marco(
    ax: Axes, arriba: Sitio, abajo: Sitio, texto: str = "", color: str = "#888888", fondo: str = "none"
) -> None:
    (x0, y0), (x1, y1) = arriba, abajo
    caja = FancyBboxPatch(
        (x0 + 0.2, y0 + 0.2), x1 - x0 - 0.4, y1 - y0 - 0.4, boxstyle="round,pad=0.2", fc=fondo, ec=color, lw=1
    )
    ax.add_patch(caja)
    ax.text(x1 - 0.2, y0 + 0.28, texto, ha="right", va="center", size=LETRA, color="#555555")


def _flecha(
    ax: Axes, de: Sitio, a: Sitio, color: str = "#444444", lw: float = 1.1, linestyle: Any = "-"
) -> None:
    trazo = {
        "arrowstyle": "-|>",
        "color": color,
        "lw": lw,
        "linestyle": linestyle,
        "shrinkA": 0,
        "shrinkB": 0,
    }
    ax.annotate("", a, de, arrowprops=trazo, zorder=2)


def _forma(
    ax: Axes, sitio: Sitio, columna: str, formas: Formas, ha: str = "left", va: str = "center"
) -> None:
    """La forma de lo que pasa por una flecha: sus letras y, si se dan, sus números."""
    numeros = f" = {formas[columna]}" if formas else ""
    ax.text(*sitio, rf"$n{{\times}}{columna}${numeros}", ha=ha, va=va, size=LETRA - 0.5)


def _nota(ax: Axes, y: float, texto: str) -> None:
    ax.text(FUERA, y, texto, ha="center", va="center", size=LETRA - 1, style="italic", color="#555555")


def _alternativo(palabras: Sequence[str], formas: Formas) -> str:
    d, d_k, n, d_ff, V, h = formas.values()
    return (
        f"Un bloque, de arriba abajo, con las {len(palabras)} palabras de «{' '.join(palabras)}». Del camino "
        f"recto, de forma {d}, sale una rama: norma; W^Q, W^K y W^V ({d_k} en cada una de las {h} "
        f"cabezas); puntuaciones con su raíz y su máscara ({n}); softmax; pesos por V ({d_k}); juntar y W^O "
        f"({d}), y se suma al camino. Otra rama: norma; W₁ y ReLU ({d_ff}); W₂ ({d}), y se suma. Al final, "
        f"norma, puntuar y softmax ({V}). A rayas, entre las dos ramas, la atención cruzada: Q del camino; "
        "K y V, del codificador."
    )
