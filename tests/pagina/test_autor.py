"""El día de un autor: clona, mira, se equivoca, lo arregla, cambia el código y acepta lo que ahora vale."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from libro_pequeno import guardar
from libros import CABECERA, celda, cuaderno, escribir_libro, imprenta, poner
from playwright.sync_api import Page, expect

CODIGO = "LADO = 3\n\n\ndef area(lado=LADO):\n    return lado**2 / 7\n"
USARLO = "from piezas import LADO, area"
UNA = f"""{CABECERA}# Una

{celda(USARLO)}De lado {{cifra}}`tres <LADO>`, es {{cifra}}`1.29 <area()>`, el {{cifra}}`128.6 % <area()>`;
$\\cifra{{2.57}}{{2 * area()}}$ cuesta más, y entre todas serían {{cifra}}`1 286 <round(1000 * area())>`.

| área | otra |
|---|---|
| {{cifra}}`1.3 <area()>` | {{cifra}}`2.571 <2 * area()>` |

{{afirma}}`Pasa de uno <area() > 1>` y sigue pasando.
"""
# Con finales de línea de Windows, marca de orden de bytes y la coma de los decimales.
OTRA = f"\ufeff{CABECERA}# Otra\n\n{celda(USARLO)}Es {{cifra}}`1,3 <area()>`, no más.\n".replace("\n", "\r\n")
TERCERA = cuaderno(
    {
        "id": "a",
        "cell_type": "code",
        "metadata": {},
        "execution_count": None,
        "outputs": [],
        "source": [USARLO],
    },
    {
        "id": "b",
        "cell_type": "markdown",
        "metadata": {},
        "source": ["# Tercera\n", "\n", "«Es {cifra}`1.286 <area()>`»."],
    },
)
CIFRAS = re.compile(r"[0-9][0-9., \u202f]*|tres|cuatro")


@pytest.fixture
def clon(tmp_path: Path) -> Path:
    """Un libro recién clonado: una página corriente, otra escrita en otro sistema y un cuaderno."""
    original = escribir_libro(tmp_path / "original", {"una": UNA}, {"piezas.py": CODIGO})
    (original / "otra.md").write_bytes(OTRA.encode())
    poner(original / "tercera.ipynb", TERCERA)
    poner(original / "_toc.yml", "format: jb-book\nroot: una\nchapters: [{file: otra}, {file: tercera}]\n")
    guardar(original)
    clon = tmp_path / "clon"
    subprocess.run(["git", "clone", "-q", str(original), str(clon)], check=True)
    return clon


@pytest.fixture
def direccion(clon: Path) -> Iterator[str]:
    """La del libro en `livehtml`."""
    proceso = imprenta("livehtml", "--puerto", "0", clon)
    assert proceso.stdout is not None
    yield next(trozo for trozo in proceso.stdout.readline().split() if trozo.startswith("http"))
    proceso.terminate()
    proceso.communicate()


def cumplir(*orden: str, libro: Path) -> tuple[int, str]:
    """Lo que dice una orden de la imprenta y cómo acaba, sin nadie al teclado."""
    mandato = [sys.executable, "-m", "imprenta", *orden, str(libro)]
    hecho = subprocess.run(mandato, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return hecho.returncode, hecho.stdout + hecho.stderr


def cambios(libro: Path) -> list[tuple[str, str]]:
    """Cada línea que git ve cambiada en las páginas, antes y después."""
    orden = ["git", "diff", "-U0", "--", "*.md", "*.ipynb"]
    dicho = subprocess.run(orden, cwd=libro, capture_output=True, check=True).stdout.decode()
    renglones = [r for r in dicho.split("\n") if r[:1] in "+-" and r[:3] not in ("+++", "---")]
    quitados = [renglon[1:] for renglon in renglones if renglon.startswith("-")]
    puestos = [renglon[1:] for renglon in renglones if renglon.startswith("+")]
    return list(zip(quitados, puestos, strict=True))


def test_de_clonar_a_enviar(clon: Path, direccion: str, hoja: Page) -> None:
    hoja.goto(f"{direccion}/una.html")
    expect(hoja.locator("h1")).to_contain_text("Una")
    cartel = hoja.get_by_role("alert")

    poner(clon / "una.md", UNA.replace("1.29", "1.92"))
    expect(cartel).to_contain_text("una.md:11:42: la prosa dice 1.92; area() = 1.285714286")
    poner(clon / "una.md", UNA)
    expect(cartel).to_have_count(0)

    poner(clon / "code" / "piezas.py", CODIGO.replace("LADO = 3", "LADO = 4"))
    expect(cartel).to_contain_text("9 faltas")
    expect(hoja.get_by_role("list", name="Faltas")).to_contain_text(
        "la prosa dice 1.29; area() = 2.285714286"
    )
    estado, dicho = cumplir("aceptar", "--si", libro=clon)
    assert estado == 0, dicho
    expect(hoja.locator("main, body").first).to_contain_text("2.29")
    expect(cartel).to_have_count(0)

    assert cumplir("verify", libro=clon)[0] == 0
    hechos = cambios(clon)
    assert len(hechos) == 5
    for antes, despues in hechos:
        assert CIFRAS.sub("#", antes) == CIFRAS.sub("#", despues)
    assert (clon / "otra.md").read_bytes() == OTRA.replace("1,3", "2,3").encode()
    assert (clon / "tercera.ipynb").read_text(encoding="utf-8") == TERCERA.replace("1.286", "2.286")
