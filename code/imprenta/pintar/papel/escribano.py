"""Lo que comparten las partes del tipógrafo: a quién preguntan y dónde están."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util import logging

from imprenta.pintar.avisos import SIN_PINTAR, se_exige_alguna
from imprenta.pintar.papel.escritura import ValorDeTypst, aparte, cadena, llamada

if TYPE_CHECKING:
    from sphinx.builders import Builder

registro = logging.getLogger(SIN_PINTAR)


class Escribano:
    """De cada nodo, su Typst; del que no se conoce se avisa, y se escribe lo que lleva dentro.

    Cada parte del tipógrafo trae un método por clase de nodo: `_paragraph` escribe los `paragraph`.
    """

    def __init__(self, constructor: Builder) -> None:
        self.constructor = constructor
        self.entorno = constructor.env
        self.documento: str = constructor.config.root_doc
        self.nivel = 0
        self.pedidas: dict[str, None] = {}  # los destinos de los enlaces
        self.puestas: set[str] = set()
        self.dichas: set[str] = set()  # las direcciones de fuera que ya se han dicho en la página
        self.destinos: dict[str, nodes.Element] = {}  # todo lo que tiene nombre en el libro
        self.llamadas: set[str] = set()  # las notas que alguien llama

    def de(self, nodo: nodes.Node) -> str:
        """El Typst de un nodo, según su clase o la primera de sus madres que se conoce."""
        for clase in type(nodo).__mro__:
            escribir: Callable[[nodes.Node], str] | None = getattr(self, f"_{clase.__name__}", None)
            if escribir:
                return escribir(nodo)
        registro.warning("el papel no sabe escribir «%s»", type(nodo).__name__, location=con_linea(nodo))
        return self.hijos(nodo) if isinstance(nodo, nodes.Element) else ""

    def todos(self, hijos: Iterable[nodes.Node]) -> str:
        return "".join(map(self.de, hijos))

    def hijos(self, nodo: nodes.Element) -> str:
        return self.todos(nodo.children)

    # ——— Sitios ———

    @property
    def exigido(self) -> str:
        """La página, si el libro la exige; en las demás, lo que no cabe se encoge y no se niega."""
        return self.documento if se_exige_alguna(self.constructor.app, [self.documento]) else ""

    def anclas(self, *quienes: nodes.Element) -> tuple[str, ...]:
        """Los nombres por los que se enlaza, con el de su página delante; ninguno se pone dos veces."""
        nombres = [f"{self.documento}#{nombre}" for nodo in quienes for nombre in ids_de(nodo)]
        nuevas = tuple(dict.fromkeys(nombre for nombre in nombres if nombre not in self.puestas))
        self.puestas.update(nuevas)
        return nuevas

    def anclas_de_dentro(self, nodo: nodes.Element | None) -> tuple[str, ...]:
        """Las de lo que hay en un título o en un pie: se repite en los índices, y un sitio es uno solo."""
        return self.anclas(*nodo.findall(nodes.Element)) if nodo is not None else ()

    def ancladas(self, *quienes: nodes.Element) -> str:
        return "".join(f"#ancla({cadena(nombre)});" for nombre in self.anclas(*quienes))

    def marca(self, nodo: nodes.Element) -> str:
        """De qué línea de qué página viene un bloque, por si Typst se queja de él."""
        return f"//@{self.documento}:{nodo.line}\n" if nodo.line else ""

    def bloque(self, nodo: nodes.Element, funcion: str, *contenidos: str, **argumentos: ValorDeTypst) -> str:
        """Una llamada en su propio párrafo, con la línea de que viene."""
        return aparte(llamada(funcion, *contenidos, **argumentos), self.marca(nodo))

    def numero(self, clase: str, nodo: nodes.Element) -> str:
        """El número que da Sphinx a una figura, a una tabla, a un código o a una fórmula."""
        numeros = self.entorno.toc_fignumbers.get(self.documento, {}).get(clase, {})
        return next((".".join(map(str, numeros[i])) for i in nodo["ids"] if i in numeros), "")

    # ——— Lo que agrupa, lo que no se lee ———

    def _hijos(self, nodo: nodes.Element) -> str:
        return self.ancladas(nodo) + self.hijos(nodo)

    def _nada(self, _nodo: nodes.Element) -> str:
        return ""


def con_linea(nodo: nodes.Node) -> nodes.Node:
    """Ese nodo o el primero de los que lo contienen que sabe su línea."""
    while not nodo.line and nodo.parent is not None:
        nodo = nodo.parent
    return nodo


def ids_de(nodo: nodes.Element) -> list[str]:
    """Los nombres de un nodo dentro de su página."""
    return list(nodo.get("ids", []))
