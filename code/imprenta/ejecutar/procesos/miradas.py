"""Lo que una página mira sin abrirlo: las variables del entorno y si hay un módulo que se llame así."""

from __future__ import annotations

import locale
import os
import posix
import sys
from collections.abc import Iterator
from typing import Any

from imprenta.ejecutar.dependencias.entorno import DE_LOCALE
from imprenta.ejecutar.dependencias.instalado import lo_fijo
from imprenta.ejecutar.procesos.vigilancia import Vigilancia


class _Entorno(os._Environ):  # type: ignore[type-arg]  # genérico solo para mypy
    """`os.environ`, que apunta lo que se le pregunta."""

    vigilancia: Vigilancia

    def __getitem__(self, nombre: Any) -> Any:
        if isinstance(nombre, str | bytes):
            datos = self._data  # type: ignore[attr-defined]  # tampoco sabe que lo tiene
            self.vigilancia.leer_variable(os.fsdecode(nombre), datos.get(os.fsencode(nombre)))
        return super().__getitem__(nombre)

    def __setitem__(self, nombre: Any, valor: Any) -> None:
        super().__setitem__(nombre, valor)
        self._poner(nombre)

    def __delitem__(self, nombre: Any) -> None:
        super().__delitem__(nombre)
        self._poner(nombre)

    def __iter__(self) -> Iterator[Any]:
        self.vigilancia.leer_variable("*")
        return super().__iter__()

    def _poner(self, nombre: Any) -> None:
        if os.fsdecode(nombre) not in self.vigilancia.hechos["entorno"]:
            self.vigilancia.puestas.add(os.fsdecode(nombre))


_Entorno.__name__, _Entorno.__qualname__, _Entorno.__module__ = "_Environ", "_Environ", "os"


class _Curioso:
    """Un buscador de módulos que no encuentra ninguno: apunta los que se buscan, los haya o no."""

    def __init__(self, vigilancia: Vigilancia) -> None:
        self.vigilancia = vigilancia

    def find_spec(self, nombre: str, ruta: object = None, _: object = None) -> None:
        if ruta is None and nombre not in sys.stdlib_module_names:
            self.vigilancia.apuntar("bibliotecas", nombre)


def vigilar_entorno() -> Vigilancia:
    """Empieza a apuntar lo que se lee del entorno; los procesos que broten de este lo heredan."""
    lo_fijo()  # para saberlo se mira el entorno: que no parezca que lo hace la página
    vigilancia = Vigilancia()
    iniciales: dict[bytes, bytes] = posix.environ  # lo que haya cambiado desde entonces no viene de fuera
    ahora = os.environb
    vigilancia.puestas = {os.fsdecode(n) for n in ahora | iniciales if ahora.get(n) != iniciales.get(n)}
    _Entorno.vigilancia = vigilancia
    for entorno in (os.environ, os.environb):
        entorno.__class__ = _Entorno
    original = locale._setlocale  # type: ignore[attr-defined]

    def setlocale(*datos: Any) -> Any:
        for nombre in (*DE_LOCALE, "LANG", "LANGUAGE"):
            os.environ.get(nombre)
        return original(*datos)

    locale._setlocale = setlocale  # type: ignore[attr-defined]
    sys.meta_path.insert(0, _Curioso(vigilancia))
    return vigilancia
