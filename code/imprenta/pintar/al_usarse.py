"""Importar al usarse: lo que otro módulo importa y casi nunca usa, se importa cuando lo usa.

MyST-NB importa al arrancar sus tres modos de ejecutar, que traen SQLAlchemy y los clientes de Jupyter, y
Jupyter Book, la lista de los núcleos instalados: son un tercio de su arranque, y aquí las páginas llegan ya
ejecutadas. `importlib.util.LazyLoader` no basta: con `from modulo import funcion` importa en el acto.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.abc
import sys
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any


class _Nombre:
    """Una función o una clase de un módulo que no se ha importado: al llamarla se importa, y se llama."""

    def __init__(self, modulo: str, nombre: str) -> None:
        self.modulo, self.nombre = modulo, nombre

    def __call__(self, *argumentos: Any, **opciones: Any) -> Any:
        return getattr(importlib.import_module(self.modulo), self.nombre)(*argumentos, **opciones)


class _Modulo(ModuleType):
    """Un módulo localizado y sin importar; quien se quede con él tendrá lo del verdadero."""

    aplazado = True

    def __getattr__(self, nombre: str) -> Any:
        if nombre.startswith("__"):
            raise AttributeError(nombre)
        if self.aplazado:
            return _Nombre(self.__name__, nombre)
        return getattr(importlib.import_module(self.__name__), nombre)


class _Buscador(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, nombres: Sequence[str]) -> None:
        self.nombres = nombres

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(fullname, path, target) if fullname in self.nombres else None
        if spec is not None:
            spec.loader = self
        return spec

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Modulo(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nada todavía."""


@contextlib.contextmanager
def al_usarse(*nombres: str) -> Iterator[None]:
    """Mientras dura el bloque, quien importe algo de esos módulos solo los importará si lo llama.

    Al acabar no queda ningún módulo a medias: quien los importe después, los importa de verdad.
    """
    buscador = _Buscador(nombres)
    sys.meta_path.insert(0, buscador)
    try:
        yield
    finally:
        sys.meta_path.remove(buscador)
        for nombre in nombres:
            if isinstance(modulo := sys.modules.get(nombre), _Modulo):
                _olvidar(nombre, modulo)


def _olvidar(nombre: str, modulo: _Modulo) -> None:
    modulo.aplazado = False
    del sys.modules[nombre]
    padre, _, propio = nombre.rpartition(".")
    if padre in sys.modules:
        vars(sys.modules[padre]).pop(propio, None)
