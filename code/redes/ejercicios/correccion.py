"""Cómo se corrige un ejercicio: decir por qué una respuesta no vale sin decir cuál vale.

Hay cinco clases de respuesta: un `Valor` (número, vector o matriz); una `Prediccion`, que es un valor medido
con lo que se esperaba delante; un `Diseno`, unos números con una propiedad; una `Funcion` escrita por quien
lee, y una `Opcion` entre varias. Cada una sabe `juzgar`: devuelve `None` si la respuesta es buena y, si no,
el motivo.
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
        leida = _leida(respuesta, solucion.shape)
        if isinstance(leida, str):
            return leida
        if self._cerca(leida, solucion):
            return None
        if _redondeada(leida, solucion):
            return "bien redondeado, pero con pocas cifras: hacen falta más, también en los pasos intermedios"
        for parecida in (self._cerca, _redondeada):
            for tropiezo in self.tropiezos:
                if parecida(leida, np.asarray(tropiezo.valor, dtype=float)):
                    return tropiezo.aviso
        return self._sospecha(leida, solucion)

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
        if (
            respuesta == respuesta.round()
            and solucion == solucion.round()
            and np.isclose(respuesta, solucion, 0.02)
        ):
            return "muy cerca, pero no: aquí se cuenta, y falta o sobra algo"
        if np.isclose(respuesta, solucion, rtol=10 * self.margen):
            return "muy cerca: puede ser el redondeo, hacen falta más cifras en los pasos intermedios"
        if respuesta * solucion < 0:
            return "el signo no puede ser ese"
        return "la respuesta se pasa" if abs(respuesta) > abs(solucion) else "la respuesta se queda corta"


@dataclass(frozen=True)
class Prediccion:
    """Una pareja: lo que se esperaba y lo que se ha medido. Se corrige lo medido; predecir mal no resta."""

    medida: Valor

    def juzgar(self, respuesta: Any) -> str | None:
        """Pide primero la predicción, luego la medida, y corrige solo la medida.

        >>> Prediccion(Valor(8)).juzgar([..., 8])
        'primero, la predicción: escribe el número que crees que va a salir, aunque no estés seguro'
        """
        pareja = list(respuesta) if isinstance(respuesta, tuple | list | np.ndarray) else []
        if len(pareja) != 2:
            return "se esperan dos números entre corchetes: lo que predices y lo que mides"
        prediccion, medida = pareja
        if prediccion is ...:
            return (
                "primero, la predicción: escribe el número que crees que va a salir, aunque no estés seguro"
            )
        if isinstance(mal := _leida(prediccion, ()), str):
            return f"en la predicción {mal}"
        if medida is ...:
            return "predicho queda; mídelo ahora y pon el resultado en segundo lugar"
        return self.medida.juzgar(medida)

    def comentario(self, respuesta: Any) -> str:
        """Lo que se dice a quien ha medido bien y esperaba otra cosa.

        >>> Prediccion(Valor(8)).comentario([5, 8])
        'Habías predicho 5, y se quedaba corto: busca qué no habías tenido en cuenta'
        """
        prediccion, medida = map(float, respuesta)
        if np.isclose(prediccion, medida, rtol=0.1):
            return ""
        como = "se quedaba corto" if abs(prediccion) < abs(medida) else "se pasaba"
        return f"Habías predicho {prediccion:g}, y {como}: busca qué no habías tenido en cuenta"


class MalaFuncion(Exception):
    """Lo que está mal en la función en sí, se le pregunte lo que se le pregunte."""


class Prueba(NamedTuple):
    """Algo que debe cumplir lo que escribe quien lee, y cómo avisar si no lo cumple."""

    cumple: Callable[[Any], Any]
    aviso: str


@dataclass(frozen=True)
class Diseno:
    """Unos números que elige quien lee: vale cualquiera que pase las pruebas."""

    forma: tuple[int, ...]
    pruebas: Sequence[Prueba]

    def juzgar(self, respuesta: Any) -> str | None:
        """Mira la forma y devuelve el aviso de la primera prueba que los números no pasan.

        >>> Diseno((2,), [Prueba(lambda v: v.sum() == 0, "no suman cero")]).juzgar([1, 2])
        'no suman cero'
        """
        leida = _leida(respuesta, self.forma)
        if isinstance(leida, str):
            return leida
        return next((prueba.aviso for prueba in self.pruebas if not prueba.cumple(leida)), None)


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


def _leida(respuesta: Any, forma: tuple[int, ...]) -> Numeros | str:
    """Los números de la respuesta, o por qué no son unos números de esa forma."""
    if respuesta is None or callable(respuesta):
        hay = "no hay nada" if respuesta is None else "hay una función: falta llamarla"
        return f"se espera {_nombre(forma)}, y {hay}"
    try:
        leida = np.asarray(respuesta, dtype=float)
    except (TypeError, ValueError):
        sin_comillas = isinstance(respuesta, str) and any(map(str.isdigit, respuesta))
        pista = ": va sin comillas y con punto decimal" if sin_comillas else ""
        return f"se espera {_nombre(forma)}, y eso no se puede leer como números{pista}"
    if leida.shape != forma:
        return f"se espera {_nombre(forma)}, y la respuesta es {_nombre(leida.shape)}"
    if not np.isfinite(leida).all():
        return "hay algo que no es finito: ¿se ha dividido entre cero o ha desbordado una exponencial?"
    return leida


def _redondeada(respuesta: Numeros, valor: Numeros) -> bool:
    """Si la respuesta es el valor redondeado a unos decimales, y quedan en él al menos dos cifras."""
    return respuesta.shape == valor.shape and any(
        np.array_equal(respuesta, valor.round(decimales)) and np.abs(respuesta).max() >= 10 ** (1 - decimales)
        for decimales in range(1, 7)
    )


def _nombre(forma: tuple[int, ...]) -> str:
    if not forma:
        return "un número"
    if len(forma) == 1:
        return f"un vector de {forma[0]}"
    return f"una matriz de {' × '.join(map(str, forma))}"
