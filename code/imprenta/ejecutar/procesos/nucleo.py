"""El núcleo de una página: un intérprete de IPython que obedece por un conducto.

Recibe celdas y consultas de una en una y manda las salidas según salen, en formato nbformat 4.
Es lo mismo que hace un núcleo de Jupyter, sin ZeroMQ, sin hilos y sin puertos: por eso puede nacer
de una bifurcación en milésimas de segundo.
"""

from __future__ import annotations

import asyncio
import base64
import builtins
import codecs
import contextlib
import getpass
import io
import json
import os
import re
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any

from IPython.core import page
from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from imprenta.ejecutar.procesos.contestar import contestar
from imprenta.ejecutar.procesos.vigilancia import Vigilancia, vigilar_archivos, vigilar_entorno

CELDA = re.compile(r"<celda (\d+)>")


class _Compilador(CachingCompiler):
    """Llama a cada celda por su número: de un error se sabe en qué celda y línea está."""

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        return f"<celda {number}>"


class _Resultado(DisplayHook):
    """El valor de la última expresión de una celda."""

    shell: Nucleo

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        self.shell.emitir(
            "execute_result",
            data=format_dict,
            metadata=md_dict or {},
            execution_count=self.shell.execution_count - 1,
        )

    def finish_displayhook(self) -> None:
        self._is_active = False


class _Publicador(DisplayPublisher):
    """Lo que publica `display`."""

    def publish(
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        source: Any = None,
        *,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        self._validate_data(data, metadata)
        nombre = (transient or {}).get("display_id")
        tipo = "update_display_data" if update else "display_data"
        self.shell.emitir(tipo, data=data, metadata=metadata or {}, nombre=nombre)

    def clear_output(self, wait: bool = False) -> None:
        self.shell.emitir("clear_output", espera=wait)


class Nucleo(InteractiveShell):
    """IPython sin terminal ni historia: todo lo que muestra sale por `emitir`."""

    displayhook_class = Type(_Resultado)
    display_pub_class = Type(_Publicador)
    compiler_class = Type(_Compilador)
    emisor: Callable[[dict[str, Any]], None] = staticmethod(lambda _: None)
    vigilancia: Vigilancia

    def emitir(self, tipo: str, **campos: Any) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        self.emisor({"output_type": tipo, **campos})

    def init_hooks(self) -> None:
        super().init_hooks()
        self.set_hook("show_in_pager", page.as_hook(lambda *_, **__: None), 99)

    def init_virtualenv(self) -> None:
        """La ruta de los módulos la decide la imprenta."""

    def enable_gui(self, gui: str | None = None) -> None:
        """Una página no abre ventanas: `%matplotlib inline` no tiene nada que preparar aquí."""

    def ask_exit(self) -> None:
        raise SystemExit

    def _showtraceback(self, etype: type[BaseException], evalue: BaseException, stb: list[str]) -> None:
        self.emitir("error", ename=etype.__name__, evalue=str(evalue), traceback=stb)


# Rich y otras bibliotecas preguntan por este nombre para saber si están en un cuaderno.
Nucleo.__name__ = "ZMQInteractiveShell"


def crear_nucleo(carpeta: Path) -> Nucleo:
    """El intérprete, aún sin página; `carpeta` es donde IPython puede escribir."""
    configuracion = Config(
        {
            "HistoryManager": {"enabled": False},  # sin SQLite y sin el hilo que la escribe
            "IPKernelApp": {"imprenta": True},  # así matplotlib_inline sabe que está en un cuaderno
            "InteractiveShell": {"colors": "nocolor"},
        }
    )
    nucleo = Nucleo.instance(config=configuracion, ipython_dir=str(carpeta))
    nucleo.run_cell("None", silent=True)  # lo que se importa al ejecutar la primera celda
    nucleo.vigilancia = vigilar_entorno()
    return nucleo


def atender(nucleo: Nucleo, conducto: Connection) -> None:
    """Cumple las órdenes que llegan por `conducto` hasta que se cierra."""
    dueno = os.getpid()
    nucleo.emisor = _emisor(conducto)
    sys.stdout = _flujo("stdout", nucleo, dueno)
    sys.stderr = _flujo("stderr", nucleo, dueno)
    sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 (se cierra con el proceso)
    builtins.input = getpass.getpass = _negar_entrada
    bucle = asyncio.new_event_loop()
    asyncio.set_event_loop(bucle)
    vigilar_archivos(nucleo.vigilancia)
    while True:
        try:
            orden = json.loads(conducto.recv_bytes())
        except EOFError:
            return
        except KeyboardInterrupt:  # llegó tarde: el paso ya había terminado
            continue
        if "celda" in orden:
            final = bucle.run_until_complete(_ejecutar(nucleo, orden["celda"]))
        else:
            final = _contestar(nucleo, orden["consulta"])
        nucleo.emitir("fin", **final, visto=nucleo.vigilancia.novedades())


def _emisor(conducto: Connection) -> Callable[[dict[str, Any]], None]:
    """Manda un mensaje entero: ni otro hilo de la página ni una interrupción lo parten."""
    turno = threading.Lock()

    def emitir(salida: dict[str, Any]) -> None:
        mensaje = json.dumps(salida, default=_sencillo).encode()
        anteriores = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            with turno:
                conducto.send_bytes(mensaje)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, anteriores)

    return emitir


async def _ejecutar(nucleo: Nucleo, codigo: str) -> dict[str, Any]:
    """Ejecuta una celda y dice su número y, si falla, dónde y por qué."""
    fallo_previo = None
    try:
        transformado = nucleo.transform_cell(codigo)
    except Exception:
        transformado, fallo_previo = codigo, sys.exc_info()
    resultado = await nucleo.run_cell_async(
        codigo, store_history=True, transformed_cell=transformado, preprocessing_exc_tuple=fallo_previo
    )
    nucleo.events.trigger("post_execute")
    nucleo.events.trigger("post_run_cell", resultado)
    sys.stdout.flush()
    sys.stderr.flush()
    error = resultado.error_before_exec or resultado.error_in_exec
    return {"numero": resultado.execution_count, "error": error and _describir(error)}


def _describir(error: BaseException) -> dict[str, Any]:
    """La última línea de una excepción, su rastro y el lugar de la página de donde sale."""
    lugar = _lugar(error.__traceback__)
    if isinstance(error, SyntaxError) and (celda := CELDA.fullmatch(error.filename or "")):
        lugar = (int(celda[1]), error.lineno or 1, error.offset or 1)
    rastro = error.__traceback__
    while rastro and not CELDA.fullmatch(rastro.tb_frame.f_code.co_filename):
        rastro = rastro.tb_next  # por encima de la celda solo están la imprenta e IPython
    return {
        "linea": traceback.format_exception_only(error)[-1].strip(),
        "rastro": "".join(traceback.format_exception(type(error), error, rastro)),
        "lugar": lugar,
        "memoria": isinstance(error, MemoryError),
    }


def _lugar(rastro: TracebackType | None) -> tuple[int, int, int] | None:
    """Celda, línea y columna del punto más hondo del rastro que está en la página."""
    lugar = None
    for marco in traceback.extract_tb(rastro):
        if celda := CELDA.fullmatch(marco.filename):
            lugar = (int(celda[1]), marco.lineno or 1, (marco.colno or 0) + 1)
    return lugar


def _contestar(nucleo: Nucleo, expresion: str) -> dict[str, Any]:
    """Evalúa una expresión de la prosa sin que se note: ni escribe ni cuenta como celda."""
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        nucleo.builtin_trap,
    ):
        return {"respuesta": contestar(expresion, nucleo.user_ns)}


def _sencillo(valor: Any) -> Any:
    """Lo que JSON no entiende: octetos en base 64, NumPy en listas y lo demás, su texto."""
    if isinstance(valor, bytes):
        return base64.b64encode(valor).decode()
    return valor.tolist() if hasattr(valor, "tolist") else str(valor)


def _negar_entrada(*_: Any, **__: Any) -> str:
    raise RuntimeError("una página no puede pedir datos: nadie contesta mientras se imprime el libro")


class _Crudo(io.RawIOBase):
    """Los octetos de stdout o stderr, camino de la página."""

    def __init__(self, nombre: str, nucleo: Nucleo, dueno: int) -> None:
        self.nombre, self.nucleo, self.dueno = nombre, nucleo, dueno
        self.descodificador = codecs.getincrementaldecoder("utf-8")("replace")

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return 1 if self.nombre == "stdout" else 2

    def write(self, octetos: Any) -> int:
        if os.getpid() != self.dueno:  # un hijo de la página: el conducto no es suyo
            return os.write(self.fileno(), octetos)
        texto = self.descodificador.decode(bytes(octetos))
        if texto:
            self.nucleo.emisor({"output_type": "stream", "name": self.nombre, "text": texto})
        return len(octetos)


def _flujo(nombre: str, nucleo: Nucleo, dueno: int) -> io.TextIOWrapper:
    return io.TextIOWrapper(
        io.BufferedWriter(_Crudo(nombre, nucleo, dueno), 1 << 16),
        encoding="utf-8",
        newline="\n",
        line_buffering=nombre == "stderr",
        write_through=True,
    )
