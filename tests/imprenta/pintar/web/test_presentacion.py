"""Cómo se presenta una página, con la plantilla de este libro, a quien la comparte, la busca o la guarda."""

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from libros import construir, escribir_libro

RAIZ = Path(__file__).parents[4]
SITIO = "https://ejemplo.org/2/libro"  # con una cifra que nadie tiene que demostrar
PAGINAS = {"book/portada": "# El título\n\nHola.\n", "book/uno": "# Una\n\nAdiós.\n"}


def config(**de_sphinx: object) -> str:
    """La configuración de este libro, sin lo que es de sus páginas."""
    propia = yaml.safe_load((RAIZ / "_config.yml").read_text(encoding="utf-8"))
    del propia["imprenta"], propia["sphinx"]["config"]["referencia_de"]
    propia["sphinx"]["config"] |= de_sphinx
    return str(yaml.safe_dump(propia, allow_unicode=True))


def publicado(raiz: Path, capsys: pytest.CaptureFixture[str], **de_sphinx: object) -> Path:
    escribir_libro(raiz, PAGINAS, config=config(**de_sphinx))
    for carpeta in ("_static", "_templates", "_locales"):
        shutil.copytree(RAIZ / "book" / carpeta, raiz / "book" / carpeta)
    shutil.copy(RAIZ / "book" / "referencias.bib", raiz / "book")
    estado, _, faltas = construir(raiz, capsys)
    assert (faltas, estado) == ([], 0)
    return raiz / "_build" / "html"


class Cabecera(HTMLParser):
    """Los `meta` y los `link` de una página, por su nombre."""

    def __init__(self, archivo: Path) -> None:
        super().__init__()
        self.metas: dict[str, str] = {}
        self.enlaces: dict[str, str] = {}
        self.feed(archivo.read_text(encoding="utf-8"))

    def handle_starttag(self, etiqueta: str, atributos: list[tuple[str, str | None]]) -> None:
        suyos = {nombre: valor or "" for nombre, valor in atributos}
        if etiqueta == "meta":
            self.metas[suyos.get("property") or suyos.get("name", "")] = suyos.get("content", "")
        elif etiqueta == "link":
            self.enlaces[suyos["rel"]] = suyos["href"]


def test_con_direccion_cada_pagina_dice_la_suya_y_la_imagen_con_que_se_comparte(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    html = publicado(tmp_path, capsys, html_baseurl=SITIO)
    suyas = {"index": "", "book/portada": "", "book/uno": "book/uno.html"}
    for pagina, direccion in suyas.items():
        cabecera = Cabecera(html / f"{pagina}.html")
        assert cabecera.enlaces["canonical"] == cabecera.metas["og:url"] == f"{SITIO}/{direccion}", pagina
        assert cabecera.metas["twitter:card"] == "summary_large_image"
        imagen = re.fullmatch(rf"{SITIO}/(.*)\?v=\w+", cabecera.metas["og:image"])
        assert imagen and (html / imagen[1]).stat().st_size < 60_000
    assert f'href="{SITIO}">Ir a la portada' in (html / "404.html").read_text(encoding="utf-8")
    mapa = ElementTree.parse(html / "sitemap.xml").getroot()
    assert [lugar.text for lugar in mapa.iter() if lugar.tag.endswith("loc")] == [
        f"{SITIO}/",
        f"{SITIO}/book/uno.html",
    ]


def test_sin_direccion_no_se_inventa_ninguna(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    html = publicado(tmp_path, capsys)
    for pagina in ("index", "book/uno"):
        cabecera = Cabecera(html / f"{pagina}.html")
        assert not {"og:url", "og:image"} & cabecera.metas.keys() and "canonical" not in cabecera.enlaces
        assert cabecera.metas["twitter:card"] == "summary"
        icono = (html / pagina).parent / cabecera.enlaces["apple-touch-icon"]
        assert icono.read_bytes()[16:24] == (180).to_bytes(4) * 2  # el ancho y el alto de un PNG
    assert not (html / "sitemap.xml").exists()


def test_las_ediciones_para_llevar_se_enlazan_mientras_esten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    html, obra = publicado(tmp_path, capsys), tmp_path / "_build"
    for hechas in (["epub"], ["pdf", "epub"], ["pdf"], []):
        for formato in ("pdf", "epub"):
            shutil.rmtree(obra / formato, ignore_errors=True)
            if formato in hechas:
                (obra / formato).mkdir()
                (obra / formato / f"libro.{formato}").write_text(formato, encoding="utf-8")
        assert construir(tmp_path, capsys)[0] == 0
        assert {ruta.suffix[1:]: ruta.read_text("utf-8") for ruta in html.glob("libro.*")} == {
            formato: formato for formato in hechas
        }
        enlaces = re.findall(r'href="(libro\.\w+)"', (html / "index.html").read_text(encoding="utf-8"))
        assert enlaces == [f"libro.{formato}" for formato in hechas]
        portada = (html / "book" / "portada.html").read_text(encoding="utf-8")
        assert re.findall(r'href="\.\./(libro\.\w+)"', portada) == enlaces
