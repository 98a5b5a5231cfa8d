"""La letra de las figuras: TeX Gyre Pagella, la misma del libro impreso y prima de la que pide la pantalla.

Va en el repositorio, en `pagella/`, recortada a los signos que un libro usa: así las figuras salen iguales
en cualquier máquina. Para rehacerla, con los originales (los trae el paquete `fonts-texgyre` de Debian):

    python -m redes.figuras.letra texgyrepagella-regular.otf texgyrepagella-italic.otf texgyrepagella-bold.otf

Los contornos cúbicos del original pasan a cuadráticos porque Matplotlib solo empotra en un PDF, como letra
y no como dibujo, los de TrueType.
"""

from __future__ import annotations

import atexit
import functools
import sys
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from matplotlib import font_manager

CARPETA = Path(__file__).parent / "pagella"
FAMILIA = "Pagella de las figuras"  # la licencia pide otro nombre para una letra cambiada
TRAMOS = ((0x20, 0x7E), (0xA0, 0xFF), (0x391, 0x3C9), (0x2010, 0x2026), (0x2030, 0x2033), (0x2190, 0x2193))
SUELTOS = "ŒœŸ−∂√∞≈≠≤≥∑∏∫∗‖"
TOLERANCIA = 0.5  # milésimas de eme que puede apartarse un contorno


@functools.cache
def cargar() -> str:
    """Enseña la letra a Matplotlib, una sola vez, y devuelve el nombre de su familia.

    >>> cargar()
    'Pagella de las figuras'
    """
    for ruta in sorted(en_el_disco().glob("*.ttf")):
        font_manager.fontManager.addfont(ruta)
    return FAMILIA


def en_el_disco() -> Path:
    """La carpeta de la letra; si el código se lee de un zip, una copia que dura lo que el proceso.

    Matplotlib abre las letras al dibujar, y de dentro de un zip no puede.
    """
    if CARPETA.is_dir():
        return CARPETA
    copia = TemporaryDirectory(ignore_cleanup_errors=True)
    atexit.register(copia.cleanup)
    for letra in resources.files("redes.figuras").joinpath(CARPETA.name).iterdir():
        (Path(copia.name) / letra.name).write_bytes(letra.read_bytes())
    return Path(copia.name)


def hacer(origen: Path) -> None:
    """Escribe en `CARPETA` la parte de la fuente `origen` que se usa, con contornos de TrueType."""
    from fontTools import subset

    opciones = subset.Options(layout_features=[], hinting=False, recalc_bounds=True)
    opciones.name_IDs = [0, 1, 2, 4, 5, 6, 13, 14]  # los derechos y la licencia viajan con ella
    fuente = subset.load_font(str(origen), opciones)
    recorte = subset.Subsetter(opciones)
    recorte.populate(unicodes={c for a, b in TRAMOS for c in range(a, b + 1)} | set(map(ord, SUELTOS)))
    recorte.subset(fuente)
    _a_truetype(fuente)
    for nombre in fuente["name"].names:
        if nombre.nameID in (1, 4, 6):
            texto = nombre.toUnicode().replace("TeXGyrePagella", FAMILIA.title().replace(" ", ""))
            nombre.string = texto.replace("TeX Gyre Pagella", FAMILIA)
    CARPETA.mkdir(exist_ok=True)
    subset.save_font(fuente, str(CARPETA / origen.stem.removeprefix("texgyrepagella-")) + ".ttf", opciones)


def _a_truetype(fuente: Any) -> None:
    """Cambia los contornos cúbicos de `fuente` (tabla CFF) por los cuadráticos de TrueType."""
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib import newTable

    orden, dibujos = fuente.getGlyphOrder(), fuente.getGlyphSet()
    glifos = {}
    for nombre in orden:
        pluma = TTGlyphPen(None)
        dibujos[nombre].draw(Cu2QuPen(pluma, TOLERANCIA, reverse_direction=True))
        glifos[nombre] = pluma.glyph()
    fuente["loca"], fuente["glyf"] = newTable("loca"), newTable("glyf")
    fuente["glyf"].glyphOrder, fuente["glyf"].glyphs = orden, glifos
    del fuente["CFF "]
    fuente.sfntVersion = "\0\1\0\0"
    maximos = fuente["maxp"]
    maximos.tableVersion = 0x00010000
    for campo in (
        "maxTwilightPoints maxStorage maxFunctionDefs maxInstructionDefs maxStackElements "
        "maxSizeOfInstructions maxComponentElements"
    ).split():
        setattr(maximos, campo, 0)
    maximos.maxZones = 1
    fuente["post"].formatType = 2.0
    fuente["post"].extraNames, fuente["post"].mapping = [], {}
    fuente["post"].glyphOrder = orden


if __name__ == "__main__":
    for argumento in sys.argv[1:]:
        hacer(Path(argumento))
