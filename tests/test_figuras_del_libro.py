"""Las figuras de este libro son de trazo, a cualquier tamaño, y el PDF pesa lo que debe."""

import pikepdf
import pytest
from este_libro import construido

pytestmark = pytest.mark.lenta  # construye el libro
LO_MAS = 1_500_000  # octetos del PDF


def test_ninguna_figura_es_una_imagen_de_puntos() -> None:
    figuras = {ruta.name: ruta.read_text() for ruta in (construido() / "html" / "_images").glob("*.svg")}
    assert len(figuras) > 40
    assert [nombre for nombre, svg in figuras.items() if "<image" in svg] == []


def test_en_el_pdf_la_letra_de_las_figuras_es_letra() -> None:
    with pikepdf.open(construido() / "pdf" / "libro.pdf") as pdf:
        letras = {
            str(o.BaseFont) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/BaseFont" in o
        }
    assert any("PagellaDeLasFiguras-Regular" in letra for letra in letras)


def test_el_pdf_pesa_lo_que_debe() -> None:
    assert (construido() / "pdf" / "libro.pdf").stat().st_size <= LO_MAS
