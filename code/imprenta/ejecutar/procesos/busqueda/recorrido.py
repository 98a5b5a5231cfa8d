"""El recorrido por lo que hay en los nombres de una página, de lo más sencillo a lo más hondo."""

from __future__ import annotations

import builtins
import contextlib
import functools
import heapq
import inspect
import itertools
import math
import numbers
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from imprenta.ejecutar.procesos.busqueda.arreglos import donde_esta, resumenes_de
from imprenta.ejecutar.procesos.busqueda.blancos import Acierto, Blanco, Gasto, de_un_solo_numero
from imprenta.ejecutar.procesos.busqueda.indices import ATRIBUTO, CLAVE, Indices, clave_escrita
from imprenta.ejecutar.procesos.busqueda.limite import a_prueba, con_tope
from imprenta.ejecutar.procesos.propio import con_avisos, es_propio
from imprenta.ejecutar.procesos.resumido import valor_corto

globals()["__builtins__"] = dict(vars(builtins))  # los de este módulo, aunque la página cambie los de todos

HONDURA_DEL_RECORRIDO = 4
ELEMENTOS_QUE_SE_MIRAN = 200  # de lo que no es un arreglo
FILAS_QUE_SE_MIRAN = 12
DE_UN_ARREGLO_ENTERO = 2_000_000
NOMBRADA = re.compile(r"[\w.]+(?:\[[^\[\]]*\])?[\w.]*")
EN_LA_RESERVA = 12  # elementos de un arreglo con que también se hacen cuentas


@dataclass(order=True)
class _Parada:
    """Algo que queda por mirar."""

    coste: float
    orden: int
    expresion: str = field(compare=False)
    valor: Any = field(compare=False)
    hondura: int = field(compare=False)
    origen: str = field(compare=False)
    es_parte: bool = field(default=False, compare=False)  # de un arreglo: sus elementos ya se han visto


class Recorrido:
    """Lo que se halla en unos nombres; `indices` dice cómo se escriben sus elementos."""

    def __init__(self, blancos: Sequence[Blanco], cuenta: Gasto, indices: Indices) -> None:
        self.blancos, self.cuenta, self.indices = blancos, cuenta, indices
        self.de_un_numero = de_un_solo_numero(blancos)
        self.de_varios = [blanco for blanco in blancos if blanco.forma]
        self.numeros: dict[str, tuple[float, float]] = {}  # de cada expresión, su valor y su coste
        self.arreglos: dict[str, tuple[Any, float]] = {}
        self.pendientes: list[_Parada] = []
        self.vistos: dict[int, Any] = {}
        self.orden = itertools.count()
        self.con_mediana = ""

    def poner(
        self,
        expresion: str,
        valor: Any,
        coste: float,
        hondura: int = 0,
        origen: str = "",
        es_parte: bool = False,
    ) -> None:
        """Algo más que mirar, cuando le llegue el turno."""
        parada = _Parada(coste, next(self.orden), expresion, valor, hondura, origen, es_parte)
        heapq.heappush(self.pendientes, parada)

    def andar(self) -> None:
        """Mira todo lo que queda, y lo que hay dentro."""
        with con_avisos("ignore"):
            while self.pendientes:
                self.cuenta.gastar()
                with a_prueba():
                    self._mirar(heapq.heappop(self.pendientes))

    def _mirar(self, p: _Parada) -> None:
        if isinstance(p.valor, str | bytes | bool | type(None)) or inspect.isroutine(p.valor):
            return
        if isinstance(p.valor, numbers.Number):
            self._numero(p)
        elif not self._es_visto(p) and (manera := self._manera(p.valor)) is not None:
            manera(p)

    def _es_visto(self, p: _Parada) -> bool:
        """Si ya se ha mirado por otro camino; los nombres de la página se miran todos."""
        visto = id(p.valor) in self.vistos
        self.vistos[id(p.valor)] = p.valor  # que nadie más use ese id
        return visto and p.hondura > 0

    # ——— Números ———

    def _numero(self, p: _Parada) -> None:
        if type(p.valor).__name__ == "Fraction" and p.hondura < HONDURA_DEL_RECORRIDO:
            for campo in ("numerator", "denominator"):
                self._dentro(p, f".{campo}", getattr(p.valor, campo), 1.5)
        self.acertar(p.expresion, p.valor, p.coste, p.origen)

    def acertar(self, expresion: str, valor: Any, coste: float, origen: str = "") -> None:
        """Apunta un número donde acierte, y lo guarda para hacer cuentas con él."""
        if isinstance(valor, bool | complex):
            return
        flotante = float(valor)
        if not math.isfinite(flotante):
            return
        if expresion not in self.numeros:
            self.numeros[expresion] = flotante, coste
        for blanco, cifra in self.de_un_numero:
            if cifra.acierta(flotante):
                de_mas = 0.3 if cifra.es_entero and not isinstance(valor, numbers.Integral) else 0.0
                blanco.apuntar(Acierto(expresion, valor_corto(valor), coste + de_mas, origen))

    # ——— Lo que tiene cosas dentro ———

    def _dentro(self, p: _Parada, resto: str, valor: Any, de_mas: float, es_parte: bool = False) -> None:
        if p.hondura < HONDURA_DEL_RECORRIDO:
            self.poner(p.expresion + resto, valor, p.coste + de_mas, p.hondura + 1, p.origen, es_parte)

    def _cuantos(self, p: _Parada) -> None:
        de_mas = (
            0.7 if NOMBRADA.fullmatch(p.expresion) else 1.8
        )  # lo que mide algo calculado casi nunca importa
        self.acertar(f"len({p.expresion})", len(p.valor), p.coste + de_mas, p.origen)

    def _diccionario(self, p: _Parada) -> None:
        self._cuantos(p)
        de_mas = CLAVE + math.log10(max(1, len(p.valor))) / 2
        for clave, valor in itertools.islice(list(p.valor.items()), ELEMENTOS_QUE_SE_MIRAN):
            if isinstance(clave, str | int | float) and not isinstance(clave, bool):
                self._dentro(p, f"[{clave_escrita(clave)}]", valor, de_mas)
                for nombre, coste in self.indices.nombres_de(clave, p.expresion):
                    self._dentro(p, f"[{nombre}]", valor, coste)

    def _tupla_con_nombres(self, p: _Parada) -> None:
        for campo in p.valor._fields:
            self._dentro(p, f".{campo}", getattr(p.valor, campo), ATRIBUTO)

    def _lista(self, p: _Parada) -> None:
        self._cuantos(p)
        cuantos = len(p.valor)
        sencillos = cuantos <= 10_000 and all(isinstance(v, numbers.Real) for v in p.valor)
        if cuantos and sencillos:
            for resumen, coste in (("sum", 1.3), ("max", 1.0), ("min", 1.0)):
                valor = getattr(builtins, resumen)(p.valor)
                self.acertar(f"{resumen}({p.expresion})", valor, p.coste + coste, p.origen)
            self._acertar_varios(p.expresion, p.valor, p.coste, p.origen)
        elif p.valor and isinstance(p.valor[0], list | tuple):
            self._acertar_varios(p.expresion, p.valor, p.coste, p.origen)
        if 1 < cuantos <= 1000:
            with contextlib.suppress(TypeError):
                self.acertar(f"len(set({p.expresion}))", len(set(p.valor)), p.coste + 2, p.origen)
        for k in _que_se_miran(cuantos):
            for escrito, coste in self.indices.de(k, cuantos, p.expresion):
                self._dentro(p, f"[{escrito}]", p.valor[k], coste)

    def _modulo(self, p: _Parada) -> None:
        for nombre, valor in list(vars(p.valor).items()):
            if not nombre.startswith("_") and not callable(valor) and not inspect.ismodule(valor):
                self._dentro(p, f".{nombre}", valor, 1.0)

    def _objeto(self, p: _Parada) -> None:
        """Los atributos de un objeto de la página o del libro; los que se calculan, con el tiempo contado."""
        clase = type(p.valor)
        campos = dict.fromkeys(getattr(p.valor, "__dict__", ()))
        for madre in clase.__mro__:
            if es_propio(madre):
                campos |= dict.fromkeys(
                    n for n, v in vars(madre).items() if _da_un_valor(v) and n not in campos
                )
        for campo in itertools.islice(campos, ELEMENTOS_QUE_SE_MIRAN):
            if not campo.startswith("_"):
                with a_prueba(), con_tope():
                    self._dentro(p, f".{campo}", getattr(p.valor, campo), ATRIBUTO)
        if hasattr(clase, "__len__"):
            with a_prueba(), con_tope():
                self._cuantos(p)

    # ——— Arreglos de NumPy ———

    def _arreglo(self, p: _Parada) -> None:
        arreglo = p.valor
        if arreglo.dtype.kind == "b" and arreglo.ndim:
            self._resumenes(p)
            return
        if arreglo.dtype.kind not in "iuf" or not 0 < arreglo.size <= DE_UN_ARREGLO_ENTERO:
            if arreglo.ndim:
                self._cuantos(p)
            return
        if not arreglo.ndim:
            self.acertar(p.expresion, arreglo.item(), p.coste, p.origen)
            return
        if p.hondura < 3 and arreglo.size <= 64:
            self.arreglos.setdefault(p.expresion, (arreglo, p.coste))
        self._acertar_varios(p.expresion, arreglo, p.coste, p.origen)
        self._resumenes(p)
        if not p.es_parte:
            self._elementos(p)
        if arreglo.ndim > 1 and (not p.es_parte or arreglo.ndim == 2):
            self._filas(p)

    def _filas(self, p: _Parada) -> None:
        arreglo = p.valor
        for k in range(min(len(arreglo), FILAS_QUE_SE_MIRAN)):
            for escrito, coste in self.indices.de(k, len(arreglo), p.expresion):
                self._dentro(p, f"[{escrito}]", arreglo[k], coste, es_parte=True)
        if arreglo.ndim == 2 and self.de_varios:
            for blanco in self.de_varios:
                if arreglo.shape[::-1] == blanco.forma and arreglo.shape[0] != arreglo.shape[1]:
                    self._acertar_varios(f"{p.expresion}.T", arreglo.T, p.coste + 1, p.origen)
            for k in range(min(arreglo.shape[1], FILAS_QUE_SE_MIRAN)):
                self._dentro(p, f"[:, {k}]", arreglo[:, k], 1.5, es_parte=True)

    def _resumenes(self, p: _Parada) -> None:
        for molde, valor, coste in resumenes_de(p.valor, self.con_mediana):
            self.acertar(molde.format(p.expresion), valor, p.coste + coste, p.origen)
        self._cuantos(p)

    def _elementos(self, p: _Parada) -> None:
        """Dónde está en un arreglo cada número que se busca, sin mirar uno a uno los demás."""
        arreglo = p.valor
        for blanco, cifra in self.de_un_numero:
            for lugar in donde_esta(arreglo, cifra):
                valor = arreglo[lugar]
                es_de_mas = cifra.es_entero and arreglo.dtype.kind == "f"
                for escrito, coste in self.indices.lugares(lugar, arreglo.shape, p.expresion):
                    todo = p.coste + coste + 0.3 * es_de_mas
                    hallazgo = Acierto(f"{p.expresion}[{escrito}]", valor_corto(valor), todo, p.origen)
                    blanco.apuntar(hallazgo)
        if arreglo.size <= EN_LA_RESERVA:
            for lugar in itertools.product(*map(range, arreglo.shape)):
                escrito = ", ".join(map(str, lugar))
                valor = float(arreglo[lugar])
                self.numeros.setdefault(f"{p.expresion}[{escrito}]", (valor, p.coste + 1))

    def _acertar_varios(self, expresion: str, valor: Any, coste: float, origen: str) -> None:
        """Apunta un vector o una matriz donde acierte entero."""
        for blanco in self.de_varios:
            if len(valor) == blanco.forma[0] and _aciertan(blanco, valor):
                blanco.apuntar(Acierto(expresion, valor_corto(valor), coste, origen))

    def _manera(self, valor: Any) -> Callable[[_Parada], None] | None:
        """Cómo se mira dentro de un valor, si se sabe."""
        if all(hasattr(type(valor), n) for n in ("dtype", "tolist", "ndim")):
            return self._arreglo
        if isinstance(valor, tuple) and hasattr(type(valor), "_fields"):
            return self._tupla_con_nombres
        for clases, manera in (
            (dict, self._diccionario),
            (list | tuple | range, self._lista),
            (set | frozenset, self._cuantos),
        ):
            if isinstance(valor, clases):
                return manera
        if inspect.ismodule(valor):
            return self._modulo if es_propio(valor) else None
        return self._objeto if not inspect.isclass(valor) and es_propio(type(valor)) else None


def _que_se_miran(cuantos: int) -> list[int]:
    if cuantos <= ELEMENTOS_QUE_SE_MIRAN:
        return list(range(cuantos))
    return [*range(ELEMENTOS_QUE_SE_MIRAN), cuantos - 1]


def _da_un_valor(estatico: Any) -> bool:
    calculado = isinstance(estatico, property | functools.cached_property)
    return calculado or type(estatico).__name__ == "member_descriptor" or isinstance(estatico, numbers.Number)


def _aciertan(blanco: Blanco, valor: Any) -> bool:
    anidado = valor.tolist() if hasattr(valor, "tolist") else valor
    numeros = list(_numeros_de(anidado, blanco.forma))
    return len(numeros) == len(blanco.cifras) and all(
        c.acierta(n) for c, n in zip(blanco.cifras, numeros, strict=True)
    )


def _numeros_de(valor: Any, forma: tuple[int, ...]) -> Iterator[float]:
    """Los números de unas listas anidadas, si tienen justo esa forma."""
    if not forma:
        if isinstance(valor, numbers.Real):
            yield float(valor)
    elif isinstance(valor, list | tuple) and len(valor) == forma[0]:
        for parte in valor:
            yield from _numeros_de(parte, forma[1:])
