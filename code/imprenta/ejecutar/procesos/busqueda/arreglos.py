"""Lo que se mira de un arreglo de NumPy: dónde está un número y lo que lo resume."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Iterator
from typing import Any

from imprenta.ejecutar.procesos.busqueda.blancos import Cifra

globals()["__builtins__"] = dict(vars(builtins))  # los de este módulo, aunque la página cambie los de todos

ACIERTOS_POR_ARREGLO = 6
RESUMENES_DE_ARREGLO = {"sum": 1.5, "max": 1.3, "min": 1.3, "mean": 1.5, "std": 2.2}
DE_LOGICOS = ("sum", "mean")
MEDIANA, EJE, TAMANO = 1.4, 1.3, 1.6


def donde_esta(arreglo: Any, cifra: Cifra) -> list[tuple[int, ...]]:
    """Los lugares de un arreglo en que está un número: los primeros y el último."""
    numpy = sys.modules["numpy"]
    donde = numpy.argwhere(numpy.abs(arreglo - cifra.valor) <= cifra.holgura)
    pocos = [*donde[:ACIERTOS_POR_ARREGLO], *donde[ACIERTOS_POR_ARREGLO:][-1:]]
    return [tuple(map(int, lugar)) for lugar in pocos]


def resumenes_de(arreglo: Any, con_mediana: str) -> Iterator[tuple[str, Any, float]]:
    """Lo que resume un arreglo, cómo se escribe y lo que cuesta; `con_mediana` es el nombre de NumPy."""
    son_logicos = arreglo.dtype.kind == "b"
    for resumen, coste in RESUMENES_DE_ARREGLO.items():
        if not son_logicos or resumen in DE_LOGICOS:
            yield f"{{}}.{resumen}()", getattr(arreglo, resumen)().item(), coste
    if con_mediana and not son_logicos:
        yield f"{con_mediana}.median({{}})", sys.modules["numpy"].median(arreglo).item(), MEDIANA
    if arreglo.ndim > 1:
        yield "{}.size", int(arreglo.size), TAMANO
        for k in range(1, arreglo.ndim):
            yield f"{{}}.shape[{k}]", int(arreglo.shape[k]), EJE
