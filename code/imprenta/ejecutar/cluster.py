"""Un cluster de Dask visto desde la imprenta: a quién se le mandan páginas y qué se dice si algo va mal.

No hace falta que sus obreros vean los mismos discos: a cada uno le llega el equipaje. Sí que tengan
instalado lo mismo: al que no, no se le manda nada.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import threading
import uuid
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future, InvalidStateError
from dataclasses import replace
from pathlib import Path
from typing import Any

from imprenta.ejecutar.equipaje import PYTHON, Equipaje, credencial, diferencias
from imprenta.ejecutar.obrero import Negativa, Remesa, Vuelta, ejecutar_remesa
from imprenta.ejecutar.procesos.salidas import renglon
from imprenta.ejecutar.reparto import Repartidor
from imprenta.libro.disco import estado_de, resumen_de
from imprenta.libro.modelo import Ejecucion, Falta, NoSePuede, Visto

ESPERA_AL_CLUSTER = 10  # segundos
ENTRE_CONSULTAS = 0.5  # segundos
CREDENCIAL = "__import__('imprenta.ejecutar.equipaje', fromlist=['credencial']).credencial({!r})"


class ClusterInaccesible(NoSePuede):
    """No se puede repartir el trabajo por el cluster que se ha pedido."""


def por_el_cluster(direccion: str) -> Repartidor:
    """Reparte las páginas por un cluster de Dask; lo que escriban se queda en la máquina que las ejecute.

    Si un obrero muere, los demás repiten lo que estuviera haciendo. Lanza `ClusterInaccesible`.
    """

    @contextlib.contextmanager
    def repartir(equipaje: Callable[[], Equipaje]) -> Iterator[Executor]:
        with _conectado(direccion) as cliente, _EnCluster(cliente, direccion, equipaje()) as ejecutor:
            yield ejecutor

    return repartir


@contextlib.contextmanager
def _conectado(direccion: str) -> Iterator[Any]:
    try:
        dask: Any = importlib.import_module("distributed")
    except ModuleNotFoundError:
        raise ClusterInaccesible("--cluster necesita Dask: pip install distributed") from None
    for nombre in [nombre for nombre in logging.root.manager.loggerDict if nombre.startswith("distributed")]:
        logging.getLogger(nombre).setLevel(logging.CRITICAL + 1)  # lo que haya que decir se dice aquí
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            cliente = dask.Client(direccion, set_as_default=False, timeout=ESPERA_AL_CLUSTER)
        except (OSError, ValueError) as error:
            raise ClusterInaccesible(renglon(f"no se llega al cluster {direccion}: {error}")) from None
        try:
            yield cliente
        finally:
            with contextlib.suppress(Exception):
                cliente.close(timeout=ENTRE_CONSULTAS)


class _EnCluster(Executor):
    """Manda cada página a un obrero con el equipaje, que es el mismo para todas."""

    def __init__(self, cliente: Any, direccion: str, equipaje: Equipaje) -> None:
        self.cliente, self.direccion = cliente, direccion
        self.pendientes: dict[Future[Ejecucion], Any] = {}
        self.fin = threading.Event()
        distribuciones = equipaje.distribuciones()
        self._examinar(distribuciones)
        clave = f"equipaje-{uuid.uuid4().hex}"
        self.remesa = Remesa(
            clave,
            credencial(distribuciones),
            equipaje.terreno.raiz,
            equipaje.terreno.rutas,
            equipaje.plano,
            equipaje.terreno.megas,
        )
        contenido, self.estados = equipaje.hecho()
        self.equipaje = cliente.submit(bytes, contenido, key=clave)
        self.vigia = threading.Thread(target=self._vigilar, daemon=True)
        self.vigia.start()

    def __exit__(self, *_: object) -> None:
        self.fin.set()
        with contextlib.suppress(Exception):
            self.cliente.cancel([*self.pendientes.values(), self.equipaje], force=True)
        self.vigia.join()

    # ——— Quién puede ejecutar ———

    def _examinar(self, distribuciones: tuple[str, ...]) -> None:
        """Lanza `ClusterInaccesible` si no hay obreros o alguno no es como esta máquina."""
        try:
            self.cliente.wait_for_workers(1, timeout=ESPERA_AL_CLUSTER)
        except (OSError, TimeoutError):
            raise ClusterInaccesible(f"el cluster {self.direccion} no tiene obreros") from None
        aqui = credencial(distribuciones)
        for obrero, python in self._preguntar(PYTHON).items():
            if python != aqui["Python"]:
                raise self._rechazo(obrero, f"Python: {python} (aquí, {aqui['Python']})")
        for obrero, suya in self._preguntar(CREDENCIAL.format(distribuciones)).items():
            if isinstance(suya, ModuleNotFoundError):
                raise self._rechazo(obrero, "no tiene la imprenta")
            if not isinstance(suya, dict):
                raise self._rechazo(obrero, "otra imprenta")
            if en_que := diferencias(suya, aqui):
                raise self._rechazo(obrero, en_que)

    def _preguntar(self, expresion: str) -> dict[str, Any]:
        """Lo que vale una expresión en cada obrero; como texto, porque el código no viaja entre versiones."""
        try:
            valores: dict[str, Any] = self.cliente.run(eval, expresion, on_error="return")
        except Exception as error:
            raise ClusterInaccesible(
                renglon(f"el cluster {self.direccion} no contesta: {type(error).__name__} {error}")
            ) from None
        return valores

    def _rechazo(self, obrero: str, en_que: str) -> ClusterInaccesible:
        return ClusterInaccesible(renglon(f"el obrero {obrero} no es como esta máquina: {en_que}"))

    # ——— Mandar y recoger ———

    def submit(self, tarea: Callable[..., Any], /, *datos: Any, **_: Any) -> Future[Any]:
        """Una página: `datos` son su encargo, el vivero, que allí es otro, y lo demás que pida la tarea."""
        encargo, _vivero, *resto = datos
        futuro: Future[Ejecucion] = Future()
        remoto = self.cliente.submit(
            ejecutar_remesa, self.equipaje, self.remesa, tarea, encargo, *resto, pure=False
        )
        self.pendientes[futuro] = remoto
        remoto.add_done_callback(lambda remoto: self._recoger(remoto, futuro, encargo))
        return futuro

    def _recoger(self, remoto: Any, futuro: Future[Ejecucion], encargo: Any) -> None:
        try:
            vuelta = remoto.result()
            ejecucion = self._comprobada(vuelta, encargo)
        except CancelledError:
            return  # o se ha pedido, o lo dirá el vigía
        except Exception as error:
            self._acabar(futuro, self._fallo(error, encargo))
            return
        self._acabar(futuro, ejecucion)

    def _comprobada(self, vuelta: Vuelta | Negativa, encargo: Any) -> Ejecucion | ClusterInaccesible:
        """La ejecución, salvo que la página leyera allí un archivo que aquí no es el mismo."""
        if isinstance(vuelta, Negativa):
            return ClusterInaccesible(renglon(f"un obrero del cluster {self.direccion} {vuelta.motivo}"))
        for ruta, resumen in vuelta.de_fuera.items():
            if resumen_de(Path(ruta)) != resumen:
                return self._falla(encargo, f"lee {ruta}, que en la máquina que la ejecuta es otro")
        return replace(vuelta.ejecucion, visto=self._visto_aqui(vuelta))

    def _visto_aqui(self, vuelta: Vuelta) -> Visto:
        """Lo que la página leyó, con el estado que tenía aquí al hacer el equipaje."""
        visto = vuelta.ejecucion.visto
        leidos = {
            ruta: estado
            if isinstance(estado, str)
            else list(self.estados.get(ruta) or estado_de(Path(ruta)) if estado else ())
            for ruta, estado in visto.leidos.items()
        }
        return replace(visto, leidos=leidos)

    def _fallo(self, error: Exception, encargo: Any) -> Ejecucion | ClusterInaccesible:
        if type(error).__name__ == "KilledWorker":
            return self._falla(encargo, "los obreros que la ejecutan mueren: ¿falta memoria?")
        pagina = encargo.ruta.relative_to(self.remesa.raiz)
        return ClusterInaccesible(
            renglon(
                f"el cluster {self.direccion} no puede ejecutar {pagina}: {type(error).__name__}: {error}"
            )
        )

    def _falla(self, encargo: Any, motivo: str) -> Ejecucion:
        linea = encargo.guion[0].linea if encargo.guion else 1
        return Ejecucion(falta=Falta(encargo.ruta.relative_to(self.remesa.raiz), linea, 1, renglon(motivo)))

    def _acabar(self, futuro: Future[Ejecucion], con: Ejecucion | ClusterInaccesible) -> None:
        with contextlib.suppress(InvalidStateError):
            if isinstance(con, ClusterInaccesible):
                futuro.set_exception(con)
            else:
                futuro.set_result(con)
        self.pendientes.pop(futuro, None)

    def _vigilar(self) -> None:
        """Mientras dura, mira que haya a quién mandar páginas; si deja de haberlo, ninguna llegará."""
        sin_nadie = 0.0
        while not self.fin.wait(ENTRE_CONSULTAS):
            conectado = self.cliente.status == "running"
            hay_obreros = conectado and bool(self.cliente.scheduler_info(n_workers=-1)["workers"])
            sin_nadie = 0.0 if hay_obreros else sin_nadie + ENTRE_CONSULTAS
            if sin_nadie > ESPERA_AL_CLUSTER:
                que = "se ha quedado sin obreros" if conectado else "ha dejado de contestar"
                for futuro in list(self.pendientes):
                    self._acabar(futuro, ClusterInaccesible(f"el cluster {self.direccion} {que}"))
