"""La línea de órdenes: `imprenta {html,pdf,epub,verify,…} [CARPETA]`."""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from imprenta.idioma.catalogo import LENGUAS_DE_LA_IMPRENTA
from imprenta.idioma.eleccion import VARIABLE_DEL_IDIOMA, idioma_pedido, idioma_que_no_se_conoce
from imprenta.idioma.salidas import hablando
from imprenta.libro.terminal import abrir_salidas, cerrar_salida
from imprenta.opciones import analizador_de_ordenes
from imprenta.pintar.pintor import Pintor, otro_pintor

INTERRUMPIDO = 128 + signal.SIGINT
QUE_PINTAN = ("html", "pdf", "epub")
SIN_LEERLO = ("nuevo", "lsp")  # aún no hay libro, o de cuáles se trata lo dice después el editor


def main(argumentos: list[str] | None = None, aparte: bool = False) -> int:
    """Cumple una orden; devuelve 0 si todo está bien, 1 si el libro tiene faltas y 130 si se interrumpe.

    Lo que se pinte se pinta `aparte`, en otro proceso que va arrancando, o en este.
    """
    gc.set_threshold(100_000, 20, 20)  # Sphinx hace millones de objetos y muy pocos ciclos
    with hablando(idioma_pedido(sys.argv[1:] if argumentos is None else argumentos, os.environ)):
        return _atender(argumentos, aparte)


def _atender(argumentos: list[str] | None, aparte: bool) -> int:
    analizador = analizador_de_ordenes()
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
