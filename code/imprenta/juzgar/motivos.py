"""Por qué una fórmula no demuestra un número suyo, y qué hay que escribir."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from imprenta.juzgar.aritmetica import examen_de_cadenas
from imprenta.juzgar.cobertura import Duda
from imprenta.juzgar.formula.algebra import FormulaAmbigua
from imprenta.juzgar.formula.cadenas import cadenas, interiores, sin_modulo
from imprenta.juzgar.formula.lexemas import Lexema
from imprenta.juzgar.propias import con_las_suyas, dudas_de_propias
from imprenta.juzgar.sustituciones import numeros_escritos
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
    comprobados, seguidos = _comprobados(tex)
    if lexema.inicio in seguidos:
        atarlo += ", o escribe detrás la misma fórmula con números en lugar de símbolos"
    return con_las_suyas(next(motivos, se_cumple if lexema.inicio in comprobados else atarlo))


@functools.lru_cache(maxsize=256)
def _comprobados(tex: str) -> tuple[frozenset[int], frozenset[int]]:
    """Dónde empiezan los números de los lados que se han comprobado, y los de un lado con símbolos."""
    cotejos = list(cotejos_de(tex))
    tramos = (tramo for cotejo in cotejos for tramo in cotejo.tramos)
    lados = (m.lado for tramo in tramos if any(m.opera or m.modulo for m in tramo) for m in tramo)
    comprobados = (x.inicio for lado in lados for x in lado.lexemas)
    simbolicos = (nodo for cotejo in cotejos for _, nodo, _ in cotejo.sustituciones)
    return frozenset(comprobados), frozenset(x.inicio for nodo in simbolicos for x in numeros_escritos(nodo))


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
