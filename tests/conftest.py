"""Lo que comparten todas las pruebas: cómo se reparten, y que con `CI=true` no se salta ninguna."""

import os
import signal
from collections.abc import Iterator
from importlib.util import find_spec

import pytest

# PyTorch ocupa más que todo lo demás junto y el libro no lo necesita: sus pruebas se piden aparte
# (`make pytorch`). Donde no está no se recogen, que no es lo mismo que saltárselas.
collect_ignore = [] if find_spec("torch") else ["redes/test_contra_pytorch.py"]

LARGAS = ("test_reproducible.py", "test_paginas.py", "test_exploradores.py", "test_pdf.py")


def pytest_configure() -> None:
    """Una tarea de fondo hereda un Ctrl-C desoído; quien escribe en una terminal, y las pruebas, no."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Las de un archivo van juntas al mismo proceso; las que más tardan, primero, que si no se las espera."""
    items.sort(key=lambda prueba: prueba.path.name not in LARGAS)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[pytest.TestReport]:
    """Con `CI=true`, `.ci/run` ya ha instalado todo: no hay razón para saltarse nada."""
    informe = yield
    if informe.skipped and os.environ.get("CI") == "true":
        informe.outcome = "failed"
        informe.longrepr = f"{item.nodeid}: se ha saltado con CI=true: {informe.longrepr[-1]}"
    return informe
