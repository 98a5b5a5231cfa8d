"""Lo que las reglas de una página cambian de su guion y de lo que da.

Al guion se le ponen, como etiquetas de sus celdas, lo que se les perdona: quien ejecuta y quien calcula la
huella no necesitan saber nada más. De lo que dio se quita lo que no se enseña, y de una celda que se salta se
pone lo que su cuaderno traía guardado.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from imprenta.ejecutar.procesos.salidas import etiquetas, primera_de_stderr
from imprenta.libro.libro import Libro
from imprenta.libro.lo_guardado import guardadas_en
from imprenta.libro.modelo import ADMITE_STDERR, Celda, CeldaEjecutada, Ejecucion, Falta, Guion
from imprenta.libro.pagina import Pagina
from imprenta.libro.reglas import (
    ES_UNA_FALTA,
    LO_AVISAN,
    LO_QUITAN,
    Reglas,
    con_alias,
    modo_de,
    reglas_de,
    stderr_de,
)

APARTAN, SE_APARTA = "execute: exclude_patterns", 'mystnb: execution_mode: "off"'
CONSEJO = (
    "con `execute_notebooks: {}` también se ejecuta, para no publicar lo que ya no da: si aquí no se puede,"
    " apártalo con `execute: exclude_patterns`"
)
SE_QUITA = {"remove-stderr": "stderr", "remove-stdout": "stdout"}


def con_su_nucleo(pagina: Pagina, config: Mapping[str, Any]) -> Pagina:
    """La página con el núcleo que en su libro hace las veces del que pide; la misma, si no lo hay."""
    cabecera = con_alias(pagina.cabecera, config)
    return pagina if cabecera is pagina.cabecera else replace(pagina, cabecera=cabecera)


def por_que_se_aparta(libro: Libro, pagina: Pagina) -> str:
    """Qué manda no ejecutar una página, si algo lo manda."""
    if libro.aparta(pagina.ruta):
        return APARTAN
    return SE_APARTA if reglas_de(pagina.cabecera, libro.config).apartada else ""


def aconsejada(pagina: Pagina, falta: Falta, config: Mapping[str, Any]) -> Falta:
    """La falta de una página que Jupyter Book publicaría sin ejecutar, con lo que se puede hacer."""
    modo = modo_de(config)
    guardadas = [celda.salidas for celda in guardadas_en(pagina)] if pagina.cuaderno.crudo else []
    if modo == "off" or (modo == "auto" and guardadas and all(guardadas)):
        return replace(falta, mensaje=f"{falta.mensaje}; {CONSEJO.format(modo)}")
    return falta


def con_reglas(guion: Guion, reglas: Reglas) -> Guion:
    """El guion de una página con lo que sus reglas perdonan a cada celda."""
    return tuple(_con_reglas(paso, reglas) if isinstance(paso, Celda) else paso for paso in guion)


def _con_reglas(celda: Celda, reglas: Reglas) -> Celda:
    nuevas = [
        *(["raises-exception"] if reglas.admite_errores else []),
        *([ADMITE_STDERR] if stderr_de(celda.metadatos, reglas) not in ES_UNA_FALTA else []),
    ]
    if not nuevas:
        return celda
    suyas = [etiqueta for etiqueta in celda.metadatos.get("tags") or () if etiqueta not in nuevas]
    return replace(celda, metadatos=celda.metadatos | {"tags": [*suyas, *nuevas]})


def ensenada(pagina: Pagina, guion: Guion, ejecucion: Ejecucion, reglas: Reglas) -> Ejecucion:
    """Lo que se enseña de una ejecución: sin lo que se quita y con lo guardado en lo que se salta."""
    celdas = [paso for paso in guion if isinstance(paso, Celda)]
    saltadas = any("skip-execution" in etiquetas(celda) for celda in celdas)
    guardadas = guardadas_en(pagina) if saltadas else ejecucion.salidas
    tercias = zip(celdas, ejecucion.salidas, guardadas, strict=False)
    return replace(ejecucion, salidas=tuple(_ensenada(*tercia, reglas) for tercia in tercias))


def _ensenada(celda: Celda, dada: CeldaEjecutada, guardada: CeldaEjecutada, reglas: Reglas) -> CeldaEjecutada:
    if "skip-execution" in etiquetas(celda):
        dada = guardada
    quitan = {flujo for etiqueta, flujo in SE_QUITA.items() if etiqueta in etiquetas(celda)}
    if stderr_de(celda.metadatos, reglas) in LO_QUITAN:
        quitan.add("stderr")
    quedan = [salida for salida in dada.salidas if salida.get("name") not in quitan]
    return dada if len(quedan) == len(dada.salidas) else replace(dada, salidas=quedan)


def avisos_de_stderr(ruta: Path, guion: Guion, ejecucion: Ejecucion, reglas: Reglas) -> Iterator[Falta]:
    """Lo que sus celdas escriben en stderr, si la página pide que se avise; no son faltas."""
    celdas = [paso for paso in guion if isinstance(paso, Celda)]
    for celda, dada in zip(celdas, ejecucion.salidas, strict=False):
        if stderr_de(celda.metadatos, reglas) in LO_AVISAN and (primera := primera_de_stderr(dada.salidas)):
            yield Falta(ruta, *celda.lugar(1, 1), f"la celda escribe en stderr: {primera}")
