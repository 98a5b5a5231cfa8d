"""Las afirmaciones de un libro, con otras semillas: lo que solo se cumple con la suya no es una ley.

De cada página se ejecutan sus celdas y lo que sus afirmaciones preguntan; sus números son de esta ejecución,
y no se miran. La que no sortea nada se cumple siempre igual. Que el experimento reviente con otra semilla es
no cumplirse.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from imprenta.ejecutar.resembrar import Siembra
from imprenta.juzgar.guion import afirmaciones, medidas_del_rol
from imprenta.juzgar.holgura import Holgura, holgura_de
from imprenta.juzgar.literal.escribir import con_pocas_cifras
from imprenta.juzgar.medidas import Medida
from imprenta.libro.acta import ActaDePagina, Cuenta
from imprenta.libro.modelo import Dato, Falta, Respuesta
from imprenta.libro.pagina import Pagina, Rol
from imprenta.libro.umbrales import CUMPLE_UNA_LEY

CIFRAS_DE_LO_MEDIDO = 4
CIFRAS_DE_LA_COTA = 6  # la pone el autor, y se lee entera


def acta_de(pagina: Pagina, resumen: str, lee: Sequence[str], siembras: Iterable[Siembra]) -> ActaDePagina:
    """Lo que se ha visto de una página: la cuenta de cada cosa que afirma."""
    siembras = sorted(siembras, key=lambda siembra: siembra.k)
    azar = any(siembra.hay_azar for siembra in siembras)
    medidas = [medidas_del_rol(pagina, rol) for rol in afirmaciones(pagina)]
    dadas = [_por_afirmacion(medidas, siembra.ejecucion.respuestas) for siembra in siembras]
    # La suya ya se sabe que la cumple: solo cuenta donde no hay otras.
    otras = [dada for siembra, dada in zip(siembras, dadas, strict=True) if siembra.k] or dadas
    cuentas = (
        _cuenta(rol, suyas, dadas[0][n], [dada[n] for dada in otras])
        for n, (rol, suyas) in enumerate(zip(afirmaciones(pagina), medidas, strict=True))
    )
    return ActaDePagina(resumen, azar, tuple(lee), tuple(cuentas))


def _por_afirmacion(medidas: Sequence[Sequence[Medida]], respuestas: Sequence[Respuesta]) -> list[list[Dato]]:
    """Lo contestado de cada afirmación: si es cierta y sus medidas; lo que no se llegó a evaluar, `None`."""
    datos = iter([None if respuesta.error else respuesta.dato for respuesta in respuestas])
    return [[next(datos, None) for _ in range(1 + len(suyas))] for suyas in medidas]


def _cuenta(
    rol: Rol, medidas: Sequence[Medida], propia: Sequence[Dato], otras: Sequence[Sequence[Dato]]
) -> Cuenta:
    """La cuenta de una afirmación, con lo que da en el libro y con cada una de las otras semillas."""
    cumplen = [dada[0] is True for dada in otras]
    holgura = _holgura(medidas, propia[1:], [dada[1:] for dada in otras])
    return Cuenta(
        rol.literal,
        rol.expresion,
        sum(cumplen),
        len(cumplen),
        _escrito(holgura.medido, CIFRAS_DE_LO_MEDIDO),
        _escrito(holgura.cota, CIFRAS_DE_LA_COTA),
        _redondo(holgura.ordenes),
        _redondo(holgura.dispersiones),
        holgura.motivo,
    )


def _escrito(numero: float | None, cuantas: int) -> str:
    return "" if numero is None or not math.isfinite(numero) else con_pocas_cifras(numero, cuantas)


def _redondo(numero: float | None) -> float | None:
    return None if numero is None else round(numero, 2)


def _holgura(
    medidas: Sequence[Medida], propias: Sequence[Dato], de_otras: Sequence[Sequence[Dato]]
) -> Holgura:
    """La de lo que se ha podido medir con todas las semillas."""
    cuales = [n for n, propia in enumerate(propias) if propia is not None]
    enteras = [[otras[n] for n in cuales] for otras in de_otras if all(otras[n] is not None for n in cuales)]
    return holgura_de([medidas[n] for n in cuales], [propias[n] for n in cuales], enteras)


def faltas_de(pagina: Pagina, acta: ActaDePagina) -> Iterator[Falta]:
    """Las leyes que no lo son y lo que está holgado."""
    yield from leyes_incumplidas(pagina, acta)
    for rol, cuenta in zip(afirmaciones(pagina), acta.cuentas, strict=True):
        if cuenta.holgada:
            mensaje = f"«{cuenta.dice}» está holgada: {cuenta.holgada}"
            yield Falta(pagina.ruta, *pagina.lugar(rol.inicio), mensaje)


def leyes_incumplidas(pagina: Pagina, acta: ActaDePagina, se_pasan: int = 0) -> Iterator[Falta]:
    """Las leyes que no lo son; a cada una se le pasan por alto tantos incumplimientos."""
    for rol, cuenta in zip(afirmaciones(pagina), acta.cuentas, strict=True):
        if rol.nombre == "afirma" and not cuenta.es_ley and cuenta.de - cuenta.cumple > se_pasan:
            yield Falta(pagina.ruta, *pagina.lugar(rol.inicio), _no_es_ley(cuenta))


def _no_es_ley(cuenta: Cuenta) -> str:
    tanto = round(100 * cuenta.cumple / cuenta.de)
    return (
        f"«{cuenta.dice}» se cumple en {cuenta.cumple} de {cuenta.de} semillas ({tanto} %), y una ley, en el"
        f" {round(100 * CUMPLE_UNA_LEY)} %: di lo que se cumple siempre o, si ha pasado esta vez, {{ocurre}}"
    )


def resumen_de_actas(actas: Iterable[ActaDePagina]) -> str:
    """Cuánto se ha probado, en una línea."""
    actas = list(actas)
    azarosas = [cuenta for acta in actas if acta.azar for cuenta in acta.cuentas]
    firmes = sum(cuenta.cumple == cuenta.de for cuenta in azarosas)
    sin_azar = sum(len(acta.cuentas) for acta in actas if not acta.azar)
    return f"{len(azarosas)} con azar · {firmes} se cumplen siempre · {sin_azar} sin azar"
