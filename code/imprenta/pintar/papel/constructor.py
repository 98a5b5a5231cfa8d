"""El constructor `papel` de Sphinx: de las páginas resueltas a un solo `libro.typ`, con sus imágenes al lado."""

from __future__ import annotations

import shutil
from pathlib import Path

from docutils import nodes
from sphinx.builders import Builder
from sphinx.util.nodes import inline_all_toctrees

from imprenta.pintar.papel.tipografo import Tipografo

PLANTILLA = Path(__file__).parent / "plantilla"


class ConstructorDePapel(Builder):
    """Junta todas las páginas en un árbol, resuelve en él las referencias y lo escribe en Typst."""

    name = "papel"
    format = "typst"
    supported_image_types = ["image/svg+xml", "image/png", "image/jpeg", "image/gif", "application/pdf"]
    allow_parallel = False

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
        self.post_process_images(arbol)
        cuerpo = Tipografo(self).de(arbol)
        salida = Path(self.outdir)
        (salida / "cuerpo.typ").write_text(f'#import "libro.typ": *\n#show: hoja\n{cuerpo}', encoding="utf-8")
        shutil.copytree(PLANTILLA, salida, dirs_exist_ok=True)
        for origen, nombre in self.images.items():
            shutil.copyfile(Path(self.srcdir, origen), salida / nombre)

    def write(self, build_docnames: object, updated_docnames: object, method: str = "update") -> None:
        self.write_documents(self.env.all_docs)

    def juntar(self) -> nodes.document:
        """El libro en un solo árbol, con sus referencias resueltas."""
        raiz = self.config.root_doc
        arbol = inline_all_toctrees(self, {raiz}, raiz, self.env.get_doctree(raiz), str, [raiz])
        arbol["docname"] = raiz
        self.env.resolve_references(arbol, raiz, self)
        return arbol

    def finish(self) -> None:
        """Nada más: la composición la hace Typst."""

