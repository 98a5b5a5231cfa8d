"""Qué importa un texto de Python, leído sin ejecutarlo.

Lo que no se puede saber leyendo (`import_module(nombre)`, `exec`, cambiar `sys.path`…) se dice: el
texto es opaco, y quien dependa de él dependerá de todo. Las órdenes de IPython (`%`, `!`, `?`) se reconocen
aquí mismo: traducirlas con IPython costaría importarlo en el proceso de la imprenta.
"""

from __future__ import annotations

import ast
import functools
import re
import textwrap
from dataclasses import dataclass

from imprenta.ejecutar.dependencias.forma import MIRAN_TEXTOS


@dataclass(frozen=True)
class Importacion:
    """`from {'.' * nivel}{modulo} import {nombres}`; sin nombres, `import modulo`."""

    modulo: str
    nombres: tuple[str, ...] = ()
    nivel: int = 0


@dataclass(frozen=True)
class CodigoVisto:
    """Lo que un texto deja ver: sus importaciones, sus textos literales y si hay algo que no se ve.

    `mira_textos` dice si podría enseñar cómo está escrito un módulo, y no solo usarlo.
    """

    importaciones: frozenset[Importacion] = frozenset()
    literales: frozenset[str] = frozenset()
    opaco: bool = False
    toca_entorno: bool = False
    mira_textos: bool = False


# Nombres y atributos con los que se importa o se ejecuta código que no está a la vista.
OPACOS = {
    "exec",
    "eval",
    "compile",
    "execfile",
    "run_path",
    "run_module",
    "spec_from_file_location",
    "spec_from_loader",
    "module_from_spec",
    "exec_module",
    "load_module",
    "find_spec",
    "find_loader",
    "iter_modules",
    "walk_packages",
    "meta_path",
    "path_hooks",
    "addsitedir",
    "__path__",
    "__loader__",
    "__builtins__",
    "run_cell_magic",
    "getoutput",
    "system",
    "popen",
}
# Módulos que existen para eso mismo: arrancar procesos o cargar código guardado.
MODULOS_OPACOS = {"subprocess", "runpy", "pickle", "shelve", "zipimport", "imp", "builtins"}
# Las órdenes de IPython que no importan ni ejecutan nada del libro.
MAGIAS_INOFENSIVAS = {
    "matplotlib",
    "config",
    "precision",
    "time",
    "timeit",
    "env",
    "set_env",
    "whos",
    "who",
    "pwd",
}
TOCAN_EL_ENTORNO = {"environ", "putenv", "unsetenv", "env", "set_env"}
# Funciones cuyo primer argumento, si es un literal, es el nombre de un módulo o de un paquete.
QUE_IMPORTAN = {"import_module", "__import__"}
QUE_ABREN = {
    "files",
    "get_data",
    "open_text",
    "open_binary",
    "read_text",
    "read_binary",
    "is_resource",
    "contents",
}


# Una línea con una orden de IPython: `%orden`, `!programa`, `objeto?`, solos o a la derecha de un `=`.
ORDEN = re.compile(
    r"^(?P<sangria>[ \t]*)(?:[\w.,*\[\] \t]+=[ \t]*)?"
    r"(?:%(?P<magia>\w+)[ \t]*(?P<argumento>.*)|[%!?].*|[^#\n]*\?[ \t]*)$",
    re.MULTILINE,
)
# Lo demás que IPython entiende y Python no: `/f x`, `>>> x`…
OTRAS_ORDENES = re.compile(r"[%!?]|^[ \t]*(?:[,;/>]|In \[)", re.MULTILINE)


def leer_celda(codigo: str) -> CodigoVisto:
    """Lee una celda o una expresión, que puede tener órdenes de IPython.

    >>> leer_celda("%time import a").importaciones
    frozenset({Importacion(modulo='a', nombres=(), nivel=0)})
    >>> leer_celda("!python a.py").opaco
    True
    """
    visto = _leer(codigo) or _leer(ORDEN.sub(_en_python, textwrap.dedent(codigo)))
    if visto is not None:
        return visto
    hay_otras = OTRAS_ORDENES.search(codigo) is not None
    return CodigoVisto(opaco=hay_otras, toca_entorno=hay_otras)


def _en_python(orden: re.Match[str]) -> str:
    """Una orden, escrita como la llamada en que IPython la convierte; salvo `%orden`, todas igual."""
    if orden["magia"] is None:
        return f"{orden['sangria']}get_ipython().system({orden[0].strip()!r})"
    return f"{orden['sangria']}get_ipython().run_line_magic({orden['magia']!r}, {orden['argumento']!r})"


def leer_python(texto: str) -> CodigoVisto:
    """Lee el texto de un módulo o de una celda; el que no se entiende no importa nada: fallará al ejecutarse.

    >>> leer_python("from . import b").importaciones
    frozenset({Importacion(modulo='', nombres=('b',), nivel=1)})
    >>> leer_python("import_module(nombre)").opaco
    True
    """
    return _leer(texto) or CodigoVisto()


@functools.lru_cache(maxsize=4096)
def _leer(texto: str) -> CodigoVisto | None:
    """Lo que se ve en un texto; None si no es Python."""
    try:
        arbol = ast.parse(texto)
    except (SyntaxError, ValueError):
        return None
    lector = _Lector()
    lector.visit(arbol)
    return CodigoVisto(
        frozenset(lector.importaciones),
        frozenset(lector.literales),
        lector.opaco,
        lector.toca_entorno,
        lector.mira_textos,
    )


class _Lector(ast.NodeVisitor):
    def __init__(self) -> None:
        self.importaciones: set[Importacion] = set()
        self.literales: set[str] = set()
        self.opaco = False
        self.toca_entorno = False
        self.mira_textos = False

    def visit_Import(self, nodo: ast.Import) -> None:
        for alias in nodo.names:
            self._importar(Importacion(alias.name))
            self.opaco |= (
                alias.name == "sys" and alias.asname is not None
            )  # ¿quién sabe qué hará con su ruta?

    def visit_ImportFrom(self, nodo: ast.ImportFrom) -> None:
        nombres = tuple(alias.name for alias in nodo.names)
        self._importar(Importacion(nodo.module or "", nombres, nodo.level))
        for alias in nodo.names:
            self._mirar_nombre(alias.name)
            self.opaco |= (nodo.module, alias.name) == ("sys", "path")
            # Con otro nombre ya no se reconocería al usarla.
            self.opaco |= alias.name in QUE_IMPORTAN and alias.asname not in (None, alias.name)

    def _importar(self, importacion: Importacion) -> None:
        self.importaciones.add(importacion)
        self.mira_textos |= not MIRAN_TEXTOS.isdisjoint(importacion.modulo.split("."))
        self.opaco |= importacion.nivel == 0 and importacion.modulo.partition(".")[0] in MODULOS_OPACOS

    def visit_If(self, nodo: ast.If) -> None:
        """Lo que solo importan los comprobadores de tipos no se ejecuta."""
        condicion = nodo.test
        nombre = condicion.attr if isinstance(condicion, ast.Attribute) else getattr(condicion, "id", "")
        if nombre != "TYPE_CHECKING":
            self.generic_visit(nodo)
            return
        for hijo in nodo.orelse:
            self.visit(hijo)

    def visit_Name(self, nodo: ast.Name) -> None:
        self._mirar_nombre(nodo.id)

    def visit_Attribute(self, nodo: ast.Attribute) -> None:
        base = nodo.value
        # `re.compile`, `tabla.eval` o `platform.system` no ejecutan nada del libro.
        if nodo.attr not in {"eval", "exec", "compile"} and ast.unparse(nodo) != "platform.system":
            self._mirar_nombre(nodo.attr)
        if isinstance(base, ast.Name) and (base.id, nodo.attr) == ("sys", "path"):
            self.opaco = True
        self.visit(base)

    def _mirar_nombre(self, nombre: str) -> None:
        self.opaco |= nombre in OPACOS
        self.mira_textos |= nombre in MIRAN_TEXTOS
        self.toca_entorno |= nombre in TOCAN_EL_ENTORNO
        self.opaco |= nombre in QUE_IMPORTAN  # sin llamarla con un literal, no se sabe qué importará

    def visit_Call(self, nodo: ast.Call) -> None:
        funcion = nodo.func
        nombre = funcion.attr if isinstance(funcion, ast.Attribute) else getattr(funcion, "id", "")
        literal = _texto(nodo.args[0]) if nodo.args else None
        if nombre in QUE_IMPORTAN and literal is not None and self._importar_literal(literal, nodo):
            return
        elif nombre in QUE_ABREN and literal is not None:
            self.importaciones.add(Importacion(literal))
        elif nombre == "run_line_magic" and literal in MAGIAS_INOFENSIVAS:
            self._magia(literal, nodo)
        elif nombre == "run_line_magic":
            self.opaco = True
        self.generic_visit(nodo)

    def _importar_literal(self, literal: str, nodo: ast.Call) -> bool:
        """`import_module("a.b")` o `import_module(".b", paquete)`; dice si se ha podido seguir."""
        nivel = len(literal) - len(literal.lstrip("."))
        otros = [*nodo.args[1:], *(clave.value for clave in nodo.keywords)]
        if nivel == 0:
            self.importaciones.add(Importacion(literal))
            return not otros
        if len(otros) != 1:
            return False
        paquete = otros[0]
        if isinstance(paquete, ast.Name) and paquete.id in {"__package__", "__name__"}:
            self.importaciones.add(Importacion(literal[nivel:], (), nivel))
            return True
        partes = (_texto(paquete) or "").split(".")
        base = partes[: len(partes) - nivel + 1]
        self.importaciones.add(Importacion(".".join([*base, literal[nivel:]])))
        return bool(base and base[0])

    def _magia(self, magia: str, nodo: ast.Call) -> None:
        self.toca_entorno |= magia in TOCAN_EL_ENTORNO
        argumento = _texto(nodo.args[1]) if len(nodo.args) > 1 else ""
        if magia in {"time", "timeit"} and argumento:
            try:
                self.visit(ast.parse(argumento))
            except SyntaxError:
                self.opaco = True

    def visit_Constant(self, nodo: ast.Constant) -> None:
        if isinstance(nodo.value, str) and 0 < len(nodo.value) < 256 and nodo.value.isprintable():
            self.literales.add(nodo.value)


def _texto(nodo: ast.AST) -> str | None:
    return nodo.value if isinstance(nodo, ast.Constant) and isinstance(nodo.value, str) else None
