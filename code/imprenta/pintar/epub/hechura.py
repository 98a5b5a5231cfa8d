"""Las páginas escritas: cada una no depende de las demás, y las de un libro grande se escriben a medias.

Resolver y escribir los árboles es casi todo lo que tarda un EPUB; la mitad la hace otro proceso, bifurcado.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes
from sphinx import addnodes

from imprenta.libro.aparte import ProcesoAparte
from imprenta.pintar.cifras import pagina_de_cifras
from imprenta.pintar.epub.ficha import subtitulo
from imprenta.pintar.epub.notas import Notas

if TYPE_CHECKING:
    from imprenta.pintar.epub.constructor import ConstructorElectronico

GRANDE = 1_000_000  # octetos de árboles: por debajo, bifurcarse cuesta más de lo que ahorra
PRINCIPIO, TEXTO, FINAL = "frontmatter", "bodymatter", "backmatter"


class PaginaEscrita(NamedTuple):
    """Una página en HTML, la clase de su apartado, en qué parte del libro va y lo que se sabe de ella."""

    html: str
    clase: str
    tipo: str
    subtitulo: str
    imagenes: dict[str, str]
    enlazadas: dict[str, str]


class Hechura:
    """Escribe las páginas de un libro."""

    def __init__(self, constructor: ConstructorElectronico, notas: Notas) -> None:
        self.constructor, self.notas = constructor, notas

    def todas(self, paginas: Sequence[str]) -> dict[str, PaginaEscrita]:
        """Las páginas escritas; lo que de las del otro proceso se dice, se dice aquí."""
        propias, ajenas = self._a_medias(paginas)
        otro = ProcesoAparte(lambda conducto: self._aparte(ajenas, conducto)) if ajenas else None
        escritas = {pagina: self.una(pagina) for pagina in propias}
        if otro is not None:
            escritas |= self._las_de(otro, ajenas)
        return escritas

    def _aparte(self, paginas: Sequence[str], conducto: Connection) -> None:
        assert isinstance(sys.stderr, io.StringIO)
        antes = len(sys.stderr.getvalue())
        with contextlib.suppress(Exception):  # si no puede, lo dirá quien lo intente en el proceso de siempre
            escritas = {pagina: self.una(pagina) for pagina in paginas}
            conducto.send((escritas, sys.stderr.getvalue()[antes:]))

    def _las_de(self, otro: ProcesoAparte, paginas: Sequence[str]) -> dict[str, PaginaEscrita]:
        escritas: dict[str, PaginaEscrita]
        try:
            escritas, dicho = otro.conducto.recv()
        except (EOFError, OSError):
            return {pagina: self.una(pagina) for pagina in paginas}
        finally:
            otro.matar()
        sys.stderr.write(dicho)
        return escritas

    def _a_medias(self, paginas: Sequence[str]) -> tuple[list[str], list[str]]:
        """Lo que pesan sus árboles, en dos montones iguales; uno solo si no merece la pena o no se puede."""
        arboles = {p: Path(self.constructor.doctreedir, f"{p}.doctree").stat().st_size for p in paginas}
        se_puede = hasattr(os, "fork") and isinstance(sys.stderr, io.StringIO) and (os.cpu_count() or 1) > 1
        if sum(arboles.values()) < GRANDE or not se_puede:
            return list(paginas), []
        montones: tuple[list[str], list[str]] = [], []
        for pagina in sorted(paginas, key=arboles.__getitem__, reverse=True):
            min(montones, key=lambda monton: sum(map(arboles.__getitem__, monton))).append(pagina)
        return montones

    def una(self, pagina: str) -> PaginaEscrita:
        """Una página escrita."""
        constructor = self.constructor
        constructor.images = {}
        arbol = constructor.resuelto(pagina)
        self.notas.enlazar(pagina, arbol)
        if pagina == pagina_de_cifras(constructor.env):
            self.notas.resumir(arbol)
        bajo = subtitulo(arbol) if pagina == constructor.config.root_doc else ""
        clase, tipo = self._que_es(pagina, arbol)
        html = constructor.escrito(pagina, arbol)
        enlazadas = self.notas.enlazadas.get(pagina, {})
        return PaginaEscrita(html, clase, tipo, bajo, constructor.images, enlazadas)

    def _que_es(self, pagina: str, arbol: nodes.document) -> tuple[str, str]:
        """La clase de su apartado y en qué parte del libro está."""
        if pagina == self.constructor.config.root_doc:
            return "", PRINCIPIO
        numeros = self.constructor.env.toc_secnumbers
        if numeros.get(pagina, {}).get("") or not any(suyos.get("") for suyos in numeros.values()):
            return "chapter", TEXTO
        if next(iter(arbol.findall(addnodes.glossary)), None) is not None:
            return "glossary", FINAL
        if next(iter(arbol.findall(nodes.citation)), None) is not None:
            return "bibliography", FINAL
        return "appendix", FINAL
