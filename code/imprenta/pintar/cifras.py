r"""Lo que Sphinx pinta de la prosa verificada: los roles, las fórmulas y la página de todas las cifras."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.directives.patches import MathDirective
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective, SphinxRole
from sphinx.writers.html5 import HTML5Translator

from imprenta.leer.gramatica import ROL_DE_NOMBRE, VERIFICADOS
from imprenta.libro.hecho import LibroHecho, Veredicto, por_capitulo
from imprenta.libro.modelo import Respuesta
from imprenta.libro.pagina import LOGICOS, Rol, RolMalEscrito, partir_rol, quitar_cifras
from imprenta.pintar.entrega import hecho_de, pieza_de

DE_VEREDICTOS = "de_veredictos"  # el atributo de las tablas que hace la directiva: nadie más lo puede poner
CON_TODAS = "cifras-verificadas"  # lo que se apunta de la página que lleva la directiva


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
        if nota := _nota(pieza, respuesta):
            nodo["nota"], nodo["ancla"] = nota, ancla(self.env.docname, pieza.literal, pieza.expresion)
        return [nodo], []

    def _sin_leer(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Un rol que Sphinx ve y la imprenta no: lo que dice no lo ha comprobado nadie."""
        try:
            literal, expresion = partir_rol(self.text)
            motivo = (
                f"«{literal} <{expresion}>» está donde la imprenta no lee los roles: nadie lo ha comprobado"
            )
        except RolMalEscrito as error:
            motivo = str(error)
        aviso = self.inliner.reporter.error(f"{{{self.name}}}: {motivo}", line=self.lineno)
        return [nodes.inline(self.rawtext, self.text)], [aviso]


def rol_nombre(
    _nombre: str, crudo: str, texto: str, _linea: int, *_: Any, **__: Any
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """`{nombre}`: un texto con números que no cuentan nada; solo se lee."""
    return [nombre_declarado(crudo, " ".join(texto.split()))], []


def _nota(rol: Rol, respuesta: Respuesta | None) -> str:
    """Lo que se sabe de un literal: su expresión y su valor, o su fuente."""
    if rol.nombre == "dato":
        return f"fuente: {rol.expresion}"
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
    """Un enlace a su fila si hay página de cifras; dentro de un enlace o un título, solo texto."""
    destino = _destino(self, nodo)
    if destino is None:
        self.body.append(self.starttag(nodo, "span", ""))
        nodo["cierre"] = "</span>"
    else:
        atributos = {"href": destino, "data-nota": nodo["nota"]}
        if fuentes := nodo.get("fuentes"):
            atributos["data-fuentes"] = " ".join(fuentes)
        self.body.append(self.starttag(nodo, "a", "", **atributos))
        nodo["cierre"] = "</a>"


def dejar_cifra(self: HTML5Translator, nodo: cifra_verificada) -> None:
    self.body.append(nodo["cierre"])


def _destino(self: HTML5Translator, nodo: cifra_verificada) -> str | None:
    documento = pagina_de_cifras(self.builder.env)
    if (
        documento is None
        or "ancla" not in nodo
        or _dentro_de(nodo, nodes.title, nodes.reference, pending_xref)
    ):
        return None
    actual = getattr(self.builder, "current_docname", documento)
    return f"{self.builder.get_relative_uri(actual, documento)}#{nodo['ancla']}"


def _dentro_de(nodo: nodes.Node, *clases: type[nodes.Element]) -> bool:
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


# ——— La página de todas las cifras ———


def pagina_de_cifras(env: BuildEnvironment) -> str | None:
    """El documento que lleva `{cifras-verificadas}`, si lo hay."""
    return next((documento for documento, datos in env.metadata.items() if CON_TODAS in datos), None)


class CifrasVerificadas(SphinxDirective):
    """`{cifras-verificadas}`: una tabla por página con lo que dice la prosa y lo que da el código."""

    def run(self) -> list[nodes.Node]:
        hecho = hecho_de(self.env.app)
        self.env.metadata[self.env.docname][CON_TODAS] = resumen_de_veredictos(hecho)
        hijos: list[nodes.Node] = []
        for ruta, veredictos in por_capitulo(hecho.informes):
            documento = hecho.libro.documento(hecho.libro.raiz / ruta)
            hijos += [self._titulo(documento), self._tabla(documento, veredictos)]
        return hijos

    def _titulo(self, documento: str) -> nodes.Node:
        referencia = pending_xref(
            "",
            nodes.inline("", documento),
            refdomain="std",
            reftype="doc",
            reftarget=f"/{documento}",
            refdoc=self.env.docname,
            refexplicit=False,
            refwarn=True,
        )
        return nodes.rubric("", "", referencia)

    def _tabla(self, documento: str, veredictos: Iterable[Veredicto]) -> nodes.Node:
        cabecera = ("La prosa dice", "Expresión o fuente", "El código da", "Línea")
        filas, vistas = [], set()
        for veredicto in veredictos:
            nombre = ancla(documento, veredicto.literal, veredicto.expresion)
            if nombre not in vistas:
                vistas.add(nombre)
                filas.append(_fila(veredicto, nombre))
        grupo = nodes.tgroup(
            "", *(nodes.colspec(colwidth=ancho) for ancho in (20, 45, 25, 10)), cols=len(cabecera)
        )
        grupo += nodes.thead("", nodes.row("", *(nodes.entry("", nodes.paragraph("", t)) for t in cabecera)))
        grupo += nodes.tbody("", *filas)
        tabla = nodes.table("", grupo, classes=["cifras", "longtable"])  # cabe en varias páginas del PDF
        tabla[DE_VEREDICTOS] = True
        return tabla


def _fila(veredicto: Veredicto, nombre: str) -> nodes.row:
    valor = veredicto.valor if veredicto.clase == "cifra" else "cierto" if veredicto.clase in LOGICOS else "—"
    es_formula = "\\" in veredicto.literal
    celdas = (
        nodes.paragraph(
            "", "", nodes.math("", veredicto.literal) if es_formula else nodes.Text(veredicto.literal)
        ),
        nodes.paragraph("", "", nodes.literal("", veredicto.expresion)),
        nodes.paragraph("", valor),
        nodes.paragraph("", str(veredicto.linea)),
    )
    fila = nodes.row("", *(nodes.entry("", celda) for celda in celdas))
    celdas[0].insert(0, nodes.target("", "", ids=[nombre]))
    return fila


def resumen_de_veredictos(hecho: LibroHecho) -> str:
    """Lo que cambia cuando cambia cualquier veredicto del libro."""
    return hashlib.sha256(repr(list(hecho.informes.values())).encode()).hexdigest()


def con_todas_rancias(app: Sphinx, env: BuildEnvironment, *_: object) -> list[str]:
    """La página de todas las cifras, si ha cambiado algún veredicto."""
    documento = pagina_de_cifras(env)
    if documento is None:
        return []
    ahora = resumen_de_veredictos(hecho_de(app))
    return [] if env.metadata[documento][CON_TODAS] == ahora else [documento]


def setup(app: Sphinx) -> None:
    app.connect("env-get-outdated", con_todas_rancias)
    app.add_node(cifra_verificada, html=(visitar_cifra, dejar_cifra))
    app.add_node(nombre_declarado)
    app.add_transform(QuitarCifras)
    app.add_directive("math", DirectivaMath, override=True)
    app.add_directive("cifras-verificadas", CifrasVerificadas)
    for nombre in VERIFICADOS:
        app.add_role(nombre, RolVerificado())
    app.add_role(ROL_DE_NOMBRE, rol_nombre)
