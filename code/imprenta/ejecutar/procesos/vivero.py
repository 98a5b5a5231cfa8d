"""El vivero: un proceso templado y de un solo hilo del que brotan, por bifurcación, los de las páginas.

Arrancar un núcleo cuesta casi siempre lo mismo: importar IPython, NumPy y matplotlib. El vivero lo
hace una vez. De él brotan semilleros, uno por cada conjunto de bibliotecas que las páginas importan,
y de cada semillero sus páginas: así ninguna hereda un módulo que no importa. Un vivero vive lo que
dura una construcción; del código del libro no importa nada.

Nada sobrevive a la imprenta: al cerrarse su conexión, por la causa que sea, cada semillero mata a sus
páginas y termina.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import importlib
import importlib.machinery
import json
import os
import random
import selectors
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

PROGRAMA = """
import sys
sys.path[:] = sys.argv[2:]
from imprenta.ejecutar.procesos.vivero import plantar
plantar(int(sys.argv[1]))
"""
# Lo que una biblioteca importa más tarde por su cuenta, ya dentro de la página.
COMPANEROS = {
    "matplotlib": (
        "matplotlib.figure",
        "matplotlib.backends.backend_agg",
        "matplotlib.backends.backend_svg",
        "matplotlib.backends.backend_pdf",
    ),
}
A_MEDIAS = struct.pack("ll", 10, 0)  # segundos que se espera el final de un mensaje empezado
MUERTE_CON_EL_PADRE = 1  # PR_SET_PDEATHSIG
ENTORNO = {
    "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "COLUMNS": "80",
    "LINES": "24",
}


@dataclass(frozen=True)
class Terreno:
    """Lo que todas las páginas de un libro comparten.

    `rutas` es la ruta de los módulos, con «» donde va la carpeta de cada página; `propias`, las
    carpetas cuyo código es del libro y cambia;
    `memoria` son los MB que cada página puede ocupar.
    """

    raiz: Path
    rutas: tuple[str, ...]
    propias: tuple[str, ...]
    memoria: int = 4096

    @property
    def escritorio(self) -> Path:
        return self.raiz / "_build" / ".imprenta" / "ipython"


# ——— El lado de la imprenta ———


@dataclass
class Brote:
    """El proceso de una página, visto desde la imprenta."""

    pid: int
    conducto: Connection
    ruidos: dict[str, int]  # lo que se escribe en los descriptores 1 y 2 sin pasar por sys.stdout
    final: int  # aquí escribe el semillero cómo acabó

    def matar(self, senal: int = signal.SIGKILL) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, senal)

    def cerrar(self) -> None:
        self.conducto.close()
        for descriptor in (*self.ruidos.values(), self.final):
            os.close(descriptor)


class Vivero:
    """Da procesos de página ya templados; se puede pedir desde varios hilos.

    Si viaja a otra máquina, llega como el vivero de allí: uno por proceso y por libro.
    """

    def __init__(self, terreno: Terreno) -> None:
        self.terreno = terreno
        self.cerrojo = threading.Lock()
        self.cerrado = False
        self.semilleros: dict[frozenset[str], socket.socket] = {}
        self.proceso: subprocess.Popen[bytes] | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return vivero_de_aqui, (self.terreno,)

    def _semillero(self, bibliotecas: frozenset[str]) -> socket.socket:
        """El semillero de unas bibliotecas; nace del que ya tenga más de ellas y ninguna otra."""
        if self.cerrado:
            raise ConnectionError("el vivero se ha cerrado")
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
        _mandar(propio, {"raiz": str(self.terreno.escritorio)})
        return propio

    def brotar(self, carpeta: Path, bibliotecas: Iterable[str] = ()) -> Brote:
        """Un proceso nuevo para una página de `carpeta`, con `bibliotecas` ya importadas."""
        conducto, lejano = socket.socketpair()
        conducto.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, A_MEDIAS)
        (sal, sal_lejano), (err, err_lejano), (fin, fin_lejano) = os.pipe(), os.pipe(), os.pipe()
        lejanos = [lejano.detach(), sal_lejano, err_lejano, fin_lejano]
        try:
            with self.cerrojo:
                semillero = self._semillero(frozenset(bibliotecas))
                datos = {
                    "pagina": str(carpeta),
                    "rutas": self.terreno.rutas,
                    "propias": self.terreno.propias,
                    "memoria": self.terreno.memoria,
                }
                pid = _mandar(semillero, datos, lejanos)["pid"]
        except BaseException:
            for descriptor in (conducto.detach(), sal, err, fin):
                os.close(descriptor)
            raise
        finally:
            for descriptor in lejanos:
                os.close(descriptor)
        return Brote(pid, Connection(conducto.detach()), {"stdout": sal, "stderr": err}, fin)

    def cerrar(self) -> None:
        """Termina el vivero y todo lo que brotó de él."""
        with self.cerrojo:
            self.cerrado = True
            for semillero in self.semilleros.values():
                semillero.close()
            self.semilleros = {}
        if self.proceso is not None:
            self.proceso.wait()
            self.proceso = None

    def __enter__(self) -> Vivero:
        return self

    def __exit__(self, *_: object) -> None:
        self.cerrar()


_viveros: dict[Terreno, Vivero] = {}
_al_plantar = threading.Lock()


def vivero_de_aqui(terreno: Terreno) -> Vivero:
    """El vivero de este proceso para un libro; dura lo que el proceso."""
    with _al_plantar:
        if terreno not in _viveros:
            _viveros[terreno] = Vivero(terreno)
            atexit.register(_viveros[terreno].cerrar)
        return _viveros[terreno]


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
            raise ConnectionError("el vivero se ha cerrado")
        respuesta += trozo
    return json.loads(respuesta)


# ——— El lado del vivero ———


def plantar(descriptor: int) -> None:
    """El programa del vivero: prepara el intérprete y atiende peticiones hasta que la imprenta se va."""
    from imprenta.ejecutar.procesos.nucleo import crear_nucleo

    control = socket.socket(fileno=descriptor)
    nucleo = crear_nucleo(Path(_recibir(control)[0]["raiz"]))
    _responder(control, {})
    _atender(control, nucleo)


def _recibir(control: socket.socket) -> tuple[dict[str, Any], list[int]]:
    datos, descriptores, _, _ = socket.recv_fds(control, 1 << 20, 8)
    while datos and not datos.endswith(b"\n"):
        datos += control.recv(1 << 20)
    return (json.loads(datos) if datos else {}), descriptores


def _responder(control: socket.socket, datos: dict[str, Any]) -> None:
    control.sendall(json.dumps(datos).encode() + b"\n")


def _atender(control: socket.socket, nucleo: Any) -> None:
    """Bifurca un hijo por petición y anota cómo acaba cada uno."""
    vivos: dict[int, int | None] = {}
    with _aviso_de_hijos() as aviso, selectors.DefaultSelector() as selector:
        selector.register(control, selectors.EVENT_READ)
        selector.register(aviso, selectors.EVENT_READ)
        while True:
            listos = {clave.fileobj for clave, _ in selector.select()}
            if aviso in listos:
                os.read(aviso, 4096)
                _enterrar(vivos)
            if control not in listos:
                continue
            orden, descriptores = _recibir(control)
            if not orden:
                break
            pid = os.fork()
            if pid == 0:
                _hijo(
                    orden, descriptores, control, nucleo, [fin for fin in vivos.values() if fin is not None]
                )
            final = descriptores.pop() if "pagina" in orden else None
            for descriptor in descriptores:
                os.close(descriptor)
            vivos[pid] = final
            _responder(control, {"pid": pid})
    for pid, final in vivos.items():
        if final is not None:
            _matar(pid)
    for pid in vivos:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)


def _matar(pagina: int) -> None:
    """Mata una página y lo que haya arrancado; recién bifurcada, aún no tiene grupo propio."""
    for matar in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError):
            matar(pagina, signal.SIGKILL)


@contextlib.contextmanager
def _aviso_de_hijos() -> Iterator[int]:
    """Un descriptor que se puede leer cada vez que muere un hijo."""
    lectura, escritura = os.pipe()
    os.set_blocking(lectura, False)
    os.set_blocking(escritura, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(escritura, warn_on_full_buffer=False)
    try:
        yield lectura
    finally:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.close(lectura)
        os.close(escritura)


def _enterrar(vivos: dict[int, int | None]) -> None:
    """Recoge los hijos muertos y cuenta a la imprenta cómo acabó cada página."""
    while vivos:
        try:
            pid, estado = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        final = vivos.pop(pid, None)
        if final is not None:
            with contextlib.suppress(BrokenPipeError):
                os.write(final, str(os.waitstatus_to_exitcode(estado)).encode())
            os.close(final)


def _hijo(
    orden: dict[str, Any], descriptores: list[int], control: socket.socket, nucleo: Any, ajenos: list[int]
) -> None:
    """Lo que hace un proceso recién bifurcado; no vuelve."""
    codigo = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        control.close()
        for descriptor in ajenos:
            os.close(descriptor)
        _morir_con_el_padre()
        if "pagina" in orden:
            _ser_pagina(orden, descriptores, nucleo)
        else:
            _ser_semillero(orden["bibliotecas"], socket.socket(fileno=descriptores[0]), nucleo)
        codigo = 0
    except BaseException:
        sys.__excepthook__(*sys.exc_info())
    finally:
        os._exit(codigo)


def _morir_con_el_padre() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(MUERTE_CON_EL_PADRE, signal.SIGKILL)


def _ser_semillero(bibliotecas: Sequence[str], control: socket.socket, nucleo: Any) -> None:
    for biblioteca in bibliotecas:
        for modulo in (biblioteca, *COMPANEROS.get(biblioteca, ())):
            # Si no se puede importar, la página lo dirá en la línea donde lo importa.
            with contextlib.suppress(Exception):
                importlib.import_module(modulo)
    _responder(control, {})
    _atender(control, nucleo)


def _ser_pagina(orden: dict[str, Any], descriptores: list[int], nucleo: Any) -> None:
    from imprenta.ejecutar.procesos.nucleo import atender

    conducto, salida, errores, final = descriptores
    os.setsid()
    os.close(final)
    nada = os.open(os.devnull, os.O_RDONLY)
    for descriptor, destino in ((nada, 0), (salida, 1), (errores, 2)):
        os.dup2(descriptor, destino)
        os.close(descriptor)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _limitar_memoria(orden["memoria"])
    os.chdir(orden["pagina"])
    sys.path[:] = orden["rutas"]
    sys.argv[:] = [""]
    sys.path_importer_cache.clear()
    _sin_compilados(tuple(orden["propias"]))
    random.seed(0)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(0)
    for nombre in [nombre for nombre in sys.modules if nombre.partition(".")[0] == "imprenta"]:
        del sys.modules[nombre]
    atender(nucleo, Connection(conducto))


def _limitar_memoria(megas: int) -> None:
    import resource

    tope = megas << 20
    resource.setrlimit(resource.RLIMIT_DATA, (tope, tope))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _sin_compilados(propias: tuple[str, ...]) -> None:
    """Lee siempre el texto del código del libro.

    Los `.pyc` se dan por buenos si coinciden el tamaño y el segundo de la última modificación: cambiar
    un 1 por un 2 dos veces en el mismo segundo da números viejos.
    """
    original = importlib.machinery.SourceFileLoader.path_stats

    def path_stats(cargador: Any, ruta: str) -> Any:
        if os.path.realpath(ruta).startswith(propias):
            raise OSError
        return original(cargador, ruta)

    # Se cambia el de todos los módulos, a propósito, y mypy no admite que un método se cambie.
    importlib.machinery.SourceFileLoader.path_stats = path_stats  # type: ignore[assignment,method-assign]
