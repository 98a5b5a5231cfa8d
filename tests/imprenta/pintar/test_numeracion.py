"""Los apartados numerados: el mismo número en la página, en sus índices y en el cuaderno."""

import re
from pathlib import Path

import nbformat
import pytest
from libros import CABECERA, construir, escribir_libro, pagina_hecha

from imprenta.leer.lectura import leer_texto
from imprenta.libro.modelo import Ejecucion
from imprenta.pintar.cuaderno import cuaderno

PIDE = CABECERA.replace("kernelspec", "imprenta: {numera: apartados}\nkernelspec")
TEXTO = "# Título\n\n## A\n\n### Pan\n\nHola.\n\n#### Hondo\n\n### *Vino*\n\n## B\n\n### Queso\n\nAdiós.\n"


def test_se_numera_el_tercer_nivel_y_las_direcciones_no_cambian(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paginas = {"portada": "# Portada\n\nHola.\n", "con": PIDE + TEXTO, "sin": CABECERA + TEXTO}
    libro = escribir_libro(tmp_path, paginas)
    assert construir(libro, capsys)[::2] == (0, [])
    con, sin = pagina_hecha(libro, "con"), pagina_hecha(libro, "sin")
    titulos = re.findall(r"<h3><span class=\"section-number\">(.+?)</span> (?:<em>)?(\w+)", con)
    assert titulos == [("1.1", "Pan"), ("1.2", "Vino"), ("2.1", "Queso")]
    assert re.findall(r'<section id="(.+?)"', con) == re.findall(r'<section id="(.+?)"', sin)
    assert '<span class="section-number">2.1</span>' not in sin


def test_una_cifra_que_se_viste_de_numero_de_apartado_se_nota(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    disfraz = TEXTO + "\nSon [3.7]{.section-number} metros.\n"
    libro = escribir_libro(tmp_path, {"portada": "# Portada\n\nHola.\n", "con": PIDE + disfraz})
    estado, _, faltas = construir(libro, capsys)
    assert estado == 1 and all("3.7" in falta for falta in faltas) and faltas


def test_el_cuaderno_lleva_los_mismos() -> None:
    hecho: nbformat.NotebookNode = cuaderno(leer_texto(Path("a.md"), PIDE + TEXTO), Ejecucion(()))
    prosa = "\n".join(celda.source for celda in hecho.cells)
    assert re.findall(r"^#+ (?!El código).*$", prosa, re.M) == [
        "# Título",
        "## A",
        "### 1.1 Pan",
        "#### Hondo",
        "### 1.2 *Vino*",
        "## B",
        "### 2.1 Queso",
    ]
