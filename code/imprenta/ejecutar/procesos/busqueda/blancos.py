"""Los números que se buscan y lo que se ha hallado que los da.

Aquí se acierta con holgura: quien decide si una expresión demuestra un número es el juez.
"""

from __future__ import annotations

import builtins
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from imprenta.ejecutar.procesos.vistazo import SeAcabo

globals()["__builtins__"] = dict(vars(builtins))  # los de este módulo, aunque la página cambie los de todos

HOLGURA_DE_EXACTOS = 1e-9
POCAS_CIFRAS = 1000


@dataclass(frozen=True)
class Acierto:
    """Una expresión que da lo que se busca; cuanto menos `coste`, menos casualidad."""

    expresion: str
    valor: str
    coste: float
    origen: str


@dataclass(frozen=True)
class Cifra:
    """Un número que se busca y cuánto puede apartarse de él lo calculado."""

    valor: float
    holgura: float
    es_entero: bool

    def acierta(self, valor: float) -> bool:
        return abs(valor - self.valor) <= self.holgura


@dataclass
class Blanco:
    """Un número, o un vector o una matriz de ellos, y lo hallado que los da."""

    forma: tuple[int, ...]
    cifras: tuple[Cifra, ...]
    hallazgos: dict[str, Acierto] = field(default_factory=dict)

    @property
    def cifra(self) -> Cifra | None:
        """La única, si no es un vector."""
        return self.cifras[0] if not self.forma else None

    @property
    def es_corriente(self) -> bool:
        """Si es un número que sale por casualidad de muchas cuentas, como 2 o 0.5."""
        return not self.forma and self.cifras[0].es_entero and abs(self.cifras[0].valor) < POCAS_CIFRAS

    @property
    def casualidad(self) -> float:
        """Lo fácil que es acertar sin querer: más, cuantas menos cifras se escriben."""
        if self.forma or self.cifras[0].valor == 0:
            return 0.0 if self.forma else 4.0
        holgura = max(self.cifras[0].holgura, abs(self.cifras[0].valor) * HOLGURA_DE_EXACTOS)
        cifras = math.log10(abs(self.cifras[0].valor) / holgura)
        return max(0.0, 4.0 - cifras)

    def apuntar(self, hallazgo: Acierto) -> None:
        previo = self.hallazgos.get(hallazgo.expresion)
        if previo is None or hallazgo.coste < previo.coste:
            self.hallazgos[hallazgo.expresion] = hallazgo


def blanco_de(literal: Any) -> Blanco:
    """El de un literal enviado: `{"valor": [n, d], "paso": [n, d] o None}`, o listas de ellos.

    >>> blanco = blanco_de([{"valor": [73, 100], "paso": [1, 100]}, {"valor": [2, 1], "paso": None}])
    >>> blanco.forma, blanco.cifras[0].acierta(0.7311), blanco.cifras[1].acierta(2.1)
    ((2,), True, False)
    """
    return Blanco(_forma(literal), tuple(map(_cifra, _hojas(literal))))


def _forma(literal: Any) -> tuple[int, ...]:
    return (len(literal), *(_forma(literal[0]) if literal else ())) if isinstance(literal, list) else ()


def _hojas(literal: Any) -> Iterator[Any]:
    if isinstance(literal, list):
        for parte in literal:
            yield from _hojas(parte)
    else:
        yield literal


def _cifra(enviada: dict[str, Any]) -> Cifra:
    valor = Fraction(*enviada["valor"])
    if enviada["paso"] is None:
        return Cifra(_flotante(valor), HOLGURA_DE_EXACTOS * abs(_flotante(valor)), valor.denominator == 1)
    paso = Fraction(*enviada["paso"])
    medio = _flotante(paso / 2)
    entero = paso.denominator == 1 or valor.denominator == 1
    return Cifra(_flotante(valor), medio + 1e-12 * (abs(_flotante(valor)) + medio), entero)


def _flotante(valor: Fraction) -> float:
    try:
        return float(valor)
    except OverflowError:
        return math.inf if valor > 0 else -math.inf


class Gasto:
    """Cuánto se ha mirado; al llegar al tope, se acaba."""

    def __init__(self, tope: int) -> None:
        self.tope, self.vistas = tope, 0

    def gastar(self, cuanto: int = 1) -> None:
        self.vistas += cuanto
        if self.vistas > self.tope:
            raise SeAcabo


def de_un_solo_numero(blancos: Sequence[Blanco]) -> list[tuple[Blanco, Cifra]]:
    """Los blancos de un solo número, con el suyo."""
    return [(blanco, blanco.cifra) for blanco in blancos if blanco.cifra is not None]
