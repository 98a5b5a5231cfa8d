"""Lo que hace un obrero de un cluster de Dask: deshace el equipaje una vez y ejecuta en él sus páginas.

El equipaje llega como un dato que el cluster guarda mientras la construcción que lo trajo lo quiera. Cuando
deja de estar (ha terminado, la han interrumpido, ha muerto su máquina o el planificador) se acaba con las
páginas que queden y se borra la carpeta. Lo que una página escriba se queda allí.
"""

from __future__ import annotations

import atexit
import os
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from imprenta.ejecutar.dependencias.alcance import es_del_libro
from imprenta.ejecutar.equipaje import DE_TODOS, Credencial, credencial, deshacer, diferencias, terreno_de
from imprenta.ejecutar.procesos.cliente import Vivero
from imprenta.libro.disco import resumen_de
from imprenta.libro.modelo import Ejecucion, Visto

ENTRE_VISTAZOS = 0.1  # segundos


@dataclass(frozen=True)
class Remesa:
    """Una página que se manda: lo que hace falta, además del equipaje, para ejecutarla como en casa."""

    clave: str  # la del equipaje
    credencial: Credencial
    raiz: Path  # la del libro, en la máquina de la imprenta
    rutas: tuple[str, ...]  # la de los módulos, allí
    plano: tuple[str, ...]
    megas: int


@dataclass(frozen=True)
class Vuelta:
    """Lo que da una página y cómo eran los archivos de fuera del equipaje que leyó."""

    ejecucion: Ejecucion
    de_fuera: dict[str, str]


@dataclass(frozen=True)
class Negativa:
    """Por qué este obrero no ejecuta una página."""

    motivo: str


class Taller:
    """Un equipaje deshecho en una carpeta temporal, con su vivero."""

    def __init__(self, equipaje: bytes, remesa: Remesa, donde: str | None) -> None:
        self.temporal = tempfile.TemporaryDirectory(prefix="imprenta-", dir=donde, ignore_cleanup_errors=True)
        self.carpeta = Path(self.temporal.name).resolve()
        deshacer(equipaje, self.carpeta)
        self.terreno = terreno_de(self.carpeta, remesa.plano, remesa.megas)
        self.vivero = Vivero(self.terreno)

    def cerrar(self) -> None:
        self.vivero.cerrar()
        self.temporal.cleanup()


_talleres: dict[str, Taller] = {}
_al_abrir = threading.Lock()


def ejecutar_remesa(
    equipaje: bytes, remesa: Remesa, tarea: Callable[..., Ejecucion], encargo: Any, *datos: Any
) -> Vuelta | Negativa:
    """Lo que da `tarea(encargo, vivero, *datos)` con las rutas de aquí, que vuelven como eran."""
    try:
        distribuciones = tuple(nombre for nombre in remesa.credencial if nombre not in DE_TODOS)
        if en_que := diferencias(credencial(distribuciones), remesa.credencial):
            return Negativa(f"no es como esta máquina: {en_que}")
        return _vuelta(_taller(equipaje, remesa), remesa, tarea, encargo, *datos)
    except Exception as error:  # Dask no sabe traer cualquiera
        return Negativa(f"no puede ejecutar la página: {type(error).__name__}: {error}")


def _vuelta(
    taller: Taller, remesa: Remesa, tarea: Callable[..., Ejecucion], encargo: Any, *datos: Any
) -> Vuelta:
    raiz = taller.terreno.raiz
    mudado = replace(encargo, ruta=raiz / encargo.ruta.relative_to(remesa.raiz))
    ejecucion = tarea(mudado, taller.vivero, *datos)
    fuera = {
        leido: resumen_de(Path(leido))
        for leido in ejecucion.visto.leidos
        if not leido.startswith(f"{taller.carpeta}/") and es_del_libro(leido, raiz)
    }
    traza = ejecucion.traza.replace(str(raiz), str(remesa.raiz))
    visto = _visto_en_casa(ejecucion.visto, taller, remesa)
    return Vuelta(replace(ejecucion, visto=visto, leidos=tuple(visto.leidos), traza=traza), fuera)


def _visto_en_casa(visto: Visto, taller: Taller, remesa: Remesa) -> Visto:
    """Lo que la página vio, con las rutas de la máquina de la imprenta; allí no ha escrito nada."""

    def en_casa(ruta: str) -> str:
        dentro = os.path.relpath(ruta, taller.carpeta)
        carpeta, _, resto = dentro.partition("/")
        if carpeta == "libro":
            return str(remesa.raiz / resto)
        numero, _, resto = resto.partition("/")
        return str(Path(remesa.rutas[int(numero)], resto)) if carpeta == "fuera" else ruta

    return replace(
        visto,
        leidos={en_casa(ruta): estado for ruta, estado in visto.leidos.items()},
        textos={en_casa(ruta): None for ruta in visto.textos},
        escritos={},
        creados={},
        cambiados={},
        preguntados={en_casa(ruta): None for ruta in visto.preguntados},
        carpetas={en_casa(ruta): None for ruta in visto.carpetas},
        mirados={en_casa(ruta): resumen for ruta, resumen in visto.mirados.items()},
    )


def _taller(equipaje: bytes, remesa: Remesa) -> Taller:
    from distributed import get_worker

    obrero = get_worker()
    with _al_abrir:
        if remesa.clave not in _talleres:
            _talleres[remesa.clave] = Taller(equipaje, remesa, obrero.local_directory)
            threading.Thread(target=_vigilar, args=(obrero, remesa.clave), daemon=True).start()
        return _talleres[remesa.clave]


def _vigilar(obrero: Any, clave: str) -> None:
    """Cierra el taller cuando el cluster ya no guarda su equipaje, o el obrero se va."""
    while _en_uso(obrero, clave):
        time.sleep(ENTRE_VISTAZOS)
    with _al_abrir:
        taller = _talleres.pop(clave, None)
    if taller is not None:
        taller.cerrar()


def _en_uso(obrero: Any, clave: str) -> bool:
    guardado = obrero.state.tasks.get(clave)
    return guardado is not None and guardado.state == "memory" and obrero.status.name in ("running", "paused")


@atexit.register
def _cerrar_todos() -> None:
    while _talleres:
        _talleres.popitem()[1].cerrar()
