"""Quien pinta en caliente, visto desde quien lo encarga: qué sirve lo que recuerda y cuándo hay que empezar.

Un libro con extensiones que no se conocen se pinta cada vez en un proceso nuevo: no se sabe qué recuerdan.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from imprenta.libro.aparte import ProcesoAparte
from imprenta.libro.cabecera import dentro
from imprenta.libro.disco import Foto, quitar
from imprenta.libro.hecho import LibroHecho
from imprenta.libro.libro import Libro
from imprenta.libro.modelo import Falta
from imprenta.libro.sistema import causa_de_muerte
from imprenta.pintar.extensiones import extensiones_de
from imprenta.pintar.fogon import Adelantado, Apagado, Asentado, DeCero, Muerte, Nacido, Pintado, encender
from imprenta.pintar.fuentes import CARPETA_DEL_CODIGO, Fuentes
from imprenta.pintar.remesa import remesa
from imprenta.pintar.taller_vivo import TallerVivo, vale

_ENTRE_MIRADAS = 0.2  # segundos entre dos miradas a si lo que se pinta ya no interesa
CONOCIDAS = {
    *("jupyter_book", "myst_nb", "sphinx_external_toc", "sphinx_design", "sphinx_comments", "sphinx_thebe"),
    *("sphinxcontrib.bibtex", "sphinx_togglebutton", "sphinx_copybutton", "sphinx_jupyterbook_latex"),
    *("sphinx.ext.intersphinx", "sphinx.ext.mathjax", "sphinx_multitoc_numbering"),
}
PROPIAS = "imprenta."


class DeQue(NamedTuple):
    """De qué sale lo pintado: de esos archivos, con ese código, y qué libro es."""

    fuentes: Fuentes
    codigo: Foto
    hecho: LibroHecho


class PintorCaliente:
    """Tiene encendido el fogón de un libro mientras lo que recuerda sirve."""

    def __init__(self) -> None:
        self.proceso: ProcesoAparte | None = None
        self.vivos: list[int] = []  # el que tiene lo último que estaba bien y el que está pintando

    def preparar(self) -> None:
        """Enciende el fogón; se hace sin cerrojos ni hilos, que no se heredan."""
        if self.proceso is None:
            self.proceso, self.vivos = ProcesoAparte(encender), []

    def pintar(
        self, hecho: LibroHecho, fuentes: Fuentes, vista: Foto, ya_no: Callable[[], bool]
    ) -> Iterator[Adelantado | Pintado]:
        """Lo que va estando y, al final, todo; si `ya_no` interesa, se deja, y no hay final.

        A lo que esté bien hay que contestar con `acordar`.
        """
        codigo = _del_codigo(hecho.libro, vista)
        if not self._sirve(hecho.libro, fuentes, codigo):
            self._apagar()
            self.taller = TallerVivo(hecho.libro)
            self.taller.preparar(fuentes)
        self.propuesta = DeQue(fuentes, codigo, hecho)
        self.taller.olvidar()
        try:
            yield from self._hasta_el_final(hecho, ya_no)
        except (EOFError, OSError):  # el fogón mismo
            yield Pintado([_muerte(self._retirar())], set())

    def _sirve(self, libro: Libro, fuentes: Fuentes, codigo: Foto) -> bool:
        """Si lo que recuerda vale: ni el código ni las obras que se citan, que Sphinx no vuelve a leer."""
        if not self.vivos or self.taller.libro.raiz != libro.raiz or not _conocidas(libro):
            return False
        if not self.taller.es_el_de_antes():  # alguien ha borrado lo construido
            return False
        antes = self.de_que.fuentes
        obras = {os.path.normpath(libro.raiz / nombre) for nombre in libro.bibliografias}
        return (
            self.de_que.codigo == codigo
            and antes.al_escribir == fuentes.al_escribir
            and vale(antes, fuentes, self.taller.dependencias - obras)
        )

    def _hasta_el_final(self, hecho: LibroHecho, ya_no: Callable[[], bool]) -> Iterator[Adelantado | Pintado]:
        """Si alguien muere pintando, se pinta de cero; si entonces también, es que algo del libro lo mata."""
        self._conducto.send(remesa(hecho, self.de_que.hecho if self.vivos else None))
        de_cero = False
        while True:
            if not self._conducto.poll(_ENTRE_MIRADAS):
                if len(self.vivos) > 1 and ya_no():  # la primera vez se acaba: lo demás sale de ella
                    self._dejarlo()
                    return
                continue
            match dicho := self._conducto.recv():
                case Nacido(pid):
                    self.vivos.append(pid)
                case Adelantado():
                    yield dicho
                case Muerte(codigo):
                    self.vivos.pop()
                    if de_cero:
                        yield Pintado([_muerte(codigo)], set())
                        return
                    de_cero = self._de_cero(hecho)
                case Apagado(codigo):
                    self.vivos = []
                    if de_cero:
                        yield Pintado([_muerte(codigo)], set())
                        return
                    de_cero = self._de_cero(hecho)
                case Pintado():
                    if dicho.faltas:
                        self._volver_al_de_antes()
                    yield dicho
                    return
                case DeCero():
                    de_cero = self._de_cero(hecho)

    def _de_cero(self, hecho: LibroHecho) -> bool:
        """Vuelve a pedirlo, sin nada de lo que se recuerda."""
        self._apagar()
        quitar(self.taller.carpeta)
        self._conducto.send(remesa(hecho, None))
        return True

    @property
    def _conducto(self) -> Connection:
        assert self.proceso is not None
        return self.proceso.conducto

    def acordar(self, pintado: Pintado, vale: bool) -> None:
        """Dice si vale lo que se ha pintado: es de lo que se partirá."""
        if not vale and len(self.vivos) == 1:  # no tiene a quien volver: sin él, nadie leería el acuerdo
            self._apagar()
            return
        try:
            self._conducto.send(vale)
            asentado = vale and self._se_ha_asentado()
        except (EOFError, OSError):  # el fogón mismo: ya se verá la próxima vez
            self.vivos = []
            return
        if not vale:
            self.vivos.pop()
        elif asentado:
            self.vivos = self.vivos[-1:]
            self.de_que, self.taller.dependencias = self.propuesta, pintado.dependencias
            self.taller.guardar(self.propuesta.fuentes)

    def _se_ha_asentado(self) -> bool:
        """Espera a quien pintó lo que vale; si muere antes, el de antes, que no lo sabe, tampoco sirve."""
        match self._conducto.recv():
            case Asentado():
                return True
            case Muerte():
                self.vivos.pop()
                self._apagar()
            case Apagado():
                self.vivos = []
        return False

    def todo_como_estaba(self) -> None:
        """Lo pintado vuelve a ser lo último que estaba bien, si aún hay quien lo recuerde."""
        if self.vivos:
            self.taller.guardar(self.de_que.fuentes)

    def _volver_al_de_antes(self) -> None:
        """El que pintaba se va él solo; el primero no tiene a quien volver."""
        if len(self.vivos) == 1:
            self._apagar()
        else:
            self.vivos.pop()

    def _dejarlo(self) -> None:
        """Que quien está pintando lo deje; el de antes dirá que ha muerto."""
        _matar(self.vivos.pop())
        while not isinstance(self._conducto.recv(), Muerte):
            pass

    def _apagar(self) -> None:
        """Que no quede nadie pintando."""
        if not self.vivos:
            return
        for pid in self.vivos:
            _matar(pid)
        self.vivos = []
        while not isinstance(self._conducto.recv(), Apagado):
            pass

    def _retirar(self) -> int:
        assert self.proceso is not None
        codigo = self.proceso.enterrar()
        self.proceso.conducto.close()
        self.proceso, self.vivos = None, []
        return codigo

    def cerrar(self) -> None:
        """Apaga el fogón: con él mueren los suyos."""
        if self.proceso is not None:
            self.proceso.matar()
        self.proceso, self.vivos = None, []


def _matar(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _del_codigo(libro: Libro, vista: Foto) -> Foto:
    carpeta = f"{libro.raiz}{os.sep}{CARPETA_DEL_CODIGO}"
    return {ruta: estado for ruta, estado in vista.items() if ruta.startswith(carpeta)}


def _conocidas(libro: Libro) -> bool:
    """Si de todas las extensiones de un libro se sabe que entre página y página no recuerdan nada más."""
    return not dentro(libro.config, "sphinx", "local_extensions") and all(
        nombre in CONOCIDAS or nombre.startswith(PROPIAS) for nombre in extensiones_de(libro)
    )


def _muerte(codigo: int) -> Falta:
    return Falta(Path("_config.yml"), 1, 1, f"Sphinx ha muerto ({causa_de_muerte(codigo)})")
