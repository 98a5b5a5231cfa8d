"""El libro en un navegador de esta máquina: se sirve solo a quien pregunta por él y solo lo que es suyo.

Cualquier página de internet puede pedir cosas a `127.0.0.1` desde el navegador de quien escribe: se contesta
solo a quien llama a este servidor por su nombre, nada de fuera de la carpeta sale por un enlace, y si una
respuesta falla, las demás no lo notan.
"""

from __future__ import annotations

import errno
import json
import os
import sys
import threading
from collections.abc import Iterator
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from imprenta.libro.modelo import NoSePuede

AQUI = "127.0.0.1"
ANFITRIONES = (AQUI, "localhost", "[::1]")
PUERTO_WEB, ULTIMO_PUERTO = 80, 65535
NOTICIAS, GUION = "/__vivo", "/__vivo.js"
LATIDO = 15  # segundos entre dos noticias iguales: así se nota quién se ha ido
LLANO = "text/plain; charset=utf-8"
JAVASCRIPT = Path(__file__).with_suffix(".js").read_bytes()
QUE_LO_CARGA = f'<script src="{GUION}"></script>'.encode()
SIN_LIBRO = """<!doctype html><html lang="es"><meta charset="utf-8"><title>Sin libro</title>
<meta name="color-scheme" content="light dark">
<p>El libro todavía no está construido. Aparecerá aquí en cuanto lo esté.</p>"""
RESPUESTAS = {
    HTTPStatus.NOT_FOUND: "aquí no hay nada",
    HTTPStatus.METHOD_NOT_ALLOWED: "este servidor solo enseña: GET o HEAD",
}
NO_SE_ENTIENDE = "la petición no se entiende"


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
        with self.cambio:
            return f"data: {json.dumps({'v': self.version, 'faltas': self.faltas})}\n\n".encode()

    def noticias(self) -> Iterator[bytes]:
        """La de ahora y cada una que venga; quien las escribe despacio no hace esperar a quien las anota."""
        while True:
            yield (ultima := self.noticia())
            with self.cambio:
                if self.noticia() == ultima:
                    self.cambio.wait(LATIDO)


class Servidor(ThreadingHTTPServer):
    """Un hilo por petición; lo que falla en una se dice en una línea, y las demás siguen."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        error = sys.exception()
        if not isinstance(error, OSError):  # quien se va a media respuesta no ha roto nada
            print(
                f"una petición ha fallado: {type(error).__name__}: {error}", file=sys.__stderr__, flush=True
            )


def servidor_de(carpeta: Path, estado: UltimaNoticia, puerto: int | str) -> Servidor:
    """Un servidor de esa carpeta en ese puerto, 0 si da igual cuál; `NoSePuede` si no puede ser."""
    escrito = str(puerto)
    if not (escrito.isascii() and escrito.isdigit() and int(escrito[:9]) <= ULTIMO_PUERTO):
        raise NoSePuede(f"«{escrito}» no es un puerto: tiene que ser un número hasta {ULTIMO_PUERTO}")
    try:
        return Servidor((AQUI, int(escrito)), lambda *a: Manejador(*a, estado=estado, carpeta=carpeta))
    except OSError as error:
        raise NoSePuede(f"el puerto {escrito} {_motivo(error)}: elige otro con --puerto") from None


def _motivo(error: OSError) -> str:
    dichos = {errno.EADDRINUSE: "está ocupado", errno.EACCES: "está reservado al sistema"}
    return dichos.get(error.errno or 0, f"no se puede usar ({errno.errorcode.get(error.errno or 0, error)})")


class Manejador(SimpleHTTPRequestHandler):
    """Sirve el libro construido con el guion que recarga la página."""

    server: ThreadingHTTPServer
    timeout = 60  # segundos que se espera a quien no acaba de preguntar

    def __init__(self, *a: Any, estado: UltimaNoticia, carpeta: Path) -> None:
        self.estado, self.carpeta = estado, carpeta
        super().__init__(*a, directory=str(carpeta))

    def do_GET(self) -> None:
        if not self._me_llaman_a_mi():
            motivo = f"este servidor solo contesta en http://{AQUI}:{self.server.server_port}\n"
            self._dar(motivo.encode(), LLANO, HTTPStatus.FORBIDDEN)
        elif self.path == NOTICIAS:
            self._dar_noticias()
        elif self.path == GUION:
            self._dar(JAVASCRIPT, "text/javascript; charset=utf-8")
        else:
            self._dar_del_libro(self._archivo())

    do_HEAD = do_GET

    def _dar_del_libro(self, ruta: Path | None) -> None:
        if ruta is not None and ruta.suffix == ".html":
            self._dar(ruta.read_bytes().replace(b"</body>", b"") + QUE_LO_CARGA)
        elif ruta is not None:
            self._dar(ruta.read_bytes(), self.guess_type(str(ruta)))
        elif not (self.carpeta / "index.html").exists():
            self._dar(SIN_LIBRO.encode() + QUE_LO_CARGA)
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def _me_llaman_a_mi(self) -> bool:
        """Si quien pregunta nombra este servidor: con otro nombre, una página ajena se haría pasar por él."""
        puerto = self.server.server_port
        mios = {f"{nombre}:{puerto}" for nombre in ANFITRIONES} | set(
            ANFITRIONES if puerto == PUERTO_WEB else ()
        )
        return self.headers.get_all("Host", []) in [[nombre] for nombre in mios]

    def _archivo(self) -> Path | None:
        """El archivo que se pide, si es de los de la carpeta y no se llega a otro por un enlace."""
        try:
            raiz = os.path.realpath(self.carpeta)
            real = Path(os.path.realpath(self.translate_path(self.path)))
            real = real / "index.html" if real.is_dir() else real
            propio = Path(os.path.realpath(real)).is_relative_to(raiz)
            return real if propio and real.is_file() else None
        except (OSError, ValueError):  # nombres que ningún archivo puede tener
            return None

    def _dar(
        self, cuerpo: bytes, tipo: str = "text/html; charset=utf-8", estado: int = HTTPStatus.OK
    ) -> None:
        self.send_response(estado)
        self.send_header("Content-Type", tipo)
        self.send_header("Content-Length", str(len(cuerpo)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(cuerpo)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        super().end_headers()

    def _dar_noticias(self) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for noticia in self.estado.noticias() if self.command != "HEAD" else ():
            self.wfile.write(noticia)
            self.wfile.flush()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Lo que no se puede contestar, en una línea."""
        if code == HTTPStatus.NOT_IMPLEMENTED:  # lo que Python dice de un verbo que no conoce
            code = HTTPStatus.METHOD_NOT_ALLOWED
        motivo = RESPUESTAS.get(HTTPStatus(code), NO_SE_ENTIENDE)
        self.close_connection = True
        self._dar(f"{motivo}\n".encode(), LLANO, code)

    def log_message(self, *_: object) -> None:
        """Calla: la terminal es para las faltas."""
