"""Lo que comparten todas las pruebas: cómo se reparten, y que con `CI=true` no se salta ninguna."""

import os
import signal
from collections.abc import Iterator
from importlib.util import find_spec

import pytest

# PyTorch ocupa más que todo lo demás junto y el libro no lo necesita: sus pruebas se piden aparte
# (`make pytorch`). Donde no está no se recogen, que no es lo mismo que saltárselas.
collect_ignore = [] if find_spec("torch") else ["redes/test_contra_pytorch.py"]


def pytest_configure() -> None:
    """Una tarea de fondo hereda un Ctrl-C desoído; quien escribe en una terminal, y las pruebas, no."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(tryfirst=True)  # antes que xdist, que es quien lee los grupos
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Entre procesos, las de un archivo van juntas; y juntas todas las que construyen este libro.

    Abrir las páginas cuesta y dos construcciones del mismo libro se estorban: así se hace una sola vez.
    """
    for prueba in items:
        if prueba.get_closest_marker("xdist_group") is None:
            grupo = "pagina" if "pagina" in prueba.path.parts else prueba.path.name
            prueba.add_marker(pytest.mark.xdist_group(grupo))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[pytest.TestReport]:
    """Con `CI=true`, `.ci/run` ya ha instalado todo: no hay razón para saltarse nada."""
    informe = yield
    if informe.skipped and os.environ.get("CI") == "true":
        informe.outcome = "failed"
        informe.longrepr = f"{item.nodeid}: se ha saltado con CI=true: {informe.longrepr[-1]}"
    return informe
