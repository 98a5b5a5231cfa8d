"""Numba, que conoce las funciones del azar por ser las que eran cuando él se importó.

Las de la página son otras, que además se apuntan. Si el semillero había importado ya Numba, sin esto
`np.random.rand()` no se podría compilar.
"""

from __future__ import annotations

import sys
from inspect import unwrap
from types import ModuleType

_MODULOS_DEL_AZAR = ("random", "numpy.random")
DE_NUMBA = "numba.core.typing.templates"


def contar_a_numba() -> None:
    """Le dice, si ya está importado, que las funciones de ahora son las que conocía."""
    if (plantillas := sys.modules.get(DE_NUMBA)) is None:
        return
    conocidas = plantillas.builtin_registry.globals
    ahora = {
        id(original): funcion
        for modulo in map(sys.modules.get, _MODULOS_DEL_AZAR)
        for funcion in (vars(modulo).values() if isinstance(modulo, ModuleType) else ())
        if (original := unwrap(funcion)) is not funcion
    }
    conocidas += [(ahora[id(una)], tipo) for una, tipo in conocidas if id(una) in ahora]
