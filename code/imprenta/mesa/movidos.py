r"""Los números de un libro que un cambio mueve: los que ya dicen otra cosa y los que habrían de decirla.

Los primeros se ven al poner cada página junto a lo que decía: el mismo número —la misma expresión, o la misma
fórmula— con otras cifras. Los segundos son las enmiendas que quedan por aceptar.
"""

from __future__ import annotations

import difflib
from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from imprenta.juzgar.formula.lexemas import lexemas
from imprenta.leer.lectura import leer
from imprenta.libro.pagina import Formula, Pagina, Rol
from imprenta.mesa.enmiendas import Enmienda, es_noticia, lugares_de, numeros_del_literal
from imprenta.mesa.frase import Frase, frase_de


@dataclass(frozen=True)
class Movido:
    """Un número que cambia: qué decía, qué dice ahora y dónde; `pendiente`, si aún hay que aceptarlo."""

    linea: int
    columna: int
    antes: str
    despues: str
    expresion: str
    es_noticia: bool
    pendiente: bool
    frase: Frase


@dataclass(frozen=True)
class _Dicho:
    """Un número que una página dice, con lo que hace de él el mismo en otra versión suya."""

    clave: Hashable
    inicio: int
    fin: int
    literal: str
    expresion: str


def por_aceptar(enmienda: Enmienda) -> Movido:
    """Una enmienda que nadie ha escrito todavía."""
    e = enmienda
    return Movido(e.linea, e.columna, e.antes, e.despues, e.expresion, e.es_noticia, True, e.frase)


def movidos_entre(octetos: bytes, pagina: Pagina) -> Iterator[Movido]:
    """Los números de una página que, cuando su archivo eran esos octetos, decían otra cosa."""
    viejos = list(_dichos(leer(pagina.ruta, octetos, pagina.nombres)))
    nuevos = list(_dichos(pagina))
    claves = [dicho.clave for dicho in viejos], [dicho.clave for dicho in nuevos]
    for a, b, cuantos in difflib.SequenceMatcher(None, *claves, autojunk=False).get_matching_blocks():
        for viejo, nuevo in zip(viejos[a : a + cuantos], nuevos[b : b + cuantos], strict=True):
            if viejo.literal != nuevo.literal:
                yield _movido(pagina, viejo, nuevo)


def _movido(pagina: Pagina, viejo: _Dicho, nuevo: _Dicho) -> Movido:
    frase = frase_de(pagina, nuevo.inicio, nuevo.fin)
    numeros = numeros_del_literal(nuevo.literal)
    noticia = numeros is not None and es_noticia(viejo.literal, [numero.valor for numero in numeros])
    lugar = pagina.lugar(nuevo.inicio)
    return Movido(*lugar, viejo.literal, nuevo.literal, nuevo.expresion, noticia, False, frase)


def _dichos(pagina: Pagina) -> Iterator[_Dicho]:
    for pieza in pagina.piezas:
        if isinstance(pieza, Rol) and pieza.nombre == "cifra":
            literal = " ".join(pieza.literal.split())
            lugares = lugares_de(pagina, pieza)
            clave = ("rol", pieza.expresion)
            yield _Dicho(clave, lugares[0], lugares[-1] + 1, literal, pieza.expresion)
        elif isinstance(pieza, Formula):
            yield from _de_la_formula(pieza)


def _de_la_formula(formula: Formula) -> Iterator[_Dicho]:
    """Los que no están atados: la fórmula es la misma si lo es todo lo que no son números."""
    piezas = lexemas(formula.tex)
    armazon = tuple("" if x.tipo in {"numero", "cifra"} else x.texto for x in piezas)
    for k, x in enumerate(piezas):
        if x.tipo == "numero":
            clave = ("formula", armazon, k)
            donde = (formula.inicio + x.inicio, formula.inicio + x.fin)
            yield _Dicho(clave, *donde, formula.tex[x.inicio : x.fin], "")
