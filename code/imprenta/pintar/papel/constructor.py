"""El constructor `papel` de Sphinx: de las páginas resueltas a un `cuerpo.typ`, con sus imágenes al lado."""

from __future__ import annotations

import shutil
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.builders import Builder
from sphinx.util.nodes import inline_all_toctrees

from imprenta.libro.hecho import LibroHecho
from imprenta.pintar.edicion import edicion_de
from imprenta.pintar.entrega import hecho_de, libro_de
from imprenta.pintar.idiomas import idiomas_del_libro
from imprenta.pintar.imagenes_admitidas import apartar_imagenes
from imprenta.pintar.papel.alfabeto import indice_alfabetico, voces_por_letras
from imprenta.pintar.papel.arbol import entender_html, poner_partes, sacar_capitulos, sacar_subtitulo
from imprenta.pintar.papel.composicion import CUERPO, carpetas_de_letras
from imprenta.pintar.papel.cubierta import traer_cubierta
from imprenta.pintar.papel.cuentas import resumir_cifras
from imprenta.pintar.papel.datos import mostrar
from imprenta.pintar.papel.dibujos import dejar_dibujo
from imprenta.pintar.papel.escritura import valor
from imprenta.pintar.papel.rotulos import rotulos_de
from imprenta.pintar.papel.tipografo import Tipografo
from imprenta.pintar.sin_desplegar import adaptar

# Las que Typst sabe poner, por orden de preferencia.
IMAGENES_DE_TYPST = (
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "image/webp",
    "image/gif",
    "application/pdf",
)
SUFIJOS_DE_TYPST = {".svg", ".png", ".jpg", ".jpeg", ".webp", ".gif", ".pdf"}
PLANTILLA = Path(__file__).parent / "plantilla"
EMPIEZA = "#EN-EL-CUERPO.update(true);"  # lo que va delante, como el índice, lo pone la plantilla


class ConstructorDePapel(Builder):
    """Junta todas las páginas en un árbol, resuelve en él las referencias y lo escribe en Typst."""

    name = "papel"
    format = "typst"
    allow_parallel = False

    def init(self) -> None:
        """Lo que un autor escribe solo para el papel dice `only:: latex`: hasta ahora no había otro."""
        self.supported_image_types = list(IMAGENES_DE_TYPST)
        self.tags.add("latex")

    def get_outdated_docs(self) -> str:
        return "el libro entero"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        return f"%{docname}"

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        return self.get_target_uri(to, typ)

    def prepare_writing(self, docnames: object) -> None:
        """Nada que preparar: se escribe un solo archivo."""

    def write_documents(self, _docnames: object) -> None:
        arbol = self.juntar()
        subtitulo = sacar_subtitulo(arbol)
        sacar_capitulos(arbol, self._rotulo("presentacion"))
        poner_partes(arbol, self.env.get_doctree(self.config.root_doc))
        resumir_cifras(arbol, str(self.config.html_baseurl or ""), str(self.config.language or "en"))
        adaptar(arbol)
        entender_html(arbol)
        self.post_process_images(arbol)
        apartar_imagenes(self, arbol, SUFIJOS_DE_TYPST)
        salida = Path(self.outdir)
        shutil.copytree(PLANTILLA, salida, dirs_exist_ok=True)
        letras = tuple(carpetas_de_letras(libro_de(self.app)))
        for origen, nombre in list(self.images.items()):
            self.images[origen] = dejar_dibujo(Path(self.srcdir, origen), salida / nombre, letras)
        (salida / CUERPO).write_text(self.escribir(arbol, subtitulo), encoding="utf-8")

    def write(self, build_docnames: object, updated_docnames: object, method: str = "update") -> None:
        self.write_documents(self.env.all_docs)

    def juntar(self) -> nodes.document:
        """El libro en un solo árbol, con sus referencias resueltas."""
        raiz = self.config.root_doc
        arbol = inline_all_toctrees(self, {raiz}, raiz, self.env.get_doctree(raiz), str, [raiz])
        arbol["docname"] = raiz
        for archivo in arbol.findall(addnodes.start_of_file):
            archivo[:] = archivo.children  # Sphinx los deja con la madre que tenían
        self.env.resolve_references(arbol, raiz, self)
        return arbol

    def escribir(self, arbol: nodes.document, subtitulo: str) -> str:
        """El libro en Typst: los datos, las páginas y el índice alfabético."""
        tipografo = Tipografo(self, arbol)
        cuerpo = tipografo.de(arbol)
        idiomas = idiomas_del_libro(self.app)
        rotulo = self._rotulo("indice")
        indice = indice_alfabetico(rotulo, voces_por_letras(self), tipografo.puestas, idiomas, tipografo.de)
        perdidas = tuple(destino for destino in tipografo.pedidas if destino not in tipografo.puestas)
        sin_sitio = f"#let enlace = enlace.with(sin-sitio: {valor(perdidas)})\n" if perdidas else ""
        importa, cubierta = traer_cubierta(self, Path(self.outdir))
        edicion = edicion_de(Path(self.srcdir))
        del_libro = libro_de(self.app).config
        datos = mostrar(self.config, del_libro, edicion, subtitulo, self._cobertura(), cubierta)
        return f'#import "libro.typ": *\n{importa}{sin_sitio}{datos}{EMPIEZA}{cuerpo}{indice}'

    # ——— Lo que dice la configuración ———

    def _rotulo(self, nombre: str) -> str:
        return rotulos_de(str(self.config.language or "en"))[nombre]

    def _cobertura(self) -> str:
        """Lo comprobado en este ejemplar, que la imprenta solo dice en español."""
        hecho: LibroHecho | None = hecho_de(self.app) if getattr(self.config, "libro_hecho", None) else None
        return hecho.resumen if hecho and str(self.config.language).startswith("es") else ""

    def finish(self) -> None:
        """Nada más: la composición la hace Typst."""
