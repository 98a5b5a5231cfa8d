"""La huella de una página: todo lo que decide sus resultados, resumido en un número.

Entran en ella sus celdas y consultas; el texto de cada módulo del libro que alcanza por cualquier
cadena de importaciones; los archivos de datos de esos paquetes, los que nombra y los que abrió la
última vez; los cierres de dependencias, las versiones de lo que importa de fuera, la de Python, las
opciones de ejecución de `_config.yml` y la propia imprenta. Lo que no se puede seguir leyendo hace
que la página dependa de todo el código: antes ejecutar de más que dar un número viejo.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import json
import os
import platform
import sys
import sysconfig
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from imprenta.ejecutar.importaciones import Importacion, Lectura, leer_python
from imprenta.ejecutar.procesos.vivero import Terreno
from imprenta.libro.cabecera import NUCLEO
from imprenta.libro.disco import escribir
from imprenta.libro.libro import CARGADOR
from imprenta.libro.modelo import Celda, Guion

CIERRES = (
    "requirements*.txt",
    "pylock*.toml",
    "uv.lock",
    "poetry.lock",
    "pdm.lock",
    "Pipfile.lock",
    "environment*.yml",
    "conda-lock.yml",
)
DE_LA_IMPRENTA = ("ejecutar", "libro")  # las carpetas que dan forma a las salidas
EXTENSIONES = (".so", ".pyd")
COMPILADOS = (".pyc", ".pyo")
CONSTRUIDO = {"_build", "__pycache__", ".git", ".venv", "node_modules"}
DEL_SISTEMA = ("/proc/", "/sys/", "/dev/")
NO_EJECUTAN = {"execute_notebooks", "exclude_patterns", "cache", "timeout"}
ETIQUETAS = {"raises-exception", "skip-execution", "remove-stderr", "remove-output"}
RECIENTE = 2 * 10**9  # ns: algo tan nuevo puede cambiar otra vez sin que se note en su fecha


def huella(pagina: Path, guion: Guion, raiz: Path, nucleo: str = NUCLEO) -> str:
    """El resumen de cuanto decide lo que `guion` da al ejecutarse en la carpeta de `pagina`.

    Para muchas páginas, `Analisis`.
    """
    return Analisis(raiz).huella(pagina, guion, nucleo)


@dataclass(frozen=True)
class Dependencias:
    """De qué depende una página.

    `archivos` son los del libro; `bibliotecas`, los módulos de fuera. Si la página es `opaca`, algo
    de lo que hace no se puede seguir y entre sus archivos está todo el código. Si `toca_entorno`, no
    se puede importar nada por ella antes de tiempo: podría depender de una variable que aún no ha puesto.
    """

    archivos: frozenset[Path]
    bibliotecas: frozenset[str]
    opaca: bool
    toca_entorno: bool


@dataclass(frozen=True)
class Modulo:
    """Un módulo localizado sin importarlo; `carpetas` es donde se buscan sus submódulos."""

    nombre: str
    archivo: Path | None
    carpetas: tuple[str, ...]
    propio: bool

    @property
    def paquete(self) -> str:
        return self.nombre if self.carpetas else self.nombre.rpartition(".")[0]


class Analisis:
    """Las dependencias de las páginas de un libro tal como está en el disco.

    Recuerda lo que ve: vale para una construcción, no para la siguiente.
    """

    def __init__(self, raiz: Path) -> None:
        self.raiz = raiz.resolve()
        self.terreno = terreno(self.raiz)
        self.modulos: dict[tuple[str, str], tuple[Modulo, ...]] = {}
        self.claves: dict[tuple[Path, Guion, str], str] = {}
        self.dependientes: dict[tuple[Path, Guion], Dependencias] = {}
        self.leidos: dict[Path, Lectura] = {}
        self.contenidos: dict[Path, tuple[tuple[int, ...], str]] = {}
        self.datos: dict[str, tuple[Path, ...]] = {}

    def huella(self, pagina: Path, guion: Guion, nucleo: str = NUCLEO) -> str:
        """La clave de la página y, si se sabe que abrió algo al ejecutarse, también su contenido."""
        clave = self.claves[pagina, guion, nucleo] = self._clave(pagina, guion, nucleo)
        return self._con_lecturas(clave)

    def _con_lecturas(self, clave: str) -> str:
        lecturas = self._lecturas(clave)
        if not lecturas:
            return clave
        return _resumir(clave, [(ruta, self._contenido(self.raiz / ruta)) for ruta in lecturas])

    def _clave(self, pagina: Path, guion: Guion, nucleo: str) -> str:
        """La parte de la huella que se sabe sin haber ejecutado nunca la página."""
        depende = self.dependencias(pagina, guion)
        return _resumir(
            self._nombre(pagina),
            [_paso(paso) for paso in guion],
            [(self._nombre(ruta), self._contenido(ruta)) for ruta in sorted(depende.archivos)],
            sorted(
                _version(nombre) for nombre in {nombre.partition(".")[0] for nombre in depende.bibliotecas}
            ),
            nucleo,
            self._comun,
        )

    @functools.cached_property
    def _comun(self) -> list[Any]:
        """Lo que decide por igual los resultados de todas las páginas."""
        casa = Path(__file__).parents[1]
        imprenta = sorted(ruta for carpeta in DE_LA_IMPRENTA for ruta in (casa / carpeta).rglob("*.py"))
        cierres = sorted(ruta for patron in CIERRES for ruta in self.raiz.glob(patron))
        return [
            [platform.python_implementation(), platform.python_version(), platform.machine()],
            [_version(nombre) for nombre in ("IPython", "ipykernel", "matplotlib_inline")],
            _opciones(self.raiz / "_config.yml"),
            [(ruta.name, self._contenido(ruta)) for ruta in (*cierres, *imprenta)],
        ]

    def _nombre(self, ruta: Path) -> str:
        return os.path.relpath(ruta, self.raiz)

    def _contenido(self, ruta: Path) -> str:
        if ruta not in self.contenidos:
            self.contenidos[ruta] = _sello(ruta), resumen_de(ruta)
        return self.contenidos[ruta][1]

    def vigente(self, pagina: Path, guion: Guion) -> bool:
        """Si nada de lo que la página alcanza ha cambiado desde que se calculó su huella."""
        archivos = self.dependencias(pagina, guion).archivos
        return all(_sello(ruta) == self.contenidos[ruta][0] for ruta in archivos if ruta in self.contenidos)

    # ——— Lo que la página abrió al ejecutarse ———

    def _archivo_de_lecturas(self, clave: str) -> Path:
        return self.raiz / "_build" / ".imprenta" / "lecturas" / f"{clave}.json"

    def _lecturas(self, clave: str) -> list[str]:
        try:
            return json.loads(self._archivo_de_lecturas(clave).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return []

    def del_libro(self, leidos: Iterable[str]) -> tuple[str, ...]:
        """De los archivos que una página leyó, los que no son del sistema ni de lo instalado."""
        reales = {os.path.realpath(ruta) for ruta in leidos}
        return tuple(sorted(self._nombre(Path(ruta)) for ruta in reales if self._es_del_libro(ruta)))

    def anotar_lecturas(self, pagina: Path, guion: Guion, leidos: Iterable[str], nucleo: str = NUCLEO) -> str:
        """Suma a lo ya sabido lo que la página abrió y no se veía leyéndola; devuelve su nueva huella."""
        clave = self.claves[pagina, guion, nucleo]
        conocidas = set(self._lecturas(clave))
        vistos = {os.path.realpath(ruta) for ruta in self.dependencias(pagina, guion).archivos}
        nuevas = {leido for leido in leidos if os.path.realpath(self.raiz / leido) not in vistos}
        if nuevas - conocidas:
            escribir(self._archivo_de_lecturas(clave), json.dumps(sorted(conocidas | nuevas)))
        return self._con_lecturas(clave)

    def _es_del_libro(self, ruta: str) -> bool:
        """Si un archivo que una página lee puede cambiar sus resultados; vale también fuera del libro."""
        if ruta.startswith(DEL_SISTEMA) or "/<" in ruta or es_fija(ruta):
            return False
        dentro = ruta.startswith(f"{self.raiz}{os.sep}")
        partes = Path(os.path.relpath(ruta, self.raiz) if dentro else ruta).parts
        # Lo oculto de fuera son memorias y preferencias de las bibliotecas; lo del libro, suyo.
        return CONSTRUIDO.isdisjoint(partes) and (dentro or not any(parte[0] == "." for parte in partes))

    # ——— Lo que la página alcanza ———

    def dependencias(self, pagina: Path, guion: Guion) -> Dependencias:
        """Sigue las importaciones de las celdas y consultas de una página hasta el final."""
        if (pagina, guion) not in self.dependientes:
            self.dependientes[pagina, guion] = self._seguir(pagina, guion)
        return self.dependientes[pagina, guion]

    def _seguir(self, pagina: Path, guion: Guion) -> Dependencias:
        carpeta = str(pagina.parent)
        lecturas = [_leer_paso(paso.codigo if isinstance(paso, Celda) else paso.expresion) for paso in guion]
        archivos = {ruta for lectura in lecturas for ruta in self._nombrados(lectura, carpeta)}
        pendientes = [m for lectura in lecturas for m in self._importados(lectura, "", carpeta)]
        vistos: dict[str, Modulo] = {}
        while pendientes:
            modulo = pendientes.pop()
            if modulo.nombre in vistos:
                continue
            vistos[modulo.nombre] = modulo
            if not modulo.propio or modulo.archivo is None:
                continue
            archivos.add(modulo.archivo)
            archivos.update(self._datos(modulo.archivo.parent, pagina.parent))
            if modulo.archivo.suffix == ".py":
                lectura = self._leer(modulo.archivo)
                lecturas.append(lectura)
                archivos.update(self._nombrados(lectura, carpeta, str(modulo.archivo.parent)))
                pendientes += self._importados(lectura, modulo.paquete, carpeta)
        opaca = any(lectura.opaco for lectura in lecturas)
        if opaca:
            archivos.update(self._todo(pagina.parent))
        return Dependencias(
            frozenset(archivos),
            frozenset(m.nombre for m in vistos.values() if not m.propio),
            opaca,
            any(lectura.toca_entorno for lectura in lecturas),
        )

    def _leer(self, archivo: Path) -> Lectura:
        if archivo not in self.leidos:
            self.leidos[archivo] = leer_python(_texto(archivo))
        return self.leidos[archivo]

    def _importados(self, lectura: Lectura, paquete: str, carpeta: str) -> list[Modulo]:
        return [
            modulo
            for importacion in lectura.importaciones
            for nombre in self._nombres(importacion, paquete, carpeta)
            for modulo in self.localizar(nombre, carpeta)
        ]

    def _nombres(self, importacion: Importacion, paquete: str, carpeta: str) -> Iterator[str]:
        """Los nombres absolutos de los módulos que una importación puede cargar."""
        base = importacion.modulo
        if importacion.nivel:
            partes = paquete.split(".") if paquete else []
            if importacion.nivel > len(partes):
                return
            base = ".".join(filter(None, [*partes[: len(partes) - importacion.nivel + 1], base]))
        yield base
        for nombre in importacion.nombres:
            if nombre != "*":
                yield f"{base}.{nombre}"
                continue
            # `from paquete import *` carga también los submódulos que nombre su `__all__`.
            final = self.localizar(base, carpeta)[-1:]
            for modulo in final:
                if modulo.propio and modulo.archivo is not None and modulo.archivo.name == "__init__.py":
                    yield from (f"{base}.{literal}" for literal in self._leer(modulo.archivo).literales)

    def localizar(self, nombre: str, carpeta: str) -> tuple[Modulo, ...]:
        """El módulo y los paquetes que lo contienen, de fuera adentro, hasta donde existan.

        Busca como Python, en la ruta de los módulos, donde la carpeta de la página es «».
        """
        if (nombre, carpeta) not in self.modulos:
            padre, _, propio = nombre.rpartition(".")
            if not padre:
                rutas = (ruta or carpeta for ruta in self.terreno.rutas)
                encontrado = self._buscar(nombre, nombre, rutas)
                cadena: tuple[Modulo, ...] = ()
            else:
                cadena = self.localizar(padre, carpeta)
                completa = bool(cadena) and cadena[-1].nombre == padre
                encontrado = self._buscar(propio, nombre, cadena[-1].carpetas) if completa else None
            self.modulos[nombre, carpeta] = (*cadena, encontrado) if encontrado else cadena
        return self.modulos[nombre, carpeta]

    def _buscar(self, nombre: str, completo: str, carpetas: Iterable[str]) -> Modulo | None:
        if not nombre.isidentifier() or completo in sys.builtin_module_names:
            return None
        porciones = []  # de un paquete sin `__init__`, que puede estar repartido
        for carpeta in carpetas:
            entradas = self._entradas(carpeta)
            if entradas.isdisjoint((nombre, f"{nombre}.py")) and not any(
                entrada.startswith(f"{nombre}.") for entrada in entradas
            ):
                continue
            base = Path(carpeta, nombre)
            propio = self._es_propia(carpeta)
            if (base / "__init__.py").is_file():
                return Modulo(completo, base / "__init__.py", (str(base),), propio)
            for entrada in sorted(entradas):
                if entrada.startswith(f"{nombre}.") and entrada.endswith(EXTENSIONES):
                    return Modulo(completo, Path(carpeta, entrada), (), propio)
            if f"{nombre}.py" in entradas:
                return Modulo(completo, Path(carpeta, f"{nombre}.py"), (), propio)
            if base.is_dir():
                porciones.append(str(base))
        if porciones:
            return Modulo(completo, None, tuple(porciones), any(map(self._es_propia, porciones)))
        return None

    @functools.cache  # noqa: B019 (un análisis vive lo que una construcción)
    def _entradas(self, carpeta: str) -> frozenset[str]:
        try:
            return frozenset(entrada.name for entrada in Path(carpeta).iterdir())
        except OSError:
            return frozenset()

    @functools.cache  # noqa: B019 (lo mismo)
    def _es_propia(self, carpeta: str) -> bool:
        return not es_fija(carpeta)

    def _datos(self, carpeta: Path, de_la_pagina: Path) -> tuple[Path, ...]:
        """Los archivos que acompañan al código de una carpeta, sin los de sus subpaquetes."""
        if de_la_pagina.is_relative_to(carpeta):
            return ()  # ahí están las páginas, no los datos de un paquete
        if str(carpeta) not in self.datos:
            archivos = _recorrer(carpeta, lambda sub: not (sub / "__init__.py").exists())
            self.datos[str(carpeta)] = tuple(
                ruta for ruta in archivos if ruta.suffix not in (".py", *EXTENSIONES, *COMPILADOS)
            )
        return self.datos[str(carpeta)]

    def _nombrados(self, lectura: Lectura, *carpetas: str) -> Iterator[Path]:
        """Los archivos del libro que el código nombra con un literal."""
        for literal in lectura.literales:
            for carpeta in (*carpetas, str(self.raiz)):
                ruta = os.path.normpath(Path(carpeta, literal))
                if (
                    ruta.startswith(f"{self.raiz}{os.sep}")
                    and self._es_del_libro(ruta)
                    and Path(ruta).is_file()
                ):
                    yield Path(ruta)

    def _todo(self, carpeta: Path) -> set[Path]:
        """Todo el código del libro, con sus datos, y los módulos sueltos que hay junto a la página."""
        raices = [Path(ruta) for ruta in self.terreno.rutas if ruta and self._es_propia(ruta)]
        archivos = {ruta for raiz in raices for ruta in _recorrer(raiz) if ruta.suffix not in COMPILADOS}
        return archivos | {ruta for ruta in _recorrer(carpeta) if ruta.suffix in (".py", *EXTENSIONES)}


def terreno(raiz: Path) -> Terreno:
    """Con qué ruta de módulos se ejecutan las páginas de un libro y qué carpetas de ella son suyas.

    Es la de este intérprete, sin la carpeta de su programa; como en IPython, la carpeta de la página va
    detrás de la biblioteca de serie y delante de lo instalado; y al final, `code/`.
    """
    rutas: list[str] = [ruta for ruta in sys.path[0 if sys.flags.safe_path else 1 :] if ruta]
    codigo = raiz / "code"
    if codigo.is_dir() and all(os.path.realpath(ruta) != os.path.realpath(codigo) for ruta in rutas):
        rutas.append(str(codigo))
    propias = {os.path.realpath(ruta) for ruta in (*rutas, str(raiz)) if not es_fija(ruta)}
    instalado = (n for n, ruta in enumerate(rutas) if Path(ruta).name in ("site-packages", "dist-packages"))
    rutas.insert(next(instalado, 0), "")
    return Terreno(raiz, tuple(rutas), tuple(sorted(propias)))


def es_fija(carpeta: str | Path) -> bool:
    """Si lo que hay en una carpeta solo cambia cuando se instala otra versión."""
    partes = Path(carpeta).parts
    return "site-packages" in partes or "dist-packages" in partes or str(carpeta).startswith(_de_serie())


@functools.cache
def _de_serie() -> tuple[str, ...]:
    return tuple({sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")})


def _recorrer(carpeta: Path, entrar: Any = lambda _: True) -> Iterator[Path]:
    """Los archivos de una carpeta y de sus subcarpetas, salvo lo oculto, lo construido y lo instalado."""
    for actual, subcarpetas, archivos in os.walk(carpeta):
        subcarpetas[:] = sorted(
            sub for sub in subcarpetas if not _es_ajena(sub) and entrar(Path(actual, sub))
        )
        yield from (Path(actual, archivo) for archivo in sorted(archivos) if not archivo.startswith("."))


def _es_ajena(nombre: str) -> bool:
    return (
        nombre.startswith(".")
        or nombre in ("_build", "__pycache__", "node_modules", "site-packages")
        or nombre.endswith(".egg-info")
    )


def _leer_paso(codigo: str) -> Lectura:
    """Lee una celda o una expresión; si tiene órdenes de IPython (`%`, `!`), traducida a Python."""
    try:
        compile(codigo, "<celda>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        from IPython.core.inputtransformer2 import TransformerManager  # tarda: solo si hace falta

        try:
            codigo = TransformerManager().transform_cell(codigo)
        except SyntaxError:
            return Lectura()
    return leer_python(codigo)


def _paso(paso: Any) -> list[Any]:
    """Lo que de un paso decide su resultado; no su lugar en la página ni el literal de la prosa."""
    if isinstance(paso, Celda):
        return ["celda", paso.codigo, sorted(ETIQUETAS.intersection(paso.metadatos.get("tags", ())))]
    return ["consulta", paso.expresion]


def _texto(archivo: Path) -> str:
    try:
        return archivo.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _resumir(*partes: Any) -> str:
    return hashlib.sha256(json.dumps(partes, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()


def _sello(ruta: Path) -> tuple[int, ...]:
    """Lo que el sistema sabe de un archivo y cambia cuando se escribe en él."""
    try:
        estado = ruta.stat()
    except OSError:
        return ()
    return estado.st_ino, estado.st_size, estado.st_mtime_ns, estado.st_ctime_ns


_resumenes: dict[Path, tuple[tuple[int, ...], str]] = {}


def resumen_de(ruta: Path) -> str:
    """El resumen del contenido de un archivo, o de la lista de nombres si es una carpeta."""
    sello = _sello(ruta)
    if sello and _resumenes.get(ruta, ((), ""))[0] == sello:
        return _resumenes[ruta][1]
    try:
        if ruta.is_dir():
            contenido = "\n".join(
                sorted(hijo.name for hijo in ruta.iterdir() if not _es_ajena(hijo.name))
            ).encode()
        else:
            contenido = ruta.read_bytes()
    except OSError:
        return "no existe"
    resumen = hashlib.sha256(contenido).hexdigest()
    if time.time_ns() - max(sello[2:]) > RECIENTE:
        _resumenes[ruta] = sello, resumen
    return resumen


def _opciones(configuracion: Path) -> Any:
    """Las opciones de `_config.yml` que cambian lo que da una página al ejecutarse."""
    try:
        datos = yaml.load(_texto(configuracion), CARGADOR) or {}
        ejecucion = datos.get("execute") or {}
        sphinx = (datos.get("sphinx") or {}).get("config") or {}
        return [
            sorted((clave, repr(valor)) for clave, valor in ejecucion.items() if clave not in NO_EJECUTAN),
            sorted((c, repr(v)) for c, v in sphinx.items() if c.startswith(("nb_execution_", "nb_kernel"))),
        ]
    except (yaml.YAMLError, AttributeError):
        return resumen_de(configuracion)


@functools.cache
def _version(modulo: str) -> str:
    """`distribución==versión` de un módulo de fuera; de la biblioteca de serie, nada más que el nombre."""
    if modulo in sys.stdlib_module_names:
        return modulo
    try:
        return f"{modulo}=={importlib.metadata.version(modulo)}"
    except importlib.metadata.PackageNotFoundError:
        distribuciones = sorted(set(_distribuciones().get(modulo, ())))
        return (
            " ".join(f"{nombre}=={importlib.metadata.version(nombre)}" for nombre in distribuciones) or modulo
        )


@functools.cache
def _distribuciones() -> dict[str, list[str]]:
    return dict(importlib.metadata.packages_distributions())
