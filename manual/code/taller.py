"""Da las órdenes de las sesiones sin leer la imprenta para cada una: todas son hijas de quien ya la ha leído.

Leer la imprenta y Sphinx cuesta varias veces lo que construir uno de los libros del manual. Si hay un taller
abierto (`construir.py` lo abre para el manual entero), se usa; si no, cada sesión tiene el suyo. Se le habla
por un conducto: una petición en JSON por renglón, y contesta con qué estado ha acabado la orden.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from imprenta.libro.sistema import morir_con_el_padre

ABIERTO = Path(__file__).resolve().parents[1] / "_build" / "taller"
QUE_PINTAN = ("html", "pdf", "epub", "build")
LAS_DEMAS = ("verify", "adopta", "aceptar", "atar", "semillas", "mutate")


class Taller:
    """El taller, visto desde una sesión: el que haya abierto o, si no, uno suyo."""

    def __init__(self) -> None:
        with _conectado() or _propio() as conducto:  # queda abierto lo que duren las dos
            self.peticiones, self.respuestas = conducto.makefile("w"), conducto.makefile("r")

    def dar(self, orden: list[str], carpeta: Path, entorno: Mapping[str, str], salida: Path) -> int:
        """Da una orden en una carpeta; lo que dice queda en el archivo `salida`. Devuelve su estado."""
        peticion = {"orden": orden, "carpeta": str(carpeta), "entorno": entorno, "salida": str(salida)}
        print(json.dumps(peticion), file=self.peticiones, flush=True)
        return int(self.respuestas.readline())


def dar_aqui(
    orden: list[str],
    carpeta: str = ".",
    entorno: Mapping[str, str] | None = None,
    salida: str = "",
    leidos: str = "",
) -> int:
    """Da una orden en un hijo de este proceso y espera a que acabe; sin `salida`, lo que dice sale aquí.

    En `leidos`, si se dice, quedan los módulos que ha leído; para eso lo hace todo en un solo proceso.
    """
    _aprender(orden)
    pid = os.fork()
    if pid == 0:
        _ser_la_orden(orden, carpeta, entorno or {}, salida, leidos)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@contextlib.contextmanager
def taller_abierto() -> Iterator[None]:
    """Mientras dura hay un taller para las sesiones que empiecen; con la primera acaba de prepararse."""
    _aprender([*LAS_DEMAS, *QUE_PINTAN])
    ABIERTO.parent.mkdir(parents=True, exist_ok=True)
    ABIERTO.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as puerta:
        try:
            puerta.bind(str(ABIERTO))
            puerta.listen()
        except OSError:  # la carpeta tiene un nombre demasiado largo: cada sesión, con el suyo
            yield
            return
        pid = os.fork()
        if pid == 0:
            _abrir_a_quien_llame(puerta)
    try:
        yield
    finally:
        ABIERTO.unlink(missing_ok=True)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _ensayar() -> None:
    """Importa lo que solo se importa al construir: construye un libro en otro proceso y mira qué ha leído."""
    with TemporaryDirectory() as carpeta:
        libro = f"{carpeta}/libro"
        for orden in (["nuevo", libro], *([una, libro] for una in QUE_PINTAN[:3])):
            leidos = Path(carpeta, "leidos.txt")
            dar_aqui(["imprenta", *orden], salida=os.devnull, leidos=str(leidos))
            for modulo in leidos.read_text().split():
                with contextlib.suppress(Exception):  # los hay que solo se pueden leer dentro de otro
                    import_module(modulo)


def _conectado() -> socket.socket | None:
    conducto = socket.socket(socket.AF_UNIX)
    try:
        conducto.connect(str(ABIERTO))
    except OSError:
        conducto.close()
        return None
    return conducto


def _propio() -> socket.socket:
    """Uno que arranca de cero: lo que se vigila en la página que lo pide no es cosa de las órdenes."""
    cercano, lejano = socket.socketpair()
    with lejano:
        lejano.set_inheritable(True)
        orden = [sys.executable, __file__, str(lejano.fileno())]
        os.posix_spawn(sys.executable, orden, os.environ)
    return cercano


def _abrir_a_quien_llame(puerta: socket.socket) -> None:
    morir_con_el_padre()
    select.select([puerta], [], [])  # si nada ha cambiado no llama nadie
    _ensayar()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        conducto, _ = puerta.accept()
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            puerta.close()
            _servir(conducto)
            os._exit(0)
        conducto.close()


def _servir(conducto: socket.socket) -> None:
    """Atiende a una sesión hasta que cuelga."""
    with conducto, conducto.makefile("r") as peticiones, conducto.makefile("w") as respuestas:
        for peticion in peticiones:
            print(dar_aqui(**json.loads(peticion)), file=respuestas, flush=True)


def _aprender(orden: list[str]) -> None:
    """Importa lo que hace falta para esa orden: lo heredan ella y las que vengan."""
    for una in {*LAS_DEMAS, *QUE_PINTAN[:3]}.intersection(orden):
        import_module(f"imprenta.ordenes.{una}")
    if set(QUE_PINTAN).intersection(orden):
        import_module("imprenta.pintar.sphinx").importar_sphinx()
        import_module("sphinx_book_theme")


def _ser_la_orden(
    orden: list[str], carpeta: str, entorno: Mapping[str, str], salida: str, leidos: str
) -> None:
    """Da la orden como se daría en una terminal; no vuelve."""
    estado: Any = 1
    try:
        os.chdir(carpeta)
        os.environ.update(entorno)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        if salida:
            archivo = os.open(salida, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(archivo, 1)
            os.dup2(archivo, 2)
            sys.stdout = os.fdopen(1, "w", 1, encoding="utf-8")
            sys.stderr = os.fdopen(2, "w", 1, encoding="utf-8")
        sys.argv = orden
        estado = import_module("imprenta.__main__").main(orden[1:]) if leidos else _programa(orden[0])()
    except SystemExit as fin:
        estado = fin.code
    except BaseException:
        sys.__excepthook__(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        if leidos:
            Path(leidos).write_text("\n".join(sys.modules))
        os._exit(estado if isinstance(estado, int) else int(estado is not None))


def _programa(nombre: str) -> Any:
    if nombre == "imprenta":
        return import_module("imprenta.__main__").programa
    return import_module("jupyter_book.cli.main").main


if __name__ == "__main__":
    _servir(socket.socket(fileno=int(sys.argv[1])))
