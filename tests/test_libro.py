"""El libro mismo: una prueba por página, que pasa si nada de lo que dice es falso ni está sin cubrir."""

from functools import cache
from pathlib import Path

import pytest

from imprenta.jornada import Comprobacion, Jornada
from imprenta.libro.libro import leer_libro

pytestmark = pytest.mark.lenta  # ejecuta el libro entero

RAIZ = Path(__file__).parents[1]
LIBRO = leer_libro(RAIZ)


@cache
def comprobacion() -> Comprobacion:
    return Jornada(LIBRO).comprobacion


@pytest.mark.parametrize("ruta", [ruta.relative_to(RAIZ) for ruta in LIBRO.paginas], ids=str)
def test_la_pagina_dice_la_verdad(ruta):
    assert [str(falta) for falta in comprobacion().faltas if falta.ruta == ruta] == []


def test_el_libro_demuestra_mucho_y_no_deja_nada_fuera():
    assert comprobacion().resumen.endswith("0 sin cubrir · 0 falsas")
    clases = [v.clase for informe in comprobacion().informes.values() for v in informe.veredictos]
    assert all(clases.count(clase) >= 20 for clase in ("cifra", "afirma", "formula", "dato"))
