"""De quién es lo que una expresión nombra: de la página y del libro, o de lo instalado.

Lo instalado no cambia con la página: una expresión que no usa otra cosa solo demuestra algo si lo calcula,
como `math.sqrt(2)`; la que pone en otra forma las constantes que trae escritas, como `Fraction(73, 100)`, no.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import sys
import types
import warnings
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from imprenta.ejecutar.dependencias.instalado import es_fija

globals()["__builtins__"] = dict(vars(builtins))  # los de este módulo, aunque la página cambie los de todos

HACEN_MATRICES = frozenset("array asarray full ones zeros arange asanyarray ascontiguousarray".split())
CLASES_DE_FUNCIONES = frozenset(
    "function builtin_function_or_method ufunc cython_function_or_method _lru_cache_wrapper"
    " _ArrayFunctionDispatcher".split()
)


@contextlib.contextmanager
def con_avisos(que_hacer: Literal["ignore", "error"]) -> Iterator[None]:
    """Una cuenta que la imprenta hace con lo de la página: de lo que salga mal calla, o falla."""
    with warnings.catch_warnings(), contextlib.ExitStack() as pila:
        warnings.simplefilter(que_hacer)
        if "numpy" in sys.modules:
            de_numpy = "raise" if que_hacer == "error" else "ignore"
            pila.enter_context(sys.modules["numpy"].errstate(all=de_numpy))
        yield


def es_propio(valor: Any) -> bool:
    """Si un valor es de la página o del libro, y no un módulo, un tipo o una función instalados."""
    if isinstance(valor, types.ModuleType):
        return _es_del_libro(valor.__name__)
    if isinstance(valor, type) or type(valor).__name__ in CLASES_DE_FUNCIONES:
        dueno = getattr(valor, "__self__", None)
        if dueno is not None and not isinstance(dueno, types.ModuleType):
            return True  # el método de algo de la página
        return _es_del_libro(getattr(valor, "__module__", None) or type(valor).__module__)
    return True


def _es_del_libro(modulo: str) -> bool:
    if modulo in ("builtins", "numpy") or modulo.partition(".")[0] in sys.stdlib_module_names:
        return modulo == "__main__"
    archivo = getattr(sys.modules.get(modulo), "__file__", None)
    return modulo == "__main__" or (archivo is not None and not es_fija(archivo))


def solo_envuelve(arbol: ast.expr, nombres: Mapping[str, Any]) -> bool:
    """Si una expresión sin nada de la página solo pone en otra forma las constantes que trae escritas."""
    llamadas = [nodo.func for nodo in ast.walk(arbol) if isinstance(nodo, ast.Call)]
    sueltos = [n for n in ast.walk(arbol) if isinstance(n, ast.Attribute) and n not in llamadas]
    if any(isinstance(_resuelto(nodo, nombres), int | float) for nodo in sueltos):
        return False  # `math.pi`
    return all(_pone_en_otra_forma(funcion, nombres) for funcion in llamadas)


def _pone_en_otra_forma(funcion: ast.expr, nombres: Mapping[str, Any]) -> bool:
    llamado = _resuelto(funcion, nombres)
    if llamado is None or isinstance(llamado, type):
        return True  # un método de una constante, un tipo
    nombre = getattr(llamado, "__name__", "")
    return getattr(builtins, nombre, None) is llamado or nombre in HACEN_MATRICES


def _resuelto(nodo: ast.expr, nombres: Mapping[str, Any]) -> Any:
    """Lo que nombra `a` o `a.b.c`, si `a` es un módulo; None si es otra cosa."""
    if isinstance(nodo, ast.Name):
        return nombres.get(nodo.id, getattr(builtins, nodo.id, None))
    if isinstance(nodo, ast.Attribute):
        dueno = _resuelto(nodo.value, nombres)
        return getattr(dueno, nodo.attr, None) if isinstance(dueno, types.ModuleType) else None
    return None
