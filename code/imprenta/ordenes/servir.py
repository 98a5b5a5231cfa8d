"""El libro en un navegador de esta máquina: se sirve solo a quien pregunta por él y solo lo que es suyo.

Cualquier página de internet puede pedir cosas a `127.0.0.1` desde el navegador de quien escribe: se contesta
solo a quien llama a este servidor por su nombre, nada de fuera de la carpeta sale por un enlace, y si una
respuesta falla, las demás no lo notan. El editor solo lo abre una página servida aquí, con su llave, y solo
en un lugar de los que se están enseñando.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import secrets
import socket
import sys
from collections.abc import Iterator
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from imprenta.idioma.salidas import guion_traducido, traducido
from imprenta.libro.libro import LEGIBLES
from imprenta.libro.modelo import Falta, NoSePuede
from imprenta.ordenes.editores import Editor, LineaDelLibro
from imprenta.ordenes.noticias import Noticia, UltimaNoticia, falta_de
from imprenta.ordenes.paginas_vivas import HOJA_DE_ESTILO, no_esta, sin_libro

AQUI = "127.0.0.1"
ANFITRIONES = (AQUI, "localhost", "[::1]")
PUERTO_WEB, ULTIMO_PUERTO, OTROS_PUERTOS = 80, 65535, 100
NOTICIAS, GUION, CARTEL, ABRIR = "/__vivo", "/__vivo.js", "/__vivo/cartel.js", "/__vivo/abrir"
LLANO, DE_GUION = "text/plain; charset=utf-8", "text/javascript; charset=utf-8"
AQUI_MISMO = Path(__file__)
PROPIOS = {
    GUION: (AQUI_MISMO.with_suffix(".js").read_bytes(), DE_GUION),
    CARTEL: (AQUI_MISMO.with_name("servir_cartel.js").read_bytes(), DE_GUION),
    HOJA_DE_ESTILO: (AQUI_MISMO.with_suffix(".css").read_bytes(), "text/css; charset=utf-8"),
}
RESPUESTAS = {
    HTTPStatus.NOT_FOUND: "aquí no hay nada",
    HTTPStatus.METHOD_NOT_ALLOWED: "este servidor solo enseña: GET o HEAD",
}
NO_SE_ENTIENDE = "la petición no se entiende"
NO_ES_DE_AQUI = "eso solo lo puede pedir una página de este servidor"
LARGO_DE_HUELLA = 16
PUERTO_DE_SERIE, PUERTO_DE_CUALQUIERA = 8000, 1024
CABE = 10_000  # octetos de lo que se pide abrir


def que_lo_carga(huella: str, llave: str) -> bytes:
    """Lo que se añade a cada página: la huella de sus octetos y la llave con que puede pedir algo."""
    return (
        f'<script type="module" src="{GUION}" data-pagina="{huella}" data-llave="{llave}"></script>'.encode()
    )


def huella_de(ruta: Path | None) -> str:
    """Lo que distingue una página de otra versión suya; nada, si no está."""
    try:
        return hashlib.sha256(ruta.read_bytes()).hexdigest()[:LARGO_DE_HUELLA] if ruta else ""
    except OSError:  # justo ahora ha dejado de estar
        return ""


class Servidor(ThreadingHTTPServer):
    """Un hilo por petición; lo que falla en una se dice en una línea, y las demás siguen."""

    daemon_threads = True

    def __init__(self, carpeta: Path, estado: UltimaNoticia, puerto: int, raiz: Path, editor: Editor) -> None:
        self.carpeta, self.estado, self.raiz, self.editor = carpeta, estado, raiz, editor
        self.nombre = secrets.token_hex(8)  # para notar que es otro en el mismo puerto
        self.llave = secrets.token_urlsafe(16)  # la saben las páginas que se sirven, y nadie más
        super().__init__((AQUI, puerto), Manejador)

    def handle_error(self, request: Any, client_address: Any) -> None:
        error = sys.exception()
        if not isinstance(error, OSError):  # quien se va a media respuesta no ha roto nada
            print(
                f"una petición ha fallado: {type(error).__name__}: {error}", file=sys.__stderr__, flush=True
            )

    def lugar(self, falta: Falta) -> LineaDelLibro | None:
        """El punto del libro en que está una falta, si es de un archivo suyo."""
        ruta = Path(os.path.normpath(self.raiz / falta.ruta))
        if not ruta.is_relative_to(self.raiz) or not ruta.is_file():
            return None
        return LineaDelLibro(ruta, falta.linea, falta.columna)

    def dicha(self, linea: str | Falta) -> dict[str, str]:
        """Una falta como la enseña el navegador: dónde, qué y la dirección que la abre, si la hay."""
        falta = falta_de(linea) if isinstance(linea, str) else linea
        if falta is None:
            return {"donde": "", "que": traducido(str(linea)), "enlace": ""}
        lugar = self.lugar(falta)
        donde = f"{falta.ruta}:{falta.linea}:{falta.columna}" if lugar else ""
        que = traducido(falta.mensaje if lugar else str(falta))
        return {"donde": donde, "que": que, "enlace": self.editor.enlace(lugar) if lugar else ""}

    def lugares(self) -> dict[str, LineaDelLibro]:
        """Lo que ahora se puede abrir, por cómo se dice: las faltas y los avisos que se están enseñando."""
        faltas = [*map(falta_de, self.estado.faltas.splitlines()), *self.estado.ahora.avisos]
        pares = ((falta, self.lugar(falta)) for falta in faltas if falta)
        return {f"{f.ruta}:{f.linea}:{f.columna}": lugar for f, lugar in pares if lugar}


def servidor_de(
    carpeta: Path,
    estado: UltimaNoticia,
    puerto: int | str,
    raiz: Path | None = None,
    editor: Editor | None = None,
) -> Servidor:
    """Un servidor de esa carpeta en ese puerto, 0 si da igual cuál; `NoSePuede` si no puede ser.

    `raiz` es la del libro: de ahí son los archivos que abre el `editor`.
    """
    escrito = str(puerto)
    if not (escrito.isascii() and escrito.isdigit() and int(escrito[:9]) <= ULTIMO_PUERTO):
        raise NoSePuede(f"«{escrito}» no es un puerto: tiene que ser un número hasta {ULTIMO_PUERTO}")
    try:
        return Servidor(carpeta, estado, int(escrito), raiz or carpeta, editor or Editor())
    except OSError as error:
        raise NoSePuede(f"el puerto {escrito} {_motivo(error)}: {_otro_que(int(escrito))}") from None


def _motivo(error: OSError) -> str:
    dichos = {errno.EADDRINUSE: "está ocupado", errno.EACCES: "está reservado al sistema"}
    return dichos.get(error.errno or 0, f"no se puede usar ({errno.errorcode.get(error.errno or 0, error)})")


def _otro_que(puerto: int) -> str:
    """Qué hacer: usar el siguiente que esté libre."""
    desde = puerto + 1 if puerto >= PUERTO_DE_CUALQUIERA else PUERTO_DE_SERIE
    for otro in range(desde, min(desde + OTROS_PUERTOS, ULTIMO_PUERTO + 1)):
        if _esta_libre(otro):
            return f"el {otro} está libre (PUERTO={otro} o --puerto {otro})"
    return "elige otro con PUERTO o con --puerto"


def _esta_libre(puerto: int) -> bool:
    with socket.socket() as prueba:
        prueba.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            prueba.bind((AQUI, puerto))
        except OSError:
            return False
    return True


class Manejador(SimpleHTTPRequestHandler):
    """Sirve el libro construido con el guion que recarga la página."""

    server: Servidor
    timeout = 60  # segundos que se espera a quien no acaba de preguntar

    def __init__(self, peticion: Any, cliente: Any, servidor: Servidor) -> None:
        super().__init__(peticion, cliente, servidor, directory=str(servidor.carpeta))

    def do_GET(self) -> None:
        if not self._me_llaman_a_mi():
            motivo = f"este servidor solo contesta en http://{AQUI}:{self.server.server_port}\n"
            self._dar(traducido(motivo).encode(), LLANO, HTTPStatus.FORBIDDEN)
        elif self.path.partition("?")[0] == NOTICIAS:
            self._dar_noticias()
        elif self.path in PROPIOS:
            cuerpo, tipo = PROPIOS[self.path]
            self._dar(guion_traducido(cuerpo) if tipo == DE_GUION else cuerpo, tipo)
        else:
            self._dar_del_libro(self._archivo(self.path))

    do_HEAD = do_GET

    def _dar_del_libro(self, ruta: Path | None) -> None:
        if ruta is not None and ruta.suffix == ".html":
            self._dar_pagina(ruta.read_bytes())
        elif ruta is not None:
            self._dar(ruta.read_bytes(), self.guess_type(str(ruta)))
        elif not (self.server.carpeta / "index.html").exists():
            self._dar_pagina(sin_libro().encode(), hay=False)
        elif self._parece_una_pagina():
            pagina = no_esta(self.server.carpeta, self.path).encode("utf-8", "replace")
            self._dar_pagina(pagina, HTTPStatus.NOT_FOUND, hay=False)
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def _dar_pagina(self, cuerpo: bytes, estado: int = HTTPStatus.OK, hay: bool = True) -> None:
        """Una página con su guion; el de una que no `hay` espera a que aparezca."""
        huella = hashlib.sha256(cuerpo).hexdigest()[:LARGO_DE_HUELLA] if hay else ""
        antes, fin, despues = cuerpo.rpartition(b"</body>")
        guion = que_lo_carga(huella, self.server.llave)
        self._dar(antes + guion + fin + despues if fin else cuerpo + guion, estado=estado)

    def _parece_una_pagina(self) -> bool:
        """Si lo que se pide lo ve una persona: lo demás lo piden las páginas."""
        return Path(self.path.partition("?")[0]).suffix in ("", ".html")

    # ——— Abrir el editor ———

    def do_POST(self) -> None:
        """Abre en el editor una de las faltas que se están enseñando, si lo pide una página de aquí."""
        if self.path != ABRIR or not self.server.editor.orden:
            self.send_error(HTTPStatus.METHOD_NOT_ALLOWED)
        elif not (self._me_llaman_a_mi() and self._lo_pide_una_pagina_mia()):
            self._dar(f"{traducido(NO_ES_DE_AQUI)}\n".encode(), LLANO, HTTPStatus.FORBIDDEN)
        elif (lugar := self.server.lugares().get(self._cuerpo())) is None:
            self.send_error(HTTPStatus.NOT_FOUND)
        else:
            self._abrir(lugar)

    def _lo_pide_una_pagina_mia(self) -> bool:
        """Con la llave que llevan las páginas que se sirven, y desde una de ellas: otra no puede fingirlo."""
        origen = f"http://{self.headers.get('Host')}"
        llave = self.headers.get("X-Llave", "").encode()
        return self.headers.get_all("Origin") == [origen] and secrets.compare_digest(
            llave, self.server.llave.encode()
        )

    def _cuerpo(self) -> str:
        largo = self.headers.get("Content-Length", "")
        if not (largo.isascii() and largo.isdigit() and len(largo) < 6 and int(largo) <= CABE):
            return ""
        return self.rfile.read(int(largo)).decode("utf-8", "replace")

    def _abrir(self, lugar: LineaDelLibro) -> None:
        try:
            self.server.editor.abrir(lugar)
        except NoSePuede as error:
            self._dar(f"{traducido(str(error))}\n".encode(), LLANO, HTTPStatus.INTERNAL_SERVER_ERROR)
        else:
            self._dar(b"", LLANO)

    # ——— A quién y qué ———

    def _me_llaman_a_mi(self) -> bool:
        """Si quien pregunta nombra este servidor: con otro nombre, una página ajena se haría pasar por él."""
        puerto = self.server.server_port
        mios = {f"{nombre}:{puerto}" for nombre in ANFITRIONES} | set(
            ANFITRIONES if puerto == PUERTO_WEB else ()
        )
        return self.headers.get_all("Host", []) in [[nombre] for nombre in mios]

    def _archivo(self, pedida: str) -> Path | None:
        """El archivo que se pide, si es de los de la carpeta y no se llega a otro por un enlace."""
        try:
            raiz = os.path.realpath(self.server.carpeta)
            real = Path(os.path.realpath(self.translate_path(pedida)))
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
        pagina = parse_qs(urlsplit(self.path).query).get("pagina", [""])[0]
        for noticia in self.server.estado.noticias() if self.command != "HEAD" else ():
            self.wfile.write(f"data: {json.dumps(self._dicha(noticia, pagina))}\n\n".encode())
            self.wfile.flush()

    def _dicha(self, noticia: Noticia, pagina: str) -> dict[str, Any]:
        """La noticia para quien está viendo esa página."""
        return {
            "servidor": self.server.nombre,
            "v": noticia.version,
            "pagina": huella_de(self._archivo(pagina)) if pagina else "",
            "todas": noticia.todas,
            "faltas": [*map(self.server.dicha, noticia.faltas.splitlines())],
            "avisos": [*map(self.server.dicha, noticia.avisos)],
            "cambiadas": [*self._cambiadas(noticia)],
            "construyendo": noticia.construyendo,
            "modo": self.server.editor.modo,
        }

    def _cambiadas(self, noticia: Noticia) -> Iterator[dict[str, str]]:
        """Las páginas que han cambiado, con su dirección."""
        for ruta in sorted(noticia.cambiados):
            if ruta.suffix in LEGIBLES and ruta.is_relative_to(self.server.raiz):
                nombre = ruta.relative_to(self.server.raiz)
                enlace = f"/{quote(nombre.with_suffix('.html').as_posix())}"
                if self._archivo(enlace):
                    yield {"que": nombre.as_posix(), "enlace": enlace}

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Lo que no se puede contestar, en una línea."""
        if code == HTTPStatus.NOT_IMPLEMENTED:  # lo que Python dice de un verbo que no conoce
            code = HTTPStatus.METHOD_NOT_ALLOWED
        motivo = RESPUESTAS.get(HTTPStatus(code), NO_SE_ENTIENDE)
        self.close_connection = True
        self._dar(f"{traducido(motivo)}\n".encode(), LLANO, code)

    def log_message(self, *_: object) -> None:
        """Calla: la terminal es para las faltas."""
