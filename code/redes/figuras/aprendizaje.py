"""Las figuras de «El proceso de aprendizaje»: los valles, el cable y la neurona que muere."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, ListedColormap
from numpy.typing import NDArray

from redes.activaciones import Numeros, d_relu, relu
from redes.figuras.casillas import casillas
from redes.figuras.estilo import COLORES, Ejes, breve, decimal, legible, rotulo, tinta_sobre, tinte
from redes.neurona import Vida

MUERTE = LinearSegmentedColormap.from_list("muerte", ["#FFFFFF", tinte(COLORES["destacado"])])


def bajadas(
    ejes: Ejes,
    valle: Callable[[Numeros], Numeros],
    caminos: Mapping[str, Numeros],
    ventana: tuple[float, float],
) -> str:
    """El valle, y en cada panel uno de los caminos que bajan por él, con sus pasos como flechas.

    De cada camino se dibujan los pasos hasta el primero que se sale de la `ventana`.
    """
    w = np.linspace(*ventana, 200)
    techo = float(valle(w).max())
    partes = []
    for ax, (nombre, camino) in zip(np.ravel(ejes), caminos.items(), strict=True):
        fuera = np.flatnonzero((camino < ventana[0]) | (camino > ventana[1]))
        visto = camino[: fuera[0]] if fuera.size else camino
        ax.plot(w, valle(w), color=COLORES["perdida"])
        ax.plot(visto, valle(visto), "o-", color=COLORES["destacado"], lw=1, ms=4)
        ax.plot(visto[0], valle(visto[0]), "o", color=COLORES["destacado"], ms=8)
        ax.set(title=nombre, xlabel="peso w", ylabel="error", xlim=ventana)
        ax.set_ylim(min(0, float(valle(w).min())) - 0.05 * techo, 1.05 * techo)
        final = "se sale del valle" if fuera.size else f"acaba en w = {decimal(camino[-1])}"
        partes.append(
            f"{nombre[0].upper()}{nombre[1:]}: sale de w = {decimal(camino[0])} y "
            f"{'antes de ' if fuera.size else 'tras '}{len(visto) - (not fuera.size)} pasos {final}."
        )
    return " ".join(partes)


def filo(ax: Axes, caminos: Mapping[str, Numeros]) -> str:
    """La distancia al fondo, paso a paso, de los caminos que andan cerca del límite."""
    colores = [COLORES["valor"], COLORES["referencia"], COLORES["destacado"]]
    partes = []
    for (nombre, camino), color in zip(caminos.items(), colores, strict=True):
        distancia = np.abs(camino)
        ax.semilogy(distancia, color=color)
        medio = len(camino) // 2
        lado = "left" if distancia[-1] < distancia[0] else "right"
        rotulo(ax, nombre, (medio, distancia[medio]), (0, 6), color, ha=lado)
        partes.append(f"{nombre}, pasa de {breve(distancia[0])} a {breve(distancia[-1])}")
    ax.set(xlabel="paso", ylabel="distancia al fondo")
    return f"Distancia al fondo tras {len(camino) - 1} pasos: {'; '.join(partes)}."


def mapa_de_destinos(ax: Axes, salidas: Numeros, tasas: Numeros, destinos: Numeros, cima: float) -> str:
    """A qué lado de la `cima` acaba cada salida (eje x) con cada tasa (eje y), o si no se para en ninguno.

    `destinos` es (tasas, salidas); los que no se paran son `nan`.
    """
    clase = np.where(np.isnan(destinos), 2, np.where(destinos < cima, 0, 1))
    colores = [tinte(COLORES["valor"]), tinte(COLORES["perdida"]), "#DDDDDD"]
    lados = _lados(salidas), _lados(tasas)
    casillas(ax, clase, ListedColormap(colores), (-0.5, 2.5), lados)
    ax.axvline(cima, color="black", linestyle="--", lw=1)
    nombres = ["el fondo", "el bache", "ninguna parte"]
    for i, nombre in enumerate(nombres):
        if (clase == i).any():
            _en_el_centro(ax, salidas, tasas, clase == i, nombre)
    ax.set(xlabel="peso del que se sale", ylabel="tasa de aprendizaje")
    ax.grid(False)
    al_fondo, al_bache, a_nada = (_tanto((clase == i).mean()) for i in range(3))
    return (
        f"De las salidas y las tasas probadas llegan al fondo, el {al_fondo}, al bache, el {al_bache}, "
        f"a ninguna parte, el {a_nada}."
    )


def cables(ax: Axes, mensajes: Mapping[str, Numeros]) -> str:
    """El error viaja por un cable de capa en capa; el grosor del tramo es lo que queda de él.

    Cada fila es la señal que sale de cada tramo, empezando por el error entero, (capas + 1,).
    """
    partes = []
    for fila, (nombre, senal) in enumerate(mensajes.items()):
        alto, capas = -fila, len(senal) - 1
        for tramo, valor in enumerate(senal):
            grosor = 9 * min(float(valor), 1.5)
            color, trazo = (COLORES["destacado"], "-") if valor else (COLORES["referencia"], ":")
            ax.plot([tramo, tramo + 1], [alto, alto], trazo, color=color, lw=max(grosor, 0.8))
            ax.text(tramo + 0.5, alto + 0.15, breve(valor), ha="center", color=legible(color))
        ax.plot(np.arange(1, capas + 1), [alto] * capas, "o", color="white", mec="black", ms=20, zorder=3)
        ax.plot(
            capas + 1, alto, "*", color="#F0C000", alpha=min(float(senal[-1]), 1.0), ms=22, mew=0, zorder=3
        )
        ax.plot(capas + 1, alto, "*", color="none", mec="black", ms=22, zorder=4)
        for capa in range(1, capas + 1):
            ax.text(capa, alto, str(capas + 1 - capa), ha="center", va="center", zorder=5)
        ax.text(0, alto + 0.36, nombre, weight="bold")
        partes.append(f"{nombre}: {', '.join(breve(valor) for valor in senal)}")
    ax.set(xlim=(-0.1, capas + 1.3), ylim=(-len(mensajes) + 0.6, 0.65))
    ax.set_axis_off()
    return f"Lo que queda del error al salir y tras las capas {capas} a 1. {'; '.join(partes)}."


def relu_y_derivada(ax: Axes, x: Numeros) -> str:
    """ReLU y su derivada, que da un salto en 0, en los puntos `x`."""
    ax.plot(x, relu(x), color=COLORES["relu"])
    for lado in (x < 0, x > 0):
        ax.plot(x[lado], d_relu(x[lado]), "--", color=COLORES["derivada"])
    ax.plot(0, d_relu(0), "o", color=COLORES["derivada"])
    rotulo(ax, "ReLU(x)", (x[-1], x[-1]), (-10, -4), COLORES["relu"], ha="right")
    for punto, hacia, alto in ((x[0], "left", 6), (x[-1], "right", -14)):
        pendiente = float(d_relu(punto))
        rotulo(ax, f"derivada: {pendiente:.0f}", (punto, pendiente), (0, alto), COLORES["derivada"], hacia)
    ax.set(xlabel="entrada x", ylabel="valor")
    return (
        f"ReLU vale {relu(x[0]):.0f} hasta x = 0 y después sube en línea recta: {relu(x[-1]):.0f} "
        f"en x = {x[-1]:.0f}. "
        f"Su derivada es {d_relu(x[0]):.0f} a la izquierda de 0 y {d_relu(x[-1]):.0f} a la derecha."
    )


def muerte(ax: Axes, x: Numeros, y: Numeros, vida: Vida) -> str:
    """Lo que responde la neurona a `x` antes y después de su primer paso, y lo que debía responder, `y`."""
    malla = np.linspace(0, x.max() * 1.1, 100)
    ax.plot(x, y, "o", color=COLORES["referencia"])
    rotulo(ax, "lo que debía decir", (x[-1], y[-1]), (0, -16), COLORES["referencia"], ha="right")
    for n, color in enumerate((COLORES["relu"], COLORES["destacado"])):
        z = vida.w[n] * malla + vida.b[n]
        ax.plot(malla, z, ":", color=color, lw=1)
        ax.plot(malla, relu(z), color=color)
        ax.plot(x, vida.a[n], "s", color=color, ms=5)
    rotulo(ax, "antes del paso", (x[1], vida.a[0, 1]), (-8, 4), COLORES["relu"], ha="right")
    rotulo(ax, "después: muda", (x[1], vida.a[1, 1]), (0, 6), COLORES["destacado"])
    rotulo(ax, "su z, bajo cero", (x[1], vida.z[1, 1]), (-8, -14), COLORES["destacado"], ha="right")
    ax.set(xlabel="entrada x", ylabel="respuesta")
    return (
        f"Antes del paso, con w = {decimal(vida.w[0])} y b = {decimal(vida.b[0])}, la neurona responde "
        f"{_lista(vida.a[0])}; debía responder {_lista(y)}. Después, con w = {decimal(vida.w[1])} y "
        f"b = {decimal(vida.b[1])}, sus z son {_lista(vida.z[1])} y responde {_lista(vida.a[1])}."
    )


def resurreccion(ax: Axes, sin_fuga: Vida, con_fuga: Vida) -> str:
    """El error de una neurona muerta, paso a paso, con ReLU y con ReLU con fuga."""
    ax.plot(sin_fuga.error, color=COLORES["relu"])
    ax.plot(con_fuga.error, color=COLORES["fuga"])
    medio = len(sin_fuga.error) // 2
    despierta = int(np.argmax(con_fuga.z.max(axis=1) > 0))
    ax.plot(despierta, con_fuga.error[despierta], "o", color=COLORES["fuga"])
    rotulo(ax, "ReLU: sigue muerta", (medio, sin_fuga.error[medio]), (0, 6), COLORES["relu"])
    sitio = (despierta, con_fuga.error[despierta])
    rotulo(ax, f"con fuga: despierta en el paso {despierta}", sitio, (10, -30), COLORES["fuga"])
    ax.set(xlabel="paso", ylabel="error", ylim=(0, None))
    return (
        f"Con ReLU el error se queda en {decimal(sin_fuga.error[-1])}. Con fuga empieza en "
        f"{decimal(con_fuga.error[0])}, la neurona despierta en el paso {despierta} y acaba en "
        f"{decimal(con_fuga.error[-1])}."
    )


def cementerio(ax: Axes, tasas: Sequence[float], sesgos: Sequence[float], partes: Numeros) -> str:
    """El tanto por ciento de neuronas muertas de una capa, según la tasa (columnas) y el sesgo (filas).

    La tasa 0 se rotula «al nacer»: con ella nadie se mueve.
    """
    nombres = [f"{tasa:g}" if tasa else "al nacer" for tasa in tasas]
    casillas(ax, partes, MUERTE, (0, 1))
    for (fila, columna), parte in np.ndenumerate(partes):
        color = tinta_sobre(MUERTE(parte))
        ax.text(columna, fila, _tanto(parte), ha="center", va="center", color=color)
    ax.set_xticks(range(len(tasas)), nombres)
    ax.set_yticks(range(len(sesgos)), [decimal(sesgo, 0) for sesgo in sesgos])
    ax.set(xlabel="tasa de aprendizaje", ylabel="sesgo al nacer")
    ax.grid(False)
    return "Neuronas muertas de la capa. " + " ".join(
        f"Con sesgo {decimal(sesgo, 0)}: "
        + ", ".join(
            f"{_tanto(parte)} {f'con tasa {nombre}' if tasa else nombre}"
            for tasa, nombre, parte in zip(tasas, nombres, fila, strict=True)
        )
        + "."
        for sesgo, fila in zip(sesgos, partes, strict=True)
    )


def _lados(centros: Numeros) -> Numeros:
    """Dónde empieza y acaba cada casilla, a medio camino de la vecina."""
    medios = (centros[1:] + centros[:-1]) / 2
    return np.concatenate([[2 * centros[0] - medios[0]], medios, [2 * centros[-1] - medios[-1]]])


def _en_el_centro(ax: Axes, x: Numeros, y: Numeros, region: NDArray[np.bool_], texto: str) -> None:
    """Escribe dentro de la región, donde su hueco es más ancho, hacia la mitad de su altura."""
    filas = np.flatnonzero(region.any(axis=1))
    fila = filas[len(filas) // 2]
    bordes = np.flatnonzero(np.diff(np.concatenate([[0], region[fila], [0]])))
    tramo = np.diff(bordes)[::2].argmax()
    ax.text(x[bordes[2 * tramo : 2 * tramo + 2].sum() // 2], y[fila], texto, ha="center", va="center")


def _tanto(parte: float) -> str:
    return f"{decimal(100 * parte, 0)} %"


def _lista(valores: Numeros) -> str:
    return ", ".join(decimal(valor) for valor in valores)
