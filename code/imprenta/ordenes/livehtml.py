"""Guardar y mirar: vuelve a construir con cada cambio y el navegador lo enseña solo.

Cada construcción es la de siempre, así que solo se ejecuta lo que ha cambiado. Si falla, el navegador
sigue con el último libro bueno y enseña las faltas encima; al arreglarlas, desaparecen.
"""

from __future__ import annotations

import contextlib
import functools
import io
import json
import sys
import threading
import time
from collections.abc import Callable
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from imprenta.libro.disco import Foto, foto
from imprenta.libro.libro import Libro, LibroIlegible, leer_libro
from imprenta.ordenes.html import html

ENTRE_MIRADAS = 0.3  # segundos entre dos miradas al disco
CALMA = 0.1  # segundos sin cambios antes de construir: los editores guardan en varios golpes
NOTICIAS = "/__vivo"
SIN_LIBRO = """<!doctype html><html lang="es"><meta charset="utf-8"><title>Sin libro</title>
<body style="font: 1.2rem/1.5 serif; margin: 4rem; color-scheme: light dark">
<p>El libro todavía no está construido. Aparecerá aquí en cuanto lo esté.</p>"""
GUION = f"<script>{Path(__file__).with_suffix('.js').read_text(encoding='utf-8')}</script>".encode()


class UltimaNoticia:
    """Lo que el navegador tiene que saber: la versión del libro y las faltas de ahora."""

    def __init__(self) -> None:
        self.version, self.faltas = 0, ""
        self.cambio = threading.Condition()

    def anotar(self, faltas: str) -> None:
        with self.cambio:
            self.faltas = faltas
            self.version += not faltas
            self.cambio.notify_all()

    def noticia(self) -> bytes:
        return f"data: {json.dumps({'v': self.version, 'faltas': self.faltas})}\n\n".encode()


def livehtml(libro: Libro, puerto: int = 8000) -> int:
    """Construye, sirve en http://127.0.0.1:puerto y vigila hasta Ctrl-C."""
    estado = UltimaNoticia()
    manejador = functools.partial(Manejador, estado=estado, carpeta=libro.obra / "html")
    try:
        servidor = ThreadingHTTPServer(("127.0.0.1", puerto), manejador)
    except OSError:
        print(f"el puerto {puerto} está ocupado: elige otro con --puerto", file=sys.stderr)
        return 1
    servidor.daemon_threads = True
    threading.Thread(target=servidor.serve_forever, daemon=True).start()
    print(f"El libro vive en http://127.0.0.1:{servidor.server_port} (Ctrl-C para terminar)", flush=True)
    try:
        vigilar(libro.raiz, estado, seguir=lambda: True)
    except KeyboardInterrupt:
        print()
    finally:
        servidor.shutdown()
    return 0


def vigilar(raiz: Path, estado: UltimaNoticia, seguir: Callable[[], bool]) -> None:
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
            estado.anotar(construir_una_vez(raiz))
        else:
            vista = None


def construir_una_vez(raiz: Path) -> str:
    """Construye el libro; devuelve sus faltas, ya dichas en la terminal, o nada si está bien."""
    quejas = io.StringIO()
    try:
        with contextlib.redirect_stderr(quejas):
            fallo = html(leer_libro(raiz))
    except LibroIlegible as error:
        quejas.write(f"{error}\n")
        fallo = 1
    print(quejas.getvalue(), end="", file=sys.stderr, flush=True)
    return (quejas.getvalue().strip() or "la construcción ha fallado") if fallo else ""


class Manejador(SimpleHTTPRequestHandler):
    """Sirve el libro construido con el guion que recarga la página."""

    def __init__(self, *a: Any, estado: UltimaNoticia, carpeta: Path) -> None:
        self.estado, self.carpeta = estado, carpeta
        super().__init__(*a, directory=str(carpeta))

    def do_GET(self) -> None:
        if self.path == NOTICIAS:
            self._dar_noticias()
            return
        ruta = Path(self.translate_path(self.path))
        if ruta.is_dir():
            ruta /= "index.html"
        if ruta.suffix == ".html" and ruta.is_file():
            self._dar(ruta.read_bytes())
        elif not (self.carpeta / "index.html").exists():
            self._dar(SIN_LIBRO.encode())
        else:
            super().do_GET()

    def _dar(self, pagina: bytes) -> None:
        cuerpo = pagina.replace(b"</body>", b"") + GUION
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(cuerpo)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(cuerpo)

    def _dar_noticias(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        with contextlib.suppress(OSError), self.estado.cambio:
            while True:
                self.wfile.write(self.estado.noticia())
                self.wfile.flush()
                self.estado.cambio.wait(timeout=15)

    def log_message(self, *_: object) -> None:
        """Calla: la terminal es para las faltas."""
