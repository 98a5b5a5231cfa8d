"""Numba reconoce las funciones del azar de la página, aunque se importara antes de que las cambiaran."""

import functools
import random
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from imprenta.ejecutar.procesos.con_numba import DE_NUMBA, contar_a_numba


def test_las_de_ahora_son_las_que_conocia(monkeypatch: pytest.MonkeyPatch) -> None:
    original, ajena = random.gauss, abs
    conocidas: list[tuple[Any, str]] = [(original, "gauss"), (ajena, "abs")]
    numba = ModuleType(DE_NUMBA)
    vars(numba)["builtin_registry"] = SimpleNamespace(globals=conocidas)
    monkeypatch.setitem(sys.modules, DE_NUMBA, numba)
    for _ in range(2):  # la que la resiembra y la que se apunta, una sobre otra
        monkeypatch.setattr(random, "gauss", functools.wraps(random.gauss)(lambda *datos: original(*datos)))
    contar_a_numba()
    assert conocidas == [(original, "gauss"), (ajena, "abs"), (random.gauss, "gauss")]


def test_sin_numba_no_hay_a_quien_contarselo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, DE_NUMBA, raising=False)
    contar_a_numba()
    assert DE_NUMBA not in sys.modules
