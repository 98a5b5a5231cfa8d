"""Las figuras de la IA generativa: quién corrige a quién, con qué se sortea, qué cuesta y qué viene luego."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from redes.activaciones import Numeros
from redes.figuras.estilo import COLORES, LETRA_MENOR, Ejes, decimal, rotulo
from redes.semillas import Banda


def empujones(ejes: Ejes, palabras: Sequence[str], modelos: Mapping[str, tuple[Numeros, Numeros]]) -> str:
    """Un panel por modelo: lo que da a cada palabra y lo que la corrección mueve su puntuación.

    De cada modelo llegan sus probabilidades y su gradiente por cada puntuación; se dibuja el contrario.
    """
    partes = []
    lugares = np.arange(len(palabras))
    for ax, (nombre, (p, gradiente)) in zip(np.ravel(ejes), modelos.items(), strict=True):
        ax.barh(lugares - 0.2, p, 0.36, color=COLORES["consulta"], label="probabilidad")
        ax.barh(lugares + 0.2, -gradiente, 0.36, color=COLORES["destacado"], label="empujón")
        for lugar, empujon in enumerate(-gradiente):
            hacia, sitio = ("left", 3) if empujon > 0 else ("right", -3)
            ax.annotate(
                decimal(empujon),
                (empujon, lugar + 0.2),
                (sitio, 0),
                textcoords="offset points",
                ha=hacia,
                va="center",
                fontsize=LETRA_MENOR,
            )
        ax.axvline(0, color=COLORES["referencia"], lw=0.8)
        ax.set_yticks(lugares, palabras)
        ax.set(title=nombre, xlim=(-1.05, 1.35))
        ax.invert_yaxis()
        ax.grid(False)
        detalle = (
            f"{palabra}, probabilidad {decimal(suya)} y empujón {decimal(-g)}"
            for palabra, suya, g in zip(palabras, p, gradiente, strict=True)
        )
        partes.append(f"{nombre}: {'; '.join(detalle)}.")
    primero = np.ravel(ejes)[0]
    primero.figure.legend(*primero.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return " ".join(partes)


def sorpresas(ax: Axes, curvas: Mapping[str, Numeros]) -> str:
    """La pérdida de cada modelo, paso a paso."""
    partes = []
    for (nombre, curva), color in zip(
        curvas.items(), (COLORES["destacado"], COLORES["consulta"]), strict=True
    ):
        ax.plot(curva, "o-", color=color, markersize=4, label=nombre)
        partes.append(f"{nombre}, de {decimal(curva[0])} a {decimal(curva[-1])}")
    ax.legend()
    ax.set(xlabel="paso", ylabel="pérdida de «azul» (nats)", ylim=(0, None))
    return f"Pérdida de «azul» en {len(curva) - 1} pasos: {'; '.join(partes)}."


def largo_en_tokens(ax: Axes, cuantas: Sequence[int], medias: Sequence[float]) -> str:
    """Los tokens que ocupa una palabra, de media, según cuántas uniones se hayan aprendido."""
    ax.plot(cuantas, medias, color=COLORES["valor"])
    ax.axhline(1, color=COLORES["referencia"], linestyle="--", lw=1)
    ax.set(xlabel="uniones aprendidas", ylabel="tokens por palabra", ylim=(0, None))
    return (
        f"Los tokens por palabra bajan de {decimal(medias[0])} con {cuantas[0]} uniones a "
        f"{decimal(medias[-1])} con {cuantas[-1]}."
    )


def sorteos(ejes: Ejes, palabras: Sequence[str], repartos: Mapping[str, Numeros]) -> str:
    """Un panel por manera de elegir: con qué probabilidad se sortea cada palabra."""
    partes = []
    lugares = range(len(palabras))
    for ax, (nombre, p) in zip(np.ravel(ejes), repartos.items(), strict=True):
        ax.barh(lugares, p, color=COLORES["consulta"])
        for lugar, suya in enumerate(p):
            ax.text(suya + 0.03, lugar, decimal(suya) if suya else "fuera", va="center", fontsize=LETRA_MENOR)
        ax.set_yticks(lugares, palabras)
        ax.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
        ax.set(title=nombre, xlim=(0, 1.25))
        ax.invert_yaxis()
        ax.grid(False)
        detalle = ", ".join(
            f"{palabra} {decimal(suya)}" if suya else f"{palabra} fuera"
            for palabra, suya in zip(palabras, p, strict=True)
        )
        partes.append(f"{nombre}: {detalle}.")
    return " ".join(partes)


def con_y_sin_cache(ax: Axes, tokens: Sequence[int], sin: Numeros, con: Numeros) -> str:
    """Lo que cuesta el token siguiente, releyéndolo todo y con caché. Las dos escalas son logarítmicas."""
    partes = []
    for nombre, curva, color in (
        ("releyendo", sin, COLORES["destacado"]),
        ("con caché", con, COLORES["consulta"]),
    ):
        ax.loglog(tokens, curva, color=color)
        rotulo(ax, nombre, (tokens[-1], curva[-1]), (-6, 9), color, ha="right")
        primero, ultimo = (f"{decimal(extremo / 1e6, 0)} millones" for extremo in (curva[0], curva[-1]))
        partes.append(f"{nombre}, de {primero} a {ultimo}")
    ax.set(xlabel="tokens ya escritos", ylabel="multiplicaciones", ylim=(None, 3 * max(sin)))
    return (
        f"Multiplicaciones del token siguiente, de {tokens[0]} tokens ya escritos a {tokens[-1]}: "
        f"{'; '.join(partes)}."
    )


def intervalos(ax: Axes, medidas: Mapping[str, Banda], azar: float) -> str:
    """Una fila por medida, con su mediana y su banda; la línea es lo que acertaría el azar."""
    partes = []
    for fila, (nombre, banda) in enumerate(medidas.items()):
        mediana, baja, alta = map(float, banda)
        ax.plot([baja, alta], [fila, fila], color=COLORES["consulta"], lw=2.5, solid_capstyle="butt")
        ax.plot(mediana, fila, "o", ms=9, color=COLORES["consulta"])
        partes.append(f"{nombre}, {decimal(mediana)} (de {decimal(baja)} a {decimal(alta)})")
    ax.axvline(azar, color=COLORES["referencia"], linestyle="--", lw=1)
    rotulo(ax, "al azar", (azar, -0.5), (4, 0), COLORES["referencia"], va="top")
    ax.set(xlabel="probabilidad de la respuesta", xlim=(-0.03, 1.03), ylim=(len(medidas) - 0.5, -0.6))
    ax.set_yticks(range(len(medidas)), list(medidas))
    return f"Mediana y banda del 5 al 95 %: {'; '.join(partes)}. Al azar, {decimal(azar)}."
