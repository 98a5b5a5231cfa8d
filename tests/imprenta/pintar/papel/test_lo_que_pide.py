"""Lo que un libro pide de su papel llega al PDF, y lo que no puede ser se dice donde lo pide."""

from pathlib import Path

import pypdf
import pytest
from libros import CONFIG, construir, escribir_libro

PAGINAS = {"uno": "# Uno\n\nHola.\n"}


def libro_que_pide(raiz: Path, letra: str) -> Path:
    pedido = f"imprenta:\n  papel:\n    formato: a5\n    letra: [{letra}, TeX Gyre Pagella]\n"
    return escribir_libro(raiz, PAGINAS, config=CONFIG.replace("title: Prueba", "title: Un libro") + pedido)


def test_el_papel_es_el_que_se_pide(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert construir(libro_que_pide(tmp_path, "Libertinus Serif"), capsys, "pdf")[0] == 0
    pdf = pypdf.PdfReader(tmp_path / "_build" / "pdf" / "libro.pdf")
    assert pdf.metadata and pdf.metadata.title == "Un libro"
    ancho, alto = (float(lado) / 72 * 25.4 for lado in pdf.pages[0].mediabox[2:])
    assert (round(ancho), round(alto)) == (148, 210)
    letras = {
        str(letra.get_object()["/BaseFont"])
        for pagina in pdf.pages
        for letra in pagina.get("/Resources", {}).get("/Font", {}).values()
    }
    assert any("LibertinusSerif" in letra for letra in letras)


def test_una_letra_que_nadie_trae_se_dice_donde_se_pide(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    estado, _, faltas = construir(libro_que_pide(tmp_path, "Ninguna"), capsys, "pdf")
    linea = CONFIG.count("\n") + 4
    assert (estado, faltas) == (
        1,
        [f"_config.yml:{linea}:5: la letra «ninguna» no está: tráela en la carpeta `letras:` del papel"],
    )
    assert not (tmp_path / "_build" / "pdf").exists()
