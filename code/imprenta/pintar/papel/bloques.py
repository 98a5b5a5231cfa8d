"""Los bloques de texto: párrafos, listas, citas, recuadros y lo que describe una API."""

from __future__ import annotations

from collections.abc import Iterable

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import admonitionlabels

from imprenta.pintar.papel.escribano import Escribano
from imprenta.pintar.papel.escritura import Crudo, EntreCorchetes, ValorDeTypst, aparte, en_frase, llamada
from imprenta.pintar.sin_desplegar import hijos_de

NUMERACIONES = {"arabic": "1", "loweralpha": "a", "upperalpha": "A", "lowerroman": "i", "upperroman": "I"}
EPIGRAFES = {"epigraph", "pull-quote", "highlights"}
# A lo que lleva un párrafo que lo anuncia.
LO_QUE_SIGUE = (
    nodes.literal_block,
    nodes.math_block,
    nodes.bullet_list,
    nodes.enumerated_list,
    nodes.definition_list,
    nodes.table,
    nodes.figure,
    nodes.container,
    nodes.block_quote,
    nodes.line_block,
    nodes.image,
)
CALLADOS = (nodes.target, nodes.comment, nodes.Invisible)


class DeBloques(Escribano):
    """Lo que va de arriba abajo en la página."""

    def _paragraph(self, nodo: nodes.Element) -> str:
        """Un párrafo; el que anuncia lo que viene no se separa de ello."""
        dicho = self._hijos(nodo)
        if _anuncia(nodo):
            return self.bloque(nodo, "pegado", dicho)
        return aparte(dicho, self.marca(nodo))

    _compact_paragraph = _paragraph

    def _rubric(self, nodo: nodes.Element) -> str:
        return self.bloque(nodo, "titulillo", self.hijos(nodo), anclas=self.anclas(nodo))

    def _transition(self, nodo: nodes.Element) -> str:
        return self.bloque(nodo, "raya")

    def _centered(self, nodo: nodes.Element) -> str:
        return self.bloque(nodo, "centrado", self.hijos(nodo))

    def _block_quote(self, nodo: nodes.Element) -> str:
        firma = EntreCorchetes(self.todos(h for parte in hijos_de(nodo, nodes.attribution) for h in parte))
        dicho = self.todos(hijo for hijo in nodo if not isinstance(hijo, nodes.attribution))
        clase = "epigrafe" if EPIGRAFES & set(nodo["classes"]) else ""
        return self.bloque(nodo, "cita", self.ancladas(nodo) + dicho, clase=clase, firma=firma)

    def _line_block(self, nodo: nodes.Element) -> str:
        return self.bloque(nodo, "versos", *self._versos(nodo, 0))

    def _versos(self, nodo: nodes.Element, sangria: int) -> Iterable[str]:
        for renglon in nodo:
            if isinstance(renglon, nodes.line_block):
                yield from self._versos(renglon, sangria + 1)
            elif isinstance(renglon, nodes.Element):
                yield llamada("verso", self._hijos(renglon), sangria=sangria or None)

    # ——— Listas ———

    def _lista(self, nodo: nodes.Element, funcion: str, puntos: Iterable[str], **mas: ValorDeTypst) -> str:
        return self.ancladas(nodo) + self.bloque(nodo, funcion, *puntos, tight=_apretada(nodo), **mas)

    def _puntos(self, nodo: nodes.Element) -> Iterable[str]:
        return (self._hijos(punto).strip() for punto in hijos_de(nodo, nodes.Element))

    def _bullet_list(self, nodo: nodes.Element) -> str:
        tareas = all(any(punto.findall(marca_de_tarea)) for punto in nodo) if len(nodo) else False
        return self._lista(nodo, "list", self._puntos(nodo), marker=Crudo("[]") if tareas else None)

    def _enumerated_list(self, nodo: nodes.Element) -> str:
        tipo = NUMERACIONES[nodo.get("enumtype", "arabic")]
        numeracion = nodo.get("prefix", "") + tipo + nodo.get("suffix", ".")
        principio = nodo.get("start", 1)
        return self._lista(nodo, "enum", self._puntos(nodo), numbering=numeracion, start=principio)

    def _acks(self, nodo: nodes.Element) -> str:
        return self.hijos(nodo)

    def _definition_list(self, nodo: nodes.Element) -> str:
        return aparte(self._hijos(nodo))

    def _definition_list_item(self, nodo: nodes.Element) -> str:
        """Los términos seguidos comparten definición."""
        return self.ancladas(nodo) + self.hijos(nodo)

    def _term(self, nodo: nodes.Element) -> str:
        clases = hijos_de(nodo.parent, nodes.classifier)
        apellido = "".join(en_frase(" : ") + llamada("emph", self.hijos(clase)) for clase in clases)
        return self.bloque(nodo, "termino", self.hijos(nodo) + apellido, anclas=self.anclas(nodo))

    def _definition(self, nodo: nodes.Element) -> str:
        return aparte(llamada("definicion", self._hijos(nodo).strip()))

    def _field_list(self, nodo: nodes.Element) -> str:
        return aparte(self._hijos(nodo))

    def _field(self, nodo: nodes.Element) -> str:
        nombre, dicho = (self._hijos(parte).strip() for parte in hijos_de(nodo, nodes.Element))
        return self.bloque(nodo, "campo", nombre, dicho)

    def _option_list(self, nodo: nodes.Element) -> str:
        return aparte(self._hijos(nodo))

    def _option_list_item(self, nodo: nodes.Element) -> str:
        return self.hijos(nodo)

    def _option_group(self, nodo: nodes.Element) -> str:
        return self.bloque(nodo, "termino", en_frase(", ").join(map(self.de, nodo.children)))

    def _option(self, nodo: nodes.Element) -> str:
        return llamada("codigo-compuesto-en-linea", en_frase(nodo.astext()))

    def _description(self, nodo: nodes.Element) -> str:
        return self._definition(nodo)

    # ——— Recuadros ———

    def _Admonition(self, nodo: nodes.Element) -> str:
        """Un recuadro; el que no trae título se llama según su clase, en la lengua del libro."""
        titulo = next(iter(hijos_de(nodo, nodes.title)), None)
        resto = self.todos(hijo for hijo in nodo if hijo is not titulo)
        clase = type(nodo).__name__
        rotulo = en_frase(str(admonitionlabels.get(clase, ""))) if titulo is None else self.hijos(titulo)
        propias = [c for c in nodo["classes"] if not c.startswith("admonition-")]
        return self._recuadro(nodo, propias[0] if propias else clase, rotulo, resto)

    def _recuadro(self, nodo: nodes.Element, clase: str, titulo: str, dicho: str) -> str:
        return self.bloque(nodo, "recuadro", titulo, dicho.strip(), clase=clase, anclas=self.anclas(nodo))

    def _topic(self, nodo: nodes.Element) -> str:
        titulo = next(iter(hijos_de(nodo, nodes.title)), None)
        resto = self.todos(hijo for hijo in nodo if hijo is not titulo)
        return self._recuadro(nodo, type(nodo).__name__, self.hijos(titulo) if titulo else "", resto)

    _sidebar = _topic

    # ——— Lo que describe una API ———

    def _desc(self, nodo: nodes.Element) -> str:
        return self.bloque(nodo, "objeto", self.hijos(nodo), clase=nodo.get("objtype", ""))

    def _desc_signature(self, nodo: nodes.Element) -> str:
        return self.bloque(nodo, "firma", self.hijos(nodo), anclas=self.anclas(nodo))

    def _desc_signature_line(self, nodo: nodes.Element) -> str:
        return self.hijos(nodo) + "#linebreak();"

    def _desc_content(self, nodo: nodes.Element) -> str:
        return aparte(llamada("detalle", self.hijos(nodo).strip())) if len(nodo) else ""

    def _desc_name(self, nodo: nodes.Element) -> str:
        return llamada("pieza", self.hijos(nodo), clase="nombre")

    def _desc_annotation(self, nodo: nodes.Element) -> str:
        return llamada("pieza", self.hijos(nodo), clase="clase")

    def _desc_returns(self, nodo: nodes.Element) -> str:
        return en_frase(" → ") + self.hijos(nodo)

    def _desc_parameterlist(self, nodo: nodes.Element) -> str:
        return en_frase("(") + self._parametros(nodo) + en_frase(")")

    def _desc_type_parameter_list(self, nodo: nodes.Element) -> str:
        return en_frase("[") + self._parametros(nodo) + en_frase("]")

    def _desc_optional(self, nodo: nodes.Element) -> str:
        return en_frase("[") + self._parametros(nodo) + en_frase("]")

    def _parametros(self, nodo: nodes.Element) -> str:
        return en_frase(", ").join(map(self.de, nodo.children))

    def _desc_parameter(self, nodo: nodes.Element) -> str:
        return llamada("pieza", self.hijos(nodo), clase="parametro")

    _desc_type_parameter = _desc_parameter

    def _desc_addname(self, nodo: nodes.Element) -> str:
        return self.hijos(nodo)

    _desc_type = _desc_sig_element = _desc_inline = _desc_addname


class tachado(nodes.inline):
    """Un texto tachado."""


class salto(nodes.inline):
    """Un salto de renglón."""


class marca_de_tarea(nodes.inline):
    """La casilla de una tarea: `hecha` o no."""


def _anuncia(parrafo: nodes.Element) -> bool:
    """Si un párrafo acaba en dos puntos, o en pregunta, y lo que le sigue es de lo que habla."""
    if not parrafo.astext().rstrip().endswith((":", "?")):
        return False
    detras = parrafo.parent.children[parrafo.parent.index(parrafo) + 1 :]
    siguiente = next((nodo for nodo in detras if not isinstance(nodo, CALLADOS)), None)
    return isinstance(siguiente, LO_QUE_SIGUE)


def _apretada(lista: nodes.Element) -> bool:
    """Si ningún punto de la lista lleva más de un párrafo, sin contar las listas que hay dentro."""
    sueltos = (nodes.bullet_list, nodes.enumerated_list, *CALLADOS, addnodes.index)
    return all(
        sum(not isinstance(hijo, sueltos) for hijo in punto) <= 1
        for punto in lista
        if isinstance(punto, nodes.Element)
    )
