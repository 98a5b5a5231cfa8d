"""El índice del libro electrónico: partes, páginas y apartados, y los sitios a que un lector salta."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes
from sphinx import addnodes

from imprenta.pintar.formula_leida import formula_leida
from imprenta.pintar.idiomas import lengua_de
from imprenta.pintar.titulos import titulo_leido

if TYPE_CHECKING:
    from imprenta.pintar.epub.constructor import ConstructorElectronico

NAVEGACION = "contenido.xhtml"
HONDURA_DEL_CONTENIDO = 3  # capítulo, apartado y subapartado


class EntradaDelContenido(NamedTuple):
    """Un renglón del índice, en HTML; sin `destino`, es el rótulo de una parte."""

    dice: str
    destino: str
    hijas: list[EntradaDelContenido]


class Hito(NamedTuple):
    """Un sitio a que un lector salta: cómo se llama y dónde está."""

    dice: str
    destino: str


def en_linea(nodo: nodes.Node) -> str:
    """Un título en HTML: su texto, con el código y las lenguas; las fórmulas, como se leen.

    >>> en_linea(nodes.title("", "", nodes.Text("De "), nodes.literal("", "a<b"), nodes.math("", "x^2")))
    'De <code>a&lt;b</code>x^2'
    """
    if isinstance(nodo, nodes.math):
        return escape(formula_leida(nodo.astext()))
    if isinstance(nodo, nodes.Text):
        return escape(nodo.astext())
    dentro = "".join(map(en_linea, nodo.children))
    if isinstance(nodo, nodes.literal):
        return f"<code>{dentro}</code>"
    if isinstance(nodo, nodes.emphasis):
        return f"<em>{dentro}</em>"
    lengua = lengua_de(nodo)
    return f'<span lang="{lengua}">{dentro}</span>' if lengua else dentro


class ContenidoElectronico:
    """El de un libro, según lo que Sphinx sabe de él."""

    def __init__(self, constructor: ConstructorElectronico) -> None:
        self.constructor, self.entorno = constructor, constructor.env
        self.vistas: set[str] = set()

    def entradas(self, llega: Callable[[str], bool]) -> list[EntradaDelContenido]:
        """Las del libro: su primera página y, en sus partes, las demás; de los apartados, los que se ven."""
        raiz = self.constructor.config.root_doc
        portada = EntradaDelContenido(self.titulo(raiz), self.constructor.archivo(raiz), [])
        self.vistas.add(raiz)
        return list(_las_que(llega, [portada, *self._de_los_indices(self.entorno.tocs[raiz])]))

    def _de_los_indices(self, arbol: nodes.Element) -> Iterator[EntradaDelContenido]:
        for indice in arbol.findall(addnodes.toctree):
            hijas = [
                entrada for _, pagina in indice["entries"] for entrada in self._de_una_pagina(str(pagina), 1)
            ]
            if indice.get("caption") and hijas:
                yield EntradaDelContenido(escape(indice["caption"]), "", hijas)
            else:
                yield from hijas

    def _de_una_pagina(self, pagina: str, hondura: int) -> Iterator[EntradaDelContenido]:
        if pagina in self.entorno.tocs and pagina not in self.vistas:
            self.vistas.add(pagina)
            yield from self._de_una_lista(self.entorno.tocs[pagina], pagina, hondura)

    def _de_una_lista(self, lista: nodes.Element, pagina: str, hondura: int) -> Iterator[EntradaDelContenido]:
        for punto in lista.children:
            if isinstance(punto, addnodes.toctree):
                for _, hija in punto["entries"]:
                    yield from self._de_una_pagina(str(hija), hondura)
            elif isinstance(punto, nodes.list_item) and hondura <= HONDURA_DEL_CONTENIDO:
                referencia = next(iter(punto.findall(nodes.reference)))
                dentro = (hijo for hijo in punto.children if isinstance(hijo, nodes.bullet_list))
                hijas = [e for hijo in dentro for e in self._de_una_lista(hijo, pagina, hondura + 1)]
                yield self._entrada(referencia, pagina, hijas)

    def _entrada(
        self, referencia: nodes.reference, pagina: str, hijas: list[EntradaDelContenido]
    ) -> EntradaDelContenido:
        lugar = referencia.get("anchorname", "")
        return EntradaDelContenido(
            self._numero(pagina, lugar) + en_linea(referencia),
            self.constructor.archivo(pagina) + lugar,
            hijas,
        )

    def _numero(self, pagina: str, lugar: str) -> str:
        numeros = self.entorno.toc_secnumbers.get(pagina, {}).get(lugar)
        return ".".join(map(str, numeros)) + self.constructor.config.html_secnumber_suffix if numeros else ""

    def titulo(self, pagina: str) -> str:
        """El de una página, con su número, en HTML."""
        return self._numero(pagina, "") + en_linea(self.entorno.titles[pagina])

    def titulo_llano(self, pagina: str) -> str:
        """El de una página, con su número, en texto."""
        return self._numero(pagina, "") + titulo_leido(self.entorno.titles[pagina])


def _las_que(
    llega: Callable[[str], bool], entradas: Iterable[EntradaDelContenido]
) -> Iterator[EntradaDelContenido]:
    for entrada in entradas:
        if not entrada.destino or llega(entrada.destino):
            yield entrada._replace(hijas=list(_las_que(llega, entrada.hijas)))


def pagina_del_contenido(
    titulo: str, entradas: Sequence[EntradaDelContenido], titulo_de_los_hitos: str, hitos: Mapping[str, Hito]
) -> str:
    """El HTML del índice y de los hitos, que van por su clase."""
    saltos = "".join(
        f'<li><a epub:type="{clase}" href="{hito.destino}">{escape(hito.dice)}</a></li>'
        for clase, hito in hitos.items()
    )
    return (
        '<nav epub:type="toc" role="doc-toc" id="contenido" aria-labelledby="titulo">'
        f'<h1 id="titulo">{escape(titulo)}</h1>{_lista(entradas)}</nav>\n'
        '<nav epub:type="landmarks" hidden="hidden" aria-labelledby="hitos">'
        f'<h2 id="hitos">{escape(titulo_de_los_hitos)}</h2><ol>{saltos}</ol></nav>'
    )


def _lista(entradas: Sequence[EntradaDelContenido]) -> str:
    return "<ol>\n" + "\n".join(map(_punto, entradas)) + "\n</ol>" if entradas else ""


def _punto(entrada: EntradaDelContenido) -> str:
    destino = escape(entrada.destino)
    dice = f'<a href="{destino}">{entrada.dice}</a>' if destino else f"<span>{entrada.dice}</span>"
    return f"<li>{dice}{_lista(entrada.hijas)}</li>"
