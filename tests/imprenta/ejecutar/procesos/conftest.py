"""Un vivero para todas las pruebas de un archivo, y cómo ejecutar en él unas celdas."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pasos import TEMPLADAS, Ejecutor, guion

from imprenta.ejecutar.dependencias.modulos import terreno
from imprenta.ejecutar.procesos.cliente import Vivero
from imprenta.ejecutar.procesos.conduccion import conducir
from imprenta.libro.modelo import Celda, Consulta, Ejecucion


@pytest.fixture(scope="module")
def raiz(tmp_path_factory: pytest.TempPathFactory) -> Path:
    raiz = tmp_path_factory.mktemp("libro")
    (raiz / "code").mkdir()
    (raiz / "code" / "estado.py").write_text("valor = 1\n", encoding="utf-8")
    (raiz / "book").mkdir()
    return raiz


@pytest.fixture(scope="module")
def vivero(raiz: Path) -> Iterator[Vivero]:
    with Vivero(terreno(raiz)) as vivero:
        yield vivero


@pytest.fixture
def ejecutar(vivero: Vivero, raiz: Path) -> Ejecutor:
    """Ejecuta unas celdas (textos) y consultas, y falla si fallan."""

    def ejecutar(*pasos: str | Celda | Consulta, segundos: float = 20) -> Ejecucion:
        ejecucion = conducir(vivero, raiz / "book" / "p.md", guion(*pasos), segundos, TEMPLADAS)
        assert ejecucion.falta is None, ejecucion.traza
        return ejecucion

    return ejecutar
