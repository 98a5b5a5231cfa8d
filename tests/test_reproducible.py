"""Este libro sale igual, octeto a octeto, en otra carpeta y sin memoria de lo construido en esta."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

RAIZ = Path(__file__).parents[1]


def construir(raiz: Path) -> dict[str, bytes]:
    """Cada archivo del HTML, que enlaza el PDF, y el PDF mismo."""
    for orden in ("html", "pdf", "html"):
        hecho = subprocess.run(
            [sys.executable, "-m", "imprenta", orden, str(raiz)], capture_output=True, text=True
        )
        assert hecho.returncode == 0, hecho.stderr
    obra = raiz / "_build"
    rutas = (ruta for formato in ("html", "pdf") for ruta in (obra / formato).rglob("*") if ruta.is_file())
    return {str(ruta.relative_to(obra)): ruta.read_bytes() for ruta in rutas}


def clon(destino: Path) -> Path:
    """Una copia de lo que hay en esta carpeta, con su historia y sin nada construido."""
    subprocess.run(["git", "clone", "-q", str(RAIZ), str(destino)], check=True)
    git = ["git", "-C", str(RAIZ), "ls-files", "-z"]
    for opcion, poner in (("-d", False), ("-mo", True)):
        nombres = subprocess.run(
            [*git, opcion, "--exclude-standard"], check=True, capture_output=True, text=True
        )
        for nombre in filter(None, nombres.stdout.split("\0")):
            if poner and (RAIZ / nombre).exists():
                (destino / nombre).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(RAIZ / nombre, destino / nombre)
            else:
                (destino / nombre).unlink(missing_ok=True)
    return destino


@pytest.mark.xdist_group("pagina")  # como todas las que construyen este libro
@pytest.mark.skipif(
    not all(map(shutil.which, ("lualatex", "latexmk"))), reason="hace falta TeX: mira el README"
)
@pytest.mark.skipif(os.environ.get("CI") != "true", reason="construye el libro de nuevo: CI=true make test")
def test_un_clon_en_otro_sitio_da_los_mismos_octetos(tmp_path):
    este, otro = construir(RAIZ), construir(clon(tmp_path / "otro/mucho/más largo"))
    assert [ruta for ruta in este.keys() | otro.keys() if este.get(ruta) != otro.get(ruta)] == []
    assert len(este) > 20
