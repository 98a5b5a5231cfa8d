"""Guardar y mirar: vuelve a construir con cada cambio y el navegador lo enseña solo.

Si una construcción falla, el navegador sigue con el último libro bueno y enseña las faltas encima; al
arreglarlas, desaparecen. Lo que se sirve está en `_build/vivo/html`: `_build/html` solo lo hace `html`.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

from imprenta.libro.aparte import ProcesoAparte
from imprenta.libro.libro import Libro, leer_libro
from imprenta.libro.modelo import NoSePuede
from imprenta.libro.sin_indice import paginas_sin_indice
from imprenta.libro.sistema import causa_de_muerte
from imprenta.mesa.vigia import Vigia
from imprenta.ordenes.editores import Editor, editor_de
from imprenta.ordenes.en_vivo import EnVivo
from imprenta.ordenes.noticias import UltimaNoticia
from imprenta.ordenes.servir import AQUI, servidor_de

ENTRE_PREGUNTAS = 1.0  # segundos que se vigila sin preguntar si hay que seguir
NADA_MAS = None  # lo que se manda cuando ya se ha anunciado todo


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
    with servidor_de(libro.obra / "vivo" / "html", estado, puerto, libro.raiz, editor) as servidor:
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
    with Vigia(raiz) as vigia:
        avisador, cambiados = Avisador(raiz, estado, vigia), set[Path]()
        while seguir():
            estado.construyendo()
            avisador.mirar(cambiados)
            for faltas in construir(raiz):
                estado.anotar(faltas, cambiados)
            estado.construyendo(False)
            while seguir() and not (cambiados := vigia.esperar(ENTRE_PREGUNTAS)):
                pass


class Avisador:
    """Avisa de las páginas que el índice no nombra: en el navegador y, la primera vez, en la terminal."""

    def __init__(self, raiz: Path, estado: UltimaNoticia, vigia: Vigia) -> None:
        self.raiz, self.estado, self.vigia = raiz, estado, vigia
        self.paginas = frozenset[Path]()

    def mirar(self, cambiados: set[Path]) -> None:
        """Mira otra vez cuáles son, si puede que sean otras: no, si solo han cambiado páginas del índice."""
        if cambiados and cambiados <= self.paginas and not self.estado.ahora.avisos:
            return
        try:
            libro = leer_libro(self.raiz)
        except (NoSePuede, OSError):  # ya se dirá al construir
            return
        self.paginas = frozenset(libro.paginas)
        self.vigia.mirar_tambien(self.paginas)
        avisos = paginas_sin_indice(libro)
        for aviso in avisos:
            if aviso not in self.estado.ahora.avisos:
                print(aviso, flush=True)
        self.estado.avisar(avisos)
