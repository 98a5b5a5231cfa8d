"""Cuánto tarda una orden y cuánta memoria llega a ocupar, contando todos los procesos que arranca."""

from __future__ import annotations

import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

PULSO = 0.5  # segundos entre dos miradas a la memoria: mirar también cuesta


@dataclass(frozen=True)
class Medida:
    """Los segundos de reloj y de procesador, los MB y lo que la orden escribió.

    La memoria que varios procesos comparten se cuenta una vez.
    """

    segundos: float
    procesador: float
    memoria: float
    salida: str


def medir(orden: Sequence[str], carpeta: Path, estados: Collection[int] = (0,), **entorno: str) -> Medida:
    """Cumple la orden en la carpeta; si no acaba con uno de esos estados, enseña lo que dijo y termina."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as salida:
        empieza, gastado = time.perf_counter(), _procesador()
        proceso = subprocess.Popen(
            orden, cwd=carpeta, env=os.environ | entorno, stdout=salida, stderr=subprocess.STDOUT
        )
        cima = 0.0
        while True:
            try:
                proceso.wait(PULSO)
                break
            except subprocess.TimeoutExpired:
                cima = max(cima, _ocupada(proceso.pid))
        segundos, procesador = time.perf_counter() - empieza, _procesador() - gastado
        salida.seek(0)
        texto = salida.read()
    if proceso.returncode not in estados:
        raise SystemExit(f"{' '.join(orden)} ha fallado:\n{texto[-4000:]}")
    return Medida(segundos, procesador, cima, texto)


def _procesador() -> float:
    """Los segundos de procesador de los procesos hijos que ya han terminado, y de los suyos."""
    uso = resource.getrusage(resource.RUSAGE_CHILDREN)
    return uso.ru_utime + uso.ru_stime


def _ocupada(pid: int) -> float:
    total = 0
    try:
        raiz = psutil.Process(pid)
        for proceso in (raiz, *raiz.children(recursive=True)):
            total += proceso.memory_full_info().pss
    except psutil.Error:
        pass
    return total / 2**20
