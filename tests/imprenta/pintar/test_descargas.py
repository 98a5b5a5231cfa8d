"""La puerta de entrada lleva a la portada, se llame como se llame el libro y esté donde esté."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest

from imprenta.libro.libro import Libro
from imprenta.pintar.descargas import dejar_puerta


@pytest.mark.parametrize("nombre", ["uno", 'a "b"/<c> & d', "100 %", "javascript:x", "a#b?c"])
@pytest.mark.parametrize("titulo", ["Un libro", "</title><script>x()</script>", 'A & "B"', 7])
def test_la_puerta_no_escribe_mas_html_que_el_suyo(tmp_path: Path, nombre: str, titulo: object) -> None:
    libro = Libro(tmp_path, {"title": titulo}, (tmp_path / f"{nombre}.md",))
    dejar_puerta(libro, tmp_path / "index.html")
    puerta = (tmp_path / "index.html").read_text(encoding="utf-8")
    etiquetas = "html head meta title meta link link body p a".split()
    assert re.findall(r"<([a-z]+)", puerta) == etiquetas
    assert re.findall(r"<title>(.*)</title>", puerta) == re.findall(r">([^>]*)</a>", puerta)
    assert unescape(re.findall(r"<title>(.*)</title>", puerta)[0]) == str(titulo)
    direcciones = re.findall(r'(?:href="|url=)(?!data:)([^"]*)"', puerta)
    assert [unquote(unescape(direccion)) for direccion in direcciones] == [f"{nombre}.html"] * 3
    assert not re.search(r"[\s#?:<>]", direcciones[0])


def test_la_puerta_se_hace_otra_vez_y_no_ocupa_el_sitio_de_una_pagina(tmp_path: Path) -> None:
    puerta = tmp_path / "index.html"
    puerta.write_text("la de antes", encoding="utf-8")
    dejar_puerta(Libro(tmp_path, {}, (tmp_path / "uno.md", tmp_path / "index.md")), puerta)
    assert puerta.read_text(encoding="utf-8") == "la de antes"
    dejar_puerta(Libro(tmp_path, {}, (tmp_path / "uno.md", tmp_path / "dos" / "index.md")), puerta)
    assert 'url=uno.html"' in puerta.read_text(encoding="utf-8")
