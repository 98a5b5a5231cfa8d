"""Los enlaces y las notas: a dónde llevan y qué se lee de ellos cuando no se pueden pulsar."""

from __future__ import annotations

import re

from docutils import nodes
from sphinx import addnodes

from imprenta.pintar.cifras import dentro_de
from imprenta.pintar.papel.escribano import Escribano
from imprenta.pintar.papel.escritura import llamada

# A lo que se enlaza sin decir su página: se busca en su sitio, por orden alfabético.
SIN_PAGINA = (nodes.citation, nodes.footnote, nodes.term, addnodes.desc_signature, addnodes.desc_name)
# Donde la página de una referencia sobra o no cabe.
ESTRECHOS = (nodes.title, nodes.caption, nodes.entry, nodes.citation, nodes.rubric, addnodes.desc_signature)
YA_AL_PIE = (*ESTRECHOS, nodes.footnote, nodes.field_list)
CITAN_POR_ROTULO = {"label", "super", "foot"}  # los estilos de `sphinxcontrib.bibtex` que citan por el rótulo
ESQUEMA_DE_FUERA = re.compile(r"^(?:https?://(?:www\.)?|mailto:)")


class DeEnlaces(Escribano):
    """Referencias, destinos, notas al pie y fichas de la bibliografía."""

    def _reference(self, nodo: nodes.Element) -> str:
        dicho, uri = self.hijos(nodo), nodo.get("refuri", "")
        if uri.startswith("%"):
            return self._enlace(nodo, dicho, uri[1:])
        if nodo.get("refid"):
            return self._enlace(nodo, dicho, f"{self.documento}#{nodo['refid']}")
        return self._de_fuera(nodo, dicho, uri) if uri else dicho

    def _enlace(self, nodo: nodes.Element, dicho: str, destino: str) -> str:
        self.pedidas[destino] = None
        return llamada("enlace", dicho, a=destino, pagina=self._como_se_dice_la_pagina(nodo, destino))

    def _como_se_dice_la_pagina(self, nodo: nodes.Element, destino: str) -> str:
        """Tras una referencia, «, p. 87» si ya va entre paréntesis y « (p. 87)» si no; o nada."""
        if isinstance(self.destinos.get(destino), (*SIN_PAGINA, type(None))) or dentro_de(nodo, *ESTRECHOS):
            return ""
        de_formula = (isinstance(texto.parent, nodes.math) for texto in nodo.findall(nodes.Text))
        if all(de_formula):  # un símbolo se busca en la notación
            return ""
        return "coma" if nodo.astext().endswith(")") or _entre_parentesis(nodo) else "parentesis"

    def _de_fuera(self, nodo: nodes.Element, dicho: str, uri: str) -> str:
        """Un enlace a otra parte; si no se lee a dónde lleva, una nota lo dice, una vez por capítulo."""
        visible = ESQUEMA_DE_FUERA.sub("", uri).rstrip("/")
        se_lee = visible in ESQUEMA_DE_FUERA.sub("", nodo.astext()) or not dicho
        en_nota = not se_lee and uri not in self.dichas and not dentro_de(nodo, *YA_AL_PIE)
        if en_nota:
            self.dichas.add(uri)
        return llamada("enlace-de-fuera", dicho, a=uri, direccion=visible if en_nota else "")

    def _number_reference(self, nodo: nodes.Element) -> str:
        return self._reference(nodo)

    def _download_reference(self, nodo: nodes.Element) -> str:
        return (
            self._de_fuera(nodo, self.hijos(nodo), nodo["refuri"]) if "refuri" in nodo else self.hijos(nodo)
        )

    def _target(self, nodo: nodes.Element) -> str:
        return self.ancladas(nodo) + self.hijos(nodo)

    # ——— Notas ———

    def _footnote_reference(self, nodo: nodes.Element) -> str:
        """La nota, en la primera de sus llamadas; las demás repiten su número."""
        nombre = f"{self.documento}#{nodo['refid']}"
        nota = self.destinos.get(nombre)
        if nota is None:
            return ""
        if nombre in self.puestas:
            return llamada("otra-vez", nota=nombre)
        self.puestas.add(nombre)
        en_titulo = dentro_de(nodo, nodes.title) or None
        return llamada("nota", self._cuerpo_de_nota(nota), nombre=nombre, en_titulo=en_titulo)

    def _cuerpo_de_nota(self, nota: nodes.Element) -> str:
        return self.todos(hijo for hijo in nota if not isinstance(hijo, nodes.label)).strip()

    def _footnote(self, nodo: nodes.Element) -> str:
        """Donde está escrita no se imprime nada, salvo que nadie la llame."""
        if any(f"{self.documento}#{nombre}" in self.llamadas for nombre in nodo["ids"]):
            return ""
        return self._citation(nodo)

    def _citation(self, nodo: nodes.Element) -> str:
        """Una ficha, con su rótulo si es por él por el que se cita."""
        estilo = getattr(self.constructor.config, "bibtex_reference_style", "label")
        se_lee = estilo in CITAN_POR_ROTULO or not isinstance(nodo, nodes.citation)
        rotulo = next((hijo.astext() for hijo in nodo if isinstance(hijo, nodes.label) and se_lee), "")
        return self.bloque(nodo, "ficha", self._cuerpo_de_nota(nodo), anclas=self.anclas(nodo), rotulo=rotulo)


def _entre_parentesis(nodo: nodes.Element) -> bool:
    """Si en su párrafo hay delante un paréntesis que sigue abierto."""
    padre, delante, hijo = nodo.parent, "", nodo
    while padre is not None and isinstance(padre, nodes.TextElement):
        delante = "".join(hermano.astext() for hermano in padre.children[: padre.index(hijo)]) + delante
        hijo, padre = padre, padre.parent
    return delante.count("(") > delante.count(")")
