"""Los dibujos de un libro como los quiere Typst: con la letra como letra, y los que son PDF, en SVG.

Matplotlib escribe cada letra de un SVG como un trazo, que Typst repite entero cada vez que sale. Si la letra
está entre las que se le dan, aquí vuelve a ser texto: el dibujo ocupa la quinta parte, y lo que dice se puede
buscar y copiar.
"""

from __future__ import annotations

import contextlib
import functools
import re
import shutil
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

EM = 100  # el cuerpo en que Matplotlib dibuja sus letras, antes de llevarlas a su tamaño
ACERCADAS = 12  # lo más que dos letras se acercan o se apartan por ser las que son, en un cuerpo `EM`
USO = re.compile(
    r'<use xlink:href="#(?P<letra>[^"]+)-(?P<dibujo>[0-9a-f]+)"'
    r'(?: transform="translate\((?P<x>[-\d.]+) (?P<y>[-\d.]+)\)(?: scale\((?P<talla>[\d.]+)\))?")?/>'
)
USOS = re.compile(rf"(?:{re.sub('[?]P<[a-z]+>', '', USO.pattern)}\s*)+")
TRAZO_DE_LETRA = re.compile(r'<path id="(?P<letra>[^"]+)-(?P<dibujo>[0-9a-f]+)"[^>]*/>\s*')
SUELTO = '#set page(width: auto, height: auto, margin: 0pt, fill: none)\n#image("{}")\n'


class Letra(NamedTuple):
    """Con qué nombre y estilo se pide una letra, y el archivo que la trae."""

    familia: str
    estilo: str
    peso: int
    archivo: Path


class Signo(NamedTuple):
    """Un signo y lo que avanza, con la letra de cuerpo `EM`."""

    letra: str
    ancho: float


def dejar_dibujo(origen: Path, destino: Path, carpetas: Iterable[Path]) -> str:
    """Deja un dibujo donde lo leerá Typst y devuelve con qué nombre; en `carpetas` están las letras."""
    if origen.suffix == ".pdf":
        destino = destino.with_suffix(".pdf.svg")
        destino.write_bytes(svg_de_pdf(origen))
    elif origen.suffix == ".svg":
        texto = origen.read_text(encoding="utf-8", errors="surrogateescape")
        con_texto = con_letra(texto, tuple(carpetas))
        destino.write_text(con_texto, encoding="utf-8", errors="surrogateescape")
    else:
        shutil.copyfile(origen, destino)
    return destino.name


def svg_de_pdf(ruta: Path) -> bytes:
    """La primera página de un PDF, en SVG: en un PDF accesible no se puede meter otro tal cual."""
    import typst  # tarda: solo quien lo necesita lo paga

    suelto: Any = SUELTO.format(ruta.name).encode()
    return bytes(typst.compile(suelto, root=str(ruta.parent), format="svg"))


# ——— La letra de los SVG de Matplotlib ———


def con_letra(svg: str, carpetas: tuple[Path, ...]) -> str:
    """Un SVG de Matplotlib con texto en lugar de los trazos de las letras que se conocen; otro, como está."""
    pedidas = {casa["letra"] for casa in TRAZO_DE_LETRA.finditer(svg)}
    letras = letras_por_nombre(carpetas) if pedidas else {}
    sabidas = {nombre: signos_de(letras[nombre].archivo) for nombre in pedidas & letras.keys()}

    def se_sabe(casa: re.Match[str]) -> bool:
        return int(casa["dibujo"], 16) in sabidas.get(casa["letra"], {})

    def en_texto(casa: re.Match[str]) -> str:
        usos = list(USO.finditer(casa[0]))
        if not all(map(se_sabe, usos)):
            return casa[0]
        seguidos = groupby(usos, key=lambda uso: (uso["letra"], uso["y"] or "0", uso["talla"] or "1"))
        return "".join(
            _texto(letras[letra], tirada, y, talla)
            for (letra, y, talla), suyos in seguidos
            for tirada in _tiradas(sabidas[letra], float(talla), suyos)
        )

    svg = USOS.sub(en_texto, svg) if sabidas else svg
    quedan = {(uso["letra"], uso["dibujo"]) for uso in USO.finditer(svg)}
    return TRAZO_DE_LETRA.sub(lambda c: c[0] if c.groups() in quedan or not se_sabe(c) else "", svg)


def _tiradas(
    signos: dict[int, Signo], talla: float, usos: Iterable[re.Match[str]]
) -> Iterator[tuple[float, str]]:
    """Los signos que se siguen como los seguiría quien los compone, y dónde empieza cada tirada."""
    empieza, dice, acaba = 0.0, "", 0.0
    for uso in usos:
        signo, x = signos[int(uso["dibujo"], 16)], float(uso["x"] or 0)
        if dice and abs(x - acaba) > ACERCADAS * talla:
            yield empieza, dice
            dice = ""
        empieza = empieza if dice else x
        dice, acaba = dice + signo.letra, x + signo.ancho * talla
    yield empieza, dice


def _texto(letra: Letra, tirada: tuple[float, str], y: str, talla: str) -> str:
    """Unos signos, en su sitio; el eje de Matplotlib sube y el de SVG baja."""
    (x, dice), k = tirada, float(talla)
    estilo = f' font-style="{letra.estilo}"' if letra.estilo != "normal" else ""
    peso = f' font-weight="{letra.peso}"' if letra.peso != 400 else ""
    return (
        f'<text font-family="{escape(letra.familia)}" font-size="{EM}"{estilo}{peso} xml:space="preserve" '
        f'transform="translate({x:g} {y}) scale({k:g} {-k:g})">{escape(dice)}</text>'
    )


@functools.cache
def letras_por_nombre(carpetas: tuple[Path, ...]) -> dict[str, Letra]:
    """Las letras de unas carpetas, por su nombre de PostScript."""
    return {nombre: letra for carpeta in carpetas for nombre, letra in _letras_en(carpeta)}


def _letras_en(carpeta: Path) -> Iterator[tuple[str, Letra]]:
    with contextlib.suppress(ImportError):  # viene con Matplotlib; sin él no hay SVG suyos
        from fontTools.ttLib import TTFont, TTLibError

        for ruta in sorted(carpeta.glob("*.[ot]tf")):
            with contextlib.suppress(TTLibError, OSError, KeyError), TTFont(ruta, lazy=True) as fuente:
                nombres, trazo = fuente["name"], fuente["OS/2"]
                familia = nombres.getDebugName(16) or nombres.getDebugName(1)
                estilo = "italic" if trazo.fsSelection & 0b10_0000_0001 else "normal"
                yield nombres.getDebugName(6), Letra(familia, estilo, trazo.usWeightClass, ruta)


@functools.cache
def signos_de(archivo: Path) -> dict[int, Signo]:
    """Qué signo es cada dibujo de una letra, por su número."""
    from fontTools.ttLib import TTFont

    signos: dict[int, Signo] = {}
    with TTFont(archivo, lazy=True) as fuente:
        numeros, anchos, em = fuente.getReverseGlyphMap(), fuente["hmtx"], fuente["head"].unitsPerEm
        for codigo, dibujo in fuente.getBestCmap().items():
            signos.setdefault(numeros[dibujo], Signo(chr(codigo), EM * anchos[dibujo][0] / em))
    return signos
