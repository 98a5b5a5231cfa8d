"""Lo que comparten las pruebas: cuáles son lentas, cómo se reparten y que en `CI` no se salta ninguna."""

import gc
import os
import signal
import sys
from collections.abc import Generator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

RAIZ = Path(__file__).parents[1]
# PyTorch ocupa más que todo lo demás junto y el libro no lo necesita: sus pruebas se piden aparte
# (`make pytorch`). Donde no está no se recogen, que no es lo mismo que saltárselas.
collect_ignore = [] if find_spec("torch") else ["redes/test_contra_pytorch.py"]

# De más a menos: si una larga empieza tarde, al final se la espera con las demás manos paradas. Las que miran
# este libro se esperan unas a otras hasta que está impreso: entre ellas va alguna que no.
LARGAS = (
    "test_en_vivo.py",
    "test_reproducible.py",
    "test_cluster.py",
    "test_guia_de_autores.py",
    "test_este_libro_en_vivo.py",
    "test_al_azar.py",
    "test_paginas.py",
    "test_instalada.py",
    "test_manual.py",
    "test_motores.py",
    "test_ediciones.py",
    "test_exploradores_mandos.py",
    "test_ultimo_bueno.py",
    "test_semillas.py",
    "test_lo_guardado.py",
    "test_electronico.py",
    "test_diferencias.py",
    "test_politica.py",
    "test_epub.py",
    "test_aceptar_en_el_libro.py",
    "test_otras_puertas.py",
    "test_formulas_hostiles.py",
    "test_exploradores_cuentas.py",
    "test_exploradores_estado.py",
    "test_sesiones.py",
    "test_servidor.py",
    "test_entrenamiento.py",
    "test_busqueda.py",
    "test_tres_ediciones.py",
    "test_testigo_del_cuaderno.py",
)
# Lo que arranca una prueba lenta y `make rapido` no admite.
PESADOS = {"chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"}
PESADOS |= {"firefox-esr", "WebKitWebDriver", "Xvfb", "node", "java", "jupyter-book"}
en_curso: list[pytest.Item] = []

# Los casos al azar son siempre los mismos, y ninguna prueba mide lo que tarda.
settings.register_profile("libro", deadline=None, derandomize=True)
settings.load_profile("libro")


def pytest_configure(config: pytest.Config) -> None:
    """Una tarea de fondo hereda un Ctrl-C desoído; quien escribe en una terminal, y las pruebas, no."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.pop(
        "GITHUB_ACTIONS", None
    )  # las faltas de los libros de prueba no son de quien envía el cambio
    os.environ["IMPRENTA_IDIOMA"] = "es"  # las pruebas dicen los mensajes tal como se escriben
    config.addinivalue_line("markers", "lenta: pide un navegador, Java, PyTorch o el libro entero")
    sys.addaudithook(_vigilar)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Las de un archivo van juntas al mismo proceso; las que más tardan, primero, que si no se las espera."""
    for prueba in items:
        if "pagina" in prueba.path.parent.parts or prueba.path.name == "test_contra_pytorch.py":
            prueba.add_marker("lenta")
    puestos = {nombre: puesto for puesto, nombre in enumerate(LARGAS)}
    items.sort(key=lambda prueba: puestos.get(prueba.path.name, len(LARGAS)))


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Lo recogido dura hasta el final: que no lo recorra otra vez nadie, y Sphinx lo hace con cada libro."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    en_curso.append(item)
    try:
        return (yield)
    finally:
        en_curso.pop()


def _vigilar(suceso: str, datos: tuple[Any, ...]) -> None:
    """Lo que tarda solo lo arranca una prueba marcada `lenta`: así `make rapido` lo es siempre."""
    if suceso != "subprocess.Popen" or not en_curso or en_curso[-1].get_closest_marker("lenta"):
        return
    orden = [os.fsdecode(parte) for parte in datos[1]]
    if Path(orden[0]).name in PESADOS or (str(RAIZ) in orden and "imprenta" in orden):
        raise AssertionError(f"esta prueba arranca {Path(orden[0]).name}: márcala con pytest.mark.lenta")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Con `CI=true`, `.ci/run` ya ha instalado todo: no hay razón para saltarse nada."""
    informe = yield
    if informe.skipped and os.environ.get("CI") == "true":
        informe.outcome = "failed"
        motivo = informe.longrepr[-1] if isinstance(informe.longrepr, tuple) else informe.longrepr
        informe.longrepr = f"{item.nodeid}: se ha saltado con CI=true: {motivo}"
    return informe
