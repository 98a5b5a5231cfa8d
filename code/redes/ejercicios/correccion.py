"""Cómo se corrige un ejercicio: decir por qué una respuesta no vale sin decir cuál vale.

Hay tres clases de respuesta: un `Valor` (número, vector o matriz), una `Funcion` escrita por quien lee y una
`Opcion` entre varias. Cada una sabe `juzgar`: devuelve `None` si la respuesta es buena y, si no, el motivo.
"""

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from inspect import signature
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import ArrayLike

from redes.activaciones import Numeros


class Corrector(Protocol):
    """Lo que sabe corregir una clase de respuesta."""

    def juzgar(self, respuesta: Any) -> str | None:
        """El motivo por el que la respuesta no vale, o `None` si vale."""


class Tropiezo(NamedTuple):
    """Un error frecuente: lo que sale al cometerlo y cómo avisar."""

    valor: ArrayLike
    aviso: str


@dataclass(frozen=True)
class Valor:
    """Un número, un vector o una matriz, que se da por bueno a menos de `margen` en tanto por uno."""

    solucion: ArrayLike
    tropiezos: Sequence[Tropiezo] = ()
    margen: float = 0.01

    def juzgar(self, respuesta: Any) -> str | None:
        """Compara con la solución, luego con los tropiezos conocidos y luego busca parecidos sospechosos.

        >>> Valor([1, 2]).juzgar([2, 1])
        'los números son esos, pero no en ese orden'
        """
        solucion = np.asarray(self.solucion, dtype=float)
        if respuesta is None or callable(respuesta):
            hay = "no hay nada" if respuesta is None else "hay una función: falta llamarla"
            return f"se espera {_forma(solucion)}, y {hay}"
        try:
            respuesta = np.asarray(respuesta, dtype=float)
        except (TypeError, ValueError):
            sin_comillas = isinstance(respuesta, str) and any(map(str.isdigit, respuesta))
            pista = ": va sin comillas y con punto decimal" if sin_comillas else ""
            return f"se espera {_forma(solucion)}, y eso no se puede leer como números{pista}"
        if respuesta.shape != solucion.shape:
            return f"se espera {_forma(solucion)}, y la respuesta es {_forma(respuesta)}"
        if not np.isfinite(respuesta).all():
            return "hay algo que no es finito: ¿se ha dividido entre cero o ha desbordado una exponencial?"
        if self._cerca(respuesta, solucion):
            return None
        for tropiezo in self.tropiezos:
            if self._cerca(respuesta, np.asarray(tropiezo.valor, dtype=float)):
                return tropiezo.aviso
        return self._sospecha(respuesta, solucion)

    def _cerca(self, una: Numeros, otra: Numeros) -> bool:
        return una.shape == otra.shape and np.allclose(una, otra, rtol=self.margen, atol=self.margen * 1e-3)

    def _sospecha(self, respuesta: Numeros, solucion: Numeros) -> str:
        if self._cerca(respuesta, -solucion):
            return "el tamaño es ese, pero el signo no"
        if self._cerca(np.abs(respuesta), np.abs(solucion)):
            return "los tamaños son esos, pero algún signo no"
        if self._cerca(respuesta, 100 * solucion):
            return "parece un tanto por ciento: la respuesta se pide en tanto por uno"
        if np.all(solucion) and self._cerca(respuesta, 1 / solucion):
            return "está del revés: es la respuesta, pero dividiendo"
        if solucion.ndim > 1 and self._cerca(respuesta, solucion.swapaxes(-1, -2)):
            return "está traspuesta: las filas ocupan el lugar de las columnas"
        if solucion.ndim and self._cerca(np.sort(respuesta, axis=None), np.sort(solucion, axis=None)):
            return "los números son esos, pero no en ese orden"
        if (
            solucion.ndim
            and (solucion >= 0).all()
            and np.isclose(solucion.sum(), 1)
            and abs(respuesta.sum() - 1) > 0.05
        ):
            return "es un reparto, y tendría que sumar uno"
        if solucion.ndim:
            malos = int((~np.isclose(respuesta, solucion, rtol=self.margen, atol=self.margen * 1e-3)).sum())
            return f"la forma es buena, pero no todos los números: hay que revisar {malos} de {solucion.size}"
        if np.isclose(respuesta, solucion, rtol=10 * self.margen):
            return "muy cerca: puede ser el redondeo, hacen falta más cifras en los pasos intermedios"
        if respuesta * solucion < 0:
            return "el signo no puede ser ese"
        return "la respuesta se pasa" if abs(respuesta) > abs(solucion) else "la respuesta se queda corta"


class MalaFuncion(Exception):
    """Lo que está mal en la función en sí, se le pregunte lo que se le pregunte."""


class Prueba(NamedTuple):
    """Algo que la función de quien lee debe cumplir, y cómo avisar si no lo cumple."""

    cumple: Callable[[Callable[..., Any]], Any]
    aviso: str


@dataclass(frozen=True)
class Funcion:
    """Una función que tiene que pasar unas pruebas, de la más general a la más exigente."""

    pruebas: Sequence[Prueba]

    def juzgar(self, respuesta: Any) -> str | None:
        """Devuelve el aviso de la primera prueba que no pasa; un error o un desbordamiento también cuentan.

        >>> doble = Funcion([Prueba(lambda f: f(3) == 6, "con tres no da el doble")])
        >>> doble.juzgar(lambda x: x**2)
        'con tres no da el doble'
        """
        if not callable(respuesta):
            return "se espera una función: hay que pasar su nombre, sin paréntesis detrás"
        funcion = _vigilada(respuesta)
        for prueba in self.pruebas:
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("error", RuntimeWarning)
                    cumple = bool(prueba.cumple(funcion))
            except MalaFuncion as error:
                return str(error)
            except RuntimeWarning as aviso:
                return f"{prueba.aviso}; por el camino, NumPy avisa: {aviso}"
            except Exception as error:  # el fallo es de quien responde, sea cual sea: se le cuenta
                return f"{prueba.aviso}; por el camino falla con {type(error).__name__}: {error}"
            if not cumple:
                return prueba.aviso
        return None


@dataclass(frozen=True)
class Opcion:
    """Una letra entre varias. Cada letra equivocada trae la razón por la que lo está."""

    correcta: str
    motivos: Mapping[str, str] = field(default_factory=dict)

    def juzgar(self, respuesta: Any) -> str | None:
        """No distingue mayúsculas.

        >>> Opcion("b", {"a": "eso sería en otro mundo"}).juzgar("A")
        'eso sería en otro mundo'
        """
        letra = respuesta.strip(" .)(«»").lower() if isinstance(respuesta, str) else respuesta
        if letra == self.correcta:
            return None
        letras = sorted([self.correcta, *self.motivos])
        if letra not in letras:
            return f"se espera una de estas letras: {', '.join(letras)}"
        return self.motivos[letra]


def _vigilada(funcion: Callable[..., Any]) -> Callable[..., Any]:
    """La función de quien lee, que se queja si no admite los argumentos, los cambia o no devuelve nada."""

    def llamar(*argumentos: Any) -> Any:
        try:
            signature(funcion).bind(*argumentos)
        except TypeError:
            cuantos = "un argumento" if len(argumentos) == 1 else f"{len(argumentos)} argumentos"
            raise MalaFuncion(f"la función tiene que admitir {cuantos}, los del enunciado") from None
        except ValueError:  # escrita en C: no dice qué admite
            pass
        de_antes = [np.copy(argumento) for argumento in argumentos if isinstance(argumento, np.ndarray)]
        resultado = funcion(*argumentos)
        if resultado is None or resultado is ...:
            raise MalaFuncion("la función no devuelve nada: ¿falta `return`?")
        de_ahora = [argumento for argumento in argumentos if isinstance(argumento, np.ndarray)]
        if not all(map(np.array_equal, de_antes, de_ahora)):
            raise MalaFuncion("la función cambia lo que se le da: quien la llame se quedará sin sus números")
        return resultado

    return llamar


def _forma(valor: Numeros) -> str:
    if valor.ndim == 0:
        return "un número"
    if valor.ndim == 1:
        return f"un vector de {valor.size}"
    return f"una matriz de {' × '.join(map(str, valor.shape))}"
