"""El veneno: si lo que una expresión de la prosa dice cambiaría de ser otra la página.

Se evalúa con los nombres que usa cambiados por otros del mismo tipo que valen otra cosa: números de otro
signo y otro tamaño, listas de otros elementos o más largas, funciones que dan otros resultados. Lo que con
ninguno cambia no depende de ellos: no demuestra nada. Una afirmación tiene que poder salir falsa; para eso se
prueban además ceros, vacíos, lo que no está y, si la afirmación los nombra, lo que no es finito.

Una evaluación que falla no dice nada. Si fallan todas las que cambian los valores, se da por buena la
expresión: lo que no puede calcularse con otra página depende de esta. Se hace en un hijo (`ensayo`): aquí no
hace falta dejar nada como estaba.
"""

from __future__ import annotations

import ast
import builtins
import io
import math
import operator
import re
import types
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from imprenta.ejecutar.procesos.contestar import contestar
from imprenta.ejecutar.procesos.propio import con_avisos, es_propio, solo_envuelve
from imprenta.ejecutar.procesos.veneno import (
    CEROS,
    ESCRITAS,
    FORMAS,
    LARGAS,
    LLANAS,
    MANERAS,
    NADAS,
    NO_FINITAS,
    OTRAS,
    PARTIDAS,
    PUESTAS,
    VACIAS,
    VALORES,
    Veneno,
)
from imprenta.libro.modelo import CAMBIA, CONSTANTE, INDIFERENTE

globals()["__builtins__"] = dict(vars(builtins))  # los de este módulo, aunque la página cambie los de todos

DE_FORMA = (FORMAS, LARGAS, OTRAS)
DE_UNA_CIFRA = (*[(VALORES, n) for n in range(MANERAS)], *[(r, 0) for r in (*DE_FORMA, LLANAS)])
DE_UNA_AFIRMACION = (
    *[(VALORES, n) for n in range(MANERAS, 3 * MANERAS)],
    *[(r, 0) for r in (CEROS, VACIAS, NADAS, PARTIDAS)],
)
NOMBRA_LO_NO_FINITO = re.compile(r"isfinite|isnan|isinf|\bnan\b|\binf\b")
NOMBRA_TIPOS = re.compile(r"\bisinstance\b|\btype\(|__class__|\bhasattr\b|\bcallable\b")
DE_OTRO_TIPO: tuple[Any, ...] = ("", 0, 0.5, [], {}, (), len)
CASI_LO_MISMO = 1e-6
HONDURA_DE_LA_HUELLA, MUCHOS = 8, 1000  # de los que son más no se mira lo que llevan dentro


def reparo_de(expresion: str, nombres: Mapping[str, Any]) -> str:
    """Por qué una expresión no demuestra nada: `CONSTANTE`, `INDIFERENTE` o `CAMBIA` y qué; si no, «».

    >>> reparo_de("p*0 + 0.99", {"p": 0.73}), reparo_de("p + 0.26", {"p": 0.73})
    ('indiferente', '')
    >>> reparo_de("0 <= abs(x)", {"x": 4}), reparo_de("0 <= x", {"x": 4})
    ('indiferente', '')
    >>> reparo_de("a.append(4) or 4", {"a": []})
    'cambia a'
    """
    arbol = ast.parse(expresion.strip(), mode="eval")
    usados = sorted({n.id for n in ast.walk(arbol) if isinstance(n, ast.Name) and n.id in nombres})
    espacio = dict(nombres)
    antes = _huella(espacio, usados)
    contestado = contestar(expresion, espacio)
    if contestado["error"]:
        return ""
    if cambiado := _cambiado(antes, _huella(espacio, usados)):
        return CAMBIA + cambiado
    propios = [nombre for nombre in usados if es_propio(nombres[nombre])]
    if not propios:
        return CONSTANTE if solo_envuelve(arbol.body, nombres) else ""
    if contestado["valor"] is False:
        return ""
    partes = _partes(arbol.body) if contestado["valor"] is True else [arbol.body]
    indiferentes = (_es_indiferente(ast.unparse(parte), nombres, propios) for parte in partes)
    return INDIFERENTE if any(indiferentes) else ""


def _partes(afirmacion: ast.expr) -> list[ast.expr]:
    """De «esto y aquello», cada parte tiene que poder ser falsa."""
    es_y = isinstance(afirmacion, ast.BoolOp) and isinstance(afirmacion.op, ast.And)
    return afirmacion.values if es_y else [afirmacion]  # type: ignore[attr-defined]  # lo ha mirado ya


def _es_indiferente(expresion: str, nombres: Mapping[str, Any], propios: list[str]) -> bool:
    """Si da lo mismo con todos los venenos con que se deja calcular."""
    espacio = dict(nombres)
    real = contestar(expresion, espacio)["valor"]
    probada = False
    for clase, numero in _rondas(expresion, real):
        venenos = [Veneno(clase, numero, n, de_mas) for de_mas, n in enumerate(propios, 1)]
        with con_avisos("error"):  # una cuenta de la que se avisa no se ha podido hacer
            espacio.update((n, veneno.de(nombres[n])) for n, veneno in zip(propios, venenos, strict=True))
            contestado = contestar(expresion, espacio)
        if not contestado["error"]:
            if not _se_parecen(real, contestado["valor"], solo_forma=clase in DE_FORMA):
                return False
            probada = probada or clase == VALORES
    return probada


def _rondas(expresion: str, real: Any) -> Iterator[tuple[str, Any]]:
    """Los venenos que se prueban, antes los que más suelen notarse."""
    yield from DE_UNA_CIFRA
    if isinstance(real, str):
        yield NADAS, 0  # de qué tipo es algo
    if isinstance(real, bool):
        yield from DE_UNA_AFIRMACION
        escritas = (n.value for n in ast.walk(ast.parse(expresion)) if isinstance(n, ast.Constant))
        yield from ((ESCRITAS, escrita) for escrita in escritas)
        if NOMBRA_TIPOS.search(expresion):
            yield from ((PUESTAS, otra) for otra in DE_OTRO_TIPO)
        if NOMBRA_LO_NO_FINITO.search(expresion):
            yield from ((NO_FINITAS, rara) for rara in (math.nan, math.inf, -math.inf))


def _se_parecen(uno: Any, otro: Any, solo_forma: bool = False) -> bool:
    """Si dos respuestas dicen lo mismo; de otra forma, si los mismos números más o menos veces."""
    if solo_forma and set(_hojas(uno)) == set(_hojas(otro)):
        return True
    if isinstance(uno, list) and isinstance(otro, list):
        return len(uno) == len(otro) and all(map(_se_parecen, uno, otro))
    if isinstance(uno, int | float) and isinstance(otro, int | float):
        return uno == otro or abs(uno - otro) <= CASI_LO_MISMO * max(abs(uno), abs(otro))
    return bool(uno == otro)


def _hojas(valor: Any) -> Iterator[str]:
    """Lo que hay en una respuesta, a cinco cifras: las que da también un número de menos precisión."""
    if isinstance(valor, list):
        for hijo in valor:
            yield from _hojas(hijo)
    else:
        yield f"{valor:.5g}" if isinstance(valor, int | float) else repr(valor)


# ——— Lo que cambia al evaluarla ———


def _huella(espacio: dict[str, Any], usados: list[str]) -> dict[str, Any]:
    """Qué es cada nombre y, de los usados, lo que lleva dentro y se puede cambiar."""
    return {n: (id(v), _dentro(v, 0) if n in usados else None) for n, v in espacio.items()}


def _cambiado(antes: dict[str, Any], ahora: dict[str, Any]) -> str:
    distintos = (n for n in antes.keys() | ahora.keys() if antes.get(n) != ahora.get(n))
    return ", ".join(sorted(n for n in distintos if n != "__builtins__"))


def _dentro(valor: Any, hondura: int) -> Any:
    if hondura > HONDURA_DE_LA_HUELLA:
        return None
    if isinstance(valor, dict | list | tuple | set) and len(valor) > MUCHOS:
        return len(valor), hash(tuple(map(id, valor)))
    if isinstance(valor, dict):
        return [(id(clave), _dentro(hijo, hondura + 1)) for clave, hijo in valor.items()]
    if isinstance(valor, list | tuple | set):
        return [(id(hijo), _dentro(hijo, hondura + 1)) for hijo in valor]
    if isinstance(valor, Random):
        return valor.getstate()
    if isinstance(valor, io.IOBase):
        return valor.closed or valor.tell()
    if isinstance(valor, types.GeneratorType):
        return valor.gi_frame and valor.gi_frame.f_lasti
    if hasattr(valor, "bit_generator"):
        return repr(valor.bit_generator.state)
    if hasattr(valor, "__next__"):
        return operator.length_hint(valor)
    if hasattr(valor, "tobytes") and hasattr(valor, "dtype"):
        return hash(valor.ravel()[:: 1 + valor.size // (MUCHOS * MUCHOS)].tobytes())
    return id(valor)
