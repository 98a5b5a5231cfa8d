"""Las afirmaciones de un libro, con otras semillas: lo que solo se cumple con la suya no es una ley.

De cada página se ejecutan sus celdas y lo que sus afirmaciones preguntan; sus números son de esta ejecución,
y no se miran. La que no sortea nada se cumple siempre igual. Que el experimento reviente con otra semilla es
no cumplirse.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from imprenta.ejecutar.resembrar import Siembra
from imprenta.juzgar.guion import afirmaciones
from imprenta.libro.acta import CUMPLE_UNA_LEY, ActaDePagina, Cuenta
from imprenta.libro.modelo import Falta
from imprenta.libro.pagina import Pagina, Rol


def acta_de(pagina: Pagina, resumen: str, lee: Sequence[str], siembras: Iterable[Siembra]) -> ActaDePagina:
    """Lo que se ha visto de una página: la cuenta de cada cosa que afirma."""
    siembras = sorted(siembras, key=lambda siembra: siembra.k)
    azar = any(siembra.hay_azar for siembra in siembras)
    # La suya ya se sabe que la cumple: solo cuenta donde no hay otras.
    otras = [siembra for siembra in siembras if siembra.k] or siembras
    cuentas = tuple(_cuenta(rol, n, otras) for n, rol in enumerate(afirmaciones(pagina)))
    return ActaDePagina(resumen, azar, tuple(lee), cuentas)


def _cuenta(rol: Rol, n: int, siembras: Sequence[Siembra]) -> Cuenta:
    cumplen = [n < len(s.ejecucion.respuestas) and s.ejecucion.respuestas[n].dato is True for s in siembras]
    return Cuenta(rol.literal, rol.expresion, sum(cumplen), len(cumplen))


def faltas_de(pagina: Pagina, acta: ActaDePagina, se_pasan: int = 0) -> Iterator[Falta]:
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
