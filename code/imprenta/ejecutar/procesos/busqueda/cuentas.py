"""Las cuentas de uno y de dos números ya hallados que dan el que se busca."""

from __future__ import annotations

import builtins
import contextlib
import math
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from imprenta.ejecutar.procesos.busqueda.blancos import Acierto
from imprenta.ejecutar.procesos.busqueda.recorrido import Recorrido

globals()["__builtins__"] = dict(vars(builtins))  # los de este módulo, aunque la página cambie los de todos

DE_UNO, DE_DOS = 400, 60  # cuántos números entran en cada cuenta
ARREGLOS_EN_CUENTAS = 14
NO_DICEN_NADA = frozenset({0.0, 1.0})  # sumar lo uno o multiplicar por lo otro
ORIGEN = "cuenta"
SUELTA = re.compile(r"[\w.]+(?:(?:\([^()]*\)|\[[^\[\]]*\])[\w.]*)*")  # lo que se opera sin paréntesis


class _Cuenta(NamedTuple):
    """Una cuenta: lo que cuesta, cómo se escribe y cómo se hace."""

    coste: float
    escrita: str
    hacer: Callable[..., float]


DE_UN_NUMERO = (
    _Cuenta(1.2, "-{0}", operator.neg),
    _Cuenta(1.2, "1 - {0}", lambda a: 1 - a),
    _Cuenta(1.2, "{0} - 1", lambda a: a - 1),
    _Cuenta(1.6, "{0} + 1", lambda a: a + 1),
    _Cuenta(1.6, "1 / {0}", lambda a: 1 / a),
    _Cuenta(2.0, "2 * {0}", lambda a: 2 * a),
    _Cuenta(2.0, "{0} / 2", lambda a: a / 2),
    _Cuenta(1.8, "{0}**2", lambda a: a * a),
    _Cuenta(2.6, "100 * {0}", lambda a: 100 * a),
)
DE_DOS_NUMEROS = (
    _Cuenta(1.5, "{0} / {1}", operator.truediv),
    _Cuenta(1.6, "{0} - {1}", operator.sub),
    _Cuenta(2.1, "{0} * {1}", operator.mul),
    _Cuenta(2.1, "{0} + {1}", operator.add),
    _Cuenta(2.3, "1 - {0} / {1}", lambda a, b: 1 - a / b),
    _Cuenta(2.6, "{0} / {1} - 1", lambda a, b: a / b - 1),
)
DE_BIBLIOTECA = {"sqrt": 1.8, "log": 2.2, "log10": 2.2, "log2": 2.4, "exp": 2.4}
DE_UN_ARREGLO: tuple[tuple[str, Callable[[Any], Any]], ...] = (
    ("-{}", operator.neg),
    ("1 - {}", lambda a: 1 - a),
    ("10 * {}", lambda a: 10 * a),
    ("100 * {}", lambda a: 100 * a),
    ("2 * {}", lambda a: 2 * a),
)
CONMUTAN = frozenset({"{0} * {1}", "{0} + {1}"})


def con_cuentas(recorrido: Recorrido, nombres: Mapping[str, Any]) -> None:
    """Apunta las cuentas que aciertan: primero las de un número, luego las de dos."""
    numeros = _por_coste(recorrido)
    for expresion, (valor, coste) in numeros[:DE_UNO]:
        _de_uno(recorrido, expresion, valor, coste, _bibliotecas(nombres))
    de_arreglos(recorrido)
    elegidos = [n for n in numeros if n[1][0] not in NO_DICEN_NADA][:DE_DOS]
    for k, (expresion, (valor, coste)) in enumerate(elegidos):
        for n, (otra, (otro, otro_coste)) in enumerate(elegidos):
            if k != n:
                for cuenta in DE_DOS_NUMEROS:
                    if k < n or cuenta.escrita not in CONMUTAN:
                        partes = _escrito(cuenta.escrita, expresion, otra)
                        _apuntar(recorrido, partes, cuenta, (valor, otro), coste + otro_coste)


def _por_coste(recorrido: Recorrido) -> list[tuple[str, tuple[float, float]]]:
    """Los números hallados, los más sencillos primero y cada valor una vez por nombre."""
    return sorted(recorrido.numeros.items(), key=lambda par: par[1][1])


def _bibliotecas(nombres: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Dónde están la raíz y los logaritmos: en `math` o en NumPy, si la página los tiene."""
    suyos = ((n, nombres.get(n)) for n in ("np", "numpy", "math"))
    return [(n, modulo) for n, modulo in suyos if hasattr(modulo, "log10")][:1]


def _de_uno(
    recorrido: Recorrido, expresion: str, valor: float, coste: float, bibliotecas: list[tuple[str, Any]]
) -> None:
    for cuenta in DE_UN_NUMERO:
        _apuntar(recorrido, _escrito(cuenta.escrita, expresion), cuenta, (valor,), coste)
    if not float(valor).is_integer():
        redondo = _Cuenta(0.9, "round({0})", round)
        _apuntar(recorrido, lambda: f"round({expresion})", redondo, (valor,), coste)
    for nombre, _ in bibliotecas:
        for funcion, de_mas in DE_BIBLIOTECA.items():
            cuenta = _Cuenta(de_mas, "", getattr(math, funcion))
            _apuntar(recorrido, _llamada(nombre, funcion, expresion), cuenta, (valor,), coste)


def _llamada(nombre: str, funcion: str, expresion: str) -> Callable[[], str]:
    return lambda: f"{nombre}.{funcion}({expresion})"


def _escrito(molde: str, *partes: str) -> Callable[[], str]:
    """Cómo se escribe la cuenta, si llega a hacer falta."""
    return lambda: molde.format(*(p if SUELTA.fullmatch(p) else f"({p})" for p in partes))


def _apuntar(
    recorrido: Recorrido,
    escrita: Callable[[], str],
    cuenta: _Cuenta,
    valores: tuple[float, ...],
    coste: float,
) -> None:
    recorrido.cuenta.gastar()
    try:
        valor = cuenta.hacer(*valores)
    except (ArithmeticError, ValueError):
        return
    for blanco, cifra in recorrido.de_un_numero:
        if cifra.acierta(valor):
            casual = 1.5 if blanco.es_corriente else 0.7 * blanco.casualidad
            todo = coste + cuenta.coste + casual
            blanco.apuntar(Acierto(escrita(), repr(valor), todo, ORIGEN))


def de_arreglos(recorrido: Recorrido) -> None:
    """Las cuentas de dos arreglos con nombre: su suma, su resta y sus productos."""
    elegidos = sorted(recorrido.arreglos.items(), key=lambda par: par[1][1])[:ARREGLOS_EN_CUENTAS]
    for expresion, (arreglo, coste) in elegidos:
        for molde, hacer in DE_UN_ARREGLO if recorrido.de_varios else ():
            recorrido.poner(molde.format(expresion), hacer(arreglo), coste + 1.4, 3, ORIGEN)
        for otra, (otro, otro_coste) in elegidos:
            for signo, resultado in _operados(arreglo, otro):
                recorrido.cuenta.gastar()
                todo = coste + otro_coste + 1.6
                recorrido.poner(f"({expresion} {signo} {otra})", resultado, todo, 3, ORIGEN)
    recorrido.andar()


def _operados(uno: Any, otro: Any) -> Iterator[tuple[str, Any]]:
    if uno is not otro and uno.shape == otro.shape:
        yield "-", uno - otro
        yield "+", uno + otro
    with contextlib.suppress(ValueError):
        yield "@", uno @ otro
