"""El tipógrafo: escribe en Typst un árbol de Sphinx, con los números de Sphinx.

Cada nodo es una llamada a una función de `libro.typ`, que decide cómo se ve. El texto va siempre entre
comillas (`#"…";`): nada de lo que escribe un autor puede ser una orden de Typst.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util import logging

from imprenta.pintar.idiomas import lengua_de
from imprenta.pintar.mathml import arbol_de, mathml
from imprenta.pintar.papel.formula import formula

if TYPE_CHECKING:
    from sphinx.builders import Builder

registro = logging.getLogger(__name__)
Valor = str | bool | int | float | None | tuple[str, ...]


class Crudo(str):
    """Typst ya escrito."""


def cadena(texto: str) -> str:
    r"""Un texto como cadena de Typst.

    >>> print(cadena('di "a\\b"'))
    "di \"a\\b\""
    """
    return '"' + texto.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def llamada(funcion: str, *contenidos: str, **argumentos: Valor) -> str:
    """Una llamada a una función de `libro.typ`; los argumentos vacíos no se escriben.

    >>> llamada("tramo", '#"hola";', lengua="en", clase="")
    '#tramo(lengua: "en")[#"hola";];'
    """
    dichos = ", ".join(f"{n}: {_valor(v)}" for n, v in argumentos.items() if v not in (None, "", ()))
    return f"#{funcion}" + (f"({dichos})" if dichos or not contenidos else "") + "".join(f"[{c}]" for c in contenidos) + ";"


def _valor(valor: Valor) -> str:
    if isinstance(valor, Crudo):
        return str(valor)
    if isinstance(valor, bool):
        return str(valor).lower()
    if isinstance(valor, tuple):
        return "(" + "".join(f"{_valor(uno)}, " for uno in valor) + ")"
    return cadena(valor) if isinstance(valor, str) else str(valor)


class Tipografo:
    """De cada nodo, su Typst; el que no se conoce y enseña algo se dice, y detiene el libro."""

    def __init__(self, constructor: Builder) -> None:
        self.constructor = constructor
        self.entorno = constructor.env
        self.documento = constructor.config.root_doc
        self.nivel = 0

    def de(self, nodo: nodes.Node) -> str:
        """El Typst de un nodo, según su clase o la primera de sus madres que se conoce."""
        for clase in type(nodo).__mro__:
            escribir: Callable[[nodes.Node], str] | None = getattr(self, f"_{clase.__name__}", None)
            if escribir:
                return escribir(nodo)
        registro.warning(f"el papel no sabe escribir «{type(nodo).__name__}»", location=nodo)
        return ""

    def hijos(self, nodo: nodes.Element) -> str:
        return "".join(map(self.de, nodo.children))

    def _envuelto(self, funcion: str) -> Callable[[nodes.Element], str]:
        return lambda nodo: llamada(funcion, self.hijos(nodo))

    def anclas(self, nodo: nodes.Element) -> tuple[str, ...]:
        """Los nombres por los que se enlaza un nodo, que llevan delante el de su página."""
        return tuple(f"{self.documento}#{nombre}" for nombre in nodo.get("ids", ()))

    def _ancladas(self, nodo: nodes.Element) -> str:
        return "".join(f"#ancla({cadena(nombre)});" for nombre in self.anclas(nodo))

    def numero(self, clase: str, nodo: nodes.Element) -> str:
        """El número que da Sphinx a una figura, a una tabla o a una fórmula."""
        numeros = self.entorno.toc_fignumbers.get(self.documento, {}).get(clase, {})
        return next((".".join(map(str, numeros[i])) for i in nodo["ids"] if i in numeros), "")

    # ——— Lo que agrupa, lo que no se lee ———

    def _hijos(self, nodo: nodes.Element) -> str:
        return self.hijos(nodo)

    def _nada(self, _nodo: nodes.Element) -> str:
        return ""

    _guia = _explorador = _legend = _document = _container = _compound = _toctree = _glossary = _definition_list_item = _hijos
    _citation = _label = _vivo = _colspec = _comment = _substitution_definition = _index = _meta = _pending = _system_message = _nada

    def _raw(self, nodo: nodes.raw) -> str:
        return nodo.astext() if nodo["format"] == "typst" else ""

    # ——— Páginas y apartados ———

    def _start_of_file(self, nodo: nodes.Element) -> str:
        antes, self.documento = self.documento, nodo["docname"]
        escrito = f"#ancla({cadena(self.documento)});" + self.hijos(nodo)
        self.documento = antes
        return escrito

    def _section(self, nodo: nodes.section) -> str:
        self.nivel += 1
        escrito = self.hijos(nodo)
        self.nivel -= 1
        return escrito

    def _title(self, nodo: nodes.title) -> str:
        numeros = self.entorno.toc_secnumbers.get(self.documento, {})
        nombres = ["" if self.nivel == 1 else "#" + i for i in nodo.parent["ids"]] or [""]
        numero = next((".".join(map(str, numeros[n])) for n in nombres if numeros.get(n)), "")
        anclas = self.anclas(nodo.parent)
        return "\n\n" + llamada("titulo", self.hijos(nodo), nivel=self.nivel, numero=numero, anclas=anclas) + "\n\n"

    def _rubric(self, nodo: nodes.Element) -> str:
        return "\n\n" + llamada("titulillo", self.hijos(nodo)) + "\n\n"

    # ——— Texto ———

    def _Text(self, nodo: nodes.Text) -> str:
        return f"#{cadena(nodo.astext().replace(chr(10), ' '))};"

    def _paragraph(self, nodo: nodes.Element) -> str:
        return f"\n\n{self._ancladas(nodo)}{self.hijos(nodo)}\n\n"

    def _inline(self, nodo: nodes.Element) -> str:
        lengua = lengua_de(nodo)
        return llamada("tramo", self.hijos(nodo), lengua=lengua) if lengua else self.hijos(nodo)

    def _emphasis(self, nodo: nodes.Element) -> str:
        return llamada("emph", self.hijos(nodo))

    def _strong(self, nodo: nodes.Element) -> str:
        return llamada("strong", self.hijos(nodo))

    def _superscript(self, nodo: nodes.Element) -> str:
        return llamada("super", self.hijos(nodo))

    def _subscript(self, nodo: nodes.Element) -> str:
        return llamada("sub", self.hijos(nodo))

    def _literal(self, nodo: nodes.Element) -> str:
        return f"#codigo-en-linea({cadena(nodo.astext())});"

    def _reference(self, nodo: nodes.Element) -> str:
        uri = nodo.get("refuri", "")
        if uri.startswith("%"):
            return llamada("enlace", self.hijos(nodo), a=uri[1:])
        if nodo.get("refid"):
            return llamada("enlace", self.hijos(nodo), a=f"{self.documento}#{nodo['refid']}")
        return llamada("enlace-de-fuera", self.hijos(nodo), a=uri)

    def _target(self, nodo: nodes.Element) -> str:
        return self._ancladas(nodo)

    def _block_quote(self, nodo: nodes.Element) -> str:
        return "\n\n" + llamada("cita", self.hijos(nodo)) + "\n\n"

    def _transition(self, _nodo: nodes.Element) -> str:
        return "\n\n#raya()\n\n"

    def _footnote_reference(self, nodo: nodes.Element) -> str:
        return ""

    _footnote = _nada

    # ——— Fórmulas ———

    def _formula(self, nodo: nodes.Element, tex: str, en_bloque: bool) -> str:
        return formula(arbol_de(mathml(tex, nodo, en_bloque)))

    def _math(self, nodo: nodes.math) -> str:
        return f"#formula({cadena(nodo.astext())}, ${self._formula(nodo, nodo.astext(), False)}$);"

    def _math_block(self, nodo: nodes.math_block) -> str:
        tex = nodo.astext()
        if (r"\\" in tex or "&" in tex) and r"\begin" not in tex:
            tex = rf"\begin{{aligned}}{tex}\end{{aligned}}"
        numero = self.numero("displaymath", nodo)
        dibujo = f"$ {self._formula(nodo, tex, True)} $"
        return (
            f"\n\n{self._ancladas(nodo)}"
            f"#formula-aparte({cadena(nodo.astext())}, numero: {cadena(numero)}, {dibujo});\n\n"
        )

    # ——— Código ———

    def _literal_block(self, nodo: nodes.literal_block) -> str:
        salida = "output" in nodo["classes"]
        return f"\n\n#codigo({cadena(nodo.astext())}, lengua: {cadena(nodo.get('language', ''))}, salida: {_valor(salida)});\n\n"

    # ——— Listas ———

    def _lista(self, funcion: str, nodo: nodes.Element, puntos: Iterable[str], **mas: Valor) -> str:
        return "\n\n" + llamada(funcion, *puntos, **mas) + "\n\n"

    def _bullet_list(self, nodo: nodes.Element) -> str:
        return self._lista("list", nodo, map(self.hijos, nodo.children))

    def _enumerated_list(self, nodo: nodes.Element) -> str:
        tipo = {"arabic": "1", "loweralpha": "a", "upperalpha": "A", "lowerroman": "i", "upperroman": "I"}
        numeracion = nodo.get("prefix", "") + tipo[nodo.get("enumtype", "arabic")] + nodo.get("suffix", ".")
        return self._lista("enum", nodo, map(self.hijos, nodo.children), numbering=numeracion, start=nodo.get("start", 1))

    def _definition_list(self, nodo: nodes.Element) -> str:
        return "\n\n" + "".join(map(self.de, nodo.children)) + "\n\n"

    def _term(self, nodo: nodes.Element) -> str:
        return "\n\n" + llamada("termino", self._ancladas(nodo) + self.hijos(nodo)) + "\n\n"

    def _definition(self, nodo: nodes.Element) -> str:
        return llamada("definicion", self.hijos(nodo))

    # ——— Recuadros ———

    def _Admonition(self, nodo: nodes.Element) -> str:
        titulo, *resto = nodo.children if isinstance(nodo.children[0], nodes.title) else (None, *nodo.children)
        clases = [c for c in nodo["classes"] if not c.startswith("admonition-")] or [type(nodo).__name__]
        cabeza = self.hijos(titulo) if titulo is not None else ""
        return "\n\n" + llamada("recuadro", cabeza, "".join(map(self.de, resto)), clase=clases[0]) + "\n\n"

    # ——— Figuras y tablas ———

    def _figure(self, nodo: nodes.figure) -> str:
        pie = next(iter(nodo.findall(nodes.caption)), None)
        dentro = "".join(self.de(hijo) for hijo in nodo if not isinstance(hijo, nodes.caption))
        cabeza = self.hijos(pie) if pie is not None else ""
        numero, anclas = self.numero("figure", nodo), self.anclas(nodo)
        return "\n\n" + llamada("figura", dentro, cabeza, numero=numero, anclas=anclas) + "\n\n"

    def _image(self, nodo: nodes.image) -> str:
        nombre = self.constructor.images.get(nodo["uri"], nodo["uri"])
        return llamada("imagen", nombre=nombre, alt=nodo.get("alt", ""), ancho=str(nodo.get("width", "")))

    def _table(self, nodo: nodes.table) -> str:
        titulo = next(iter(nodo.findall(nodes.title)), None)
        columnas = sum(1 for _ in nodo.findall(nodes.colspec))
        filas = list(nodo.findall(nodes.row))
        cabezas = sum(isinstance(fila.parent, nodes.thead) for fila in filas)
        celdas = tuple(Crudo(self._celda(celda)) for fila in filas for celda in fila)
        return (
            "\n\n"
            + llamada(
                "tabla",
                self.hijos(titulo) if titulo is not None else "",
                columnas=columnas,
                cabezas=cabezas,
                numero=self.numero("table", nodo),
                anclas=self.anclas(nodo),
                celdas=celdas,
            )
            + "\n\n"
        )

    def _celda(self, celda: nodes.Element) -> str:
        lado = next((c[5:] for c in celda["classes"] if c.startswith("text-")), "left")
        return f"(lado: {lado}, dice: [{self.hijos(celda)}])"
