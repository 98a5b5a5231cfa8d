"""Una guía que se puede ejecutar: sus órdenes se dan, sus cambios se hacen y lo que enseña es lo que sale.

Un bloque `sh` son órdenes; uno `diff`, un cambio que hace el lector en un archivo; y uno `text`, lo que dice
lo anterior, donde `…` es cualquier cosa y tras cada pregunta va lo que se contesta. `make livehtml` se queda
en marcha, como en otra terminal.
"""

from __future__ import annotations

import codecs
import contextlib
import os
import pty
import queue
import re
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

QUE_NO_ACABA = "make livehtml"
PREGUNTAS = ("): ", "› ")  # así acaba lo que espera una respuesta
PACIENCIA_AL_ACABAR = 60.0
PACIENCIA = 600.0  # segundos: una máquina ocupada es lenta, no está rota


@dataclass(frozen=True)
class Paso:
    """Un bloque de la guía: su clase (`sh`, `diff` o `text`) y lo que lleva."""

    clase: str
    cuerpo: str


def pasos(guia: str) -> list[Paso]:
    """Los bloques de una guía, en orden.

    >>> pasos("Haz:\\n\\n```sh\\nls\\n```\\n\\ny sale\\n\\n```text\\na\\n```\\n")
    [Paso(clase='sh', cuerpo='ls\\n'), Paso(clase='text', cuerpo='a\\n')]
    """
    return [Paso(*bloque) for bloque in re.findall(r"^```(\w+)\n(.*?)^```$", guia, re.MULTILINE | re.DOTALL)]


def lo_dice(esperado: str, dicho: str) -> bool:
    """Si cada línea de lo esperado está entera en lo dicho, en el mismo orden.

    >>> lo_dice("uno …\\ntres\\n", "cero\\nuno y medio\\ndos\\ntres\\n"), lo_dice("b\\na", "a\\nb")
    (True, False)
    """
    lineas = [re.escape(linea.strip()).replace("…", ".*") for linea in esperado.splitlines() if linea.strip()]
    return re.search(r"^\s*" + r"\s*$(?:.*\n)*?^\s*".join(lineas) + r"\s*$", dicho, re.MULTILINE) is not None


def respuestas(esperado: str) -> list[str]:
    """Lo que se contesta a cada pregunta de lo que enseña la guía.

    >>> respuestas("uno: 2\\n¿Sí o no? (Enter, no): s\\nuno de tres › 1\\n")
    ['s', '1']
    """
    return re.findall(r"(?:\): |› )(.+)$", esperado, re.MULTILINE)


def conversar(orden: str, carpeta: Path, entorno: Mapping[str, str], dichas: list[str]) -> tuple[int, str]:
    """Da una orden en una terminal y contesta a lo que pregunte; devuelve su estado y lo que se ha leído."""
    terminal, suya = pty.openpty()
    with (
        subprocess.Popen(
            ["bash", "-euo", "pipefail", "-c", orden],
            cwd=carpeta,
            env=entorno,
            stdin=suya,
            stdout=suya,
            stderr=suya,
        ) as proceso,
        os.fdopen(terminal, "r+b", buffering=0) as abierta,
    ):
        os.close(suya)
        leido, descifrar = "", codecs.getincrementaldecoder("utf-8")()
        with contextlib.suppress(OSError):  # ya no queda nadie al otro lado
            while octetos := abierta.read(65536):
                leido += descifrar.decode(octetos)
                if leido.endswith(PREGUNTAS) and dichas:
                    abierta.write(f"{dichas.pop(0)}\n".encode())
    sin_barras = re.sub(r"[^\n]*\r(?:\x1b\[K)?", "", leido.replace("\r\n", "\n"))
    return proceso.returncode, sin_barras


def hacer_cambio(raiz: Path, cambio: str) -> None:
    """Hace el cambio de un bloque `diff`: lo que no empieza por `+` está, seguido y una sola vez."""
    primera, *lineas = cambio.splitlines(keepends=True)
    archivo = raiz / primera.removeprefix("--- a/").strip()
    texto = archivo.read_text(encoding="utf-8")
    antes = "".join(linea[1:] for linea in lineas if linea[0] != "+")
    despues = "".join(linea[1:] for linea in lineas if linea[0] != "-")
    assert texto.count(antes) == 1, f"{archivo} no dice, o dice más de una vez:\n{antes}"
    archivo.write_text(texto.replace(antes, despues), encoding="utf-8")


class EnMarcha:
    """Una orden que no acaba: lo que va diciendo se lee según llega."""

    def __init__(self, orden: str, carpeta: Path, entorno: Mapping[str, str]) -> None:
        self.proceso = subprocess.Popen(
            ["bash", "-c", orden],
            cwd=carpeta,
            env=entorno,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.dicho = ""
        self._lineas: queue.Queue[str] = queue.Queue()
        self._lector = threading.Thread(target=self._leer, daemon=True)
        self._lector.start()

    def _leer(self) -> None:
        assert self.proceso.stdout is not None
        with self.proceso.stdout as dicho:
            for linea in dicho:
                self._lineas.put(linea)
        self._lineas.put("")  # se ha acabado

    def esperar(self, esperado: str) -> None:
        """Hasta que lo diga; después, lo dicho hasta ahí no cuenta."""
        while not lo_dice(esperado, self.dicho):
            linea = self._lineas.get(timeout=PACIENCIA)
            assert linea, f"no ha dicho:\n{esperado}\nsino:\n{self.dicho}"
            self.dicho += linea
        self.dicho = ""

    def acabar(self) -> None:
        """Con Ctrl-C, y por las malas si no hace caso."""
        os.killpg(self.proceso.pid, signal.SIGINT)
        try:
            self.proceso.wait(PACIENCIA_AL_ACABAR)
        except subprocess.TimeoutExpired:
            os.killpg(self.proceso.pid, signal.SIGKILL)
            raise
        finally:
            self._lector.join()


@dataclass
class Lector:
    """Quien sigue la guía desde una carpeta.

    `al_clonar` pone en el libro recién clonado lo que tarda en hacerse. `dicho` es lo que ha dicho la última
    orden que ha acabado; nada si lo último es una que sigue en marcha, o un cambio, que ella comenta.
    """

    carpeta: Path
    entorno: Mapping[str, str]
    al_clonar: Callable[[Path], None]
    en_marcha: list[EnMarcha] = field(default_factory=list)
    dicho: str = ""

    def seguir(self, guia: str) -> None:
        """Da cada paso; falla en el primero que no salga como la guía dice."""
        dados = pasos(guia)
        try:
            for paso, siguiente in zip(dados, [*dados[1:], None], strict=True):
                if paso.clase == "sh":
                    enseñado = siguiente.cuerpo if siguiente and siguiente.clase == "text" else ""
                    self._ordenar(paso.cuerpo, respuestas(enseñado))
                elif paso.clase == "diff":
                    self.dicho = ""
                    hacer_cambio(self.carpeta, paso.cuerpo)
                else:
                    self._comprobar(paso.cuerpo)
        finally:
            for orden in self.en_marcha:
                orden.acabar()

    def _ordenar(self, ordenes: str, dichas: list[str]) -> None:
        self.dicho = ""
        for orden in ordenes.splitlines():
            if orden.startswith(QUE_NO_ACABA):
                self.en_marcha.append(EnMarcha(orden, self.carpeta, self.entorno))
                self.dicho = ""
            elif orden.startswith("cd "):
                self.carpeta /= orden.removeprefix("cd ")
                self.al_clonar(self.carpeta)
            else:
                estado, leido = conversar(orden, self.carpeta, self.entorno, dichas)
                assert estado == 0, f"{orden}\n{leido}"
                self.dicho += leido

    def _comprobar(self, esperado: str) -> None:
        if self.dicho:
            assert lo_dice(esperado, self.dicho), f"no dice:\n{esperado}\nsino:\n{self.dicho}"
        else:
            self.en_marcha[-1].esperar(esperado)
