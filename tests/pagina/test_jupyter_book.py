"""`jupyter-book build .`, sin la orden de la imprenta, da las mismas páginas: la extensión basta."""

import subprocess
import sys
from pathlib import Path

RAIZ = Path(__file__).parents[2]


def test_jupyter_book_a_solas_da_las_mismas_paginas(html: Path, tmp_path: Path) -> None:
    orden = [str(Path(sys.executable).with_name("jupyter-book")), "build", str(RAIZ)]
    marcha = subprocess.run([*orden, "--path-output", str(tmp_path)], capture_output=True, text=True)
    assert marcha.returncode == 0, marcha.stderr
    suyas = tmp_path / "_build" / "html" / "book"
    distintas = [
        ruta.name
        for ruta in sorted((html / "book").glob("*.html"))
        if ruta.read_bytes() != (suyas / ruta.name).read_bytes()
    ]
    assert distintas == []
    assert len(list(suyas.glob("*.html"))) > 10
