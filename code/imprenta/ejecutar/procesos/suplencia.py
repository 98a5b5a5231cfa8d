"""La suplencia: en una página, otro texto en lugar del de unos módulos, y qué líneas del libro ejecuta.

Nada se escribe: quien importa un módulo suplido lee el texto que se le da. Sin nada que suplir, se apunta
cada línea del código del libro según se ejecuta, también en los hijos de la página; la imprenta, que puede
estar entre ese código, no es el libro.
"""

from __future__ import annotations

import builtins
import importlib.machinery
import os
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from types import FrameType
from typing import TYPE_CHECKING, Any

from imprenta.ejecutar.dependencias.instalado import es_fija
from imprenta.ejecutar.procesos.fortuito import EN_LA_IMPRENTA

if TYPE_CHECKING:
    from imprenta.ejecutar.procesos.vigilancia import Vigilancia

globals()["__builtins__"] = dict(vars(builtins))  # los de este módulo, aunque la página cambie los de todos


def suplir(vigilancia: Vigilancia, propias: Sequence[str], fuentes: Mapping[str, str]) -> None:
    """Pone cada texto en lugar del de su archivo o, si no hay ninguno, empieza a apuntar líneas."""
    if fuentes:
        _suplir(fuentes)
    else:
        _rastrear(vigilancia, tuple(propias))


def _suplir(fuentes: Mapping[str, str]) -> None:
    original = importlib.machinery.SourceFileLoader.get_data

    def get_data(cargador: Any, ruta: str) -> bytes:
        suplente = fuentes.get(os.path.realpath(ruta))
        return original(cargador, ruta) if suplente is None else suplente.encode()

    # Se cambia el de todos los módulos, a propósito, y mypy no admite que un método se cambie.
    importlib.machinery.SourceFileLoader.get_data = get_data  # type: ignore[assignment,method-assign]


def _rastrear(vigilancia: Vigilancia, propias: tuple[str, ...]) -> None:
    """Apunta como `archivo:línea` lo que se ejecute desde ahora del código del libro."""
    rastreadores: dict[str, Callable[..., Any] | None] = {}  # de cada archivo

    def rastreador(archivo: str) -> Callable[..., Any] | None:
        real = os.path.realpath(archivo) if archivo.startswith(os.sep) else ""  # una celda no es un archivo
        if not real.startswith(propias) or real.startswith(EN_LA_IMPRENTA) or es_fija(real):
            return None
        vistas: set[int] = set()

        def apuntar(marco: FrameType, _suceso: str, _dato: Any) -> Callable[..., Any]:
            linea = marco.f_lineno
            if linea not in vistas:
                vistas.add(linea)
                vigilancia.apuntar("lineas", f"{real}:{linea}")
            return apuntar

        return apuntar

    def entrar(marco: FrameType, _suceso: str, _dato: Any) -> Callable[..., Any] | None:
        archivo = marco.f_code.co_filename
        try:
            return rastreadores[archivo]
        except KeyError:
            return rastreadores.setdefault(archivo, rastreador(archivo))

    threading.settrace(entrar)
    sys.settrace(entrar)
