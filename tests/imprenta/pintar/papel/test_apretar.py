"""El PDF apretado: dice lo mismo que el de Typst, pinta lo mismo y ocupa menos."""

import io
from pathlib import Path

import pikepdf
import pypdf
import pytest
import typst

from imprenta.pintar.papel.apretar import apretado

LIBRO = """#set document(title: "Prueba", date: none)
#set page(width: 9cm, height: 7cm, numbering: "1")
= Uno con (paréntesis) y \\\\ barras
#for i in range(300) [Renglón #i con 12.345678 y (98.7654321). ]
#table(columns: 3, ..range(60).map(str))
#rect(width: 1.23456789cm, fill: gradient.linear(red, blue))
"""


@pytest.fixture(scope="module")
def de_typst() -> bytes:
    return bytes(typst.compile(LIBRO.encode(), pdf_standards=["ua-1"]))


def test_los_objetos_dicen_lo_mismo(de_typst: bytes) -> None:
    with pikepdf.open(io.BytesIO(de_typst)) as antes, pikepdf.open(io.BytesIO(apretado(de_typst))) as ahora:
        assert ahora.check_pdf_syntax() == []
        assert antes.trailer.Root.unparse() == ahora.trailer.Root.unparse()
        assert antes.trailer.Info.unparse() == ahora.trailer.Info.unparse()
        paginas = {pagina.Contents.objgen for pagina in antes.pages}
        for viejo in antes.objects:
            nuevo = ahora.get_object(viejo.objgen)
            if not isinstance(viejo, pikepdf.Stream):
                assert viejo.unparse() == nuevo.unparse()
            elif viejo.objgen not in paginas:
                assert viejo.read_bytes() == nuevo.read_bytes()


def test_se_lee_lo_mismo_y_ocupa_menos(de_typst: bytes) -> None:
    nuevo = apretado(de_typst)
    textos = [
        [pagina.extract_text() for pagina in pypdf.PdfReader(io.BytesIO(pdf)).pages]
        for pdf in (de_typst, nuevo)
    ]
    assert textos[0] == textos[1]
    assert "(98.7654321)" in "".join(textos[0]).replace("\n", " ")
    assert len(nuevo) < len(de_typst) / 1.5
    assert apretado(de_typst) == nuevo  # los mismos octetos


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7\nnada", b"%PDF-1.7\nstartxref\n3\n%%EOF"])
def test_lo_que_no_se_entiende_se_deja_como_esta(pdf: bytes) -> None:
    assert apretado(pdf) == pdf


def test_lo_ya_apretado_se_deja_como_esta(de_typst: bytes, tmp_path: Path) -> None:
    una_vez = apretado(de_typst)
    assert apretado(una_vez) == una_vez
