"""El árbol de una página ya resuelto: de cada cifra que enseña, de dónde sale.

Es negar de serie: lo que no se conoce se mira como si fuera prosa.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from docutils import nodes
from sphinx import addnodes

from imprenta.libro.nombres import reparo_al_nombre
from imprenta.pintar.cifras import cifra_verificada, nombre_declarado
from imprenta.pintar.numeracion import NUMERO_DE_APARTADO
from imprenta.pintar.pegado import PEGADO_DEL_CODIGO
from imprenta.pintar.testigo.probado import Probado, numeros_leidos, sin_identificadores
from imprenta.pintar.todas_las_cifras import DE_VEREDICTOS

# Código y lo que da al ejecutarse, y lo que nadie lee.
DE_CODIGO = (nodes.literal_block, nodes.doctest_block, addnodes.desc_signature, addnodes.productionlist)
DE_NADIE = (nodes.comment, nodes.substitution_definition, nodes.system_message, nodes.label)
# Lo que numera quien dibuja: llamadas a notas, ejercicios y teoremas.
NUMERADORES = ("sphinx_exercise", "sphinx_proof")
DE_MARCADO = re.compile(r"<(script|style|svg|title)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>", re.DOTALL | re.I)
AL_PASAR = ("explanation", "reftitle")  # lo que se lee al pasar por encima
PEGADO = re.compile("pasted-|text_")  # lo que MyST-NB trae del código: `{glue}`, `{eval}`


class CifraVista(NamedTuple):
    """Un número que enseña la página dibujada y que nadie ha comprobado, con el nodo en que está."""

    numero: str
    nodo: nodes.Node
    de_donde: str = ""


def sin_comprobar(arbol: nodes.Element, documento: str, probado: Probado) -> Iterator[CifraVista]:
    """Los números de un árbol de los que no se puede dar cuenta."""
    return _Recorrido(documento, probado, probado.sin_probar).de(arbol)


class _Recorrido:
    """Baja por el árbol; en cada nodo, o da cuenta de todo lo que hay en él o sigue bajando.

    `sin_probar` dice qué números de un texto no lo están: no se pide lo mismo a la prosa que a lo que pone
    Sphinx, o a una cita.
    """

    def __init__(self, documento: str, probado: Probado, sin_probar: Callable[[str], list[str]]) -> None:
        self.documento, self.probado, self.sin_probar = documento, probado, sin_probar
        self.cuando: tuple[tuple[type | tuple[type, ...], Callable[..., Iterator[CifraVista]]], ...] = (
            ((cifra_verificada, *DE_NADIE), lambda _: iter(())),
            (nombre_declarado, self._nombre),
            (DE_CODIGO, self._codigo),
            ((nodes.math, nodes.math_block), self._formula),
            (nodes.literal, self._codigo_en_linea),
            (nodes.raw, self._crudo),
            (nodes.image, self._imagen),
            (nodes.meta, self._meta),
            (addnodes.index, self._voces),
            (nodes.citation, self._obra),
            ((nodes.footnote_reference, nodes.citation_reference), lambda _: iter(())),
            (addnodes.number_reference, self._numerado),
            (nodes.reference, self._enlace),
            (nodes.enumerated_list, self._lista),
            (addnodes.start_of_file, self._otra_pagina),
        )

    def de(self, nodo: nodes.Node) -> Iterator[CifraVista]:
        if isinstance(nodo, nodes.Text):
            return self._vistas(self.sin_probar(nodo), nodo)
        if isinstance(nodo, nodes.Element) and PEGADO_DEL_CODIGO in nodo:
            return iter(())
        for clases, mirar in self.cuando:
            if isinstance(nodo, clases):
                return mirar(nodo)
        assert isinstance(nodo, nodes.Element)
        return self._elemento(nodo)

    def _elemento(self, nodo: nodes.Element) -> Iterator[CifraVista]:
        clases = nodo.get("classes", ())
        if nodo.get("nb_element") == "cell_code_output":
            return self._salida(nodo)
        if "bibtex-citation" in clases:
            return self._cita(nodo)
        if DE_VEREDICTOS in nodo or any(map(PEGADO.match, clases)):
            return iter(())
        if NUMERO_DE_APARTADO in clases or type(nodo).__module__.partition(".")[0] in NUMERADORES:
            return self._numerado(nodo)
        return self._hijos(nodo)

    def _hijos(self, nodo: nodes.Element) -> Iterator[CifraVista]:
        for rotulo in filter(None, map(nodo.get, AL_PASAR)):
            yield from self._vistas(self.sin_probar(str(rotulo)), nodo)
        for hijo in nodo.children:
            yield from self.de(hijo)

    def _vistas(self, numeros: list[str], nodo: nodes.Node, de_donde: str = "") -> Iterator[CifraVista]:
        return (CifraVista(numero, nodo, de_donde) for numero in numeros)

    def _nombre(self, nodo: nombre_declarado) -> Iterator[CifraVista]:
        """Un nombre puede llevar números; una cantidad no se hace nombre por decirlo."""
        texto = nodo.astext()
        return self._vistas([*numeros_leidos(texto)] if reparo_al_nombre(texto) else [], nodo)

    # ——— Código ———

    def _codigo(self, nodo: nodes.Element) -> Iterator[CifraVista]:
        """Es código; pero el que viene de la documentación de un programa no lo ejecuta nadie."""
        desc = _ancestro(nodo, addnodes.desc_content)
        numeros = [] if desc is None else list(numeros_leidos(nodo.astext()))
        return self._vistas(numeros, nodo, "viene de la documentación de un programa")

    def _codigo_en_linea(self, nodo: nodes.literal) -> Iterator[CifraVista]:
        """En un nombre las cifras son letras; un número suelto entre acentos graves es un número."""
        return self._vistas(self.sin_probar(sin_identificadores(nodo.astext())), nodo)

    def _salida(self, nodo: nodes.Element) -> Iterator[CifraVista]:
        """Lo que ha dado el código; el pie de una figura lo escribe el autor."""
        for pie in nodo.findall(lambda n: isinstance(n, nodes.caption | nodes.legend)):
            assert isinstance(pie, nodes.Element)
            yield from self._hijos(pie)

    # ——— Fórmulas ———

    def _formula(self, nodo: nodes.Element) -> Iterator[CifraVista]:
        tex = nodo.astext()
        if self.probado.es_formula(tex, self.documento):
            return iter(())
        return self._vistas(list(numeros_leidos(tex)), nodo, "está en una fórmula que nadie ha leído")

    # ——— Lo que no es texto ———

    def _crudo(self, nodo: nodes.raw) -> Iterator[CifraVista]:
        return self._vistas(self.sin_probar(DE_MARCADO.sub(" ", nodo.astext())), nodo)

    def _imagen(self, nodo: nodes.image) -> Iterator[CifraVista]:
        return self._vistas(self.sin_probar(nodo.get("alt", "")), nodo, "está en su texto alternativo")

    def _meta(self, nodo: nodes.meta) -> Iterator[CifraVista]:
        return self._vistas(self.sin_probar(nodo.get("content", "")), nodo, "está en sus metadatos")

    def _voces(self, nodo: addnodes.index) -> Iterator[CifraVista]:
        voces = (entrada[1] for entrada in nodo["entries"])
        for voz in voces:
            yield from self._vistas(self.sin_probar(voz), nodo, "está en el índice alfabético")

    # ——— Lo que Sphinx pone ———

    def _enlace(self, nodo: nodes.reference) -> Iterator[CifraVista]:
        """A otro sitio del libro se puede ir por su título o por su número; lo demás lo dice el autor.

        Las cifras de una dirección que se lee tal cual son parte de ella.
        """
        direccion, texto = nodo.get("refuri", ""), nodo.astext()
        if texto in {direccion, direccion.partition("://")[2], direccion.removeprefix("mailto:")}:
            return iter(())
        de_dentro = nodo.get("internal") or "refid" in nodo
        return self._con(self.probado.sin_titular, nodo) if de_dentro else self._hijos(nodo)

    def _numerado(self, nodo: nodes.Element) -> Iterator[CifraVista]:
        return self._con(self.probado.sin_numerar, nodo)

    def _con(self, sin_probar: Callable[[str], list[str]], nodo: nodes.Element) -> Iterator[CifraVista]:
        return _Recorrido(self.documento, self.probado, sin_probar)._hijos(nodo)

    def _lista(self, nodo: nodes.enumerated_list) -> Iterator[CifraVista]:
        """Una lista empieza por el principio o sigue a la de antes; si no, su número lo ha puesto alguien."""
        principio = int(nodo.get("start", 1))
        if principio > 1 and principio != _siguiente(nodo):
            yield CifraVista(str(principio), nodo, "es el número de una lista")
        yield from self._hijos(nodo)

    def _otra_pagina(self, nodo: nodes.Element) -> Iterator[CifraVista]:
        """En el PDF, el árbol de una página está dentro del de todo el libro."""
        return _Recorrido(nodo["docname"], self.probado, self.sin_probar)._hijos(nodo)

    # ——— La bibliografía ———

    def _obra(self, nodo: nodes.citation) -> Iterator[CifraVista]:
        """Una entrada de la bibliografía es su propia fuente; una nota que se le parece, no."""
        return iter(()) if self.probado.es_obra(nodo) else self._hijos(nodo)

    def _cita(self, nodo: nodes.Element) -> Iterator[CifraVista]:
        """El rótulo de su enlace es la ficha de la obra."""
        for texto in nodo.findall(nodes.Text):
            numeros = self.probado.sin_citar(self.documento, nodo.rawsource, texto)
            yield from self._vistas(numeros, nodo, "está en una cita")


def _ancestro(nodo: nodes.Node, clase: type[nodes.Element]) -> nodes.Element | None:
    padre = nodo.parent
    while padre is not None and not isinstance(padre, clase):
        padre = padre.parent
    return padre


def _siguiente(lista: nodes.enumerated_list) -> int:
    """El número que sigue al de la última lista de antes, entre sus hermanas."""
    hermanas = lista.parent.children
    anteriores = [n for n in hermanas[: hermanas.index(lista)] if isinstance(n, nodes.enumerated_list)]
    return int(anteriores[-1].get("start", 1)) + len(anteriores[-1]) if anteriores else 1
