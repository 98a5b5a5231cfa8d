"""Módulos que se importan de verdad la primera vez que se usa algo suyo, y no al nombrarlos.

MyST-NB importa al arrancar sus tres modos de ejecutar, que traen SQLAlchemy y los clientes de Jupyter: son un
tercio de su arranque, y aquí las páginas llegan ya ejecutadas. `importlib.util.LazyLoader` no basta: con
`from modulo import Clase` importa en el acto.
"""

from __future__ import annotations

import importlib.abc
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any


class _Nombre:
    """Un nombre de un módulo que aún no se ha importado: al llamarlo, se importa y se llama al suyo."""

    def __init__(self, modulo: _Modulo, nombre: str) -> None:
        self._modulo, self._nombre = modulo, nombre

    def __call__(self, *argumentos: Any, **opciones: Any) -> Any:
        self._modulo.importar()
        return getattr(self._modulo, self._nombre)(*argumentos, **opciones)


class _Modulo(ModuleType):
    """Un módulo localizado y sin importar; cuando se importa, pasa a ser uno como los demás."""

    def __getattr__(self, nombre: str) -> Any:
        if nombre.startswith("__"):
            raise AttributeError(nombre)
        return _Nombre(self, nombre)

    def importar(self) -> None:
        cargador = self.__loader__
        if type(self) is _Modulo and isinstance(cargador, _Cargador):
            self.__class__ = ModuleType  # type: ignore[assignment]  # así se vuelve uno de verdad
            cargador.original.exec_module(self)


class _Cargador(importlib.abc.Loader):
    def __init__(self, original: importlib.abc.Loader) -> None:
        self.original = original

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Modulo(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nada todavía."""


class _Buscador(importlib.abc.MetaPathFinder):
    def __init__(self, nombres: frozenset[str]) -> None:
        self.nombres = nombres

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(fullname, path, target) if fullname in self.nombres else None
        if spec is not None and spec.loader is not None:
            spec.loader = _Cargador(spec.loader)
        return spec


def importar_al_usarse(*nombres: str) -> None:
    """Desde ahora, esos módulos se importan al usar lo que se tome de ellos."""
    if not any(isinstance(buscador, _Buscador) for buscador in sys.meta_path):
        sys.meta_path.insert(0, _Buscador(frozenset(nombres)))
