"""La imprenta instalada para imprimir otro libro: desde la rueda, en otro sitio y sin este repositorio.

En la integración continua se instala todo, con las versiones cerradas. Donde no hay red se le prestan las
bibliotecas de este entorno, y nada más: ni `code/` ni lo instalado en modo editable llegan por ahí.
"""

import os
import re
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from imprenta.libro.disco import quitar

RAIZ = Path(__file__).parents[1]
CON_RED = os.environ.get("CI") == "true"
JUPYTER_BOOK = "from jupyter_book.cli.main import main; main()"  # su orden no está en el entorno prestado
DE_DONDE = "import imprenta, importlib.util as u; print(imprenta.__file__, u.find_spec('redes'))"
COBERTURA = "6 cifras · 1 afirmación · 1 hecho de esta vez · 1 fórmula · 0 datos · 0 sin cubrir · 0 falsas"


def pip(*orden: str | Path) -> None:
    hecho = subprocess.run([sys.executable, "-m", "pip", *orden], capture_output=True, text=True)
    assert hecho.returncode == 0, hecho.stderr


def de_este_repositorio(*carpetas: str) -> list[str]:
    """Los archivos que guarda, también los que aún no ha guardado."""
    orden = ["git", "-C", str(RAIZ), "ls-files", "-z", "-co", "--exclude-standard", "--", *carpetas]
    listados = subprocess.run(orden, check=True, capture_output=True, text=True).stdout.split("\0")
    return [nombre for nombre in listados if nombre and (RAIZ / nombre).exists()]


@pytest.fixture(scope="module")
def rueda(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """La rueda, hecha en una copia: aquí no deja rastro."""
    copia, destino = tmp_path_factory.mktemp("copia"), tmp_path_factory.mktemp("rueda")
    for nombre in de_este_repositorio("code/imprenta", "pyproject.toml", "README.md", "LICENSE"):
        (copia / nombre).parent.mkdir(parents=True, exist_ok=True)
        (copia / nombre).write_bytes((RAIZ / nombre).read_bytes())
    pip("wheel", "-q", "--no-deps", "--no-build-isolation", "-w", destino, copia)
    (hecha,) = destino.iterdir()
    return hecha


def test_la_rueda_lleva_la_imprenta_entera_y_nada_mas(rueda: Path) -> None:
    with zipfile.ZipFile(rueda) as abierta:
        llevados = {nombre for nombre in abierta.namelist() if ".dist-info/" not in nombre}
    assert llevados == {nombre.removeprefix("code/") for nombre in de_este_repositorio("code/imprenta")}
    assert {Path(nombre).suffix for nombre in llevados} >= {
        ".py",
        ".typ",
        ".css",
        ".js",
        ".otf",
        ".yml",
        ".md",
    }


@pytest.fixture(scope="module")
def entorno(rueda: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """La carpeta de los programas de un entorno recién hecho con la rueda."""
    casa = tmp_path_factory.mktemp("entorno")
    venv.create(casa, symlinks=True)
    python = casa / "bin" / "python"
    if CON_RED:
        sin_huellas = re.findall(r"^[\w.-]+==[^\\\n]+", (RAIZ / "requirements.txt").read_text(), re.MULTILINE)
        (casa / "versiones.txt").write_text("\n".join(sin_huellas), encoding="utf-8")
        pip("--python", python, "install", "-q", "-c", casa / "versiones.txt", rueda)
    else:
        pip("--python", python, "install", "-q", "--no-deps", "--no-index", rueda)
        (suyas,) = casa.glob("lib/python*/site-packages")
        prestadas = [ruta for ruta in sys.path if Path(ruta).name == "site-packages"]
        (suyas / "prestadas.pth").write_text("\n".join(prestadas), encoding="utf-8")
    return casa / "bin"


def correr(donde: Path, *orden: str | Path) -> str:
    """Lo que dice un programa, que tiene que acabar bien, con nada de lo que aquí ayuda."""
    limpio = {
        clave: valor for clave, valor in os.environ.items() if not clave.startswith(("PYTHON", "VIRTUAL"))
    }
    hecho = subprocess.run(orden, cwd=donde, env=limpio, capture_output=True, text=True)
    assert hecho.returncode == 0, hecho.stdout + hecho.stderr
    return hecho.stdout


@pytest.mark.lenta
def test_imprime_un_libro_en_otro_sitio_y_sin_este_repositorio(entorno: Path, tmp_path: Path) -> None:
    python, orden = entorno / "python", entorno / "imprenta"
    (suya,) = entorno.parent.glob("lib/python*/site-packages/imprenta/__init__.py")
    assert correr(tmp_path, python, "-c", DE_DONDE) == f"{suya} None\n"
    correr(tmp_path, orden, "nuevo", "libro")
    assert correr(tmp_path, orden, "verify", "libro").endswith(f"{COBERTURA}\n")
    for edicion, archivo in (("html", "index.html"), ("pdf", "libro.pdf"), ("epub", "libro.epub")):
        dicho = correr(tmp_path, orden, edicion, "libro")
        assert dicho.endswith(f"{COBERTURA}\nEl libro está en _build/{edicion}/{archivo}\n")
        assert (tmp_path / "libro" / "_build" / edicion / archivo).stat().st_size > 4000
    paginas = de_la_web(tmp_path / "libro")
    quitar(tmp_path / "libro" / "_build" / "html")
    correr(tmp_path, python, "-c", JUPYTER_BOOK, "build", "libro")
    assert de_la_web(tmp_path / "libro") == paginas


def de_la_web(libro: Path) -> dict[str, bytes]:
    html = libro / "_build" / "html"
    return {ruta.name: ruta.read_bytes() for ruta in html.glob("*.html")}
