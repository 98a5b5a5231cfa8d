"""La lengua de los títulos: la dice el campo `langid` de cada ficha de la bibliografía."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from imprenta.libro.archivos import por_que_no_es_archivo
from imprenta.libro.idiomas import DE_BIBLATEX, idiomas_de
from imprenta.libro.libro import Libro
from imprenta.libro.modelo import Falta

FICHA = re.compile(r"^[ \t]*@(?!string\b|comment\b|preamble\b)\w+\s*[{(]\s*(?P<clave>[^\s,]+)", re.M | re.I)
LENGUA = re.compile(r"^[ \t]*langid\s*=\s*[{\"]?\s*(?P<lengua>[\w-]*)", re.M | re.I)
SIN_LENGUA = (
    "la ficha «{}» no dice en qué lengua está su título: añádele `langid = {{english}}`, o la que sea"
)
OTRA_LENGUA = "la ficha «{}» dice una lengua que no se conoce, «{}»: se conocen {}"


def fichas_sin_lengua(libro: Libro) -> list[Falta]:
    """Las fichas sin `langid`, o con uno que no se conoce, si el libro marca lo que está en otras lenguas."""
    if not idiomas_de(libro.raiz).palabras:
        return []
    leibles = (nombre for nombre in libro.bibliografias if not por_que_no_es_archivo(libro.raiz / nombre))
    return [falta for nombre in leibles for falta in _de(libro.raiz, nombre)]


def _de(raiz: Path, nombre: str) -> Iterator[Falta]:
    texto = (raiz / nombre).read_text(encoding="utf-8", errors="replace")
    fichas = list(FICHA.finditer(texto))
    finales = [*(ficha.start() for ficha in fichas[1:]), len(texto)]
    for ficha, final in zip(fichas, finales, strict=True):
        dicha = LENGUA.search(texto, ficha.end(), final)
        linea = texto.count("\n", 0, ficha.start("clave")) + 1
        if dicha is None:
            yield Falta(Path(nombre), linea, 1, SIN_LENGUA.format(ficha["clave"]))
        elif dicha["lengua"] not in DE_BIBLATEX:
            conocidas = ", ".join(sorted(DE_BIBLATEX))
            yield Falta(
                Path(nombre), linea, 1, OTRA_LENGUA.format(ficha["clave"], dicha["lengua"], conocidas)
            )
