"""Los cuadros de datos que una celda enseña en HTML, como los de Pandas: en el papel son tablas."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import NamedTuple

from docutils import nodes

DE_DATOS = "dataframe"  # la clase que Pandas, Polars y otros dan a los suyos
Atributos = list[tuple[str, str | None]]


class Casilla(NamedTuple):
    """Lo que dice una casilla, si es cabeza de algo, y cuántas columnas y filas ocupa."""

    dice: str
    cabeza: bool
    ancho: int
    alto: int


class _Lector(HTMLParser):
    """Lee la primera tabla de un HTML; lo que hay fuera de ella no es suyo."""

    def __init__(self) -> None:
        super().__init__()
        self.filas: list[list[Casilla]] = []
        self.arriba = 0  # filas de la cabecera
        self.es_de_datos = self.en_cabecera = self.acabada = False
        self.abierta: Casilla | None = None

    def handle_starttag(self, tag: str, attrs: Atributos) -> None:
        dichos = dict(attrs)
        if self.acabada:
            return
        if tag == "table":
            self.es_de_datos = DE_DATOS in (dichos.get("class") or "").split()
        elif tag == "thead":
            self.en_cabecera = True
        elif tag == "tr":
            self.filas.append([])
            self.arriba += self.en_cabecera
        elif tag in ("th", "td") and self.filas:
            self.abierta = Casilla(
                "", tag == "th", _cuanto(dichos.get("colspan")), _cuanto(dichos.get("rowspan"))
            )

    def handle_data(self, data: str) -> None:
        if self.abierta is not None:
            self.abierta = self.abierta._replace(dice=self.abierta.dice + data)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("th", "td") and self.abierta is not None:
            self.filas[-1].append(self.abierta._replace(dice=" ".join(self.abierta.dice.split())))
            self.abierta = None
        elif tag == "thead":
            self.en_cabecera = False
        elif tag == "table":
            self.acabada = True


def tabla_de_datos(html: str) -> nodes.table | None:
    """La tabla de un cuadro de datos; nada si el HTML es otra cosa.

    >>> cuadro = '<table class="dataframe"><tr><th>0</th><td>1</td></tr></table>'
    >>> [casilla.astext() for casilla in tabla_de_datos(cuadro).findall(nodes.entry)]
    ['0', '1']
    >>> tabla_de_datos("<table><tr><td>1</td></tr></table>")
    """
    lector = _Lector()
    lector.feed(html)
    filas = [fila for fila in lector.filas if fila]
    if not (lector.es_de_datos and lector.acabada and filas):
        return None
    cuantas = max(sum(casilla.ancho for casilla in fila) for fila in filas)
    grupo = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in range(cuantas)), cols=cuantas)
    for columna in grupo.children[: _titulares(filas[lector.arriba :])]:
        assert isinstance(columna, nodes.colspec)
        columna["stub"] = True
    if lector.arriba:
        grupo += nodes.thead("", *map(_fila, filas[: lector.arriba]))
    grupo += nodes.tbody("", *map(_fila, filas[lector.arriba :]))
    return nodes.table("", grupo, classes=["output"])


def _titulares(filas: list[list[Casilla]]) -> int:
    """Las columnas del principio que son cabezas de su fila: las de los índices."""
    return max((sum(casilla.cabeza for casilla in fila) for fila in filas), default=0)


def _fila(casillas: list[Casilla]) -> nodes.row:
    fila = nodes.row()
    for casilla in casillas:
        entrada = nodes.entry("", nodes.paragraph("", casilla.dice))
        if casilla.ancho > 1:
            entrada["morecols"] = casilla.ancho - 1
        if casilla.alto > 1:
            entrada["morerows"] = casilla.alto - 1
        fila += entrada
    return fila


def _cuanto(dicho: str | None) -> int:
    return int(dicho) if dicho and dicho.isdigit() else 1
