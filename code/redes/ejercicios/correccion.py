"""Cómo se corrige un ejercicio: decir por qué una respuesta no vale sin decir cuál vale.

Hay cinco clases de respuesta: un `Valor` (número, vector o matriz); una `Prediccion`, que es un valor medido
con lo que se esperaba delante; un `Diseno`, unos números con una propiedad; una `Funcion` escrita por quien
lee, y una `Opcion` entre varias. Cada una sabe `juzgar`: devuelve `None` si la respuesta es buena y, si no,
el motivo.
"""

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from inspect import signature
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import ArrayLike

from redes.activaciones import Numeros
from redes.atencion import softmax
from redes.ejercicios.lectura import con_numeros, sin_espacios_de_mas, sueltas


class Corrector(Protocol):
    """Lo que sabe corregir una clase de respuesta."""

    def juzgar(self, respuesta: Any) -> str | None:
        """El motivo por el que la respuesta no vale, o `None` si vale."""


class Tropiezo(NamedTuple):
    """Un error frecuente: lo que sale al cometerlo y cómo avisar."""

    valor: ArrayLike
    aviso: str


class Regla(NamedTuple):
    """Cómo se mira una respuesta, al lado de qué valor, y qué se dice si casa; `None`, que vale.

    Es todo lo que hace falta para corregir sin Python: la página lleva las reglas de sus ejercicios.
    """

    mira: str
    valor: Numeros
    aviso: str | None
    rtol: float = 1e-5
    atol: float = 1e-8

    def casa(self, respuesta: Numeros) -> bool:
        """Si la respuesta es lo que la regla busca."""
        return bool(MIRADAS[self.mira](respuesta, self))

    def cerca(self, respuesta: Numeros) -> Any:
        """Qué números de la respuesta están cerca de los del valor."""
        return abs(respuesta - self.valor) <= self.atol + self.rtol * abs(self.valor)


# Las maneras de mirar; las mismas, en el mismo orden, tiene `ejercicios.js`.
MIRADAS: dict[str, Callable[[Numeros, Regla], Any]] = {
    "cerca": lambda r, regla: regla.cerca(r).all(),
    "redondeada": lambda r, regla: _redondeada(r, regla.valor),
    "sin signo": lambda r, regla: regla.cerca(np.abs(r)).all(),
    "sin orden": lambda r, regla: regla.cerca(_en_orden(r)).all(),
    "no suma": lambda r, regla: abs(r.sum() - regla.valor) > regla.atol,
    "entera": lambda r, regla: (r == r.round()) & regla.cerca(r),
    "de otro signo": lambda r, regla: r * regla.valor < 0,
    "mayor": lambda r, regla: abs(r) > abs(regla.valor),
    "siempre": lambda _r, _regla: True,
    "gana": lambda r, regla: r.argmax() == regla.valor.argmax(),
    "no llega": lambda r, regla: (r <= regla.valor)[regla.valor > 0].any(),
}
MILLARES = "es mil veces menos: si ese punto o esa coma separa millares, sobra"
POR_CIENTO = "parece un tanto por ciento: la respuesta se pide en tanto por uno"


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
        leida = _leida(respuesta, self.forma)
        if isinstance(leida, str):
            return leida
        regla = next(regla for regla in self.reglas if regla.casa(leida))
        if regla.aviso is None:
            return POR_CIENTO if _con_su_tanto(respuesta) else None
        return regla.aviso.replace("{malos}", str((~regla.cerca(leida)).sum()))

    @property
    def forma(self) -> tuple[int, ...]:
        """La forma de la solución."""
        return np.shape(self.solucion)

    @cached_property
    def reglas(self) -> tuple[Regla, ...]:
        """Lo que se mira, por orden: vale la primera que casa, y la última casa siempre."""
        return tuple(self._reglas())

    def _reglas(self) -> Iterator[Regla]:
        solucion = np.asarray(self.solucion, dtype=float)
        yield self._regla("cerca", solucion, None)
        yield self._regla(
            "redondeada",
            solucion,
            "bien redondeado, pero con pocas cifras: hacen falta más, también en los pasos intermedios",
        )
        suyos = [t for t in self.tropiezos if np.shape(t.valor) == solucion.shape]
        for mira in ("cerca", "redondeada"):
            yield from (self._regla(mira, np.asarray(t.valor, dtype=float), t.aviso) for t in suyos)
        yield from self._parecidos(solucion)
        yield from self._de_lista(solucion) if solucion.ndim else self._de_numero(solucion)

    def _regla(self, mira: str, valor: Numeros, aviso: str | None) -> Regla:
        return Regla(mira, valor, aviso, self.margen, self.margen * 1e-3)

    def _parecidos(self, solucion: Numeros) -> Iterator[Regla]:
        yield self._regla("cerca", -solucion, "el tamaño es ese, pero el signo no")
        yield self._regla("sin signo", np.abs(solucion), "los tamaños son esos, pero algún signo no")
        yield self._regla("cerca", 100 * solucion, POR_CIENTO)
        if np.all(solucion):
            yield self._regla("cerca", 1 / solucion, "está del revés: es la respuesta, pero dividiendo")

    def _de_lista(self, solucion: Numeros) -> Iterator[Regla]:
        if solucion.ndim > 1 and solucion.shape[-1] == solucion.shape[-2]:
            traspuesta = "está traspuesta: las filas ocupan el lugar de las columnas"
            yield self._regla("cerca", solucion.swapaxes(-1, -2), traspuesta)
        yield self._regla("sin orden", _en_orden(solucion), "los números son esos, pero no en ese orden")
        if (solucion >= 0).all() and np.isclose(solucion.sum(), 1):
            yield Regla("no suma", np.ones(()), "es un reparto, y tendría que sumar uno", 0, 0.05)
        revisar = (
            f"la forma es buena, pero no todos los números: hay que revisar {{malos}} de {solucion.size}"
        )
        yield self._regla("siempre", solucion, revisar)

    def _de_numero(self, solucion: Numeros) -> Iterator[Regla]:
        if solucion == solucion.round():
            if abs(solucion) >= 1000:
                yield self._regla("cerca", solucion / 1000, MILLARES)
            yield Regla(
                "entera", solucion, "muy cerca, pero no: aquí se cuenta, y falta o sobra algo", rtol=0.02
            )
        yield Regla(
            "cerca",
            solucion,
            "muy cerca: puede ser el redondeo, hacen falta más cifras en los pasos intermedios",
            rtol=10 * self.margen,
        )
        yield self._regla("de otro signo", solucion, "el signo no puede ser ese")
        yield self._regla("mayor", solucion, "la respuesta se pasa")
        yield self._regla("siempre", solucion, "la respuesta se queda corta")


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
        prediccion, medida = map(float, con_numeros(list(respuesta)))
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
    """Unos números que elige quien lee: vale cualquiera cuyo reparto no case con ninguna regla.

    El reparto es la softmax de unas puntuaciones, una por fila de `puntua`: su producto por los números.
    """

    forma: tuple[int, ...]
    puntua: ArrayLike
    reglas: Sequence[Regla]

    def juzgar(self, respuesta: Any) -> str | None:
        """Mira la forma y devuelve el aviso de la primera regla que casa con el reparto.

        >>> Diseno((2,), np.eye(2), [Regla("gana", np.array([1, 0]), "gana el primero")]).juzgar([2, 1])
        'gana el primero'
        """
        leida = _leida(respuesta, self.forma)
        if isinstance(leida, str):
            return leida
        reparto = self.reparto(leida)
        return next((regla.aviso for regla in self.reglas if regla.casa(reparto)), None)

    def reparto(self, numeros: Numeros) -> Numeros:
        """Lo que sale de unos números; se suma en orden, como en la página, y un empate lo es en las dos."""
        return softmax((np.asarray(self.puntua) * numeros.ravel()).sum(axis=-1))


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
        """Vale la letra, mayúscula o no, o su número, contando desde uno.

        >>> Opcion("b", {"a": "eso sería en otro mundo"}).juzgar(1)
        'eso sería en otro mundo'
        """
        letra = str(respuesta).strip(" .)(«»").lower()
        letras = sorted([self.correcta, *self.motivos])
        letra = {str(n): letra for n, letra in enumerate(letras, 1)}.get(letra, letra)
        if letra not in letras:
            return f"se espera una de estas letras: {', '.join(letras)}"
        return self.motivos.get(letra)


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


EJEMPLOS = "escribe, por ejemplo, 0.09, 3/8 o 2·10⁻³"


def _con_su_tanto(respuesta: Any) -> bool:
    """Si algún número se ha escrito en tanto por ciento."""
    return any(isinstance(parte, str) and "%" in parte for parte in sueltas(respuesta))


def _leida(respuesta: Any, forma: tuple[int, ...]) -> Numeros | str:
    """Los números de la respuesta, o por qué no son unos números de esa forma."""
    if respuesta is None or callable(respuesta):
        hay = "no hay nada" if respuesta is None else "hay una función: falta llamarla"
        return f"se espera {_nombre(forma)}, y {hay}"
    partes = sueltas(respuesta)
    if any(parte is ... for parte in partes):
        return f"se espera {_nombre(forma)}, y queda algún hueco por rellenar"
    numeros = con_numeros(respuesta)
    ilegible = next((parte for parte in sueltas(numeros) if isinstance(parte, str)), None)
    if ilegible is not None:
        return f"se espera {_nombre(forma)}, y «{sin_espacios_de_mas(ilegible)}» no se puede leer: {EJEMPLOS}"
    try:
        leida = np.asarray(numeros, dtype=float)
    except (TypeError, ValueError):
        return f"se espera {_nombre(forma)}, y eso no se puede leer como números"
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


def _en_orden(numeros: Numeros) -> Numeros:
    """Los números de menor a mayor, con la misma forma."""
    return np.sort(numeros, axis=None).reshape(numeros.shape)


def _nombre(forma: tuple[int, ...]) -> str:
    if not forma:
        return "un número"
    if len(forma) == 1:
        return f"un vector de {forma[0]}"
    return f"una matriz de {' × '.join(map(str, forma))}"
