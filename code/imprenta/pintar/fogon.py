"""El fogón: un proceso con Sphinx y todo lo que ha leído en la memoria, que con cada cambio se bifurca.

El que nace lee lo que ha cambiado y manda escribirlo a otros, que mueren al acabar: lo que se aprende al
escribir no lo recuerda nadie, como si lo leído acabara de salir del disco. Si todo está bien, el que nació
ocupa el lugar del que lo hizo; si no, muere, y queda el de antes con lo último que estaba bien.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import time
import traceback
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, NamedTuple

from imprenta.libro.hecho import LibroHecho
from imprenta.libro.modelo import Falta
from imprenta.libro.sistema import adoptar_huerfanos, morir_con_el_padre
from imprenta.pintar.avisos import AvisoDeSphinx
from imprenta.pintar.remesa import LibroEnviado, recibida
from imprenta.pintar.taller_vivo import TallerVivo

if TYPE_CHECKING:
    from imprenta.pintar.lector import LectorCaliente

_ENTRE_MIRADAS = 0.001  # segundos


class Nacido(NamedTuple):
    """Ha nacido un proceso que se pone a pintar lo que se ha pedido."""

    pid: int


class Adelantado(NamedTuple):
    """Estas páginas ya están escritas; las demás, aún no."""

    archivos: list[str]


class Pintado(NamedTuple):
    """Lo que está mal o, si nada, lo que incluyen las páginas y lo que se avisa: quien pidió dirá si vale."""

    faltas: list[Falta]
    dependencias: set[str]
    avisos: Sequence[AvisoDeSphinx] = ()


class Asentado(NamedTuple):
    """Quien pintó lo que vale ya ocupa el lugar del de antes: es de quien se partirá."""


class Muerte(NamedTuple):
    """Ha muerto el que pintaba, y queda el de antes."""

    codigo: int


class Apagado(NamedTuple):
    """No queda nadie pintando; el código con que acabó quien acabó mal."""

    codigo: int


class DeCero(NamedTuple):
    """Lo que Sphinx recuerda no sirve: hay que construir sin ello."""


def encender(conducto: Connection) -> None:
    """Lo que hace el proceso del fogón: por cada libro que llega cría un lector y recoge a los suyos.

    Ya tiene Sphinx importado, y de lo que importe el libro no se entera.
    """
    from imprenta.pintar.sphinx import importar_sphinx

    adoptar_huerfanos()
    importar_sphinx()
    gc.freeze()
    while True:
        pedido = remesa_pedida(conducto)
        if not pedido.entera:  # era para quien acaba de morir, y ya se ha dicho que no queda nadie
            continue
        if os.fork() == 0:
            _ser_el_primero(conducto, pedido.nuevo)
        conducto.send(Apagado(_hasta_que_no_quede_nadie()))


def remesa_pedida(conducto: Connection) -> LibroEnviado:
    """Lo que se manda pintar; un acuerdo que llega cuando ya ha muerto quien lo esperaba, se tira."""
    while not isinstance(pedido := conducto.recv(), LibroEnviado):
        pass
    return pedido


def _hasta_que_no_quede_nadie() -> int:
    """Cómo acabó el último que acabó mal, o 0."""
    codigo = 0
    with contextlib.suppress(ChildProcessError):
        while True:
            codigo = os.waitstatus_to_exitcode(os.wait()[1]) or codigo
    return codigo


def _ser_el_primero(conducto: Connection, hecho: LibroHecho) -> None:
    """No vuelve."""
    codigo = 1
    try:
        morir_con_el_padre()
        conducto.send(Nacido(os.getpid()))
        _pintar(conducto, hecho)
        codigo = 0
    except EOFError:  # ya no hay nadie que pida nada
        codigo = 0
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)
    finally:
        os._exit(codigo)


def _pintar(conducto: Connection, hecho: LibroHecho) -> None:
    """Pasa Sphinx como siempre, pero cuando le toca construir se queda atendiendo encargos."""
    import jupyter_book.sphinx as jupyter_book

    from imprenta.pintar.lector import pintado, sphinx_con
    from imprenta.pintar.sphinx import pasar_sphinx

    taller = TallerVivo(hecho.libro)
    jupyter_book.Sphinx = sphinx_con(taller, lambda lector: atender_encargos(lector, conducto, hecho))
    causa, texto = pasar_sphinx(taller, lambda: hecho, {})
    if isinstance(causa, EOFError):
        raise causa
    if causa:  # ni siquiera ha empezado
        conducto.send(pintado(hecho.libro, causa, texto, set()))


def atender_encargos(lector: LectorCaliente, conducto: Connection, hecho: LibroHecho) -> None:
    """Pinta el libro y luego cada uno que llegue; vuelve solo si el primero no se puede pintar."""
    lector.empezar(hecho)
    if not _acordado(conducto, lector.de_primeras()):
        return
    conducto.send(Asentado())
    while True:
        gc.collect()  # ahora que nadie espera: mientras se pinta no se hace
        with lector.guardandose():
            pedido = remesa_pedida(conducto)
        _bifurcarse(lector, conducto, recibida(pedido, lector.hecho))


def _acordado(conducto: Connection, pintado: Pintado | DeCero) -> bool:
    """Si está bien y quien lo pidió dice que vale."""
    conducto.send(pintado)
    return isinstance(pintado, Pintado) and not pintado.faltas and bool(conducto.recv())


def _bifurcarse(lector: LectorCaliente, conducto: Connection, hecho: LibroHecho) -> None:
    """Vuelve en el que queda: el nuevo, si lo que pinta vale; si no, el de antes."""
    oido, voz = os.pipe()
    if pid := os.fork():
        os.close(voz)
        if os.read(oido, 1):
            os._exit(0)
        os.close(oido)
        if codigo := os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]):
            conducto.send(Muerte(codigo))
        return
    os.close(oido)
    if not _vale(lector, conducto, hecho):
        os._exit(0)
    _quedarse(voz)
    conducto.send(Asentado())


def _vale(lector: LectorCaliente, conducto: Connection, hecho: LibroHecho) -> bool:
    try:
        morir_con_el_padre()
        conducto.send(Nacido(os.getpid()))
        lector.olvidar_quejas()
        lector.empezar(hecho)
        return _acordado(conducto, lector.ponerse_al_dia(conducto))
    except EOFError:
        return False
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)
        os._exit(1)


def _quedarse(voz: int) -> None:
    """El de antes se va, y el padre pasa a ser el que los recoge."""
    morir_con_el_padre(0)
    padre = os.getppid()
    os.write(voz, b"1")
    os.close(voz)
    while os.getppid() == padre:
        time.sleep(_ENTRE_MIRADAS)
    morir_con_el_padre()
