"""Las figuras del capítulo del Transformer: quién mira a quién, qué se recuerda y hacia dónde se mueve."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from redes.activaciones import Numeros
from redes.figuras.casillas import casillas
from redes.figuras.estilo import (
    COLORES,
    LETRA_MENOR,
    Ejes,
    decimal,
    linea_con_banda,
    rotulo,
    tinta_sobre,
    tinte,
)
from redes.palabras import Lectura
from redes.semillas import Banda

Vector = Sequence[float] | Numeros

MIRADA = LinearSegmentedColormap.from_list("mirada", ["#FFFFFF", tinte(COLORES["consulta"])])
SIGNO = LinearSegmentedColormap.from_list(
    "signo", [tinte(COLORES["destacado"]), "#FFFFFF", tinte(COLORES["consulta"])]
)

UN_MILLON = 10**6

FLECHA = {"arrowstyle": "-|>", "color": COLORES["destacado"], "lw": 2, "shrinkA": 0, "shrinkB": 0}


def matriz_de_atencion(ax: Axes, lectura: Lectura) -> str:
    """Los pesos de una frase: cada fila reparte 1 entre las palabras a las que mira."""
    pesos, palabras = lectura.pesos, lectura.palabras
    lugares = range(len(palabras))
    casillas(ax, pesos, MIRADA, (0, 1))
    for fila in lugares:
        for columna in lugares:
            peso = pesos[fila, columna]
            color = tinta_sobre(MIRADA(peso))
            ax.text(columna, fila, decimal(peso), ha="center", va="center", color=color, fontsize=LETRA_MENOR)
    ax.set_xticks(lugares, palabras, rotation=35, ha="right", rotation_mode="anchor")
    ax.set_yticks(lugares, palabras)
    ax.set(xlabel="a quién mira", ylabel="quién mira")
    ax.grid(False)
    return "Pesos de atención. " + " ".join(
        f"«{quien}» mira sobre todo a {_a_quienes(lectura, quien)}." for quien in palabras
    )


def miradas(ejes: Ejes, lecturas: Sequence[Lectura], quien: str, titulos: Sequence[str] | None = None) -> str:
    """A quién mira la misma palabra en varias lecturas: un panel por cada una, de arriba abajo.

    Si las lecturas lo son de la misma frase, los `titulos` dicen en qué se distinguen.
    """
    partes = []
    titulos = titulos or [""] * len(lecturas)
    primero = np.ravel(ejes)[0]
    for ax, lectura, titulo in zip(np.ravel(ejes), lecturas, titulos, strict=True):
        pesos = lectura.pesos[lectura.palabras.index(quien)]
        colores = [COLORES["destacado"] if p == pesos.max() else COLORES["consulta"] for p in pesos]
        barras = ax.barh(range(len(pesos)), pesos, color=colores)
        ax.bar_label(barras, [decimal(peso) for peso in pesos], padding=2, fontsize=LETRA_MENOR)
        ax.set_yticks(range(len(pesos)), lectura.palabras)
        ax.tick_params(labelleft=ax is primero or lectura.palabras != lecturas[0].palabras)
        ax.set(xlim=(0, 1.25), title=titulo)
        ax.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
        ax.invert_yaxis()
        ax.grid(False)
        donde = f"{titulo}: en" if titulo else "En"
        partes.append(
            f"{donde} «{' '.join(lectura.palabras)}», «{quien}» mira sobre todo a "
            f"{_a_quienes(lectura, quien)} y se queda "
            f"{decimal(lectura.peso(quien, quien))} para sí."
        )
    primero.figure.supxlabel(f"atención de «{quien}»", size="medium")
    return " ".join(partes)


def _a_quienes(lectura: Lectura, quien: str) -> str:
    """La palabra más mirada y su peso; si empatan varias, todas."""
    miradas = [f"«{palabra}»" for palabra in lectura.mas_miradas(quien)]
    mayor = decimal(lectura.pesos[lectura.palabras.index(quien)].max())
    if len(miradas) == 1:
        return f"{miradas[0]} ({mayor})"
    return f"{', '.join(miradas[:-1])} y {miradas[-1]} ({mayor} cada una)"


def memoria(ax: Axes, curvas: Mapping[str, Banda], suelo: float = 1e-10) -> str:
    """Cuánto queda de la palabra 1 tras leer 1, 2, …, n, con su banda; bajo el `suelo` no se dibuja."""
    colores = [COLORES["destacado"], COLORES["consulta"], COLORES["valor"]]
    ax.set(xscale="log", yscale="log")
    for (nombre, queda), color in zip(curvas.items(), colores, strict=False):
        curva = queda.mediana
        leidas = np.arange(1, len(curva) + 1)
        linea_con_banda(ax, leidas, queda, color)
        visible = np.flatnonzero(curva > suelo)[-1]
        sitio = (-4, -14) if visible == leidas[-1] - 1 else (-14, 4)
        rotulo(ax, nombre, (leidas[visible], curva[visible]), sitio, color, ha="right")
    ax.set(xlabel="palabras leídas", ylabel="lo que queda de la palabra 1", ylim=(suelo, 10))
    _marcas(ax, [n for n in (1, 2, 5, 10, 20, 50, 100, 200) if n <= len(leidas)])
    return "Lo que queda de la primera palabra, en la mediana y del 5 al 95 % de las semillas. " + " ".join(
        f"{nombre.capitalize()}: {', '.join(_lo_que_queda(queda, n) for n in (2, 20, len(queda.mediana)))}."
        for nombre, queda in curvas.items()
    )


def _lo_que_queda(queda: Banda, n: int) -> str:
    mediana, baja, alta = (f"{curva[n - 1]:.2g}" for curva in queda)
    entre = "" if baja == mediana == alta else f" (de {baja} a {alta})"
    return f"{mediana} tras {n}{entre}"


def movimiento(
    ax: Axes,
    ejes: Sequence[str],
    flechas: Mapping[str, tuple[Vector, Vector]],
    fijas: Mapping[str, Vector],
) -> str:
    """Cada flecha va de donde estaba una palabra a donde la deja la atención; las `fijas` no se mueven."""
    for palabra, punto in fijas.items():
        ax.plot(*punto, "o", color=COLORES["referencia"])
        rotulo(ax, palabra, punto, (6, 6), COLORES["referencia"])
    for palabra, (antes, despues) in flechas.items():
        ax.annotate("", tuple(despues), tuple(antes), arrowprops=FLECHA)
        sitio, va = ((0, 6), "bottom") if despues[1] >= antes[1] else ((0, -6), "top")
        rotulo(ax, palabra, despues, sitio, COLORES["destacado"], "center", va)
    puntos = np.array([*fijas.values(), *(punto for flecha in flechas.values() for punto in flecha), [0, 0]])
    bajo, alto = puntos.min(axis=0), puntos.max(axis=0)
    holgura = 0.15 * (alto - bajo).max()
    ax.set(xlabel=f"eje x: {ejes[0]}", ylabel=f"eje y: {ejes[1]}", aspect="equal")
    ax.set(xlim=(bajo[0] - holgura, alto[0] + 3 * holgura), ylim=(bajo[1] - holgura, alto[1] + holgura))
    ax.axhline(0, color=COLORES["referencia"], lw=0.8)
    ax.axvline(0, color=COLORES["referencia"], lw=0.8)
    viajes = [
        f"{palabra}, de {_punto(antes)} a {_punto(despues)}" for palabra, (antes, despues) in flechas.items()
    ]
    quietas = [f"{palabra} en {_punto(punto)}" for palabra, punto in fijas.items()]
    return f"Plano de {ejes[0]} y {ejes[1]}. Flechas: {'; '.join(viajes)}. Puntos: {'; '.join(quietas)}."


def escala(ejes: Ejes, largos: Sequence[int], sin: Banda, con: Banda) -> str:
    """La entropía de los pesos y el tamaño de su derivada según d, sin dividir y dividiendo entre √d.

    Formas: cada curva de las bandas es `(d, 3)`, un `Efecto` por fila.
    """
    for ax, (titulo, campo) in zip(np.ravel(ejes), {"entropía": 1, "derivada": 2}.items(), strict=True):
        for medidas, nombre, color, sitio in (
            (sin, "sin √d", COLORES["destacado"], (-36, -16)),
            (con, "con √d", COLORES["consulta"], (6, 6)),
        ):
            una = Banda(*(curva[:, campo] for curva in medidas))
            linea_con_banda(ax, largos, una, color, marker="o")
            medio = len(largos) // 2
            rotulo(ax, nombre, (largos[medio], una.mediana[medio]), sitio, color)
        ax.set_xscale("log")
        _marcas(ax, largos)
        ax.set(xlabel="largo de los vectores, d", title=f"{titulo} de los pesos")
        ax.set_ylim(0, 1.15 * ax.get_ylim()[1])  # sitio para el rótulo de arriba
    return "Medianas y, entre paréntesis, del 5 al 95 % de las semillas. " + " ".join(
        f"{nombre} entre √d, de d = {largos[0]} a d = {largos[-1]} la entropía de los pesos pasa de "
        f"{_con_banda(medidas, 0, 1)} a {_con_banda(medidas, -1, 1)} nats y su derivada, de "
        f"{_con_banda(medidas, 0, 2)} a {_con_banda(medidas, -1, 2)}."
        for nombre, medidas in (("Sin dividir", sin), ("Dividiendo", con))
    )


def _con_banda(medidas: Banda, fila: int, campo: int) -> str:
    mediana, baja, alta = (decimal(curva[fila, campo]) for curva in medidas)
    return f"{mediana} ({baja} a {alta})"


def posiciones(ejes: Ejes, P: Numeros) -> str:
    """Las señales de posición y el producto de la primera con cada una de las demás."""
    mapa, perfil = np.ravel(ejes)
    n, d = P.shape
    casillas(mapa, P, SIGNO, (-1, 1))
    mapa.set(xlabel="eje", ylabel="posición", title="señal de cada posición")
    mapa.grid(False)
    cercania = P @ P[0]
    perfil.plot(cercania, color=COLORES["consulta"])
    perfil.set(xlabel="distancia", title="producto de dos señales", ylim=(0, None))
    return (
        f"Señales de {n} posiciones con {d} ejes: los primeros oscilan deprisa y los últimos, despacio. "
        f"El producto de dos señales vale {decimal(cercania[0])} a distancia 0, "
        f"{decimal(cercania[1])} a distancia 1 y {decimal(cercania[-1])} a distancia {n - 1}."
    )


class Turnos(NamedTuple):
    """Los turnos de las dos arquitecturas cuando algo crece (`equis`, que es tantas `de`) y lo demás no."""

    fijo: str
    de: str
    equis: Sequence[int]
    recurrente: Sequence[int]
    atencion: Sequence[int]


def turnos(ejes: Ejes, paneles: Sequence[Turnos]) -> str:
    """Los turnos de cálculo de las dos arquitecturas: un panel por cada cosa que crece."""
    partes = []
    for ax, panel in zip(np.ravel(ejes), paneles, strict=True):
        partes.append(f"Con {panel.fijo}.")
        for nombre, valores, color in (
            ("recurrente", panel.recurrente, COLORES["destacado"]),
            ("atención", panel.atencion, COLORES["consulta"]),
        ):
            ax.loglog(panel.equis, valores, "o-", color=color)
            medio = len(valores) // 2
            sitio, ha = _hueco(valores, panel)
            rotulo(ax, nombre, (panel.equis[medio], valores[medio]), sitio, color, ha)
            cuentas = [f"{_miles(v)} con {_miles(n)}" for n, v in zip(panel.equis, valores, strict=True)]
            partes.append(f"{nombre.capitalize()}: {', '.join(cuentas)} {panel.de}.")
        if max(panel.equis) < UN_MILLON:  # los mayores no caben escritos: se quedan en potencias
            _marcas(ax, panel.equis)
        ax.set(xlabel=panel.de, title=panel.fijo)
    np.ravel(ejes)[0].set(ylabel="turnos")
    return f"Turnos de cálculo. {' '.join(partes)}"


def _hueco(valores: Sequence[int], panel: Turnos) -> tuple[tuple[float, float], str]:
    """Dónde cabe el rótulo de una curva: donde no está ella ni está la otra."""
    if valores[-1] <= valores[0]:
        return (8, 6), "left"
    por_encima = valores[-1] == max(panel.recurrente[-1], panel.atencion[-1])
    return ((-8, 4), "right") if por_encima else ((8, -14), "left")


def _marcas(ax: Axes, valores: Sequence[int]) -> None:
    ax.set_xticks(valores, [_miles(valor) for valor in valores])
    ax.minorticks_off()


def _miles(valor: int) -> str:
    return f"{valor:,}".replace(",", "\u202f") if valor >= 10_000 else str(valor)


def _punto(coordenadas: Vector) -> str:
    return f"[{', '.join(decimal(valor, 1) for valor in coordenadas)}]"
