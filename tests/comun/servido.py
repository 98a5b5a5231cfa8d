"""El libro servido como lo sirve un alojamiento: lo que no existe da su 404."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def servido(raiz: Path, error: Path, **cabeceras: str) -> Iterator[str]:
    """La dirección de una carpeta servida con esas cabeceras; `error` es la página de lo que no está."""

    class Servidor(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

        def end_headers(self) -> None:
            for nombre, valor in cabeceras.items():
                self.send_header(nombre.replace("_", "-"), valor)
            super().end_headers()

        def send_error(self, code: int, *_: Any) -> None:
            cuerpo = error.read_bytes()
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
