"""Cuánto tarda algo en este ordenador. Solo sirve para comparar: la cifra no es la misma dos veces.

Se cuenta el tiempo del procesador, no el de la pared: así no importa qué más esté haciendo la máquina.
"""

from collections.abc import Callable
from time import process_time


def segundos(hacer: Callable[[], object], veces: int = 5) -> float:
    """Lo que tarda `hacer()`: la menor de varias medidas, que es la que menos estorbos tuvo.

    >>> segundos(lambda: sum(range(10_000))) > 0
    True
    """
    medidas = []
    for _ in range(veces):
        empieza = process_time()
        hacer()
        medidas.append(process_time() - empieza)
    return min(medidas)
