"""La página de todas las cifras: de cada capítulo, sus números y lo que afirma, con lo que el código da.

Lo que una ley y lo que un hecho de esta vez piden a otras semillas no es lo mismo: van en tablas aparte.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from imprenta.libro.hecho import LibroHecho, PaginaEjecutada, Prueba, Veredicto, por_capitulo
from imprenta.libro.pagina import LOGICOS, Rol
from imprenta.pintar.cifras import CON_TODAS, ancla, pagina_de_cifras
from imprenta.pintar.entrega import hecho_de
from imprenta.pintar.pruebas import en_cuantas, lo_medido

DE_VEREDICTOS = "de_veredictos"  # el atributo de las tablas que hace la directiva: nadie más lo puede poner
SIN_VALOR = "—"
CON_OTRAS = ("Con otras semillas", 14)
PROBADAS = (("Se comprueba que", 32), ("El código da", 24), CON_OTRAS, ("Línea", 10))
# De cada clase de cosas que dice la prosa, el título y el ancho de las columnas de su tabla.
TABLAS: dict[tuple[str, ...], tuple[tuple[str, int], ...]] = {
    ("cifra", "dato"): (
        ("La prosa dice", 20),
        ("Expresión o fuente", 45),
        ("El código da", 25),
        ("Línea", 10),
    ),
    ("afirma",): (("Como ley, se afirma", 20), *PROBADAS),
    ("ocurre",): (("Esta vez ha ocurrido", 20), *PROBADAS),
}


class Fila(NamedTuple):
    """Una cosa que dice la prosa, con el nombre de su fila y lo que se ha probado de ella."""

    veredicto: Veredicto
    nombre: str
    prueba: Prueba | None


class CifrasVerificadas(SphinxDirective):
    """`{cifras-verificadas}`: por página, lo que dice la prosa y lo que da el código."""

    def run(self) -> list[nodes.Node]:
        hecho = hecho_de(self.env.app)
        self.env.metadata[self.env.docname][CON_TODAS] = resumen_de_veredictos(hecho)
        hijos: list[nodes.Node] = []
        for ruta, veredictos in por_capitulo(hecho.informes):
            documento = hecho.libro.documento(hecho.libro.raiz / ruta)
            filas = list(_filas(documento, veredictos, hecho.paginas[hecho.libro.raiz / ruta]))
            hijos += [self._titulo(documento), *_tablas(filas)]
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


def _filas(documento: str, veredictos: Sequence[Veredicto], hecha: PaginaEjecutada) -> Iterator[Fila]:
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


def _tablas(filas: Sequence[Fila]) -> Iterator[nodes.table]:
    """La de los números, la de las leyes y la de lo que ha ocurrido esta vez, si hay algo de cada clase."""
    for clases, columnas in TABLAS.items():
        suyas = [fila for fila in filas if fila.veredicto.clase in clases]
        if not any(fila.prueba for fila in suyas):
            columnas = tuple(columna for columna in columnas if columna != CON_OTRAS)
        if suyas:
            yield _tabla(suyas, columnas)


def _tabla(filas: Sequence[Fila], columnas: Sequence[tuple[str, int]]) -> nodes.table:
    anchos = (nodes.colspec(colwidth=ancho) for _, ancho in columnas)
    grupo = nodes.tgroup("", *anchos, cols=len(columnas))
    titulos = (nodes.entry("", nodes.paragraph("", titulo)) for titulo, _ in columnas)
    grupo += nodes.thead("", nodes.row("", *titulos))
    con_semillas = CON_OTRAS in columnas
    grupo += nodes.tbody("", *(_renglon(fila, con_semillas) for fila in filas))
    clases = ["cifras", *["con-semillas"] * con_semillas, "longtable"]  # cabe en varias páginas del PDF
    tabla = nodes.table("", grupo, classes=clases)
    tabla[DE_VEREDICTOS] = True
    return tabla


def _renglon(fila: Fila, con_semillas: bool) -> nodes.row:
    veredicto, nombre, prueba = fila
    formula, literal = "\\" in veredicto.literal, veredicto.literal
    celdas = [
        [nodes.paragraph("", "", nodes.math("", literal) if formula else nodes.Text(literal))],
        [nodes.paragraph("", "", nodes.literal("", veredicto.expresion))],
        [nodes.paragraph("", dicho) for dicho in _lo_que_da(veredicto, prueba)],
        *[[nodes.paragraph("", en_cuantas(prueba) if prueba else SIN_VALOR)]] * con_semillas,
        [nodes.paragraph("", str(veredicto.linea))],
    ]
    celdas[0][0].insert(0, nodes.target("", "", ids=[nombre]))
    return nodes.row("", *(nodes.entry("", *celda) for celda in celdas))


def _lo_que_da(veredicto: Veredicto, prueba: Prueba | None) -> list[str]:
    """Lo que vale una expresión o, de lo que se afirma, lo medido, su cota y a cuánto está de ella."""
    if veredicto.clase not in LOGICOS:
        return [veredicto.valor if veredicto.clase == "cifra" else SIN_VALOR]
    medido, holgada = (lo_medido(prueba), prueba.cuenta.holgada) if prueba else ("", "")
    return [medido or "cierto", *([f"holgada: {holgada}"] if holgada else [])]


# ——— Cuándo ya no vale ———


def resumen_de_veredictos(hecho: LibroHecho) -> str:
    """Lo que cambia cuando cambia cualquier veredicto del libro o lo que se ha probado de él."""
    pruebas = [hecha.pruebas for hecha in hecho.paginas.values()]
    return hashlib.sha256(repr([list(hecho.informes.values()), pruebas]).encode()).hexdigest()


def con_todas_rancias(app: Sphinx, env: BuildEnvironment, *_: object) -> list[str]:
    """La página de todas las cifras, si ha cambiado algún veredicto."""
    documento = pagina_de_cifras(env)
    if documento is None:
        return []
    ahora = resumen_de_veredictos(hecho_de(app))
    return [] if env.metadata[documento][CON_TODAS] == ahora else [documento]


def setup(app: Sphinx) -> None:
    app.connect("env-get-outdated", con_todas_rancias)
    app.add_directive("cifras-verificadas", CifrasVerificadas)
