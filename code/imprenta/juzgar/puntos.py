r"""Los puntos, bordes incluidos, en que se comparan una fórmula y el código: siempre los mismos."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from typing import TypeAlias

from imprenta.juzgar.formula.algebra import Valor
from imprenta.juzgar.formula.funciones import softmax
from imprenta.libro.modelo import FormulaIlegible

Punto: TypeAlias = tuple[Valor, ...]  # lo que vale cada argumento
REALES = (0.0, 0.5, -0.5, 1.0, -1.0, 0.001, -0.001, 2.5, -3.7, 9.0, -9.0, 20.0, -20.0)
SIN_AZAR: dict[str, tuple[Valor, ...]] = {
    "probabilidad": (0.5, 0.01, 0.99, 0.25, 0.73, 0.999, 0.001),
    "positivo": (*(x for x in REALES if x > 0), 0.1, 3.3),
    "entero": (1, 2, 3, 4, 7, 12),
    "binario": (0.0, 1.0),
}
DIMENSIONES = re.compile(r"([1-9](?:,[1-9])?)(:probabilidad)?")
SEMILLA_DE_PUNTOS = 20170612
VECES = 24


def puntos_de(dominios: Sequence[str]) -> list[Punto]:
    """Los puntos de unos argumentos, cada uno con su dominio: «», «entero», «2,3»…

    >>> puntos_de(["binario"]), puntos_de(["entero", "2"])[0]
    ([(0.0,), (1.0,)], (2, (0.189, -1.658)))
    """
    azar = random.Random(SEMILLA_DE_PUNTOS)
    columnas = [_muestras(dominio, azar) for dominio in dominios]
    if len(columnas) == 1:
        return [(x,) for x in columnas[0]]
    return list(dict.fromkeys(tuple(map(azar.choice, columnas)) for _ in range(VECES)))


def _muestras(dominio: str, azar: random.Random) -> Sequence[Valor]:
    if dominio in SIN_AZAR:
        return SIN_AZAR[dominio]
    if dominio == "":
        return [*REALES, *(round(azar.uniform(-6, 6), 3) for _ in range(8))]
    if casa := DIMENSIONES.fullmatch(dominio):
        dimensiones = [int(n) for n in casa[1].split(",")]
        tensores = [_tensor(dimensiones, azar) for _ in range(8)]
        return [softmax(tensor) for tensor in tensores] if casa[2] else tensores
    raise FormulaIlegible(
        f"no conozco el dominio «{dominio}»: "
        "es «probabilidad», «positivo», «entero», «binario» o dimensiones como «4», «2,3» y «3:probabilidad»"
    )


def _tensor(dimensiones: Sequence[int], azar: random.Random) -> Valor:
    primera, *resto = dimensiones
    return tuple(_tensor(resto, azar) if resto else round(azar.uniform(-3, 3), 3) for _ in range(primera))
