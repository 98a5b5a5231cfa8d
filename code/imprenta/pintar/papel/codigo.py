"""El código: cada renglón, con las piezas que ve Pygments, que son las de la página web."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from docutils import nodes
from pygments.token import STANDARD_TYPES
from sphinx.highlighting import PygmentsBridge
from sphinx_design.shared import is_component

from imprenta.pintar.papel.escribano import Escribano
from imprenta.pintar.papel.escritura import EntreCorchetes, aparte, en_frase, llamada
from imprenta.pintar.sin_desplegar import hijos_de

if TYPE_CHECKING:
    from sphinx.builders import Builder

SALIDAS = {"text_plain": "texto", "stream": "texto", "stderr": "avisos", "traceback": "error"}
PiezaDeCodigo = tuple[str, str]


class DeCodigo(Escribano):
    """Bloques de código, celdas y lo que responden."""

    def __init__(self, constructor: Builder) -> None:
        super().__init__(constructor)
        self.pygments = PygmentsBridge("html", constructor.config.pygments_style)

    def _literal_block(self, nodo: nodes.Element) -> str:
        return self._codigo(nodo, nodo)

    _doctest_block = _literal_block

    def _codigo(self, nodo: nodes.Element, caja: nodes.Element, pie: str | None = None) -> str:
        """Un bloque de código; `caja` es quien lleva su número y sus nombres."""
        anclas = self.anclas(caja, *([] if caja is nodo else [nodo]))
        if nodo.rawsource != nodo.astext() and any(isinstance(hijo, nodes.Element) for hijo in nodo):
            return self.bloque(nodo, "codigo-compuesto", self._compuesto(nodo), anclas=anclas)
        opciones: dict[str, Any] = nodo.get("highlight_args", {})
        return self.bloque(
            nodo,
            "codigo",
            **{
                "lengua": nodo.get("language", ""),
                "salida": _que_salida(nodo),
                "desde": opciones.get("linenostart", 1) if nodo.get("linenos") else None,
                "realce": tuple(opciones.get("hl_lines", ())),
                "sigue": _le_sigue_su_respuesta(nodo) or None,
                "anclas": anclas,
                "numero": self.numero("code-block", caja),
                "pie": None if pie is None else EntreCorchetes(pie),
                "renglones": tuple(map(tuple, self._renglones(nodo))),
            },
        )

    def _renglones(self, nodo: nodes.Element) -> Iterator[list[PiezaDeCodigo]]:
        """Las piezas de cada renglón: la clase que les da Pygments y lo que se lee."""
        codigo, lengua = nodo.astext().expandtabs(), nodo.get("language", "default")
        if lengua == "default":
            lengua = self.constructor.config.highlight_language
        lector = self.pygments.get_lexer(codigo, lengua, force=nodo.get("force", True), location=nodo)
        renglon: list[PiezaDeCodigo] = []
        for tipo, escrito in lector.get_tokens(codigo):
            trozos = escrito.split("\n")
            for n, trozo in enumerate(trozos):
                if n:
                    yield renglon
                    renglon = []
                if trozo:
                    renglon.append((STANDARD_TYPES.get(tipo, ""), trozo))
        if renglon:
            yield renglon

    def _compuesto(self, nodo: nodes.Element) -> str:
        """Un código con enlaces o énfasis dentro: sus renglones y sus espacios se respetan."""
        escrito = "".join(
            _con_sus_espacios(hijo.astext()) if isinstance(hijo, nodes.Text) else self.de(hijo)
            for hijo in nodo
        )
        return escrito

    def _productionlist(self, nodo: nodes.Element) -> str:
        """Una gramática, regla a regla."""
        reglas = "#linebreak();".join(map(self.de, nodo.children))
        return self.bloque(nodo, "codigo-compuesto", reglas)

    def _production(self, nodo: nodes.Element) -> str:
        nombre = f"{nodo['tokenname']} ::= " if nodo["tokenname"] else "\xa0" * 4
        return llamada("pieza", en_frase(nombre), clase="nombre") + self._compuesto(nodo)

    # ——— Celdas y cajas ———

    def _container(self, nodo: nodes.Element) -> str:
        if "literal-block-wrapper" in nodo["classes"]:
            pie, codigo = hijos_de(nodo, nodes.Element)
            return self._codigo(codigo, nodo, self.hijos(pie))
        if "cell" in nodo["classes"] and any(nodo.findall(nodes.literal_block)):
            return self.ancladas(nodo) + aparte(llamada("celda", self.hijos(nodo)))
        if "apartados" in nodo["classes"]:
            return aparte(llamada("apartados", self.hijos(nodo)))
        return self._componente(nodo)

    def _componente(self, nodo: nodes.Element) -> str:
        """Las piezas de `sphinx-design`: lo que en la pantalla es una caja, en el papel también."""
        if is_component(nodo, "card"):
            return self._caja(nodo, "tarjeta", _titulo_de_tarjeta(nodo))
        if is_component(nodo, "dropdown") and nodo.get("has_title"):
            return self._caja(nodo, "desplegable", hijos_de(nodo, nodes.Element)[0])
        if is_component(nodo, "tab-item"):
            return self._caja(nodo, "pestana", hijos_de(nodo, nodes.Element)[0])
        return self._hijos(nodo)

    def _caja(self, nodo: nodes.Element, clase: str, titulo: nodes.Element | None) -> str:
        rotulo = self.hijos(titulo) if titulo is not None else ""
        if titulo is not None:
            titulo.parent.remove(titulo)
        dicho = self.hijos(nodo).strip()
        return self.bloque(nodo, "recuadro", rotulo, dicho, clase=clase, anclas=self.anclas(nodo))


def _titulo_de_tarjeta(tarjeta: nodes.Element) -> nodes.Element | None:
    cajas = tarjeta.findall(nodes.container)
    return next((caja for caja in cajas if is_component(caja, "card-title")), None)


def _con_sus_espacios(dicho: str) -> str:
    renglones = (en_frase(renglon.replace(" ", "\xa0")) for renglon in dicho.expandtabs().split("\n"))
    return "#linebreak();".join(renglones)


def _que_salida(bloque: nodes.Element) -> str:
    """Qué clase de salida es un bloque, o nada si no es la de una celda."""
    if "output" not in bloque["classes"]:
        return ""
    return next((SALIDAS[clase] for clase in reversed(bloque["classes"]) if clase in SALIDAS), "texto")


def _le_sigue_su_respuesta(bloque: nodes.Element) -> bool:
    """Si es el código de una celda que responde algo."""
    entrada = bloque.parent
    if "cell_input" not in entrada.get("classes", ()):
        return False
    partes = hijos_de(entrada.parent, nodes.container)
    return any(len(parte) for parte in partes if "cell_output" in parte["classes"])
