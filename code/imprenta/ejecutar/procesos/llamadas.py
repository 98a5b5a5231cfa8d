"""Lo que dice una llamada al sistema que espera: qué se le hace a qué archivo."""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from imprenta.ejecutar.procesos.filtro import PREGUNTAS, Maquina

FORMA_DEL_AVISO = struct.Struct("=QIIiIQ6Q")  # `seccomp_notif`
DESDE_AQUI = -100  # AT_FDCWD
PAGINA_DE_MEMORIA = 4096
BOCADO = 256
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


class Aviso(NamedTuple):
    """Una llamada que espera; `datos` son los seis suyos, y `desde`, el lugar del programa que la hace."""

    numero: int
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
        self.hueco = bytearray(BOCADO)
        lugar = ctypes.addressof((ctypes.c_char * BOCADO).from_buffer(self.hueco))
        self.aqui, self.alli = _Tramo(lugar, BOCADO), _Tramo(0, 0)
        self.por_aqui, self.por_alli = ctypes.byref(self.aqui), ctypes.byref(self.alli)

    def aviso(self, octetos: bytes | bytearray) -> Aviso:
        """El que hay en unos octetos."""
        numero, hilo, _, llamada, maquina, desde, *datos = FORMA_DEL_AVISO.unpack_from(octetos)
        return Aviso(
            numero, hilo, self.nombres.get(llamada, "") if maquina == self.codigo else "", desde, datos
        )

    def nombrados(self, aviso: Aviso) -> list[bytes]:
        """Lo que la llamada nombra, tal como lo nombra; lanza `OSError` si ya no está quien llama."""
        return [self._texto(aviso.hilo, aviso.datos[cual]) for _, cual in CARPETA_Y_RUTA[aviso.llamada]]

    def nombrado(self, aviso: Aviso) -> bytes:
        """Lo primero que nombra; lanza `OSError` si ya no está quien llama."""
        return self._texto(aviso.hilo, aviso.datos[DONDE_LA_RUTA[aviso.llamada]])

    def ruta(self, aviso: Aviso, nombrado: bytes, cual: int = 0) -> str:
        """La ruta entera de lo que nombra en ese puesto, sin seguir enlaces."""
        texto = os.fsdecode(nombrado)
        if nombrado.startswith(b"/"):
            return os.path.normpath(texto)
        carpeta = CARPETA_Y_RUTA[aviso.llamada][cual][0]
        descriptor = DESDE_AQUI if carpeta is None else ctypes.c_int(aviso.datos[carpeta] & 0xFFFFFFFF).value
        lugar = "cwd" if descriptor == DESDE_AQUI else f"fd/{descriptor}"
        partida = os.readlink(f"/proc/{aviso.hilo}/{lugar}")  # noqa: PTH115 (con textos: son miles)
        return os.path.normpath(f"{partida}/{texto}") if texto else partida

    def banderas(self, aviso: Aviso) -> int:
        """Cómo se abre un archivo."""
        if aviso.llamada == "creat":
            return os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        if aviso.llamada == "openat2":
            self._traer(aviso.hilo, aviso.datos[2], 8)
            return int.from_bytes(self.hueco[:8], "little")
        return aviso.datos[1 if aviso.llamada == "open" else 2] & 0xFFFFFFFF

    def _texto(self, hilo: int, lugar: int) -> bytes:
        """Un texto acabado en cero de la memoria de otro proceso."""
        leido = b""
        while len(leido) < LA_RUTA_MAS_LARGA:
            cuanto = PAGINA_DE_MEMORIA - lugar % PAGINA_DE_MEMORIA  # la página siguiente podría no estar
            if cuanto > BOCADO:
                cuanto = BOCADO
            self._traer(hilo, lugar, cuanto)
            hasta = self.hueco.find(0, 0, cuanto)
            if hasta >= 0:
                return leido + self.hueco[:hasta] if leido else bytes(self.hueco[:hasta])
            leido, lugar = leido + self.hueco[:cuanto], lugar + cuanto
        raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG))

    def _traer(self, hilo: int, lugar: int, cuanto: int) -> None:
        """Deja en el hueco un trozo de la memoria de otro proceso."""
        self.aqui.largo = self.alli.largo = cuanto
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
    dichos = _estado_de(hilo)
    return Familia(int(dichos["Tgid"]), int(dichos["PPid"]))


def renuncia_a_privilegios(hilo: int) -> bool:
    """Si lo que arranque no puede ganar privilegios; lanza `OSError` si ya no está."""
    return _estado_de(hilo).get("NoNewPrivs", "").strip() == "1"


def _estado_de(hilo: int) -> dict[str, str]:
    estado = Path(f"/proc/{hilo}/status").read_text(encoding="utf-8", errors="replace")
    return dict(renglon.split(":", 1) for renglon in estado.splitlines() if ":" in renglon)


def es_pregunta(llamada: str) -> bool:
    """Si solo pregunta por un archivo, sin abrirlo."""
    return llamada in PREGUNTAS
