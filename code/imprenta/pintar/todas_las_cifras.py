"""La página de todas las cifras: de cada capítulo, sus números y lo que afirma, con lo que el código da.

Lo que una ley y lo que un hecho de esta vez piden a otras semillas no es lo mismo: van en tablas aparte. Son
miles de filas: en la web, las de cada página nacen plegadas y se escriben con lo justo.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from imprenta.libro.hecho import LibroHecho, PaginaEjecutada, Prueba, Veredicto, por_capitulo
from imprenta.libro.pagina import LOGICOS, Rol
from imprenta.pintar.cifras import CON_TODAS, ancla, pagina_de_cifras
from imprenta.pintar.entrega import hecho_de, se_adelanta
from imprenta.pintar.palabras import contadas, palabra
from imprenta.pintar.pruebas import en_cuantas, lo_medido

DE_VEREDICTOS = "de_veredictos"  # el atributo de las tablas que hace la directiva: nadie más lo puede poner
DE_CIFRAS = "de-cifras"  # la clase de un apartado que solo lleva tablas
SIN_VALOR = "—"
SIN_CUBRIR_QUEDAN = "Números que nadie ha comprobado todavía"
CON_OTRAS = ("With other seeds", 14)
PROBADAS = (("It is checked that", 32), ("The code gives", 24), CON_OTRAS, ("Line", 10))
# De cada clase de cosas que dice la prosa, el título y el ancho de las columnas de su tabla.
TABLAS: dict[tuple[str, ...], tuple[tuple[str, int], ...]] = {
    ("cifra", "dato"): (
        ("The text says", 20),
        ("Expression or source", 45),
        ("The code gives", 25),
        ("Line", 10),
    ),
    ("afirma",): (("Claimed as a law", 20), *PROBADAS),
    ("ocurre",): (("It happened this time", 20), *PROBADAS),
}


# Cómo se cuenta cada clase: de una y de varias.
CUENTAS = {
    "cifra": ("{} number", "{} numbers"),
    "afirma": ("{} law", "{} laws"),
    "ocurre": ("{} of this run", "{} of this run"),
}
TITULAR = re.compile(r"^# (.+?)\s*$", re.MULTILINE)
UN_NUMERO = re.compile(r"[-−+]?[0-9.\u202f]+(?:e[-+]?[0-9]+|·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?")


class plegado(nodes.container):
    """Las tablas de una página: en la web se pliegan bajo `rotulo`; en papel quedan sus `cuentas`."""


class fila_con_nombre(nodes.row):
    """Una fila con nombre; lo que lleva dentro se escribe en la web sin párrafos ni cajas de más."""


class casilla(nodes.entry):
    pass


class dicho(nodes.paragraph):
    """Un renglón de una casilla."""


class expresion(nodes.literal):
    pass


class Fila(NamedTuple):
    """Una cosa que dice la prosa, con el nombre de su fila y lo que se ha probado de ella."""

    veredicto: Veredicto
    nombre: str
    prueba: Prueba | None


class CifrasVerificadas(SphinxDirective):
    """`{cifras-verificadas}`: por página, lo que dice la prosa y lo que da el código."""

    def run(self) -> list[nodes.Node]:
        hecho, lengua = hecho_de(self.env.app), str(self.config.language or "en")
        self.env.metadata[self.env.docname][CON_TODAS] = resumen_de_veredictos(hecho)
        hijos: list[nodes.Node] = [*self._sin_cubrir(hecho)]
        hijos.append(nodes.container("", classes=["filtro-de-cifras"]))
        for ruta, veredictos in por_capitulo(hecho.informes):
            documento = hecho.libro.documento(hecho.libro.raiz / ruta)
            hecha = hecho.paginas[hecho.libro.raiz / ruta]
            filas = list(filas_de(documento, veredictos, hecha))
            rotulo = _cuantas(filas, lengua)
            tablas = plegado("", *_tablas(filas, lengua), rotulo=rotulo, cuentas=_cuentas(filas))
            titulo = self._titulo(documento, titular_de(hecha) or documento)
            nombre = _nombre_de_lo_suyo(documento)
            hijos.append(nodes.section("", titulo, tablas, ids=[nombre], classes=[DE_CIFRAS]))
        return hijos

    def _sin_cubrir(self, hecho: LibroHecho) -> Iterator[nodes.Node]:
        """De un libro que se adopta poco a poco, cuánto queda sin cubrir en cada página."""
        quedan = {ruta: len(informe.admitido) for ruta, informe in hecho.informes.items() if informe.admitido}
        if not quedan:
            return
        lista = nodes.bullet_list("")
        for ruta, cuantas in quedan.items():
            documento = hecho.libro.documento(hecho.libro.raiz / ruta)
            enlace = self._enlace(documento, titular_de(hecho.paginas[hecho.libro.raiz / ruta]) or documento)
            lista += nodes.list_item("", nodes.paragraph("", "", enlace, nodes.Text(f": {cuantas}")))
        total = nodes.paragraph("", f"{SIN_CUBRIR_QUEDAN}: {sum(quedan.values())}")
        caja = nodes.container("", total, lista, classes=["sin-cubrir"])
        caja[DE_VEREDICTOS] = True
        yield caja

    def _titulo(self, documento: str, escrito: str) -> nodes.Node:
        """El de la página, que lleva a ella."""
        titulo = nodes.title("", "", self._enlace(documento, escrito))
        titulo[DE_VEREDICTOS] = True
        return titulo

    def _enlace(self, documento: str, escrito: str) -> nodes.Node:
        """Lleva a una página, con su título; hasta que se resuelva, el que está escrito."""
        return pending_xref(
            "",
            nodes.inline("", escrito),
            refdomain="std",
            reftype="doc",
            reftarget=f"/{documento}",
            refdoc=self.env.docname,
            refexplicit=False,
            refwarn=True,
        )


def _nombre_de_lo_suyo(documento: str) -> str:
    """Cómo se llama, en la página de todas, el apartado de otra."""
    return nodes.make_id(f"cifras {documento}")


def _cuantas(filas: Sequence[Fila], lengua: str) -> str:
    """De una página, cuántas cosas de cada clase: «265 números, 30 leyes y 4 de esta vez»."""
    partes = [contadas(*CUENTAS[clase], n, lengua) for clase, n in _cuentas(filas).items() if n]
    if not partes[1:]:
        return partes[0]
    return palabra("{} and {}", lengua).format(", ".join(partes[:-1]), partes[-1])


def _cuentas(filas: Sequence[Fila]) -> dict[str, int]:
    """De una página, cuántas cosas hay de cada clase de `CUENTAS`."""
    clases = [fila.veredicto.clase for fila in filas]
    return {juntas[0]: sum(clase in juntas for clase in clases) for juntas in TABLAS}


def filas_de(documento: str, veredictos: Sequence[Veredicto], hecha: PaginaEjecutada) -> Iterator[Fila]:
    """Las de una página; lo que se repite, una vez."""
    pruebas, vistos = _pruebas_por_lugar(hecha), set()
    for veredicto in veredictos:
        nombre = ancla(documento, veredicto.literal, veredicto.expresion)
        if nombre not in vistos:
            vistos.add(nombre)
            yield Fila(veredicto, nombre, pruebas.get((veredicto.linea, veredicto.columna)))


def _pruebas_por_lugar(hecha: PaginaEjecutada) -> dict[tuple[int, int], Prueba]:
    """Lo probado de una página, por la línea y la columna de lo que dice su prosa."""
    roles = (pieza for pieza in hecha.pagina.piezas if isinstance(pieza, Rol))
    con_prueba = ((rol, hecha.pruebas.get(rol.consulta)) for rol in roles if rol.consulta)
    return {hecha.pagina.lugar(rol.inicio): prueba for rol, prueba in con_prueba if prueba}


# ——— Las tablas ———


def _tablas(filas: Sequence[Fila], lengua: str) -> Iterator[nodes.table]:
    """La de los números, la de las leyes y la de lo que ha ocurrido esta vez, si hay algo de cada clase."""
    for clases, columnas in TABLAS.items():
        suyas = [fila for fila in filas if fila.veredicto.clase in clases]
        if not any(fila.prueba for fila in suyas):
            columnas = tuple(columna for columna in columnas if columna != CON_OTRAS)
        if suyas:
            yield _tabla(suyas, columnas, lengua)


def _tabla(filas: Sequence[Fila], columnas: Sequence[tuple[str, int]], lengua: str) -> nodes.table:
    anchos = (nodes.colspec(colwidth=ancho) for _, ancho in columnas)
    grupo = nodes.tgroup("", *anchos, cols=len(columnas))
    titulos = (nodes.entry("", nodes.paragraph("", palabra(titulo, lengua))) for titulo, _ in columnas)
    grupo += nodes.thead("", nodes.row("", *titulos))
    con_semillas = CON_OTRAS in columnas
    grupo += nodes.tbody("", *(_renglon(fila, con_semillas, lengua) for fila in filas))
    clases = ["cifras", *["con-semillas"] * con_semillas, "longtable"]  # cabe en varias páginas del PDF
    tabla = nodes.table("", grupo, classes=clases)
    tabla[DE_VEREDICTOS] = True
    return tabla


def _renglon(fila: Fila, con_semillas: bool, lengua: str) -> nodes.row:
    veredicto, nombre, prueba = fila
    formula, literal = "\\" in veredicto.literal, veredicto.literal
    casillas = [
        [dicho("", "", nodes.math("", literal) if formula else nodes.Text(literal))],
        [dicho("", "", expresion("", veredicto.expresion))],
        [dicho("", texto) for texto in _lo_que_da(veredicto, prueba, lengua)],
        *[[dicho("", en_cuantas(prueba, lengua) if prueba else SIN_VALOR)]] * con_semillas,
        [dicho("", str(veredicto.linea))],
    ]
    return fila_con_nombre("", *(casilla("", *suyos) for suyos in casillas), ids=[nombre])


def _lo_que_da(veredicto: Veredicto, prueba: Prueba | None, lengua: str) -> list[str]:
    """Lo que vale una expresión o, de lo que se afirma, lo medido, su cota y a cuánto está de ella."""
    if veredicto.clase not in LOGICOS:
        return [veredicto.valor if veredicto.clase == "cifra" else SIN_VALOR]
    medido, holgada = (lo_medido(prueba, lengua), prueba.cuenta.holgada) if prueba else ("", "")
    suelta = [palabra("slack: {}", lengua).format(holgada)] if holgada else []
    return [medido or palabra("true", lengua), *suelta]


# ——— En la web ———


def visitar_plegado(self: HTML5Translator, nodo: plegado) -> None:
    self.body.append(f'<details class="de-cifras"><summary>{nodo["rotulo"]}</summary>\n')


def dejar_plegado(self: HTML5Translator, _nodo: plegado) -> None:
    self.body.append("</details>\n")


def visitar_fila(self: HTML5Translator, nodo: fila_con_nombre) -> None:
    self.body.append(f'<tr id="{nodo["ids"][0]}">')


def dejar_fila(self: HTML5Translator, _nodo: fila_con_nombre) -> None:
    self.body.append("</tr>\n")


def visitar_casilla(self: HTML5Translator, nodo: casilla) -> None:
    """Un número suelto no se parte, por estrecha que sea la pantalla."""
    self.body.append('<td class="valor">' if UN_NUMERO.fullmatch(nodo.astext()) else "<td>")


def dejar_casilla(self: HTML5Translator, _nodo: casilla) -> None:
    self.body.append("</td>")


def visitar_dicho(self: HTML5Translator, nodo: dicho) -> None:
    if nodo.parent.index(nodo):
        self.body.append("<br>")


def dejar_dicho(_self: HTML5Translator, _nodo: dicho) -> None:
    """Sigue en el mismo renglón."""


def visitar_expresion(self: HTML5Translator, nodo: expresion) -> None:
    self.body.append(f"<code>{self.encode(nodo.astext())}</code>")
    raise nodes.SkipNode


# ——— Cuándo ya no vale ———


def resumen_de_veredictos(hecho: LibroHecho) -> str:
    """Lo que cambia cuando cambia un veredicto, lo que se ha probado de él o el título de su página."""
    paginas = [(ruta, titular_de(hecha), hecha.pruebas) for ruta, hecha in hecho.paginas.items()]
    return hashlib.sha256(repr([list(hecho.informes.values()), paginas]).encode()).hexdigest()


def titular_de(hecha: PaginaEjecutada) -> str:
    """El título de una página tal como está escrito, si lo tiene."""
    casa = TITULAR.search(hecha.pagina.texto)
    return casa[1] if casa else ""


def con_todas_rancias(app: Sphinx, env: BuildEnvironment, *_: object) -> list[str]:
    """La página de todas las cifras, si ha cambiado algo de lo que dice."""
    documento = pagina_de_cifras(env)
    if documento is None or se_adelanta(app):
        return []
    ahora = resumen_de_veredictos(hecho_de(app))
    return [] if env.metadata[documento][CON_TODAS] == ahora else [documento]


def titular_sus_apartados(_app: Sphinx, env: BuildEnvironment) -> None:
    """En el índice lateral, el apartado de cada página se llama como ella: al leerlo aún no se sabía."""
    if (documento := pagina_de_cifras(env)) is None:
        return
    titulos = {f"#{_nombre_de_lo_suyo(otro)}": titulo for otro, titulo in env.titles.items()}
    for apartado in env.tocs[documento].findall(nodes.reference):
        if (titulo := titulos.get(apartado["anchorname"])) is not None:
            apartado[:] = titulo.deepcopy().children


def setup(app: Sphinx) -> None:
    app.connect("env-get-outdated", con_todas_rancias)
    app.connect("env-updated", titular_sus_apartados)
    app.add_directive("cifras-verificadas", CifrasVerificadas)
    app.add_node(plegado, html=(visitar_plegado, dejar_plegado))
    app.add_node(fila_con_nombre, html=(visitar_fila, dejar_fila))
    app.add_node(casilla, html=(visitar_casilla, dejar_casilla))
    app.add_node(dicho, html=(visitar_dicho, dejar_dicho))
    app.add_node(expresion, html=(visitar_expresion, None))
