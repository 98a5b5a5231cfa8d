"""Lo que solo se mueve en la web, en el papel y en el EPUB: se dice, y no se pierde lo que sí se imprime."""

import re
import zipfile
from pathlib import Path

import pytest
from libros import CABECERA, CONFIG, celda, cumplir, escribir_libro

CARGA = "<script>window.Biblioteca = {};</script><style>a {}</style>"
DIBUJA = '<div id="g"></div><script>Biblioteca.dibujar("g", [1, 2])</script>'
SALIDAS = {
    "carga": {"text/html": CARGA},
    "bokeh": {"text/html": '<div class="bk-notebook-logo"></div><span>Loading BokehJS ...</span>'},
    "guion": {"application/javascript": "Biblioteca.ya()"},
    "dibujo": {"text/html": DIBUJA},
    "objeto": {"text/html": DIBUJA, "text/plain": "<IPython.core.display.HTML object>"},
    "altair": {"text/html": DIBUJA, "text/plain": "Grafico(...)"},
    "tabla": {"text/html": "<table><tr><td>en su casilla</td></tr></table>"},
}
DICHO = "Dieses Ergebnis ist nur in der Web-Ausgabe zu sehen."


def _libro(raiz: Path, config: str) -> Path:
    celdas = (
        f"from IPython.display import display\nprint('=' * 3, '{nombre}')\ndisplay({maneras!r}, raw=True)"
        for nombre, maneras in SALIDAS.items()
    )
    return escribir_libro(raiz, {"uno": CABECERA + "# Uno\n\n" + "".join(map(celda, celdas))}, config=config)


@pytest.fixture(scope="module")
def ediciones(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Lo que se lee tras cada celda, en cada edición."""
    libro = _libro(tmp_path_factory.mktemp("mueve"), CONFIG.replace("language: es", "language: de"))
    assert [cumplir(orden, libro) for orden in ("pdf", "epub")] == [0, 0]
    with zipfile.ZipFile(libro / "_build/epub/libro.epub") as epub:
        xhtml = epub.read("EPUB/uno.xhtml").decode()
    typst = (libro / "_build/.imprenta/sphinx-papel/papel/cuerpo.typ").read_text(encoding="utf-8")
    return {"epub": re.sub("<[^>]*>", " ", xhtml), "papel": typst}


@pytest.mark.parametrize("edicion", ["epub", "papel"])
def test_lo_que_solo_se_mueve_se_dice_y_lo_demas_se_imprime(ediciones: dict[str, str], edicion: str) -> None:
    texto = ediciones[edicion]
    respuestas = dict(zip(SALIDAS, texto.split("===")[1:], strict=True))
    solo_en_la_web = ["dibujo", "objeto", *["tabla"] * (edicion == "papel")]  # el papel no escribe HTML
    assert [nombre for nombre, suya in respuestas.items() if DICHO in suya] == solo_en_la_web
    assert "Grafico(...)" in respuestas["altair"]
    assert ("en su casilla" in respuestas["tabla"]) is (edicion == "epub")
    assert "Loading" not in respuestas["bokeh"]
