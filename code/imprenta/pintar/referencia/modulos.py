"""Qué hay en los módulos de un libro, leído sin importarlos: sus docstrings, su código y quién es quién.

De aquí salen las páginas de la referencia y los enlaces que llevan, desde cualquier capítulo, del nombre
de una función a su código. Nada de aquí sabe de Sphinx.
"""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

EXPRESIONES, SENTENCIAS = 2048, 4096  # las de unos cuantos capítulos: a cada cifra le interesan las mismas
Definicion = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
DETRAS = 3  # cuántas funciones se enseñan detrás de una cifra


@dataclass(frozen=True)
class Definido:
    """Una función o una clase: cómo se llama, qué dice y cómo está escrita, sin lo que dice."""

    nombre: str
    docstring: str
    fuente: str
    metodos: tuple[Definido, ...] = ()

    @property
    def publica(self) -> bool:
        return not self.nombre.startswith("_")


@dataclass(frozen=True)
class ModuloLeido:
    """Un módulo: qué dice, sus constantes, sus piezas y de dónde trae cada nombre ajeno."""

    nombre: str
    docstring: str
    constantes: str
    piezas: tuple[Definido, ...]
    propios: frozenset[str]
    ajenos: dict[str, str]

    @property
    def resumen(self) -> str:
        """La primera frase de su docstring."""
        return " ".join(self.docstring.partition("\n\n")[0].split())


class Referencia:
    """Los módulos de unos paquetes, por su nombre."""

    def __init__(self, codigo: Path, paquetes: Iterable[str]) -> None:
        self.modulos = {
            nombre: leer_modulo(nombre, ruta.read_text(encoding="utf-8"))
            for paquete in paquetes
            for nombre, ruta in _archivos(codigo, paquete)
        }

    def lugar(self, nombre: str) -> tuple[str, str] | None:
        """El módulo y el ancla de un nombre con puntos; sigue a los que un paquete trae de otro módulo."""
        if nombre in self.modulos:
            return nombre, ""
        donde, _, propio = nombre.rpartition(".")
        modulo = self.modulos.get(donde)
        if modulo is None:
            return None
        if propio in modulo.propios:
            return donde, propio
        return self.lugar(modulo.ajenos[propio]) if propio in modulo.ajenos else None

    def detras(self, expresion: str, celdas: Sequence[str]) -> list[str]:
        """Las funciones que hay detrás de una expresión.

        Se siguen las variables y las funciones que definen las celdas anteriores.
        """
        ajenos, ultima = _definido_en("\n".join(celdas))
        halladas: dict[str, None] = {}
        vistos: set[str] = set()
        pendientes: list[ast.AST] = [_arbol(expresion)]
        for nodo in pendientes:
            suyos = ligados(nodo)
            for nombre in nombrados(nodo):
                raiz, punto, resto = nombre.partition(".")
                if raiz in suyos:
                    continue
                if raiz in ultima and raiz not in vistos:
                    vistos.add(raiz)
                    pendientes.append(ultima[raiz])
                elif raiz in ajenos and (lugar := self.lugar(f"{ajenos[raiz]}{punto}{resto}")) and lugar[1]:
                    halladas[".".join(lugar)] = None
        return list(halladas)[:DETRAS]


@functools.lru_cache(maxsize=64)  # entre dos celdas hay muchas cifras
def _definido_en(codigo: str) -> tuple[dict[str, str], dict[str, ast.AST]]:
    """De dónde trae un código cada nombre ajeno, y lo último que define cada uno de los suyos."""
    arbol = _arbol(codigo)
    return traidos(arbol), {n: suya for suya in _sentencias(arbol) for n in _lo_que_define(suya)}


def _archivos(codigo: Path, paquete: str) -> Iterator[tuple[str, Path]]:
    for ruta in sorted((codigo / paquete.replace(".", "/")).rglob("*.py")):
        partes = ruta.relative_to(codigo).with_suffix("").parts
        yield ".".join(partes[:-1] if partes[-1] == "__init__" else partes), ruta


# ——— Un módulo ———


@functools.lru_cache(maxsize=256)
def leer_modulo(nombre: str, texto: str) -> ModuloLeido:
    r"""El módulo que hay escrito en `texto`.

    >>> modulo = leer_modulo("m", 'from n import g\nX = 1\ndef f():\n    "Da X."\n    return X\n')
    >>> modulo.piezas[0].docstring, modulo.piezas[0].fuente, sorted(modulo.propios), modulo.ajenos
    ('Da X.', 'def f():\n    return X', ['X', 'f'], {'g': 'n.g'})
    """
    arbol = ast.parse(texto)
    lineas = texto.splitlines()
    asignadas = [nodo for nodo in arbol.body if isinstance(nodo, (ast.Assign, ast.AnnAssign))]
    dichas = [nodo for nodo in arbol.body[1:] if _es_docstring(nodo)]  # lo que se dice de una constante
    piezas = tuple(_pieza(nodo, lineas) for nodo in arbol.body if isinstance(nodo, Definicion))
    constantes = sorted([*asignadas, *dichas], key=lambda nodo: nodo.lineno)
    return ModuloLeido(
        nombre,
        ast.get_docstring(arbol) or "",
        "\n".join("\n".join(lineas[nodo.lineno - 1 : nodo.end_lineno]) for nodo in constantes),
        piezas,
        frozenset(pieza.nombre for pieza in piezas).union(*map(asignados, asignadas)),
        traidos(arbol),
    )


def _pieza(nodo: Definicion, lineas: list[str]) -> Definido:
    metodos = [hijo for hijo in nodo.body if isinstance(hijo, Definicion)]
    return Definido(
        nodo.name,
        ast.get_docstring(nodo) or "",
        _sin_docstrings(nodo, lineas),
        tuple(_pieza(m, lineas) for m in metodos) if isinstance(nodo, ast.ClassDef) else (),
    )


def _sin_docstrings(nodo: Definicion, lineas: list[str]) -> str:
    """El código de una función o de una clase, sin lo que ya se lee encima."""
    primera = min([nodo.lineno, *(decorador.lineno for decorador in nodo.decorator_list)])
    definiciones = [n for n in ast.walk(nodo) if isinstance(n, Definicion)]
    # La que solo tiene docstring (un protocolo) se queda con ella: sin nada dentro no sería código.
    dichas = [n.body[0] for n in definiciones if len(n.body) > 1 and _es_docstring(n.body[0])]
    sobran = {n for dicha in dichas for n in range(dicha.lineno, (dicha.end_lineno or dicha.lineno) + 1)}
    quedan = [lineas[n - 1] for n in range(primera, (nodo.end_lineno or primera) + 1) if n not in sobran]
    sangria = len(quedan[0]) - len(quedan[0].lstrip())
    sin_huecos = re.sub(r"(:\n)\n+", r"\1", "\n".join(linea[sangria:] for linea in quedan))
    return sin_huecos.strip()


def _es_docstring(nodo: ast.stmt) -> bool:
    return (
        isinstance(nodo, ast.Expr)
        and isinstance(nodo.value, ast.Constant)
        and isinstance(nodo.value.value, str)
    )


# ——— Nombres ———


@functools.lru_cache(maxsize=EXPRESIONES)
def _arbol(texto: str) -> ast.Module:
    try:
        return ast.parse(texto)
    except SyntaxError:  # órdenes de IPython: no se sabe qué traen
        return ast.Module([], [])


def asignados(nodo: ast.AST) -> set[str]:
    """Los nombres a los que algo da valor.

    >>> sorted(asignados(ast.parse("Q, K = proyecciones(X)")))
    ['K', 'Q']
    """
    return {n.id for n in ast.walk(nodo) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


@functools.lru_cache(maxsize=SENTENCIAS)
def ligados(nodo: ast.AST) -> frozenset[str]:
    """Los nombres que solo viven dentro: los de una lista por comprensión y los de una función.

    >>> sorted(ligados(ast.parse("costes = [f(n) for n in largos]; g = lambda x: x")))
    ['n', 'x']
    >>> sorted(ligados(ast.parse("def f(x, *y): z = x")))
    ['x', 'y', 'z']
    """
    dentro: set[str] = set()
    for n in ast.walk(nodo):
        if isinstance(n, ast.comprehension):
            dentro |= asignados(n.target)
        elif isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            dentro |= {a.arg for a in ast.walk(n.args) if isinstance(a, ast.arg)} | asignados(n)
    return frozenset(dentro)


def _sentencias(nodo: ast.AST) -> Iterator[ast.stmt]:
    """Las que definen un nombre de la página, en su orden; las de dentro de una función son cosa suya."""
    for hijo in ast.iter_child_nodes(nodo):
        if isinstance(hijo, ast.Assign | ast.AnnAssign | ast.For | Definicion):
            yield hijo
        if not isinstance(hijo, Definicion):
            yield from _sentencias(hijo)


def _lo_que_define(sentencia: ast.stmt) -> set[str]:
    if isinstance(sentencia, Definicion):
        return {sentencia.name}
    return asignados(sentencia) - ligados(sentencia)


@functools.lru_cache(maxsize=512)
def _definiciones(celda: str) -> dict[str, ast.stmt]:
    return {nombre: s for s in _sentencias(_arbol(celda)) for nombre in _lo_que_define(s)}


def donde_se_calcula(expresion: str, celdas: Sequence[str], se_ven: Sequence[bool]) -> int | None:
    """De las celdas anteriores, la última que se ve y da valor a lo que usa una expresión.

    Lo que define una celda oculta se sigue hasta las que se ven.

    >>> celdas = ["a = 1", "b = 2", "c = a + 1"]
    >>> donde_se_calcula("c", celdas, [True] * 3), donde_se_calcula("2 * c", celdas, [True, True, False])
    (2, 0)
    """
    ultima = {nombre: (n, s) for n, celda in enumerate(celdas) for nombre, s in _definiciones(celda).items()}
    vistas, pendientes = set[int](), [*nombres_libres(_arbol(expresion))]
    for nombre in pendientes:
        if nombre not in ultima:
            continue
        lugar, sentencia = ultima[nombre]
        vistas.add(lugar)
        if not se_ven[lugar]:
            pendientes += [otro for otro in nombres_libres(sentencia) if otro not in pendientes]
    return max((n for n in vistas if se_ven[n]), default=None)


def nombres_libres(nodo: ast.AST) -> list[str]:
    """Los nombres que algo usa y no son solo suyos, sin lo que va tras el punto.

    >>> nombres_libres(ast.parse("[f(n).x for n in m.largos]"))
    ['f', 'm']
    """
    suyos = ligados(nodo)
    return [raiz for n in nombrados(nodo) if (raiz := n.partition(".")[0]) not in suyos]


@functools.lru_cache(maxsize=SENTENCIAS)
def nombrados(nodo: ast.AST) -> tuple[str, ...]:
    """Los nombres que algo usa, con sus puntos.

    >>> nombrados(ast.parse("f(m.g(x))[0]"))
    ('f', 'm.g', 'x')
    """
    return tuple(_nombrados(nodo))


def _nombrados(nodo: ast.AST) -> Iterator[str]:
    if isinstance(nodo, (ast.Name, ast.Attribute)) and (nombre := _con_puntos(nodo)):
        if isinstance(nodo.ctx, ast.Load):
            yield nombre
        return
    for hijo in ast.iter_child_nodes(nodo):
        yield from _nombrados(hijo)


def _con_puntos(nodo: ast.expr) -> str:
    if isinstance(nodo, ast.Name):
        return nodo.id
    if isinstance(nodo, ast.Attribute) and (antes := _con_puntos(nodo.value)):
        return f"{antes}.{nodo.attr}"
    return ""


def traidos(arbol: ast.AST) -> dict[str, str]:
    """De dónde viene cada nombre importado.

    >>> traidos(ast.parse("from redes.atencion import softmax as s; import numpy as np"))
    {'s': 'redes.atencion.softmax', 'np': 'numpy'}
    """
    nombres: dict[str, str] = {}
    for nodo in ast.walk(arbol):
        if isinstance(nodo, ast.Import):
            nombres |= {alias.asname or alias.name: alias.name for alias in nodo.names}
        elif isinstance(nodo, ast.ImportFrom) and nodo.module:
            nombres |= {alias.asname or alias.name: f"{nodo.module}.{alias.name}" for alias in nodo.names}
    return nombres


def enlazables(celdas: Sequence[str]) -> dict[str, str]:
    """Los nombres que las celdas de una página traen de fuera y nunca cambian."""
    arbol = _arbol("\n".join(celdas))
    propios = asignados(arbol) | {n.name for n in ast.walk(arbol) if isinstance(n, Definicion)}
    return {nombre: origen for nombre, origen in traidos(arbol).items() if nombre not in propios}
