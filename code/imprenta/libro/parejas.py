r"""Lo que se abre y se cierra: llaves, paréntesis y corchetes, cada uno con su pareja.

Todo vale igual para un texto, que es una sucesión de caracteres, y para los textos de unos lexemas.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from imprenta.libro.modelo import FormulaIlegible

LLAVE_ESCAPADA = re.compile(r"\\[{}]")


class Parejas:
    """Unas piezas que abren y otras que cierran.

    Un cierre vale para cualquier apertura, `[0, 1)`, salvo el que en `fieles` tiene la suya: ese cierra
    también lo que se haya abierto después y nadie haya cerrado.
    """

    def __init__(
        self, abren: Iterable[str], cierran: Iterable[str], fieles: Mapping[str, str] | None = None
    ) -> None:
        self.abren, self.cierran, self.fieles = frozenset(abren), frozenset(cierran), dict(fieles or {})

    def honduras(self, piezas: Iterable[str]) -> Iterator[int]:
        """Cuántas parejas quedan abiertas tras cada pieza.

        >>> list(CORCHETES.honduras("a[(b)]"))
        [0, 1, 2, 2, 1, 0]
        """
        return itertools.accumulate((pieza in self.abren) - (pieza in self.cierran) for pieza in piezas)

    def cierre(self, piezas: Iterable[str]) -> int | None:
        """Dónde se cierra lo que abre la primera pieza; si no abre nada, ahí mismo.

        >>> CORCHETES.cierre("(a[0]) + 1"), CORCHETES.cierre("(a")
        (5, None)
        """
        return next((i for i, hondura in enumerate(self.honduras(piezas)) if hondura == 0), None)

    def abierta(self, piezas: Sequence[str]) -> int | None:
        """Dónde está lo último que se abrió y sigue abierto al final.

        >>> CORCHETES.abierta("f(a, [0], "), CORCHETES.abierta("f(a)")
        (1, None)
        """
        hacia_atras = enumerate(self.honduras(reversed(piezas)), 1)
        return next((len(piezas) - i for i, hondura in hacia_atras if hondura > 0), None)

    def partes(self, texto: str, separador: str) -> list[str]:
        """Los trozos de un texto entre los separadores que no encierra ninguna pareja.

        >>> CORCHETES.partes("a, (b, c), d", ",")
        ['a', ' (b, c)', ' d']
        """
        honduras = enumerate(self.honduras(texto))
        cortes = [i for i, hondura in honduras if hondura == 0 and texto[i] == separador]
        return [texto[a + 1 : b] for a, b in itertools.pairwise([-1, *cortes, len(texto)])]

    def encierros(self, piezas: Iterable[str]) -> Iterator[tuple[int, int, list[int]]]:
        """De cada pareja, según se cierra: dónde abre, dónde cierra y qué piezas tiene justo dentro.

        >>> list(CORCHETES.encierros("a[b(c)]"))
        [(3, 5, [4]), (1, 6, [2])]
        """
        abiertas: list[tuple[int, str, list[int]]] = []
        for i, pieza in enumerate(piezas):
            if pieza in self.abren:
                abiertas.append((i, pieza, []))
            elif pieza not in self.cierran:
                if abiertas:
                    abiertas[-1][2].append(i)
            elif abiertas:
                inicio, abre, dentro = abiertas.pop()
                while abiertas and abre != self.fieles.get(pieza, abre):
                    inicio, abre, dentro = abiertas.pop()
                yield inicio, i, dentro


LLAVES = Parejas("{", "}")
CORCHETES = Parejas("([", ")]")
TODAS = Parejas("([{", ")]}")


def grupo(tex: str, inicio: int) -> tuple[str, int]:
    r"""El contenido de `{…}` que empieza en `inicio` y la posición tras su llave final.

    >>> grupo(r"\frac{a_{\}}}{2}", 5)
    ('a_{\\}}', 13)
    """
    if not tex.startswith("{", inicio):
        raise FormulaIlegible("falta una llave «{»")
    cierre = LLAVES.cierre(LLAVE_ESCAPADA.sub("  ", tex[inicio:]))
    if cierre is None:
        raise FormulaIlegible("hay una llave «{» sin cerrar")
    return tex[inicio + 1 : inicio + cierre], inicio + cierre + 1
