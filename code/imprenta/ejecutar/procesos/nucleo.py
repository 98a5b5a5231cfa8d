"""El núcleo de una página: un intérprete de IPython que obedece por un conducto.

Recibe celdas y consultas de una en una y manda las salidas según salen, en formato nbformat 4.
Es lo mismo que hace un núcleo de Jupyter, sin ZeroMQ, sin hilos y sin puertos: por eso puede nacer
de una bifurcación en milésimas de segundo.

La página comparte el intérprete y puede cambiar lo que quiera de él: lo que hace falta para hablar con la
imprenta se toma antes, por su nombre propio.
"""

from __future__ import annotations

import asyncio
import builtins
import contextlib
import getpass
import io
import os
import sys
import traceback
from collections.abc import Callable, Coroutine
from json import JSONDecoder
from multiprocessing.connection import Connection
from os import _exit
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

from imprenta.ejecutar.procesos.con_numba import contar_a_numba
from imprenta.ejecutar.procesos.contestar import contestar, en_el_codigo
from imprenta.ejecutar.procesos.ensayo import Ensayo
from imprenta.ejecutar.procesos.fortuito import vigilar_lo_fortuito
from imprenta.ejecutar.procesos.indagar import indagar
from imprenta.ejecutar.procesos.lugar import CELDA
from imprenta.ejecutar.procesos.mandos import Mandos, oir_a_los_mandos
from imprenta.ejecutar.procesos.miradas import vigilar_entorno
from imprenta.ejecutar.procesos.portavoz import Portavoz
from imprenta.ejecutar.procesos.ramas import Ramas
from imprenta.ejecutar.procesos.resiembra import correr_semillas
from imprenta.ejecutar.procesos.vigilancia import Vigilancia, vigilar_archivos
from imprenta.ejecutar.procesos.voz import Voz, texto_ajeno

globals()["__builtins__"] = dict(vars(builtins))  # los de este módulo, aunque la página cambie los de todos

PASOS = {"celda", "consulta"}  # los que cuentan lo que la página ha visto
DE_PORTAVOZ = {"consulta", "indagacion"}  # lo que se pregunta sin que la página lo note


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
    flujos: tuple[io.TextIOWrapper, ...] = ()
    vigilancia: Vigilancia
    mandos: Mandos

    def emitir(self, tipo: str, **campos: Any) -> None:
        self.vaciar()
        self.emisor({"output_type": tipo, **campos})

    def vaciar(self) -> None:
        """Lo escrito sale ya, también lo que pase por un flujo que la página haya puesto."""
        for flujo in (getattr(sys, "stdout", None), getattr(sys, "stderr", None), *self.flujos):
            with contextlib.suppress(Exception):
                flujo.flush()  # type: ignore[union-attr]  # puede ser cualquier cosa

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
        self.emitir("error", ename=texto_ajeno(etype.__name__), evalue=texto_ajeno(evalue), traceback=stb)


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
    oir_a_los_mandos(nucleo.emitir)  # antes de vigilar: lo que importa no lo ha pedido la página
    nucleo.vigilancia, nucleo.mandos = vigilar_entorno(), Mandos()
    return nucleo


def atender(nucleo: Nucleo, conducto: Connection, resiembra: int | None = None) -> None:
    """Cumple las órdenes que llegan por `conducto` hasta que se cierra, corrido el azar a la `resiembra`."""
    voz = Voz(conducto)
    nucleo.emisor = voz.emitir
    nucleo.flujos = (voz.flujo("stdout"), voz.flujo("stderr"))
    sys.stdout, sys.stderr = nucleo.flujos
    sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 (se cierra con el proceso)
    builtins.input = getpass.getpass = _negar_entrada
    _Oficio(nucleo, voz, resiembra).atender()


class _Oficio:
    """Lo que la imprenta ha puesto en una página para obedecerla."""

    def __init__(self, nucleo: Nucleo, voz: Voz, resiembra: int | None) -> None:
        self.nucleo, self.voz = nucleo, voz
        self.bucle = asyncio.new_event_loop()
        asyncio.set_event_loop(self.bucle)
        vigilar_archivos(nucleo.vigilancia)
        self.fortuitos = vigilar_lo_fortuito(nucleo.vigilancia)
        if resiembra is not None:
            correr_semillas(nucleo.vigilancia, resiembra)
        contar_a_numba()
        self.ensayo = Ensayo(nucleo.user_ns, nucleo.vigilancia)
        self.portavoz = Portavoz(voz, nucleo.vigilancia, self.cumplir)
        self.ramas = Ramas(voz, nucleo.vigilancia, self.bucle)
        self.descifrar = JSONDecoder().decode

    def atender(self) -> None:
        """Cumple órdenes hasta que no llegan más."""
        while True:
            try:
                octetos = self.voz.conducto.recv_bytes()
            except EOFError:
                return
            except KeyboardInterrupt:  # llegó tarde: el paso ya había terminado
                continue
            orden = self.descifrar(octetos.decode())
            if "consulta" in orden:
                self.ensayo.empezar(orden["consulta"])
            if not (orden.keys() & DE_PORTAVOZ and self.portavoz.cumplir(octetos, self.ensayo.pid)):
                self.cumplir(octetos)

    def cumplir(self, octetos: bytes) -> None:
        """Cumple una orden y cuenta en qué ha quedado."""
        orden = self.descifrar(octetos.decode())
        final = self._cumplida(orden)
        if not self.voz.es_mia:
            _exit(0)  # un hijo que la página ha dejado seguir: quien contesta es su padre
        if final is None:
            return
        es_un_paso = orden.keys() & PASOS
        if es_un_paso:
            self.fortuitos.acabar_paso()
        self.nucleo.emitir("fin", **final, visto=self.nucleo.vigilancia.novedades() if es_un_paso else {})

    def _cumplida(self, orden: dict[str, Any]) -> dict[str, Any] | None:
        try:
            if "ensayo" in orden:
                return {"reparo": self.ensayo.reparo()}
            if "indagacion" in orden:
                return {"hallado": indagar(orden["indagacion"], self.nucleo.user_ns)}
            if "consulta" in orden:
                return _contestar(self.nucleo, orden["consulta"])
            self.ensayo.acabar()
            self.portavoz.acabar()
            if "rama" in orden:
                return self._ramificar()
            if "suelta" in orden:
                self.ramas.soltar()
            if "celda" in orden:
                dado = _completar(self.bucle, _ejecutar(self.nucleo, orden["celda"]))
                return dado | {"sola": self.ramas.puede()}
        except BaseException as error:  # la página ha estropeado algo que IPython o asyncio necesitan
            return {"numero": None, "error": _descrito(error)}
        return {}

    def _ramificar(self) -> dict[str, Any] | None:
        """La rama no dice nada: espera su primera orden."""
        rama = self.ramas.nacer()
        return {"rama": rama} if rama else None


def _completar(
    bucle: asyncio.AbstractEventLoop, corrutina: Coroutine[Any, Any, dict[str, Any]]
) -> dict[str, Any]:
    """Lleva una corrutina hasta el final; una interrupción mientras espera la cancela donde estaba."""
    tarea = bucle.create_task(corrutina)
    while True:
        try:
            return bucle.run_until_complete(tarea)
        except KeyboardInterrupt:
            if tarea.done():
                raise
            tarea.cancel()


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
    nucleo.mandos.decir(nucleo.emitir)
    error = resultado.error_before_exec or resultado.error_in_exec
    return {"numero": resultado.execution_count, "error": error and _descrito(error)}


def _descrito(error: BaseException) -> dict[str, Any]:
    """Lo que se sabe de una excepción; si ni describirla se deja, su nombre."""
    try:
        return _describir(error)
    except BaseException:
        linea = texto_ajeno(type(error).__name__)
        return {"linea": linea, "rastro": "", "lugar": None, "memoria": isinstance(error, MemoryError)}


def _describir(error: BaseException) -> dict[str, Any]:
    """La última línea de una excepción, su rastro y el lugar de la página de donde sale."""
    lugar = _lugar(error.__traceback__)
    if isinstance(error, SyntaxError) and (celda := CELDA.fullmatch(error.filename or "")):
        lugar = (int(celda[1]), error.lineno or 1, error.offset or 1)
    rastro = error.__traceback__
    while rastro and not CELDA.fullmatch(rastro.tb_frame.f_code.co_filename):
        rastro = rastro.tb_next  # por encima de la celda solo están la imprenta e IPython
    return {
        "linea": traceback.format_exception_only(error)[-1].strip() + en_el_codigo(error),
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


def _negar_entrada(*_: Any, **__: Any) -> str:
    raise RuntimeError("una página no puede pedir datos: nadie contesta mientras se imprime el libro")
