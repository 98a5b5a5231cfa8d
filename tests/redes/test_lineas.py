"""Las líneas que ocupa una función son las que se ven."""

import inspect
from types import FunctionType
from typing import Any

import pytest

from redes import activaciones, descenso
from redes.lineas import lineas


def en_dos() -> int:
    return 1


def en_cuatro(x: int) -> int:

    doble = 2 * x
    return doble


FUNCIONES: list[Any] = [en_dos, en_cuatro, descenso.paso, descenso.destino, activaciones.logit]


@pytest.mark.parametrize("funcion", FUNCIONES)
def test_son_las_de_su_fuente(funcion: FunctionType) -> None:
    assert lineas(funcion) == len(inspect.getsource(funcion).rstrip().splitlines())


def test_las_de_varias_se_suman() -> None:
    assert lineas(*FUNCIONES[:2]) == 6
    assert lineas() == 0
