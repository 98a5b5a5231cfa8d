"""El servidor de `livehtml` en este proceso, y quien le pregunta como un navegador o como quien no lo es."""

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlencode

from imprenta.ordenes.editores import Editor
from imprenta.ordenes.noticias import UltimaNoticia
from imprenta.ordenes.servir import NOTICIAS, Servidor, servidor_de

ESPERA = 120


@contextmanager
def sirviendo(
    carpeta: Path, estado: UltimaNoticia, raiz: Path, editor: Editor | None = None
) -> Iterator[Servidor]:
    """Un servidor de esa carpeta, en un puerto cualquiera, mientras dura el bloque."""
    with servidor_de(carpeta, estado, 0, raiz, editor) as vivo:
        threading.Thread(target=vivo.serve_forever, args=(0.01,), daemon=True).start()
        yield vivo
        vivo.shutdown()


def pedir(
    servidor: Servidor, ruta: str = "/", verbo: str = "GET", nombre: str | None = None
) -> tuple[int, str, str]:
    """El estado, el tipo y el cuerpo de lo que se contesta; `nombre` es cómo se llama al servidor."""
    cliente = http.client.HTTPConnection("127.0.0.1", servidor.server_port, timeout=ESPERA)
    try:
        cliente.putrequest(verbo, ruta, skip_host=True)
        cliente.putheader("Host", nombre or f"127.0.0.1:{servidor.server_port}")
        cliente.endheaders()
        respuesta = cliente.getresponse()
        return respuesta.status, respuesta.headers["Content-Type"], respuesta.read().decode()
    finally:
        cliente.close()


def crudo(servidor: Servidor, octetos: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", servidor.server_port), timeout=ESPERA) as conexion:
        conexion.sendall(octetos)
        conexion.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: conexion.recv(65536), b""))


class Oyente:
    """Quien está viendo una página: cada noticia que le llega, entera."""

    def __init__(self, servidor: Servidor, pagina: str = "") -> None:
        self.cliente = http.client.HTTPConnection("127.0.0.1", servidor.server_port, timeout=ESPERA)
        self.cliente.request("GET", f"{NOTICIAS}?{urlencode({'pagina': pagina})}" if pagina else NOTICIAS)
        self.respuesta = self.cliente.getresponse()

    def noticia(self) -> dict[str, Any]:
        linea = self.respuesta.readline()
        self.respuesta.readline()
        dicha: dict[str, Any] = json.loads(linea.removeprefix(b"data: "))
        return dicha

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.respuesta.close()
        self.cliente.close()
