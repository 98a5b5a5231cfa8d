"""Ejecuta una página en un núcleo ordinario de Jupyter: donde no se puede bifurcar o no se habla Python."""

from __future__ import annotations

import ast
import contextlib
import inspect
import json
import math
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import NoSuchKernel
from jupyter_client.manager import KernelManager

from imprenta.ejecutar.dependencias.entorno import ENTORNO, TODO
from imprenta.ejecutar.procesos import contestar
from imprenta.ejecutar.procesos.cliente import carpeta_temporal
from imprenta.ejecutar.procesos.mensajes import ILEGIBLE, MensajeIlegible, descifrado, respuesta_entendida
from imprenta.ejecutar.procesos.relato import en_la_pagina
from imprenta.ejecutar.procesos.salidas import Fallo, Lugar, Salidas, admite_error, se_ejecuta
from imprenta.ejecutar.procesos.tutela import senalar
from imprenta.ejecutar.procesos.viaje import SEGUNDOS_DE_CONSULTA, TOPE_DE_SALIDA
from imprenta.libro.modelo import (
    ANSI,
    Celda,
    CeldaEjecutada,
    Consulta,
    Ejecucion,
    Falta,
    Guion,
    Respuesta,
    Visto,
)
from imprenta.libro.sistema import ENTRE_INTENTOS, ESPERA_AL_CONTABLE

SI_FALTA_EL_NUCLEO = (
    "instálalo o di en `_config.yml` qué núcleo hace sus veces:"
    ' `sphinx: config: nb_kernel_rgx_aliases: {{"{}": python3}}`'
)
DEL_LENGUAJE = ("name", "pygments_lexer", "file_extension", "mimetype")
ESPERA_AL_NUCLEO = 60.0  # segundos
TUTOR = """
import os, signal, sys
sys.path[:] = sys.argv[1].split(os.pathsep)
from imprenta.ejecutar.procesos.tutela import tutelar
tutelar(senal=signal.SIGKILL)
from imprenta.ejecutar.procesos.a_la_vista import ponerse_a_la_vista
ponerse_a_la_vista(*sys.argv[2:4])
os.execvp(sys.argv[4], sys.argv[4:])
"""
EN_EL_CODIGO = re.compile(r"^File \S*?/(code/\S+\.py):([0-9]+)", re.MULTILINE)
LUGAR_EN_LA_TRAZA = re.compile(r"(?:Cell In\s?\[|<ipython-input-)(\d+)\]?[^\n]*?line (\d+)")


def ejecutar_ordinario(
    ruta: Path,
    guion: Guion,
    raiz: Path,
    nucleo: str = "python3",
    segundos: float = 60,
    en_temporal: bool = False,
) -> Ejecucion:
    """Ejecuta `guion` en un proceso nuevo, desde la carpeta de la página; un fallo viene en la ejecución.

    O desde una carpeta que se borra después.
    """
    inicio = time.monotonic()
    salidas: list[CeldaEjecutada] = []
    respuestas: list[Respuesta] = []
    falta, traza, lenguaje, visto, conexion = None, "", dict[str, str](), Visto(), ""
    paso: Celda | Consulta = guion[0] if guion else Celda(1, "")
    try:
        donde = carpeta_temporal() if en_temporal else contextlib.nullcontext(str(ruta.parent))
        with (
            _apuntando(visto) as apuntes,
            donde as carpeta,
            _visita(carpeta, raiz, nucleo, segundos, apuntes) as visita,
        ):
            lenguaje, conexion = visita.lenguaje, visita.gestor.connection_file
            for paso in guion:
                if isinstance(paso, Consulta):
                    respuestas.append(visita.preguntar(paso.expresion))
                else:
                    salidas.append(visita.ejecutar(paso))
    except Fallo as fallo:
        linea, columna = en_la_pagina(guion, paso, fallo.lugar)
        falta, traza = Falta(ruta.relative_to(raiz), linea, columna, fallo.motivo), fallo.traza
    duracion = round(time.monotonic() - inicio, 3)
    for hechos in vars(visto).values():
        hechos.pop(conexion, None)  # por donde se habla con él
    if not any(vars(visto).values()):  # no se ha podido mirar
        visto.ciega[f"se ejecuta en el núcleo «{nucleo}»"] = (1, 1)
    visto.entorno[TODO] = None
    return Ejecucion(
        tuple(salidas),
        tuple(respuestas),
        duracion,
        falta=falta,
        traza=traza,
        lenguaje=lenguaje,
        cuando=int(time.time()),
        visto=visto,
    )


@contextlib.contextmanager
def _apuntando(visto: Visto) -> Iterator[str]:
    """El archivo en que se apunta lo que abre un núcleo; al acabar, se suma a lo visto."""
    with tempfile.NamedTemporaryFile(prefix="imprenta-") as archivo:
        try:
            yield archivo.name
        finally:
            archivo.seek(0)
            for clase, nombre, valor in map(json.loads, filter(bytes.strip, archivo)):
                visto.sumar({clase: {nombre: (1, 1) if clase == "ciega" else valor}})


@contextlib.contextmanager
def _visita(carpeta: str, raiz: Path, nucleo: str, segundos: float, apuntes: str) -> Iterator[_Visita]:
    gestor = KernelManager(kernel_name=nucleo)
    cliente = None
    try:
        _tutelado(gestor.kernel_spec, str(raiz), apuntes)
        nada = subprocess.DEVNULL
        gestor.start_kernel(cwd=carpeta, env=os.environ | ENTORNO, stdout=nada, stderr=nada)
        cliente = gestor.client()
        cliente.start_channels()
        cliente.wait_for_ready(timeout=ESPERA_AL_NUCLEO)
        visita = _Visita(gestor, cliente, raiz, segundos)
    except NoSuchKernel:
        raise Fallo(f"no está instalado el núcleo «{nucleo}»: {SI_FALTA_EL_NUCLEO.format(nucleo)}") from None
    except (RuntimeError, TimeoutError, OSError) as error:
        _despedir(gestor, cliente)
        raise Fallo(f"el núcleo «{nucleo}» no arranca: {error}") from None
    try:
        yield visita
    finally:
        _despedir(gestor, cliente)


def _tutelado(receta: Any, raiz: str, apuntes: str) -> None:
    """Antepone a la orden de un núcleo la del tutor que acabará con lo que deje y mira lo que abre."""
    if sys.platform == "linux":
        orden, *resto = receta.argv
        orden = sys.executable if Path(orden).name.startswith("python") and "/" not in orden else orden
        receta.argv[:] = [sys.executable, "-P", "-c", TUTOR, os.pathsep.join(sys.path), raiz, apuntes]
        receta.argv += [orden, *resto]


def _despedir(gestor: Any, cliente: Any) -> None:
    """Termina el núcleo; a su tutor se le da tiempo de acabar con lo que haya dejado."""
    if cliente is not None:
        cliente.stop_channels()
    if not gestor.has_kernel:
        return
    if sys.platform == "linux" and (tutor := gestor.provisioner.pid):
        senalar(tutor, signal.SIGTERM)
        plazo = time.monotonic() + 2 * ESPERA_AL_CONTABLE
        while gestor.is_alive() and time.monotonic() < plazo:
            time.sleep(ENTRE_INTENTOS)
    gestor.shutdown_kernel(now=True)


class _Visita:
    """Lo que se pide a un núcleo ordinario durante una página."""

    def __init__(self, gestor: Any, cliente: Any, raiz: Path, segundos: float) -> None:
        self.gestor, self.cliente, self.segundos = gestor, cliente, segundos
        self.nombradas: dict[str, list[dict[str, Any]]] = {}
        dicho = cliente.kernel_info(reply=True)["content"]["language_info"]
        self.lenguaje = {clave: str(dicho[clave]) for clave in DEL_LENGUAJE if clave in dicho}
        self.es_python = dicho["name"] == "python"
        if self.es_python:
            self._preparar(raiz)

    def _preparar(self, raiz: Path) -> None:
        """Pone `code/` en la ruta de los módulos y lleva al núcleo la función que contesta."""
        self._callado(f"""
import sys as __sys
__sys.path.append({str(raiz / "code")!r})
__imprenta = {{"__name__": "imprenta.ejecutar.procesos.contestar"}}
exec({inspect.getsource(contestar)!r}, __imprenta)
""")

    def ejecutar(self, celda: Celda) -> CeldaEjecutada:
        if not se_ejecuta(celda):
            return CeldaEjecutada([], None)
        salidas = Salidas(self.nombradas)
        try:
            respuesta = self._pedir(celda.codigo, salidas)
        except TimeoutError:
            if not self.gestor.is_alive():
                raise Fallo("el núcleo ha muerto") from None
            raise Fallo(f"la celda no termina en {self.segundos:g} s") from None
        except RuntimeError:
            raise Fallo("el núcleo ha muerto") from None
        except (LookupError, TypeError, ValueError, AttributeError):
            raise Fallo(ILEGIBLE) from None
        if respuesta["status"] != "ok" and not admite_error(celda):
            traza = ANSI.sub("", "\n".join(respuesta.get("traceback", [])))
            dicho = f"{respuesta['ename']}: {ANSI.sub('', respuesta['evalue'])}{_en_el_codigo(traza)}"
            raise Fallo(dicho, traza, _lugar(traza))
        if queja := salidas.queja(celda):
            raise queja
        return CeldaEjecutada(salidas.limpias(), respuesta.get("execution_count"))

    def _pedir(self, codigo: str, salidas: Salidas) -> dict[str, Any]:
        recibido = 0

        def anotar(mensaje: dict[str, Any]) -> None:
            nonlocal recibido
            if (traducido := _traducir(mensaje)) is not None:
                octetos = json.dumps(traducido).encode()
                recibido += len(octetos)
                if recibido > TOPE_DE_SALIDA:
                    raise Fallo(f"la celda escribe más de {TOPE_DE_SALIDA >> 20} MB")
                try:
                    salidas.anotar(descifrado(octetos))
                except MensajeIlegible as error:
                    raise Fallo(str(error) or ILEGIBLE) from None

        limite = None if math.isinf(self.segundos) else self.segundos
        respuesta: dict[str, Any] = self.cliente.execute_interactive(
            codigo, allow_stdin=False, timeout=limite, output_hook=anotar
        )["content"]
        return respuesta

    def preguntar(self, expresion: str) -> Respuesta:
        if not self.es_python:
            return Respuesta(
                error="TypeError: solo un núcleo de Python contesta a las expresiones de la prosa"
            )
        pregunta = f"__import__('json').dumps(__imprenta['contestar']({expresion!r}, globals()))"
        try:
            dicho = self._callado("", user_expressions={"r": pregunta}, timeout=SEGUNDOS_DE_CONSULTA)
            texto = dicho["content"]["user_expressions"]["r"]["data"]["text/plain"]
            return respuesta_entendida(json.loads(ast.literal_eval(texto)))
        except TimeoutError:
            if not self.gestor.is_alive():
                raise Fallo("el núcleo ha muerto") from None
            self.gestor.interrupt_kernel()
            return Respuesta(error=f"TimeoutError: la expresión no termina en {SEGUNDOS_DE_CONSULTA:g} s")
        except RecursionError:
            raise Fallo(ILEGIBLE) from None
        except RuntimeError:
            raise Fallo("el núcleo ha muerto") from None
        except (LookupError, TypeError, ValueError, AttributeError, SyntaxError):
            raise Fallo(ILEGIBLE) from None

    def _callado(self, codigo: str, **opciones: Any) -> dict[str, Any]:
        respuesta: dict[str, Any] = self.cliente.execute_interactive(
            codigo, silent=True, store_history=False, output_hook=lambda _: None, **opciones
        )
        return respuesta


def _traducir(mensaje: dict[str, Any]) -> dict[str, Any] | None:
    """Un mensaje de Jupyter como lo diría el núcleo de la imprenta; None si no es una salida."""
    tipo, contenido = mensaje["msg_type"], mensaje["content"]
    if tipo == "clear_output":
        return {"output_type": tipo, "espera": contenido["wait"]}
    if tipo in ("display_data", "update_display_data", "execute_result"):
        traducido = {"output_type": tipo, "data": contenido["data"], "metadata": contenido["metadata"]}
        if tipo == "execute_result":
            return traducido | {"execution_count": contenido["execution_count"]}
        return traducido | {"nombre": contenido.get("transient", {}).get("display_id")}
    if tipo in ("stream", "error"):
        campos = ("name", "text") if tipo == "stream" else ("ename", "evalue", "traceback")
        return {"output_type": tipo, **{campo: contenido[campo] for campo in campos}}
    return None


def _en_el_codigo(traza: str) -> str:
    """La línea más honda de `code/` de un rastro de IPython.

    >>> _en_el_codigo("File ~/libro/code/a/b.py:12, in f(x)\\n     11 ...")
    ' (code/a/b.py:12)'
    """
    lugares = EN_EL_CODIGO.findall(traza)
    return " ({}:{})".format(*lugares[-1]) if lugares else ""


def _lugar(traza: str) -> Lugar | None:
    """La celda y la línea más hondas de un rastro de IPython."""
    lugares = LUGAR_EN_LA_TRAZA.findall(traza)
    return (int(lugares[-1][0]), int(lugares[-1][1]), 1) if lugares else None
