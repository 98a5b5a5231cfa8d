"""La página de todas las cifras, en el papel: cuántas tiene cada página, y dónde se leen una por una.

Son miles de filas que nadie busca en un libro impreso: ocupaban veintiocho páginas.
"""

from __future__ import annotations

from collections.abc import Iterable

from docutils import nodes

from imprenta.pintar.palabras import palabra
from imprenta.pintar.todas_las_cifras import CUENTAS, DE_CIFRAS, plegado

CABEZAS = ("Page", "Numbers", "Laws", "Of this run")
TOTAL = "In the whole book"
SOLO_LA_CUENTA = (
    "On paper, only the count of each page is given. The rows, one by one, are in the web edition"
)


def resumir_cifras(arbol: nodes.document, base: str, lengua: str) -> None:
    """Cambia las tablas de cada página por una que las cuenta; `base` es la dirección de la edición web."""
    apartados = [seccion for seccion in arbol.findall(nodes.section) if DE_CIFRAS in seccion["classes"]]
    if not apartados:
        return
    primero = apartados[0]
    primero.parent.insert(primero.parent.index(primero), [_aviso(base, lengua), _tabla(apartados, lengua)])
    for apartado in apartados:
        apartado.parent.remove(apartado)


def _aviso(base: str, lengua: str) -> nodes.paragraph:
    donde = [nodes.Text(": "), nodes.reference("", base, refuri=base)] if base else []
    return nodes.paragraph("", palabra(SOLO_LA_CUENTA, lengua), *donde, nodes.Text("."))


def _tabla(apartados: list[nodes.section], lengua: str) -> nodes.table:
    cuentas = [next(iter(apartado.findall(plegado)))["cuentas"] for apartado in apartados]
    filas = [
        _fila(next(iter(apartado.findall(nodes.title))).children, suyas.values())
        for apartado, suyas in zip(apartados, cuentas, strict=True)
    ]
    totales = [sum(suyas[clase] for suyas in cuentas) for clase in CUENTAS]
    grupo = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in CABEZAS), cols=len(CABEZAS))
    grupo += nodes.thead(
        "",
        nodes.row("", *(nodes.entry("", nodes.paragraph("", palabra(cabeza, lengua))) for cabeza in CABEZAS)),
    )
    grupo += nodes.tbody("", *filas, _fila([nodes.strong("", palabra(TOTAL, lengua))], totales))
    return nodes.table("", grupo)


def _fila(titulo: Iterable[nodes.Node], cuentas: Iterable[int]) -> nodes.row:
    casillas = [nodes.entry("", nodes.paragraph("", "", *titulo))]
    return nodes.row("", *casillas, *(nodes.entry("", nodes.paragraph("", str(n))) for n in cuentas))
