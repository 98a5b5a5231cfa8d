"""Lo que se mide en este libro.

Verificar sin cambios, probarlo con otras semillas, el PDF y el EPUB tras el HTML y el Transformer minúsculo.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.construccion import HECHA
from bench.medida import medir

RAIZ = Path(__file__).parents[1]
IMPRENTA = [sys.executable, "-m", "imprenta"]
ARRANQUE = """
import sys
from pathlib import Path
from jupyter_book.config import get_final_config
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

orden = {"latex_individualpages": False}
config, _ = get_final_config(user_yaml=Path("_config.yml"), sourcedir=Path.cwd(), cli_config=orden)
with patch_docutils(None), docutils_namespace():
    Sphinx(Path.cwd(), None, sys.argv[1], sys.argv[2], "html", config, status=None)
"""


def verificar(vueltas: int) -> tuple[float, float]:
    """Segundos de `make verify` sin cambios y de solo arrancar Sphinx, sin construir; lo mejor."""
    medir([*IMPRENTA, "html", "."], RAIZ)
    with tempfile.TemporaryDirectory() as nada:
        arrancar = [sys.executable, "-c", ARRANQUE, f"{nada}/html", f"{nada}/doctrees"]
        pares = [
            (medir([*IMPRENTA, "verify", "."], RAIZ).segundos, medir(arrancar, RAIZ).segundos)
            for _ in range(vueltas)
        ]
    return min(v for v, _ in pares), min(a for _, a in pares)


def con_otras_semillas() -> tuple[float, float, float]:
    """Segundos de verificar en frío, de probar lo afirmado con veinte semillas y de no tener que probarlo."""
    for carpeta in ("ejecuciones", "informes"):
        shutil.rmtree(RAIZ / "_build" / ".imprenta" / carpeta, ignore_errors=True)
    frio = medir([*IMPRENTA, "verify", "."], RAIZ).segundos
    todas = medir([*IMPRENTA, "semillas", "--segundos", "100000", "."], RAIZ).segundos  # sin escribir el acta
    return frio, todas, medir([*IMPRENTA, "semillas", "."], RAIZ).segundos


def edicion(formato: str) -> tuple[float, float, int, float]:
    """Lo que tarda una edición tras `make html`, lo que tarda otra vez, las páginas que ejecuta y sus MB."""
    for estado in (RAIZ / "_build" / ".imprenta").glob("sphinx-*"):
        if estado.name != "sphinx-html":
            shutil.rmtree(estado)
    shutil.rmtree(RAIZ / "_build" / formato, ignore_errors=True)  # con ella puesta, nada habría cambiado
    primera, segunda = (medir([*IMPRENTA, formato, "."], RAIZ) for _ in range(2))
    ejecutadas = sum(len(HECHA.findall(medida.salida)) for medida in (primera, segunda))
    libro = RAIZ / "_build" / formato / f"libro.{formato}"
    return primera.segundos, segunda.segundos, ejecutadas, libro.stat().st_size / 1e6


def transformador() -> str:
    """Lo que dice `bench/transformador.py`."""
    orden = [sys.executable, str(RAIZ / "bench" / "transformador.py")]
    return subprocess.run(orden, capture_output=True, text=True, check=True).stdout
