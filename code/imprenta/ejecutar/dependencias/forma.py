"""La forma de un módulo: lo que su texto hace, sin comentarios, blancos, renglones ni docstrings.

Quien puede ver el texto (`__doc__`, `inspect`, un rastro con sus líneas) no depende de la forma, sino del
texto entero: lo delatan los nombres que usa.
"""

from __future__ import annotations

import ast
import hashlib
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from imprenta.libro.guardado import guardado, guardar

CON_DOCSTRING = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
CODIFICACION = re.compile(rb"(?:.*\n)?.*coding[:=]")
# Nombres con los que un programa ve el texto de otro o el suyo: sus docstrings, sus líneas, su archivo.
MIRAN_TEXTOS = frozenset(
    """
    __doc__ __file__ __spec__ __cached__ __traceback__ __code__ __firstlineno__ __loader__
    ast dis doctest faulthandler help inspect linecache logging marshal pdb profile cProfile pstats pydoc
    settrace setprofile timeit tokenize trace traceback unittest warnings
    co_firstlineno currentframe exc_info excepthook f_lineno getdoc getsource getsourcelines lineno
    signature tb_lineno _getframe get_ipython
    click cloudpickle devtools dill docopt fastapi fire hypothesis icecream jax joblib loguru numba pydantic
    pytest structlog torch typer
    """.split()
)


def forma_de(octetos: bytes) -> str:
    """El resumen de lo que hace un módulo; si no se puede separar de cómo está escrito, el de su texto.

    >>> forma_de(b"x = 1  # uno") == forma_de(b'\"\"\"Otro.\"\"\"\\n\\nx = (1)') != forma_de(b"x = 2")
    True
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # quien avisa al leerlo dice en qué línea
            arbol = ast.parse(octetos)
        for nodo in _con_docstring(arbol):
            _quitar_docstring(nodo)
        texto = "" if CODIFICACION.match(octetos) else ast.dump(arbol)
    except (SyntaxError, ValueError, RecursionError, MemoryError, Warning):
        texto = ""
    return hashlib.sha256(texto.encode("utf-8", "surrogatepass") or octetos).hexdigest()


def _con_docstring(
    nodo: ast.AST,
) -> Iterator[ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]:
    """Los módulos, clases y funciones: solo se baja por los cuerpos, que es donde están."""
    if isinstance(nodo, CON_DOCSTRING):
        yield nodo
    for campo in ("body", "orelse", "finalbody", "handlers", "cases"):
        hijos = getattr(nodo, campo, ())
        for hijo in hijos if isinstance(hijos, list) else ():
            yield from _con_docstring(hijo)


def _quitar_docstring(nodo: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    match nodo.body:
        case [ast.Expr(value=ast.Constant(value=str())), *resto]:
            nodo.body = resto


class Formas:
    """La forma de cada texto, recordada de una construcción a otra por su contenido."""

    def __init__(self, archivo: Path) -> None:
        self.archivo, self.usadas = archivo, dict[str, str]()
        sabidas = guardado(archivo)
        self.sabidas: dict[str, Any] = sabidas if isinstance(sabidas, dict) else {}

    def de(self, octetos: bytes) -> str:
        resumen = hashlib.sha256(octetos).hexdigest()
        if resumen not in self.usadas:
            sabida = self.sabidas.get(resumen)
            self.usadas[resumen] = sabida if isinstance(sabida, str) else forma_de(octetos)
        return self.usadas[resumen]

    def guardar(self) -> None:
        """Deja en el disco las de los textos que se han mirado, si alguna es nueva."""
        if self.usadas.keys() - self.sabidas.keys():
            guardar(self.archivo, self.usadas)
            self.sabidas = dict(self.usadas)
