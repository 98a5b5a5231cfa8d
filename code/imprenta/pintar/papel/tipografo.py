"""El tipógrafo: escribe en Typst un árbol de Sphinx, con los números de Sphinx.

Cada nodo es una llamada a una función de la plantilla, que decide cómo se ve. El texto va siempre entre
comillas (`#"…";`): nada de lo que escribe un autor puede ser una orden de Typst.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from imprenta.pintar.numeracion import NUMERO_DE_APARTADO
from imprenta.pintar.papel.bloques import DeBloques
from imprenta.pintar.papel.codigo import DeCodigo
from imprenta.pintar.papel.enlaces import DeEnlaces
from imprenta.pintar.papel.escribano import ids_de
from imprenta.pintar.papel.escritura import aparte, cadena, en_frase
from imprenta.pintar.papel.formulas import formula_aparte, formula_en_linea
from imprenta.pintar.papel.frases import DeFrases
from imprenta.pintar.papel.laminas import DeLaminas
from imprenta.pintar.papel.tablas import DeTablas

if TYPE_CHECKING:
    from sphinx.builders import Builder


class Tipografo(DeFrases, DeEnlaces, DeBloques, DeCodigo, DeLaminas, DeTablas):
    """El libro entero: páginas, apartados y fórmulas, y lo que cada parte sabe escribir."""

    def __init__(self, constructor: Builder, arbol: nodes.document) -> None:
        super().__init__(constructor)
        self.destinos[self.documento] = arbol
        for pagina, nodo in con_su_pagina(arbol, self.documento):
            if isinstance(nodo, addnodes.start_of_file):
                self.destinos[pagina] = nodo
            self.destinos.update({f"{pagina}#{nombre}": nodo for nombre in ids_de(nodo)})
            if isinstance(nodo, nodes.footnote_reference):
                self.llamadas.add(f"{pagina}#{nodo.get('refid')}")

    # ——— Lo que agrupa, lo que no se lee ———

    def _document(self, nodo: nodes.Element) -> str:
        return self._pagina(nodo)

    def _parte(self, nodo: nodes.Element) -> str:
        return self.bloque(nodo, "parte", en_frase(nodo["titulo"]))

    _compound = _glossary = _hlist = _hlistcol = _only = DeFrases._hijos
    _PassthroughTextElement = _authors = DeFrases._hijos
    _classifier = _toctree = _colspec = _comment = _substitution_definition = _index = DeFrases._nada
    _meta = _pending = _system_message = _vivo = _guia = _explorador = DeFrases._nada
    _fontawesome = DeFrases._nada  # un icono de `sphinx_design`: adorna
    _HiddenCellNode = DeFrases._nada  # lo que `sphinx_jupyterbook_latex` deja junto a `{tableofcontents}`

    # ——— Páginas y apartados ———

    def _start_of_file(self, nodo: nodes.Element) -> str:
        antes, self.documento = self.documento, nodo["docname"]
        self.dichas = set()
        escrito = self._pagina(nodo)
        self.documento = antes
        return escrito

    def _pagina(self, nodo: nodes.Element) -> str:
        """Lo que dice una página; su nombre lleva a su título o, si no lo tiene, a su principio."""
        escrito = self.hijos(nodo)
        return escrito if self.documento in self.puestas else self._ancla_de_la_pagina() + escrito

    def _ancla_de_la_pagina(self) -> str:
        self.puestas.add(self.documento)
        return aparte(f"#ancla({cadena(self.documento)});")

    def _section(self, nodo: nodes.section) -> str:
        self.nivel += 1
        escrito = self.hijos(nodo)
        self.nivel -= 1
        return escrito

    def _title(self, nodo: nodes.title) -> str:
        numero, hijos = self._numero_de(nodo)
        anclas = self._anclas_del_titulo(nodo)
        return self.bloque(
            nodo,
            "titulo",
            self.todos(hijos),
            nivel=self.nivel,
            numero=numero,
            anclas=anclas,
        )

    def _anclas_del_titulo(self, titulo: nodes.title) -> tuple[str, ...]:
        """Las de su apartado y, si es el primero de la página, también la de ella."""
        de_la_pagina = () if self.documento in self.puestas else (self.documento,)
        self.puestas.update(de_la_pagina)
        return (*de_la_pagina, *self.anclas(titulo.parent), *self.anclas_de_dentro(titulo))

    def _numero_de(self, titulo: nodes.title) -> tuple[str, list[nodes.Node]]:
        """El número de un título, sea de Sphinx o de la imprenta, y lo que se lee detrás."""
        primero = titulo[0] if len(titulo) else None
        if isinstance(primero, nodes.inline) and NUMERO_DE_APARTADO in primero["classes"]:
            return primero.astext(), titulo.children[2:]
        apartado = titulo.parent
        numeros = self.entorno.toc_secnumbers.get(self.documento, {})
        de_la_pagina = isinstance(apartado.parent, nodes.document | addnodes.start_of_file)
        nombres = [*([""] if de_la_pagina else ()), *("#" + nombre for nombre in apartado["ids"])]
        numero = next((numeros[nombre] for nombre in nombres if numeros.get(nombre)), ())
        return ".".join(map(str, numero)), titulo.children

    # ——— Fórmulas ———

    def _math(self, nodo: nodes.math) -> str:
        return formula_en_linea(nodo, str(self.constructor.config.language), self.exigido)

    def _math_block(self, nodo: nodes.math_block) -> str:
        lengua = str(self.constructor.config.language)
        escrita = formula_aparte(nodo, lengua, self.numero("displaymath", nodo), self.exigido)
        return aparte(escrita, self.marca(nodo) + self.ancladas(nodo))

    def _raw(self, nodo: nodes.raw) -> str:
        """Lo que un autor escribe en Typst pasa tal cual; lo que escribe en otra cosa no es para el papel."""
        return nodo.astext() if nodo["format"] == "typst" else ""


def con_su_pagina(madre: nodes.Element, pagina: str) -> Iterator[tuple[str, nodes.Element]]:
    """Los nodos de un libro, por orden, cada uno con la página de la que viene."""
    for hijo in madre.children:
        if isinstance(hijo, nodes.Element):
            suya = hijo["docname"] if isinstance(hijo, addnodes.start_of_file) else pagina
            yield suya, hijo
            yield from con_su_pagina(hijo, suya)
