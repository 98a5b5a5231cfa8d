"""Una imagen que una edición no sabe poner se dice en su línea, y lo demás sale."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from docutils import nodes
from libros import construir, escribir_libro

from imprenta.pintar.epub.paquete import DE_IMAGEN
from imprenta.pintar.imagenes_admitidas import apartar_imagenes
from imprenta.pintar.papel.constructor import SUFIJOS_DE_TYPST

ADMITIDAS = [".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"]


def test_solo_quedan_las_que_se_saben_poner() -> None:
    assert (sorted(DE_IMAGEN), sorted(SUFIJOS_DE_TYPST - {".pdf"})) == (ADMITIDAS, ADMITIDAS)
    direcciones = ["a.png", "i/b.BMP", "c.tiff", "d.WEBP", "https://example.org/e.bmp"]
    arbol = nodes.paragraph("", "", *(nodes.image(uri=direccion) for direccion in direcciones))
    constructor: Any = SimpleNamespace(images={una: una for una in direcciones if "://" not in una})
    apartar_imagenes(constructor, arbol, DE_IMAGEN)
    quedan = [cast(nodes.Element, imagen)["uri"] for imagen in arbol]
    assert quedan == ["a.png", "d.WEBP", "https://example.org/e.bmp"]
    assert [*constructor.images] == ["a.png", "d.WEBP"]


def test_la_que_no_se_dice_en_su_linea(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.bmp").write_bytes(b"BM")
    libro = escribir_libro(tmp_path, {"una": "# Una\n\nTexto.\n\n```{figure} a.bmp\nUn pie.\n```\n"})
    for edicion in ("epub", "pdf"):
        estado, _, faltas = construir(libro, capsys, edicion)
        assert (estado, faltas) == (
            1, ["una.md:5:1: aquí no se puede poner una imagen «.bmp»: pásala a PNG, JPEG, GIF, WebP o SVG"]
        )  # fmt: skip
