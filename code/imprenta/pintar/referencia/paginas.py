"""La referencia en la página del lector: una página por módulo y, en los capítulos, enlaces al código.

El libro dice de qué paquetes, `referencia_de: [mi_paquete]`, y qué página lleva su índice, con la directiva
`{referencia}`. En los capítulos, el nombre de una función lleva a su código desde las celdas y las cifras.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from docutils import nodes
from markdown_it import MarkdownIt
from markdown_it.token import Token
from sphinx.application import Sphinx
from sphinx.highlighting import PygmentsBridge
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective

from imprenta.libro.idiomas import NINGUNO, Idiomas
from imprenta.libro.pagina import Rol, celdas_antes_de
from imprenta.pintar.cifras import cifra_verificada
from imprenta.pintar.entrega import pagina_de
from imprenta.pintar.idiomas import en_html, idiomas_del_libro
from imprenta.pintar.referencia.modulos import Definido, ModuloLeido, Referencia, donde_se_calcula, enlazables
from imprenta.pintar.testigo.marco import DEL_CODIGO

CARPETA_DE_REFERENCIA = "referencia"
LLEVA_REFERENCIA = "lleva-referencia"  # lo que se apunta de la página que lleva la directiva
IDIOMAS = "idiomas"  # los del libro, mientras se pinta un texto
NOMBRE = r'<span class="n">(\w+)</span>'
PUNTO = r'<span class="o">\.</span>'
NOMBRES_CON_PUNTO = re.compile(f"{NOMBRE}(?:{PUNTO}{NOMBRE})*")
PARTE = re.compile(r">(\w+)<")

Destino = Callable[[str], str | None]  # de un nombre con puntos a la dirección de su código


def _texto(_pintor: Any, trozos: Sequence[Token], n: int, _opciones: Any, entorno: dict[str, Any]) -> str:
    return str(en_html(trozos[n].content, entorno[IDIOMAS]))


MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable("emphasis")
MARKDOWN.add_render_rule("text", _texto)


def referencia_de(app: Sphinx) -> Referencia:
    """La referencia del libro, tal como está su código en esta construcción."""
    return Referencia(Path(app.srcdir) / "code", app.config.referencia_de)


def direccion(lugar: tuple[str, str] | None, hasta_la_raiz: str) -> str | None:
    """Dónde está la página de un lugar de la referencia.

    >>> direccion(("redes.atencion", "softmax"), "../")
    '../referencia/redes.atencion.html#softmax'
    """
    if lugar is None:
        return None
    modulo, ancla = lugar
    return f"{hasta_la_raiz}{CARPETA_DE_REFERENCIA}/{modulo}.html{'#' + ancla if ancla else ''}"


def enlazar(html: str, destino: Destino) -> str:
    """El código ya pintado, con un enlace en cada nombre que tiene página.

    >>> enlazar('<span class="n">f</span>', {"f": "m.html#f"}.get)
    '<a class="n fuente" href="m.html#f">f</a>'
    """

    def poner(casa: re.Match[str]) -> str:
        partes = PARTE.findall(casa[0])
        for cuantas in range(len(partes), 0, -1):
            nombre = ".".join(partes[:cuantas])
            if (donde := destino(nombre)) is not None:
                resto = "".join(
                    f'<span class="o">.</span><span class="n">{parte}</span>' for parte in partes[cuantas:]
                )
                return f'<a class="n fuente" href="{donde}">{nombre}</a>{resto}'
        return casa[0]

    return NOMBRES_CON_PUNTO.sub(poner, html)


# ——— La página de un módulo ———


class Maquetador:
    """Convierte los módulos en páginas."""

    def __init__(self, referencia: Referencia, pintor: PygmentsBridge, idiomas: Idiomas = NINGUNO) -> None:
        self.referencia, self.pintor, self.idiomas = referencia, pintor, idiomas

    def pagina(self, modulo: ModuloLeido) -> dict[str, Any]:
        """Lo que la plantilla necesita para la página de un módulo."""
        publicas = [pieza for pieza in modulo.piezas if pieza.publica]
        return {
            "title": modulo.nombre,
            "body": f"<h1><code>{modulo.nombre}</code></h1>\n{self._docstring(modulo.docstring)}"
            + self._constantes(modulo)
            + "".join(self._seccion(pieza, modulo) for pieza in modulo.piezas),
            "toc": _indice(publicas),
            DEL_CODIGO: True,
            "furo_hide_toc": not publicas,
            "resumen": modulo.resumen,
            "apartados": [
                ("", modulo.nombre, 0, modulo.docstring, "", []),
                *((pieza.nombre, pieza.nombre, 1, pieza.docstring, "", []) for pieza in publicas),
            ],
        }

    def _constantes(self, modulo: ModuloLeido) -> str:
        if not modulo.constantes:
            return ""
        nombres = modulo.propios - {pieza.nombre for pieza in modulo.piezas}
        anclas = "".join(f'<span id="{nombre}"></span>' for nombre in sorted(nombres))
        codigo = self._codigo(modulo.constantes, modulo)
        return f'<section id="constantes"><h2>Constantes y alias</h2>{anclas}{codigo}</section>\n'

    def _seccion(self, pieza: Definido, modulo: ModuloLeido) -> str:
        enlace = f'<a class="headerlink" href="#{pieza.nombre}" title="Enlace a esta sección">#</a>'
        metodos = "".join(
            f"<dt><code>{metodo.nombre}</code></dt><dd>{self._docstring(metodo.docstring)}</dd>"
            for metodo in pieza.metodos
            if metodo.docstring
        )
        return (
            f'<section id="{pieza.nombre}"><h2><code>{pieza.nombre}</code>{enlace}</h2>\n'
            f"{self._docstring(pieza.docstring)}{f'<dl>{metodos}</dl>' if metodos else ''}"
            '<details class="plegable" open><summary>Código</summary>'
            f"{self._codigo(pieza.fuente, modulo)}</details></section>\n"
        )

    def _codigo(self, fuente: str, modulo: ModuloLeido) -> str:
        def destino(nombre: str) -> str | None:
            raiz, punto, resto = nombre.partition(".")
            origen = f"{modulo.nombre}.{raiz}" if raiz in modulo.propios else modulo.ajenos.get(raiz, "")
            return direccion(self.referencia.lugar(f"{origen}{punto}{resto}"), "../")

        return enlazar(self._pintado(fuente, "python"), destino)

    def _docstring(self, texto: str) -> str:
        """Sus párrafos en Markdown y sus ejemplos como código."""
        bloques = filter(None, re.split(r"\n{2,}", texto.strip()))
        return "".join(
            self._pintado(bloque, "pycon")
            if bloque.startswith(">>> ")
            else MARKDOWN.render(bloque, {IDIOMAS: self.idiomas})
            for bloque in bloques
        )

    def _pintado(self, codigo: str, lenguaje: str) -> str:
        html = self.pintor.highlight_block(codigo, lenguaje)
        return f'<div class="highlight-{lenguaje} notranslate">{html}</div>'


def _indice(piezas: Iterable[Definido]) -> str:
    filas = "".join(f'<li><a href="#{pieza.nombre}">{pieza.nombre}</a></li>' for pieza in piezas)
    return f'<ul><li><a href="#">Arriba</a><ul>{filas}</ul></li></ul>'


def paginas(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    referencia = referencia_de(app)
    if referencia.modulos and app.builder.name == "html":
        resaltador = app.builder.highlighter  # type: ignore[attr-defined]  # lo tiene el de HTML
        pintor = Maquetador(referencia, resaltador, idiomas_del_libro(app))
        nombres = list(referencia.modulos)
        vecinas = zip([None, *nombres], nombres, [*nombres[1:], None], strict=False)
        for antes, nombre, despues in vecinas:
            contexto = pintor.pagina(referencia.modulos[nombre])
            contexto |= {"prev": _vecina(antes), "next": _vecina(despues)}
            yield f"{CARPETA_DE_REFERENCIA}/{nombre}", contexto, "page.html"


def _vecina(nombre: str | None) -> dict[str, str] | None:
    return {"link": f"{nombre}.html", "title": f"<code>{nombre}</code>"} if nombre else None


# ——— Su índice ———


class modulo_enlazado(nodes.inline):
    """Un enlace a la página de un módulo, que no es un documento; fuera del HTML es solo texto."""


class IndiceDeModulos(SphinxDirective):
    """`{referencia}`: los módulos del libro, con su primera frase y un enlace a su página."""

    def run(self) -> list[nodes.Node]:
        lista = nodes.definition_list(classes=["modulos"])
        for modulo in referencia_de(self.env.app).modulos.values():
            nombre = modulo_enlazado("", "", nodes.literal("", modulo.nombre), modulo=modulo.nombre)
            definicion = nodes.definition("", nodes.paragraph("", "", *_con_codigo(modulo.resumen)))
            lista += nodes.definition_list_item("", nodes.term("", "", nombre), definicion)
        self.env.metadata[self.env.docname][LLEVA_REFERENCIA] = True
        return [lista]


def _con_codigo(frase: str) -> list[nodes.Node]:
    """La frase con lo que lleva entre acentos graves como código.

    >>> [type(trozo).__name__ for trozo in _con_codigo("la raíz de `d_k`: medido")]
    ['Text', 'literal', 'Text']
    """
    trozos = enumerate(frase.split("`"))
    return [nodes.literal("", trozo) if n % 2 else nodes.Text(trozo) for n, trozo in trozos if trozo]


def con_indice(app: Sphinx, env: Any, *_: Any) -> list[str]:
    """La página del índice se lee siempre: los módulos cambian sin que ella cambie."""
    return [documento for documento, datos in env.metadata.items() if LLEVA_REFERENCIA in datos]


def visitar_enlazado(self: Any, nodo: modulo_enlazado) -> None:
    destino = self.builder.get_relative_uri(
        self.builder.current_docname, f"{CARPETA_DE_REFERENCIA}/{nodo['modulo']}"
    )
    self.body.append(f'<a class="reference internal" href="{destino}">')


def dejar_enlazado(self: Any, _nodo: modulo_enlazado) -> None:
    self.body.append("</a>")


# ——— Los capítulos ———


class BuscarFuentes(SphinxTransform):
    """Anota en cada cifra las funciones que hay detrás, para que la página las enlace."""

    default_priority = 60

    def apply(self, **_: Any) -> None:
        cifras = [nodo for nodo in self.document.findall(cifra_verificada) if "pieza" in nodo]
        if not cifras or not self.app.config.referencia_de:
            return
        referencia, pagina = referencia_de(self.app), pagina_de(self.app, self.env.docname).pagina
        nombradas = self._nombrar_celdas()
        for nodo in cifras:
            pieza = pagina.piezas[nodo["pieza"]]
            if isinstance(pieza, Rol) and pieza.consulta is not None:
                anteriores = [celda.codigo for celda in celdas_antes_de(pagina, pieza)]
                nodo["fuentes"] = referencia.detras(pieza.expresion, anteriores)
                se_ven = [n in nombradas for n in range(len(anteriores))]
                if (donde := donde_se_calcula(pieza.expresion, anteriores, se_ven)) is not None:
                    nodo["celda"] = nombradas[donde]

    def _nombrar_celdas(self) -> dict[int, str]:
        """Da nombre a las celdas que enseñan su código, por su puesto entre todas las de la página."""
        numeros = [salida.numero for salida in pagina_de(self.app, self.env.docname).ejecucion.salidas]
        nombradas = {}
        for celda in self.document.findall(nodes.container):
            if (numero := celda.get("exec_count")) in numeros and _ensena_su_codigo(celda):
                nombradas[numeros.index(numero)] = f"celda-{numero}"
                celda["ids"] = [f"celda-{numero}"]
        return nombradas


def _ensena_su_codigo(celda: nodes.container) -> bool:
    return any("cell_input" in parte["classes"] for parte in celda.findall(nodes.container))


def enlazar_celdas(
    app: Sphinx, documento: str, _plantilla: str, contexto: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Pone en el código de una página los enlaces a la referencia."""
    if doctree is None or not app.config.referencia_de:
        return
    nombres = enlazables([celda.codigo for celda in pagina_de(app, documento).pagina.celdas])
    if not nombres:
        return
    referencia, hasta_la_raiz = referencia_de(app), "../" * documento.count("/")

    def destino(nombre: str) -> str | None:
        raiz, punto, resto = nombre.partition(".")
        return direccion(referencia.lugar(f"{nombres.get(raiz, '')}{punto}{resto}"), hasta_la_raiz)

    contexto["body"] = enlazar(contexto["body"], destino)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_config_value("referencia_de", [], "env", list)
    app.add_node(modulo_enlazado, html=(visitar_enlazado, dejar_enlazado))
    app.add_directive("referencia", IndiceDeModulos)
    app.add_transform(BuscarFuentes)
    app.connect("html-collect-pages", paginas)
    app.connect("html-page-context", enlazar_celdas)
    app.connect("env-get-outdated", con_indice)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
