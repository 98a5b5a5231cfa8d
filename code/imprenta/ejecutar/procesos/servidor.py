"""El vivero por dentro: un proceso templado, de un solo hilo, del que brotan bifurcándose los de las páginas.

Del código del libro no importa nada; de la imprenta, casi solo el núcleo. Nada sobrevive a la imprenta: al
cerrarse su conexión, por la causa que sea, cada semillero mata a sus páginas y termina. Lo que una
página deja, aunque haya cambiado de grupo o de sesión, lo adopta su semillero y muere con ella.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import importlib
import importlib.machinery
import json
import os
import selectors
import signal
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection
from os import _exit  # la página puede cambiar el de `os`
from pathlib import Path
from typing import Any

from imprenta.ejecutar.procesos.de_serie import tener_a_mano
from imprenta.ejecutar.procesos.nucleo import Nucleo, atender, crear_nucleo
from imprenta.ejecutar.procesos.suplencia import suplir
from imprenta.ejecutar.procesos.tutela import senalar
from imprenta.ejecutar.procesos.vista import vista_desde
from imprenta.ejecutar.procesos.voz import en_alto
from imprenta.libro.sistema import (
    ENTRE_INTENTOS,
    ESPERA_AL_CONTABLE,
    acabar_con_los_hijos,
    adoptar_huerfanos,
    enterrar_hijos,
    hijos,
    matar_hijos,
    morir_antes,
    morir_con_el_padre,
)

SENALES = (signal.SIGCHLD, signal.SIGTERM)
Vivos = dict[int, int | None]  # los hijos de un semillero: de una página, dónde se cuenta cómo acaba
# Lo que una biblioteca importa más tarde por su cuenta, ya dentro de la página.
COMPANEROS = {
    "matplotlib": (
        "matplotlib.figure",
        "matplotlib.backends.backend_agg",
        "matplotlib.backends.backend_svg",
        "matplotlib.backends.backend_pdf",
    ),
    "numpy": ("numpy.random",),
}


def plantar(descriptor: int, atalaya: int) -> None:
    """El programa del vivero: prepara el intérprete y atiende peticiones hasta que la imprenta se va."""
    control = socket.socket(fileno=descriptor)
    orden, _ = _recibir(control)
    nucleo = crear_nucleo(Path(orden["escritorio"]))
    tener_a_mano()
    nucleo.vigilancia.vista = vista_desde(atalaya, orden["libro"])
    gc.freeze()  # con lo importado hasta aquí, sin buscar basura entre medias
    gc.enable()
    _responder(control, {})
    _atender(control, nucleo)


def _recibir(control: socket.socket) -> tuple[dict[str, Any], list[int]]:
    datos, descriptores, _, _ = socket.recv_fds(control, 1 << 20, 8)
    while datos and not datos.endswith(b"\n"):
        datos += control.recv(1 << 20)
    return (json.loads(datos) if datos else {}), descriptores


def _responder(control: socket.socket, datos: dict[str, Any]) -> None:
    control.sendall(json.dumps(datos).encode() + b"\n")


def _atender(control: socket.socket, nucleo: Nucleo) -> None:
    """Bifurca un hijo por petición hasta que la imprenta se va o se le pide que termine."""
    vivos: Vivos = {}
    adoptar_huerfanos()
    with _avisos() as aviso, selectors.DefaultSelector() as selector:
        selector.register(control, selectors.EVENT_READ)
        selector.register(aviso, selectors.EVENT_READ)
        while True:
            listos = {clave.fileobj for clave, _ in selector.select()}
            if aviso in listos:
                if signal.SIGTERM in os.read(aviso, 4096):
                    break
                _enterrar(vivos)
            if control not in listos:
                continue
            orden, descriptores = _recibir(control)
            if not orden:
                break
            if "rama" in orden:
                vivos[orden["rama"]] = descriptores.pop()
                _responder(control, {})
                continue
            pid = os.fork()
            if pid == 0:
                _hijo(orden, descriptores, control, nucleo, _finales(vivos))
            final = descriptores.pop() if "pagina" in orden else None
            for descriptor in descriptores:
                os.close(descriptor)
            vivos[pid] = final
            _responder(control, {"pid": pid})
        _terminar(vivos)


def _finales(vivos: Vivos) -> list[int]:
    return [final for final in vivos.values() if final is not None]


@contextlib.contextmanager
def _avisos() -> Iterator[int]:
    """Un descriptor en el que se lee SIGCHLD cada vez que muere un hijo, y SIGTERM si hay que terminar."""
    lectura, escritura = os.pipe()
    os.set_blocking(lectura, False)
    os.set_blocking(escritura, False)
    for senal in SENALES:
        signal.signal(senal, lambda *_: None)
    signal.set_wakeup_fd(escritura, warn_on_full_buffer=False)
    try:
        yield lectura
    finally:
        signal.set_wakeup_fd(-1)
        for senal in SENALES:
            signal.signal(senal, signal.SIG_DFL)
        os.close(lectura)
        os.close(escritura)


def _enterrar(vivos: Vivos) -> None:
    """Recoge los hijos muertos y cuenta a la imprenta cómo acabó cada página.

    Una página adopta a sus huérfanos mientras vive: un hijo que no se ha creado aquí es de una que ha muerto.
    """
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, estado = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                break
            final = vivos.pop(pid, None)
            if final is not None:
                with contextlib.suppress(BrokenPipeError):
                    os.write(final, str(os.waitstatus_to_exitcode(estado)).encode())
                os.close(final)
    matar_hijos(salvo=vivos.keys())


def _terminar(vivos: Vivos) -> None:
    """Acaba con las páginas y con lo que dejen; a los semilleros se les da tiempo de hacer lo mismo."""
    semilleros = {pid for pid, final in vivos.items() if final is None}
    for pid in semilleros:
        senalar(pid, signal.SIGTERM)
    plazo = time.monotonic() + 2 * ESPERA_AL_CONTABLE
    acabar_con_los_hijos(salvo=semilleros)
    while semilleros & hijos() and time.monotonic() < plazo:
        time.sleep(ENTRE_INTENTOS)
        enterrar_hijos()
    acabar_con_los_hijos()


def _hijo(
    orden: dict[str, Any], descriptores: list[int], control: socket.socket, nucleo: Nucleo, ajenos: list[int]
) -> None:
    """Lo que hace un proceso recién bifurcado; no vuelve."""
    codigo = 1
    try:
        signal.set_wakeup_fd(-1)
        for senal in SENALES:
            signal.signal(senal, signal.SIG_DFL)
        control.close()
        for descriptor in ajenos:
            os.close(descriptor)
        if "pagina" in orden:
            morir_con_el_padre()
            _ser_pagina(orden, descriptores, nucleo)
        else:
            morir_con_el_padre(signal.SIGTERM)
            _ser_semillero(orden["bibliotecas"], socket.socket(fileno=descriptores[0]), nucleo)
        codigo = 0
    except BaseException:
        sys.__excepthook__(*sys.exc_info())
    finally:
        _exit(codigo)


def _ser_semillero(bibliotecas: Sequence[str], control: socket.socket, nucleo: Nucleo) -> None:
    for biblioteca in bibliotecas:
        for modulo in (biblioteca, *COMPANEROS.get(biblioteca, ())):
            # Si no se puede importar, la página lo dirá en la línea donde lo importa.
            with contextlib.suppress(Exception):
                importlib.import_module(modulo)
    gc.freeze()  # lo importado no es basura: buscarla en ello es la tercera parte de una página con figuras
    _responder(control, {})
    _atender(control, nucleo)


def _ser_pagina(orden: dict[str, Any], descriptores: list[int], nucleo: Nucleo) -> None:
    conducto, salida, errores, final = descriptores
    os.setsid()
    adoptar_huerfanos()
    os.close(final)
    nada = os.open(os.devnull, os.O_RDONLY)
    for descriptor, destino in ((nada, 0), (salida, 1), (errores, 2)):
        os.dup2(descriptor, destino)
        os.close(descriptor)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _limitar(orden["megas"])
    os.chdir(orden["pagina"])
    if orden["temporal"]:
        nucleo.vigilancia.apuntar("creados", orden["pagina"])  # lo que haya en ella lo ha puesto la página
    sys.path[:] = orden["rutas"]
    sys.argv[:] = [""]
    sys.path_importer_cache.clear()
    _sin_compilados(tuple(orden["propias"]))
    if orden["fuentes"] is not None:
        suplir(nucleo.vigilancia, orden["propias"], orden["fuentes"])
    for nombre in [nombre for nombre in sys.modules if nombre.partition(".")[0] == "imprenta"]:
        del sys.modules[nombre]
    atender(nucleo, Connection(en_alto(conducto)), orden["resiembra"])


def _limitar(megas: int) -> None:
    import resource

    if megas > 0:
        resource.setrlimit(resource.RLIMIT_DATA, (megas << 20, megas << 20))
    morir_antes()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _sin_compilados(propias: tuple[str, ...]) -> None:
    """Lee siempre el texto del código del libro.

    Los `.pyc` se dan por buenos si coinciden el tamaño y el segundo de la última modificación: cambiar
    un 1 por un 2 dos veces en el mismo segundo da números viejos.
    """
    original = importlib.machinery.SourceFileLoader.path_stats
    carpeta_real = functools.cache(os.path.realpath)

    def real(ruta: str) -> str:
        if os.path.islink(ruta):  # noqa: PTH114 (con textos: son cientos de módulos)
            return os.path.realpath(ruta)
        carpeta, nombre = os.path.split(ruta)
        return f"{carpeta_real(carpeta)}{os.sep}{nombre}"

    def path_stats(cargador: Any, ruta: str) -> Any:
        if ruta.startswith(propias) or real(ruta).startswith(propias):  # y si es un enlace, los dos
            raise OSError
        return original(cargador, ruta)

    # Se cambia el de todos los módulos, a propósito, y mypy no admite que un método se cambie.
    importlib.machinery.SourceFileLoader.path_stats = path_stats  # type: ignore[assignment,method-assign]
