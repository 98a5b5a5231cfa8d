"""La línea de órdenes: `python -m imprenta {html,pdf,verify,…} [CARPETA]`."""

from __future__ import annotations

import argparse
import gc
import importlib
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from imprenta.ejecutar.reparto import ClusterInaccesible
from imprenta.libro.libro import LibroIlegible, leer_libro


def _de(modulo: str, funcion: str) -> Callable[..., int]:
    """Una orden que se importa al llamarla: quien no la pide no espera por ella."""
    return lambda *a, **opciones: getattr(importlib.import_module(f"imprenta.ordenes.{modulo}"), funcion)(
        *a, **opciones
    )


ORDENES = {
    "html": (_de("html", "html"), "ejecuta, verifica y construye _build/html/index.html"),
    "pdf": (_de("pdf", "pdf"), "construye _build/pdf/libro.pdf con las mismas salidas ejecutadas"),
    "verify": (_de("verify", "verificar"), "comprueba cada número, afirmación y fórmula sin construir nada"),
    "check": (_de("check", "repasar"), "revisa la ortografía, la tipografía, los enlaces y el aparato"),
    "livehtml": (_de("livehtml", "vivir"), "construye, enseña el libro en el navegador y sigue los cambios"),
    "mutate": (_de("mutate", "mutar"), "cambia números de la prosa y comprueba que se nota"),
}
INTERRUMPIDO = 128 + signal.SIGINT
CON_CLUSTER = ("html", "pdf", "verify")


def main(argumentos: list[str] | None = None) -> int:
    """Cumple una orden; devuelve 0 si todo está bien, 1 si el libro tiene faltas y 130 si se interrumpe."""
    gc.set_threshold(100_000, 20, 20)  # Sphinx hace millones de objetos y muy pocos ciclos
    opciones = vars(_analizador().parse_args(argumentos))
    tarea, _ = ORDENES[opciones.pop("orden")]
    try:
        libro = leer_libro(opciones.pop("carpeta"))
        return tarea(replace(libro, cluster=opciones.pop("cluster", "")), **opciones)
    except (LibroIlegible, ClusterInaccesible) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\ninterrumpido: el último libro bueno sigue en su sitio", file=sys.stderr)
        return INTERRUMPIDO


def _analizador() -> argparse.ArgumentParser:
    analizador = argparse.ArgumentParser(
        prog="imprenta", description="Imprime un libro y demuestra su prosa."
    )
    ordenes = analizador.add_subparsers(dest="orden", required=True, metavar="ORDEN")
    for nombre, (_, ayuda) in ORDENES.items():
        orden = ordenes.add_parser(nombre, help=ayuda)
        orden.add_argument("carpeta", nargs="?", type=Path, default=Path(), metavar="CARPETA")
        if nombre in CON_CLUSTER:
            orden.add_argument(
                "--cluster",
                default="",
                metavar="DIRECCIÓN",
                help="ejecuta las páginas en un cluster de Dask (tcp://máquina:8786)",
            )
        if nombre == "mutate":
            orden.add_argument("--todos", action="store_true", help="todos los mutantes y no una muestra")
        if nombre == "livehtml":
            orden.add_argument("--puerto", type=int, default=8000, help="dónde se sirve (8000)")
    return analizador


if __name__ == "__main__":
    estado = main()
    gc.freeze()  # repasar al salir todo lo que Sphinx ha hecho es un sexto de lo que tarda una edición
    sys.exit(estado)
