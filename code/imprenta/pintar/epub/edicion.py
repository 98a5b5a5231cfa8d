"""La edición electrónica: cada página, sus notas, sus índices y su cubierta, en un archivo."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from imprenta.libro.papel import epub_de
from imprenta.pintar.buscador import en_orden
from imprenta.pintar.cifras import pagina_de_cifras
from imprenta.pintar.edicion import edicion_de
from imprenta.pintar.entrega import hecho_de, libro_de
from imprenta.pintar.epub.alfabetico import INDICE, pagina_del_indice
from imprenta.pintar.epub.contenido import NAVEGACION, ContenidoElectronico, Hito, pagina_del_contenido
from imprenta.pintar.epub.cubierta import cubierta_de
from imprenta.pintar.epub.enlaces import Enlaces
from imprenta.pintar.epub.ficha import creditos, ficha_de
from imprenta.pintar.epub.hechura import FINAL, PRINCIPIO, Hechura, PaginaEscrita
from imprenta.pintar.epub.notas import Notas
from imprenta.pintar.epub.paquete import PiezaDelPaquete, empaquetar
from imprenta.pintar.epub.xhtml import Limpieza, arbol_de_html, documento
from imprenta.pintar.papel.datos import autores_de

if TYPE_CHECKING:
    from imprenta.pintar.epub.constructor import ConstructorElectronico

ESTILO = Path(__file__).with_name("libro.css")
DEL_SVG = re.compile(rb"<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?[^>]*>\s*|\s*<metadata>.*?</metadata>", re.DOTALL)
SIN_TRAZO = re.compile(rb"<path(?![^>]*\sd=)")
CUBIERTA, CREDITOS = "cubierta.xhtml", "creditos.xhtml"
EN_IMAGENES = "imagenes"


class HojaElectronica:
    """Una página del archivo, que aún se puede retocar."""

    def __init__(self, titulo: str, cuerpo: Element, tipo: str, limpieza: Limpieza) -> None:
        self.titulo, self.cuerpo, self.tipo, self.limpieza = titulo, cuerpo, tipo, limpieza


class EdicionElectronica:
    """Reúne las piezas de un libro, por el orden en que se leen."""

    def __init__(self, constructor: ConstructorElectronico) -> None:
        self.constructor, self.entorno = constructor, constructor.env
        self.palabra, self.rotulos = constructor.palabra, constructor.rotulos
        self.del_libro = libro_de(constructor.app).config
        self.edicion = edicion_de(Path(constructor.srcdir))
        self.notas = Notas(constructor, hecho_de(constructor.app))
        self.contenido = ContenidoElectronico(constructor)
        self.enlaces = Enlaces()
        self.hojas: dict[str, HojaElectronica] = {}
        self.hitos: dict[str, Hito] = {}
        self.imagenes: dict[str, str] = {}  # de dónde sale la que lleva cada nombre
        self.subtitulo = ""
        constructor.con_notas = bool(self.notas.filas)

    def octetos(self) -> bytes:
        """El archivo entero."""
        self.hojas |= dict.fromkeys((CUBIERTA, CREDITOS, NAVEGACION))  # type: ignore[arg-type]  # su sitio
        self.hitos["toc"] = Hito(self.rotulos["contenido"], NAVEGACION)
        paginas = en_orden(self.entorno)
        escritas = Hechura(self.constructor, self.notas).todas(paginas)
        for pagina in paginas:
            self._pagina(pagina, escritas[pagina])
            if pagina == pagina_de_cifras(self.entorno):
                self._notas()
        self._notas()
        self._indice()
        self._principio()
        entradas = self.contenido.entradas(self.enlaces.llega)
        html = pagina_del_contenido(
            self.rotulos["contenido"], entradas, self.palabra("Landmarks"), self.hitos
        )
        self.poner(NAVEGACION, self.rotulos["contenido"], html)
        piezas = list(self._piezas())
        ficha = ficha_de(self.constructor, self.edicion, self.del_libro, self.hojas.values())
        return empaquetar(ficha, piezas)

    def poner(self, nombre: str, titulo: str, html: str, tipo: str = "") -> HojaElectronica:
        """Añade una página al archivo, limpia."""
        limpieza = Limpieza(self.enlaces.adonde)
        cuerpo = arbol_de_html(html)
        limpieza.limpiar(cuerpo)
        self.enlaces.apuntar(nombre, limpieza.nombres)
        self.hojas[nombre] = HojaElectronica(titulo, cuerpo, tipo, limpieza)
        return self.hojas[nombre]

    # ——— Las páginas del libro ———

    def _pagina(self, pagina: str, escrita: PaginaEscrita) -> None:
        archivo, clase = self.constructor.archivo(pagina), escrita.clase
        self.notas.enlazadas[pagina] = escrita.enlazadas
        self.imagenes |= {nombre: origen for origen, nombre in escrita.imagenes.items()}
        self.subtitulo = self.subtitulo or escrita.subtitulo
        hoja = self.poner(archivo, self.contenido.titulo_llano(pagina), escrita.html, escrita.tipo)
        if clase and (apartado := hoja.cuerpo.find("section")) is not None:
            apartado.attrib.update({"epub:type": clase, "role": f"doc-{clase}"})
        if clase == "chapter":
            self.hitos.setdefault("bodymatter", Hito(self.palabra("Start of the text"), archivo))
        elif clase in ("glossary", "bibliography"):
            self.hitos.setdefault(clase, Hito(self.palabra(clase.capitalize()), archivo))

    # ——— Lo que las acompaña ———

    def _notas(self) -> None:
        """Las notas de cada página, una sola vez; en lo que se carga con cada una no hay más que lo suyo."""
        for pagina in self.notas.filas:
            if self.notas.archivo(pagina) not in self.hojas and pagina in self.entorno.found_docs:
                titulo = self.contenido.titulo(pagina)
                html = self.notas.pagina(pagina, titulo)
                llano = self.palabra("Where each number comes from: {}").format(
                    self.contenido.titulo_llano(pagina)
                )
                self.poner(self.notas.archivo(pagina), llano, html, FINAL)

    def _indice(self) -> None:
        if not self.constructor.config.html_use_index:
            return
        paginas = {archivo: pagina for pagina, archivo in self.constructor.archivos.items()}
        html = pagina_del_indice(self.constructor, lambda archivo: self.contenido.titulo(paginas[archivo]))
        if html:
            self.poner(INDICE, self.rotulos["indice"], html, FINAL)
            self.constructor.con_indice = True
            self.hitos["index"] = Hito(self.rotulos["indice"], INDICE)

    def _principio(self) -> None:
        """La cubierta y los créditos."""
        config = self.constructor.config
        propia, autores = epub_de(self.del_libro).cubierta, autores_de(config.author)
        self.cubierta = cubierta_de(self.constructor, propia, self.subtitulo, autores)
        dice = self.palabra("Cover of the book: {}").format(self.constructor.titulo)
        imagen = f'<img role="doc-cover" src="{EN_IMAGENES}/{self.cubierta.nombre}" alt="{escape(dice)}"/>'
        self.poner(
            CUBIERTA, self.palabra("Cover"), f'<section epub:type="cover" class="cubierta">{imagen}</section>'
        )
        self.hitos = {"cover": Hito(self.palabra("Cover"), CUBIERTA)} | self.hitos
        html = creditos(self.constructor, self.edicion, self.del_libro, self.subtitulo)
        self.poner(CREDITOS, self.constructor.titulo, html, PRINCIPIO)

    # ——— Las piezas ———

    def _piezas(self) -> Iterator[PiezaDelPaquete]:
        self.enlaces.rematar({nombre: hoja.cuerpo for nombre, hoja in self.hojas.items()})
        for nombre, hoja in self.hojas.items():
            propiedades = [*(["nav"] if nombre == NAVEGACION else []), *sorted(hoja.limpieza.propiedades)]
            texto = documento(hoja.titulo, self.constructor.lengua, hoja.cuerpo, hoja.tipo)
            yield PiezaDelPaquete(nombre, texto.encode(), tuple(propiedades), en_el_lomo=True)
        yield PiezaDelPaquete("libro.css", ESTILO.read_bytes())
        yield PiezaDelPaquete(f"{EN_IMAGENES}/{self.cubierta.nombre}", self.cubierta.imagen, ("cover-image",))
        for nombre, origen in self.imagenes.items():
            octetos = Path(self.constructor.srcdir, origen).read_bytes()
            yield PiezaDelPaquete(
                f"{EN_IMAGENES}/{nombre}", svg_valido(octetos) if nombre.endswith(".svg") else octetos
            )


def svg_valido(octetos: bytes) -> bytes:
    """Un SVG como lo admite EPUB: sin tipo de documento ni metadatos, y con trazo en cada `path`.

    >>> svg_valido(b'<!DOCTYPE svg PUBLIC "x" "y"><svg><path id="a"/><path d="M 0 0"/></svg>')
    b'<svg><path d="" id="a"/><path d="M 0 0"/></svg>'
    """
    return SIN_TRAZO.sub(b'<path d=""', DEL_SVG.sub(b"", octetos))
