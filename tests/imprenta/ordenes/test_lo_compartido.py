"""Lo que una edición aprovecha de otra: lo leído de las páginas, y saber que nada ha cambiado."""

import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from libros import CABECERA, CONFIG, celda, cumplir, escribir_libro, poner
from sphinx.application import Sphinx

from imprenta.libro.libro import leer_libro
from imprenta.pintar import entrega
from imprenta.pintar.estado import EstadoDeSphinx

pytestmark = pytest.mark.lenta  # cada prueba construye el libro varias veces

DIBUJO = "<svg xmlns='http://www.w3.org/2000/svg' width='{0}' height='{0}'><rect width='9' height='9'/></svg>"
PAGINAS = {
    "portada": "# Portada\n\nHola.\n",
    "una": CABECERA
    + "# Una\n\n"
    + celda(
        f"from IPython.display import SVG\nx = 2\n"
        f"SVG(\"{DIBUJO.format(9)}\", metadata={{'alt': 'Un cuadro'}})"
    )
    + "Vale {cifra}`2 <x>`.\n",
    "dos": "# Dos\n\nNada.\n",
}


@pytest.fixture
def libro(tmp_path: Path) -> Path:
    raiz = escribir_libro(tmp_path / "libro", PAGINAS, config=CONFIG)
    time.sleep(0.05)  # lo que se acaba de escribir podría cambiar sin que se note: entonces no hay sello
    return raiz


@pytest.fixture
def leidas(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Las páginas que Sphinx va leyendo."""
    vistas: list[str] = []
    entregar = entrega.entregar

    def apuntar(app: Sphinx, documento: str, fuente: list[str]) -> None:
        vistas.append(documento)
        entregar(app, documento, fuente)

    monkeypatch.setattr(entrega, "entregar", apuntar)
    return vistas


def papel(libro: Path) -> bytes:
    return (libro / "_build" / "pdf" / "libro.pdf").read_bytes()


def de_la_nada(libro: Path) -> bytes:
    """El papel del mismo libro, en su misma carpeta, sin nada guardado."""
    guardado = libro.with_name("guardado")
    shutil.move(libro / "_build", guardado)
    assert cumplir("pdf", libro) == 0
    hecho = papel(libro)
    shutil.rmtree(libro / "_build")
    shutil.move(guardado, libro / "_build")
    return hecho


def test_tras_el_html_el_papel_no_vuelve_a_leer_ninguna_pagina(libro: Path, leidas: list[str]) -> None:
    assert cumplir("html", libro) == 0
    assert sorted(leidas) == sorted(PAGINAS)
    leidas.clear()
    assert cumplir("pdf", libro) == 0
    assert leidas == []
    assert papel(libro) == de_la_nada(libro)


def test_si_cambia_una_pagina_se_lee_ella_sola_y_sale_lo_mismo_que_de_cero(
    libro: Path, leidas: list[str]
) -> None:
    for edita in ("pdf", "html"):  # tras otro HTML, el papel parte de él
        assert cumplir("html", libro) == 0
        assert cumplir("pdf", libro) == 0
        leidas.clear()
        poner(libro / "una.md", PAGINAS["una"].replace(DIBUJO.format(9), DIBUJO.format(7)) + f"\n{edita}.\n")
        assert cumplir(edita, libro) == 0
        assert cumplir("pdf", libro) == 0
        assert leidas == ["una"]
        assert papel(libro) == de_la_nada(libro), edita


def test_el_html_no_se_entera_de_que_se_ha_hecho_el_papel(libro: Path, leidas: list[str]) -> None:
    assert cumplir("html", libro) == 0
    assert cumplir("pdf", libro) == 0
    leidas.clear()
    poner(libro / "dos.md", "# Dos\n\nAlgo.\n")
    assert cumplir("pdf", libro) == 0
    assert cumplir("html", libro) == 0
    assert leidas == ["dos", "dos"]  # una vez cada uno
    assert "Algo." in (libro / "_build/html/dos.html").read_text(encoding="utf-8")


def test_de_un_estado_que_otro_ha_tocado_no_se_parte(libro: Path, leidas: list[str]) -> None:
    assert cumplir("html", libro) == 0
    leidas.clear()
    (EstadoDeSphinx(leer_libro(libro), "html").bueno / "doctrees" / "una.doctree").write_bytes(b"otra cosa")
    assert cumplir("pdf", libro) == 0
    assert sorted(leidas) == sorted(PAGINAS)


# ——— Si nada ha cambiado ———


def test_si_nada_ha_cambiado_el_papel_no_se_hace_y_si_algo_ha_cambiado_si(
    libro: Path, pintadas: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cumplir("pdf", libro) == 0
    toques: tuple[Callable[[], object], ...] = (
        lambda: (libro / "_build/pdf/libro.pdf").unlink(),
        lambda: (libro / "_build/pdf/libro.pdf").write_bytes(b"otra cosa"),
        lambda: poner(libro / "nuevo.txt", ""),
        lambda: poner(libro / "dos.md", "# Dos\n\nMás.\n"),
        lambda: monkeypatch.setenv("SOURCE_DATE_EPOCH", "1"),
        lambda: poner(libro / "CITATION.cff", "version: 2.0.0\n"),
    )
    for toca in toques:
        toca()
        time.sleep(0.05)
        pintadas.clear()
        assert cumplir("pdf", libro) == 0
        assert pintadas == ["papel"]
        assert papel(libro).startswith(b"%PDF")
        capsys.readouterr()
        assert cumplir("pdf", libro) == 0
        assert pintadas == ["papel"]
        assert re.search(r"Nada ha cambiado: .*_build/pdf/libro\.pdf", capsys.readouterr().out)


def test_hacer_la_web_no_quita_el_sello_al_papel(libro: Path, pintadas: list[str]) -> None:
    assert cumplir("pdf", libro) == 0
    assert cumplir("html", libro) == 0
    pintadas.clear()
    assert cumplir("pdf", libro) == 0
    assert pintadas == []
