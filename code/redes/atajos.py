"""Qué hacen la conexión residual y la norma de capa con el gradiente que vuelve por una red honda.

Las mismas piezas de `redes.transformador`, recién nacidas y apiladas, con esos dos arreglos o sin ellos: ¿qué
tamaño tiene al llegar a los embeddings un error que sale de la última capa?
"""

from collections.abc import Callable, Iterator

import numpy as np

from redes.activaciones import Numeros
from redes.transformador import Bloque, Mirar, Norma, Pensar, transformador

ANCHO = 32  # los números de cada vector
Vuelta = Callable[[Numeros], Numeros]
"""De ∂E/∂salida de un paso a ∂E/∂entrada."""


def gradiente_que_llega(capas: int, residual: bool, norma: bool, semilla: int = 0) -> float:
    """‖∂E/∂entrada‖ / ‖∂E/∂salida‖ en una pila de bloques recién nacida, con un error al azar en la salida.

    Sin `residual`, lo que calcula cada pieza sustituye a x en vez de sumarse; sin `norma`, x entra tal cual.

    >>> todo, nada = (gradiente_que_llega(12, hay, hay) for hay in (True, False))
    >>> todo > 1, nada < 0.01
    (True, True)
    """
    rng = np.random.default_rng(semilla)
    V, frases, largo = 66, 2, 10
    red = transformador(V, d=ANCHO, capas=capas, semilla=int(rng.integers(2**31)))
    x, _ = red.incrustar(rng.integers(V, size=(frases, largo)))
    vueltas: list[Vuelta] = []
    for bloque in red.bloques:
        for ida in _pasos(bloque, norma):
            y, vuelta = ida(x)
            x = x + y if residual else y
            vueltas.append(vuelta)
    salida = rng.normal(size=x.shape)
    return float(np.linalg.norm(_de_vuelta(vueltas, salida, residual)) / np.linalg.norm(salida))


def _de_vuelta(vueltas: list[Vuelta], d: Numeros, residual: bool) -> Numeros:
    for vuelta in reversed(vueltas):
        d = d + vuelta(d) if residual else vuelta(d)
    return d


def _pasos(bloque: Bloque, con_norma: bool) -> Iterator[Callable[[Numeros], tuple[Numeros, Vuelta]]]:
    """Mirar y pensar, cada una detrás de su norma o sin ella."""
    for norma, pieza in ((bloque.norma_1, bloque.mirar), (bloque.norma_2, bloque.pensar)):

        def ida(x: Numeros, norma: Norma = norma, pieza: Mirar | Pensar = pieza) -> tuple[Numeros, Vuelta]:
            limpio, atras_norma = norma(x)
            y, atras, *_ = pieza(limpio if con_norma else x)
            return y, lambda d: atras_norma(atras(d)[0])[0] if con_norma else atras(d)[0]

        yield ida
