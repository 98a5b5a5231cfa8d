"""Dónde está escrito, en el código del libro, lo que una expresión nombra."""

from __future__ import annotations

import ast
import builtins
import contextlib
import functools
import inspect
import types
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from imprenta.ejecutar.dependencias.instalado import es_fija
from imprenta.ejecutar.procesos.completar import mirado

globals()["__builtins__"] = dict(vars(builtins))  # los de este módulo, aunque la página cambie los de todos


def definicion_de(expresion: str, nombres: Mapping[str, Any]) -> dict[str, Any]:
    """Dónde se define lo que nombra `a`, `a.b` o `a[0].b`; `{}` si no es del libro."""
    with contextlib.suppress(Exception):
        nodo = ast.parse(expresion.strip(), mode="eval").body
        if isinstance(nodo, ast.Attribute):
            return _de_un_atributo(mirado(nodo.value, nombres), nodo.attr)
        return _de_un_valor(mirado(nodo, nombres))
    return {}


def _de_un_atributo(dueno: Any, nombre: str) -> dict[str, Any]:
    valor = inspect.getattr_static(dueno, nombre, None)
    if isinstance(dueno, types.ModuleType):
        return _de_un_valor(valor) or _asignado(_arbol_de(dueno), nombre, dueno.__file__)
    if isinstance(valor, property):
        return _de_un_valor(valor.fget)
    if isinstance(valor, functools.cached_property):
        return _de_un_valor(valor.func)
    if isinstance(valor, classmethod | staticmethod):
        return _de_un_valor(valor.__func__)
    clase = dueno if isinstance(dueno, type) else type(dueno)
    return _de_un_valor(valor) or _de_un_campo(clase, nombre)


def _de_un_campo(clase: type, nombre: str) -> dict[str, Any]:
    """La línea de la clase, o de una de las que hereda, en que se declara un campo."""
    for madre in clase.__mro__:
        with contextlib.suppress(OSError, TypeError):
            archivo, linea = inspect.getsourcefile(madre), inspect.getsourcelines(madre)[1]
            texto = Path(archivo or "").read_text(encoding="utf-8")
            for nodo in ast.walk(ast.parse(texto)):
                if isinstance(nodo, ast.ClassDef) and nodo.lineno == linea + len(nodo.decorator_list):
                    if hallado := _asignado(nodo, nombre, archivo):
                        return hallado
                    return _lugar_del_libro(archivo, nodo.lineno)
    return {}


def _de_un_valor(valor: Any) -> dict[str, Any]:
    """Donde se define una función, una clase o un módulo; de otra cosa no se sabe."""
    if isinstance(valor, functools.partial):
        valor = valor.func
    if inspect.ismodule(valor):
        return _lugar_del_libro(valor.__file__, 1)
    valor = inspect.unwrap(valor)
    codigo = getattr(getattr(valor, "__func__", valor), "__code__", None)
    if isinstance(codigo, types.CodeType):
        return _lugar_del_libro(codigo.co_filename, _linea_del_def(codigo))
    if inspect.isclass(valor):
        archivo = inspect.getsourcefile(valor)
        lineas, primera = inspect.getsourcelines(valor)
        hasta = next((k for k, linea in enumerate(lineas) if linea.lstrip().startswith("class ")), 0)
        return _lugar_del_libro(archivo, primera + hasta)
    return {}


def _linea_del_def(codigo: types.CodeType) -> int:
    """La de `def`, y no la de su primer decorador."""
    with contextlib.suppress(OSError, TypeError):
        lineas, primera = inspect.getsourcelines(codigo)
        return primera + next((k for k, linea in enumerate(lineas) if "def " in linea), 0)
    return codigo.co_firstlineno


def _arbol_de(modulo: types.ModuleType) -> ast.Module:
    return ast.parse(Path(modulo.__file__ or "").read_text(encoding="utf-8"))


def _asignado(arbol: ast.Module | ast.ClassDef, nombre: str, archivo: str | None) -> dict[str, Any]:
    for nodo in arbol.body:
        destinos = nodo.targets if isinstance(nodo, ast.Assign) else [getattr(nodo, "target", None)]
        nombrados = (n for destino in destinos if destino for n in ast.walk(destino))
        if any(isinstance(n, ast.Name) and n.id == nombre for n in nombrados):
            return _lugar_del_libro(archivo, nodo.lineno)
    return {}


def _lugar_del_libro(archivo: str | None, linea: int) -> dict[str, Any]:
    if not archivo or es_fija(archivo) or not Path(archivo).is_file():
        return {}
    return {"archivo": archivo, "linea": linea}
