"""Las notas: de dónde sale cada número de una página, en otra que va al final y a la que él enlaza.

Un número es parte de lo que se lee: no es la llamada de una nota (`noteref`), que quien lee en voz alta se
puede saltar, sino un enlace corriente, sin más papel, que se nota poco.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.addnodes import pending_xref

from imprenta.libro.hecho import LibroHecho, PaginaEjecutada, por_capitulo
from imprenta.libro.pagina import LOGICOS
from imprenta.pintar.cifras import cifra_verificada, dentro_de, sin_partir
from imprenta.pintar.epub.traductor import formula_en_mathml
from imprenta.pintar.todas_las_cifras import DE_CIFRAS, Fila, filas_de, plegado

if TYPE_CHECKING:
    from imprenta.pintar.epub.constructor import ConstructorElectronico

FILTRO = "filtro-de-cifras"
VUELTA = "de-"  # el nombre del sitio de donde se llega a una nota


class Notas:
    """Las de todo un libro: se enlazan al pasar por cada página y se escriben al final."""

    def __init__(self, constructor: ConstructorElectronico, hecho: LibroHecho) -> None:
        self.constructor, self.palabra = constructor, constructor.palabra
        self.filas: dict[str, list[Fila]] = {}
        self.hechas: dict[str, PaginaEjecutada] = {}
        for ruta, veredictos in por_capitulo(hecho.informes):
            documento = hecho.libro.documento(hecho.libro.raiz / ruta)
            self.hechas[documento] = hecho.paginas[hecho.libro.raiz / ruta]
            self.filas[documento] = list(filas_de(documento, veredictos, self.hechas[documento]))
        # De cada página, las notas que enlaza, con la celda en que se calcula cada número.
        self.enlazadas: dict[str, dict[str, str]] = {}

    def archivo(self, documento: str) -> str:
        """El de las notas de una página."""
        return f"notas-{self.constructor.archivo(documento)}"

    def enlazar(self, documento: str, arbol: nodes.document) -> None:
        """Enlaza cada número de una página con su nota; un título o un enlace se quedan como están."""
        conocidas = {fila.nombre for fila in self.filas.get(documento, ())}
        enlazadas = self.enlazadas[documento] = {}
        for cifra in list(arbol.findall(cifra_verificada)):
            nombre = cifra.get("ancla")
            if nombre in conocidas and not dentro_de(cifra, nodes.title, nodes.reference, pending_xref):
                enlace = nodes.reference("", "", *cifra.children, internal=True, classes=["cifra"])
                enlace["refuri"] = f"{self.archivo(documento)}#{nombre}"
                if nombre not in enlazadas:
                    enlace["ids"] = [VUELTA + nombre]
                    enlazadas[nombre] = cifra.get("celda", "")
                cifra.replace_self(enlace)

    def resumir(self, arbol: nodes.document) -> None:
        """En la página de todas las cifras, en vez de las tablas, adónde van las de cada página."""
        nombres = {nodes.make_id(f"cifras {documento}"): documento for documento in self.filas}
        lista = nodes.bullet_list(classes=["de-cifras"])
        for apartado in list(arbol.findall(nodes.section)):
            if DE_CIFRAS in apartado["classes"]:
                documento, cuantas = nombres[apartado["ids"][0]], next(apartado.findall(plegado))["rotulo"]
                titulo = [nodo.deepcopy() for nodo in apartado[0].children]
                for referencia in (r for nodo in titulo for r in nodo.findall(nodes.reference)):
                    referencia["refuri"] = self.archivo(documento)
                lista += nodes.list_item("", nodes.paragraph("", "", *titulo, nodes.Text(f": {cuantas}.")))
                if len(lista) == 1:
                    apartado.replace_self(lista)
                else:
                    apartado.parent.remove(apartado)
        for filtro in [c for c in arbol.findall(nodes.container) if FILTRO in c["classes"]]:
            filtro.parent.remove(filtro)

    def pagina(self, documento: str, titulo: str) -> str:
        """El HTML de las notas de una página."""
        entradas = "\n".join(self._entrada(documento, fila) for fila in self.filas[documento])
        cabeza = escape(self.palabra("Where each number comes from: {}")).format(titulo)
        return (
            '<section epub:type="endnotes" role="doc-endnotes" aria-labelledby="notas">'
            f'<h1 id="notas">{cabeza}</h1>\n<ul class="notas">\n{entradas}\n</ul></section>'
        )

    def _entrada(self, documento: str, fila: Fila) -> str:
        literal = fila.veredicto.literal
        dicho = (
            formula_en_mathml(literal, self.constructor.lengua)
            if "\\" in literal
            else escape(sin_partir(literal))
        )
        enlazadas, archivo = self.enlazadas.get(documento, {}), self.constructor.archivo(documento)
        if fila.nombre in enlazadas:
            dicho = f'<a role="doc-backlink" href="{archivo}#{VUELTA}{fila.nombre}">{dicho}</a>'
        partes = [parte for parte in self._partes(fila) if parte]
        if numero := enlazadas.get(fila.nombre, "").removeprefix("celda-"):
            destino = f"{archivo}#celda-{numero}"
            celda = escape(self.palabra("cell {}")).format(numero)
            partes.append(f'<a href="{destino}">{celda}</a>')
        return f'<li id="{fila.nombre}">{dicho}: {"; ".join(partes)}.</li>'

    def _partes(self, fila: Fila) -> Iterator[str]:
        veredicto, prueba = fila.veredicto, fila.prueba
        if veredicto.clase == "dato":
            yield f"{escape(self.palabra('source'))} <cite>{escape(veredicto.expresion)}</cite>"
            return
        codigo = f"<code>{escape(veredicto.expresion)}</code>"
        if veredicto.clase not in LOGICOS:
            yield f"{codigo} = {escape(veredicto.valor)}"
            return
        yield codigo
        if prueba is None:
            yield escape(self.palabra("true"))
            return
        cuenta = prueba.cuenta
        if cuenta.medido and cuenta.cota:
            yield escape(self.palabra("measured {}, bound {}").format(cuenta.medido, cuenta.cota))
        if prueba.azar:
            yield escape(self.palabra("holds with {} of {} seeds").format(cuenta.cumple, cuenta.de))
