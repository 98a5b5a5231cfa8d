r"""Las cadenas de aritmética de una fórmula, que se demuestran solas: `2 + 3 = 5`."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from imprenta.juzgar.cobertura import Examen, se_nota
from imprenta.juzgar.formula.algebra import COMPARACIONES, Valor
from imprenta.juzgar.formula.cadenas import Lado, cadenas
from imprenta.juzgar.formula.lexemas import IGUALDADES, Lexema, lexemas
from imprenta.juzgar.literal.comparar import Calculado, coincide, hojas, vecindad_de
from imprenta.juzgar.literal.escribir import a_diez_cifras, corregido
from imprenta.juzgar.literal.leer import Literal, LiteralIlegible, literal_de, numeros_de
from imprenta.juzgar.tramos import Miembro, miembro_de, tramos_de


@dataclass(frozen=True)
class Contradiccion:
    """Por qué es falsa una cadena, qué lado tiene la culpa y, si se sabe, dónde."""

    error: str
    culpable: Miembro
    lugar: int | None = None


@functools.lru_cache(maxsize=4096)
def examen_de_cadenas(tex: str) -> Examen:
    """Comprueba toda la aritmética de una fórmula.

    >>> examen_de_cadenas("2 + 2 = 5").error
    'la fórmula dice 5; 2 + 2 = 4'
    """
    que_operan = [tramo for tramo in tramos_de(tex) if any(m.opera for m in tramo)]
    for tramo in que_operan:
        if contradiccion := _contradiccion(tramo):
            return Examen(error=contradiccion.error, lugar=_lugar_de_lo_falso(tex, tramo, contradiccion))
    cubiertos = [
        lexema
        for tramo in que_operan
        for k, miembro in enumerate(tramo)
        for lexema in miembro.lado.lexemas
        if lexema.tipo == "numero" and _se_nota_en_cadena(tex, tramo, k, lexema)
    ]
    return Examen(tuple(cubiertos), comprobadas=len(que_operan))


def _lugar_de_lo_falso(tex: str, tramo: Sequence[Miembro], contradiccion: Contradiccion) -> int:
    """Dónde está lo falso de un lado: si ocupa varias líneas, en el número que cambiado lo arregla."""
    culpable = contradiccion.culpable
    if contradiccion.lugar is not None:
        return contradiccion.lugar
    if "\n" not in culpable.escrito:
        return culpable.inicio
    k = tramo.index(culpable)
    numeros = (x for x in culpable.lado.lexemas if x.tipo == "numero")
    return next((x.inicio for x in numeros if not _se_nota_en_lado(tex, tramo, k, x)), culpable.inicio)


def _se_nota_en_cadena(tex: str, tramo: Sequence[Miembro], k: int, lexema: Lexema) -> bool:
    """Si el lado, leído aparte, es cierto y cambiar un número suyo contradice a los demás."""
    piezas = tramo[k].lado.lexemas
    entero = tex[piezas[0].inicio : piezas[-1].fin]
    return _sigue_cierta(tramo, k, entero) and _se_nota_en_lado(tex, tramo, k, lexema)


def _se_nota_en_lado(tex: str, tramo: Sequence[Miembro], k: int, lexema: Lexema) -> bool:
    piezas = tramo[k].lado.lexemas
    inicio, fin = piezas[0].inicio, piezas[-1].fin
    sigue_cierta = functools.partial(_sigue_cierta, tramo, k)
    return se_nota(tex[inicio:fin], lexema.inicio - inicio, lexema.fin - inicio, sigue_cierta)


def _sigue_cierta(tramo: Sequence[Miembro], k: int, trozo: str) -> bool:
    """Si la cadena no se contradice con otro texto en su lado `k`; solo se vuelve a leer ese."""
    hechas = cadenas(trozo)
    if len(hechas) != 1 or len(hechas[0]) != 1:
        return False
    otro = miembro_de(trozo, Lado(tramo[k].lado.relacion, hechas[0][0].lexemas))
    return otro is not None and not _contradiccion([*tramo[:k], otro, *tramo[k + 1 :]])


def _contradiccion(tramo: Sequence[Miembro]) -> Contradiccion | None:
    """Lo que hace falsa una cadena; nada si es cierta."""
    return _desigualdad_falsa(tramo) or _igualdad_falsa(tramo)


def _desigualdad_falsa(tramo: Sequence[Miembro]) -> Contradiccion | None:
    for anterior, siguiente in itertools.pairwise(tramo):
        relacion = siguiente.lado.relacion
        if relacion not in IGUALDADES and not _se_cumple(relacion, anterior.valor, siguiente.valor):
            culpable = anterior if siguiente.opera and not anterior.opera else siguiente
            error = f"la fórmula dice «{anterior.texto} {relacion} {siguiente.texto}» y no es así"
            return Contradiccion(error, culpable)
    return None


def _se_cumple(relacion: str, a: Valor, b: Valor) -> bool:
    if isinstance(a, tuple) or isinstance(b, tuple):
        return False
    return COMPARACIONES[relacion](a, b)


def _igualdad_falsa(tramo: Sequence[Miembro]) -> Contradiccion | None:
    referencia = max(tramo, key=lambda m: _credito(tramo, m))
    for miembro in tramo:
        if _unidos_por_igualdad(tramo, miembro, referencia) and not miembro.es_igual(referencia):
            return _desacuerdo(miembro, referencia)
    return None


def _credito(tramo: Sequence[Miembro], miembro: Miembro) -> tuple[bool, int, int]:
    """Con qué lado se comparan los demás: uno que opere, el que más apoyos tenga y el más fino."""
    apoyos = sum(otro.es_igual(miembro) for otro in tramo)
    return miembro.literal is None, apoyos, _finura(miembro.literal)


def _finura(literal: Literal | None) -> int:
    return 0 if literal is None else sum(n.decimales - (n.exponente or 0) for n in numeros_de(literal))


def _unidos_por_igualdad(tramo: Sequence[Miembro], a: Miembro, b: Miembro) -> bool:
    i, j = sorted((tramo.index(a), tramo.index(b)))
    return all(m.lado.relacion in IGUALDADES for m in tramo[i + 1 : j + 1])


def _desacuerdo(miembro: Miembro, referencia: Miembro) -> Contradiccion:
    """Lo que se dice de dos lados que deberían ser iguales: es falso el que es un número escrito."""
    falso, cierto = (miembro, referencia) if miembro.literal is not None else (referencia, miembro)
    if falso.literal is not None:
        return Contradiccion(_discrepancia(falso.texto, falso.literal, cierto), falso, _desliz(falso, cierto))
    a, b = sorted((cierto, falso), key=lambda m: m.inicio)
    uno, otro = a_diez_cifras(a.valor), a_diez_cifras(b.valor)
    return Contradiccion(f"la fórmula dice «{a.texto} = {b.texto}»; {uno} no es {otro}", miembro)


def _discrepancia(escrito: str, literal: Literal, cierto: Miembro) -> str:
    return f"la fórmula dice {escrito}; {cierto.texto} = {corregido(cierto.valor, literal)}"


def _desliz(falso: Miembro, cierto: Miembro) -> int | None:
    """Dónde está el primer número falso de un vector escrito, si se sabe."""
    desliz = primera_falsa(falso.escrito, cierto.valor) if isinstance(falso.literal, tuple) else 0
    return falso.inicio + desliz if desliz else None


def primera_falsa(escrito: str, valor: Calculado) -> int:
    """A qué distancia del principio de un vector o de una matriz está su primer número falso.

    >>> primera_falsa("[1, 2, 4]", [1, 2, 3])
    7
    """
    try:
        numeros = [(x.inicio, literal_de(x.texto)) for x in lexemas(escrito) if x.tipo == "numero"]
    except LiteralIlegible:
        return 0
    calculados = list(hojas(valor))
    if len(numeros) != len(calculados):
        return 0
    vecindad = vecindad_de(tuple(literal for _, literal in numeros), calculados)
    falsos = (
        inicio
        for (inicio, literal), calculado in zip(numeros, calculados, strict=True)
        if not coincide(literal, _sin_signo(escrito[:inicio], calculado), vecindad)
    )
    return next(falsos, 0)


def _sin_signo(antes: str, calculado: Calculado) -> Calculado:
    """Lo que tiene que decir un número escrito tras `antes`, que puede llevar su signo menos."""
    negado = antes.rstrip()[-1:] in {"-", "−"}
    return -calculado if negado and isinstance(calculado, int | float | Fraction) else calculado
