"""Lo fortuito: las llamadas con que una página da otra cosa cada vez, apuntadas según las hace.

Son el azar sin semilla, lo que sortea el sistema, el reloj y el entorno. Cuentan las que hacen la página y el
código del libro. Las de una biblioteca, no: lo que `tempfile` o `%timeit` piden para sus cosas no es de la
página. Solo si gasta el azar de todos, del que otros tomarán cifras, se dice también.

El azar de todos empieza siempre en el mismo punto, lo importe quien lo importe y cuando lo importe: que una
página dé lo mismo no depende de cuántas se ejecuten a la vez. Los demás generadores los siembra el sistema.
"""

from __future__ import annotations

import builtins
import ctypes
import datetime
import functools
import gc
import importlib.util
import os
import random
import secrets
import sys
import time
import timeit
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from inspect import unwrap
from pickle import dumps
from types import FrameType, ModuleType
from typing import TYPE_CHECKING, Any

from imprenta.ejecutar.dependencias.entorno import ENTORNO
from imprenta.ejecutar.dependencias.instalado import es_fija
from imprenta.ejecutar.procesos.lugar import lugar_en_la_pagina
from imprenta.libro.disco import CASA

if TYPE_CHECKING:
    from imprenta.ejecutar.procesos.vigilancia import Vigilancia

EN_LA_IMPRENTA = f"{CASA}{os.sep}"
PARTIDA = 0  # la semilla del azar de todos
VIGILAN = {"imprenta.ejecutar.procesos.vigilancia", "imprenta.ejecutar.procesos.miradas"}
INTERMEDIARIOS = {"random", "os", "collections.abc", *VIGILAN}  # piden en nombre de quien los llama
CRONOMETROS = ("<magic-timeit>", "<timeit-src>")  # lo que se mide con `%timeit` lleva dentro su reloj
RELOJES = (
    "time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "process_time",
    "process_time_ns", "thread_time", "thread_time_ns", "clock_gettime", "clock_gettime_ns",
)  # fmt: skip
SIN_MOMENTO = {"localtime": 1, "gmtime": 1, "ctime": 1, "asctime": 1, "strftime": 2}  # con tantos datos, no
DE_FECHAS = ((datetime.datetime, ("now", "utcnow", "today")), (datetime.date, ("today",)))
SORTEOS = (
    (os, ("urandom", "getrandom")),
    (uuid, ("uuid1", "uuid4")),
    (secrets, ("choice", "randbelow", "randbits", "token_bytes", "token_hex", "token_urlsafe")),
    (random.SystemRandom, ("random", "getrandbits")),
)
PONEN_EL_ESTADO = ("setstate", "set_state")
NO_GASTAN = {"seed", "getstate", "get_state", *PONEN_EL_ESTADO}
SIN_DUENO = ("sample", "ranf")  # de `np.random`: no son métodos del generador, pero lo gastan
Salvedad = Callable[..., bool]

globals()["__builtins__"] = dict(vars(builtins))  # los de este módulo, aunque la página cambie los de todos


@dataclass
class AzarDeTodos:
    """Un generador que comparten la página y las bibliotecas; `estado` dice por dónde va."""

    nombre: str
    estado: Callable[[], bytes]
    antes: bytes = b""
    sembrado: bool = False
    contado: bool = False


class Fortuitos:
    """Las llamadas fortuitas de una página, que se apuntan en su vigilancia."""

    def __init__(self, vigilancia: Vigilancia) -> None:
        self.vigilancia = vigilancia
        self.vistos: set[tuple[Any, int]] = set()  # los puntos del código de los que ya se ha contado algo
        self.de_todos: list[AzarDeTodos] = []
        self.sin_pedirlo: list[Any] = []  # generadores que toman una semilla del sistema para no usarla

    def anotar(self, clase: str, llamada: str) -> bool:
        """Apunta una llamada si la hace la página, o el código del libro; dice si es suya."""
        marco = _quien_llama()
        if marco is None or (clase == "reloj" and marco.f_code.co_filename in CRONOMETROS):
            return False
        punto = marco.f_code, marco.f_lasti
        if punto not in self.vistos:
            self.vistos.add(punto)
            archivo = marco.f_code.co_filename
            desde = "" if archivo.startswith("<") else f"{archivo}:{marco.f_lineno}"
            self._apuntar(clase, llamada, lugar_en_la_pagina(marco), desde)
        return True

    def _apuntar(self, clase: str, llamada: str, lugar: tuple[int, int, int] | None, desde: str) -> None:
        hecho = [clase, llamada, lugar, desde]
        self.vigilancia.apuntar("fortuitos", repr(hecho), hecho)

    def leer_variable(self, nombre: str) -> None:
        if nombre not in ENTORNO:
            self.anotar("entorno", "os.environ" if nombre == "*" else f'os.environ["{nombre}"]')

    def acabar_paso(self) -> None:
        """Apunta el azar de todos que se ha gastado sin que lo pidiera la página."""
        for azar in self.de_todos:
            if not (azar.sembrado or azar.contado) and azar.estado() != azar.antes:
                azar.contado = True
                self._apuntar("biblioteca", azar.nombre, None, "")


def vigilar_lo_fortuito(vigilancia: Vigilancia) -> Fortuitos:
    """Cambia las llamadas fortuitas por otras iguales que además se apuntan."""
    fortuitos = Fortuitos(vigilancia)
    vigilancia.al_leer_variable = fortuitos.leer_variable
    _vigilar_relojes(fortuitos)
    for modulo, nombres in SORTEOS:
        for nombre in nombres:
            _cambiar(fortuitos, modulo, nombre, "sorteo")
    _vigilar_random(fortuitos)
    if "numpy.random" in sys.modules:
        _vigilar_numpy(fortuitos, sys.modules["numpy.random"])
    else:
        sys.meta_path.insert(0, AlImportar("numpy.random", functools.partial(_vigilar_numpy, fortuitos)))
    return fortuitos


# ——— Quién llama ———


def _quien_llama() -> FrameType | None:
    """El marco de la página, o del código del libro, que hace la llamada; None si la hace una biblioteca."""
    marco: FrameType | None = sys._getframe(1)
    while marco is not None and _es_de_paso(marco):
        marco = marco.f_back
    if marco is None or _es_de_fuera(marco.f_code.co_filename):
        return None
    return marco


def _es_de_paso(marco: FrameType) -> bool:
    return marco.f_code.co_filename == __file__ or marco.f_globals.get("__name__") in INTERMEDIARIOS


def _es_de_fuera(archivo: str) -> bool:
    return archivo.startswith(("<frozen", EN_LA_IMPRENTA)) or es_fija(archivo)


# ——— Qué llamadas ———


def _cambiar(
    fortuitos: Fortuitos,
    modulo: Any,
    nombre: str,
    clase: str,
    cuando: Salvedad | None = None,
    llamada: str = "",
) -> None:
    """Pone en el lugar de una función otra que se apunta, si el sistema la tiene."""
    if (original := getattr(modulo, nombre, None)) is None:
        return
    dicha = llamada or _llamada(modulo, nombre)

    def contada(*datos: Any, **opciones: Any) -> Any:
        if cuando is None or cuando(*datos, **opciones):
            fortuitos.anotar(clase, dicha)
        return original(*datos, **opciones)

    _poner(modulo, nombre, original, contada)


def _llamada(modulo: Any, nombre: str) -> str:
    """Cómo se escribe una llamada: `np.random.rand`, `random.SystemRandom`."""
    if isinstance(modulo, type):
        return f"{modulo.__module__}.{modulo.__qualname__}"
    return f"{modulo.__name__.replace('numpy', 'np')}.{nombre}"


def _poner(modulo: Any, nombre: str, original: Any, otra: Callable[..., Any]) -> None:
    """Cambia una función por otra que se llama, se explica y se manda a otro proceso como ella."""
    functools.update_wrapper(otra, original)
    if isinstance(modulo, ModuleType):
        otra.__module__, otra.__qualname__ = modulo.__name__, nombre
    setattr(modulo, nombre, otra)


def _vigilar_relojes(fortuitos: Fortuitos) -> None:
    for nombre in RELOJES:
        _cambiar(fortuitos, time, nombre, "reloj")
    for nombre, datos in SIN_MOMENTO.items():
        _cambiar(fortuitos, time, nombre, "reloj", _con_menos_de(datos))
    for nombre in ("timeit", "repeat", "default_timer"):
        _cambiar(fortuitos, timeit, nombre, "reloj")
    for tipo, nombres in DE_FECHAS:
        atributos = gc.get_referents(tipo.__dict__)[0]  # el tipo es de C: por la puerta no se deja cambiar
        for nombre in nombres:
            atributos[nombre] = _de_fecha(fortuitos, tipo, nombre)
        ctypes.pythonapi.PyType_Modified(ctypes.py_object(tipo))


def _con_menos_de(cuantos: int) -> Salvedad:
    return lambda *datos, **_: len(datos) < cuantos


def _de_fecha(fortuitos: Fortuitos, tipo: type, nombre: str) -> Any:
    original = next(t.__dict__[nombre] for t in tipo.__mro__ if nombre in t.__dict__)

    def contada(clase: type, *datos: Any, **opciones: Any) -> Any:
        fortuitos.anotar("reloj", f"datetime.{tipo.__name__}.{nombre}")
        return original.__get__(None, clase)(*datos, **opciones)

    return classmethod(functools.update_wrapper(contada, original))


def _vigilar_random(fortuitos: Fortuitos) -> None:
    de_todos: Any = random.seed.__self__  # type: ignore[attr-defined]  # es un método del generador de todos
    gastan = [n for n in random.__all__ if getattr(getattr(random, n), "__self__", None) is de_todos]
    azar = AzarDeTodos("random", lambda: dumps(random.getstate()))
    _compartir(fortuitos, random, azar, gastan)
    sembrar = random.Random.seed

    def seed(generador: random.Random, a: Any = None, version: int = 2) -> None:
        if a is None:
            fortuitos.anotar("azar", "random.Random")
        sembrar(generador, a, version)

    _poner(random.Random, "seed", sembrar, seed)


def _vigilar_numpy(fortuitos: Fortuitos, modulo: Any) -> None:
    """Vigila `numpy.random`, recién importado o heredado."""
    de_todos = modulo.mtrand._rand
    gastan = [n for n, f in vars(modulo).items() if getattr(f, "__self__", None) is de_todos]
    azar = AzarDeTodos("np.random", lambda: dumps(de_todos.get_state(legacy=False)))
    _cambiar(fortuitos, modulo, "default_rng", "azar", _sin_semilla)
    _compartir(fortuitos, modulo, azar, [*gastan, *SIN_DUENO])
    # Sin semilla, todo generador nuevo de NumPy pasa por aquí; y con ella, solo el de `RandomState`.
    sin_pedirlo = fortuitos.sin_pedirlo
    modulo.bit_generator.randbits = unwrap(
        modulo.bit_generator.randbits
    )  # el de `secrets`, quizá ya cambiado
    _cambiar(
        fortuitos,
        modulo.bit_generator,
        "randbits",
        "azar",
        lambda *_: not sin_pedirlo,
        "un generador de np.random",
    )
    modulo.RandomState = _random_state(fortuitos, modulo.RandomState)


def _random_state(fortuitos: Fortuitos, original: Any) -> Any:
    """El mismo tipo de generador, que se apunta si no se siembra; es de C, y no se deja cambiar."""

    class Tipo(type):
        def __instancecheck__(cls, algo: object) -> bool:
            return isinstance(algo, original)

    def __init__(generador: Any, seed: Any = None) -> None:
        if seed is None:
            fortuitos.anotar("azar", "np.random.RandomState")
        fortuitos.sin_pedirlo.append(generador)
        try:
            original.__init__(generador, seed)
        finally:
            fortuitos.sin_pedirlo.pop()

    return Tipo(original.__name__, (original,), {"__init__": __init__, "__module__": original.__module__})


def _sin_semilla(*datos: Any, **opciones: Any) -> bool:
    return next(iter((*datos, *opciones.values())), None) is None


def _compartir(fortuitos: Fortuitos, modulo: Any, azar: AzarDeTodos, nombres: Iterable[str]) -> None:
    """Siembra un generador de todos y vigila quién lo siembra y quién lo gasta."""
    modulo.seed(PARTIDA)
    azar.antes = azar.estado()
    fortuitos.de_todos.append(azar)
    for nombre in ("seed", *PONEN_EL_ESTADO):
        if hasattr(modulo, nombre):
            _poner(modulo, nombre, getattr(modulo, nombre), _que_siembra(fortuitos, modulo, nombre, azar))
    for nombre in set(nombres) - NO_GASTAN:
        _poner(modulo, nombre, getattr(modulo, nombre), _que_gasta(fortuitos, modulo, nombre, azar))


def _que_siembra(fortuitos: Fortuitos, modulo: Any, nombre: str, azar: AzarDeTodos) -> Callable[..., Any]:
    original, llamada = getattr(modulo, nombre), _llamada(modulo, nombre)

    def sembrar(*datos: Any, **opciones: Any) -> Any:
        azar.sembrado = not _sin_semilla(*datos, **opciones)
        if not azar.sembrado:
            azar.contado = fortuitos.anotar("azar", llamada)
        return original(*datos, **opciones)

    return sembrar


def _que_gasta(fortuitos: Fortuitos, modulo: Any, nombre: str, azar: AzarDeTodos) -> Callable[..., Any]:
    original, llamada = getattr(modulo, nombre), _llamada(modulo, nombre)

    def gastar(*datos: Any, **opciones: Any) -> Any:
        if not azar.sembrado and fortuitos.anotar("azar", llamada):
            azar.contado = True
        return original(*datos, **opciones)

    return gastar


class AlImportar:
    """Un buscador de módulos que hace algo con uno en cuanto se ha importado, y se va."""

    def __init__(self, nombre: str, hacer: Callable[[ModuleType], None]) -> None:
        self.nombre, self.hacer = nombre, hacer

    def find_spec(self, nombre: str, *_: Any) -> ModuleSpec | None:
        if nombre != self.nombre:
            return None
        sys.meta_path.remove(self)
        ficha = importlib.util.find_spec(nombre)
        if ficha is not None and ficha.loader is not None:
            importar = ficha.loader.exec_module

            def exec_module(modulo: ModuleType) -> None:
                importar(modulo)
                self.hacer(modulo)

            vars(ficha.loader)["exec_module"] = exec_module  # solo el de este módulo
        return ficha
