"""La línea de órdenes: `imprenta {html,pdf,epub,verify,…} [CARPETA]`."""

from __future__ import annotations

import argparse
import contextlib
import gc
import importlib
import math
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from imprenta.idioma.catalogo import LENGUAS_DE_LA_IMPRENTA
from imprenta.idioma.eleccion import (
    OPCION_DEL_IDIOMA,
    VARIABLE_DEL_IDIOMA,
    idioma_pedido,
    idioma_que_no_se_conoce,
)
from imprenta.idioma.salidas import hablando
from imprenta.libro.terminal import Analizador, abrir_salidas, cerrar_salida, direccion_de_cluster, positivo
from imprenta.pintar.pintor import Pintor, otro_pintor

ORDENES = {
    "html": "ejecuta, verifica y construye _build/html/index.html",
    "pdf": "construye _build/pdf/libro.pdf con las mismas salidas ejecutadas",
    "epub": "construye _build/epub/libro.epub con las mismas salidas ejecutadas",
    "nuevo": "escribe en una carpeta un libro pequeño que se imprime tal cual",
    "adopta": "mira un libro que ya existe, dice qué no está cubierto y propone cómo adoptarlo poco a poco",
    "verify": "comprueba cada número, afirmación y fórmula sin construir nada",
    "check": "revisa la ortografía, la tipografía, los enlaces y el aparato de la prosa",
    "atar": "ata al código los números sin cubrir de una página, a elegir",
    "livehtml": "construye, enseña el libro en el navegador y sigue los cambios",
    "aceptar": "enseña los números que ya no son ciertos y escribe los que se acepten",
    "mutate": "cambia números de la prosa, o el código, y comprueba que se nota",
    "semillas": "comprueba cada afirmación con otras semillas",
    "lsp": "habla con un editor, y le dice lo que está mal mientras se escribe",
}
INTERRUMPIDO = 128 + signal.SIGINT
QUE_PINTAN = ("html", "pdf", "epub")
QUE_PREGUNTAN = ("aceptar", "adopta")
CON_CLUSTER = ("html", "pdf", "epub", "verify")
SIN_LEERLO = ("nuevo", "lsp")  # aún no hay libro, o de cuáles se trata lo dice después el editor


def main(argumentos: list[str] | None = None, aparte: bool = False) -> int:
    """Cumple una orden; devuelve 0 si todo está bien, 1 si el libro tiene faltas y 130 si se interrumpe.

    Lo que se pinte se pinta `aparte`, en otro proceso que va arrancando, o en este.
    """
    gc.set_threshold(100_000, 20, 20)  # Sphinx hace millones de objetos y muy pocos ciclos
    with hablando(idioma_pedido(sys.argv[1:] if argumentos is None else argumentos, os.environ)):
        return _atender(argumentos, aparte)


def _atender(argumentos: list[str] | None, aparte: bool) -> int:
    analizador = _analizador()
    if malo := idioma_que_no_se_conoce(os.environ):
        analizador.error(f"{VARIABLE_DEL_IDIOMA} no puede ser «{malo}»: {', '.join(LENGUAS_DE_LA_IMPRENTA)}")
    opciones = vars(analizador.parse_args(argumentos))
    opciones.pop("idioma", None)  # ya se está hablando en él
    carpeta = opciones.get("carpeta", Path())
    try:
        return _cumplir(opciones.pop("orden"), opciones, aparte)
    except KeyboardInterrupt:
        _quejarse("\ninterrumpido: el último libro bueno sigue en su sitio")
        return INTERRUMPIDO
    except Exception as error:
        _quejarse(_en_una_linea(error, carpeta))
        return 1


def _cumplir(orden: str, opciones: dict[str, Any], aparte: bool) -> int:
    Path.cwd()  # si ya no existe, ningún programa que se arranque desde ella sabe dónde está
    if orden not in QUE_PINTAN:
        return _hacer(orden, opciones)
    with otro_pintor() if aparte else Pintor() as pintor:
        return _hacer(orden, opciones, pintor)


def _hacer(orden: str, opciones: dict[str, Any], pintor: Pintor | None = None) -> int:
    tarea = getattr(importlib.import_module(f"imprenta.ordenes.{orden}"), orden)  # solo la que se pide
    if orden in SIN_LEERLO:
        return int(tarea(**opciones))
    from imprenta.libro.libro import leer_libro  # con el otro proceso ya en marcha

    leido = leer_libro(opciones.pop("carpeta"), adoptandolo=orden == "adopta")
    libro = replace(leido, cluster=opciones.pop("cluster", ""))
    if pintor is not None:
        pintor.preparar(libro)
        opciones["pintor"] = pintor
    return int(tarea(libro, **opciones))


def _en_una_linea(error: Exception, carpeta: Path) -> str:
    """Lo que se dice de lo que ha impedido acabar."""
    from imprenta.libro.modelo import NoSePuede
    from imprenta.ordenes.avisos import de_la_imprenta, del_sistema

    if isinstance(error, NoSePuede):
        return str(error)
    return del_sistema(error, carpeta) if isinstance(error, OSError) else de_la_imprenta(error, carpeta)


def _quejarse(texto: str) -> None:
    with contextlib.suppress(OSError):  # si tampoco se puede decir, lo dirá el estado de salida
        print(texto, file=sys.stderr)


def _analizador() -> argparse.ArgumentParser:
    analizador = Analizador(prog="imprenta", description="Imprime un libro y demuestra su prosa.")
    _con_idioma(analizador)
    ordenes = analizador.add_subparsers(dest="orden", required=True, metavar="ORDEN")
    for nombre, ayuda in ORDENES.items():
        orden = ordenes.add_parser(nombre, help=ayuda)
        _con_idioma(orden)
        if nombre == "atar":
            ayuda = "la página, desde aquí o desde el libro: uno.md, uno.md:12 o uno.md:12:5"
            orden.add_argument("pagina", metavar="PÁGINA[:LÍNEA[:COLUMNA]]", help=ayuda)
        cuantas = None if nombre == "nuevo" else "?"
        orden.add_argument("carpeta", nargs=cuantas, type=Path, default=Path(), metavar="CARPETA")
        if nombre in CON_CLUSTER:
            orden.add_argument(
                "--cluster",
                default="",
                metavar="DIRECCIÓN",
                type=direccion_de_cluster,
                help="ejecuta las páginas en un cluster de Dask (tcp://máquina:8786)",
            )
        if nombre == "mutate":
            orden.add_argument("--todos", action="store_true", help="todos los mutantes y no una muestra")
            ayuda = "cambia el código que las páginas ejecutan, y no la prosa"
            orden.add_argument("--codigo", action="store_true", help=ayuda)
        if nombre in QUE_PREGUNTAN:
            orden.add_argument("--si", action="store_true", help="lo acepta todo sin preguntar")
            orden.add_argument("--no", action="store_true", help="lo enseña y no escribe nada")
        if nombre == "aceptar":
            orden.add_argument("--pagina", default="", metavar="P", help="solo los de una página")
            ayuda = "los números que cambian desde un commit; no escribe nada"
            orden.add_argument("--desde", default="", metavar="COMMIT", help=ayuda)
            orden.add_argument("--markdown", action="store_true", help="en una tabla, sin escribir nada")
        if nombre == "semillas":
            orden.add_argument("--veces", type=positivo, default=20, metavar="N", help="cuántas (20)")
            ayuda = "solo una muestra: las que quepan en S segundos, sin escribir el acta"
            orden.add_argument("--segundos", type=positivo, default=math.inf, metavar="S", help=ayuda)
        if nombre == "lsp":
            # Lo añaden muchos editores: no cambia nada.
            orden.add_argument("--stdio", action="store_true", help=argparse.SUPPRESS)
            orden.add_argument("--clientProcessId", dest="editor", default="", help=argparse.SUPPRESS)
        if nombre == "livehtml":
            # Sin `type`: lo que no es un puerto lo dice la orden, en español.
            puerto = os.environ.get("PUERTO") or "8000"
            orden.add_argument("--puerto", nargs="?", const="", default=puerto, help="dónde (PUERTO u 8000)")
            ayuda = "con qué se abre una falta: vscode, subl, emacsclient…, 'miedit +{linea} {ruta}' o copiar"
            orden.add_argument("--editor", default="", help=ayuda)
    return analizador


def _con_idioma(analizador: argparse.ArgumentParser) -> None:
    """La lengua de los mensajes, antes o después de la orden."""
    ayuda = "la lengua de los mensajes: es o en (IMPRENTA_IDIOMA o la del sistema)"
    analizador.add_argument(
        OPCION_DEL_IDIOMA,
        choices=LENGUAS_DE_LA_IMPRENTA,
        default=argparse.SUPPRESS,
        metavar="LENGUA",
        help=ayuda,
    )


def programa() -> int:
    """La orden `imprenta`, y `python -m imprenta`: devuelve con qué estado sale quien la da."""
    estado = _en_la_terminal()
    gc.freeze()  # repasar al salir todo lo que Sphinx ha hecho es un sexto de lo que tarda una edición
    return estado


def _en_la_terminal() -> int:
    """La orden como se escribe en una terminal, con la salida abierta o cerrada y con tildes o sin ellas."""
    abrir_salidas()
    with hablando(idioma_pedido(sys.argv[1:], os.environ)):
        return _hasta_el_final()


def _hasta_el_final() -> int:
    """Cumple la orden, y no acaba bien si lo que ha dicho no ha llegado a salir."""
    estado = main(aparte=True)
    try:
        sys.stdout.flush()
    except OSError as error:
        error.filename = "la salida"
        _quejarse(_en_una_linea(error, Path()))
        cerrar_salida()
        return estado or 1
    return estado


if __name__ == "__main__":
    sys.exit(programa())
