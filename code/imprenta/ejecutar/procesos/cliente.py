"""El vivero visto desde la imprenta: pide procesos de página ya templados y los termina.

Arrancar un núcleo cuesta casi siempre lo mismo: importar IPython, NumPy y matplotlib. El vivero, que es
otro proceso (`servidor`), lo hace una vez. De él brotan semilleros, uno por cada conjunto de bibliotecas
que las páginas importan, y de cada semillero sus páginas: así ninguna hereda un módulo que no importa. Un
vivero vive lo que dura una construcción.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from imprenta.ejecutar.dependencias.entorno import ENTORNO
from imprenta.ejecutar.dependencias.modulos import Terreno
from imprenta.ejecutar.procesos.tutela import senalar, senalar_al_grupo
from imprenta.libro.modelo import Celda, Consulta
from imprenta.libro.sistema import FALTA_MEMORIA, causa_de_muerte

PROGRAMA = """
import gc, sys
gc.disable()
sys.path[:] = sys.argv[2:]
from imprenta.ejecutar.procesos.tutela import tutelar
control = int(sys.argv[1])
tutelar([control])
from imprenta.ejecutar.procesos.atalaya import levantar
atalaya = levantar([control])
from imprenta.ejecutar.procesos.servidor import plantar
plantar(control, atalaya)
"""
A_MEDIAS = struct.pack("ll", 10, 0)  # segundos que se espera el final de un mensaje empezado
AMABLE = 10  # lo que cede quien trabaja de fondo, de 19
ESPERA_A_LA_CAUSA = 0.5  # segundos


def carpeta_temporal() -> TemporaryDirectory[str]:
    """Donde se ejecuta una página que lo pide; como está oculta, nada de lo que haya en ella es del libro."""
    return TemporaryDirectory(prefix=".imprenta-", ignore_cleanup_errors=True)


class ViveroMuerto(ConnectionError):
    """El vivero, o un semillero, ya no está; `paso` es el que estaba dando la página, si había empezado."""

    paso: Celda | Consulta | None = None


@dataclass
class Brote:
    """El proceso de una página, visto desde la imprenta."""

    pid: int
    conducto: Connection
    ruidos: dict[str, int]  # lo que se escribe en los descriptores 1 y 2 sin pasar por sys.stdout
    final: int  # aquí escribe el semillero cómo acabó
    semillero: socket.socket  # el suyo
    temporal: TemporaryDirectory[str] | None = None  # la carpeta en que se ejecuta, si no es la de la página

    def mandar(self, orden: bytes, descriptores: Sequence[int] = ()) -> None:
        """Le manda una orden y, tras ella, unos descriptores."""
        self.conducto.send_bytes(orden)
        if descriptores:
            with socket.fromfd(self.conducto.fileno(), socket.AF_UNIX, socket.SOCK_STREAM) as enchufe:
                socket.send_fds(enchufe, [b"."], list(descriptores))

    def interrumpir(self) -> None:
        """Interrumpe lo que esté haciendo, como Ctrl-C."""
        senalar_al_grupo(self.pid, signal.SIGINT)

    def ceder(self, si: bool) -> None:
        """Deja pasar antes a los demás procesos de la máquina, o ya no."""
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.pid, AMABLE * si)

    def matar(self) -> None:
        """Mata la página; con lo que deje acaba su semillero, donde el sistema se lo da a él."""
        (senalar if sys.platform == "linux" else senalar_al_grupo)(self.pid, signal.SIGKILL)

    def cerrar(self) -> None:
        self.conducto.close()
        for descriptor in (*self.ruidos.values(), self.final):
            os.close(descriptor)
        if self.temporal is not None:
            self.temporal.cleanup()


class Tendido:
    """Los conductos de una página que va a nacer: los extremos de la imprenta y los que serán suyos."""

    def __init__(self) -> None:
        conducto, lejano = socket.socketpair()
        conducto.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, A_MEDIAS)
        (sal, sal_lejano), (err, err_lejano), (fin, fin_lejano) = os.pipe(), os.pipe(), os.pipe()
        self.lejanos, self.final_lejano = [lejano.detach(), sal_lejano, err_lejano], fin_lejano
        self.cercanos = [conducto.detach(), sal, err, fin]

    def brote(self, pid: int, semillero: socket.socket) -> Brote:
        """La página, ya nacida."""
        conducto, sal, err, fin = self.cercanos
        self.cercanos = []
        return Brote(pid, Connection(conducto), {"stdout": sal, "stderr": err}, fin, semillero)

    def __enter__(self) -> Tendido:
        return self

    def __exit__(self, *_: object) -> None:
        for descriptor in (*self.lejanos, self.final_lejano, *self.cercanos):
            os.close(descriptor)


class Vivero:
    """Da procesos de página ya templados; se puede pedir desde varios hilos."""

    def __init__(self, terreno: Terreno) -> None:
        self.terreno = terreno
        self.cerrojo = threading.Lock()
        self.cerrado = False
        self.semilleros: dict[frozenset[str], socket.socket] = {}
        self.proceso: subprocess.Popen[bytes] | None = None
        self.otros: list[Vivero] = []

    def otro(self) -> Vivero:
        """Otro vivero como este, que se cierra con él."""
        with self.cerrojo:
            self.otros.append(Vivero(self.terreno))
            self.otros[-1].cerrado = self.cerrado
            return self.otros[-1]

    def _semillero(self, bibliotecas: frozenset[str]) -> socket.socket:
        """El semillero de unas bibliotecas; nace del que ya tenga más de ellas y ninguna otra."""
        if self.cerrado:
            raise ViveroMuerto("el vivero se ha cerrado")
        self._olvidar_muertos()
        if not self.semilleros:
            self.semilleros[frozenset()] = self._raiz()
        if bibliotecas not in self.semilleros:
            enteras = frozenset(nombre for nombre in bibliotecas if "." not in nombre)
            if enteras != bibliotecas:
                self._semillero(enteras)  # lo que cuesta: páginas con otros submódulos lo comparten
            madre = max((otras for otras in self.semilleros if otras < bibliotecas), key=len)
            propio, ajeno = socket.socketpair()
            with ajeno:
                orden = {"bibliotecas": sorted(bibliotecas - madre)}
                _mandar(self.semilleros[madre], orden, [ajeno.fileno()])
            _esperar(propio)  # ha importado lo que podía
            self.semilleros[bibliotecas] = propio
        return self.semilleros[bibliotecas]

    def _olvidar_muertos(self) -> None:
        """Los semilleros muertos entre dos páginas se plantan otra vez; si ha muerto la raíz, todos."""
        muertos = {cuales for cuales, semillero in self.semilleros.items() if _ha_muerto(semillero)}
        if frozenset() in muertos:
            muertos = set(self.semilleros)
            self._despedir()
        for cuales in muertos:
            self.semilleros.pop(cuales).close()

    def _raiz(self) -> socket.socket:
        """Arranca el proceso del que nace todo lo demás."""
        propio, ajeno = socket.socketpair()
        with ajeno:
            self.proceso = subprocess.Popen(
                [sys.executable, "-P", "-c", PROGRAMA, str(ajeno.fileno()), *sys.path],
                pass_fds=[ajeno.fileno()],
                env=os.environ | ENTORNO,
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # el Ctrl-C de la terminal es para la imprenta
            )
        _mandar(propio, {"libro": str(self.terreno.raiz), "escritorio": str(self.terreno.escritorio)})
        return propio

    def brotar(
        self,
        carpeta: Path,
        bibliotecas: Iterable[str] = (),
        resiembra: int | None = None,
        fuentes: Mapping[str, str] | None = None,
        en_temporal: bool = False,
    ) -> Brote:
        """Un proceso nuevo para una página de `carpeta`, con `bibliotecas` ya importadas.

        Si se ejecuta en una carpeta temporal, se borra al cerrarse la página.
        """
        temporal = carpeta_temporal() if en_temporal else None
        datos = {
            "pagina": temporal.name if temporal else str(carpeta),
            "temporal": en_temporal,
            "rutas": self.terreno.rutas,
            "propias": self.terreno.propias,
            "megas": self.terreno.tope,
            "resiembra": resiembra,
            "fuentes": fuentes,
        }
        with Tendido() as tendido, self._trato():
            semillero = self._semillero(frozenset(bibliotecas))
            pid = _mandar(semillero, datos, [*tendido.lejanos, tendido.final_lejano])["pid"]
            return replace(tendido.brote(pid, semillero), temporal=temporal)

    def injertar(self, madre: Brote, tendido: Tendido, pid: int) -> Brote:
        """La página `pid`, nacida de otra y aún suya: desde que quede huérfana, la recoge su semillero."""
        with self._trato():
            _mandar(madre.semillero, {"rama": pid}, [tendido.final_lejano])
            return tendido.brote(pid, madre.semillero)

    @contextlib.contextmanager
    def _trato(self) -> Iterator[None]:
        """Mientras se trata con un semillero: de uno en uno, y por si ya no está."""
        try:
            with self.cerrojo:
                yield
        except OSError as error:
            hay_otro = not isinstance(error, ConnectionError) and error.errno != errno.EBADF
            if self.cerrado or hay_otro:
                raise
            raise self.muerto() from None

    def muerto(self) -> ViveroMuerto:
        """Lo que se dice cuando el vivero, o un semillero, ya no está."""
        codigo = None
        if self.proceso is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                codigo = self.proceso.wait(ESPERA_A_LA_CAUSA)
        causa = f" ({causa_de_muerte(codigo)})" if codigo is not None else ""
        duda = f": {FALTA_MEMORIA}" if codigo in (None, -signal.SIGKILL) else ""
        return ViveroMuerto(f"el proceso que prepara las páginas ha muerto{causa}{duda}")

    def cerrar(self) -> None:
        """Termina el vivero y todo lo que brotó de él."""
        self.cerrado = True
        with self.cerrojo:
            for otro in self.otros:
                otro.cerrar()
            for semillero in self.semilleros.values():
                semillero.close()
            self.semilleros = {}
        self._despedir()

    def _despedir(self) -> None:
        """Espera a que termine el proceso del que nació todo lo demás."""
        proceso, self.proceso = self.proceso, None
        if proceso is not None:
            proceso.wait()

    def __enter__(self) -> Vivero:
        return self

    def __exit__(self, *_: object) -> None:
        self.cerrar()


def _ha_muerto(semillero: socket.socket) -> bool:
    """Si al otro lado de una conexión ya no hay nadie."""
    try:
        return not semillero.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        return False
    except OSError:
        return True


def _mandar(
    extremo: socket.socket, datos: dict[str, Any], descriptores: Sequence[int] = ()
) -> dict[str, Any]:
    socket.send_fds(extremo, [json.dumps(datos).encode() + b"\n"], list(descriptores))
    return _esperar(extremo)


def _esperar(extremo: socket.socket) -> dict[str, Any]:
    respuesta = b""
    while not respuesta.endswith(b"\n"):
        trozo = extremo.recv(65536)
        if not trozo:
            raise ViveroMuerto("el vivero se ha cerrado")
        respuesta += trozo
    dicho: dict[str, Any] = json.loads(respuesta)
    return dicho
