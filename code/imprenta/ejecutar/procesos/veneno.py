"""El veneno: cada valor de la página, cambiado por otro del mismo tipo que vale otra cosa.

Números de otro signo y otro tamaño, listas de otros elementos o más largas, funciones que hacen lo mismo y
dan otra cosa. Con cuál se cambia lo dice la clase del veneno, y siempre es el mismo para el mismo nombre.
"""

from __future__ import annotations

import builtins
import copy
import sys
import types
from collections.abc import Callable, Iterator
from fractions import Fraction
from random import Random
from typing import Any

from imprenta.ejecutar.procesos.propio import es_propio

globals()["__builtins__"] = dict(vars(builtins))  # los de este módulo, aunque la página cambie los de todos

VALORES, FORMAS, LARGAS, OTRAS, LLANAS = "valores", "formas", "largas", "otras", "llanas"
CEROS, VACIAS, NADAS, PARTIDAS = "ceros", "vacías", "nadas", "partidas"
NO_FINITAS, ESCRITAS, PUESTAS = "no finitas", "escritas", "puestas"
MANERAS = 6  # las de `VALORES`
ABECEDARIO = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,;:\n"
HONDURA_DEL_VENENO = 8
MUY_GRANDE = 10**15  # un entero mayor no pasa por la coma flotante
MUCHOS_SORTEOS = 10_007  # una matriz mayor los repite
METODOS_DE_LOS_OPERADORES = (
    "add radd sub rsub mul rmul truediv rtruediv floordiv rfloordiv mod rmod pow rpow matmul rmatmul and rand"
    " or ror xor rxor neg pos abs invert lt le gt ge eq ne getitem contains float int index complex round"
    " next enter exit"
).split()


class Veneno:
    """Cambia cada valor por otro del mismo tipo, cada vez de una manera."""

    def __init__(self, clase: str, numero: Any, nombre: str, de_mas: int = 1) -> None:
        self.clase, self.azar = clase, Random(f"{clase} {numero} {nombre}")
        self.manera = numero % MANERAS if clase == VALORES else 0
        self.puesta = numero if clase in (ESCRITAS, NO_FINITAS, PUESTAS) else None
        self.de_mas = {FORMAS: 1, LARGAS: de_mas}.get(clase, 0)  # en `LARGAS`, ninguno como otro

    def de(self, valor: Any, hondura: int = 0) -> Any:
        """Otro valor en el lugar de este; de lo que no se sabe cambiar, algo que lo parece y da otra cosa."""
        try:
            return self._otro(valor, hondura)
        except Exception:
            return Trucado(valor, self)

    def _otro(self, valor: Any, hondura: int) -> Any:
        if isinstance(valor, types.ModuleType) and not es_propio(valor):
            return valor
        if self.clase == NADAS and not isinstance(valor, type):
            return None
        if self.clase == PUESTAS and not isinstance(valor, type):
            return self.puesta
        if valor is None:
            return 1
        if self.clase == ESCRITAS and type(valor) is type(self.puesta):
            return self.puesta
        if isinstance(valor, bool | int | float | complex | Fraction) or type(valor).__name__ == "Decimal":
            return self._numero(valor)
        if isinstance(valor, str):
            return self._texto(valor)
        if type(valor).__module__ == "numpy" and hasattr(valor, "dtype"):
            return self._matriz(valor)
        if hondura < HONDURA_DEL_VENENO and isinstance(valor, list | tuple | set | frozenset | dict | range):
            return self._coleccion(valor, hondura + 1)
        return Trucado(valor, self)

    def _numero(self, valor: Any) -> Any:
        if self.clase == NO_FINITAS and isinstance(valor, float):
            return self.puesta
        if self.clase == PARTIDAS and type(valor) is int:
            return valor + 0.5
        if self.clase == CEROS:
            return type(valor)(0)
        if self.clase != VALORES:
            return valor
        if isinstance(valor, bool):
            return not valor if self.manera % 2 == 0 else self.azar.random() < 0.5
        if isinstance(valor, int) and abs(valor) > MUY_GRANDE:
            return -valor - self.azar.randint(1, MUY_GRANDE)
        otro = _otro(valor if isinstance(valor, float | complex) else float(valor), self.manera, self._u())
        if isinstance(valor, float | complex):
            return otro
        return type(valor)(round(otro) + self.azar.randint(1, 9) or 7)

    def _u(self) -> float:
        return self.azar.uniform(0.3, 0.9)

    def _texto(self, valor: str) -> str:
        if self.clase == VALORES:
            paso = self.azar.randint(1, 25)
            return "".join(chr((ord(letra) + paso) % 0xD7FF) for letra in valor) or "ñ"
        if self.clase in (CEROS, VACIAS):
            return ""
        return valor + ABECEDARIO * self.de_mas + (str(self.puesta) if self.clase == ESCRITAS else "")

    def _matriz(self, valor: Any) -> Any:
        np = sys.modules["numpy"]
        otra = np.asarray(self._de_la_matriz(np, np.asarray(valor)))
        return otra[()] if np.ndim(valor) == 0 and otra.ndim == 0 else otra

    def _de_la_matriz(self, np: Any, valor: Any) -> Any:
        if self.clase == OTRAS:
            return valor[None].astype(np.float32 if valor.dtype == np.float64 else np.float64)
        if self.clase in (FORMAS, LARGAS) and valor.ndim:
            ejes = [(0, self.de_mas + eje * (self.clase == LARGAS)) for eje in range(valor.ndim)]
            return np.pad(valor, ejes, mode="edge")
        if self.clase == VACIAS and valor.ndim:
            return valor[:0]
        if self.clase == LLANAS and valor.size:
            return np.full_like(valor, valor.flat[0])
        if self.clase == CEROS:
            return np.zeros_like(valor)
        if self.clase == NO_FINITAS and valor.dtype.kind == "f":
            return np.full_like(valor, self.puesta)
        return self._con_otros_valores(np, valor) if self.clase == VALORES else valor

    def _con_otros_valores(self, np: Any, valor: Any) -> Any:
        azar = np.random.Generator(np.random.PCG64(self.azar.getrandbits(64)))
        u = np.resize(azar.uniform(0.3, 0.9, min(valor.size, MUCHOS_SORTEOS)), valor.shape)
        if valor.dtype.kind == "b":
            return ~valor if self.manera == 0 else u < 0.6
        if valor.dtype.kind in "iu":
            return np.rint(_otro(valor.astype(float), self.manera, u) + 9 * u).astype(valor.dtype)
        if valor.dtype.kind in "fc":
            return _otro(valor, self.manera, u).astype(valor.dtype)
        return np.array([self.de(hijo) for hijo in valor.flat], valor.dtype.kind).reshape(valor.shape)

    def _coleccion(self, valor: Any, hondura: int) -> Any:
        if isinstance(valor, range):
            valor = [*valor]
        if self.clase == VACIAS:
            return type(valor)()
        if isinstance(valor, dict):
            return self._diccionario(valor, hondura)
        hijos = [self.de(hijo, hondura) for hijo in valor]
        if self.clase == LLANAS:
            hijos = hijos[:1] * len(hijos)
        de_mas = self.de_mas * (hondura if self.clase == LARGAS else 1)
        mas = [self._uno_mas(hijos[-1] if hijos else 1) for _ in range(de_mas)]
        mas += [self.puesta] if self.clase == ESCRITAS else []
        return type(valor)(*hijos) if hasattr(valor, "_fields") else type(valor)([*hijos, *mas])

    def _uno_mas(self, ultimo: Any) -> Any:
        """Otro elemento como los que hay, y distinto."""
        return Veneno(VALORES, 1, str(self.azar.random())).de(ultimo)

    def _diccionario(self, valor: dict[Any, Any], hondura: int) -> Any:
        otro = copy.copy(valor)
        otro.clear()
        for clave, hijo in valor.items():
            otra_clave = self._uno_mas(clave) if self.clase == OTRAS else clave
            otro[otra_clave] = self.de(hijo, hondura)
        if self.de_mas and valor:
            for clave in list(valor)[:1] * self.de_mas:
                otro[self._uno_mas(clave)] = self.de(valor[clave], hondura)
        if self.clase == ESCRITAS:
            otro[self.puesta] = next(iter(otro.values()), 1)
        return otro


def _otro(valor: Any, manera: int, u: Any) -> Any:
    """Un número, o una matriz de ellos, de otro signo o de otro tamaño; `u` es al azar, entre 0.3 y 0.9."""
    maneras: tuple[Callable[[], Any], ...] = (
        lambda: -(1.5 * valor + u),
        lambda: 2 * valor + u,
        lambda: valor + u,
        lambda: 0 * valor - 1e4 * u,
        lambda: valor * (1 - u / 2) - u / 7,
        lambda: 0 * valor + 1e4 * u,
    )
    return maneras[manera]()


class Trucado:
    """Algo que hace lo mismo y da otra cosa: una función, un objeto, un módulo del libro."""

    def __init__(self, real: Any, veneno: Veneno) -> None:
        object.__setattr__(self, "_real", real)
        object.__setattr__(self, "_veneno", veneno)

    @property  # type: ignore[misc]  # quien pregunta de qué tipo es cree que es el de verdad
    def __class__(self) -> Any:
        return type(self._real)

    def __getattr__(self, nombre: str) -> Any:
        return self._veneno.de(getattr(self._real, nombre))

    def __call__(self, *datos: Any, **opciones: Any) -> Any:
        return self._veneno.de(self._real(*map(_real, datos), **{n: _real(v) for n, v in opciones.items()}))

    def __iter__(self) -> Iterator[Any]:
        return (self._veneno.de(hijo) for hijo in self._real)

    def __len__(self) -> int:
        return 0 if self._veneno.clase == VACIAS else len(self._real) + self._veneno.de_mas

    def __bool__(self) -> bool:
        return bool(self._real) and self._veneno.clase not in (CEROS, VACIAS)

    def __hash__(self) -> int:
        return hash(self._real)

    def __str__(self) -> str:
        return str(self._veneno.de(str(self._real)))

    def __array__(self, *_: Any, **__: Any) -> Any:
        return self._veneno.de(sys.modules["numpy"].asarray(self._real))


def _real(valor: Any) -> Any:
    """Lo que hay debajo de algo trucado, también en una lista."""
    if type(valor) is Trucado:
        return object.__getattribute__(valor, "_real")
    return type(valor)(map(_real, valor)) if type(valor) in (list, tuple) else valor


def _por_debajo(nombre: str) -> Callable[..., Any]:
    def operacion(trucado: Any, *datos: Any) -> Any:
        dado = getattr(trucado._real, nombre)(*map(_real, datos))
        return dado if dado is NotImplemented else trucado._veneno.de(dado)

    return operacion


for _nombre in METODOS_DE_LOS_OPERADORES:
    setattr(Trucado, f"__{_nombre}__", _por_debajo(f"__{_nombre}__"))
