"""Las fichas de la bibliografía de un libro: dónde está cada una y qué dice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from imprenta.libro.archivos import OtraCodificacion, octetos_de, texto_de

ENTRADA_DE_BIB = re.compile(r"^[ \t]*@(?P<clase>\w+)\s*[{(]\s*(?P<clave>[^\s,{}()]+)\s*,", re.MULTILINE)
CAMPO = re.compile(r"^\s*(title|author|year)\s*=\s*[{\"]+(.*?)[}\"]+,?\s*$", re.MULTILINE | re.IGNORECASE)
SIN_CLAVE = frozenset({"comment", "string", "preamble"})


class FichaDeBib(NamedTuple):
    """Una entrada de un `.bib`, tal como está escrita desde la posición `inicio` del archivo."""

    clave: str
    ruta: Path
    inicio: int
    linea: int
    escrita: str

    @property
    def resumen(self) -> str:
        """Su título y su año, si se leen a la primera."""
        campos = {nombre.lower(): valor for nombre, valor in CAMPO.findall(self.escrita)}
        dicho = [campos.get("title", "").replace("{", "").replace("}", ""), campos.get("year", "")]
        return ", ".join(filter(None, dicho))


def fichas_de(raiz: Path, nombres: Sequence[str]) -> Iterator[FichaDeBib]:
    """Las fichas de unos `.bib`, en orden; el que no se pueda leer no tiene ninguna."""
    for nombre in nombres:
        try:
            texto = texto_de(octetos_de(raiz / nombre))
        except (OSError, OtraCodificacion):
            continue
        casas = [casa for casa in ENTRADA_DE_BIB.finditer(texto) if casa["clase"].lower() not in SIN_CLAVE]
        finales = [*(casa.start() for casa in casas[1:]), len(texto)]
        for casa, fin in zip(casas, finales, strict=False):
            linea = texto.count("\n", 0, casa.start("clase"))
            yield FichaDeBib(
                casa["clave"], raiz / nombre, casa.start(), linea, texto[casa.start() : fin].strip()
            )
