r"""Lo que Sphinx pinta de la prosa verificada: los roles y las fórmulas."""

from __future__ import annotations

import hashlib
import re
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.directives.patches import MathDirective
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole
from sphinx.writers.html5 import HTML5Translator

from imprenta.leer.gramatica import ROL_DE_NOMBRE, VERIFICADOS
from imprenta.libro.modelo import Respuesta
from imprenta.libro.pagina import Rol, RolMalEscrito, partir_rol, quitar_cifras
from imprenta.pintar.entrega import pagina_de, pieza_de
from imprenta.pintar.palabras import palabra
from imprenta.pintar.pruebas import lo_medido, lo_que_se_cumple

registro = logging.getLogger(__name__)
CON_TODAS = "cifras-verificadas"  # lo que se apunta de la página que lleva la directiva


def pagina_de_cifras(env: BuildEnvironment) -> str | None:
    """El documento que lleva `{cifras-verificadas}`, si lo hay."""
    return next((documento for documento, datos in env.metadata.items() if CON_TODAS in datos), None)


def ancla(documento: str, literal: str, expresion: str) -> str:
    """El nombre de la fila de un literal en la página de todas las cifras."""
    resumen = hashlib.sha256(f"{documento}\n{literal}\n{expresion}".encode()).hexdigest()
    return f"cifra-{resumen[:10]}"


# ——— Roles ———


class cifra_verificada(nodes.inline):
    """Un literal con la expresión que lo demuestra; fuera del HTML es solo texto."""


class nombre_declarado(nodes.inline):
    """Un nombre que lleva números y no cuenta nada: en todas partes es solo texto."""


class RolVerificado(SphinxRole):
    """`{cifra}`, `{afirma}` y `{ocurre}`: se lee el literal; la expresión y su valor quedan al lado."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        try:
            numero, pieza, respuesta = pieza_de(self.env.app, self.env.docname, self.text)
        except LookupError:
            return self._sin_leer()
        assert isinstance(pieza, Rol)
        nodo = cifra_verificada(self.rawtext, sin_partir(pieza.literal), classes=[self.name])
        nodo["pieza"] = numero
        if nota := _nota(pieza, respuesta, self._lengua):
            nodo["nota"], nodo["ancla"] = nota, ancla(self.env.docname, pieza.literal, pieza.expresion)
            nodo["prueba"] = self._prueba(pieza)
        return [nodo], []

    def _prueba(self, rol: Rol) -> dict[str, str]:
        """Lo que se ha visto de una afirmación, como atributos de su enlace."""
        pruebas = pagina_de(self.env.app, self.env.docname).pruebas
        if rol.consulta is None or (prueba := pruebas.get(rol.consulta)) is None:
            return {}
        dicho = {
            "data-mide": lo_medido(prueba, self._lengua),
            "data-semillas": lo_que_se_cumple(prueba, rol.nombre, self._lengua),
        }
        return {atributo: texto for atributo, texto in dicho.items() if texto}

    @property
    def _lengua(self) -> str:
        return str(self.env.config.language or "en")

    def _sin_leer(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Un rol que Sphinx ve y la imprenta no: lo que dice no lo ha comprobado nadie."""
        try:
            literal, expresion = partir_rol(self.text)
            motivo = (
                f"«{literal} <{expresion}>» está donde la imprenta no lee los roles: nadie lo ha comprobado"
            )
        except RolMalEscrito as error:
            motivo = str(error)
        registro.error(f"{{{self.name}}}: {motivo}", location=(self.env.docname, self.lineno))
        return [nodes.inline(self.rawtext, self.text)], []


def rol_nombre(
    _nombre: str, crudo: str, texto: str, _linea: int, *_: Any, **__: Any
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """`{nombre}`: un texto con números que no cuentan nada; solo se lee."""
    return [nombre_declarado(crudo, " ".join(texto.split()))], []


def _nota(rol: Rol, respuesta: Respuesta | None, lengua: str) -> str:
    """Lo que se sabe de un literal: su expresión y su valor, o su fuente."""
    if rol.nombre == "dato":
        return f"{palabra('source', lengua)}: {rol.expresion}"
    if respuesta is None or respuesta.error is not None:
        return ""
    return f"{rol.expresion} = {respuesta.texto}" if rol.nombre == "cifra" else rol.expresion


def sin_partir(literal: str) -> str:
    """El literal con espacios que no se parten al final del renglón: los de los millares, además, finos.

    >>> sin_partir("50 257"), sin_partir("73 %"), sin_partir("175 mil millones")
    ('50\\u202f257', '73\\xa0%', '175\\xa0mil millones')
    """
    literal = re.sub(r"(?<=[0-9]) (?=[0-9]{3}(?![0-9]))", "\u202f", literal)
    return re.sub(r"(?<=[0-9]) (?=%|[a-zA-Zµ])", "\u00a0", literal)


def visitar_cifra(self: HTML5Translator, nodo: cifra_verificada) -> None:
    """Un enlace a su fila si hay página de cifras; dentro de un enlace o un título, solo texto.

    Sin esa página, la nota va igual: se ve al pasar por encima.
    """
    destino = _destino(self, nodo)
    if destino is None:
        suelta = "nota" in nodo and pagina_de_cifras(self.builder.env) is None and not _es_de_paso(nodo)
        self.body.append(self.starttag(nodo, "span", "", **(_con_nota(nodo) if suelta else {})))
        nodo["cierre"] = "</span>"
    else:
        atributos = {"href": destino, **_con_nota(nodo)}
        if fuentes := nodo.get("fuentes"):
            atributos["data-fuentes"] = " ".join(fuentes)
        if celda := nodo.get("celda"):
            atributos["data-celda"] = celda
        self.body.append(self.starttag(nodo, "a", "", **atributos))
        nodo["cierre"] = "</a>"


def _con_nota(nodo: cifra_verificada) -> dict[str, Any]:
    return {"data-nota": nodo["nota"], **nodo["prueba"]}


def dejar_cifra(self: HTML5Translator, nodo: cifra_verificada) -> None:
    self.body.append(nodo["cierre"])


def _destino(self: HTML5Translator, nodo: cifra_verificada) -> str | None:
    documento = pagina_de_cifras(self.builder.env)
    if documento is None or "ancla" not in nodo or _es_de_paso(nodo):
        return None
    actual = getattr(self.builder, "current_docname", documento)
    return f"{self.builder.get_relative_uri(actual, documento)}#{nodo['ancla']}"


def _es_de_paso(nodo: nodes.Node) -> bool:
    """Si está donde una nota estorbaría: en un título, que se repite en los índices, o en un enlace."""
    return dentro_de(nodo, nodes.title, nodes.reference, pending_xref)


def dentro_de(nodo: nodes.Node, *clases: type[nodes.Element]) -> bool:
    padre = nodo.parent
    while padre is not None:
        if isinstance(padre, clases):
            return True
        padre = padre.parent
    return False


# ——— Fórmulas ———


class QuitarCifras(SphinxTransform):
    r"""Deja en las fórmulas solo lo que se lee: `\cifra{0.73}{p[0]}` pasa a `0.73`."""

    default_priority = 50

    def apply(self, **_: Any) -> None:
        for nodo in (*self.document.findall(nodes.math), *self.document.findall(nodes.math_block)):
            nodo[:] = [nodes.Text(quitar_cifras(nodo.astext()))]


class DirectivaMath(MathDirective):
    """`{math}` con `:define: f(x)`: la ecuación que define una función del código."""

    option_spec: ClassVar[Any] = {**MathDirective.option_spec, "define": directives.unchanged}


def setup(app: Sphinx) -> None:
    app.add_node(cifra_verificada, html=(visitar_cifra, dejar_cifra))
    app.add_node(nombre_declarado)
    app.add_transform(QuitarCifras)
    app.add_directive("math", DirectivaMath, override=True)
    for nombre in VERIFICADOS:
        app.add_role(nombre, RolVerificado())
    app.add_role(ROL_DE_NOMBRE, rol_nombre)
