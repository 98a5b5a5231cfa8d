"""Guardar y mirar: vuelve a construir con cada cambio y el navegador lo enseña solo.

Si una construcción falla, el navegador sigue con el último libro bueno y enseña las faltas encima; al
arreglarlas, desaparecen. Lo que se sirve está en `_build/vivo/html`: `_build/html` solo lo hace `html`.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

from imprenta.libro.aparte import ProcesoAparte
from imprenta.libro.disco import Foto, foto
from imprenta.libro.libro import Libro
from imprenta.libro.sistema import causa_de_muerte
from imprenta.ordenes.en_vivo import EnVivo
from imprenta.ordenes.servir import AQUI, UltimaNoticia, servidor_de

ENTRE_MIRADAS = 0.1  # segundos entre dos miradas al disco
CALMA = 0.03  # segundos sin cambios antes de construir: los editores guardan en varios golpes
NADA_MAS = None  # lo que se manda cuando ya se ha anunciado todo


def livehtml(libro: Libro, puerto: int | str = 8000) -> int:
    """Construye, sirve en http://127.0.0.1:puerto y vigila hasta Ctrl-C."""
    constructor = Constructor()  # antes que los hilos, que no se bifurcan
    try:
        _servir_y_vigilar(libro, puerto, constructor)
    except KeyboardInterrupt:
        print()
    finally:
        constructor.cerrar()
    return 0


def _servir_y_vigilar(libro: Libro, puerto: int | str, constructor: Constructor) -> None:
    estado = UltimaNoticia()
    with servidor_de(libro.obra / "vivo" / "html", estado, puerto) as servidor:
        threading.Thread(target=servidor.serve_forever, daemon=True).start()
        print(f"El libro vive en http://{AQUI}:{servidor.server_port} (Ctrl-C para terminar)", flush=True)
        try:
            vigilar(libro.raiz, estado, lambda: True, constructor.construir)
        finally:
            servidor.shutdown()


class Constructor:
    """Construye en otro proceso, sin hilos, que tiene el libro sobre la mesa y a Sphinx en caliente."""

    def __init__(self) -> None:
        self.proceso = ProcesoAparte(_construir_lo_que_pidan)

    def construir(self, raiz: Path) -> Iterator[str]:
        """Lo que anuncia `EnVivo`; si el proceso muere, de qué, y la próxima vez habrá otro."""
        try:
            self.proceso.conducto.send(raiz)
            while (noticia := self.proceso.conducto.recv()) is not NADA_MAS:
                yield noticia
        except (EOFError, OSError):
            dicho = f"la construcción ha muerto ({causa_de_muerte(self.proceso.enterrar())})"
            print(dicho, file=sys.stderr, flush=True)
            self.proceso = ProcesoAparte(_construir_lo_que_pidan)
            yield dicho

    def cerrar(self) -> None:
        self.proceso.matar()


def _construir_lo_que_pidan(conducto: Connection) -> None:
    vivo = EnVivo()
    while True:
        vivo.construir(conducto.recv(), conducto.send)
        conducto.send(NADA_MAS)


def vigilar(
    raiz: Path, estado: UltimaNoticia, seguir: Callable[[], bool], construir: Callable[[Path], Iterable[str]]
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
            for faltas in construir(raiz):
                estado.anotar(faltas)
        else:
            vista = None
