"""Las figuras del primer capítulo: la sigmoide, su derivada y la señal que se desvanece.

La neurona y lo que suma están en `redes.figuras.neurona`.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from redes.activaciones import Numeros, d_sigmoide, escalon, logit, sigmoide
from redes.figuras.estilo import COLORES, decimal, linea_con_banda, rotulo
from redes.perdidas import grad_z_entropia_cruzada_binaria, grad_z_error_cuadratico
from redes.semillas import Banda


def escalon_y_sigmoide(ax: Axes, x: Numeros) -> str:
    """El escalón del perceptrón y la sigmoide que lo suaviza, en los puntos `x`."""
    salto = escalon(x)
    izquierda, centro, derecha = sigmoide([x[0], 0, x[-1]]).tolist()
    for tramo in (0, 1):
        ax.plot(x[salto == tramo], salto[salto == tramo], color=COLORES["escalon"], linestyle="--")
    ax.plot(x, sigmoide(x), color=COLORES["sigmoide"])
    rotulo(ax, "escalón", (x[0], 0), (0, 6), COLORES["escalon"])
    rotulo(ax, "sigmoide", (float(logit(0.75)), 0.75), (8, -6), COLORES["sigmoide"])
    ax.set(xlabel="entrada x", ylabel="salida")
    return (
        "El escalón salta de 0 a 1 en x = 0. La sigmoide sube poco a poco: vale "
        f"{decimal(izquierda, 4)} en x = {decimal(x[0], 0)}, {decimal(centro)} en x = 0 "
        f"y {decimal(derecha, 4)} en x = {decimal(x[-1], 0)}."
    )


def sigmoide_y_derivada(ax: Axes, x: Numeros, senalados: Sequence[float]) -> str:
    """La sigmoide y su derivada en los puntos `x`, con el máximo de la derivada y los puntos `senalados`."""
    s, d = sigmoide(x), d_sigmoide(x)
    cima = np.argmax(d)
    ax.plot(x, s, color=COLORES["sigmoide"])
    ax.plot(x, d, color=COLORES["derivada"])
    ax.plot(x[cima], d[cima], "o", color=COLORES["derivada"])
    rotulo(ax, "σ(x)", (float(logit(0.85)), 0.85), (-8, 4), COLORES["sigmoide"], ha="right")
    rotulo(ax, f"σ′(x), máximo {decimal(d[cima])}", (x[cima], d[cima]), (10, 2), COLORES["derivada"])
    partes = []
    for punto in senalados:
        altura = float(d_sigmoide(punto))
        ax.plot(punto, altura, "o", color=COLORES["derivada"])
        rotulo(ax, decimal(altura), (punto, altura), (0, 8), COLORES["derivada"], ha="center")
        partes.append(f"{decimal(altura)} en x = {decimal(punto, 3)}")
    ax.set(xlabel="entrada x", ylabel="valor")
    return (
        f"La sigmoide crece de {decimal(s[0], 4)} a {decimal(s[-1], 4)} entre x = {decimal(x[0], 0)} y "
        f"x = {decimal(x[-1], 0)}. Su derivada es una campana: el máximo, {decimal(d[cima])}, está en "
        f"x = {decimal(x[cima], 0)}, y a los lados cae: {', '.join(partes)}."
    )


def senal_por_capa(ax: Axes, cota: Numeros, medidas: Mapping[str, Numeros | Banda]) -> str:
    """La señal que llega a cada capa, en el sentido en que viaja: la cota y una línea por cada medida.

    La que viene de un azar trae su banda, y se dibuja con ella.
    """
    capas = np.arange(len(cota), 0, -1)
    lineas = {nombre: _hacia_la_entrada(senal) for nombre, senal in {"cota": cota, **medidas}.items()}
    for (nombre, senal), marca in zip(lineas.items(), "_os^", strict=False):
        color, trazo = (COLORES["referencia"], "--") if nombre == "cota" else (COLORES["sigmoide"], "-")
        linea_con_banda(ax, capas, senal, color, linestyle=trazo, marker=marca)
        rotulo(ax, nombre, (1, senal.mediana[-1]), (8, 0), color, va="center")
    ax.set(xlabel="capa (el error llega por la izquierda)", ylabel="señal que le llega", xticks=capas)
    ax.set(yscale="log", xlim=(len(cota) + 0.2, 0))
    return "Señal que llega a cada capa, de la última a la primera. " + " ".join(
        f"{nombre.capitalize()}: {', '.join(map(_valor_y_banda, *senal))}."
        for nombre, senal in lineas.items()
    )


def _hacia_la_entrada(senal: Numeros | Banda) -> Banda:
    """De la última capa a la primera; lo que no es de un azar tiene una banda sin anchura."""
    lados = senal if isinstance(senal, Banda) else (senal, senal, senal)
    return Banda(*(lado[::-1] for lado in lados))


def _valor_y_banda(mediana: float, baja: float, alta: float) -> str:
    return f"{mediana:.2g}" if baja == alta else f"{mediana:.2g} (de {baja:.2g} a {alta:.2g})"


def fuerza_de_la_correccion(ax: Axes, p: Numeros, senalada: float) -> str:
    """El gradiente por z de las dos pérdidas cuando la respuesta era 0, en las predicciones `p`."""
    perdidas = {
        "entropía cruzada": (grad_z_entropia_cruzada_binaria, COLORES["perdida"], (-8, 8), "right", 2),
        "error cuadrático": (grad_z_error_cuadratico, COLORES["destacado"], (0, -20), "left", -2),
    }
    partes = []
    for nombre, (grad_z, color, sitio, lado, alto) in perdidas.items():
        en_el_centro, en_la_senalada = grad_z(logit([0.5, senalada]), 0).tolist()
        ax.plot(p, grad_z(logit(p), 0), color=color)
        ax.plot(senalada, en_la_senalada, "o", color=color)
        rotulo(ax, nombre, (0.5, en_el_centro), sitio, color, lado)
        rotulo(ax, f"{en_la_senalada:.3g}", (senalada, en_la_senalada), (-8, alto), color, "right")
        partes.append(f"{nombre}, {decimal(en_el_centro, 4)} y {decimal(en_la_senalada, 4)}")
    ax.set(xlabel="p, predicción (la respuesta era 0)", ylabel="fuerza de la corrección")
    return f"Fuerza de la corrección con p = 0.5 y con p = {decimal(senalada)}: {'; '.join(partes)}."


def rectificacion(ax: Axes, cuadratico: Numeros, entropia: Numeros) -> str:
    """Cómo baja la predicción de una neurona equivocada, paso a paso, con cada pérdida."""
    trayectorias = {
        "error cuadrático": (cuadratico, COLORES["destacado"]),
        "entropía cruzada": (entropia, COLORES["perdida"]),
    }
    ax.axhline(0.5, color=COLORES["referencia"], linestyle=":")
    partes = []
    for nombre, (p, color) in trayectorias.items():
        cambia = int(np.argmax(p < 0.5))
        ax.plot(p, color=color)
        ax.plot(cambia, p[cambia], "o", color=color)
        rotulo(ax, f"{nombre}: paso {cambia}", (cambia, p[cambia]), (6, 8), color)
        partes.append(f"con {nombre}, en el paso {cambia}")
    ax.set(xlabel="paso", ylabel="p, predicción")
    return (
        f"La predicción empieza en {decimal(cuadratico[0])} y baja. Cruza 0.5, y cambia de opinión, "
        f"{' y '.join(partes)}."
    )
