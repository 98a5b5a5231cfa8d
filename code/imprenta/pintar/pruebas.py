"""Lo que se dice al lector de una afirmación probada: qué mide, cuál es su cota y con cuántas semillas."""

from __future__ import annotations

import math

from imprenta.libro.hecho import Prueba

CERCA, LEJOS = 0.01, 1000  # más cerca o más lejos, lo justo no importa


def lo_medido(prueba: Prueba) -> str:
    """Lo que se midió, la cota y a cuánto está; nada si no se sabe.

    >>> from imprenta.libro.acta import Cuenta
    >>> lo_medido(Prueba(Cuenta("", "", 1, 1, "0.31", "0.25", 0.09, 3.214), azar=True))
    'mide 0.31; la cota es 0.25 (a 3.2 dispersiones)'
    >>> lo_medido(Prueba(Cuenta("", "", 1, 1, "0.31", "0.25", 1.0), azar=False))
    'mide 0.31; la cota es 0.25 (a 1 orden de magnitud)'
    """
    cuenta = prueba.cuenta
    if not cuenta.medido or not cuenta.cota:
        return cuenta.medido and f"mide {cuenta.medido}"
    distancia = _holgura(prueba)
    return f"mide {cuenta.medido}; la cota es {cuenta.cota}" + (f" (a {distancia})" if distancia else "")


def _holgura(prueba: Prueba) -> str:
    """A cuánto está lo medido de su cota: en lo que varía entre semillas o, si no varía, en órdenes."""
    unidades = (
        (prueba.cuenta.dispersiones, "dispersión", "dispersiones"),
        (prueba.cuenta.ordenes, "orden de magnitud", "órdenes de magnitud"),
    )
    sabidas = (_cuanto(n, uno, varios) for n, uno, varios in unidades if n is not None and math.isfinite(n))
    return next(sabidas, "")


def _cuanto(distancia: float, uno: str, varios: str) -> str:
    """Una distancia con las cifras que dicen algo.

    >>> [_cuanto(x, "dispersión", "dispersiones") for x in (0.999, 47.3, 5e5)]
    ['1 dispersión', '47 dispersiones', 'más de 1000 dispersiones']
    """
    if abs(distancia) > LEJOS:
        return f"más de {LEJOS} {varios}"
    if abs(distancia) < CERCA:
        return f"menos de {CERCA} {varios}"
    escrita = f"{distancia:.2g}" if abs(distancia) < 10 else f"{distancia:.0f}"
    return f"{escrita} {uno if escrita == '1' else varios}"


def en_cuantas(prueba: Prueba) -> str:
    """En cuántas semillas se cumple una afirmación.

    >>> from imprenta.libro.acta import Cuenta
    >>> en_cuantas(Prueba(Cuenta("", "", 19, 20), azar=True))
    '19 de 20 semillas'
    >>> en_cuantas(Prueba(Cuenta("", "", 1, 1), azar=False))
    'no depende del azar'
    """
    cuenta = prueba.cuenta
    if not prueba.azar:
        return "no depende del azar"
    return f"{cuenta.cumple} de {cuenta.de} {'semilla' if cuenta.de == 1 else 'semillas'}"


def lo_que_se_cumple(prueba: Prueba, clase: str) -> str:
    """En cuántas semillas se cumple lo que dice un `{afirma}` o un `{ocurre}`, como se dice en su nota.

    >>> from imprenta.libro.acta import Cuenta
    >>> prueba = Prueba(Cuenta("", "", 7, 20), azar=True)
    >>> lo_que_se_cumple(prueba, "afirma"), lo_que_se_cumple(prueba, "ocurre")
    ('se cumple en 7 de 20 semillas', 'con otras semillas, en 7 de 20')
    """
    if not prueba.azar:
        return en_cuantas(prueba)
    if clase == "ocurre":
        return f"con otras semillas, en {prueba.cuenta.cumple} de {prueba.cuenta.de}"
    return f"se cumple en {en_cuantas(prueba)}"
