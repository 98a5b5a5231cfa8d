"""Las figuras del Transformer minúsculo: cómo aprende, a quién mira y qué escribe."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
from matplotlib.axes import Axes

from redes.activaciones import Numeros
from redes.figuras.atencion import MIRADA, SIGNO
from redes.figuras.casillas import casillas
from redes.figuras.estilo import (
    COLORES,
    LETRA_MENOR,
    Ejes,
    decimal,
    legible,
    linea_con_banda,
    rotulo,
    tinta_sobre,
)
from redes.palabras import Lectura
from redes.semillas import Banda


def aprendizaje(
    ax: Axes,
    perdidas: Numeros,
    exactas: Mapping[int, float],
    otras: Mapping[int, float],
    escalones: Mapping[str, float],
) -> str:
    """La pérdida de cada lote, la exacta en algunos pasos y las rayas de lo que se puede saber con menos.

    `otras` son las exactas de otro entrenamiento, con otra semilla.
    """
    pasos, medidas = list(exactas), list(exactas.values())
    ax.plot(np.arange(len(perdidas)), perdidas, color=COLORES["referencia"], lw=0.6)
    ax.plot(list(otras), list(otras.values()), "x:", color=COLORES["consulta"], markersize=5, lw=1)
    ax.plot(pasos, medidas, "o-", color=COLORES["perdida"], markersize=4)
    for i, (nombre, altura) in enumerate(escalones.items()):
        ax.axhline(altura, color=COLORES["destacado"], linestyle="--", lw=1)
        sitio, va = ((0, 3), "bottom") if i % 2 == 0 else ((0, -12), "top")
        rotulo = f"{nombre}: {decimal(altura)}"
        ax.annotate(
            rotulo,
            (len(perdidas), altura),
            sitio,
            textcoords="offset points",
            ha="right",
            va=va,
            color=legible(COLORES["destacado"]),
        )
    ax.set_yscale("log")
    alturas = [*escalones.values()]
    ax.set(xlabel="paso", ylabel="pérdida (nats por token)", ylim=(0.65 * min(alturas), 1.3 * max(alturas)))
    ax.set_yticks([0.5, 1, 2, 4], ["0.5", "1", "2", "4"])
    ax.minorticks_off()
    return (
        f"La pérdida baja de {decimal(medidas[0])} nats a {decimal(medidas[-1])} en {pasos[-1]} pasos; "
        f"en otro entrenamiento, de {decimal(otras[pasos[0]])} a {decimal(otras[pasos[-1]])}. "
        f"Rayas: {', '.join(f'{nombre}, {decimal(altura)}' for nombre, altura in escalones.items())}."
    )


def colores_de(
    ejes: Ejes,
    palabras: Sequence[str],
    modelo: Mapping[str, Mapping[str, float]],
    verdad: Mapping[str, Mapping[str, Fraction]],
) -> str:
    """Un panel por principio: lo probable que el modelo ve cada palabra y, con una raya, la verdad."""
    partes = []
    for ax, (principio, suyas) in zip(np.ravel(ejes), modelo.items(), strict=True):
        alturas = [suyas[palabra] for palabra in palabras]
        ciertas = [float(verdad[principio].get(palabra, 0)) for palabra in palabras]
        lugares = np.arange(len(palabras))
        ax.bar(lugares, alturas, color=COLORES["consulta"], width=0.7)
        for lugar, altura, cierta in zip(lugares, alturas, ciertas, strict=True):
            ax.text(lugar, max(altura, cierta) + 0.02, decimal(altura), ha="center", fontsize=LETRA_MENOR)
        ax.hlines(ciertas, lugares - 0.45, lugares + 0.45, color=COLORES["destacado"], lw=2)
        ax.set_xticks(lugares, palabras, rotation=35, ha="right", rotation_mode="anchor")
        ax.set(ylim=(0, 1.05), title=f"«{principio} …»")
        ax.grid(False)
        partes.append(
            f"«{principio} …»: "
            + ", ".join(
                f"{palabra} {decimal(altura)} (verdad, {decimal(cierta)})"
                for palabra, altura, cierta in zip(palabras, alturas, ciertas, strict=True)
            )
        )
    return "Probabilidad de cada color. " + ". ".join(partes) + "."


def miradas_atras(ejes: Ejes, lecturas: Sequence[Sequence[Lectura]], capas: int = 1) -> str:
    """A quién mira la última palabra de cada frase: un panel por frase y una fila por cabeza.

    Si las cabezas son de varias `capas`, van seguidas las de cada una, y cada fila dice la suya.
    """
    partes = []
    for ax, cabezas in zip(np.ravel(ejes), lecturas, strict=True):
        palabras = cabezas[0].palabras
        pesos = np.array([lectura.pesos[-1] for lectura in cabezas])
        casillas(ax, pesos, MIRADA, (0, 1))
        for (fila, columna), peso in np.ndenumerate(pesos):
            if peso >= 0.1:
                color = tinta_sobre(MIRADA(peso))
                ax.text(
                    columna, fila, decimal(peso), ha="center", va="center", color=color, fontsize=LETRA_MENOR
                )
        ax.set_xticks(range(len(palabras)), palabras, rotation=25, ha="right", rotation_mode="anchor")
        nombres = _de_cada_capa(len(cabezas), capas)
        ax.set_yticks(range(len(cabezas)), nombres)
        ax.grid(False)
        miradas = [
            f"la {nombre} mira a «{palabras[fila.argmax()]}» ({decimal(fila.max())})"
            for nombre, fila in zip(nombres, pesos, strict=True)
        ]
        partes.append(f"En «{' '.join(palabras[1:])} …», desde «{palabras[-1]}», {' y '.join(miradas)}.")
    return " ".join(partes)


def _de_cada_capa(cabezas: int, capas: int) -> list[str]:
    en_cada_una = cabezas // capas
    if capas == 1:
        return [f"cabeza {i}" for i in range(1, cabezas + 1)]
    return [
        f"cabeza {i} de la capa {capa}" for capa in range(1, capas + 1) for i in range(1, en_cada_una + 1)
    ]


def parecidos(ax: Axes, palabras: Sequence[str], cosenos: Numeros) -> str:
    """El coseno entre los embeddings de cada par de palabras."""
    lugares = range(len(palabras))
    casillas(ax, cosenos, SIGNO, (-1, 1))
    for (fila, columna), coseno in np.ndenumerate(cosenos):
        color = tinta_sobre(SIGNO((coseno + 1) / 2))
        ax.text(
            columna, fila, decimal(coseno, 1), ha="center", va="center", color=color, fontsize=LETRA_MENOR
        )
    ax.set_xticks(lugares, palabras, rotation=35, ha="right", rotation_mode="anchor")
    ax.set_yticks(lugares, palabras)
    ax.grid(False)
    ajenos = np.where(np.eye(len(palabras), dtype=bool), -np.inf, cosenos)
    return "Coseno entre embeddings. " + " ".join(
        f"La más parecida a «{palabra}» es «{palabras[fila.argmax()]}» ({decimal(fila.max())})."
        for palabra, fila in zip(palabras, ajenos, strict=True)
    )


def temperaturas(
    ejes: Ejes, grados: Sequence[float], dentro: Sequence[float], variedad: Sequence[float]
) -> str:
    """Según la temperatura, cuánto de lo que escribe es del idioma y entre cuántas frases reparte."""
    for ax, valores, titulo, color in zip(
        np.ravel(ejes),
        (dentro, variedad),
        ("correctas", "variedad (frases)"),
        (COLORES["consulta"], COLORES["valor"]),
        strict=True,
    ):
        ax.plot(grados, valores, "o-", color=color, markersize=4)
        ax.axvline(1, color=COLORES["referencia"], linestyle=":", lw=1)
        ax.set(xlabel="temperatura", title=titulo, ylim=(0, None))
    return (
        "Según la temperatura: "
        + "; ".join(
            f"con {grado:g}, {decimal(100 * parte, 1)} % de frases correctas y variedad {decimal(cuantas, 0)}"
            for grado, parte, cuantas in zip(grados, dentro, variedad, strict=True)
        )
        + "."
    )


def cursos(ejes: Ejes, pasos: Numeros, paneles: Mapping[str, tuple[Banda, Banda]], suelo: float) -> str:
    """La perplejidad en lo leído y en el examen mientras se aprende: un panel por texto. Escala logarítmica.

    `suelo` es la del examen para quien sabe el idioma entero.
    """
    partes = []
    for ax, (nombre, (leido, examen)) in zip(np.ravel(ejes), paneles.items(), strict=True):
        linea_con_banda(ax, pasos, leido, COLORES["consulta"])
        linea_con_banda(ax, pasos, examen, COLORES["destacado"])
        ax.axhline(suelo, color=COLORES["referencia"], linestyle=":", lw=1)
        final = pasos[-1]
        rotulo(ax, "en el examen", (final, examen.mediana[-1]), (0, 10), COLORES["destacado"], ha="right")
        rotulo(ax, "en lo leído", (final, leido.mediana[-1]), (0, -16), COLORES["consulta"], ha="right")
        ax.set_yscale("log")
        ax.set(title=nombre, xlabel="paso", ylabel="perplejidad", ylim=(0.75, 80))
        ax.set_yticks([1, 2, 5, 10, 20, 50], ["1", "2", "5", "10", "20", "50"])
        ax.minorticks_off()
        mejor = int(examen.mediana.argmin())
        partes.append(
            f"{nombre}: en lo leído, la mediana de la perplejidad acaba en {decimal(leido.mediana[-1])}; "
            f"en el examen, la menor es {decimal(examen.mediana[mejor])}, en el paso {pasos[mejor]}, "
            f"y acaba en {decimal(examen.mediana[-1])} "
            f"({decimal(examen.baja[-1])}–{decimal(examen.alta[-1])})."
        )
    return f"{' '.join(partes)} Quien sabe el idioma entero: {decimal(suelo)}."
