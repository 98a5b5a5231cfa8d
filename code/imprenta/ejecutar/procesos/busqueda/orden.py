"""El orden de lo hallado: qué expresión es más probable que sea la que el autor quería decir.

Los pesos salen de quitar su atadura a más de trescientos números de un libro y mirar en qué se distinguía la
suya de las demás que daban lo mismo.
"""

from __future__ import annotations

import ast
import builtins
import re
import unicodedata
from collections.abc import Iterator, Mapping

from imprenta.ejecutar.procesos.busqueda.blancos import Acierto

globals()["__builtins__"] = dict(vars(builtins))  # los de este módulo, aunque la página cambie los de todos

LEJISIMOS, PEGADO = 7.0, 0.5
AJENOS = frozenset({"np", "numpy", "math", "len"})
PARTE_DE_NOMBRE = re.compile(r"[^\W_]{3,}")
RAIZ = 4  # letras en que dos palabras de la misma familia coinciden
DICHAS_QUE_CUENTAN = 3
AL_HALLAR, LEJOS, JUNTO, DICHA, CADA_PARTE, TAMANO = 1.3, 0.36, -0.6, -1.1, 0.3, 0.58
DE_LLAMADA = {"max": 2.2, "min": 2.2, "mean": 0.7, "std": 0.7, "sum": 0.7, "median": -1.0, "len": 0.4}
DE_INDICE = {ast.Name: -0.95, str: -0.9, int: 0.25}
DE_ATRIBUTO = {"shape": 0.9, "size": 0.9}
DE_ORIGEN = {"cuenta": 0.8, "escrita": 1.5}
SOLO_UN_NOMBRE, DE_ALGO_CALCULADO = 1.0, 0.4


def coste_de(acierto: Acierto, raices: set[str], cerca: Mapping[str, float]) -> float:
    """Lo que cuesta una expresión, vista donde se quiere decir: con qué palabras y cerca de qué."""
    nodos = list(ast.walk(ast.parse(acierto.expresion, mode="eval")))
    distancias = [
        min(cerca.get(n, LEJISIMOS), LEJISIMOS) for n in _nombres(nodos) if not hasattr(builtins, n)
    ]
    lejos = sum(distancias) / len(distancias) if distancias else LEJISIMOS
    partes = {raiz_de(parte) for dicha in _dichas(nodos) for parte in PARTE_DE_NOMBRE.findall(dicha)}
    return (
        AL_HALLAR * acierto.coste
        + LEJOS * lejos
        + JUNTO * (min(distancias, default=LEJISIMOS) < PEGADO)
        + DICHA * min(len(partes & raices), DICHAS_QUE_CUENTAN)
        + CADA_PARTE * len(partes)
        + TAMANO * sum(isinstance(nodo, ast.expr) for nodo in nodos)
        + SOLO_UN_NOMBRE * isinstance(nodos[0], ast.Expression) * (len(nodos) <= 3)
        + DE_ORIGEN.get(acierto.origen, 0.0)
        + sum(map(_de_su_forma, nodos))
    )


def raiz_de(palabra: str) -> str:
    """Las primeras letras de una palabra, sin tildes.

    >>> raiz_de("Entropías") == raiz_de("entropia")
    True
    """
    llana = unicodedata.normalize("NFKD", palabra.casefold())
    return "".join(letra for letra in llana if not unicodedata.combining(letra))[:RAIZ]


def _nombres(nodos: list[ast.AST]) -> list[str]:
    return [n.id for n in nodos if isinstance(n, ast.Name) and n.id not in AJENOS]


def _dichas(nodos: list[ast.AST]) -> Iterator[str]:
    """Todo lo que en una expresión tiene nombre: variables, atributos y claves."""
    yield from _nombres(nodos)
    yield from (n.attr for n in nodos if isinstance(n, ast.Attribute))
    yield from (n.value for n in nodos if isinstance(n, ast.Constant) and isinstance(n.value, str))


def _de_su_forma(nodo: ast.AST) -> float:
    if isinstance(nodo, ast.Call):
        return DE_LLAMADA.get(getattr(nodo.func, "id", getattr(nodo.func, "attr", "")), 0.0)
    if isinstance(nodo, ast.Attribute):
        return DE_ATRIBUTO.get(nodo.attr, 0.0)
    if not isinstance(nodo, ast.Subscript):
        return 0.0
    indices = nodo.slice.elts if isinstance(nodo.slice, ast.Tuple) else [nodo.slice]
    calculado = DE_ALGO_CALCULADO * isinstance(nodo.value, ast.Call | ast.BinOp)
    return calculado + sum(map(_de_un_indice, indices))


def _de_un_indice(indice: ast.expr) -> float:
    clase = type(indice.value) if isinstance(indice, ast.Constant) else type(indice)
    return DE_INDICE.get(clase, 0.0)
