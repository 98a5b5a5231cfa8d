"""Este libro sale igual, octeto a octeto, en otra carpeta y sin memoria de lo construido en esta."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from este_libro import HAY_TEX, RAIZ, construido, construir, publicado

pytestmark = pytest.mark.lenta  # construye el libro entero


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


@pytest.mark.skipif(not HAY_TEX, reason="hace falta TeX: mira el README")
@pytest.mark.skipif(os.environ.get("CI") != "true", reason="construye el libro de nuevo: CI=true make test")
def test_un_clon_en_otro_sitio_da_los_mismos_octetos(tmp_path: Path) -> None:
    otra_raiz = clon(tmp_path / "otro/mucho/más largo")
    construir(otra_raiz, PYTHONPATH=str(otra_raiz / "code"))  # con su código, no con el de aquí
    este, otro = publicado(construido()), publicado(otra_raiz / "_build")
    assert [ruta for ruta in este.keys() | otro.keys() if este.get(ruta) != otro.get(ruta)] == []
    assert len(este) > 20
