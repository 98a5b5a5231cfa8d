"""La atalaya: un proceso desde el que se ve qué abre, escribe y arranca cada página, y cuanto ella arranque.

Está entre el tutor y el vivero, así que es antepasada de todas las páginas y puede leer su memoria. Cada una
le manda, al nacer, por dónde llegan sus avisos (`filtro`) y el archivo en que quiere los apuntes. Quien hace
una llamada espera a que la atalaya la apunte, de modo que lo apuntado va en el orden en que ocurre. Si
muere, el vivero muere con ella, y se dice lo mismo que si hubiera muerto él.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import os
import select
import signal
import socket
import struct
import threading
from collections.abc import Iterable
from fcntl import ioctl
from json import loads
from queue import SimpleQueue
from typing import Any

from imprenta.ejecutar.dependencias.instalado import lo_fijo
from imprenta.ejecutar.procesos.filtro import Maquina, maquina_que_se_mira, ponerse, programa_del_filtro
from imprenta.ejecutar.procesos.llamadas import FORMA_DEL_AVISO, Aviso, LectorDeAvisos, familia_de
from imprenta.ejecutar.procesos.testimonio import Testimonio
from imprenta.ejecutar.procesos.tutela import acabar_como, senalar
from imprenta.libro.sistema import morir_con_el_padre

RECIBIR, RESPONDER = 0xC0502100, 0xC0182101  # SECCOMP_IOCTL_NOTIF_RECV, SECCOMP_IOCTL_NOTIF_SEND
PONER_BANDERAS = 0x40082104  # SECCOMP_IOCTL_NOTIF_SET_FLAGS
DE_LA_MANO = 1  # SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP
A_LA_VEZ = 64  # los avisos que se recogen de una vez
SIN_NADA = bytes(FORMA_DEL_AVISO.size)
QUE_SIGA = struct.pack("=QqiI", 0, 0, 0, 1)  # SECCOMP_USER_NOTIF_FLAG_CONTINUE
NO_SE_DEJA = {errno.EPERM, errno.EACCES}
NO_SE_PUEDE_MIRAR = "arranca algo que el sistema no deja mirar"
LARGO_DE_LO_DICHO = 1 << 16
ESPERA_A_LA_PRUEBA = 5000  # milisegundos
LO_QUE_SE_PRUEBA = "/dev/null"
SIN_ATALAYA = "IMPRENTA_SIN_ATALAYA"  # la variable con que se pide que no la haya


def levantar(ajenos: Iterable[int] = ()) -> int:
    """Bifurca y vuelve en el pupilo, con el descriptor por el que se habla a la atalaya; -1 si no se puede.

    La atalaya cierra los `ajenos` y acaba igual que su pupilo.
    """
    if not se_puede_mirar():
        return -1
    lo_fijo()  # lo preguntan los dos
    de_ella, del_pupilo = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    madre = os.getpid()
    pupilo = os.fork()
    if pupilo == 0:
        de_ella.close()
        morir_con_el_padre(signal.SIGTERM)
        if os.getppid() != madre:
            os._exit(1)
        return del_pupilo.detach()
    codigo = 1
    try:
        del_pupilo.close()
        signal.signal(signal.SIGTERM, lambda *_: senalar(pupilo, signal.SIGTERM))
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for descriptor in ajenos:
            os.close(descriptor)
        gc.freeze()
        gc.enable()
        codigo = Atalaya(de_ella).velar(pupilo)
    finally:
        acabar_como(codigo)
    return -1


def se_puede_mirar() -> bool:
    """Si el sistema deja mirar: se prueba con un hilo que abre un archivo que no es de nadie."""
    esta = maquina_que_se_mira()
    if esta is None or not hasattr(os, "pidfd_open") or os.environ.get(SIN_ATALAYA):
        return False
    dicho = SimpleQueue[int]()
    hilo = threading.Thread(target=_probarse, args=(esta, dicho), daemon=True)
    hilo.start()
    descriptor = dicho.get()
    if descriptor < 0:
        return False
    try:
        return _visto(descriptor, LectorDeAvisos(esta)) == LO_QUE_SE_PRUEBA
    except OSError:
        return False
    finally:
        os.close(descriptor)  # y el hilo sigue
        hilo.join()


def _probarse(esta: Maquina, dicho: SimpleQueue[int]) -> None:
    """Un hilo se pone el filtro, dice por dónde avisa y abre un archivo."""
    try:
        descriptor = ponerse(programa_del_filtro(esta, (0, 0)))
    except OSError:
        descriptor = -1
    dicho.put(descriptor)
    with contextlib.suppress(OSError):
        os.close(os.open(LO_QUE_SE_PRUEBA, os.O_RDONLY))


def _visto(descriptor: int, lector: LectorDeAvisos) -> str:
    """La ruta de la primera llamada que llega, que se queda esperando."""
    espera = select.poll()
    espera.register(descriptor, select.POLLIN)
    octetos = bytearray(FORMA_DEL_AVISO.size)
    if not espera.poll(ESPERA_A_LA_PRUEBA):
        return ""
    ioctl(descriptor, RECIBIR, octetos)
    return os.fsdecode(lector.nombrados(lector.aviso(octetos))[0])


class Atalaya:
    """Lo que se ve: de cada descriptor de avisos, de qué páginas son los procesos que miran por él."""

    def __init__(self, enchufe: socket.socket) -> None:
        esta = maquina_que_se_mira()
        assert esta is not None
        self.enchufe, self.lector = enchufe, LectorDeAvisos(esta)
        self.octetos, self.respuesta = bytearray(SIN_NADA), bytearray(QUE_SIGA)
        self.duenos: dict[int, Testimonio] = {}  # de cada proceso que se ha presentado, lo que se apunta
        self.de_cada_hilo: dict[int, Testimonio | None] = {}
        self.espera = select.epoll()
        self.espera.register(enchufe, select.EPOLLIN)

    def velar(self, pupilo: int) -> int:
        """Apunta hasta que el pupilo muere; dice cómo acabó."""
        final = os.pidfd_open(pupilo)
        self.espera.register(final, select.EPOLLIN)
        quien, esperar = self.enchufe.fileno(), self.espera.poll
        while True:
            listos = esperar(-1, A_LA_VEZ)
            if len(listos) > 1:  # antes que nada, de quién son los demás
                listos.sort(key=lambda listo: listo[0] != quien)
            for descriptor, sucesos in listos:
                if descriptor == quien:
                    self._escuchar(sucesos)
                elif descriptor == final:
                    return os.waitstatus_to_exitcode(os.waitpid(pupilo, 0)[1])
                else:
                    self._atender(descriptor, sucesos)

    def _escuchar(self, sucesos: int) -> None:
        """Oye a quien se presenta; lo que no se entiende lo ha escrito una página donde no debe."""
        datos, descriptores, _, _ = socket.recv_fds(self.enchufe, LARGO_DE_LO_DICHO, 2)
        if not datos and sucesos & select.EPOLLHUP:
            self.espera.unregister(self.enchufe)
            return
        try:
            self._presentar(loads(datos), descriptores)
        except Exception:
            for descriptor in descriptores:
                os.close(descriptor)

    def _presentar(self, dicho: dict[str, Any], descriptores: list[int]) -> None:
        """Un proceso dice quién es, de quién viene y dónde se le apunta."""
        anterior, viejo = self.duenos.get(dicho["de"]), self.duenos.get(dicho["soy"])
        buzon = descriptores[0] if dicho["apunta"] else -1
        self.duenos[dicho["soy"]] = Testimonio(dicho["raiz"], dicho["propia"], buzon, anterior)
        if viejo is not None:
            viejo.cerrar()  # ese número era de otro
        self.de_cada_hilo.clear()
        for descriptor in descriptores[dicho["apunta"] :]:
            with contextlib.suppress(OSError):  # Linux 6.6
                ioctl(descriptor, PONER_BANDERAS, DE_LA_MANO)
            self.espera.register(descriptor, select.EPOLLIN)

    def _atender(self, descriptor: int, sucesos: int) -> None:
        if not sucesos & select.EPOLLIN:
            self.espera.unregister(descriptor)  # ya no queda nadie
            os.close(descriptor)
            return
        self.octetos[:] = SIN_NADA  # el sistema no lo acepta de otro modo
        try:
            ioctl(descriptor, RECIBIR, self.octetos)
        except OSError:
            return  # lo han matado antes
        try:
            self._apuntar(self.lector.aviso(self.octetos))
        finally:
            self.respuesta[:8] = self.octetos[:8]
            with contextlib.suppress(OSError):
                ioctl(descriptor, RESPONDER, self.respuesta)

    def _apuntar(self, aviso: Aviso) -> None:
        testimonio = self._de(aviso.hilo)
        if testimonio is None or testimonio.callado:
            return
        try:
            testimonio.oir(aviso, self.lector)
        except OSError as error:  # una ruta imposible, o ya no está quien la decía
            if error.errno in NO_SE_DEJA:
                testimonio.perder(NO_SE_PUEDE_MIRAR)
        except Exception:
            testimonio.perder()

    def _de(self, hilo: int) -> Testimonio | None:
        """Lo que se apunta de la página de la que es un hilo: la suya, o la de un antepasado."""
        if hilo in self.de_cada_hilo:
            return self.de_cada_hilo[hilo]
        suyo = self.duenos.get(hilo)
        if suyo is None:
            try:
                familia = familia_de(hilo)
            except OSError:
                return None
            padre = familia.proceso if familia.proceso != hilo else familia.padre
            suyo = self._de(padre) if padre > 1 else None
        self.de_cada_hilo[hilo] = suyo
        return suyo
