"""Lo que va dentro de un párrafo."""

from __future__ import annotations

from docutils import nodes

from imprenta.pintar.idiomas import lengua_de
from imprenta.pintar.papel.escribano import Escribano
from imprenta.pintar.papel.escritura import cadena, en_frase, llamada

DE_LA_PANTALLA = {
    "guilabel": "boton",
    "menuselection": "menu",
    "kbd": "tecla",
    "file": "archivo",
    "samp": "archivo",
}


class DeFrases(Escribano):
    """El texto y lo que lo distingue."""

    def _Text(self, nodo: nodes.Text) -> str:
        return en_frase(nodo.astext().replace("\n", " "))

    def _inline(self, nodo: nodes.Element) -> str:
        dicho = self.ancladas(nodo) + self.hijos(nodo)
        if lengua := lengua_de(nodo):
            return llamada("tramo", dicho, lengua=lengua)
        if "junto" in nodo["classes"]:
            return llamada("junto", dicho)
        if clase := _de_la_pantalla(nodo):
            return llamada("en-pantalla", dicho, clase=clase)
        return dicho

    def _emphasis(self, nodo: nodes.Element) -> str:
        return llamada("emph", self._hijos(nodo))

    def _strong(self, nodo: nodes.Element) -> str:
        return llamada("strong", self._hijos(nodo))

    _literal_emphasis = _manpage = _title_reference = _emphasis
    _literal_strong = _strong

    def _superscript(self, nodo: nodes.Element) -> str:
        return llamada("super", self.hijos(nodo))

    def _subscript(self, nodo: nodes.Element) -> str:
        return llamada("sub", self.hijos(nodo))

    def _tachado(self, nodo: nodes.Element) -> str:
        return llamada("tachado", self.hijos(nodo))

    def _salto(self, _nodo: nodes.Element) -> str:
        return llamada("linebreak")

    def _marca_de_tarea(self, nodo: nodes.Element) -> str:
        return llamada("marca", hecha=nodo["hecha"])

    def _abbreviation(self, nodo: nodes.Element) -> str:
        return llamada("abreviatura", self.hijos(nodo), explicacion=nodo.get("explanation", ""))

    _acronym = _abbreviation

    def _literal(self, nodo: nodes.Element) -> str:
        return self.ancladas(nodo) + _codigo(nodo.astext(), _de_la_pantalla(nodo))

    def _problematic(self, nodo: nodes.Element) -> str:
        return self.hijos(nodo)

    _generated = _substitution_reference = _problematic


def _de_la_pantalla(nodo: nodes.Element) -> str:
    return next((DE_LA_PANTALLA[clase] for clase in nodo["classes"] if clase in DE_LA_PANTALLA), "")


def _codigo(dicho: str, clase: str) -> str:
    """Un código dentro de una frase, que va como cadena: no lleva dentro nada más."""
    return f"#codigo-en-linea({cadena(dicho)}" + (f", clase: {cadena(clase)}" if clase else "") + ");"
