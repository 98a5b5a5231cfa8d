"""La resiembra: todos los generadores de una página, corridos a otra semilla, la misma cada vez que se pide.

Sembrar con `s` pasa a ser sembrar con `(s, k)`, la siembre quien la siembre: la página, el código del libro,
un valor de serie o una biblioteca. El azar de todos, que nadie siembra, también se corre. Cada siembra se
apunta: de una página en que no hay ninguna no hace falta probar otras.
"""

from __future__ import annotations

import builtins
import functools
import operator
import random
import sys
from collections.abc import Callable, Mapping
from inspect import unwrap
from types import ModuleType
from typing import TYPE_CHECKING, Any

from imprenta.ejecutar.procesos.fortuito import PARTIDA, AlImportar

if TYPE_CHECKING:
    from imprenta.ejecutar.procesos.vigilancia import Vigilancia

globals()["__builtins__"] = dict(vars(builtins))  # los de este módulo, aunque la página cambie los de todos

QUE_SIEMBRAN = ("default_rng", "seed")  # de `np.random`
TIPOS_DE_GENERADOR = ("SeedSequence", "RandomState", "MT19937", "PCG64", "PCG64DXSM", "Philox", "SFC64")
SE_LLAMAN = ("seed", "entropy", "a")  # las semillas
DE_LO_YA_SEMBRADO = ("generate_state", "random_raw", "bit_generator", "get_state")


def correr_semillas(vigilancia: Vigilancia, k: int) -> None:
    """Corre a la semilla `k` lo que se siembre desde ahora; con `k` cero solo se apunta que se siembra."""
    resiembra = _Resiembra(vigilancia, k)
    _resembrar_random(resiembra)
    if "numpy.random" in sys.modules:
        _resembrar_numpy(resiembra, sys.modules["numpy.random"])
    else:
        sys.meta_path.insert(0, AlImportar("numpy.random", functools.partial(_resembrar_numpy, resiembra)))


class _Resiembra:
    """Corre semillas, y apunta que se ha sembrado."""

    def __init__(self, vigilancia: Vigilancia, k: int) -> None:
        self.vigilancia, self.k = vigilancia, k

    def de_numpy(self, semilla: Any) -> Any:
        """La semilla `(s, k)`; sin semilla, o con un generador ya sembrado, lo mismo que había."""
        if semilla is None or any(hasattr(semilla, nombre) for nombre in DE_LO_YA_SEMBRADO):
            return semilla
        self.vigilancia.apuntar("resembrados", "np.random")
        return [*_palabras(semilla), self.k] if self.k else semilla

    def de_random(self, semilla: Any) -> Any:
        """Una semilla hecha de la que se pide y de `k`."""
        if semilla is None:
            return semilla
        self.vigilancia.apuntar("resembrados", "random")
        return repr((semilla, self.k)) if self.k else semilla


def _palabras(semilla: Any) -> list[int]:
    """Una semilla de NumPy, que es un entero o listas de ellos, como una lista."""
    if hasattr(semilla, "tolist"):
        semilla = semilla.tolist()
    if isinstance(semilla, list | tuple | range):
        return [palabra for una in semilla for palabra in _palabras(una)]
    return [operator.index(semilla)]


def _corrida(original: Callable[..., Any], correr: Callable[[Any], Any]) -> Callable[..., Any]:
    """La misma función, que corre la semilla con que la llaman: su primer dato, o el que se llama así."""

    @functools.wraps(original)
    def corrida(*datos: Any, **opciones: Any) -> Any:
        if datos:
            return original(correr(datos[0]), *datos[1:], **opciones)
        return original(**{n: correr(dato) if n in SE_LLAMAN else dato for n, dato in opciones.items()})

    return corrida


def _resembrar_random(resiembra: _Resiembra) -> None:
    if resiembra.k:
        random.setstate(random.Random(repr((PARTIDA, resiembra.k))).getstate())
    sembrar = random.Random.seed

    @functools.wraps(sembrar)
    def seed(generador: random.Random, a: Any = None, version: int = 2) -> None:
        sembrar(generador, resiembra.de_random(a), version)

    # Se cambia el de todos los generadores, a propósito, y mypy no admite que un método se cambie.
    random.Random.seed = seed  # type: ignore[assignment,method-assign]
    random.seed = _corrida(random.seed, resiembra.de_random)


def _resembrar_numpy(resiembra: _Resiembra, modulo: Any) -> None:
    if resiembra.k:
        modulo.seed([PARTIDA, resiembra.k])
    nuevos = {nombre: _corrida(getattr(modulo, nombre), resiembra.de_numpy) for nombre in QUE_SIEMBRAN}
    nuevos |= {
        nombre: _tipo_corrido(getattr(modulo, nombre), resiembra.de_numpy) for nombre in TIPOS_DE_GENERADOR
    }
    _sustituir(modulo, nuevos)


def _tipo_corrido(original: Any, correr: Callable[[Any], Any]) -> Any:
    """El mismo tipo de generador, que corre su semilla; es de C, y no se deja cambiar."""

    class Tipo(type(original)):  # type: ignore[misc]  # el tipo de un tipo es un tipo
        def __instancecheck__(cls, algo: object) -> bool:
            return isinstance(algo, original)

    def __init__(generador: Any, *datos: Any, **opciones: Any) -> None:
        _corrida(functools.partial(original.__init__, generador), correr)(*datos, **opciones)

    metodos: dict[str, Any] = {"__init__": __init__, "__module__": "numpy.random"}
    if hasattr(original, "seed"):

        def seed(generador: Any, *datos: Any, **opciones: Any) -> None:
            _corrida(functools.partial(original.seed, generador), correr)(*datos, **opciones)

        metodos["seed"] = seed
    return Tipo(original.__name__, (original,), metodos)


def _sustituir(modulo: Any, nuevos: Mapping[str, Any]) -> None:
    """Pone los nuevos también en las bibliotecas que ya habían tomado los viejos por su nombre."""
    por_viejo: dict[int, Any] = {}
    for nombre, nuevo in nuevos.items():
        visto = getattr(modulo, nombre)
        suyos = (visto, unwrap(visto), *getattr(visto, "__mro__", ())[:2])
        por_viejo |= {id(viejo): nuevo for viejo in suyos if viejo is not object}
        setattr(modulo, nombre, nuevo)
    for otro in [otro for clave, otro in sys.modules.items() if not clave.startswith("numpy.random")]:
        tomados = vars(otro) if isinstance(otro, ModuleType) else {}
        for alias in [alias for alias, valor in tomados.items() if id(valor) in por_viejo]:
            tomados[alias] = por_viejo[id(tomados[alias])]
