"""Las imágenes pegadas en un cuaderno salen en su página y en el cuaderno que se descarga, y están al día."""

import base64
import json
import re
from pathlib import Path
from typing import Any

import pytest
from libros import construir, cuaderno, escribir_libro, pagina_hecha, poner

from imprenta.leer.lectura import leer
from imprenta.pintar.adjuntos import adjuntos_nombrados, cuaderno_del_autor

PUNTO = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4//8/AwAI/AL+p5qgoAAAAABJRU5ErkJggg==",
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGD4DwABBAEAwS2OUAAAAABJRU5ErkJggg==",
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNk+M/wHwAEAQH/7yMK/gAAAABJRU5ErkJggg==",
)


def texto(fuente: str, **pegadas: str) -> dict[str, Any]:
    adjuntas = {nombre.replace("_", " ") + ".png": {"image/png": datos} for nombre, datos in pegadas.items()}
    return {"cell_type": "markdown", "metadata": {}, "source": fuente, "attachments": adjuntas}


def codigo(fuente: str) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": fuente}


def celdas(primera: str) -> list[dict[str, Any]]:
    """Dos celdas seguidas llaman igual a imágenes distintas, como hace Jupyter con lo que se pega."""
    return [
        texto("# Uno\n\n![una](attachment:image.png)", image=primera),
        texto(
            "![otra](attachment:image.png) y ![con espacio](attachment:la%20de.png)",
            image=PUNTO[1],
            la_de=PUNTO[2],
        ),
        codigo("x = 1"),
        texto('<p>En HTML: <img src="attachment:image.png" alt="html"></p>', image=PUNTO[1]),
    ]


def octetos(libro: Path, alt: str) -> bytes:
    """La imagen que la página enseña con ese texto alternativo."""
    (etiqueta,) = re.findall(rf'<img[^>]*alt="{alt}"[^>]*>', pagina_hecha(libro))
    donde: str = re.findall(r'src="([^"]*)"', etiqueta)[0]
    if donde.startswith("data:image/png;base64,"):
        return base64.b64decode(donde.partition(",")[2])
    return (libro / "_build/html" / donde).read_bytes()


def descargadas(libro: Path) -> list[str]:
    hecho = json.loads((libro / "_build/html/descargas/uno.ipynb").read_text(encoding="utf-8"))
    return [
        celda["attachments"][nombre]["image/png"]
        for celda in hecho["cells"]
        if celda["cell_type"] == "markdown"
        for nombre in re.findall(r"attachment:([\w.]+)", "".join(celda["source"]))
    ]


def test_lo_pegado_sale_y_esta_al_dia(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    libro = escribir_libro(tmp_path, {"portada": "# Portada\n\nNada.\n", "uno": ""})
    (libro / "uno.md").unlink()
    for primera in (PUNTO[0], PUNTO[2]):
        poner(libro / "uno.ipynb", cuaderno(*celdas(primera)))
        estado, _, faltas = construir(libro, capsys)
        assert (estado, faltas) == (0, [])
        esperadas = [primera, PUNTO[1], PUNTO[2], PUNTO[1]]
        vistas = [octetos(libro, alt) for alt in ("una", "otra", "con espacio", "html")]
        assert vistas == [*map(base64.b64decode, esperadas)]
        assert descargadas(libro) == esperadas

    poner(libro / "uno.ipynb", cuaderno(texto("# Uno\n\n![x](attachment:no.png)", image=PUNTO[0])))
    estado, _, faltas = construir(libro, capsys)
    assert (estado, faltas) == (
        1, ["uno.ipynb:6:24: celda 1, línea 3: archivo de imagen no legible: attachment:no.png"]
    )  # fmt: skip


@pytest.mark.filterwarnings("error")
def test_unas_celdas_sin_id_no_son_una_falta() -> None:
    """Las hay escritas a mano, y de herramientas de antes."""
    pagina = leer(Path("uno.ipynb"), cuaderno(*celdas(PUNTO[0])).encode())
    assert [celda.cell_type for celda in cuaderno_del_autor(pagina).cells].count("code") == 1
    assert len([*adjuntos_nombrados(pagina)]) == 4


@pytest.mark.parametrize(
    "nombrada",
    [
        "![a](attachment:la%20de.png)",
        "![a](<attachment:la de.png>)",
        "![a][r]\n\n[r]: <attachment:la de.png>",
        '<img src="attachment:la de.png" width="9">',
        "<img width=9 src='attachment:la de.png'>",
        "```{figure} attachment:la%20de.png\nUn pie.\n```",
    ],
)
def test_un_nombre_con_espacios_se_entiende_se_escriba_como_se_escriba(nombrada: str) -> None:
    celda = texto(f"# Una\n\n{nombrada} ![otra](attachment:otra.png)", la_de=PUNTO[0], otra=PUNTO[1])
    pagina = leer(Path("uno.ipynb"), cuaderno(celda).encode())
    assert [pegada.datos for pegada in adjuntos_nombrados(pagina)] == [PUNTO[0], PUNTO[1]]
