"""Las imágenes llevan su tamaño, y las de más abajo esperan a que el lector se acerque."""

import struct
import zlib
from pathlib import Path

import pytest
from libros import construir, escribir_libro, pagina_hecha, poner

from imprenta.pintar.web.imagenes import PRIMERA_PANTALLA, con_tamano

CONFIG = """\
title: Prueba
only_build_toc_files: true
sphinx:
  extra_extensions: [imprenta.extension, imprenta.pintar.web.imagenes]
  config: {language: es, html_theme: basic, html_theme_options: {}}
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="72pt" height="36pt" viewBox="0 0 72 36"></svg>'
SIN_MEDIDA = '<svg xmlns="http://www.w3.org/2000/svg"></svg>'
RESTO = ' decoding="async" />'
LEJOS = "<p>" + "a" * (PRIMERA_PANTALLA + 1) + "</p>"


def png(ancho: int, alto: int) -> bytes:
    """Una imagen blanca en PNG."""

    def trozo(clase: bytes, datos: bytes) -> bytes:
        return struct.pack(">I", len(datos)) + clase + datos + struct.pack(">I", zlib.crc32(clase + datos))

    puntos = zlib.compress((b"\0" + b"\xff" * ancho) * alto)
    cabecera = struct.pack(">IIBBBBB", ancho, alto, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + trozo(b"IHDR", cabecera) + trozo(b"IDAT", puntos) + trozo(b"IEND", b"")


def test_cada_imagen_de_un_libro_dice_lo_que_mide(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    poner(tmp_path / "foto.svg", SVG)
    poner(tmp_path / "muda.svg", SIN_MEDIDA)
    (tmp_path / "foto.png").write_bytes(png(30, 20))
    pagina = "# Uno\n\n![Una](foto.svg)\n\n![Otra](foto.png)\n\n![Muda](muda.svg)\n"
    libro = escribir_libro(tmp_path, {"uno": pagina}, config=CONFIG)
    estado, _, quejas = construir(libro, capsys)
    assert (estado, quejas) == (0, [])
    hecha = pagina_hecha(libro, "uno")
    assert '_images/foto.svg" width="96" height="48"' + RESTO in hecha
    assert '_images/foto.png" width="30" height="20"' + RESTO in hecha
    assert '_images/muda.svg"' + RESTO in hecha


@pytest.mark.parametrize(
    ("antes", "despues"),
    [
        ('<img src="a.svg" width="50%" />', '<img src="a.svg" width="50%" decoding="async" />'),
        ('<img src="a.svg" height="9" />', '<img src="a.svg" height="9" decoding="async" />'),
        ('<img src="b%20c.svg">', '<img src="b%20c.svg" width="3" height="4" decoding="async">'),
        ('<img src="otra.svg" decoding="sync">', '<img src="otra.svg" decoding="sync">'),
        ('<img alt="sin fuente">', '<img alt="sin fuente" decoding="async">'),
        ("&lt;img src=&quot;a.svg&quot;&gt;", "&lt;img src=&quot;a.svg&quot;&gt;"),
    ],
)
def test_lo_que_dice_el_autor_se_respeta(antes: str, despues: str) -> None:
    assert con_tamano(antes, {"a.svg": (1, 2), "b c.svg": (3, 4)}) == despues


def test_la_de_la_primera_pantalla_se_pide_ya_y_las_demas_cuando_toca() -> None:
    imagen = '<img src="a.svg">'
    cerca, lejos = con_tamano(imagen + LEJOS + imagen, {}).split(LEJOS)
    assert 'loading="lazy"' not in cerca
    assert 'loading="lazy"' in lejos
    assert con_tamano(LEJOS + '<img loading="eager">', {}).count("loading=") == 1


def test_lo_que_no_se_lee_no_ocupa() -> None:
    formula = f"<math><annotation>{'x' * PRIMERA_PANTALLA}</annotation></math>{' ' * PRIMERA_PANTALLA}"
    assert "lazy" not in con_tamano(f"<p>{'a' * 99}</p>{formula}<img>", {})
