"""El tipógrafo: escribe en Typst un árbol de Sphinx, con los números de Sphinx.

Cada nodo es una llamada a una función de `libro.typ`, que decide cómo se ve. El texto va siempre entre
comillas (`#"…";`): nada de lo que escribe un autor puede ser una orden de Typst.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxTranslator

from imprenta.pintar.idiomas import lengua_de
from imprenta.pintar.mathml import arbol_de, mathml
from imprenta.pintar.papel.formula import formula

registro = logging.getLogger(__name__)


def cadena(texto: str) -> str:
    r"""Un texto como cadena de Typst.

    >>> print(cadena('di "a\\b"'))
    "di \"a\\b\""
    """
    return '"' + texto.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def llano(texto: str) -> str:
    return " ".join(texto.split())


class Tipografo(SphinxTranslator):
    """De cada nodo, su Typst; lo que no se conoce se dice, y detiene el libro."""

    def __init__(self, *argumentos: Any) -> None:
        super().__init__(*argumentos)
        self.partes: list[str] = []
        self.documento = self.config.root_doc
        self.nivel = 0

    def escrito(self) -> str:
        return "".join(self.partes)

    # ——— Piezas ———

    def poner(self, *partes: str) -> None:
        self.partes.extend(partes)

    def abrir(self, funcion: str, **argumentos: str | bool | float | None) -> None:
        """Empieza `#funcion(nombre: valor, …)[`; lo que no vale nada no se pone."""
        dichos = ", ".join(f"{n}: {_valor(v)}" for n, v in argumentos.items() if v is not None and v != "")
        self.poner(f"#{funcion}({dichos})[")

    def cerrar(self, _nodo: object = None) -> None:
        self.poner("];")

    def marcar(self, nodo: nodes.Element) -> None:
        """Los nombres por los que se enlaza un nodo."""
        for nombre in nodo.get("ids", ()):
            self.poner(f"#ancla({cadena(self._etiqueta(nombre))});")

    def _etiqueta(self, nombre: str) -> str:
        return f"{self.documento}#{nombre}"

    def numero(self, clase: str, nodo: nodes.Element) -> str:
        """El número que da Sphinx a una figura, a una tabla o a una fórmula."""
        numeros = self.builder.env.toc_fignumbers.get(self.documento, {}).get(clase, {})
        return next((".".join(map(str, numeros[i])) for i in nodo["ids"] if i in numeros), "")

    # ——— Páginas y apartados ———

    def visit_document(self, nodo: nodes.Element) -> None:
        self.poner('#import "libro.typ": *\n')

    def depart_document(self, nodo: nodes.Element) -> None:
        """Nada que cerrar."""

    def visit_start_of_file(self, nodo: nodes.Element) -> None:
        self.anterior = self.documento
        self.documento = nodo["docname"]
        self.poner(f"#ancla({cadena(self.documento)});")

    def depart_start_of_file(self, nodo: nodes.Element) -> None:
        self.documento = self.config.root_doc

    def visit_section(self, nodo: nodes.Element) -> None:
        self.nivel += 1

    def depart_section(self, nodo: nodes.Element) -> None:
        self.nivel -= 1

    def visit_title(self, nodo: nodes.Element) -> None:
        if not isinstance(nodo.parent, nodes.section):
            return self.abrir("titulillo")
        numeros = self.builder.env.toc_secnumbers.get(self.documento, {})
        suyos = next((numeros[a] for a in [*("#" + i for i in nodo.parent["ids"]), ""] if a in numeros), None)
        numero = ".".join(map(str, suyos)) if suyos and (self.nivel > 1 or "" in numeros) else ""
        self.poner("\n\n")
        self.abrir("titulo", nivel=self.nivel, numero=numero)
        return None

    def depart_title(self, nodo: nodes.Element) -> None:
        self.cerrar()
        if isinstance(nodo.parent, nodes.section):
            self.marcar(nodo.parent)
        self.poner("\n\n")

    # ——— Texto ———

    def visit_Text(self, nodo: nodes.Text) -> None:
        self.poner(f"#{cadena(nodo.astext().replace(chr(10), ' '))};")

    def depart_Text(self, nodo: nodes.Text) -> None:
        """Ya está escrito."""

    def visit_paragraph(self, nodo: nodes.Element) -> None:
        self.poner("\n\n")
        self.marcar(nodo)

    def depart_paragraph(self, nodo: nodes.Element) -> None:
        self.poner("\n\n")

    def visit_inline(self, nodo: nodes.Element) -> None:
        self.abrir("tramo", lengua=lengua_de(nodo), clases=" ".join(nodo["classes"]))

    depart_inline = cerrar

    def visit_emphasis(self, nodo: nodes.Element) -> None:
        self.abrir("emph")

    def visit_strong(self, nodo: nodes.Element) -> None:
        self.abrir("strong")

    def visit_literal(self, nodo: nodes.Element) -> None:
        self.poner(f"#codigo-en-linea({cadena(nodo.astext())});")
        raise nodes.SkipNode

    def visit_reference(self, nodo: nodes.Element) -> None:
        uri = nodo.get("refuri", "")
        if uri.startswith("%"):
            self.abrir("enlace", a=uri[1:])
        elif nodo.get("refid"):
            self.abrir("enlace", a=self._etiqueta(nodo["refid"]))
        else:
            self.abrir("enlace-de-fuera", a=uri)

    visit_number_reference = visit_reference
    depart_emphasis = depart_strong = depart_reference = depart_number_reference = cerrar

    def visit_target(self, nodo: nodes.Element) -> None:
        self.marcar(nodo)

    # ——— Fórmulas ———

    def _formula(self, nodo: nodes.Element, tex: str, en_bloque: bool) -> str:
        return formula(arbol_de(mathml(tex, nodo, en_bloque)))

    def visit_math(self, nodo: nodes.Element) -> None:
        self.poner(f"#formula({cadena(nodo.astext())}, ${self._formula(nodo, nodo.astext(), False)}$);")
        raise nodes.SkipNode

    def visit_math_block(self, nodo: nodes.Element) -> None:
        tex = nodo.astext()
        if (r"\\" in tex or "&" in tex) and r"\begin" not in tex:
            tex = rf"\begin{{aligned}}{tex}\end{{aligned}}"
        self.marcar(nodo)
        numero = self.numero("displaymath", nodo) or str(nodo.get("number") or "")
        self.poner(f"\n\n#formula-aparte({cadena(nodo.astext())}, numero: {cadena(numero)}, ")
        self.poner(f"$ {self._formula(nodo, tex, True)} $);\n\n")
        raise nodes.SkipNode

    # ——— Código ———

    def visit_literal_block(self, nodo: nodes.Element) -> None:
        self.poner(f"\n\n#codigo({cadena(nodo.astext())}, lengua: {cadena(nodo.get('language', ''))});\n\n")
        raise nodes.SkipNode

    # ——— Figuras y tablas ———

    def visit_figure(self, nodo: nodes.Element) -> None:
        self.poner("\n\n")
        self.abrir("figura", numero=self.numero("figure", nodo))
        self.marcar(nodo)

    def visit_caption(self, nodo: nodes.Element) -> None:
        self.abrir("pie")

    depart_figure = depart_caption = cerrar

    def visit_image(self, nodo: nodes.Element) -> None:
        nombre = self.builder.images.get(nodo["uri"], nodo["uri"])
        alto = cadena(nodo.get("alt", ""))
        self.poner(f"#imagen({cadena(nombre)}, alt: {alto}, ancho: {cadena(str(nodo.get('width', '')))});")
        raise nodes.SkipNode

    def visit_table(self, nodo: nodes.Element) -> None:
        columnas = sum(1 for _ in nodo.findall(nodes.colspec))
        self.poner("\n\n")
        self.abrir("tabla", columnas=columnas, numero=self.numero("table", nodo))
        self.marcar(nodo)

    def depart_table(self, nodo: nodes.Element) -> None:
        self.poner("];\n\n")

    # El título, las filas y las celdas.
    def visit_row(self, nodo: nodes.Element) -> None:
        self.abrir("fila", cabeza=isinstance(nodo.parent, nodes.thead))

    def visit_entry(self, nodo: nodes.Element) -> None:
        self.abrir("celda", clases=" ".join(nodo["classes"]))

    depart_row = depart_entry = cerrar

    def pasar(self, nodo: nodes.Element) -> None:
        """Solo agrupa."""


def _valor(valor: str | bool | float | None) -> str:
    if isinstance(valor, bool):
        return str(valor).lower()
    return cadena(valor) if isinstance(valor, str) else str(valor)


for nombre in "tgroup colspec thead tbody container compound toctree target".split():
    for paso in ("visit", "depart"):
        if not hasattr(Tipografo, f"{paso}_{nombre}"):
            setattr(Tipografo, f"{paso}_{nombre}", Tipografo.pasar)
