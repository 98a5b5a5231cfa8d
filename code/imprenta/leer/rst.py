"""Una página en reStructuredText: sus cadenas se demuestran y sus cifras se ven; atar, no se ata nada."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from imprenta.leer.gramatica import ESTRUCTURALES, NUMERO, RARO
from imprenta.libro.espanol import es_cifra
from imprenta.libro.modelo import Falta
from imprenta.libro.numerales import idioma_de, numerales
from imprenta.libro.pagina import Formula, Pagina, Remedio, Suelto
from imprenta.libro.texto import Texto

BLOQUE_MATH = re.compile(
    r"^(?P<margen>[ ]*)\.\. math::(?P<misma>.*)\n"
    r"(?:(?P=margen)[ ]+:[\w-]+:.*\n)*(?P<cuerpo>(?:[ ]*\n|(?P=margen)[ ]+\S.*(?:\n|$))*)",
    re.MULTILINE,
)
MATH = re.compile(r":math:`(?P<tex>[^`]+)`")
OCULTO = re.compile(
    rf"""^[ ]*\.\.[ ](?:_[^:\n]+:.*|\#.*|(?:figure|image|include|literalinclude|toctree|highlight)::.*)$
    |^[ ]*:(?:{"|".join(map(re.escape, sorted(ESTRUCTURALES)))}):.*$
    |<[^<>\n]*>(?=`)
    |\bhttps?://[^\s<>"`]+
    |\[\#?[\w.-]*\]_""",
    re.VERBOSE | re.MULTILINE,
)
RST_DE_FUERA = re.compile(r"^[ ]*(\.\. (?:include|literalinclude)::|:(?:file|url):)", re.MULTILINE)


def leer_rst(ruta: Path, texto: str) -> Pagina:
    """Lee una página `.rst`."""
    lienzo, piezas = texto, list[Formula | Suelto]()
    for patron, grupos in ((BLOQUE_MATH, ("misma", "cuerpo")), (MATH, ("tex",))):
        for casa in patron.finditer(lienzo):
            piezas += [
                Formula(casa.start(g) + _margen(casa[g]), casa[g].strip()) for g in grupos if casa[g].strip()
            ]
        lienzo = patron.sub(_blanco, lienzo)
    lienzo = OCULTO.sub(_blanco, lienzo)
    cifras = [*NUMERO.finditer(lienzo), *(casa for casa in RARO.finditer(lienzo) if es_cifra(casa[0]))]
    sitios = [*(casa.span() for casa in cifras), *numerales(lienzo, idioma_de(lienzo))]
    piezas += [Suelto(a, " ".join(lienzo[a:b].split()), Remedio.EN_RST) for a, b in sitios]
    piezas.sort(key=lambda pieza: pieza.inicio)
    return Pagina(ruta, texto, tuple(piezas), (), (), descuadres=tuple(_de_fuera(ruta, Texto(texto))))


def _blanco(casa: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", casa[0])


def _margen(texto: str) -> int:
    return len(texto) - len(texto.lstrip())


def _de_fuera(ruta: Path, texto: Texto) -> Iterator[Falta]:
    for casa in RST_DE_FUERA.finditer(texto.contenido):
        mensaje = f"«{casa[1]}» trae un texto que aquí no se comprueba"
        yield Falta(ruta, *texto.lugar(casa.start(1)), mensaje)
