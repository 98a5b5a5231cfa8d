"""Lo que se importa al usarse es lo de verdad, y no deja módulos a medias."""

import importlib
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from libros import poner

from imprenta.pintar.al_usarse import al_usarse


@pytest.fixture
def importado(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Un módulo que importa de otro una función que no llama; el otro apunta cuándo se importa."""
    poner(tmp_path / "pesado_xyz/__init__.py", "import sys\nsys.importado.append('pesado_xyz')\n")
    poner(
        tmp_path / "pesado_xyz/hondo.py",
        "import sys\nsys.importado.append('hondo')\n\ndef f(x):\n    return 2 * x\n",
    )
    poner(tmp_path / "ligero_xyz.py", "from pesado_xyz.hondo import f\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    apuntados: list[str] = []
    monkeypatch.setattr(sys, "importado", apuntados, raising=False)
    yield apuntados
    for nombre in ("pesado_xyz", "pesado_xyz.hondo", "ligero_xyz"):
        sys.modules.pop(nombre, None)


def test_se_importa_al_llamar_y_no_antes(importado: list[str]) -> None:
    with al_usarse("pesado_xyz", "pesado_xyz.hondo"):
        ligero = importlib.import_module("ligero_xyz")
    assert importado == []
    assert not {"pesado_xyz", "pesado_xyz.hondo"} & sys.modules.keys()
    assert ligero.f(4) == 8
    assert importado == ["pesado_xyz", "hondo"]


def test_quien_lo_importa_despues_lo_importa_de_verdad(importado: list[str]) -> None:
    with al_usarse("pesado_xyz", "pesado_xyz.hondo"):
        importlib.import_module("ligero_xyz")
    assert importlib.import_module("pesado_xyz.hondo").f.__module__ == "pesado_xyz.hondo"


def test_quien_se_quedo_con_el_modulo_tiene_lo_del_verdadero(importado: list[str]) -> None:
    with al_usarse("pesado_xyz", "pesado_xyz.hondo"):
        modulo = importlib.import_module("pesado_xyz.hondo")
    assert importado == []
    assert modulo.f(4) == 8
    assert modulo.f is importlib.import_module("pesado_xyz.hondo").f


def test_lo_ya_importado_se_queda(importado: list[str]) -> None:
    antes = importlib.import_module("pesado_xyz.hondo")
    with al_usarse("pesado_xyz.hondo"):
        importlib.import_module("ligero_xyz")
    assert sys.modules["pesado_xyz.hondo"] is antes


def test_sphinx_arranca_sin_lo_que_no_se_usa_y_sin_modulos_falsos() -> None:
    programa = """
        import sys
        from imprenta.pintar.sphinx import importar_sphinx
        importar_sphinx()
        assert "myst_nb.sphinx_" in sys.modules and "sqlalchemy" not in sys.modules, "no se aplazan"
        assert "jupyter_client" not in sys.modules
        from myst_nb.core.execute.cache import NotebookClientCache
        assert NotebookClientCache.__mro__[1].__name__ == "NotebookClientBase"
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(programa)], check=True)
