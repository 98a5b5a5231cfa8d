"""El libro servido como lo sirve un alojamiento: lo que no existe da su 404."""

from __future__ import annotations

import functools
import http.server
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any


@contextmanager
def servido(
    raiz: Path,
    error: Path,
    tarda: Callable[[str], float] = lambda ruta: 0.0,
    guion: str = "",
    **cabeceras: str,
) -> Iterator[str]:
    """La dirección de una carpeta servida con esas cabeceras; `error` es la página de lo que no está.

    `tarda` da los segundos que se hace esperar cada ruta, y `guion` va dentro de cada página, antes que nada.
    """

    class Servidor(http.server.SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            with suppress(ConnectionError):  # quien se va antes de que le llegue todo no ha roto nada
                self._atender()

        def _atender(self) -> None:
            time.sleep(tarda(self.path))
            pagina = Path(self.translate_path(self.path))
            if guion and pagina.suffix == ".html" and pagina.is_file():
                cabeza = f"<head><script>{guion}</script>"
                self._dar(200, pagina.read_text(encoding="utf-8").replace("<head>", cabeza, 1).encode())
            else:
                super().do_GET()

        def log_message(self, *_: Any) -> None:
            pass

        def end_headers(self) -> None:
            for nombre, valor in cabeceras.items():
                self.send_header(nombre.replace("_", "-"), valor)
            super().end_headers()

        def send_error(self, code: int, *_: Any) -> None:
            self._dar(code, error.read_bytes())

        def _dar(self, code: int, cuerpo: bytes) -> None:
            self.send_response(code)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(cuerpo)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(cuerpo)

    atiende = functools.partial(Servidor, directory=str(raiz))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), atiende) as servidor:
        threading.Thread(target=servidor.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{servidor.server_port}"
        servidor.shutdown()
