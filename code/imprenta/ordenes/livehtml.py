"""Guardar y mirar: vuelve a construir con cada cambio y el navegador lo enseña solo.

Cada construcción es la de siempre, así que solo se ejecuta lo que ha cambiado. Si falla, el navegador
sigue con el último libro bueno y enseña las faltas encima; al arreglarlas, desaparecen.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import imprenta
from imprenta.libro.aparte import ProcesoAparte
from imprenta.libro.disco import Foto, foto
from imprenta.libro.libro import Libro, leer_libro
from imprenta.libro.modelo import Falta, NoSePuede
from imprenta.libro.sistema import causa_de_muerte
from imprenta.ordenes.editores import Editor, editor_de
from imprenta.ordenes.html import html
from imprenta.ordenes.noticias import UltimaNoticia
from imprenta.ordenes.servir import AQUI, servidor_de
from imprenta.pintar.pintor import Pintor, otro_pintor

ENTRE_MIRADAS = 0.3  # segundos entre dos miradas al disco
CALMA = 0.1  # segundos sin cambios antes de construir: los editores guardan en varios golpes


def livehtml(libro: Libro, puerto: int | str = 8000, editor: str = "") -> int:
    """Construye, sirve en http://127.0.0.1:puerto y vigila hasta Ctrl-C; las faltas las abre ese editor."""
    suyo = editor_de(editor)
    constructor = Constructor()  # antes que los hilos, que no se bifurcan
    try:
        _servir_y_vigilar(libro, puerto, suyo, constructor)
    except KeyboardInterrupt:
        print()
    finally:
        constructor.cerrar()
    return 0


def _servir_y_vigilar(libro: Libro, puerto: int | str, editor: Editor, constructor: Constructor) -> None:
    estado = UltimaNoticia()
    with servidor_de(libro.obra / "html", estado, puerto, libro.raiz, editor) as servidor:
        threading.Thread(target=servidor.serve_forever, daemon=True).start()
        print(f"El libro vive en http://{AQUI}:{servidor.server_port} (Ctrl-C para terminar)", flush=True)
        try:
            vigilar(libro.raiz, estado, lambda: True, constructor.construir)
        finally:
            servidor.shutdown()


class Constructor:
    """Construye en otro proceso, sin hilos, del que brota cada vez quien pinta; donde se puede bifurcar.

    Así ninguna construcción ve lo que otra ha importado: con `autodoc`, el código de antes.
    """

    def __init__(self) -> None:
        self.proceso = ProcesoAparte(_construir_lo_que_pidan) if hasattr(os, "fork") else None

    def construir(self, raiz: Path) -> str:
        """Lo que dice `construir_una_vez`; si el proceso muere, de qué, y la próxima vez habrá otro."""
        if self.proceso is None:
            return construir_una_vez(raiz)
        try:
            self.proceso.conducto.send(raiz)
            faltas: str = self.proceso.conducto.recv()
        except (EOFError, OSError):
            faltas = f"la construcción ha muerto ({causa_de_muerte(self.proceso.enterrar())})"
            print(faltas, file=sys.stderr, flush=True)
            self.proceso = ProcesoAparte(_construir_lo_que_pidan)
        return faltas

    def cerrar(self) -> None:
        if self.proceso is not None:
            self.proceso.matar()


def _construir_lo_que_pidan(conducto: Connection) -> None:
    from imprenta.pintar.sphinx import importar_sphinx

    while True:
        conducto.send(construir_una_vez(conducto.recv(), otro_pintor))
        importar_sphinx()  # a partir de la segunda, quien pinta ya nace con él


def vigilar(
    raiz: Path, estado: UltimaNoticia, seguir: Callable[[], bool], construir: Callable[[Path], str]
) -> None:
    """Construye al empezar y cada vez que algo del libro cambia en el disco."""
    vista: Foto | None = None
    while seguir():
        ahora = foto(raiz)
        if ahora == vista:
            time.sleep(ENTRE_MIRADAS)
            continue
        time.sleep(CALMA)
        vista = foto(raiz)
        if vista == ahora:
            estado.anotar(construir(raiz))
        else:
            vista = None


def construir_una_vez(raiz: Path, pintor: Callable[[], Pintor] = Pintor) -> str:
    """Construye el libro; devuelve sus faltas, ya dichas en la terminal, o nada si está bien."""
    quejas = io.StringIO()
    try:
        with contextlib.redirect_stderr(quejas):
            libro = leer_libro(raiz)
            with pintor() as suyo:
                suyo.preparar(libro)
                fallo = html(libro, suyo)
    except NoSePuede as error:
        quejas.write(f"{error}\n")
        fallo = 1
    except (Exception, SystemExit) as error:
        quejas.write(f"{_inesperado(error)}\n")
        fallo = 1
    print(quejas.getvalue(), end="", file=sys.stderr, flush=True)
    return (quejas.getvalue().strip() or "la construcción ha fallado") if fallo else ""


def _inesperado(error: BaseException) -> Falta:
    """Un error de la imprenta misma, donde ha ocurrido: se dice como una falta, y se sigue mirando."""
    *_, ultimo = traceback.extract_tb(error.__traceback__)
    casa, archivo = Path(imprenta.__file__).parents[1], Path(ultimo.filename)
    ruta = archivo.relative_to(casa) if archivo.is_relative_to(casa) else Path(archivo.name)
    dicho = " ".join(f"{type(error).__name__}: {error}".split())
    return Falta(ruta, ultimo.lineno or 1, 1, f"la imprenta ha fallado donde no debía: {dicho}")
