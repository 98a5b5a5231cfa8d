"""La vigilancia: qué lee y qué escribe una página fuera de sí misma, apuntado según ocurre.

Los archivos y las carpetas los cuentan los sucesos de auditoría de Python, también en los hijos que la página
bifurque; las variables, el propio `os.environ`. Lo que abre otro programa no se ve: solo que se arrancó.
"""

from __future__ import annotations

import _posixsubprocess
import contextlib
import functools
import importlib
import os
import sys
import threading
from collections.abc import Callable, Iterator
from json import dumps, loads
from pathlib import Path
from types import FrameType
from typing import Any

from imprenta.ejecutar.dependencias.entorno import DE_LOCALE
from imprenta.ejecutar.dependencias.instalado import (
    DE_PROGRAMAS,
    es_del_sistema,
    es_fija,
    lo_fijo,
    no_es_de_nadie,
)
from imprenta.ejecutar.dependencias.orden import palabras_de, variables_de
from imprenta.ejecutar.procesos.apuntes import Apuntes
from imprenta.ejecutar.procesos.lugar import lugar_en_la_pagina
from imprenta.ejecutar.procesos.vista import Mirador
from imprenta.libro.archivos import SIN_VER

RUTA = (str, bytes, os.PathLike)
LISTADOS = ("os.listdir", "os.scandir")
ARRANQUES = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn"}
# Programas que las bibliotecas arrancan para saber dónde están, y que del libro no abren nada.
INOFENSIVOS = {"fc-list", "uname", "ldconfig", "ld", "gcc", "cc", "lscpu"}
IMPORTAN = ("<frozen importlib", str(Path(importlib.__file__).with_name("metadata")))
TRASTORNADA = "cambia cómo funciona Python por dentro"
LARGO_DE_ORDEN = 60
ENLACES = {"os.link", "os.symlink"}
SE_ANADE = os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC | SIN_VER
DESCRIPTOR = (-1, None)  # lo que se dice cuando no se parte de una carpeta abierta
ENSENAN_EL_ENTORNO = {"env", "printenv"}
DEL_ARRANQUE = (*DE_LOCALE, "LANG", "LANGUAGE", "PATH", "TZ")
# Quienes preguntan en nombre de quien los llama si un archivo está.
PREGUNTAN = {"genericpath", "posixpath", "pathlib", "pathlib._local", "pathlib._abc", "glob"}


class Vigilancia(Apuntes):
    """Lo que un proceso ha visto y tocado; un hijo se lo cuenta a su padre por un archivo en memoria."""

    def __init__(self) -> None:
        super().__init__()
        self.nuevos: dict[str, dict[str, Any]] = {}  # de los hechos, los que aún no se han contado
        self.puestas: set[str] = set()  # las variables que la página ha puesto ella misma
        self.hilo = threading.local()  # lo que un hilo lee mientras apunta no es de la página
        self.dueno, self.buzon, self.recogido = os.getpid(), -1, 0
        self.callada = False
        self.vista: Mirador | None = None  # desde dónde se ve lo que no se audita
        self.al_leer_variable: Callable[[str], object] = lambda _: None

    def novedades(self) -> dict[str, dict[str, Any]]:
        """Lo apuntado desde la última vez que se preguntó, también por los hijos."""
        self.ponerse_al_dia()
        nuevos, self.nuevos = self.nuevos, {}  # de un golpe: otro hilo puede estar apuntando
        return nuevos

    def ponerse_al_dia(self) -> None:
        """Junta lo que los hijos han contado desde la última vez."""
        if self.buzon < 0 or os.getpid() != self.dueno:
            return
        with contextlib.suppress(OSError, ValueError):
            nuevo = os.fstat(self.buzon).st_size - self.recogido
            *renglones, _ = os.pread(self.buzon, nuevo, self.recogido).split(b"\n")
            for renglon in renglones:
                self.recogido += len(renglon) + 1
                self.apuntar(*loads(renglon))

    def callar(self) -> None:
        """Deja de apuntar: lo que este proceso haga ya no es de la página, y no puede dejar nada hecho."""
        self.buzon, self.hilo.ocupado, self.callada = -1, True, True
        if self.vista is not None:
            self.vista.presentarse(self.dueno, -1)

    def empezar(self) -> int:
        """Este proceso, recién bifurcado, es otro; dice quién apuntaba hasta ahora."""
        anterior, self.dueno, self.recogido = self.dueno, os.getpid(), 0
        if hasattr(os, "memfd_create"):
            with contextlib.suppress(OSError):  # si la página ha cerrado el del padre, ese número es de otro
                if Path(f"/proc/self/fd/{self.buzon}").readlink().match("memfd:vigilancia*"):
                    os.close(self.buzon)
            self.buzon = os.memfd_create("vigilancia")
        return anterior

    def heredar(self) -> None:
        """Este proceso, recién bifurcado de una página, apunta desde ahora lo suyo y lo de sus hijos."""
        anterior = self.empezar()
        if self.vista is not None:
            self.vista.presentarse(anterior, self.buzon)

    def ponerse_a_la_vista(self) -> None:
        """Desde ahora se ve también lo que abran los programas que arranque, si se puede."""
        if self.vista is not None and not self.vista.ponerse(self.buzon):
            self.vista = None

    def apuntar(self, clase: str, nombre: str, valor: Any = None) -> bool:
        if not super().apuntar(clase, nombre, valor):
            return False
        self.nuevos.setdefault(clase, {})[nombre] = valor
        if os.getpid() != self.dueno and self.buzon >= 0:
            self._contar([clase, nombre, valor])
        return True

    def _contar(self, hecho: list[Any]) -> None:
        """Se lo dice al padre, aunque el hijo haya cerrado ya todos sus descriptores."""
        with self.apuntando():
            buzon = os.open(f"/proc/{self.dueno}/fd/{self.buzon}", SE_ANADE)
            try:
                os.write(buzon, dumps(hecho).encode() + b"\n")
            finally:
                os.close(buzon)

    @contextlib.contextmanager
    def apuntando(self) -> Iterator[bool]:
        """Si hay que apuntar lo que pase en el bloque; un apunte que no se puede hacer no para la página."""
        libre = not getattr(self.hilo, "ocupado", False)
        self.hilo.ocupado = True
        try:
            with contextlib.suppress(OSError, ValueError):  # una ruta imposible, una carpeta que ya no está
                yield libre
        except Exception:
            self.hechos["ciega"].setdefault(TRASTORNADA)
            self.nuevos.setdefault("ciega", {})[TRASTORNADA] = None
        finally:
            self.hilo.ocupado = not libre

    # ——— Archivos ———

    def suceso(self, evento: str, datos: tuple[Any, ...]) -> None:
        """Un gancho de auditoría."""
        if self.callada:
            if evento in DEJAN_ALGO or (evento == "open" and _escribe(*datos[1:])):
                raise PermissionError(evento)
            return
        if evento == "open" and _es_de_lo_fijo(datos[0]):
            return  # casi siempre: lo que se importa de lo instalado
        if apuntar := APUNTES.get(evento):
            de_importar = sys._getframe(1).f_code.co_filename.startswith(IMPORTAN)
            with self.apuntando() as libre:
                if libre:
                    apuntar(self, datos, de_importar)

    def abrir(self, datos: tuple[Any, ...], de_importar: bool) -> None:
        archivo, modo, banderas = datos
        ruta = _ruta(archivo)
        es_texto = ruta.endswith(".py") and not de_importar
        if not _escribe(modo, banderas):
            self.leer(ruta, es_texto)
            return
        if _crea(modo, banderas):
            self.mirar(ruta)  # que falle o no depende de que estuviera
        borra = _borra(modo, banderas)
        if not borra and (modo is None or "+" in modo):
            self.leer(ruta, es_texto)
        self.escribir(ruta, borra)

    def listar(self, datos: tuple[Any, ...], de_importar: bool) -> None:
        if de_importar:
            return  # lo que el buscador de módulos encuentra ya está en la huella
        ruta = _ruta("." if datos[0] is None else datos[0])
        if not no_es_de_nadie(ruta):
            self.leer(ruta)

    def recorrer(self, datos: tuple[Any, ...], de_importar: bool) -> None:
        """Quien recorre una carpeta sabe cuánto ocupa cada archivo sin que se le vea preguntarlo."""
        self.listar(datos, de_importar)
        carpeta = _ruta("." if datos[0] is None else datos[0])
        if carpeta and not _es_de_fuera(sys._getframe(2).f_code.co_filename):
            for nombre in os.listdir(carpeta):  # noqa: PTH208
                ruta = os.path.join(carpeta, nombre)  # noqa: PTH118
                self.leer("" if os.path.isdir(ruta) else _ruta(ruta))  # noqa: PTH112

    def mover(self, datos: tuple[Any, ...], _: bool) -> None:
        self.quitar(_ruta(datos[0]))
        self.escribir(_ruta(datos[1]))

    def borrar(self, datos: tuple[Any, ...], _: bool) -> None:
        if datos[-1] in DESCRIPTOR:
            self.quitar(_ruta(datos[0]))

    def podar(self, datos: tuple[Any, ...], _: bool) -> None:
        carpeta = Path(os.fsdecode(datos[0]))
        for ruta in (carpeta, *carpeta.rglob("*")):
            if ruta.is_dir():
                self.crear(_ruta(ruta))
            else:
                self.quitar(_ruta(ruta))

    def hacer_carpeta(self, datos: tuple[Any, ...], _: bool) -> None:
        ruta = _ruta(datos[0])
        if datos[-1] in DESCRIPTOR and not os.path.lexists(ruta):
            self.crear(ruta)

    def base_de_datos(self, datos: tuple[Any, ...], _: bool) -> None:
        self.leer(_ruta(datos[0]))
        self.escribir(_ruta(datos[0]), borra=False)

    def preguntar(self, ruta: Any) -> None:
        """Si quien pregunta por un archivo es la página, y no una biblioteca para sus cosas, cuenta."""
        if getattr(self.hilo, "ocupado", False) or not _llama_la_pagina(sys._getframe(2)):
            return  # casi siempre, y son miles
        with self.apuntando():
            texto = _ruta(ruta)
            if texto and os.path.isdir(texto):  # noqa: PTH112 (con Path se preguntaría a sí misma)
                self.contar_con(texto)
            else:
                self.mirar(texto)

    # ——— Programas y entorno ———

    def arrancar(self, datos: tuple[Any, ...], _: bool) -> None:
        """Otro programa puede abrir cualquier cosa, y si no se ve, es como si abriera el libro entero."""
        argumentos = [os.fsdecode(dato) for dato in _textos(datos)]
        if argumentos and os.path.basename(argumentos[0]) in INOFENSIVOS:  # noqa: PTH119 (con textos)
            return
        if self.vista is None:
            self.apuntar("ciega", f"arranca «{_orden(argumentos)}»", lugar_en_la_pagina(sys._getframe()))
        palabras = palabras_de(" ".join(argumentos))
        if not palabras.isdisjoint(ENSENAN_EL_ENTORNO):
            self.leer_variable("*")
        for nombre in (*DEL_ARRANQUE, *sorted(variables_de(" ".join(argumentos)))):
            os.environ.get(nombre)
        for palabra in sorted(palabras):
            if self.vista is not None and not palabra.startswith(DE_PROGRAMAS):
                continue  # si lo abre, se verá
            if os.path.isfile(palabra) and not os.access(palabra, os.X_OK):  # noqa: PTH113 (con textos)
                self.leer(_ruta(palabra), palabra.endswith(".py"))

    def leer_variable(self, nombre: str, valor: bytes | None = None) -> None:
        if nombre in self.puestas:
            return
        if not getattr(self.hilo, "ocupado", False):
            self.al_leer_variable(nombre)
        if "*" not in self.hechos["entorno"]:
            self.apuntar("entorno", nombre, None if valor is None else os.fsdecode(valor))


APUNTES: dict[str, Callable[[Vigilancia, tuple[Any, ...], bool], None]] = {
    "open": Vigilancia.abrir,
    "os.rename": Vigilancia.mover,
    "os.remove": Vigilancia.borrar,
    "os.truncate": lambda vigilancia, datos, _: vigilancia.escribir(_ruta(datos[0]), borra=False),
    "os.mkdir": Vigilancia.hacer_carpeta,
    "os.rmdir": Vigilancia.borrar,
    "shutil.rmtree": Vigilancia.podar,
    "sqlite3.connect": Vigilancia.base_de_datos,
    "os.listdir": Vigilancia.listar,
    "os.scandir": Vigilancia.recorrer,
    **dict.fromkeys(ENLACES, lambda vigilancia, datos, _: vigilancia.escribir(_ruta(datos[1]))),
    **dict.fromkeys(ARRANQUES, Vigilancia.arrancar),
}


DEJAN_ALGO = APUNTES.keys() - {*LISTADOS} - {"open"}


def vigilar_archivos(vigilancia: Vigilancia) -> None:
    """Empieza a apuntar los archivos que este proceso, ya de una página, lee y escribe."""
    vigilancia.empezar()
    for nombre in ("stat", "lstat", "access"):
        setattr(os, nombre, _preguntando(vigilancia, getattr(os, nombre)))
    bifurcar = _posixsubprocess.fork_exec

    def fork_exec(argumentos: Any, *resto: Any) -> Any:
        """Así arranca `multiprocessing` sus intérpretes, sin que se audite."""
        if not any(b"resource_tracker" in os.fsencode(argumento) for argumento in argumentos):
            vigilancia.arrancar((argumentos,), False)
        return bifurcar(argumentos, *resto)

    _posixsubprocess.fork_exec = fork_exec
    sys.addaudithook(vigilancia.suceso)
    vigilancia.ponerse_a_la_vista()


def _preguntando(vigilancia: Vigilancia, original: Callable[..., Any]) -> Callable[..., Any]:
    """La misma función de `os`, que además cuenta por quién se pregunta."""

    @functools.wraps(original)
    def preguntar(*datos: Any, **opciones: Any) -> Any:
        vigilancia.preguntar(datos[0] if datos else opciones.get("path"))
        return original(*datos, **opciones)

    conjuntos = os.supports_fd, os.supports_dir_fd, os.supports_follow_symlinks, os.supports_effective_ids
    for conjunto in conjuntos:
        if original in conjunto:
            conjunto.add(preguntar)
    return preguntar


def _llama_la_pagina(marco: FrameType | None) -> bool:
    while marco is not None and marco.f_globals.get("__name__") in PREGUNTAN:
        marco = marco.f_back
    return marco is not None and not _es_de_fuera(marco.f_code.co_filename)


def _es_de_fuera(archivo: str) -> bool:
    return archivo.startswith("<frozen") or es_fija(archivo)


def _ruta(archivo: Any) -> str:
    """La ruta entera de un archivo, sin seguir enlaces; vacía si es un descriptor o no cambia nunca."""
    if not isinstance(archivo, RUTA):
        return ""
    ruta = os.path.abspath(os.fsdecode(archivo))  # noqa: PTH100 (`resolve()` tocaría el disco)
    return "" if es_del_sistema(ruta) or es_fija(ruta) else ruta


def _es_de_lo_fijo(archivo: Any) -> bool:
    """Si, sin mirar más, un archivo no cambia nunca; ante la duda, no."""
    return type(archivo) is str and archivo.startswith(lo_fijo()) and ".." not in archivo


def _orden(argumentos: list[str]) -> str:
    """La orden que arranca un programa, como la escribiría quien la da, en una línea que se pueda leer."""
    dicha = argumentos[-1] if "-c" in argumentos[1:-1] else " ".join(dict.fromkeys(argumentos))
    linea = " ".join(dicha.split())
    return linea if len(linea) <= LARGO_DE_ORDEN else f"{linea[:LARGO_DE_ORDEN]}…"


def _textos(datos: Any) -> Iterator[Any]:
    if isinstance(datos, RUTA):
        yield datos
    elif isinstance(datos, list | tuple):
        for dato in datos:
            yield from _textos(dato)


def _escribe(modo: str | None, banderas: int) -> bool:
    return any(letra in modo for letra in "wax+") if modo else bool(banderas & (os.O_WRONLY | os.O_RDWR))


def _borra(modo: str | None, banderas: int) -> bool:
    return any(letra in modo for letra in "wx") if modo else bool(banderas & (os.O_TRUNC | os.O_EXCL))


def _crea(modo: str | None, banderas: int) -> bool:
    return "x" in modo if modo else bool(banderas & os.O_EXCL)
