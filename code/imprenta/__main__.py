"""La línea de órdenes: `python -m imprenta {html,pdf,verify,…} [CARPETA]`."""

from __future__ import annotations

import argparse
import gc
import importlib
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from imprenta.pintar.pintor import Pintor, otro_pintor

ORDENES = {
    "html": "ejecuta, verifica y construye _build/html/index.html",
    "pdf": "construye _build/pdf/libro.pdf con las mismas salidas ejecutadas",
    "verify": "comprueba cada número, afirmación y fórmula sin construir nada",
    "check": "revisa la ortografía, la tipografía, los enlaces y el aparato de la prosa",
    "livehtml": "construye, enseña el libro en el navegador y sigue los cambios",
    "mutate": "cambia números de la prosa y comprueba que se nota",
}
INTERRUMPIDO = 128 + signal.SIGINT
QUE_PINTAN = ("html", "pdf")
CON_CLUSTER = ("html", "pdf", "verify")


def main(argumentos: list[str] | None = None, aparte: bool = False) -> int:
    """Cumple una orden; devuelve 0 si todo está bien, 1 si el libro tiene faltas y 130 si se interrumpe.

    Lo que se pinte se pinta `aparte`, en otro proceso que va arrancando, o en este.
    """
    gc.set_threshold(100_000, 20, 20)  # Sphinx hace millones de objetos y muy pocos ciclos
    opciones = vars(_analizador().parse_args(argumentos))
    orden = opciones.pop("orden")
    if orden not in QUE_PINTAN:
        return _cumplir(orden, opciones)
    with otro_pintor() if aparte else Pintor() as pintor:
        return _cumplir(orden, opciones, pintor)


def _cumplir(orden: str, opciones: dict[str, Any], pintor: Pintor | None = None) -> int:
    from imprenta.libro.libro import leer_libro  # con el otro proceso ya en marcha
    from imprenta.libro.modelo import NoSePuede

    try:
        tarea = getattr(importlib.import_module(f"imprenta.ordenes.{orden}"), orden)  # solo la que se pide
        libro = replace(leer_libro(opciones.pop("carpeta")), cluster=opciones.pop("cluster", ""))
        if pintor is not None:
            pintor.preparar(libro)
            opciones["pintor"] = pintor
        return int(tarea(libro, **opciones))
    except NoSePuede as error:
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
    for nombre, ayuda in ORDENES.items():
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
            # Sin `type`: lo que no es un puerto lo dice la orden, en español.
            orden.add_argument("--puerto", nargs="?", const="", default="8000", help="dónde se sirve (8000)")
    return analizador


if __name__ == "__main__":
    estado = main(aparte=True)
    gc.freeze()  # repasar al salir todo lo que Sphinx ha hecho es un sexto de lo que tarda una edición
    sys.exit(estado)
