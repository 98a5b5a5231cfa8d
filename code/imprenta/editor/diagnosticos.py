"""Las faltas, tal como las subraya un editor: las mismas que dice `verify`, con lo que ocupa cada una."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lsprotocol import types

from imprenta.editor.borrador import Borrador
from imprenta.editor.lugares import palabra_en, tramo_de_falta
from imprenta.libro.modelo import Falta
from imprenta.libro.pagina import Pagina
from imprenta.mesa.mesa import Juicio

QUIEN_LO_DICE = "imprenta"


class FaltaClasificada(NamedTuple):
    """Una falta y de qué clase es: la del rol, «sin-cubrir», «mal-escrito», «ejecución» o «libro».

    La que `se_admite` no detiene el libro.
    """

    falta: Falta
    clase: str
    se_admite: bool = False


def clasificadas(juicio: Juicio) -> list[FaltaClasificada]:
    """Las faltas de una página, en el orden en que están escritas: `juicio.faltas` y lo que se admite."""
    if juicio.ejecutada.ejecucion.falta:
        return [FaltaClasificada(juicio.ejecutada.ejecucion.falta, "ejecución")]
    informe = juicio.informe
    falsas = [
        FaltaClasificada(Falta(v.ruta, v.linea, v.columna, v.error), v.clase)
        for v in informe.veredictos
        if v.error
    ]
    sueltas = [FaltaClasificada(falta, "sin-cubrir") for falta in (*informe.sin_cubrir, *informe.de_mas)]
    sueltas += [FaltaClasificada(falta, "sin-cubrir", se_admite=True) for falta in informe.admitido]
    malas = [FaltaClasificada(falta, "mal-escrito") for falta in informe.mal_escritas]
    return sorted([*malas, *falsas, *sueltas], key=lambda una: una.falta)


def diagnosticos_de(
    juicio: Juicio, escrito: Borrador, de_fuera: Iterable[Falta] = ()
) -> list[types.Diagnostic]:
    """Los de una página; `de_fuera` son faltas suyas que dice el libro entero."""
    pagina = juicio.ejecutada.pagina
    todas = [*clasificadas(juicio), *(FaltaClasificada(falta, "libro") for falta in de_fuera)]
    return [
        diagnostico(_con_su_celda(pagina, una.falta), una.clase, escrito, pagina, una.se_admite)
        for una in sorted(todas, key=lambda una: una.falta)
    ]


def diagnostico(
    falta: Falta, clase: str, escrito: Borrador, pagina: Pagina | None = None, se_admite: bool = False
) -> types.Diagnostic:
    """Una falta en el texto en que está, o un aviso si `se_admite`; con la `pagina`, lo que en ella ocupa."""
    posicion = escrito.lineas.principio(falta.linea - 1) + falta.columna - 1
    if pagina is not None and not pagina.cuaderno.celdas and pagina.texto == escrito.texto:
        tramo = tramo_de_falta(pagina, posicion)
    else:
        tramo = palabra_en(escrito.texto, posicion)
    return types.Diagnostic(
        escrito.tramo(*tramo),
        " ".join(falta.mensaje.splitlines()),
        types.DiagnosticSeverity.Warning if se_admite else types.DiagnosticSeverity.Error,
        code=clase,
        source=QUIEN_LO_DICE,
    )


def por_que_no_se_mira(reparos: Iterable[Falta]) -> Iterator[types.Diagnostic]:
    """En una página de un libro que no se puede leer: por qué no se comprueba."""
    principio = types.Range(types.Position(0, 0), types.Position(0, 0))
    for reparo in reparos:
        yield types.Diagnostic(
            principio,
            f"el libro no se puede leer, y nada de esta página se comprueba: {reparo}",
            types.DiagnosticSeverity.Warning,
            code="libro",
            source=QUIEN_LO_DICE,
        )


def _con_su_celda(pagina: Pagina, falta: Falta) -> Falta:
    """En un cuaderno, también la celda y su línea, como lo dice `verify`."""
    donde = pagina.cuaderno.celda_de(falta.linea, falta.columna) if pagina.cuaderno.celdas else ""
    return Falta(falta.ruta, falta.linea, falta.columna, f"{donde}: {falta.mensaje}") if donde else falta
