"""El libro electrónico, abierto: axe no encuentra nada y, con letra grande, nada se sale."""

from pathlib import Path
from typing import Literal

import pytest
from electronico import Electronico
from este_libro import construido
from playwright.sync_api import Browser, Page
from visita import AXE, SONDA

# Lo que se pide a una página de la web, y no a la de un libro; y que una caja que no cabe se alcance con el
# tabulador, que en un lector de libros no hay.
DE_UNA_WEB = {"region", "landmark-one-main", "bypass", "scrollable-region-focusable"}
NOTAS, DE_NOTAS = "notas-", 3  # sus páginas son todas del mismo molde: se miran las que más tienen
DE_NOCHE = {"contenido", "gradiente-desvaneciente", "glosario"}  # donde está cuanto tiene color
LIENZO = "html { background: Canvas }"  # el de la página: axe la supone blanca también de noche
GRANDE = "html { font-size: 150% }"
SE_SALEN = """() => [...document.querySelectorAll('p, pre, li, figure, img, h1, h2, h3, dt')]
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.tabla, .formula'))
    .map(e => e.tagName + ' ' + e.textContent.slice(0, 40))"""


@pytest.fixture(scope="module")
def abierto(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Las páginas del libro electrónico, fuera de él."""
    carpeta, hecho = tmp_path_factory.mktemp("epub"), Electronico(construido() / "epub" / "libro.epub")
    for nombre, octetos in hecho.archivos.items():
        (carpeta / nombre).parent.mkdir(parents=True, exist_ok=True)
        (carpeta / nombre).write_bytes(octetos)
    return [carpeta / "EPUB" / nombre for nombre in hecho.paginas]


@pytest.mark.parametrize("tema", ["light", "dark"])
def test_axe_no_encuentra_nada_en_el_epub(
    navegador: Browser, abierto: list[Path], tema: Literal["light", "dark"]
) -> None:
    """De noche, solo los colores; y lo que se repite a cientos, una muestra."""
    hoja = navegador.new_page(color_scheme=tema, viewport={"width": 390, "height": 844})
    hoja.add_init_script(SONDA)
    notas = sorted(
        (ruta for ruta in abierto if ruta.stem.startswith(NOTAS)), key=lambda ruta: ruta.stat().st_size
    )
    calcadas = {*notas[:-DE_NOTAS]}
    paginas = [ruta for ruta in abierto if ruta not in calcadas and ruta.stem != "cubierta"]  # una imagen
    miradas = [ruta for ruta in paginas if tema == "light" or ruta.stem in DE_NOCHE]
    faltas = {ruta.name: _faltas(hoja, ruta, tema == "dark") for ruta in miradas}
    hoja.close()
    assert {nombre: suyas for nombre, suyas in faltas.items() if suyas} == {}


def _faltas(hoja: Page, ruta: Path, solo_colores: bool) -> list[str]:
    hoja.goto(ruta.as_uri())
    hoja.add_style_tag(content=LIENZO)
    hoja.evaluate(AXE)
    hoja.evaluate("sonda.dejarUnaMuestra()")
    halladas = hoja.evaluate("sonda.axe", [None, solo_colores])
    return [falta for falta in halladas if falta.partition(":")[0] not in DE_UNA_WEB]


def test_con_letra_grande_en_un_telefono_nada_se_sale(navegador: Browser, abierto: list[Path]) -> None:
    hoja = navegador.new_page(viewport={"width": 390, "height": 844})
    fuera = {}
    for ruta in abierto:
        hoja.goto(ruta.as_uri())
        hoja.add_style_tag(content=GRANDE)
        fuera[ruta.name] = hoja.evaluate(SE_SALEN)
    hoja.close()
    assert {nombre: suyos for nombre, suyos in fuera.items() if suyos} == {}
