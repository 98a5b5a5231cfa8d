"""La voz de una página: por dónde habla con la imprenta, y quién puede usarla.

Solo la usa un proceso: lo que diga un hijo que la página bifurque no es de ella. El que la sucede
(`portavoz`, `ramas`) la hereda.
"""

from __future__ import annotations

import base64
import builtins
import codecs
import io
import math
from fcntl import F_DUPFD_CLOEXEC, fcntl
from json import JSONEncoder
from multiprocessing.connection import Connection
from os import close, getpid, write
from signal import SIG_BLOCK, SIG_SETMASK, SIGINT, pthread_sigmask
from threading import Lock
from typing import Any

globals()["__builtins__"] = dict(vars(builtins))  # los de este módulo, aunque la página cambie los de todos

MUY_ALTO = 512


class Voz:
    """Un conducto y el único proceso que puede hablar por él."""

    def __init__(self, conducto: Connection) -> None:
        self._a_secas = JSONEncoder(default=_sencillo).encode
        self._estricto = JSONEncoder(default=_sencillo, allow_nan=False).encode
        self.conducto = conducto
        self.heredar()

    def heredar(self) -> None:
        """Desde ahora habla este proceso, recién bifurcado."""
        self.dueno, self._turno = getpid(), Lock()

    @property
    def es_mia(self) -> bool:
        """Si quien pregunta es quien puede hablar."""
        return getpid() == self.dueno

    def emitir(self, salida: dict[str, Any]) -> None:
        """Manda un mensaje entero: ni otro hilo de la página ni una interrupción lo parten."""
        if not self.es_mia:
            return
        mensaje = self._cifrado(salida).encode()
        anteriores = pthread_sigmask(SIG_BLOCK, {SIGINT})
        try:
            with self._turno:
                self.conducto.send_bytes(mensaje)
        finally:
            pthread_sigmask(SIG_SETMASK, anteriores)

    def _cifrado(self, salida: dict[str, Any]) -> str:
        if salida["output_type"] == "fin":
            return self._a_secas(salida)
        try:
            return self._estricto(salida)
        except (TypeError, ValueError):
            return self._estricto(_valido(salida))

    def flujo(self, nombre: str) -> io.TextIOWrapper:
        """Un `sys.stdout`, o un `sys.stderr`, que habla con esta voz."""
        return io.TextIOWrapper(
            io.BufferedWriter(_Crudo(nombre, self), 1 << 16),
            encoding="utf-8",
            newline="\n",
            line_buffering=nombre == "stderr",
            write_through=True,
        )


class _Crudo(io.RawIOBase):
    """Los octetos de stdout o stderr, camino de la página."""

    def __init__(self, nombre: str, voz: Voz) -> None:
        self.nombre, self.voz = nombre, voz
        self.descodificador = codecs.getincrementaldecoder("utf-8")("replace")

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return 1 if self.nombre == "stdout" else 2

    def write(self, octetos: Any) -> int:
        if not self.voz.es_mia:
            return write(self.fileno(), octetos)
        texto = self.descodificador.decode(bytes(octetos))
        if texto:
            self.voz.emitir({"output_type": "stream", "name": self.nombre, "text": texto})
        return len(octetos)


def en_alto(descriptor: int) -> int:
    """El mismo descriptor con un número que una página no alcanza cuando cierra «todos» los suyos."""
    try:
        alto = fcntl(descriptor, F_DUPFD_CLOEXEC, MUY_ALTO)
    except OSError:
        return descriptor
    close(descriptor)
    return alto


def texto_ajeno(valor: Any) -> str:
    """El texto de un valor de la página, que puede no querer darlo."""
    try:
        return str(valor)
    except BaseException:
        return f"<{type(valor).__name__} sin texto>"


def _valido(valor: Any) -> Any:
    """El mismo valor como lo manda un núcleo de Jupyter: las claves son textos, y NaN e infinito también."""
    if isinstance(valor, dict):
        return {texto_ajeno(clave): _valido(hijo) for clave, hijo in valor.items()}
    if isinstance(valor, list | tuple):
        return [_valido(hijo) for hijo in valor]
    if isinstance(valor, float) and not math.isfinite(valor):
        return repr(float(valor))
    return valor


def _sencillo(valor: Any) -> Any:
    """Lo que JSON no entiende: octetos en base 64, NumPy en listas y lo demás, su texto."""
    if isinstance(valor, bytes):
        return base64.b64encode(valor).decode()
    return valor.tolist() if hasattr(valor, "tolist") else str(valor)
