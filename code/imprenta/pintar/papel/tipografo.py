"""El tipógrafo: escribe el LaTeX con los números de Sphinx y decide dónde no se parte una página."""

from __future__ import annotations

import math
import re
from typing import Any

from docutils import nodes
from math_core import LatexToMathML
from sphinx import addnodes
from sphinx.writers.latex import LaTeXTranslator

from imprenta.libro.idiomas import EN_BABEL
from imprenta.pintar.idiomas import lengua_de
from imprenta.pintar.papel.arbol import hijos_de

# Los marcadores del PDF son texto llano: una fórmula se lee en ellos como sus letras.
MATHML_LLANO = LatexToMathML(annotation=False)
ETIQUETA_XML = re.compile(r"<[^>]+>")
TRAS_GUION = re.compile(r"\\_")
TRAS_ABRIR = re.compile(r"\\_|(?<!\\)\(|\{\[\}")  # Sphinx escribe los corchetes entre llaves
LARGA = 20  # filas a partir de las que una tabla se parte entre páginas
TITULO = 3  # renglones que ocupa un título con sus blancos
LETRAS = 75  # las de un renglón de texto
RENGLON_DE_CODIGO = 0.85  # su alto, en renglones de texto
RESUMEN = 25  # renglones de un apartado que es una lista y no se parte entre dos páginas
ENTEROS = 14  # renglones de código que no se parten entre dos páginas
DE_UN_TIRON = 14  # renglones: un título, su poco texto y el código al que lleva, si caben, van juntos


class Tipografo(LaTeXTranslator):
    """Escribe el LaTeX con los números de Sphinx y con el lugar de donde viene cada bloque."""

    def __init__(self, *argumentos: Any) -> None:
        super().__init__(*argumentos)
        self.this_is_the_title = 0
        self.principios: list[int] = []
        self.tras_titulo: set[nodes.Element] = set()  # los códigos que no se separan de su título
        raiz = self.builder.env.get_doctree(self.config.root_doc)
        self.partes = {
            indice["includefiles"][0]: indice["caption"]
            for indice in raiz.findall(addnodes.toctree)
            if indice.get("caption") and indice["includefiles"]
        }

    def visit_document(self, node: nodes.Element) -> None:
        super().visit_document(node)
        self._numerar(self.curfilestack[-1])

    def visit_start_of_file(self, node: nodes.Element) -> None:
        super().visit_start_of_file(node)
        if parte := self.partes.get(node["docname"]):
            self.body.append(rf"\libroParte{{{self.escape(parte)}}}" + "\n")
        self._numerar(node["docname"])

    def _numerar(self, documento: str) -> None:
        """El número del capítulo y hasta dónde se numeran sus secciones."""
        numeros = [n for n in self.builder.env.toc_secnumbers.get(documento, {}).values() if n]
        hondura = max(map(len, numeros), default=0) - 1
        self.body.append(rf"\setcounter{{secnumdepth}}{{{hondura}}}" + "\n")
        if numeros:
            self.body.append(rf"\setcounter{{chapter}}{{{min(numeros)[0] - 1}}}" + "\n")

    def _numero(self, clase: str, nodo: nodes.Element) -> str:
        numeros = self.builder.env.toc_fignumbers.get(self.curfilestack[-1], {}).get(clase, {})
        return next((".".join(map(str, numeros[i])) for i in nodo["ids"] if i in numeros), "")

    def _fijar(self, contador: str, clase: str, nodo: nodes.Element) -> None:
        if numero := self._numero(clase, nodo):
            self.body.append(rf"\libroNumero{{{contador}}}{{{numero}}}%" + "\n")

    def _lugar(self, nodo: nodes.Element) -> None:
        if nodo.line and self.curfilestack[-1]:
            self.body.append(f"%@{self.curfilestack[-1]}:{nodo.line}\n")

    def _hueco(self, renglones: int) -> None:
        """Pasa de página si en esta no quedan tantos renglones."""
        self.body.append(rf"\Needspace{{{renglones}\baselineskip}}" + "\n")

    def visit_paragraph(self, node: nodes.Element) -> None:
        super().visit_paragraph(node)
        self._lugar(node)

    def visit_title(self, node: nodes.Element) -> None:
        if isinstance(node.parent, nodes.section):
            self._lugar(node)
            if _es_resumen(node.parent):
                self.body.append("\\libroSinFigurasPendientes\n")
                self._hueco(TITULO + min(_renglones(node.parent), RESUMEN))
            codigo, delante = _codigo_que_abre(node.parent)
            if codigo is not None and codigo not in self.tras_titulo:
                renglones = delante + _sitio(codigo)
                if delante <= 2 * TITULO or renglones <= DE_UN_TIRON:
                    self._hueco(renglones)
                    self.tras_titulo.add(codigo)
        super().visit_title(node)

    def visit_inline(self, node: nodes.Element) -> None:
        """Lo que está en otra lengua se parte según ella."""
        if nombres := EN_BABEL.get(lengua_de(node)):
            self.body.append(rf"\foreignlanguage{{{nombres[0]}}}{{")
            self.context.append("}")
        else:
            super().visit_inline(node)

    def depart_literal(self, node: nodes.Element) -> None:
        """Un código largo se puede partir."""
        if not self.in_title:
            self.body[-1] = partible(self.body[-1], en_tabla=self.table is not None)
        super().depart_literal(node)

    def visit_literal_block(self, node: nodes.Element) -> None:
        self._lugar(node)
        if node not in self.tras_titulo:
            self._hueco(_sitio(node))
        if _contesta(node):
            self.body.append("\\libroTrasCodigo\n")
        super().visit_literal_block(node)

    def visit_caption(self, node: nodes.Element) -> None:
        if isinstance(node.parent, nodes.figure):
            self._fijar("figure", "figure", node.parent)
        super().visit_caption(node)
        self.principios.append(len(self.body))

    def depart_caption(self, node: nodes.Element) -> None:
        """En el índice de figuras va la primera frase del pie."""
        principio = self.principios.pop()
        pie = "".join(self.body[principio:])
        frase, punto, _ = pie.partition(". ")
        if self.body[principio - 1] == r"\caption{" and punto and frase.count("{") == frase.count("}"):
            self.body[principio - 1] = rf"\caption[{{{frase}}}]{{"
        super().depart_caption(node)

    def visit_table(self, node: nodes.Element) -> None:
        self._lugar(node)
        self._fijar("table", "table", node)
        if _larga(node):
            node["classes"] += ["longtable", "colwidths-given"]  # que ella y sus celdas se partan
            self.body.append("\\begingroup\\libroTablaLarga\n")
        super().visit_table(node)

    def depart_table(self, node: nodes.Element) -> None:
        super().depart_table(node)
        if _larga(node):
            self.body.append("\\endgroup\n")

    def visit_math(self, node: nodes.Element) -> None:
        if not self.in_title:
            super().visit_math(node)
        letras = self.escape(
            ETIQUETA_XML.sub("", MATHML_LLANO.convert_with_local_state(node.astext(), displaystyle=False))
        )
        self.body.append(rf"\texorpdfstring{{\({node.astext()}\)}}{{{letras}}}")
        raise nodes.SkipNode

    def visit_math_block(self, node: nodes.Element) -> None:
        self._lugar(node)
        self._fijar("equation", "displaymath", node)
        super().visit_math_block(node)

    def visit_admonition(self, node: nodes.Element) -> None:
        clases = [clase for clase in node["classes"] if not clase.startswith("admonition-")]
        self.body.append("\n" + rf"\begin{{sphinxadmonition}}{{{clases[0] if clases else 'note'}}}")
        self.no_latex_floats += 1


def partible(latex: str, en_tabla: bool = False) -> str:
    r"""Un código en LaTeX que se puede partir tras sus guiones bajos y, en una tabla, tras lo que abre.

    >>> partible(r"a\_b(x)"), partible(r"f(x{[}0{]})", en_tabla=True)
    ('a\\_\\allowbreak{}b(x)', 'f(\\allowbreak{}x{[}\\allowbreak{}0{]})')
    """
    return (TRAS_ABRIR if en_tabla else TRAS_GUION).sub(r"\g<0>\\allowbreak{}", latex)


def _codigo_que_abre(apartado: nodes.Element) -> tuple[nodes.literal_block | None, int]:
    """El código con el que empieza un apartado y los renglones que hay delante: títulos y poco texto."""
    renglones = 0
    for hijo in apartado.children:
        if isinstance(hijo, nodes.title):
            renglones += TITULO
        elif isinstance(hijo, nodes.section):
            codigo, suyos = _codigo_que_abre(hijo)
            return codigo, renglones + suyos
        elif isinstance(hijo, nodes.container):
            return next(hijo.findall(nodes.literal_block), None), renglones
        elif isinstance(hijo, (nodes.paragraph, nodes.bullet_list, nodes.enumerated_list)):
            renglones += _renglones(hijo)
        elif not isinstance(hijo, (nodes.target, nodes.comment, addnodes.index)):
            break
        if renglones > DE_UN_TIRON:
            break
    return None, 0


def _es_resumen(apartado: nodes.Element) -> bool:
    """El último apartado, si es una lista: va de una pieza, sin que lo parta la página ni una figura."""
    segundo = next((hijo for hijo in apartado.children[1:] if not isinstance(hijo, addnodes.index)), None)
    return isinstance(segundo, nodes.bullet_list) and apartado is hijos_de(apartado.parent, nodes.section)[-1]


def _renglones(texto: nodes.Element) -> int:
    parrafos = texto.findall(nodes.paragraph)
    return sum(len(parrafo.astext()) // LETRAS + 1 for parrafo in parrafos)


def _contesta(bloque: nodes.Element) -> bool:
    """Si es lo primero que responde un código que se ve."""
    salida = bloque.parent
    if "cell_output" not in salida.get("classes", ()) or salida.index(bloque):
        return False
    celda = salida.parent
    return any("cell_input" in parte["classes"] for parte in hijos_de(celda, nodes.container))


def _sitio(bloque: nodes.Element) -> int:
    """Los renglones que debe tener la página para empezar un código: él y el principio de su respuesta."""
    celda = bloque.parent.next_node(nodes.container, descend=False, siblings=True)
    respuesta = (
        celda is not None and "cell_output" in celda["classes"] and celda.next_node(nodes.literal_block)
    )
    suyos = min(bloque.astext().count("\n") + 1, ENTEROS)
    contesta = min(respuesta.astext().count("\n") + 1, 4) + 1 if respuesta else 0
    return math.ceil(RENGLON_DE_CODIGO * (suyos + contesta)) + 1


def _larga(tabla: nodes.Element) -> bool:
    return "longtable" in tabla["classes"] or len(list(tabla.findall(nodes.row))) > LARGA
