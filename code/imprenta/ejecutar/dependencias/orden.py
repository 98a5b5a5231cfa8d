"""Lo que nombra una orden de la terminal, leído sin ejecutarla: posibles archivos y variables."""

from __future__ import annotations

import re

_PALABRA = re.compile(r"[^\s'\"`;|&<>()\[\]{}=,]+")
_VARIABLE = re.compile(r"\$\{?([A-Za-z_]\w*)")


def palabras_de(orden: str) -> set[str]:
    """Lo que entre espacios, comillas y signos podría ser el nombre de un archivo.

    >>> sorted(palabras_de("cat 'a b.txt' <c.csv|wc -l"))
    ['-l', 'a', 'b.txt', 'c.csv', 'cat', 'wc']
    """
    return set(_PALABRA.findall(orden))


def variables_de(orden: str) -> set[str]:
    """Las variables del entorno que se escriben con su `$`.

    >>> sorted(variables_de('echo "$HOME/${DATOS}"'))
    ['DATOS', 'HOME']
    """
    return set(_VARIABLE.findall(orden))
