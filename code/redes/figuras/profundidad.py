"""Las figuras de «La profundidad»: la señal que llega a la primera capa, al nacer y mientras se aprende."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb

from redes.activaciones import Numeros
from redes.figuras.estilo import COLORES, Ejes, breve, linea_con_banda, rotulo
from redes.semillas import Banda

PUNTOS_POR_PULGADA, RENGLON = 72, 13  # el alto de un renglón, en puntos
MEDIANA = "la mediana de muchas redes y, entre paréntesis, del 5 al 95 %"
APRETADA = {"columnspacing": 1.2, "handlelength": 1.4, "handletextpad": 0.5}  # una leyenda de muchos nombres
COLOR_DE = {
    "sigmoide": COLORES["sigmoide"],
    "tanh": COLORES["tanh"],
    "ReLU": COLORES["relu"],
    "con fuga": COLORES["fuga"],
}
COLOR_DEL_ARREGLO = {
    "sin nada": COLORES["referencia"],
    "solo la norma": COLORES["perdida"],
    "solo el atajo": COLORES["consulta"],
    "los dos": COLORES["destacado"],
}


def senal_por_profundidad(
    ax: Axes, profundidades: Sequence[int], senales: Mapping[str, Banda], cota: Numeros
) -> str:
    """La señal que llega a la primera capa según las capas que tenga la red, y la cota de la sigmoide.

    `senales` tiene una banda por activación, con los nombres de `COLOR_DE`.
    """
    ax.semilogy(profundidades, cota, "--", color=COLORES["referencia"])
    centro = len(profundidades) // 2
    rotulo(ax, "un cuarto por capa", (profundidades[centro], cota[centro]), (10, 8), COLORES["referencia"])
    for nombre, senal in senales.items():
        linea_con_banda(ax, profundidades, senal, COLOR_DE[nombre], marker="o", ms=4)
    _rotulos_al_final(ax, profundidades[-1], _finales(senales))
    ax.set(xlabel="capas ocultas", ylabel="señal en la primera capa", xticks=profundidades)
    ax.set_xlim(profundidades[0] - 0.5, profundidades[-1] * 1.2)
    return (
        f"Señal en la primera capa, de {profundidades[0]} a {profundidades[-1]} capas. {_extremos(senales)} "
        f"Un cuarto por capa: de {breve(cota[0])} a {breve(cota[-1])}."
    )


def senal_por_nacimiento(
    ejes: Ejes,
    profundidades: Sequence[int],
    nacimientos: Mapping[str, Mapping[str, Banda]],
    cota: Numeros,
) -> str:
    """Un panel por manera de nacer: la señal en la primera capa según las capas, y la cota de la sigmoide.

    Cada panel tiene una banda por activación, con los nombres de `COLOR_DE`.
    """
    partes = []
    for ax, (nombre, senales) in zip(np.ravel(ejes), nacimientos.items(), strict=True):
        ax.semilogy(profundidades, cota, "--", color=COLORES["referencia"], label="un cuarto por capa")
        for activacion, senal in senales.items():
            trazo = ":" if activacion == "con fuga" else "-"  # pisaría la de ReLU
            linea_con_banda(ax, profundidades, senal, COLOR_DE[activacion], linestyle=trazo, label=activacion)
        ax.set(title=nombre, xlabel="capas ocultas", xticks=profundidades[::2])
        partes.append(f"{nombre}: {_extremos(senales)}")
    _rotular_una_vez(ejes)
    _misma_altura(ejes)
    return f"Señal en la primera capa, de {profundidades[0]} a {profundidades[-1]} capas. {' '.join(partes)}"


def senal_con_atajos(
    ejes: Ejes, profundidades: Sequence[int], activaciones: Mapping[str, Mapping[str, Banda]]
) -> str:
    """Un panel por activación, cada uno con su escala: la señal en la primera capa según las capas que tenga.

    Cada panel tiene una banda por arreglo, con los nombres de `COLOR_DEL_ARREGLO`.
    """
    partes = []
    for ax, (nombre, senales) in zip(np.ravel(ejes), activaciones.items(), strict=True):
        for arreglo, senal in senales.items():
            color = COLOR_DEL_ARREGLO[arreglo]
            linea_con_banda(ax, profundidades, senal, color, marker="o", ms=4, label=arreglo)
        ax.set(title=nombre, xlabel="capas ocultas", xticks=profundidades, yscale="log")
        partes.append(f"{nombre}: {_de_lado_a_lado(senales)}")
    _rotular_una_vez(ejes)
    return (
        f"Señal en la primera capa, de {profundidades[0]} a {profundidades[-1]} capas, {MEDIANA}. "
        f"{'. '.join(partes)}."
    )


def norma_por_capa(ejes: Ejes, vidas: Mapping[str, Mapping[int, Banda]]) -> str:
    """Un panel por activación, con los nombres de `COLOR_DE`: la longitud del gradiente de cada capa.

    Cada banda es un momento del entrenamiento, del paso más temprano (claro) al más tardío (oscuro).
    """
    partes = []
    for ax, (activacion, momentos) in zip(np.ravel(ejes), vidas.items(), strict=True):
        claros = np.linspace(1, 0.3, len(momentos))
        for claro, (paso, norma) in zip(claros, momentos.items(), strict=True):
            capas = np.arange(1, len(norma.mediana) + 1)
            linea_con_banda(
                ax,
                capas,
                norma,
                to_hex(claro * np.array(to_rgb(COLOR_DE[activacion]))),
                marker="o",
                ms=4,
                label=f"paso {paso}",
            )
            partes.append(
                f"{activacion}, paso {paso}: de {_con_banda(norma, 0)} en la primera a "
                f"{_con_banda(norma, -1)} en la última"
            )
        ax.legend()
        ax.set_yscale("log")
        ax.set(title=activacion, xlabel="capa", xticks=capas[::3])
    np.ravel(ejes)[0].set_ylabel("longitud del gradiente")
    _misma_altura(ejes)
    return f"Longitud del gradiente de cada capa oculta, {MEDIANA}. {'; '.join(partes)}."


def senal_al_entrenar(ax: Axes, senales: Mapping[str, Banda]) -> str:
    """La señal que llega a la primera capa mientras la red aprende, con los nombres de `COLOR_DE`."""
    for nombre, senal in senales.items():
        linea_con_banda(ax, range(len(senal.mediana)), senal, COLOR_DE[nombre])
    ultimo = len(senal.mediana) - 1
    ax.set_yscale("log")
    _rotulos_al_final(ax, ultimo, _finales(senales))
    ax.set(xlabel="paso", ylabel="señal en la primera capa", xlim=(0, ultimo * 1.22))
    return f"Señal en la primera capa, del paso 0 al {ultimo}. {_extremos(senales)}"


def _rotular_una_vez(ejes: Ejes) -> None:
    """El nombre del eje vertical, en el primer panel; el de las líneas, en una leyenda bajo todos."""
    primero = np.ravel(ejes)[0]
    primero.set_ylabel("señal en la primera capa")
    primero.figure.legend(
        *primero.get_legend_handles_labels(), loc="outside lower center", ncols=5, **APRETADA
    )


def _misma_altura(ejes: Ejes) -> None:
    """Todos los paneles con la escala vertical del primero, que es el único que la rotula."""
    primero, *otros = np.ravel(ejes)
    for ax in otros:
        ax.sharey(primero)
        ax.tick_params(labelleft=False)
    primero.autoscale(axis="y")


def _rotulos_al_final(ax: Axes, x: float, finales: Mapping[str, tuple[float, str]]) -> None:
    """Rotula las líneas a su derecha, de arriba abajo, y baja los rótulos que pisarían al anterior."""
    ax.autoscale_view()
    suelo = np.inf
    for nombre, (y, color) in sorted(finales.items(), key=lambda linea: -linea[1][0]):
        alto = ax.transData.transform((x, y))[1] * PUNTOS_POR_PULGADA / ax.figure.dpi
        suelo = min(alto, suelo - RENGLON)
        rotulo(ax, nombre, (x, y), (8, suelo - alto), color, va="center")


def _finales(senales: Mapping[str, Banda]) -> dict[str, tuple[float, str]]:
    return {nombre: (float(senal.mediana[-1]), COLOR_DE[nombre]) for nombre, senal in senales.items()}


def _con_banda(una: Banda, i: int) -> str:
    """La mediana de un punto y, entre paréntesis, su banda."""
    return f"{breve(una.mediana[i])} ({breve(una.baja[i])} a {breve(una.alta[i])})"


def _extremos(senales: Mapping[str, Banda]) -> str:
    return f"Por activación, {MEDIANA}: {_de_lado_a_lado(senales)}."


def _de_lado_a_lado(senales: Mapping[str, Banda]) -> str:
    """De cada señal, su primer punto y el último."""
    return "; ".join(
        f"{nombre}, de {_con_banda(y, 0)} a {_con_banda(y, -1)}" for nombre, y in senales.items()
    )
