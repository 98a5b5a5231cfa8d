"""El informe de las medidas: una tabla y una gráfica en `docs/`."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bench.construccion import CASOS, Caso, Resultado
from redes.figuras import letra
from redes.figuras.estilo import ESTILO

DE_SERIE, DE_LA_IMPRENTA = "#767676", "#0072B2"
Tabla = Mapping[tuple[str, int, str], Resultado]  # por imprenta, páginas y caso


def tabla_de(resultados: Sequence[Resultado]) -> Tabla:
    return {(r.quien, r.paginas, r.caso.nombre): r for r in resultados}


def cociente(tabla: Tabla, paginas: int, caso: Caso, que: str = "segundos") -> float:
    """Lo que gasta la imprenta por cada unidad que gasta la de serie."""
    frente_a = "en frío" if caso.frente_al_frio else caso.nombre
    suyo = tabla["de serie", paginas, frente_a].medida
    return float(getattr(tabla["imprenta", paginas, caso.nombre].medida, que) / getattr(suyo, que))


def escribir_tabla(resultados: Sequence[Resultado]) -> str:
    """Una tabla de Markdown por tamaño de libro."""
    tabla = tabla_de(resultados)
    partes = []
    for paginas in sorted({r.paginas for r in resultados}):
        partes.append(
            f"### {paginas} páginas\n\n"
            "| caso | de serie | imprenta | cociente | objetivo | cociente de procesador "
            "| páginas ejecutadas | memoria de serie | memoria | ¿números de ahora? |\n"
            f"|---{'|--:' * 8}|---|"
        )
        for caso in CASOS:
            suyo, mio = (tabla[q, paginas, caso.nombre] for q in ("de serie", "imprenta"))
            frescos = {True: "sí", False: "**no**"}
            partes.append(
                f"| {caso.nombre} | {suyo.medida.segundos:.1f} s | {mio.medida.segundos:.1f} s "
                f"| {cociente(tabla, paginas, caso):.2f}{' del frío' * caso.frente_al_frio} "
                f"| ≤ {caso.objetivo(paginas):.2f} | {cociente(tabla, paginas, caso, 'procesador'):.2f} "
                f"| {mio.ejecutadas} | {suyo.medida.memoria:.0f} MB | {mio.medida.memoria:.0f} MB "
                f"| de serie, {frescos[suyo.fresco]}; imprenta, {frescos[mio.fresco]} |"
            )
        partes.append("")
    return "\n".join(partes)


def por_pagina(resultados: Sequence[Resultado]) -> str:
    """Lo que cuesta cada página en frío según el tamaño del libro."""
    frios = [r for r in resultados if r.caso.nombre == "en frío"]
    renglones = [
        f"| {r.paginas} | {r.quien} | {r.medida.segundos / r.paginas:.2f} s "
        f"| {r.medida.procesador / r.paginas:.2f} s |"
        for r in sorted(frios, key=lambda r: (r.quien, r.paginas))
    ]
    return "\n".join(
        ["| páginas | quién | reloj por página | procesador por página |", "|--:|---|--:|--:|", *renglones]
    )


def con_seccion(texto: str, nueva: str) -> str:
    """El informe con la sección del mismo título cambiada por esta, o al final si no la tenía.

    >>> con_seccion("# A\\n\\n## La mesa\\n\\nx\\n\\n## B\\n", "## La mesa\\n\\ny\\n")
    '# A\\n\\n## La mesa\\n\\ny\\n\\n## B\\n'
    """
    titulo = nueva.splitlines()[0]
    antes, _, resto = texto.partition(f"{titulo}\n")
    _, otro, despues = resto.partition("\n## ")
    return f"{antes.rstrip()}\n\n{nueva}{otro}{despues}"


def maquina() -> str:
    """Con qué se ha medido, sin decir dónde."""
    return (
        f"Python {platform.python_version()}, Jupyter Book {version('jupyter-book')}, "
        f"Sphinx {version('sphinx')}, {platform.system()}"
    )


def dibujar(resultados: Sequence[Resultado], ruta: Path) -> None:
    """A la izquierda, en frío según el tamaño; a la derecha, el cociente de cada caso."""
    letra.cargar()
    with matplotlib.rc_context(ESTILO):
        figura = Figure(figsize=(11, 4.4), layout="constrained")
        izquierda, derecha = figura.subplots(1, 2, width_ratios=[2, 3])
        _frio(izquierda, resultados)
        _cocientes(derecha, resultados)
        figura.savefig(ruta, metadata={"Date": None})


def _frio(ax: Axes, resultados: Sequence[Resultado]) -> None:
    for quien, color in (("de serie", DE_SERIE), ("imprenta", DE_LA_IMPRENTA)):
        puntos = sorted(
            (r.paginas, r.medida.segundos) for r in resultados if (r.quien, r.caso) == (quien, CASOS[0])
        )
        x, y = zip(*puntos, strict=True)
        ax.loglog(x, y, "o-", color=color)
        ax.annotate(quien, (x[-1], y[-1]), (0, 8), textcoords="offset points", ha="right", color=color)
    ax.set_xticks(x, [str(n) for n in x])
    ax.minorticks_off()
    ax.set(title="Construir en frío", xlabel="páginas", ylabel="segundos")


def _cocientes(ax: Axes, resultados: Sequence[Resultado]) -> None:
    tabla, tamanos = tabla_de(resultados), sorted({r.paginas for r in resultados})
    alto = 0.8 / len(tamanos)
    azules = matplotlib.colormaps["Blues"](np.linspace(0.45, 0.95, len(tamanos)))
    for k, (paginas, color) in enumerate(zip(tamanos, azules, strict=True)):
        y = np.arange(len(CASOS)) + alto * (k - (len(tamanos) - 1) / 2)
        valores = [cociente(tabla, paginas, caso) for caso in CASOS]
        ax.barh(y, valores, alto, color=color, label=f"{paginas} páginas")
        for altura, valor, caso in zip(y, valores, CASOS, strict=True):
            ax.annotate(
                f"{valor:.2f}", (valor, altura), (3, 0), textcoords="offset points", va="center", fontsize=8
            )
            rotulo = "objetivo" if (k, caso) == (0, CASOS[0]) else None
            extremos = [altura - alto / 2, altura + alto / 2]
            ax.plot([caso.objetivo(paginas)] * 2, extremos, color="#D55E00", label=rotulo)
    ax.set_yticks(range(len(CASOS)), [c.nombre + "\n(frente al frío)" * c.frente_al_frio for c in CASOS])
    ax.invert_yaxis()
    ax.grid(axis="y", visible=False)
    ax.set(title="Lo que tarda la imprenta por cada segundo de la de serie", xlabel="cociente")
    ax.legend(loc="lower right")
