"""La guía para autores se puede seguir al pie de la letra: cada orden se da y sale lo que enseña."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from este_libro import RAIZ, clon, construido
from guia import Lector, hacer_cambio, lo_dice, pasos

GUIA = (RAIZ / "docs" / "autores.md").read_text(encoding="utf-8")
PALABRAS = 1000  # doscientas por minuto, contando lo que enseñan las órdenes


def con_todo_hecho(libro: Path) -> None:
    """Pone en un clon el `.venv`, lo ejecutado y los tipos de esta carpeta: lo demás lo hace la guía."""
    (libro / ".venv").symlink_to(sys.prefix)
    for ruta in [*libro.glob("requirements*.txt"), *libro.rglob("pyproject.toml")]:
        os.utime(ruta, (0, 0))  # `make` no tiene que instalar nada
    shutil.copytree(construido(), libro / "_build", symlinks=True)
    if (tipos := RAIZ / ".mypy_cache").exists():
        shutil.copytree(tipos, libro / ".mypy_cache")


@pytest.fixture
def puerto() -> str:
    with socket.create_server(("127.0.0.1", 0)) as libre:
        return str(libre.getsockname()[1])


@pytest.fixture
def lector(tmp_path: Path, puerto: str) -> Lector:
    copia = clon(tmp_path / "DIRECCION-DE-TU-COPIA")
    nombre = {
        f"GIT_{quien}_{que}": "autora@example.org"
        for quien in ("AUTHOR", "COMMITTER")
        for que in ("NAME", "EMAIL")
    }
    entorno = os.environ | nombre | {"GIT_CONFIG_GLOBAL": os.devnull, "OPENBLAS_NUM_THREADS": "1"}
    for orden in (["add", "-A"], ["commit", "-qm", "Lo que hay", "--allow-empty"]):
        subprocess.run(["git", *orden], cwd=copia, env=entorno, check=True)
    entorno |= {"PYTHONPATH": str(tmp_path / "libro" / "code"), "PUERTO": puerto, "NO_COLOR": "1"}
    return Lector(tmp_path, entorno, con_todo_hecho)


@pytest.mark.lenta
def test_la_guia_se_puede_seguir(lector: Lector, puerto: str) -> None:
    lector.seguir(GUIA.replace("8000", puerto))


def test_la_guia_se_lee_en_cinco_minutos() -> None:
    assert len(GUIA.split()) <= PALABRAS


def test_lo_que_la_guia_enseña_no_lo_da_cualquiera(tmp_path: Path) -> None:
    assert {paso.clase for paso in pasos(GUIA)} == {"sh", "diff", "text"}
    assert lo_dice("a … c\nd\n", "a b c\nx\nd\n")
    assert not lo_dice("a … c\nd\n", "a b c\nx\nde\n")
    assert not lo_dice("a\nb\n", "ab\n")
    (tmp_path / "p.md").write_text("uno\ndos\ntres\n", encoding="utf-8")
    hacer_cambio(tmp_path, "--- a/p.md\n uno\n-dos\n+2\n tres\n")
    assert (tmp_path / "p.md").read_text(encoding="utf-8") == "uno\n2\ntres\n"
    with pytest.raises(AssertionError, match="no dice, o dice más de una vez"):
        hacer_cambio(tmp_path, "--- a/p.md\n-dos\n+2\n")
    with pytest.raises(AssertionError, match=r"no dice:\s+b"):
        Lector(tmp_path, os.environ, lambda libro: None).seguir("```sh\necho a\n```\n\n```text\nb\n```\n")
