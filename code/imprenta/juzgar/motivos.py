"""Por qué una fórmula no demuestra un número suyo, y qué hay que escribir."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from imprenta.juzgar.aritmetica import examen_de_cadenas
from imprenta.juzgar.cobertura import Duda
from imprenta.juzgar.formula.algebra import FormulaAmbigua
from imprenta.juzgar.formula.cadenas import cadenas, interiores, sin_modulo
from imprenta.juzgar.formula.lexemas import Lexema
from imprenta.juzgar.propias import dudas_de_propias
from imprenta.juzgar.propias import con_las_suyas, dudas_de_propias
from imprenta.juzgar.tramos import cotejos_de, miembro_leido
from imprenta.libro.modelo import FormulaIlegible


def consejo(tex: str, lexema: Lexema) -> str:
    r"""Lo que se dice a quien escribe un número que su fórmula no demuestra.

    >>> from imprenta.juzgar.formula.lexemas import lexemas
    >>> consejo("x = 7", lexemas("x = 7")[-1])
    'átalo con \\cifra{7}{expresión}'
    """
    atarlo = f"átalo con \\cifra{{{lexema.texto}}}{{expresión}}"
    motivos = (d.motivo for d in _dudas(tex) if d.inicio <= lexema.inicio < d.fin)
    se_cumple = f"con otra cifra la fórmula también se cumple; {atarlo}"
    return con_las_suyas(next(motivos, se_cumple if lexema.inicio in _comprobados(tex) else atarlo))


@functools.lru_cache(maxsize=256)
def _comprobados(tex: str) -> frozenset[int]:
    """Dónde empiezan los lexemas de las cadenas que se han comprobado."""
    tramos = (tramo for cotejo in cotejos_de(tex) for tramo in cotejo.tramos)
    miembros = (m for tramo in tramos if any(m.opera or m.modulo for m in tramo) for m in tramo)
    return frozenset(x.inicio for miembro in miembros for x in miembro.lado.lexemas)


@functools.lru_cache(maxsize=256)
def _dudas(tex: str) -> tuple[Duda, ...]:
    return (*examen_de_cadenas(tex).dudas, *_ambiguedades(tex), *dudas_de_propias(tex))


def _ambiguedades(tex: str) -> Iterator[Duda]:
    """Los lados que se leen de varias maneras."""
    for trozo in (tex, *interiores(tex)):
        for cadena in cadenas(trozo):
            for lado in sin_modulo(trozo, cadena)[0]:
                try:
                    miembro_leido(trozo, lado)
                except FormulaAmbigua as error:
                    yield Duda(lado.lexemas[0].inicio, lado.lexemas[-1].fin, str(error))
                except (FormulaIlegible, ArithmeticError, RecursionError):
                    continue
