"""Los números de los apartados de una página que los pide: `imprenta: {numera: apartados}` en su cabecera.

Se numera el tercer nivel, dentro del segundo: 1.1, 1.2… 2.1. Así se nombra lo que se propone en una página y
se resuelve en otra.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from imprenta.libro.bloque import Clase
from imprenta.libro.cabecera import dentro

if TYPE_CHECKING:
    from imprenta.libro.pagina import Pagina


def numera_apartados(cabecera: Mapping[str, Any]) -> bool:
    """Si la cabecera de una página pide que se numeren sus apartados.

    >>> numera_apartados({"imprenta": {"numera": "apartados"}}), numera_apartados({})
    (True, False)
    """
    return bool(dentro(cabecera, "imprenta", "numera") == "apartados")


def numeros(niveles: Iterable[int]) -> Iterator[str]:
    """El número de cada título, por orden, según su nivel; «», si no lleva.

    >>> list(numeros([1, 2, 3, 3, 4, 2, 3]))
    ['', '', '1.1', '1.2', '', '', '2.1']
    """
    grupo = apartado = 0
    for nivel in niveles:
        if nivel == 2:
            grupo, apartado = grupo + 1, 0
        apartado += nivel == 3
        yield f"{grupo}.{apartado}" if nivel == 3 else ""


def titulos_numerados(pagina: Pagina) -> Iterator[tuple[int, str]]:
    """Dónde empieza cada título numerado de una página, tras sus almohadillas, y su número."""
    if not numera_apartados(pagina.cabecera):
        return
    escrito = pagina.en_lineas
    lineas = [bloque.desde for bloque in pagina.bloques if bloque.clase is Clase.TITULO]
    niveles = [len(linea) - len(linea.lstrip("#")) for linea in map(escrito.linea, lineas)]
    for linea, nivel, numero in zip(lineas, niveles, numeros(niveles), strict=True):
        if numero:
            yield escrito.principio(linea) + nivel + 1, numero
