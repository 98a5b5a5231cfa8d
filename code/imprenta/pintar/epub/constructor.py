"""El constructor `electronico` de Sphinx: de las páginas resueltas a un EPUB 3."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from docutils import nodes
from docutils.frontend import OptionParser
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.writers.html import HTMLWriter

from imprenta.pintar.entrega import libro_de
from imprenta.pintar.epub import CONSTRUCTOR, LIBRO_EPUB
from imprenta.pintar.epub.alfabetico import INDICE
from imprenta.pintar.epub.arbol import antes_de_resolver, despues_de_resolver
from imprenta.pintar.epub.paquete import DE_IMAGEN
from imprenta.pintar.epub.traductor import TraductorElectronico
from imprenta.pintar.imagenes_admitidas import apartar_imagenes
from imprenta.pintar.palabras import palabra
from imprenta.pintar.papel.rotulos import rotulos_de


class ConstructorElectronico(StandaloneHTMLBuilder):
    """Para las extensiones es HTML; nada de un tema ni de un guion llega a las páginas."""

    name = CONSTRUCTOR
    format = "html"
    default_translator_class = TraductorElectronico
    out_suffix = link_suffix = ".xhtml"
    supported_data_uri_images = False
    add_permalinks = False
    allow_parallel = False
    copysource = False
    download_support = False
    embedded = True
    html_scaled_image_link = False
    search = False
    con_notas = con_indice = False  # lo dice quien escribe la edición

    def init(self) -> None:
        self.supported_image_types = ["image/svg+xml", "image/png", "image/jpeg", "image/gif"]
        self.tags.add("epub")  # lo que un libro escribe solo para esta edición
        super().init()
        self.out_suffix = self.link_suffix = ".xhtml"

    @property
    def titulo(self) -> str:
        """El del libro; Jupyter Book se lo da a Sphinx como el de la web."""
        return str(libro_de(self.app).config.get("title") or self.config.html_title or self.config.project)

    @property
    def lengua(self) -> str:
        return str(self.config.language or "en").replace("_", "-")

    @property
    def es_espanol(self) -> bool:
        return self.lengua.partition("-")[0] == "es"

    @property
    def rotulos(self) -> Mapping[str, str]:
        """Las palabras que esta edición comparte con el papel."""
        return rotulos_de(self.lengua)

    def palabra(self, inglesa: str) -> str:
        """Lo que la edición pone de suyo, en la lengua del libro."""
        return palabra(inglesa, self.lengua)

    # ——— Las direcciones ———

    @cached_property
    def archivos(self) -> dict[str, str]:
        """El archivo de cada página, con un nombre que no da que hacer en ningún sistema."""
        nombres: dict[str, str] = {}
        for pagina in sorted(self.env.found_docs):
            llano = (
                unicodedata.normalize("NFKD", pagina.rpartition("/")[2]).encode("ascii", "ignore").decode()
            )
            nombre = base = re.sub(r"[^\w.-]+", "-", llano) or "pagina"
            cuantas = 1
            while f"{nombre}.xhtml" in nombres.values() or f"{nombre}.xhtml" == INDICE:
                nombre, cuantas = f"{base}-{cuantas + 1}", cuantas + 1
            nombres[pagina] = f"{nombre}.xhtml"
        return nombres

    def archivo(self, pagina: str) -> str:
        """El de una página."""
        return self.archivos[pagina]

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Dónde está una página; la que solo está en la web, en la web, si se sabe dónde es."""
        if docname in self.archivos:
            return self.archivos[docname]
        if docname == "genindex":
            return INDICE
        base = self.config.html_baseurl
        return f"{base.rstrip('/')}/{quote(docname)}.html" if base else ""

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        return self.get_target_uri(to, typ)

    # ——— Las páginas ———

    def get_outdated_docs(self) -> Iterator[str]:
        yield from self.env.found_docs

    def create_translator(self, *args: Any) -> TraductorElectronico:
        return TraductorElectronico(*args)

    def write(self, build_docnames: object, updated_docnames: object, method: str = "update") -> None:
        from imprenta.pintar.epub.edicion import EdicionElectronica  # que conoce a este constructor

        self.docwriter = HTMLWriter(self)
        ajustes = OptionParser(
            defaults=self.env.settings, components=(self.docwriter,), read_config_files=True
        ).get_default_values()
        ajustes.compact_lists = bool(self.config.html_compact_lists)
        self.docsettings = ajustes
        octetos = EdicionElectronica(self).octetos()
        Path(self.outdir, LIBRO_EPUB).write_bytes(octetos)

    def resuelto(self, pagina: str) -> nodes.document:
        """El árbol de una página, con sus referencias y sin lo que solo vive en la web."""
        arbol = self.env.get_doctree(pagina)
        antes_de_resolver(arbol)
        self.current_docname = pagina
        arbol = self.env.get_and_resolve_doctree(pagina, self, arbol)
        despues_de_resolver(arbol, self.config.html_baseurl, self.palabra)
        return arbol

    def escrito(self, pagina: str, arbol: nodes.document) -> str:
        """El HTML de una página."""
        arbol.settings = self.docsettings
        self.secnumbers = self.env.toc_secnumbers.get(pagina, {})
        self.fignumbers = self.env.toc_fignumbers.get(pagina, {})
        self.imgpath, self.dlpath, self.current_docname = "imagenes", "", pagina
        self.post_process_images(arbol)
        apartar_imagenes(self, arbol, DE_IMAGEN)
        self._nombrar_imagenes(pagina)
        traductor = self.create_translator(arbol, self)
        arbol.walkabout(traductor)
        return "".join(traductor.fragment)

    def _nombrar_imagenes(self, pagina: str) -> None:
        """Las llama como su página: el nombre de sus archivos puede no valer en un EPUB."""
        base = self.archivo(pagina).removesuffix(".xhtml")
        for numero, (origen, nombre) in enumerate(self.images.items(), 1):
            self.images[origen] = f"{base}-{numero}{Path(nombre).suffix.lower()}"

    def finish(self) -> None:
        """Nada más: ni guiones, ni estilos del tema, ni buscador."""
