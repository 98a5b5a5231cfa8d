"""Las figuras llevan la letra del libro, en la pantalla y en el papel, en cualquier máquina."""

import base64
import io
import re
from pathlib import Path
from typing import Any

import pypdf
import pytest
from fontTools.ttLib import TTFont
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties, findfont

from redes.figuras import Lamina, letra

Letras = set[tuple[str, str, bool]]


def recta(ax: Axes) -> str:
    ax.plot([0, 1], [1, 1000])
    ax.set(yscale="log", xlabel="señal σ′ ≤ ¼", title="Qué queda, según «x»")
    ax.text(0.5, 10, "ojo", fontweight="bold")
    ax.text(0.2, 10, "$x$")
    return "Una recta."


@pytest.fixture(scope="module")
def letras_del_pdf() -> Letras:
    """Las letras del PDF de una lámina: su nombre, su tipo y si van dentro."""
    octetos = Lamina(recta)._repr_mimebundle_()[0]["application/pdf"]
    pagina: Any
    [pagina] = pypdf.PdfReader(io.BytesIO(base64.b64decode(octetos))).pages
    fuentes = [f.get_object() for f in pagina["/Resources"]["/Font"].get_object().values()]
    hijas = [f["/DescendantFonts"][0].get_object() if "/DescendantFonts" in f else f for f in fuentes]
    return {
        (h["/BaseFont"][1:].split("+")[-1], h["/Subtype"], "/FontFile2" in h["/FontDescriptor"])
        for h in hijas
    }


def test_el_pdf_lleva_dentro_la_letra_del_libro_como_letra(letras_del_pdf: Letras) -> None:
    assert letras_del_pdf <= {
        (f"PagellaDeLasFiguras-{estilo}", "/CIDFontType2", True) for estilo in ("Regular", "Bold", "Italic")
    } | {(f"PagellaDeLasFiguras-{estilo}", "/TrueType", True) for estilo in ("Regular", "Bold", "Italic")}
    assert {nombre for nombre, *_ in letras_del_pdf} == {
        f"PagellaDeLasFiguras-{estilo}" for estilo in ("Regular", "Bold", "Italic")
    }


def test_la_pantalla_no_necesita_la_letra() -> None:
    svg = Lamina(recta)._repr_mimebundle_()[0]["image/svg+xml"]
    assert "<text" not in svg
    assert "@font-face" not in svg


def test_lo_que_le_falta_lo_pone_dejavu() -> None:
    letra.cargar()
    familias = FontProperties(family=[letra.FAMILIA])
    assert findfont(familias, fallback_to_default=False) == str(letra.CARPETA / "regular.ttf")
    signos = TTFont(letra.CARPETA / "regular.ttf").getBestCmap()
    assert {ord(c) for c in "áñ¿«»−σ′√≤∞…·×"} <= set(signos)


@pytest.mark.parametrize("estilo", ["regular", "italic", "bold"])
def test_lleva_los_signos_que_dice_y_ninguno_mas(estilo: str) -> None:
    signos = set(TTFont(letra.CARPETA / f"{estilo}.ttf").getBestCmap())
    assert {extremo for tramo in letra.TRAMOS for extremo in tramo} <= signos
    sueltos = {c for c in signos if not any(primero <= c <= ultimo for primero, ultimo in letra.TRAMOS)}
    assert sueltos <= set(map(ord, letra.SUELTOS))


@pytest.mark.parametrize("estilo", ["regular", "italic", "bold"])
def test_la_licencia_viaja_con_ella(estilo: str) -> None:
    nombres = TTFont(letra.CARPETA / f"{estilo}.ttf")["name"]
    assert re.search(r"Copyright .* Jackowski", nombres.getDebugName(0))
    assert "TeX Gyre" not in nombres.getDebugName(1)
    assert "derived works" in (letra.CARPETA / "GUST-FONT-LICENSE.txt").read_text(encoding="utf-8")


def test_no_se_echa_en_falta_ninguna_letra(caplog: pytest.LogCaptureFixture) -> None:
    """Una celda que escribe en stderr, aunque sea un aviso de Matplotlib, es una falta del libro."""
    Lamina(recta)._repr_mimebundle_()
    assert caplog.messages == []


def test_la_letra_se_encuentra_tambien_donde_no_hay_carpeta(monkeypatch: pytest.MonkeyPatch) -> None:
    """Como en el código que se lee de un zip: Matplotlib abre las letras, y ahí dentro no puede."""
    guardadas = {ruta.name: ruta.read_bytes() for ruta in letra.en_el_disco().glob("*.ttf")}
    monkeypatch.setattr(letra, "CARPETA", Path("codigo.zip/redes/figuras/pagella"))
    copia = letra.en_el_disco()
    assert copia.is_dir()
    assert {ruta.name: ruta.read_bytes() for ruta in copia.glob("*.ttf")} == guardadas
    assert len(guardadas) == 3
