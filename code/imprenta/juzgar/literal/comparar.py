"""Si un literal escribe bien lo calculado.

Lo es si es el valor correctamente redondeado a la última cifra que escribe. En un empate se redondea
alejándose del cero, y el cero no lleva signo: así, a cada precisión, solo hay un literal cierto.

Redondear no puede llevarse el valor entero: «0», «0.00» y «cero» solo escriben un cero. En un vector, donde
los números de al lado dicen a qué escala se mira, un elemento que a esa precisión se queda en nada sí se
escribe «0.00», y «0» el que ante ellos es solo el error de la coma flotante.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from imprenta.juzgar.literal.leer import Literal, Numero, numeros_de
from imprenta.libro.modelo import Aproximado, Dato

# Lo que se compara con un literal: lo que contesta el código o lo que calcula una fórmula.
Calculado: TypeAlias = "Dato | Fraction | Sequence[Calculado]"
ERROR_RELATIVO = Fraction(1, 10**15)  # el que dejan unas pocas cuentas en coma flotante


@dataclass(frozen=True)
class Vecindad:
    """Los números entre los que está otro: a qué pasos se escriben los que no son cero y cuál es el mayor."""

    pasos: frozenset[Fraction] = frozenset()
    mayor: Fraction = Fraction(0)

    def deja_en_nada(self, cero: Numero, valor: int | float | Fraction) -> bool:
        """Si, entre esos números, un valor que no es cero se escribe así."""
        if cero.paso is not None:
            return cero.paso in self.pasos and redondeo(valor, cero.paso) == 0
        return lleva_error(valor) and abs(Fraction(valor)) <= self.mayor * ERROR_RELATIVO


SOLO = Vecindad()


def vecindad_de(literal: Literal, valor: Calculado) -> Vecindad:
    """El de los números de un vector; fuera de uno, nadie dice a qué escala se mira."""
    if not isinstance(literal, tuple):
        return SOLO
    pasos = frozenset(n.paso for n in numeros_de(literal) if n.valor != 0 and n.paso is not None)
    numeros = (v for v in hojas(valor) if isinstance(v, int | float | Fraction) and tiene_fin(v))
    return Vecindad(pasos, max((abs(Fraction(v)) for v in numeros), default=Fraction(0)))


def coincide(literal: Literal, valor: Calculado, vecindad: Vecindad | None = None) -> bool:
    """Si `literal` escribe bien `valor` (un número o listas anidadas de números).

    >>> from imprenta.juzgar.literal.leer import literal_de
    >>> coincide(literal_de("0.73"), 0.7310585786), coincide(literal_de("5"), 5.2)
    (True, False)
    """
    vecindad = vecindad or vecindad_de(literal, valor)
    if isinstance(literal, tuple):
        valor = encajado(literal, valor)
        return (
            isinstance(valor, list | tuple)
            and len(literal) == len(valor)
            and all(coincide(escrito, v, vecindad) for escrito, v in zip(literal, valor, strict=True))
        )
    if isinstance(valor, bool) or not isinstance(valor, int | float | Fraction):
        return False
    if isinstance(literal.valor, float) or not tiene_fin(valor):
        return _iguales_sin_fin(literal.valor, valor)
    if literal.valor == 0:
        return not literal.con_signo and (valor == 0 or vecindad.deja_en_nada(literal, valor))
    if literal.paso is None:
        return _es_exacto(literal.valor, valor)
    return redondeo(valor, literal.paso) == literal.valor


def tiene_fin(valor: float | Fraction) -> bool:
    """Si es un número, y no `inf` ni `nan`."""
    return not isinstance(valor, float) or math.isfinite(valor)


def lleva_error(valor: float | Fraction) -> bool:
    """Si viene de la coma flotante: los enteros y las fracciones son exactos."""
    return isinstance(valor, float | Aproximado)


def encajado(literal: tuple[Literal, ...], valor: Calculado) -> Calculado:
    """Una matriz de una sola fila o columna se lee como vector donde el valor es un vector."""
    if isinstance(valor, list | tuple) and valor and not isinstance(valor[0], list | tuple):
        if len(literal) == 1 and isinstance(literal[0], tuple):
            return [valor]
        if all(isinstance(fila, tuple) and len(fila) == 1 for fila in literal):
            return [[v] for v in valor]
    return valor


def _iguales_sin_fin(escrito: Fraction | float, valor: float | Fraction) -> bool:
    if isinstance(escrito, Fraction) or not isinstance(valor, float):
        return False  # uno de los dos no tiene fin y el otro sí
    return escrito == valor or (math.isnan(escrito) and math.isnan(valor))


def _es_exacto(escrito: Fraction, valor: float | Fraction) -> bool:
    """Igualdad salvo el error de la coma flotante, que nunca llega a cambiar la última cifra."""
    if not lleva_error(valor):
        return escrito == valor
    holgura = abs(escrito) * Fraction(1, 10**9)
    return abs(Fraction(valor) - escrito) <= min(holgura, Fraction(1, 100))


def redondeo(valor: float | Fraction, paso: Fraction) -> Fraction:
    """El múltiplo de `paso` más cercano a `valor`; en un empate, el más lejano del cero.

    Los empates se reconocen salvo el error de la coma flotante: 0.285 a dos decimales es 0.29.
    """
    veces = abs(Fraction(valor)) / paso
    holgura = min(veces * Fraction(1, 2**48), Fraction(1, 1000)) if lleva_error(valor) else 0
    enteras = math.floor(veces + Fraction(1, 2) + holgura)
    return paso * (enteras if valor >= 0 else -enteras)


def forma(valor: Calculado) -> tuple[int, ...]:
    """Las dimensiones de una lista de listas: `(2, 3)`; `()` de un número."""
    if isinstance(valor, list | tuple):
        return (len(valor), *(forma(valor[0]) if valor else ()))
    return ()


def hojas(valor: Calculado) -> Iterator[Calculado]:
    """Lo que hay en unas listas anidadas, de izquierda a derecha.

    >>> list(hojas([[1, 2], (3,)]))
    [1, 2, 3]
    """
    if isinstance(valor, list | tuple):
        for elemento in valor:
            yield from hojas(elemento)
    else:
        yield valor


def cercanos(a: Calculado, b: Calculado, holgura: float = 1e-9, suelo: float = 1e-300) -> bool:
    """Si dos cosas calculadas son la misma, salvo el error de la coma flotante si alguna lo tiene.

    >>> cercanos((0.1 + 0.2, 1), [0.3, 1.0]), cercanos(Fraction(1, 3), Fraction(3333, 10000))
    (True, False)
    """
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return len(a) == len(b) and all(cercanos(x, y, holgura, suelo) for x, y in zip(a, b, strict=True))
    if not isinstance(a, int | float | Fraction) or not isinstance(b, int | float | Fraction):
        return False
    if not lleva_error(a) and not lleva_error(b):
        return a == b
    return math.isclose(en_coma(a), en_coma(b), rel_tol=holgura, abs_tol=suelo)


def en_coma(valor: float | Fraction) -> float:
    """El número en coma flotante; infinito si no cabe."""
    try:
        return float(valor)
    except OverflowError:
        return math.inf if valor > 0 else -math.inf
