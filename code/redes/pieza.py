"""Lo que aprende: los números que lleva dentro una pieza de una red, cada uno con su nombre."""

from collections.abc import Iterator

import numpy as np

from redes.activaciones import Numeros


class Pieza:
    """Algo que aprende: lleva dentro sus números, u otras piezas que llevan los suyos."""

    @property
    def parametros(self) -> dict[str, Numeros]:
        """Los números que aprende, cada matriz con el camino que lleva a ella: `bloques[0].mirar.W_Q`.

        >>> recta = Pieza()
        >>> recta.W, recta.b = np.eye(2), np.zeros(2)
        >>> list(recta.parametros)
        ['W', 'b']
        """
        return dict(_parametros("", self))

    @property
    def cuantos(self) -> int:
        """Cuántos números aprende.

        >>> recta = Pieza()
        >>> recta.W, recta.b = np.eye(2), np.zeros(2)
        >>> recta.cuantos
        6
        """
        return sum(parametro.size for parametro in self.parametros.values())


def _parametros(camino: str, dentro: object) -> Iterator[tuple[str, Numeros]]:
    if isinstance(dentro, np.ndarray):
        yield camino, dentro
    elif isinstance(dentro, list):
        for i, pieza in enumerate(dentro):
            yield from _parametros(f"{camino}[{i}]", pieza)
    elif isinstance(dentro, Pieza):
        for nombre, valor in vars(dentro).items():
            yield from _parametros(f"{camino}.{nombre}" if camino else nombre, valor)
