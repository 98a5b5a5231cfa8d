"""Lo instalado: qué distribución trae cada módulo de fuera, con qué versión y qué pide a otras.

Se mira en el disco, sin `importlib.metadata`, que las abriría todas: el nombre de cada carpeta `.dist-info`
dice ya la distribución y su versión, y solo de las que la página alcanza se lee lo que piden.
"""

from __future__ import annotations

import functools
import os
import re
import site
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

DEL_SISTEMA = ("/proc/", "/sys/", "/dev/", "/run/")
DE_PROGRAMAS = (
    "/usr/",
    "/bin/",
    "/sbin/",
    "/lib/",
    "/lib32/",
    "/lib64/",
    "/etc/",
    "/var/",
    "/boot/",
    "/snap/",
)
DE_PROGRAMAS_OCULTAS = {".git", ".hg", ".svn", ".venv", ".tox", ".nox", ".eggs", ".ipynb_checkpoints"}
FICHAS = (".dist-info", ".egg-info")
PEDIDO = re.compile(r"^Requires-Dist:\s*([\w.-]+)([^\n]*)$", re.MULTILINE)
EXTRA = re.compile(r"extra\s*==")


@functools.cache
def lugares_de_instalacion() -> tuple[str, ...]:
    """Las carpetas donde se instala para este intérprete, por todos sus nombres.

    Una carpeta de la ruta de los módulos lo es también si guarda fichas de distribuciones; que se llame
    `site-packages` no significa nada.
    """
    lugares = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib"), site.getusersitepackages()}
    lugares.update(site.getsitepackages())
    lugares.update(ruta for ruta in sys.path if ruta and any(Path(ruta).glob("*.dist-info")))
    return _con_sus_nombres(lugares)


@functools.cache
def lo_fijo() -> tuple[str, ...]:
    de_serie = {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")}
    de_serie.update(ruta for ruta in sys.path if re.search(r"python3\d+\.zip$", ruta))
    return tuple(f"{lugar}{os.sep}" for lugar in _con_sus_nombres({*lugares_de_instalacion(), *de_serie}))


def _con_sus_nombres(rutas: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({nombre for ruta in rutas for nombre in (ruta, os.path.realpath(ruta))}))


def es_fija(carpeta: str | Path) -> bool:
    """Si lo que hay en una carpeta solo cambia cuando se instala otra versión."""
    return f"{carpeta}{os.sep}".startswith(lo_fijo())


def es_del_sistema(ruta: str) -> bool:
    """Si es de lo que el sistema cuenta de sí mismo, que no es ningún dato: cambia solo.

    >>> [es_del_sistema(ruta) for ruta in ("/proc", "/proc/cpuinfo", "/procesos/a.csv")]
    [True, True, False]
    """
    return f"{ruta}{os.sep}".startswith(DEL_SISTEMA)


def lo_provisional(entorno: Mapping[str, str]) -> str:
    """La carpeta que daría `tempfile`, sin preguntárselo: para saberla, escribe en ella.

    >>> [lo_provisional(entorno) for entorno in ({"TMPDIR": "", "TEMP": "/no/esta", "TMP": "/var/tmp/"}, {})]
    ['/var/tmp', '/tmp']
    """
    dichas = (entorno.get(variable) for variable in ("TMPDIR", "TEMP", "TMP"))
    se_escriben = (carpeta for carpeta in dichas if carpeta and os.access(carpeta, os.W_OK | os.X_OK))
    return os.path.abspath(next(se_escriben, "/tmp"))  # noqa: PTH100 (quita también los «..»)


PROVISIONAL = lo_provisional(os.environ)  # ya: una página puede cambiar su entorno


def no_es_de_nadie(carpeta: str) -> bool:
    """Si la lista de una carpeta no es de ningún libro: las del sistema, la raíz y la de lo provisional.

    >>> [no_es_de_nadie(carpeta) for carpeta in ("/", "/proc", "/usr/share/fonts", "/datos")]
    [True, True, True, False]
    """
    comunes = ("/", "/home", "/tmp", PROVISIONAL)
    return carpeta in comunes or f"{carpeta}{os.sep}".startswith((*DEL_SISTEMA, *DE_PROGRAMAS))


def dice_la_version(ruta: str) -> bool:
    """Si es lo que git lee para saber en qué versión está el libro.

    >>> [dice_la_version(f"/libro/.git/{que}") for que in ("HEAD", "refs/heads/main", "index", "objects/ab")]
    [True, True, False, False]
    """
    dentro = ruta.partition("/.git/")[2]
    return dentro in ("HEAD", "packed-refs") or (dentro.startswith("refs/") and not dentro.endswith(".lock"))


def es_memoria(ruta: str) -> bool:
    """Si está, dentro del libro, donde los programas guardan lo suyo: lo oculto no lo es siempre.

    >>> [es_memoria(ruta) for ruta in ("/.mypy_cache/a", "/.git/index", "/.git/HEAD", "/.datos/a", "/.env")]
    [True, True, False, False, False]
    """
    carpetas = Path(ruta).parts[1:-1]
    suyas = any(
        parte[:1] == "." and (parte in DE_PROGRAMAS_OCULTAS or "cache" in parte) for parte in carpetas
    )
    return suyas and not dice_la_version(ruta)


class Instalado:
    """Las distribuciones que hay en una ruta de módulos."""

    def __init__(self, rutas: Sequence[str]) -> None:
        # La primera de cada nombre es la que se importa.
        fichas = [ficha for ruta in reversed(rutas) if ruta for ficha in _fichas(ruta)]
        self.fichas = {_canonico(ficha.stem.partition("-")[0]): ficha for ficha in fichas}
        self.duenas: dict[str, tuple[str, ...]] = {}
        self.pedidos: dict[str, list[str]] = {}
        self.rutas = [ruta for ruta in rutas if ruta in lugares_de_instalacion()]

    @functools.cached_property
    def nombres(self) -> frozenset[str]:
        """Los módulos que hay instalados, sean de quien sean."""
        return frozenset(nombre.partition(".")[0] for ruta in self.rutas for nombre in _lista(ruta))

    def versiones(self, modulos: Iterable[str]) -> list[str]:
        """`distribución-versión` de lo que traen esos módulos y de cuanto pide, por cualquier cadena.

        Lo que pide solo con un extra no cuenta: si una página lo usa, se ve al ejecutarla.
        """
        vistas: set[str] = set()
        pendientes = [duena for modulo in modulos for duena in self.de(modulo)]
        while pendientes:
            nombre = pendientes.pop()
            if nombre not in vistas:
                vistas.add(nombre)
                pendientes += [otra for otra in self._pide(nombre) if otra in self.fichas]
        return sorted(self.fichas[nombre].stem for nombre in vistas)

    def de(self, modulo: str) -> tuple[str, ...]:
        """Las distribuciones que traen un módulo; ninguna, si es de la biblioteca de serie o anda suelto."""
        if modulo in sys.stdlib_module_names:
            return ()
        if modulo not in self.duenas:
            nombre = _canonico(modulo)
            self.duenas[modulo] = (nombre,) if nombre in self.fichas else self._que_traen(modulo)
        return self.duenas[modulo]

    def _que_traen(self, modulo: str) -> tuple[str, ...]:
        """Casi todas dicen arriba qué traen; de las demás hay que leer la lista entera de sus archivos."""
        lo_traen = re.compile(rf"^{re.escape(modulo)}$", re.MULTILINE)
        if duenas := self._cuyo("top_level.txt", lo_traen):
            return duenas
        return self._cuyo("RECORD", re.compile(rf"^{re.escape(modulo)}(?:/|\.)", re.MULTILINE))

    def _cuyo(self, archivo: str, texto: re.Pattern[str]) -> tuple[str, ...]:
        return tuple(
            nombre for nombre, ficha in self.fichas.items() if texto.search(_leido_de(ficha / archivo))
        )

    def _pide(self, distribucion: str) -> list[str]:
        if distribucion not in self.pedidos:
            self.pedidos[distribucion] = list(_pedidos(self.fichas[distribucion]))
        return self.pedidos[distribucion]


def _fichas(ruta: str) -> list[Path]:
    return [Path(ruta, nombre) for nombre in _lista(ruta) if nombre.endswith(FICHAS)]


def _lista(ruta: str) -> list[str]:
    try:
        return os.listdir(ruta)  # noqa: PTH208 (con textos: son cientos)
    except OSError:
        return []


def _pedidos(ficha: Path) -> Iterator[str]:
    """Cada distribución que pide otra, haya o no un extra."""
    cabecera = _leido_de(ficha / "METADATA").partition("\n\n")[0]
    for nombre, condicion in PEDIDO.findall(cabecera):
        if not EXTRA.search(condicion):
            yield _canonico(nombre)


def _canonico(nombre: str) -> str:
    return re.sub(r"[-_.]+", "-", nombre).lower()


def _leido_de(archivo: Path) -> str:
    try:
        return archivo.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
