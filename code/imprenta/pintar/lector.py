"""Lo que Sphinx sabe de un libro, en la memoria: lee lo que cambia y manda escribir lo que haga falta."""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import signal
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.build_phase import BuildPhase
from sphinx_external_toc.collectors import TocTreeCollectorWithStyles

from imprenta.libro.aparte import ProcesoAparte
from imprenta.libro.hecho import LibroHecho
from imprenta.libro.libro import Libro
from imprenta.libro.modelo import Falta
from imprenta.libro.sistema import causa_de_muerte
from imprenta.pintar.atajos import ahorrar_citas, esqueleto
from imprenta.pintar.avisos import avisados_de
from imprenta.pintar.entrega import cambiadas
from imprenta.pintar.escritor import escribir_estas, escribir_todo
from imprenta.pintar.estado import DesdeElPrincipio
from imprenta.pintar.fogon import Adelantado, DeCero, Pintado
from imprenta.pintar.sphinx import explicar, faltas_de_sphinx
from imprenta.pintar.sueltas import sueltas_de
from imprenta.pintar.taller_vivo import ENTORNO_GUARDADO, TallerVivo
from imprenta.pintar.templado import templar_plantillas, templar_resaltador

_AL_FINAL = 900  # cuando ya se sabe qué hay que leer
SIN_ACABAR = ".a-medias"


def sphinx_con(taller: TallerVivo, hacer: Callable[[LectorCaliente], None]) -> type[Sphinx]:
    """Un Sphinx que, en lugar de construir, hace eso con quien lee."""

    class SphinxAlFuego(Sphinx):
        def build(self, force_all: bool = False, filenames: list[str] | None = None) -> None:
            hacer(LectorCaliente(self, taller))

    return SphinxAlFuego


def pintado(libro: Libro, causa: int | BaseException, texto: str, dependencias: set[str]) -> Pintado | DeCero:
    """Cómo ha ido, según por qué ha fallado Sphinx, o 0, y lo que ha escrito."""
    if isinstance(causa, DesdeElPrincipio):
        return DeCero()
    try:
        return Pintado(faltas_de_sphinx(libro, causa, texto), dependencias)
    except OSError as error:
        dicho = " ".join(f"Sphinx ha fallado: {type(error).__name__}: {error}".split())
        return Pintado([Falta(Path("_config.yml"), 1, 1, dicho)], set())


class LectorCaliente:
    """El entorno de Sphinx, con los árboles de todas las páginas."""

    def __init__(self, app: Sphinx, taller: TallerVivo) -> None:
        self.app, self.taller, self.env = app, taller, app.env
        self.esqueletos: dict[str, nodes.Element] = {}  # de lo que se numera en cada página
        self.sin_guardar = set[str]()  # los documentos cuyo árbol del disco es de antes
        self.solo: set[str] | None = None  # los únicos que se leen, si no se leen todos los que toca
        app.connect("env-before-read-docs", self._aplazar, priority=_AL_FINAL)

    def empezar(self, hecho: LibroHecho) -> None:
        """Lo que se lea desde ahora es de ese libro."""
        self.hecho = hecho
        self.app.config.libro, self.app.config.libro_hecho = lambda: hecho.libro, lambda: hecho
        self.app.config.libro_al_terminar = self.taller.apuntar
        self.taller.empezar()

    def olvidar_quejas(self) -> None:
        """De lo que Sphinx dijo hasta ahora ya se dio cuenta."""
        self.app._warning.seek(0)
        self.app._warning.truncate()
        avisados_de(self.app).olvidar()

    def de_primeras(self) -> Pintado | DeCero:
        """Lee y escribe cuanto ha cambiado desde lo que hay en el taller, o todo."""
        documentos = set[str]()

        def leer() -> None:
            documentos.update(self._leer(), self.app.builder.get_outdated_docs())

        como = self._juzgar(leer)
        if _esta_bien(como):
            como = self._en_otro(documentos, todas=True)
            self._tener_a_mano()
        return como

    def ponerse_al_dia(self, conducto: Connection) -> Pintado | DeCero:
        """Lee y escribe lo que ha cambiado: primero lo editado, y se dice en cuanto está."""
        gc.disable()  # buscar basura es la décima parte de lo que se tarda; se hará mientras se espera
        editadas = set(cambiadas(self.app, self.env, set(), set(), set()))
        documentos = set[str]()
        como = self._juzgar(lambda: documentos.update(self._leer(editadas)))
        if not _esta_bien(como):
            return como
        delante = ProcesoAparte(lambda _: self._adelantar(editadas & documentos, conducto))
        como = self._juzgar(lambda: documentos.update(self._leer()))
        delante.enterrar()
        delante.conducto.close()
        if not _esta_bien(como) or not documentos:
            return como
        return self._en_otro(documentos, todas=documentos >= self.env.found_docs)

    # ——— Leer ———

    def _leer(self, solo: set[str] | None = None) -> set[str]:
        """Vuelve a leer lo que ha cambiado; devuelve los documentos que hay que escribir."""
        self.solo = solo
        self.app.imprenta_se_adelanta = solo is not None  # type: ignore[attr-defined]
        vars(self.env).pop("master_doctree", None)  # Sphinx se lo guarda
        self._contar_desde_el_principio()
        self.app.phase = BuildPhase.READING
        with logging.pending_warnings():
            leidos = set(self.app.builder.read())
        with self._con_esqueletos():
            return leidos | set(self.env.check_dependents(self.app, leidos))

    def _aplazar(self, _app: Sphinx, _env: BuildEnvironment, documentos: list[str]) -> None:
        if self.solo is not None:
            documentos[:] = [documento for documento in documentos if documento in self.solo]

    def _contar_desde_el_principio(self) -> None:
        """Quien numera los apartados con el índice de Jupyter Book sigue por donde iba la vez anterior."""
        for oyente in self.app.events.listeners["env-get-updated"]:
            dueno = getattr(oyente.handler, "__self__", None)
            if isinstance(dueno, TocTreeCollectorWithStyles):
                vars(dueno).update(dict.fromkeys((c for c in vars(dueno) if c.endswith("_count")), 0))

    @contextlib.contextmanager
    def _con_esqueletos(self) -> Iterator[None]:
        """Quien reparte los números mira cada árbol y no lo toca: le basta su esqueleto."""
        de_serie = BuildEnvironment.get_doctree

        def suyo(env: BuildEnvironment, documento: str) -> Any:
            if documento not in self.esqueletos:
                self.esqueletos[documento] = esqueleto(env, de_serie(env, documento))
            return self.esqueletos[documento]

        # En la clase: lo que hay en el entorno es lo que las páginas comparten.
        BuildEnvironment.get_doctree = suyo  # type: ignore[method-assign, assignment]  # dura este bloque
        try:
            yield
        finally:
            BuildEnvironment.get_doctree = de_serie  # type: ignore[method-assign]

    def _tener_a_mano(self) -> None:
        """Deja listo lo que va a hacer falta cada vez."""
        self.env._write_doc_doctree_cache.clear()
        for documento in self.env.found_docs:
            arbol = self.env.get_doctree(
                documento
            )  # se queda con sus octetos: los del disco pueden ser otros
            for codigo in arbol.findall(nodes.literal_block):
                templar_resaltador(codigo.get("language", ""))
        templar_plantillas(self.app)
        self.app.builder.write_doctree = self._recordar_arbol  # type: ignore[method-assign, assignment, misc]
        BuildEnvironment.find_files = lambda *_: None  # type: ignore[method-assign]  # son las mismas
        ahorrar_citas(self.env)
        gc.collect()
        gc.freeze()

    def _recordar_arbol(self, documento: str, arbol: nodes.document, *, _cache: bool = True) -> None:
        """Lo que hace Sphinx con un árbol recién leído, sin llevarlo al disco: aún no se sabe si vale."""
        arbol.reporter = arbol.transformer = None  # type: ignore[assignment]
        arbol.settings = arbol.settings.copy()
        vars(arbol.settings).update(warning_stream=None, env=None, record_dependencies=None)
        self.env._pickled_doctree_cache[documento] = pickle.dumps(arbol, pickle.HIGHEST_PROTOCOL)
        self.esqueletos[documento] = esqueleto(self.env, arbol)
        self.sin_guardar.add(documento)

    # ——— Escribir ———

    def _adelantar(self, documentos: set[str], conducto: Connection) -> None:
        """Escribe lo editado y, si no hay nada mal en ello, dice en qué archivos está."""
        archivos = escribir_estas(self.app, documentos) if documentos else []
        if archivos and not self._texto():
            conducto.send(Adelantado(archivos))

    def _en_otro(self, documentos: set[str], todas: bool) -> Pintado | DeCero:
        """Lo escribe otro proceso, y lo que aprende se va con él."""

        def tarea(conducto: Connection) -> None:
            como = self._juzgar(lambda: escribir_todo(self.app, documentos, todas))
            conducto.send((como, sueltas_de(self.app)))

        otro = ProcesoAparte(tarea)
        try:
            como, self.app.imprenta_sueltas = otro.conducto.recv()  # type: ignore[attr-defined]
        except EOFError:
            raise ChildProcessError(
                f"quien escribía ha muerto ({causa_de_muerte(otro.enterrar())})"
            ) from None
        finally:
            otro.enterrar()
            otro.conducto.close()
        if isinstance(como, Pintado):
            self.taller.dependencias = como.dependencias
        return como  # type: ignore[no-any-return]  # viene de otro proceso

    def _juzgar(self, hacer: Callable[[], object]) -> Pintado | DeCero:
        """Hace algo y dice lo que hasta ahora está mal."""
        causa: int | BaseException = 0
        try:
            hacer()
        except Exception as error:
            explicar(self.app, None, error, self.app._warning)
            causa = getattr(error, "orig_exc", None) or error
        como = pintado(self.hecho.libro, causa, self._texto(), self.taller.dependencias)
        dichos = avisados_de(self.app).dichos
        return como._replace(avisos=dichos) if isinstance(como, Pintado) else como

    def _texto(self) -> str:
        return str(self.app._warning.getvalue())  # type: ignore[attr-defined]  # es un texto en memoria

    # ——— Guardar ———

    @contextlib.contextmanager
    def guardandose(self) -> Iterator[None]:
        """Mientras se espera, otro proceso lo deja en el disco, para otra sesión; si no acaba, nada."""
        otro = ProcesoAparte(lambda _: self._guardar())
        try:
            yield
        finally:
            os.kill(otro.pid, signal.SIGKILL)
            if otro.enterrar() == 0:
                self.sin_guardar = set()
            otro.conducto.close()

    def _guardar(self) -> None:
        carpeta = Path(self.app.doctreedir)
        for documento in self.sin_guardar:
            _dejar(carpeta / f"{documento}.doctree", self.env._pickled_doctree_cache[documento])
        _dejar(carpeta / ENTORNO_GUARDADO, pickle.dumps(self.env, pickle.HIGHEST_PROTOCOL))


def _esta_bien(como: Pintado | DeCero) -> bool:
    return isinstance(como, Pintado) and not como.faltas


def _dejar(ruta: Path, octetos: bytes) -> None:
    provisional = ruta.with_name(f"{ruta.name}{SIN_ACABAR}")
    provisional.write_bytes(octetos)
    provisional.replace(ruta)
