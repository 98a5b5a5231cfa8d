"""Cómo quedan las hojas de un libro impreso: qué páginas de texto seguido acaban antes de tiempo."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pypdf
import typst
from papeles import LETRAS
from PIL import Image

PUNTOS = 24  # por pulgada: cada punto de la imagen es un octavo de renglón
BLANCO = 235  # lo más claro es papel
ARRIBA, ABAJO = 0.1, 0.905  # dónde empieza y acaba la caja del texto, en partes de la hoja


def hojas_cortas(carpeta: Path, tolerancia: float = 0.15) -> list[tuple[int, float]]:
    """Las páginas que se quedan a medias sin que acabe un capítulo, con la parte de la caja que les sobra.

    `carpeta` es donde está `cuerpo.typ`. Se mira desde el primer capítulo; no cuentan las que van delante de
    otro o de una página en blanco.
    """
    cuerpo = str(carpeta / "cuerpo.typ")
    pdf = typst.compile(cuerpo, font_paths=LETRAS)
    dibujadas = typst.compile(cuerpo, font_paths=LETRAS, format="png", ppi=PUNTOS)
    usadas = [parte_usada(dibujo) for dibujo in (dibujadas if isinstance(dibujadas, list) else [dibujadas])]
    principios = set(_principios(pypdf.PdfReader(BytesIO(pdf))))
    acaban = {pagina - 1 for pagina in principios} | {n for n, usada in enumerate(usadas) if not usada}
    return [
        (pagina, round(1 - usada, 3))
        for pagina, usada in enumerate(usadas[:-1], 1)
        if pagina >= min(principios) and usada and pagina not in acaban and 1 - usada > tolerancia
    ]


def parte_usada(dibujo: bytes) -> float:
    """Hasta dónde llega lo impreso, en partes de la caja; nada en una página en blanco."""
    hoja = Image.open(BytesIO(dibujo)).convert("L")
    caja = hoja.crop((0, int(hoja.height * ARRIBA), hoja.width, int(hoja.height * ABAJO)))
    impreso = caja.point(lambda tono: 255 if tono < BLANCO else 0).getbbox()
    return impreso[3] / caja.height if impreso else 0.0


def _principios(lector: pypdf.PdfReader) -> Iterator[int]:
    """Las páginas en que empieza una parte o un capítulo: los primeros de los marcadores."""
    for marcador in lector.outline:
        if not isinstance(marcador, list):
            yield (lector.get_destination_page_number(marcador) or 0) + 1
