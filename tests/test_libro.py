"""El libro mismo: una prueba por página, que pasa si nada de lo que dice es falso ni está sin cubrir."""

from functools import cache
from pathlib import Path

import pytest

from imprenta.jornada import Jornada
from imprenta.libro.hecho import LibroHecho
from imprenta.libro.libro import leer_libro

pytestmark = pytest.mark.lenta  # ejecuta el libro entero

RAIZ = Path(__file__).parents[1]
LIBRO = leer_libro(RAIZ)


@cache
def hecho() -> LibroHecho:
    return Jornada(LIBRO).hecho


@pytest.mark.parametrize("ruta", [ruta.relative_to(RAIZ) for ruta in LIBRO.paginas], ids=str)
def test_la_pagina_dice_la_verdad(ruta: Path) -> None:
    assert [str(falta) for falta in hecho().faltas if falta.ruta == ruta] == []


def test_el_libro_demuestra_mucho_y_no_deja_nada_fuera() -> None:
    assert hecho().resumen.endswith("0 sin cubrir · 0 falsas")
    clases = [v.clase for informe in hecho().informes.values() for v in informe.veredictos]
    assert all(clases.count(clase) >= 20 for clase in ("cifra", "afirma", "formula", "dato"))
