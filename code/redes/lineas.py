"""Cuántas líneas ocupa una función: así el libro puede decirlo sin contarlas a mano."""

from types import FunctionType


def lineas(*funciones: FunctionType) -> int:
    """Las que ocupan entre todas, de cada `def` a la última línea que hace algo.

    >>> lineas(lambda x: 2 * x), lineas(lineas) > 1
    (1, True)
    """
    return sum(_ultima(funcion) - funcion.__code__.co_firstlineno + 1 for funcion in funciones)


def _ultima(funcion: FunctionType) -> int:
    return max(linea for _, _, linea in funcion.__code__.co_lines() if linea)
