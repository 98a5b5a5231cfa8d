"""La página de todas las cifras, en el papel: cuántas tiene cada página, y dónde se leen una por una.

Son miles de filas que nadie busca en un libro impreso: ocupaban veintiocho páginas.
"""

from __future__ import annotations

from collections.abc import Iterable

from docutils import nodes

from imprenta.pintar.todas_las_cifras import CUENTAS, DE_CIFRAS, plegado

CABEZAS = ("Página", "Números", "Leyes", "De esta vez")
TOTAL = "En todo el libro"
SOLO_LA_CUENTA = "En papel va solo la cuenta de cada página. Las filas, una por una, están en la edición web"


def resumir_cifras(arbol: nodes.document, base: str) -> None:
    """Cambia las tablas de cada página por una que las cuenta; `base` es la dirección de la edición web."""
    apartados = [seccion for seccion in arbol.findall(nodes.section) if DE_CIFRAS in seccion["classes"]]
    if not apartados:
        return
    primero = apartados[0]
    primero.parent.insert(primero.parent.index(primero), [_aviso(base), _tabla(apartados)])
    for apartado in apartados:
        apartado.parent.remove(apartado)


def _aviso(base: str) -> nodes.paragraph:
    donde = [nodes.Text(": "), nodes.reference("", base, refuri=base)] if base else []
    return nodes.paragraph("", SOLO_LA_CUENTA, *donde, nodes.Text("."))


def _tabla(apartados: list[nodes.section]) -> nodes.table:
    cuentas = [next(iter(apartado.findall(plegado)))["cuentas"] for apartado in apartados]
    filas = [
        _fila(next(iter(apartado.findall(nodes.title))).children, suyas.values())
        for apartado, suyas in zip(apartados, cuentas, strict=True)
    ]
    totales = [sum(suyas[clase] for suyas in cuentas) for clase in CUENTAS]
    grupo = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in CABEZAS), cols=len(CABEZAS))
    grupo += nodes.thead(
        "", nodes.row("", *(nodes.entry("", nodes.paragraph("", cabeza)) for cabeza in CABEZAS))
    )
    grupo += nodes.tbody("", *filas, _fila([nodes.strong("", TOTAL)], totales))
    return nodes.table("", grupo)


def _fila(titulo: Iterable[nodes.Node], cuentas: Iterable[int]) -> nodes.row:
    casillas = [nodes.entry("", nodes.paragraph("", "", *titulo))]
    return nodes.row("", *casillas, *(nodes.entry("", nodes.paragraph("", str(n))) for n in cuentas))
