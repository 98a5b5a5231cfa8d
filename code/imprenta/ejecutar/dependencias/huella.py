"""La huella de una página: todo lo que decide sus resultados, resumido en un número.

Entran en ella sus celdas y consultas; la forma de cada módulo del libro que alcanza por cualquier cadena de
importaciones, o su texto si puede enseñarlo; los archivos de datos de esos paquetes y los que nombra; los
cierres de dependencias, las versiones de lo que importa de fuera y de lo que eso pide, la de Python, cómo se
manda que se ejecute y la propia imprenta. Y lo que vio al ejecutarse la última vez: los archivos que leyó o
escribió, las variables del entorno y las bibliotecas que buscó, las tenga o no. Lo que no se puede seguir
leyendo hace que la página dependa de todo el código; lo que no se puede ver ejecutando, de todos los archivos
del libro: antes ejecutar de más que dar un número viejo.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from imprenta.ejecutar.dependencias.alcance import Alcance, Seguidor, es_del_libro
from imprenta.ejecutar.dependencias.entorno import entorno_de_ahora
from imprenta.ejecutar.dependencias.instalado import lo_fijo
from imprenta.ejecutar.dependencias.lecturas import Lecturas, guardar_lecturas, leer_lecturas
from imprenta.ejecutar.dependencias.modulos import terreno
from imprenta.libro.cabecera import NUCLEO
from imprenta.libro.declarados import archivos_declarados
from imprenta.libro.disco import CASA, COMPILADOS, Estado, estado_de, recorrer, resumen_de, resumen_de_carpeta
from imprenta.libro.memoria import DE_SERIE
from imprenta.libro.modelo import ADMITE_STDERR, Celda, Consulta, Guion, Visto

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
DE_QUIEN_EJECUTA = ("IPython", "ipykernel", "matplotlib_inline")
ETIQUETAS = {"raises-exception", "skip-execution", "remove-stderr", "remove-output", ADMITE_STDERR}
NADA_VISTO = Visto()
_Dicho = tuple[str, frozenset[str]]
LoPedido = tuple[int, tuple[str, ...]]  # los megas y los patrones de un análisis


@dataclass(frozen=True)
class Huella:
    """La huella de una página, en tres partes que su texto separa con guiones.

    `pagina` dice de qué página es; `clave` resume lo que se sabe sin haberla ejecutado nunca; `leido`,
    lo que hay ahora en lo que leyó al ejecutarse con esa clave, si leyó algo.
    """

    pagina: str
    clave: str
    leido: str = ""

    def __str__(self) -> str:
        return f"{self.pagina}-{self.clave}" + f"-{self.leido}" * bool(self.leido)


def marca_de(pagina: str) -> str:
    """El comienzo de todas las huellas de una página, que se nombra desde la raíz del libro."""
    return hashlib.sha256(pagina.encode("utf-8", "surrogateescape")).hexdigest()[:16]


class Analisis:
    """Las huellas de las páginas de un libro tal como está en el disco.

    Recuerda lo que ve: vale para una construcción, no para la siguiente; o hasta que lo olvide. Cada página
    puede ocupar esos `megas`, y las que arrancan programas leen lo que case con los patrones de `lee`.
    """

    def __init__(self, raiz: Path, megas: int = DE_SERIE, lee: tuple[str, ...] = ()) -> None:
        self.raiz, self.pedido = raiz.resolve(), (megas, lee)
        self.terreno = terreno(self.raiz, megas)
        self.entorno = entorno_de_ahora()
        self.olvidar()

    def olvidar(self) -> None:
        """Vuelve a mirar el disco desde ahora."""
        self.seguidor = Seguidor(self.terreno)
        self.alcances: dict[tuple[Path, tuple[_Dicho, ...]], Alcance] = {}
        self.contenidos: dict[Path, tuple[Estado, str]] = {}
        for memoria in ("_comun", "_todo_el_libro", "declarados"):
            self.__dict__.pop(memoria, None)

    def huella(self, pagina: Path, guion: Guion, nucleo: str = NUCLEO, en_temporal: bool = False) -> Huella:
        """La huella de lo que `guion` da al ejecutarse en la carpeta de `pagina`."""
        alcance = self.alcance(pagina, guion)
        bibliotecas = {nombre.partition(".")[0] for nombre in alcance.bibliotecas}
        clave = _resumir(
            [_paso(paso) for paso in guion],
            [(self._nombre(ruta), self._contenido(ruta)) for ruta in sorted(alcance.archivos)],
            [(self._nombre(ruta), self.seguidor.forma(ruta)[1]) for ruta in sorted(alcance.modulos)],
            self.seguidor.modulos.instalado.versiones(bibliotecas),
            sorted(bibliotecas),
            [nucleo, "en otra carpeta"] if en_temporal else nucleo,
            self._comun,
        )
        return self._con_leido(Huella(marca_de(self._nombre(pagina)), clave))

    def suelo(self, pagina: Path, guion: Guion) -> str:
        """Lo que decide lo que da una página, aparte de sus propios pasos, tal como está escrito."""
        alcance = self.alcance(pagina, guion)
        bibliotecas = {nombre.partition(".")[0] for nombre in alcance.bibliotecas}
        return _resumir(
            [(self._nombre(ruta), self._contenido(ruta)) for ruta in sorted(alcance.todos)],
            self.seguidor.modulos.instalado.versiones(bibliotecas),
            sorted(bibliotecas),
            self._comun,
        )

    def resumen_portatil(self, pagina: Path, guion: Guion, leidos: Iterable[str] = ()) -> str:
        """Lo que decide lo que da una página en cualquier máquina que tenga las mismas bibliotecas.

        Vale para lo que se guarda con el libro; `leidos` son los archivos que la página
        leyó al ejecutarse.
        """
        alcance = self.alcance(pagina, guion)
        bibliotecas = {nombre.partition(".")[0] for nombre in alcance.bibliotecas}
        archivos = {self._nombre(ruta) for ruta in alcance.archivos} | set(leidos)
        return _resumir(
            [_paso(paso) for paso in guion],
            [(nombre, self._contenido(self.raiz / nombre)) for nombre in sorted(archivos)],
            [(self._nombre(ruta), self.seguidor.forma(ruta)[1]) for ruta in sorted(alcance.modulos)],
            sorted(bibliotecas),
            self.seguidor.modulos.instalado.versiones(bibliotecas),
        )[:32]

    def alcance(self, pagina: Path, guion: Guion) -> Alcance:
        """De qué depende una página."""
        clave = pagina, tuple(map(_dicho, guion))
        if clave not in self.alcances:
            self.alcances[clave] = self.seguidor.alcance(pagina, guion)
        return self.alcances[clave]

    def vigente(self, pagina: Path, guion: Guion) -> bool:
        """Si nada de lo que la página alcanza ha cambiado desde que se calculó su huella."""
        return not self.movidos(pagina, guion)

    def movidos(self, pagina: Path, guion: Guion) -> set[Path]:
        """Lo que la página alcanza y ya no es como cuando se calculó su huella."""
        alcance = self.alcance(pagina, guion)
        archivos = {ruta for ruta in alcance.archivos if self.se_ha_movido(ruta)}
        return archivos | {ruta for ruta in alcance.modulos if self.seguidor.se_ha_movido(ruta)}

    def se_ha_movido(self, ruta: Path) -> bool:
        """Si un archivo no es ya como se vio; el que no se ha visto, no."""
        estado, resumen = self.contenidos.get(ruta, ((), ""))
        return bool(resumen) and estado_de(ruta) != estado and resumen_de(ruta) != resumen

    @functools.cached_property
    def _comun(self) -> list[Any]:
        """Lo que decide por igual los resultados de todas las páginas."""
        cierres = sorted(ruta for patron in CIERRES for ruta in self.raiz.glob(patron))
        return [
            [platform.python_implementation(), platform.python_version(), platform.machine()],
            self.seguidor.modulos.instalado.versiones(DE_QUIEN_EJECUTA),
            self.entorno.comun(),
            [(ruta.name, self._contenido(ruta)) for ruta in cierres],
            [resumen_de_carpeta(CASA / carpeta) for carpeta in DE_LA_IMPRENTA],
        ]

    def _nombre(self, ruta: Path) -> str:
        return os.path.relpath(ruta, self.raiz)

    def _contenido(self, ruta: Path) -> str:
        if ruta not in self.contenidos:
            self.contenidos[ruta] = estado_de(ruta), resumen_de(ruta)
        return self.contenidos[ruta][1]

    @functools.cached_property
    def _todo_el_libro(self) -> str:
        return _resumir([(self._nombre(ruta), self._contenido(ruta)) for ruta in self.archivos_del_libro()])

    @functools.cached_property
    def declarados(self) -> list[Path]:
        """Lo que el autor dice que leen los programas que arranca."""
        return archivos_declarados(self.raiz, self.pedido[1])

    def archivos_del_libro(self) -> list[Path]:
        """Todos los del autor, para quien no se sabe qué abre."""
        return [ruta for ruta in recorrer(self.raiz) if ruta.suffix not in COMPILADOS]

    # ——— Lo que la página vio al ejecutarse ———

    def del_libro(self, leidos: Iterable[str]) -> tuple[str, ...]:
        """De los archivos que una página leyó, los que no son del sistema ni de lo instalado.

        Un enlace se llama por su nombre: así cuenta adónde lleva y lo que hay allí.
        """
        suyos = {os.path.normpath(self.raiz / ruta) for ruta in leidos}
        return tuple(sorted(self._nombre(Path(ruta)) for ruta in suyos if es_del_libro(ruta, self.raiz)))

    def anotar_lecturas(
        self,
        huella: Huella,
        pagina: Path,
        guion: Guion,
        leidos: Iterable[str],
        visto: Visto = NADA_VISTO,
        guardar: bool = True,
    ) -> Huella:
        """Suma a lo ya sabido lo que la página vio y no estaba en su código; devuelve su nueva huella.

        De los archivos cuentan los `leidos`, que están nombrados desde la raíz del libro.
        """
        alcance = self.alcance(pagina, guion)
        vistos = {self._nombre(ruta) for ruta in alcance.archivos}
        vistos |= {self._nombre(ruta) for ruta in alcance.modulos} - set(self.del_libro(visto.textos))
        nombrados, variables = self.seguidor.nombrados_sin_comillas(pagina, guion)
        if not visto.ciega:
            nombrados = set()  # lo que abren los programas que arranca se ha visto
        if not (visto.ciega or visto.programas):
            variables = set()
        nuevas = Lecturas(
            frozenset({*leidos, *map(self._nombre, nombrados)} - vistos),
            frozenset(self.del_libro(filter(self._puede_faltar, visto.carpetas))),
            frozenset(self.entorno.valores([*visto.entorno, *variables])),
            frozenset(visto.bibliotecas),
            frozenset(visto.programas),
            " y ".join(visto.ciega),
        )
        conocidas = leer_lecturas(self._lecturas(huella))
        if guardar and conocidas | nuevas != conocidas:
            guardar_lecturas(self._lecturas(huella), conocidas | nuevas)
        return self._con_lecturas(huella, conocidas | nuevas)

    def _puede_faltar(self, carpeta: str) -> bool:
        """Si el libro seguiría ahí, y lo instalado, sin esa carpeta: la que los tiene dentro está siempre."""
        suya = os.path.join(os.path.normpath(self.raiz / carpeta), "")  # noqa: PTH118 (con la barra)
        return not any(lugar.startswith(suya) for lugar in (*lo_fijo(), f"{self.raiz}{os.sep}"))

    def _con_leido(self, huella: Huella) -> Huella:
        return self._con_lecturas(huella, leer_lecturas(self._lecturas(huella)))

    def _con_lecturas(self, huella: Huella, lecturas: Lecturas) -> Huella:
        if lecturas == Lecturas():
            return replace(huella, leido="")
        archivos = [(ruta, self._contenido(self.raiz / ruta)) for ruta in sorted(lecturas.archivos)]
        instalado = self.seguidor.modulos.instalado
        versiones = instalado.versiones(lecturas.bibliotecas & instalado.nombres)
        programas = [(ruta, estado_de(ruta)[1:3]) for ruta in sorted(lecturas.programas)]
        declarados = self.declarados if lecturas.ciega or lecturas.programas else ()
        archivos += [(self._nombre(ruta), self._contenido(ruta)) for ruta in declarados]
        carpetas = [(ruta, (self.raiz / ruta).is_dir()) for ruta in sorted(lecturas.carpetas)]
        todo = self._todo_el_libro if lecturas.ciega else ""
        entorno = self.entorno.valores(lecturas.entorno)
        return replace(huella, leido=_resumir(archivos, carpetas, entorno, versiones, programas, todo)[:32])

    def _lecturas(self, huella: Huella) -> Path:
        nombre = f"{huella.pagina}-{huella.clave}.json"
        return self.raiz / "_build" / ".imprenta" / "lecturas" / nombre


def _paso(paso: Celda | Consulta) -> list[Any]:
    """Lo que de un paso decide su resultado; no su lugar en la página ni el literal de la prosa."""
    if isinstance(paso, Celda):
        return ["celda", paso.codigo, sorted(ETIQUETAS.intersection(paso.metadatos.get("tags", ())))]
    return ["consulta", paso.expresion]


def _dicho(paso: Celda | Consulta) -> _Dicho:
    """Lo que de un paso decide de qué depende; no su lugar en la página."""
    if isinstance(paso, Celda):
        return paso.codigo, frozenset(paso.metadatos.get("tags") or ())
    return paso.expresion, frozenset()


def _resumir(*partes: Any) -> str:
    return hashlib.sha256(json.dumps(partes, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()
