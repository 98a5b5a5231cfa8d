"""Lo que una afirmación mira de una colección: qué elementos, de cambiar, la harían falsa.

`x[0] > x[-1]` y `x[::50].max() < 6` no dicen nada de los demás elementos de `x`. Cada uno se cambia por otro
—enorme, negativo, cero, lo que no es un número— y se vuelve a evaluar la afirmación; como `max(x)` mira
también los que no mandan, se prueba además con algunos en el lugar de otro que sí se nota. Los largos se
prueban a trozos, partiendo en dos los que se notan.

Solo se prueba lo que la afirmación toma por `partes`; y de una fila, elegida por su lugar, puede decir que
cumple todo lo suyo: `M[-1].all()`.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import copy
import json
import math
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from imprenta.ejecutar.procesos.partes import (
    Tomada,
    es_de_datos,
    es_matriz,
    mira_alguna_entera,
    tomadas_de,
    valor_de,
)
from imprenta.ejecutar.procesos.propio import con_avisos
from imprenta.libro.modelo import PARCIAL

globals()["__builtins__"] = dict(vars(builtins))  # los de este módulo, aunque la página cambie los de todos

PROCESADOR_DE_PARCIALES = 1.0  # de procesador: lo que no se llega a probar se da por mirado
MAYUSCULO = 10**9
OTROS: tuple[Any, ...] = (math.nan, MAYUSCULO, -MAYUSCULO, 0)
EJEMPLARES = 2  # de los que se notan, en cuyo lugar se prueban los demás
DE_MUESTRA = 30  # de los demás: si ninguno se nota ahí, no se nota ninguno
LOS_QUE_SE_DICEN = 3


@dataclass(frozen=True)
class Parcial:
    """De una colección, cuántos elementos tiene y cuáles no se miran."""

    coleccion: str
    total: int
    faltan: tuple[Any, ...]

    @property
    def reparo(self) -> str:
        """Lo mismo, como viaja: solo los primeros que faltan, y cuántos son."""
        primeros = [repr(lugar) for lugar in self.faltan[:LOS_QUE_SE_DICEN]]
        return PARCIAL + json.dumps(
            [self.coleccion, self.total, len(self.faltan), primeros], ensure_ascii=False
        )


class SinTiempo(Exception):
    """Probarlos todos costaría demasiado."""


def parcial_de(expresion: str, nombres: Mapping[str, Any]) -> Parcial | None:
    """La colección de la que una afirmación cierta solo mira unos elementos, si no mira otra entera.

    >>> parcial_de("x[0] > x[-1]", {"x": [4, 3, 2]}), parcial_de("min(x) > x[0] - 5", {"x": [4, 3, 2]})
    (Parcial(coleccion='x', total=3, faltan=(1,)), None)
    """
    arbol = ast.parse(expresion.strip(), mode="eval").body
    tomadas = tomadas_de(arbol, nombres)
    if not tomadas or not _es_cierta(arbol, nombres) or mira_alguna_entera(arbol, nombres):
        return None
    hasta = time.process_time() + PROCESADOR_DE_PARCIALES
    halladas = []
    with contextlib.suppress(SinTiempo), con_avisos("ignore"):
        for tomada in tomadas:
            vista = _Vista(_Prueba(arbol, tomada, nombres, hasta), tomada)
            if vista.es_entera:
                return None
            halladas += [vista.parcial] if vista.parcial else []
        return halladas[0] if halladas else None
    return None


def _es_cierta(arbol: ast.expr, nombres: Mapping[str, Any]) -> bool:
    """Si da verdadero, y no un número: de lo demás no se dice que sea de todos."""
    valor = valor_de(arbol, nombres)
    return type(valor).__name__ in ("bool", "bool_") and bool(valor)


class _Prueba:
    """La afirmación, evaluada con otra cosa en el lugar de una colección."""

    def __init__(self, arbol: ast.expr, tomada: Tomada, nombres: Mapping[str, Any], hasta: float) -> None:
        self.espacio, self.hasta = dict(nombres), hasta
        cambiado = _EnSuLugar(ast.unparse(tomada.nodo)).visit(copy.deepcopy(arbol))
        self.codigo = compile(ast.unparse(cambiado), "<parcial>", "eval")

    def con(self, valor: Any) -> Any:
        """Lo que da; de lo que no se puede calcular, por qué."""
        if time.process_time() > self.hasta:
            raise SinTiempo
        self.espacio[_EnSuLugar.NOMBRE] = valor
        try:
            return bool(eval(self.codigo, self.espacio))
        except Exception as error:
            return type(error)


class _EnSuLugar(ast.NodeTransformer):
    """Da un nombre a una colección, que puede ser parte de otra o lo que da una función."""

    NOMBRE = "_coleccion_en_prueba"

    def __init__(self, coleccion: str) -> None:
        self.coleccion = coleccion

    def visit(self, nodo: ast.AST) -> Any:
        if isinstance(nodo, ast.expr) and ast.unparse(nodo) == self.coleccion:
            return ast.Name(self.NOMBRE, ast.Load())
        return self.generic_visit(nodo)


class _Vista:
    """Lo que se mira de una colección."""

    def __init__(self, prueba: _Prueba, tomada: Tomada) -> None:
        self.prueba, self.tomada, self.valor = prueba, tomada, tomada.valor
        self.lugares = [*self.valor] if isinstance(self.valor, dict) else [*range(len(self.valor))]
        self.vistos = self._vistos(self.valor, self.lugares)

    def _vistos(self, base: Any, lugares: list[Any]) -> set[Any]:
        vistos = {*self._notados(base, lugares)}
        demas = [lugar for lugar in lugares if lugar not in vistos]
        muestra = demas[:: max(1, len(demas) // DE_MUESTRA)]
        ejemplares = sorted(vistos, key=lugares.index)[:: max(1, len(vistos) - 1)][:EJEMPLARES]
        for ejemplar in ejemplares:
            if any(self._se_nota_en_lugar_de(ejemplar, lugar) for lugar in muestra):
                return vistos | {lugar for lugar in demas if self._se_nota_en_lugar_de(ejemplar, lugar)}
        return vistos

    def _se_nota_en_lugar_de(self, ejemplar: Any, lugar: Any) -> bool:
        return self._se_nota(_intercambiados(self.valor, ejemplar, lugar), [lugar])

    def _notados(self, base: Any, lugares: list[Any]) -> Iterator[Any]:
        """Los lugares en que un cambio se nota: se parten en dos los trozos en que se nota alguno."""
        if not lugares or not self._se_nota(base, lugares):
            return
        if len(lugares) == 1:
            yield from lugares
            return
        mitad = len(lugares) // 2
        yield from self._notados(base, lugares[:mitad])
        yield from self._notados(base, lugares[mitad:])

    def _se_nota(self, base: Any, lugares: list[Any]) -> bool:
        da = self.prueba.con(base)
        return any(self.prueba.con(_cambiada(base, lugares, otro)) != da for otro in OTROS)

    @property
    def es_entera(self) -> bool:
        """Si se mira toda, o toda una fila de las que se eligen por su lugar."""
        if len(self.vistos) == len(self.lugares):
            return True
        return bool(self.vistos) and self.tomada.por_su_lugar and self._es_entera_la_fila()

    def _es_entera_la_fila(self) -> bool:
        fila = next(lugar for lugar in self.lugares if lugar in self.vistos)
        dentro = self.valor[fila]
        if not es_de_datos(dentro):
            return False
        lugares = [*dentro] if isinstance(dentro, dict) else range(len(dentro))
        return all(self._se_nota_en_la_fila(fila, dentro, lugar) for lugar in lugares)

    def _se_nota_en_la_fila(self, fila: Any, dentro: Any, lugar: Any) -> bool:
        filas = (_cambiada(dentro, [lugar], otro) for otro in OTROS)
        return any(self.prueba.con(_con_otra_fila(self.valor, fila, otra)) is not True for otra in filas)

    @property
    def parcial(self) -> Parcial | None:
        if not self.vistos or self.tomada.es_un_trozo:
            return None
        faltan = tuple(lugar for lugar in self.lugares if lugar not in self.vistos)
        return Parcial(ast.unparse(self.tomada.nodo), len(self.lugares), faltan)


def _cambiada(base: Any, lugares: list[Any], otro: Any) -> Any:
    """Una colección como `base`, con otra cosa en esos lugares."""
    if es_matriz(base):
        es_logica = base.dtype.kind == "b"
        otra = base.copy() if base.dtype.kind in "bfc" else base.astype(float)
        otra[lugares] = ~base[lugares] if es_logica else otro
        return otra
    otra = dict(base) if isinstance(base, dict) else [*base]
    for lugar in lugares:
        otra[lugar] = _otro(otra[lugar], otro)
    return tuple(otra) if isinstance(base, tuple) else otra


def _otro(valor: Any, otro: Any) -> Any:
    if isinstance(valor, bool):
        return not valor
    es_coleccion = es_matriz(valor) or (isinstance(valor, list | tuple) and valor)
    return _cambiada(valor, [*range(len(valor))], otro) if es_coleccion else otro


def _con_otra_fila(base: Any, lugar: Any, fila: Any) -> Any:
    otra = base.astype(fila.dtype) if es_matriz(base) else dict(base) if isinstance(base, dict) else [*base]
    otra[lugar] = fila
    return tuple(otra) if isinstance(base, tuple) else otra


def _intercambiados(base: Any, uno: Any, otro: Any) -> Any:
    if es_matriz(base):
        cambiada = base.copy()
        cambiada[[uno, otro]] = base[[otro, uno]]
        return cambiada
    return _con_otra_fila(_con_otra_fila(base, uno, base[otro]), otro, base[uno])
