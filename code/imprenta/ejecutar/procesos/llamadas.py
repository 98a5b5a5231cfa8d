"""Lo que dice una llamada al sistema que espera: qué se le hace a qué archivo."""

from __future__ import annotations

import ctypes
import errno
import os
import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from imprenta.ejecutar.procesos.filtro import Maquina

FORMA_DEL_AVISO = struct.Struct("=QIIiIQ6Q")  # `seccomp_notif`
DESDE_AQUI = 0xFFFFFF9C  # AT_FDCWD
PAGINA_DE_MEMORIA = 4096
BOCADO = 256
LO_QUE_CABE_EN_UN_ESTADO = 1 << 14
LA_RUTA_MAS_LARGA = 4096
# De cada llamada, en qué datos lleva las carpetas de las que parte y las rutas.
CARPETA_Y_RUTA: dict[str, tuple[tuple[int | None, int], ...]] = {
    **dict.fromkeys(
        ("open", "creat", "stat", "lstat", "access", "truncate", "execve", "mkdir", "rmdir", "unlink"),
        ((None, 0),),
    ),
    **dict.fromkeys(
        (
            *("openat", "openat2", "newfstatat", "statx", "faccessat", "faccessat2"),
            *("execveat", "mkdirat", "unlinkat"),
        ),
        ((0, 1),),
    ),
    "rename": ((None, 0), (None, 1)),
    "link": ((None, 0), (None, 1)),
    "symlink": ((None, 0), (None, 1)),
    "renameat": ((0, 1), (2, 3)),
    "renameat2": ((0, 1), (2, 3)),
    "linkat": ((0, 1), (2, 3)),
    "symlinkat": ((None, 0), (1, 2)),
}
DONDE_LA_RUTA = {llamada: rutas[0][1] for llamada, rutas in CARPETA_Y_RUTA.items()}
FAMILIA = re.compile(rb"^Tgid:\s*(\d+)$.*?^PPid:\s*(\d+)$", re.MULTILINE | re.DOTALL)
SIN_PRIVILEGIOS_NUEVOS = re.compile(rb"^NoNewPrivs:\s*1$", re.MULTILINE)
DE_GOLPE = tuple.__new__  # un `NamedTuple` sin pasar por lo que Python escribe para hacerlo


class Aviso(NamedTuple):
    """Una llamada que espera; `datos` son los seis suyos, y `desde`, el lugar del programa que la hace."""

    hilo: int
    llamada: str  # «» si es de un programa de 32 bits
    desde: int
    datos: Sequence[int]


class LectorDeAvisos:
    """Entiende lo que llega por un descriptor de avisos."""

    def __init__(self, esta: Maquina) -> None:
        self.codigo = esta.codigo
        self.nombres = {numero: nombre for nombre, numero in esta.llamadas.items()}
        # Sin soltar el cerrojo del intérprete, que aquí no espera nadie.
        self.leer_memoria = ctypes.PyDLL(None, use_errno=True).process_vm_readv
        self.hueco = ctypes.create_string_buffer(BOCADO + 1)
        self.aqui, self.alli = _Tramo(ctypes.addressof(self.hueco), 0), _Tramo(0, 0)
        self.por_aqui, self.por_alli = ctypes.byref(self.aqui), ctypes.byref(self.alli)
        self.cabe = 0

    def aviso(self, octetos: bytes | bytearray) -> Aviso:
        """El que hay en unos octetos."""
        _, hilo, _, numero, maquina, desde, *datos = FORMA_DEL_AVISO.unpack_from(octetos)
        llamada = self.nombres.get(numero, "") if maquina == self.codigo else ""
        return DE_GOLPE(Aviso, (hilo, llamada, desde, datos))

    def nombrados(self, aviso: Aviso) -> list[bytes]:
        """Lo que la llamada nombra, tal como lo nombra; lanza `OSError` si ya no está quien llama."""
        return [self._texto(aviso.hilo, aviso.datos[cual]) for _, cual in CARPETA_Y_RUTA[aviso.llamada]]

    def nombrado(self, aviso: Aviso) -> bytes:
        """Lo primero que nombra; lanza `OSError` si ya no está quien llama."""
        return self._texto(aviso.hilo, aviso.datos[DONDE_LA_RUTA[aviso.llamada]])

    def ruta(self, aviso: Aviso, nombrado: bytes, cual: int = 0) -> str:
        """La ruta entera de lo que nombra en ese puesto, sin seguir enlaces."""
        texto = os.fsdecode(nombrado)
        if texto[:1] == os.sep:
            return os.path.normpath(texto)
        carpeta = CARPETA_Y_RUTA[aviso.llamada][cual][0]
        descriptor = DESDE_AQUI if carpeta is None else aviso.datos[carpeta] & 0xFFFFFFFF
        lugar = "cwd" if descriptor == DESDE_AQUI else f"fd/{descriptor}"
        partida = os.readlink(f"/proc/{aviso.hilo}/{lugar}")  # noqa: PTH115 (con textos: son miles)
        return os.path.normpath(f"{partida}/{texto}") if texto else partida

    def banderas(self, aviso: Aviso) -> int:
        """Cómo se abre un archivo."""
        if aviso.llamada == "creat":
            return os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        if aviso.llamada == "openat2":
            self._traer(aviso.hilo, aviso.datos[2], 8)
            return int.from_bytes(self.hueco.raw[:8], "little")
        return aviso.datos[1 if aviso.llamada == "open" else 2] & 0xFFFFFFFF

    def _texto(self, hilo: int, lugar: int) -> bytes:
        """Un texto acabado en cero de la memoria de otro proceso."""
        leido = b""
        while len(leido) < LA_RUTA_MAS_LARGA:
            cuanto = PAGINA_DE_MEMORIA - lugar % PAGINA_DE_MEMORIA  # la página siguiente podría no estar
            if cuanto > BOCADO:
                cuanto = BOCADO
            self._traer(hilo, lugar, cuanto)
            trozo: bytes = self.hueco.value
            leido += trozo
            if len(trozo) < cuanto:
                return leido
            lugar += cuanto
        raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG))

    def _traer(self, hilo: int, lugar: int, cuanto: int) -> None:
        """Deja en el hueco un trozo de la memoria de otro proceso, y un cero tras él."""
        if cuanto != self.cabe:
            self.cabe = self.aqui.largo = self.alli.largo = cuanto
            self.hueco[cuanto] = b"\0"
        self.alli.lugar = lugar
        if self.leer_memoria(hilo, self.por_aqui, 1, self.por_alli, 1, 0) != cuanto:
            error = ctypes.get_errno()
            raise OSError(error, os.strerror(error))


class _Tramo(ctypes.Structure):
    _fields_ = (("lugar", ctypes.c_void_p), ("largo", ctypes.c_size_t))
    lugar: int
    largo: int


@dataclass(frozen=True)
class Familia:
    """De quién es un hilo: su proceso y el padre de este."""

    proceso: int
    padre: int


def familia_de(hilo: int) -> Familia:
    """Lanza `OSError` si ya no está."""
    dicha = FAMILIA.search(_estado_de(hilo))
    if dicha is None:
        raise OSError(errno.ESRCH, os.strerror(errno.ESRCH))
    return Familia(int(dicha[1]), int(dicha[2]))


def renuncia_a_privilegios(hilo: int) -> bool:
    """Si lo que arranque no puede ganar privilegios; lanza `OSError` si ya no está."""
    return SIN_PRIVILEGIOS_NUEVOS.search(_estado_de(hilo)) is not None


def _estado_de(hilo: int) -> bytes:
    descriptor = os.open(f"/proc/{hilo}/status", os.O_RDONLY)
    try:
        return os.read(descriptor, LO_QUE_CABE_EN_UN_ESTADO)
    finally:
        os.close(descriptor)
