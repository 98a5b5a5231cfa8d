"""La puerta de entrada es la primera página, se llame como se llame y esté donde esté."""

import re
from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, unquote, urljoin

import pytest
from libros import CONFIG, construir, escribir_libro

from imprenta.pintar.puerta import abrir_la_puerta, desde_la_raiz

SITIO = "https://ejemplo.org/l/"
DE_AQUI = [
    "dos.html",
    "dos.html#x",
    "../a/b.html?q=1#x",
    "./",
    "../",
    "../../otro/",
    "#aqui",
    "",
    "?q",
    "/raiz",
]
DE_FUERA = ["https://a.org/b", "//a.org/b", "mailto:a@b.org", "javascript:x()", "data:,"]
DIRECCIONES = [*DE_AQUI, *DE_FUERA, "a b.html", "a%20b.html"]


class Direcciones(HTMLParser):
    """Lo que lleva cada atributo con una dirección."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.todas: list[str] = []
        self.feed(html)

    def handle_starttag(self, etiqueta: str, atributos: list[tuple[str, str | None]]) -> None:
        self.todas += [v or "" for n, v in atributos if re.search(r"href$|src$|^action$|_root$", n)]

    def vistas_desde(self, pagina: str) -> Iterator[str]:
        """Adónde llevan; lo que no sale de la página, tal cual."""
        for valor in self.todas:
            yield valor if not valor or valor[0] in "#?" else urljoin(SITIO + pagina, valor)


@pytest.mark.parametrize("carpeta", ["libro", "a/b", "", "a b", 'x"y', "javascript:x", "100 %"])
def test_cada_direccion_lleva_adonde_llevaba(carpeta: str) -> None:
    hechas = "".join(
        f'<a href="{escape(d)}" title="a > b">{d}</a><img alt=\'<a href="no">\' src=\'{escape(d)}\'>'
        for d in DIRECCIONES
    )
    html = f'<html data-content_root="../">{hechas}<p>href="dos.html"</p>'
    dentro = quote(f"{carpeta}/una.html".lstrip("/"))
    puerta = desde_la_raiz(html, quote(carpeta))
    antes, ahora = Direcciones(html), Direcciones(puerta)
    assert len(ahora.todas) == 2 * len(DIRECCIONES) + 1
    assert [*ahora.vistas_desde("index.html")] == [*antes.vistas_desde(dentro)]
    cambian = re.compile(r"""(<a href|_root)="[^"]*"|(?<=src=)'[^']*'""")
    assert cambian.sub("", puerta) == cambian.sub("", html) != html
    assert puerta.count("""'<a href="no">'""") == len(DIRECCIONES)


@pytest.mark.parametrize("nombre", ["libro/portada", "libro/a b"])
def test_la_puerta_ensena_lo_mismo_que_la_portada(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], nombre: str
) -> None:
    portada = "# El título\n\nHola, [otra](dos.md).\n"
    libro = escribir_libro(tmp_path, {nombre: portada, "libro/dos": "# Dos\n\nAdiós.\n"})
    assert construir(libro, capsys)[0] == 0
    html = libro / "_build" / "html"
    puerta = (html / "index.html").read_text(encoding="utf-8")
    assert "Hola, " in puerta and 'lang="es"' in puerta and "http-equiv" not in puerta
    texto = (html / f"{nombre}.html").read_text(encoding="utf-8")
    antes, ahora = Direcciones(texto), Direcciones(puerta)
    assert [*ahora.vistas_desde("index.html")] == [*antes.vistas_desde(f"{quote(nombre)}.html")]
    paginas = {unquote(d) for d in ahora.todas if d and re.fullmatch(r"[^:#]+\.html", d)}
    assert "libro/dos.html" in paginas
    assert not [pagina for pagina in paginas if not (html / pagina).exists()]


def test_la_puerta_no_ocupa_el_sitio_de_una_pagina_y_se_hace_otra_vez(tmp_path: Path) -> None:
    (tmp_path / "libro").mkdir()
    (tmp_path / "libro" / "uno.html").write_text('<a href="dos.html">ñ</a>', encoding="utf-8")
    (tmp_path / "index.html").write_text("la de antes", encoding="utf-8")
    app: Any = SimpleNamespace(
        builder=SimpleNamespace(name="html", get_outfilename=lambda d: tmp_path / f"{d}.html"),
        env=SimpleNamespace(found_docs={"libro/uno", "index"}),
        config=SimpleNamespace(root_doc="libro/uno", html_output_encoding="utf-8"),
        outdir=tmp_path,
    )
    abrir_la_puerta(app, None)
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == "la de antes"
    app.env.found_docs = {"libro/uno", "libro/index"}
    abrir_la_puerta(app, ValueError())
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == "la de antes"
    abrir_la_puerta(app, None)
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == '<a href="libro/dos.html">ñ</a>'


def test_la_puerta_sigue_a_la_portada(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paginas = {"libro/portada": "# Una\n\nHola.\n", "libro/dos": "# Dos\n\nAdiós.\n"}
    libro = escribir_libro(tmp_path, paginas, config=CONFIG)
    for texto in ("Hola.", "Otra cosa.", "Y otra."):
        (libro / "libro" / "portada.md").write_text(f"# Una\n\n{texto}\n", encoding="utf-8")
        assert construir(libro, capsys)[0] == 0
        assert f"<p>{texto}</p>" in (libro / "_build" / "html" / "index.html").read_text(encoding="utf-8")
