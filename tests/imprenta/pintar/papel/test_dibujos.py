"""Los dibujos que van al papel: la letra de Matplotlib vuelve a ser letra, y todo lo demás sigue igual."""

import io
import re
from pathlib import Path
from typing import Any

import matplotlib
import pytest
from matplotlib.figure import Figure

from imprenta.pintar.papel.dibujos import con_letra, dejar_dibujo, svg_de_pdf

LETRAS = (Path(matplotlib.get_data_path()) / "fonts" / "ttf",)
TEXTO = re.compile(r"<text [^>]*>([^<]*)</text>")


def dibujo(formato: str = "svg", texto: str = "Año & cía", **mas: Any) -> bytes:
    figura, salida = Figure((3, 2)), io.BytesIO()
    ejes = figura.subplots()
    ejes.plot([0, 1], [0, 1])
    ejes.set_title(texto, **mas)
    with matplotlib.rc_context({"svg.fonttype": "path", "svg.hashsalt": "fija"}):
        figura.savefig(
            salida, format=formato, metadata={"Date" if formato == "svg" else "CreationDate": None}
        )
    return salida.getvalue()


def test_la_letra_que_se_conoce_vuelve_a_ser_texto() -> None:
    svg = dibujo().decode()
    puesto = con_letra(svg, LETRAS)
    assert "Año &amp; cía" in TEXTO.findall(puesto)
    assert "DejaVuSans-" not in puesto
    assert 'font-family="DejaVu Sans"' in puesto
    assert len(puesto) < len(svg) / 1.5


def test_la_negrita_y_la_cursiva_lo_son() -> None:
    puesto = con_letra(dibujo(weight="bold", style="italic").decode(), LETRAS)
    assert re.search(r'font-style="italic" font-weight="700"[^>]*>Año', puesto)


def test_en_una_formula_cada_tirada_va_en_su_sitio() -> None:
    puesto = con_letra(dibujo(texto=r"$x^{2}$ y 10").decode(), LETRAS)
    assert {"2", "y"} <= {palabra for texto in TEXTO.findall(puesto) for palabra in texto.split()}
    assert "scale(0.7" in puesto  # el exponente, menor


def test_de_una_letra_que_nadie_trae_queda_el_dibujo(tmp_path: Path) -> None:
    svg = dibujo().decode()
    assert con_letra(svg, (tmp_path,)) == svg
    de_otro = "<svg><path id='a-1' d='M0 0'/><text>Hola</text></svg>"
    assert con_letra(de_otro, LETRAS) == de_otro


def test_si_falta_un_signo_su_palabra_se_queda_dibujada() -> None:
    svg = dibujo().decode().replace("DejaVuSans-", "DejaVuSans-ffff", 2)
    puesto = con_letra(svg, LETRAS)
    usadas = set(re.findall(r'xlink:href="#([^"]+)"', puesto))
    assert usadas <= set(re.findall(r' id="([^"]+)"', puesto))  # no se quita nada que se use


@pytest.mark.parametrize("nombre", ["foto.png", "foto.gif", "dibujo.svg"])
def test_lo_demas_llega_como_esta(tmp_path: Path, nombre: str) -> None:
    (tmp_path / nombre).write_bytes(b"<svg>\xff\xfe</svg>")
    assert dejar_dibujo(tmp_path / nombre, tmp_path / f"otro-{nombre}", LETRAS) == f"otro-{nombre}"
    assert (tmp_path / f"otro-{nombre}").read_bytes() == b"<svg>\xff\xfe</svg>"


def test_un_pdf_se_pone_en_svg_con_su_tamano_y_sin_puntos(tmp_path: Path) -> None:
    (tmp_path / "una.pdf").write_bytes(dibujo("pdf"))
    assert dejar_dibujo(tmp_path / "una.pdf", tmp_path / "otra.pdf", LETRAS) == "otra.pdf.svg"
    svg = (tmp_path / "otra.pdf.svg").read_text(encoding="utf-8")
    assert re.search(r'<svg viewBox="0 0 216[\d.]* 144', svg)
    assert not re.search("data:image/(?!svg)", svg)
    assert svg_de_pdf(tmp_path / "una.pdf").decode() == svg
