"""Lo que se dice al lector de una afirmación probada: qué mide, cuál es su cota y con cuántas semillas."""

from __future__ import annotations

import math

from imprenta.libro.hecho import Prueba
from imprenta.pintar.palabras import contadas, palabra

CERCA, LEJOS = 0.01, 1000  # más cerca o más lejos, lo justo no importa
DISPERSIONES = ("{} deviation", "{} deviations")
ORDENES_DE_MAGNITUD = ("{} order of magnitude", "{} orders of magnitude")


def lo_medido(prueba: Prueba, lengua: str) -> str:
    """Lo que se midió, la cota y a cuánto está; nada si no se sabe.

    >>> from imprenta.libro.acta import Cuenta
    >>> lo_medido(Prueba(Cuenta("", "", 1, 1, "0.31", "0.25", 0.09, 3.214), azar=True), "es")
    'mide 0.31; la cota es 0.25 (a 3.2 dispersiones)'
    >>> lo_medido(Prueba(Cuenta("", "", 1, 1, "0.31", "0.25", 1.0), azar=False), "es")
    'mide 0.31; la cota es 0.25 (a 1 orden de magnitud)'
    """
    cuenta = prueba.cuenta
    if not cuenta.medido or not cuenta.cota:
        return cuenta.medido and palabra("measures {}", lengua).format(cuenta.medido)
    distancia = _holgura(prueba, lengua)
    dicho = palabra("measures {}; the bound is {}", lengua).format(cuenta.medido, cuenta.cota)
    return dicho + (f" ({palabra('{} away', lengua).format(distancia)})" if distancia else "")


def _holgura(prueba: Prueba, lengua: str) -> str:
    """A cuánto está lo medido de su cota: en lo que varía entre semillas o, si no varía, en órdenes."""
    unidades = (
        (prueba.cuenta.dispersiones, DISPERSIONES),
        (prueba.cuenta.ordenes, ORDENES_DE_MAGNITUD),
    )
    sabidas = (_cuanto(n, unidad, lengua) for n, unidad in unidades if n is not None and math.isfinite(n))
    return next(sabidas, "")


def _cuanto(distancia: float, unidad: tuple[str, str], lengua: str) -> str:
    """Una distancia con las cifras que dicen algo.

    >>> [_cuanto(x, DISPERSIONES, "es") for x in (0.999, 47.3, 5e5)]
    ['1 dispersión', '47 dispersiones', 'más de 1000 dispersiones']
    """
    if abs(distancia) > LEJOS:
        return palabra("more than {}", lengua).format(_unidades(str(LEJOS), unidad, lengua))
    if abs(distancia) < CERCA:
        return palabra("less than {}", lengua).format(_unidades(str(CERCA), unidad, lengua))
    return _unidades(f"{distancia:.2g}" if abs(distancia) < 10 else f"{distancia:.0f}", unidad, lengua)


def _unidades(cuantas: str, unidad: tuple[str, str], lengua: str) -> str:
    return contadas(*unidad, 1 if cuantas == "1" else 2, lengua, cuantas)


def en_cuantas(prueba: Prueba, lengua: str) -> str:
    """En cuántas semillas se cumple una afirmación.

    >>> from imprenta.libro.acta import Cuenta
    >>> en_cuantas(Prueba(Cuenta("", "", 19, 20), azar=True), "es")
    '19 de 20 semillas'
    >>> en_cuantas(Prueba(Cuenta("", "", 1, 1), azar=False), "de")
    'hängt nicht vom Zufall ab'
    """
    cuenta = prueba.cuenta
    if not prueba.azar:
        return palabra("does not depend on chance", lengua)
    return contadas("{} of {} seed", "{} of {} seeds", cuenta.de, lengua, cuenta.cumple, cuenta.de)


def lo_que_se_cumple(prueba: Prueba, clase: str, lengua: str) -> str:
    """En cuántas semillas se cumple lo que dice un `{afirma}` o un `{ocurre}`, como se dice en su nota.

    >>> from imprenta.libro.acta import Cuenta
    >>> prueba = Prueba(Cuenta("", "", 7, 20), azar=True)
    >>> [lo_que_se_cumple(prueba, clase, "es") for clase in ("afirma", "ocurre")]
    ['se cumple en 7 de 20 semillas', 'con otras semillas, en 7 de 20']
    """
    if not prueba.azar:
        return en_cuantas(prueba, lengua)
    if clase == "ocurre":
        return palabra("with other seeds, {} of {}", lengua).format(prueba.cuenta.cumple, prueba.cuenta.de)
    return palabra("holds with {}", lengua).format(en_cuantas(prueba, lengua))
