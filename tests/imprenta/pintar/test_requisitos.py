"""Lo que pide el cuaderno de cada página, según lo que importa y lo que el libro dice de sí."""

from pathlib import Path

import pytest

from imprenta.leer.lectura import leer
from imprenta.libro.pagina import Pagina
from imprenta.pintar.requisitos import Requeridor, Requisitos

PROYECTO = """\
[project]
requires-python = ">=3.11"
dependencies = ["Numpy<2.5", "pyyaml; python_version > '3'"]
"""


def pagina(codigo: str, nucleo: str = "python3") -> Pagina:
    texto = f"---\nkernelspec: {{name: {nucleo}}}\n---\n# Uno\n\n```{{code-cell}}\n{codigo}\n```\n"
    return leer(Path("libro/uno.md"), texto.encode())


@pytest.fixture
def raiz(tmp_path: Path) -> Path:
    escritos = {
        "code/cuentas/__init__.py": "",
        "code/cuentas/doble.py": "import cycler\nimport matplotlib\nimport json\nfrom cuentas import otra\n",
        "code/cuentas/otra.py": "",
        "code/aparte.py": "import scipy\n",
        "libro/ayuda.py": "import yaml\n",
        "pyproject.toml": PROYECTO,
    }
    for nombre, texto in escritos.items():
        (tmp_path / nombre).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / nombre).write_text(texto, encoding="utf-8")
    return tmp_path


def test_pide_lo_que_se_importa_por_cualquier_camino(raiz: Path) -> None:
    pide = Requeridor(raiz).de(pagina("import numpy as np\nfrom cuentas import doble\nimport ayuda"))
    # cycler lo trae matplotlib, y también numpy, que se nombra porque la celda lo nombra
    assert pide.paquetes == {"matplotlib": "matplotlib", "numpy": "Numpy<2.5", "yaml": "pyyaml"}
    assert pide.archivos == {
        "ayuda.py": raiz / "libro/ayuda.py",
        "cuentas/__init__.py": raiz / "code/cuentas/__init__.py",
        "cuentas/doble.py": raiz / "code/cuentas/doble.py",
        "cuentas/otra.py": raiz / "code/cuentas/otra.py",
    }
    assert pide.modulos == ["ayuda", "cuentas"]
    assert pide.python == (3, 11)
    assert pide.orden == 'pip install matplotlib "Numpy<2.5" pyyaml'


def test_el_codigo_puede_ser_un_paquete_con_sus_propias_versiones(raiz: Path) -> None:
    suyo = '[project]\nrequires-python = ">=3.12"\ndependencies = ["matplotlib>3"]\n'
    (raiz / "code" / "pyproject.toml").write_text(suyo, encoding="utf-8")
    pide = Requeridor(raiz).de(pagina("import numpy as np\nfrom cuentas import doble"))
    assert pide.orden == 'pip install "matplotlib>3" "Numpy<2.5"'
    assert pide.python == (3, 12)


def test_sin_proyecto_se_pide_lo_mismo_sin_versiones(raiz: Path) -> None:
    (raiz / "pyproject.toml").unlink()
    pide = Requeridor(raiz).de(pagina("import numpy, cycler\nfrom cuentas import doble"))
    assert pide.orden == "pip install cycler matplotlib numpy"
    assert pide.python is None


def test_lo_que_trae_una_distribucion_se_mira_una_vez(raiz: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    miradas: list[str] = []
    monkeypatch.setattr("imprenta.pintar.requisitos.metadata.requires", miradas.append)
    requeridor = Requeridor(raiz)
    for codigo in ("import numpy, yaml", "import numpy", "import yaml"):
        requeridor.de(pagina(codigo))
    assert len(miradas) == len({*miradas}) == 2


@pytest.mark.parametrize(
    ("codigo", "nucleo"), [("import json\nfrom IPython.display import HTML", "python3"), ("library(x)", "ir")]
)
def test_lo_que_no_hay_que_poner_no_se_pide(raiz: Path, codigo: str, nucleo: str) -> None:
    assert Requeridor(raiz).de(pagina(codigo, nucleo)) == Requisitos()
