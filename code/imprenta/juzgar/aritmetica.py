r"""Las cadenas de aritmética de una fórmula, que se demuestran solas: `2 + 3 = 5`."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from imprenta.juzgar.cobertura import Duda, Examen, se_nota
from imprenta.juzgar.formula.algebra import COMPARACIONES, Valor
from imprenta.juzgar.formula.cadenas import Lado, cadenas
from imprenta.juzgar.formula.lexemas import IGUALDADES, Lexema, lexemas
from imprenta.juzgar.lecturas import otras_lecturas
from imprenta.juzgar.literal.comparar import (
    Calculado,
    cercanos,
    coincide,
    hojas,
    redondeo,
    tiene_fin,
    vecindad_de,
)
from imprenta.juzgar.literal.escribir import a_diez_cifras, corregido
from imprenta.juzgar.literal.leer import Literal, LiteralIlegible, Numero, literal_de, numeros_de
from imprenta.juzgar.sustituciones import cubiertos_por_sustitucion
from imprenta.juzgar.tramos import Cotejo, Miembro, cotejos_de, desliz_entre, duda_sobre, miembro_de
from imprenta.libro.modelo import FormulaIlegible

YA_REDONDEADOS = "sale de los números ya redondeados: escríbelos con más decimales"
LADOS_QUE_SE_COMPARAN = 12  # todos con todos
NUMEROS_DE_UN_LADO = 100
CUENTA_MUY_LARGA = f"la cuenta tiene más de {NUMEROS_DE_UN_LADO} números: pártela en varias"
EN_ENTEROS = "«≈» y un entero no dicen cuánto se redondea: escríbelo con algún decimal"
CON_SUS_TERMINOS = "escribe los mismos términos, en el mismo orden, a los dos lados de «≈»"


@dataclass(frozen=True)
class Debido:
    """Lo que tendría que valer lo que una fórmula escribe de `inicio` a `fin` para ser cierta."""

    inicio: int
    fin: int
    valor: Calculado


@dataclass(frozen=True)
class Contradiccion:
    """Por qué es falsa una cadena, qué lado tiene la culpa y, si se sabe, dónde y qué tendría que decir."""

    error: str
    culpable: Miembro
    lugar: int | None = None
    debido: Debido | None = None


@functools.lru_cache(maxsize=4096)
def examen_de_cadenas(tex: str) -> Examen:
    """Comprueba toda la aritmética de una fórmula.

    Si es falsa, o no dice nada, pero con otra manera de leer sus comas sería cierta, es dudosa.

    >>> examen_de_cadenas("2 + 2 = 5").error
    'la fórmula dice 5; 2 + 2 = 4'
    """
    examen = _examen(tex)
    for lectura in otras_lecturas(tex):
        otro = _examen(lectura.tex)
        mejor = not otro.error and otro.comprobadas > examen.comprobadas
        if mejor or lectura.siempre or (lectura.han_de_coincidir and otro.error and not examen.error):
            return Examen(dudas=(*examen.dudas, Duda(0, len(tex), lectura.motivo)))
    return examen


def _examen(tex: str) -> Examen:
    cubiertos, dudas, comprobadas = list[Lexema](), list[Duda](), 0
    for cotejo in cotejos_de(tex):
        que_operan = [tramo for tramo in cotejo.tramos if any(m.opera or m.modulo for m in tramo)]
        suyas = list(cotejo.dudas)
        for contradiccion, tramo in _contradicciones(cotejo, que_operan):
            if isinstance(contradiccion, Contradiccion):
                return Examen(error=contradiccion.error, lugar=_lugar_de_lo_falso(tex, tramo, contradiccion))
            suyas.append(contradiccion)
        dudas += suyas
        dudas += [duda_sobre(CUENTA_MUY_LARGA, m) for m in itertools.chain(*que_operan) if _es_larga(m)]
        if len(suyas) == len(cotejo.dudas):
            comprobadas += len(que_operan)
            cubiertos += _cubiertos_de(tex, cotejo, que_operan)
    return Examen(tuple(cubiertos), comprobadas=comprobadas, dudas=tuple(dudas))


def lo_debido(tex: str) -> Iterator[Debido]:
    """Lo que tendría que decir cada número de una fórmula que, sin estar atado, la hace falsa.

    >>> [(d.inicio, d.fin, int(d.valor)) for d in lo_debido("2 + 2 = 5")]
    [(8, 9, 4)]
    """
    for cotejo in cotejos_de(tex):
        que_operan = [tramo for tramo in cotejo.tramos if any(m.opera or m.modulo for m in tramo)]
        for contradiccion, _ in _contradicciones(cotejo, que_operan):
            if isinstance(contradiccion, Contradiccion) and contradiccion.debido:
                yield contradiccion.debido


def _cubiertos_de(tex: str, cotejo: Cotejo, tramos: Sequence[Sequence[Miembro]]) -> Iterator[Lexema]:
    """Los números que demuestra una cadena cierta."""
    propios = list(_cubiertos(tex, tramos))
    yield from propios
    for lado, simbolico, numerico in cotejo.sustituciones:
        yield from cubiertos_por_sustitucion(lado, simbolico, numerico.nodo, propios)
    modulo = cotejo.modulo
    if modulo and se_nota(tex, modulo.inicio, modulo.fin, _son_congruentes):
        yield modulo


def _son_congruentes(tex: str) -> bool:
    """Si las congruencias de una fórmula se cumplen."""
    congruencias = [c for c in cotejos_de(tex) if c.modulo]
    return bool(congruencias) and not any(any(_contradicciones(c, c.tramos)) for c in congruencias)


def _es_larga(miembro: Miembro) -> bool:
    """Si cambiar cada número de un lado y volver a leerlo, por ver si se nota, no acabaría nunca."""
    return sum(x.tipo == "numero" for x in miembro.lado.lexemas) > NUMEROS_DE_UN_LADO


def _cubiertos(tex: str, tramos: Sequence[Sequence[Miembro]]) -> Iterator[Lexema]:
    for tramo in tramos:
        referencia = _referencia_de_muchos(tramo)
        for miembro in tramo:
            suyos = tramo if referencia is None or miembro is referencia else _en_orden(referencia, miembro)
            for lexema in () if _es_larga(miembro) else miembro.lado.lexemas:
                if lexema.tipo == "numero" and _se_nota_en_cadena(tex, suyos, suyos.index(miembro), lexema):
                    yield lexema


def _referencia_de_muchos(tramo: Sequence[Miembro]) -> Miembro | None:
    """El lado con que basta comparar cada otro en una cadena larga, cierta y solo de igualdades."""
    if len(tramo) <= LADOS_QUE_SE_COMPARAN or any(m.lado.relacion not in IGUALDADES for m in tramo[1:]):
        return None
    return max(tramo, key=lambda m: _credito(tramo, m))


def _en_orden(*miembros: Miembro) -> Sequence[Miembro]:
    return sorted(miembros, key=lambda m: m.inicio)


def _contradicciones(
    cotejo: Cotejo, tramos: Sequence[Sequence[Miembro]]
) -> Iterator[tuple[Contradiccion | Duda, Sequence[Miembro]]]:
    """Lo que hace falsa una cadena, o dudosa, y en qué tramo."""
    for anterior, siguiente in cotejo.redondeos:
        if (desliz := _desliz_de_redondeo(anterior, siguiente)) is not None:
            yield desliz, [siguiente]
    for k, tramo in enumerate(tramos):
        if (contradiccion := _contradiccion(tramo)) is None:
            continue
        despues = [m for otro in tramos[k + 1 :] for m in otro]
        propios = [m for m in tramo if not any(m is otro for otro in despues)]
        if len(propios) < len(tramo) and not _contradiccion(propios):
            yield duda_sobre(f"{contradiccion.error}; {YA_REDONDEADOS}", *tramo), tramo
        elif _esta_redondeado(tramo, contradiccion):
            yield duda_sobre(f"{contradiccion.error}; {EN_ENTEROS}", *tramo), tramo
        else:
            yield contradiccion, tramo


def _esta_redondeado(tramo: Sequence[Miembro], contradiccion: Contradiccion) -> bool:
    r"""Si lo que contradice es un entero que redondea la cuenta, como `\sqrt{10} \approx 3`."""
    culpable, debido = contradiccion.culpable, contradiccion.debido
    k = tramo.index(culpable)
    if all(miembro.lado.relacion != r"\approx" for miembro in tramo[k : k + 2]):
        return False
    if not isinstance(culpable.literal, Numero) or debido is None or culpable.literal.paso is not None:
        return False
    escrito, valor = culpable.literal.valor, debido.valor
    if not isinstance(escrito, Fraction) or not isinstance(valor, int | float | Fraction) or not escrito:
        return False
    ceros = len(str(escrito)) - len(str(escrito).rstrip("0"))
    return escrito.denominator == 1 and tiene_fin(valor) and redondeo(valor, Fraction(10**ceros)) == escrito


def _desliz_de_redondeo(anterior: Miembro, siguiente: Miembro) -> Contradiccion | Duda | None:
    r"""Lo que falla en `\frac23+\frac13 \approx 0.66+0.34`: un término mal redondeado."""
    try:
        desliz = desliz_entre(anterior, siguiente)
    except (FormulaIlegible, ArithmeticError):
        if cercanos(anterior.valor, siguiente.valor):
            return None
        return duda_sobre(
            f"no sé qué redondea cada número de «{siguiente.texto}»: {CON_SUS_TERMINOS}", anterior, siguiente
        )
    if desliz is None:
        return None
    if desliz.dudoso:
        return duda_sobre(f"{desliz.error}: {CON_SUS_TERMINOS}", anterior, siguiente)
    debido = Debido(desliz.lugar, desliz.fin, desliz.valor)
    return Contradiccion(desliz.error, siguiente, desliz.lugar, debido)


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
    suyo = tramo[k]
    otro = miembro_de(trozo, Lado(suyo.lado.relacion, hechas[0][0].lexemas))
    if otro is None or (
        otro.unidad != suyo.unidad and any(m.unidad == suyo.unidad for m in _menos(tramo, k))
    ):
        return False
    return not _contradiccion([*tramo[:k], replace(otro, modulo=suyo.modulo), *tramo[k + 1 :]])


def _menos(tramo: Sequence[Miembro], k: int) -> Sequence[Miembro]:
    return [*tramo[:k], *tramo[k + 1 :]]


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
    r"""Si dos lados cumplen una relación; los de matrices, todos sus elementos; `\neq`, alguno."""
    if not isinstance(a, tuple) and not isinstance(b, tuple):
        return COMPARACIONES[relacion](a, b)
    if relacion == r"\neq":
        return not cercanos(a, b)
    unos, otros = (x if isinstance(x, tuple) else itertools.repeat(x) for x in (a, b))
    return all(_se_cumple(relacion, x, y) for x, y in zip(unos, otros, strict=False))


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
        error = _discrepancia(falso.texto, falso.literal, cierto, falso.unidad)
        return Contradiccion(error, falso, _desliz(falso, cierto), _debido(falso, cierto))
    a, b = sorted((cierto, falso), key=lambda m: m.inicio)
    uno, otro = a_diez_cifras(a.valor), a_diez_cifras(b.valor)
    return Contradiccion(f"la fórmula dice «{a.texto} = {b.texto}»; {uno} no es {otro}", miembro)


def _debido(falso: Miembro, cierto: Miembro) -> Debido | None:
    """Lo que ha de decir el número o el vector de un lado, que puede llevar detrás una unidad."""
    escritos = [x for x in falso.lado.lexemas if x.tipo in {"numero", "cifra"}]
    if falso.modulo or not escritos or any(x.tipo == "cifra" for x in escritos):
        return None
    if isinstance(falso.literal, tuple):
        return Debido(falso.inicio, falso.inicio + len(falso.escrito), cierto.valor_en(falso.unidad))
    return Debido(falso.inicio, escritos[-1].fin, cierto.valor_en(falso.unidad))


def _discrepancia(escrito: str, literal: Literal, cierto: Miembro, unidad: str) -> str:
    vale = corregido(cierto.valor_en(unidad), literal)
    if cierto.modulo:
        vale = f"{a_diez_cifras(cierto.valor)}, y la diferencia no es múltiplo de {cierto.modulo}"
    return f"la fórmula dice {escrito}; {cierto.texto} = {vale}"


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
