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
from typing import Any

from imprenta.ejecutar.dependencias.entorno import DE_LOCALE
from imprenta.ejecutar.dependencias.instalado import es_del_sistema, es_fija, lo_fijo, no_es_de_nadie
from imprenta.ejecutar.dependencias.orden import palabras_de, variables_de
from imprenta.libro.disco import estado_de, resumen_de

HECHOS = (  # los campos de `Visto`
    "leidos", "textos", "escritos", "cambiados", "mirados", "creados", "entorno", "bibliotecas", "ciega",
    "fortuitos", "resembrados", "lineas",
)  # fmt: skip
RUTA = (str, bytes, os.PathLike)
LISTADOS = {"os.listdir", "os.scandir"}
ARRANQUES = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.forkpty"}
# Programas que las bibliotecas arrancan para saber dónde están, y que del libro no abren nada.
INOFENSIVOS = {"fc-list", "uname", "ldconfig", "ld", "gcc", "cc", "lscpu"}
IMPORTAN = ("<frozen importlib", str(Path(importlib.__file__).with_name("metadata")))
TRASTORNADA = "cambia cómo funciona Python por dentro"
ENLACES = {"os.link", "os.symlink"}
DESCRIPTOR = (-1, None)  # lo que se dice cuando no se parte de una carpeta abierta
ENSENAN_EL_ENTORNO = {"env", "printenv"}
DEL_ARRANQUE = (*DE_LOCALE, "LANG", "LANGUAGE", "PATH", "TZ")
# Quienes preguntan en nombre de quien los llama si un archivo está.
PREGUNTAN = {"genericpath", "posixpath", "pathlib", "pathlib._local", "pathlib._abc", "glob"}


class Vigilancia:
    """Lo que un proceso ha visto y tocado; un hijo se lo cuenta a su padre por un archivo en memoria."""

    def __init__(self) -> None:
        self.hechos: dict[str, dict[str, Any]] = {clase: {} for clase in HECHOS}
        self.nuevos: dict[str, dict[str, Any]] = {}  # de los hechos, los que aún no se han contado
        self.anadidos: dict[str, str] = {}  # lo escrito sin borrar lo que había, con su resumen de antes
        self.puestas: set[str] = set()  # las variables que la página ha puesto ella misma
        self.hilo = threading.local()  # lo que un hilo lee mientras apunta no es de la página
        self.dueno, self.buzon, self.recogido = os.getpid(), -1, 0
        self.callada = False
        self.al_leer_variable: Callable[[str], object] = lambda _: None

    def novedades(self) -> dict[str, dict[str, Any]]:
        """Lo apuntado desde la última vez que se preguntó, también por los hijos."""
        self._recoger()
        nuevos, self.nuevos = self.nuevos, {}  # de un golpe: otro hilo puede estar apuntando
        return nuevos

    def _recoger(self) -> None:
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

    def heredar(self) -> None:
        """Este proceso, recién bifurcado, apunta desde ahora lo suyo y lo de sus hijos."""
        self.dueno, self.recogido = os.getpid(), 0
        if hasattr(os, "memfd_create"):
            with contextlib.suppress(OSError):  # si la página ha cerrado el del padre, ese número es de otro
                if Path(f"/proc/self/fd/{self.buzon}").readlink().match("memfd:vigilancia*"):
                    os.close(self.buzon)
            self.buzon = os.memfd_create("vigilancia")

    def apuntar(self, clase: str, nombre: str, valor: Any = None) -> None:
        if nombre in self.hechos[clase]:
            return
        self.hechos[clase][nombre] = valor
        self.nuevos.setdefault(clase, {})[nombre] = valor
        if os.getpid() != self.dueno and self.buzon >= 0:
            self._contar([clase, nombre, valor])

    def _contar(self, hecho: list[Any]) -> None:
        """Se lo dice al padre, aunque el hijo haya cerrado ya todos sus descriptores."""
        with self.apuntando(), Path(f"/proc/{self.dueno}/fd/{self.buzon}").open("ab", 0) as buzon:
            buzon.write(dumps(hecho).encode() + b"\n")

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
        if not _escribe(modo, banderas):
            self.leer(archivo, de_importar)
            return
        if _crea(modo, banderas):
            self._mirar(_ruta(archivo))  # que falle o no depende de que estuviera
        borra = _borra(modo, banderas)
        if not borra and (modo is None or "+" in modo):
            self.leer(archivo)
        self._escribir(archivo, borra)

    def listar(self, datos: tuple[Any, ...], de_importar: bool) -> None:
        if de_importar:
            return  # lo que el buscador de módulos encuentra ya está en la huella
        ruta = _ruta("." if datos[0] is None else datos[0])
        if ruta and not no_es_de_nadie(ruta):
            self.leer(ruta)

    def mover(self, datos: tuple[Any, ...], _: bool) -> None:
        self._quitar(datos[0])
        self._escribir(datos[1])

    def borrar(self, datos: tuple[Any, ...], _: bool) -> None:
        if datos[-1] in DESCRIPTOR:
            self._quitar(datos[0])

    def podar(self, datos: tuple[Any, ...], _: bool) -> None:
        carpeta = Path(os.fsdecode(datos[0]))
        for ruta in (carpeta, *carpeta.rglob("*")):
            if ruta.is_dir():
                self._crear(_ruta(ruta))
            else:
                self._quitar(ruta)

    def crear(self, datos: tuple[Any, ...], _: bool) -> None:
        ruta = _ruta(datos[0])
        if datos[-1] in DESCRIPTOR and not os.path.lexists(ruta):
            self._crear(ruta)

    def _crear(self, carpeta: str) -> None:
        """Lo que haya en una carpeta que la página crea, o que vacía, lo ha puesto ella."""
        if carpeta and carpeta not in self.hechos["leidos"]:
            self.apuntar("creados", carpeta)

    def leer(self, archivo: Any, de_importar: bool = False) -> None:
        ruta = _ruta(archivo)
        if not ruta or ruta in self.hechos["escritos"] or ruta in self.hechos["creados"]:
            return
        if ruta.endswith(".py") and not de_importar:
            self.apuntar("textos", ruta)
        if ruta not in self.hechos["leidos"]:
            if ruta in self.anadidos:
                self.apuntar("cambiados", ruta, self.anadidos[ruta])
            es_carpeta = os.path.isdir(ruta)  # noqa: PTH112 (con textos: son muchas)
            self.apuntar(
                "leidos", ruta, resumen_de(Path(ruta)) if es_carpeta else list(estado_de(Path(ruta)))
            )

    def base_de_datos(self, datos: tuple[Any, ...], _: bool) -> None:
        self.leer(datos[0])
        self._escribir(datos[0], borra=False)

    def _escribir(self, archivo: Any, borra: bool = True) -> None:
        """Lo que la página escribe antes de leerlo no viene de fuera; lo que ha leído quizá lo cambie."""
        ruta = _ruta(archivo)
        if not ruta or ruta in self.hechos["escritos"]:
            return
        self._recoger()  # quizá un hijo lo haya leído ya
        if ruta in self.hechos["leidos"]:
            if ruta not in self.hechos["cambiados"]:
                self.apuntar("cambiados", ruta, resumen_de(Path(ruta)))
        elif borra:
            self.apuntar("escritos", ruta)
        elif ruta not in self.anadidos:
            self.anadidos[ruta] = resumen_de(Path(ruta))

    def _quitar(self, archivo: Any) -> None:
        """Lo que se borra, como lo que se escribe: después ya no depende de lo que hubiera."""
        if (ruta := _ruta(archivo)) in self.hechos["leidos"]:
            self._mirar(ruta)
        elif ruta not in self.hechos["creados"]:
            self._escribir(ruta)

    def _mirar(self, ruta: str) -> None:
        """Que un archivo esté o no, y cuál, puede cambiar lo que hace quien lo mira."""
        if ruta and ruta not in self.hechos["escritos"] and ruta not in self.hechos["mirados"]:
            self.apuntar("mirados", ruta, resumen_de(Path(ruta)))

    def preguntar(self, ruta: Any) -> None:
        """Si quien pregunta por un archivo es la página, y no una biblioteca para sus cosas, cuenta."""
        if getattr(self.hilo, "ocupado", False) or not _pregunta_la_pagina():
            return  # casi siempre, y son miles
        with self.apuntando():
            texto = _ruta(ruta)
            if texto and not os.path.isdir(texto):  # noqa: PTH112 (con Path se preguntaría a sí misma)
                self._mirar(texto)

    # ——— Programas y entorno ———

    def arrancar(self, datos: tuple[Any, ...], _: bool) -> None:
        """Otro programa puede abrir cualquier cosa: lo que nombran sus argumentos y el libro entero."""
        argumentos = [os.fsdecode(dato) for dato in _textos(datos)]
        if argumentos and os.path.basename(argumentos[0]) in INOFENSIVOS:  # noqa: PTH119 (con textos)
            return
        self.apuntar("ciega", "arranca otros programas")
        palabras = palabras_de(" ".join(argumentos))
        if not palabras.isdisjoint(ENSENAN_EL_ENTORNO):
            self.leer_variable("*")
        for nombre in (*DEL_ARRANQUE, *sorted(variables_de(" ".join(argumentos)))):
            os.environ.get(nombre)
        for palabra in sorted(palabras):
            if os.path.isfile(palabra) and not os.access(palabra, os.X_OK):  # noqa: PTH113 (con textos)
                self.leer(palabra)

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
    "os.truncate": lambda vigilancia, datos, _: vigilancia._escribir(datos[0], borra=False),
    "os.mkdir": Vigilancia.crear,
    "os.rmdir": Vigilancia.borrar,
    "shutil.rmtree": Vigilancia.podar,
    "sqlite3.connect": Vigilancia.base_de_datos,
    **dict.fromkeys(LISTADOS, Vigilancia.listar),
    **dict.fromkeys(ENLACES, lambda vigilancia, datos, _: vigilancia._escribir(datos[1])),
    **dict.fromkeys(ARRANQUES, Vigilancia.arrancar),
}


DEJAN_ALGO = APUNTES.keys() - LISTADOS - {"open"}


def vigilar_archivos(vigilancia: Vigilancia) -> None:
    """Empieza a apuntar los archivos que este proceso, ya de una página, lee y escribe."""
    vigilancia.heredar()
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


def _pregunta_la_pagina() -> bool:
    marco = sys._getframe(3)
    while marco is not None and marco.f_globals.get("__name__") in PREGUNTAN:
        marco = marco.f_back  # type: ignore[assignment]  # el último es None, que se mira arriba
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
