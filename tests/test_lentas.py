"""Una prueba que arranca lo que tarda tiene que decirlo, o `make rapido` dejaría de serlo."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

RAIZ = Path(__file__).parents[1]


@pytest.mark.parametrize(
    "orden",
    [
        ["java", "-version"],
        ["/usr/bin/chromium", "--version"],
        [sys.executable, "-m", "imprenta", "html", RAIZ],
    ],
)
def test_lo_que_tarda_solo_lo_arranca_una_prueba_lenta(orden: list[Any]) -> None:
    with pytest.raises(
        AssertionError, match=r"^esta prueba arranca [\w.-]+: márcala con pytest\.mark\.lenta$"
    ):
        subprocess.run(orden)


@pytest.mark.lenta
def test_una_prueba_lenta_arranca_lo_que_quiera() -> None:
    assert subprocess.run([sys.executable, "-c", "", "imprenta", RAIZ]).returncode == 0
