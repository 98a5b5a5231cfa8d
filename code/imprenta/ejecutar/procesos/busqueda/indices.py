"""Cómo se escriben los elementos de algo, y lo que cuesta cada manera."""

from __future__ import annotations

import builtins
import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from imprenta.ejecutar.procesos.busqueda.escritas import ultimo_nombre

globals()["__builtins__"] = dict(vars(builtins))  # los de este módulo, aunque la página cambie los de todos

INDICE, CLAVE, ATRIBUTO, CON_NOMBRE, CON_OTRO_NOMBRE = 0.8, 0.7, 0.7, 0.4, 1.3
A_OJO, LEJANO = 20, 2.5  # hasta dónde se cuenta sin un nombre, y lo que cuesta más allá
EJE_DE_MAS = 0.6  # lo que cuesta el índice de un eje cuando hay varios
MANERAS_POR_LUGAR, NOMBRES_POR_INDICE = 12, 4


class Indices:
    """Los nombres con que la página indexa, con lo que valen, y `de_que` lo hace cada uno."""

    def __init__(self, valores: Mapping[str, Any], de_que: Mapping[str, set[str]]) -> None:
        self.valores, self.de_que = valores, de_que

    def nombres_de(self, clave: Any, expresion: str) -> list[tuple[str, float]]:
        """Los nombres que valen esa clave; antes, los que ya indexan lo mismo.

        >>> Indices({"azul": 1, "con": 1}, {"azul": {"pesos"}, "con": {"d"}}).nombres_de(1, "x.pesos")
        [('azul', 0.4), ('con', 1.3)]
        """
        iguales = (n for n, v in self.valores.items() if type(v) is type(clave) and v == clave)
        suyo = ultimo_nombre(expresion)
        con_coste = [(n, CON_NOMBRE if suyo in self.de_que[n] else CON_OTRO_NOMBRE) for n in iguales]
        return sorted(con_coste, key=lambda par: par[1])[:NOMBRES_POR_INDICE]

    def de(self, k: int, cuantos: int, expresion: str) -> Iterator[tuple[str, float]]:
        """Las maneras de escribir el índice `k` de `cuantos`: cuantos más hay, más casualidad es acertar."""
        familia = math.log10(max(1, cuantos)) / 2
        lejano = LEJANO if k > A_OJO else 0.0
        yield str(k), INDICE + lejano + (familia if k else familia / 2)
        if k == cuantos - 1 and cuantos > 2:
            yield "-1", INDICE + familia / 3
        for nombre, coste in self.nombres_de(k, expresion):
            yield nombre, coste + familia / 2

    def lugares(
        self, lugar: Sequence[int], forma: Sequence[int], expresion: str
    ) -> Iterator[tuple[str, float]]:
        """Las maneras de escribir un lugar de un arreglo."""
        por_eje = [list(self.de(k, n, expresion)) for k, n in zip(lugar, forma, strict=True)]
        por_cada = 1.0 if len(forma) == 1 else EJE_DE_MAS
        for maneras in itertools.islice(itertools.product(*por_eje), MANERAS_POR_LUGAR):
            yield ", ".join(escrito for escrito, _ in maneras), por_cada * sum(coste for _, coste in maneras)


def clave_escrita(clave: Any) -> str:
    """Una clave como se escribe en la prosa: con comillas dobles.

    >>> clave_escrita("azul"), clave_escrita(0.5)
    ('"azul"', '0.5')
    """
    if isinstance(clave, str) and '"' not in clave and "\\" not in clave and clave.isprintable():
        return f'"{clave}"'
    return repr(clave)
