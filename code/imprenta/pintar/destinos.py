"""Adónde lleva, desde el cuaderno de una página, lo que la página enlaza.

Un título de la misma página está en el cuaderno, con la dirección que Jupyter le da. Lo demás está en el
libro publicado, si se sabe dónde; si no, en el cuaderno de la otra página. Lo que no está en ninguna parte no
se enlaza.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Callable, Collection
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

from sphinx.environment import BuildEnvironment
from sphinx.util import docname_join

from imprenta.libro.libro import LEGIBLES
from imprenta.pintar.markdown_llano import Enlazado

LugarEnlazado = tuple[str, str, str]  # el documento, el ancla y cómo se llama
# Lo que no puede ir como está en la dirección de un enlace de Markdown; las tildes, sí.
DE_ENLACE = re.compile(r"[\s()<>%\\`*_\[\]]")
SIN_NOMBRE = re.compile(r"[$\\`*_<>]")  # lo que hace que un título no se lea como está escrito


class Publicado(NamedTuple):
    """Dónde está el libro, si se sabe, y qué páginas tienen cuaderno."""

    base: str = ""
    cuadernos: Collection[str] = ()


class Destinos:
    """Los de todo un libro, según lo que Sphinx sabe de él."""

    def __init__(self, env: BuildEnvironment, publicado: Publicado) -> None:
        self.env, self.publicado = env, publicado

    def __str__(self) -> str:
        """Lo que cambia cuando puede cambiar algún enlace."""
        titulos = {doc: titulo.astext() for doc, titulo in sorted(self.env.titles.items())}
        apartados = {doc: sorted(self._apartados(doc).items()) for doc in titulos}
        etiquetas = sorted((k, v[:2]) for k, v in self._std["labels"].items())
        partes = (self.publicado.base, sorted(self.publicado.cuadernos), titulos, apartados, etiquetas)
        return hashlib.sha256(repr(partes).encode("utf-8", "surrogateescape")).hexdigest()

    def desde(self, documento: str) -> Callable[[str, str], Enlazado | None]:
        """Adónde lleva, desde el cuaderno de `documento`, el destino de un rol o, sin rol, de un enlace."""

        def adonde(rol: str, destino: str) -> Enlazado | None:
            lugar = self._lugar(documento, rol, destino)
            direccion = self._direccion(documento, lugar) if lugar else ""
            return Enlazado(direccion, lugar[2] if lugar and rol != "eq" else "") if direccion else None

        return adonde

    def _lugar(self, documento: str, rol: str, destino: str) -> LugarEnlazado | None:
        if rol == "doc":
            return self._pagina(documento, destino)
        if rol == "term":
            terminos = self._std.get("terms", {})
            hallado = terminos.get(destino.lower()) or self._std["objects"].get(("term", destino))
            return (*hallado, destino) if hallado else None
        if rol:
            return self._etiqueta(destino)
        camino, _, ancla = destino.partition("#")
        if not camino or camino.endswith(LEGIBLES):
            pagina = self._pagina(documento, re.sub(r"\.\w+$", "", unquote(camino)) or f"/{documento}")
            return self._en(pagina, unquote(ancla)) if pagina and ancla else pagina
        return self._etiqueta(camino)

    def _pagina(self, documento: str, destino: str) -> LugarEnlazado | None:
        pagina = docname_join(documento, destino)
        return (pagina, "", self._titulo(pagina)) if pagina in self.env.titles else None

    def _titulo(self, pagina: str) -> str:
        return self.env.titles[pagina].astext()

    def _en(self, pagina: LugarEnlazado, ancla: str) -> LugarEnlazado:
        """Un lugar de una página: un apartado suyo o, como en MyST, lo que en todo el libro se llame así."""
        if hallado := self._apartados(pagina[0]).get(ancla):
            return (pagina[0], *hallado)
        return self._etiqueta(ancla) or (pagina[0], ancla, "")

    def _apartados(self, pagina: str) -> dict[str, tuple[str, str]]:
        """De una página, el ancla y el título de cada apartado, por cualquiera de sus nombres."""
        de_myst: dict[str, Any] = self.env.metadata[pagina].get("myst_slugs") or {}
        por_ancla = {ancla: (ancla, titulo) for _, ancla, titulo in de_myst.values()}
        return por_ancla | {slug: (ancla, titulo) for slug, (_, ancla, titulo) in de_myst.items()}

    def _etiqueta(self, nombre: str) -> LugarEnlazado | None:
        if hallada := self._std["labels"].get(nombre.lower()):
            return (hallada[0], hallada[1], str(hallada[2]))
        hallada = self._std["anonlabels"].get(nombre.lower())
        return (*hallada, "") if hallada else None

    @property
    def _std(self) -> dict[str, Any]:
        return self.env.domaindata["std"]

    def _direccion(self, documento: str, lugar: LugarEnlazado) -> str:
        pagina, ancla, _ = lugar
        dentro = self._de_jupyter(pagina, ancla)
        if pagina == documento and dentro:
            return dentro
        if self.publicado.base:
            return f"{self.publicado.base.rstrip('/')}/{quote(pagina)}.html" + f"#{quote(ancla)}" * bool(
                ancla
            )
        if pagina == documento or pagina not in self.publicado.cuadernos:
            return ""
        return quote(posixpath.relpath(f"{pagina}.ipynb", posixpath.dirname(documento) or ".")) + dentro

    def _de_jupyter(self, pagina: str, ancla: str) -> str:
        """La dirección que Jupyter da al título de un apartado: su texto, con guiones; «», si no se sabe."""
        _, titulo = self._apartados(pagina).get(ancla, ("", ""))
        if not ancla or not titulo or SIN_NOMBRE.search(titulo):
            return ""
        return "#" + DE_ENLACE.sub(lambda casa: quote(casa[0]), titulo.replace(" ", "-"))
