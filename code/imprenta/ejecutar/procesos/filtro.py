"""El filtro: qué llamadas al sistema de una página, y de cuanto arranque, pasan antes por la atalaya.

Es un programa de `seccomp` (Linux 5.5 o posterior) que el proceso se pone a sí mismo y heredan sus hijos,
sean de lo que sean, sin permisos de nadie. Las llamadas que abren, escriben o arrancan algo esperan a que
la atalaya las vea; las que solo preguntan por un archivo, si no las hace la biblioteca de C de la propia
página, que ya se vigila desde Python. Todas siguen después como si nada.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from imprenta.libro.archivos import SIN_VER

BANDERAS = (1 << 2) | (1 << 3)  # SPEC_ALLOW | NEW_LISTENER
ESPERA_FIRME = 1 << 5  # WAIT_KILLABLE_RECV: una señal no repite la llamada (Linux 5.19)
PONER_FILTRO, SIN_MAS_PRIVILEGIOS = 1, 38  # SECCOMP_SET_MODE_FILTER, PR_SET_NO_NEW_PRIVS
SIGUE, AVISA = 0x7FFF0000, 0x7FC00000  # SECCOMP_RET_ALLOW, SECCOMP_RET_USER_NOTIF
CARGA, SI_ES, SI_TIENE, SI_LLEGA, DEVUELVE = 0x20, 0x15, 0x45, 0x35, 0x06  # BPF: ld, jeq, jset, jge, ret
NUMERO, MAQUINA, DESDE, DESDE_ALTO, DATOS = 0, 4, 8, 12, 16  # dónde está cada cosa en `seccomp_data`
SIN_RUTA = 0x1000  # AT_EMPTY_PATH: por un descriptor ya abierto


@dataclass(frozen=True)
class Maquina:
    """Las llamadas de una clase de máquina, por su número, y la de 32 bits que también ejecuta."""

    codigo: int
    seccomp: int
    llamadas: dict[str, int]
    ajena: int
    de_la_ajena: tuple[int, ...]


COMUNES_DE_X86 = {
    "open": 2, "stat": 4, "lstat": 6, "access": 21, "execve": 59, "truncate": 76, "rename": 82, "mkdir": 83,
    "rmdir": 84, "creat": 85, "link": 86, "unlink": 87, "symlink": 88, "openat": 257, "mkdirat": 258,
    "newfstatat": 262, "unlinkat": 263, "renameat": 264, "linkat": 265, "symlinkat": 266, "faccessat": 269,
    "renameat2": 316, "execveat": 322, "statx": 332, "openat2": 437, "faccessat2": 439,
}  # fmt: skip
DE_ARM = {
    "mkdirat": 34, "unlinkat": 35, "symlinkat": 36, "linkat": 37, "renameat": 38, "truncate": 45,
    "faccessat": 48, "openat": 56, "newfstatat": 79, "execve": 221, "renameat2": 276, "execveat": 281,
    "statx": 291, "openat2": 437, "faccessat2": 439,
}  # fmt: skip
MAQUINAS = {
    "x86_64": Maquina(0xC000003E, 317, COMUNES_DE_X86, 0x40000003, (5, 11, 295)),
    "aarch64": Maquina(0xC00000B7, 277, DE_ARM, 0x40000028, (5, 11, 322)),
}
# De cada llamada que puede llevar banderas, en qué dato las lleva.
BANDERAS_DE = {"open": 1, "openat": 2, "newfstatat": 3, "statx": 2, "faccessat2": 3}
PREGUNTAS = {"stat", "lstat", "access", "newfstatat", "statx", "faccessat", "faccessat2"}


def maquina_que_se_mira() -> Maquina | None:
    """La de este intérprete; ninguna, si no es de las que se saben mirar."""
    es_de_64 = sys.maxsize > 1 << 32 and sys.byteorder == "little"
    return MAQUINAS.get(platform.machine()) if sys.platform == "linux" and es_de_64 else None


def programa_del_filtro(esta: Maquina, propia: tuple[int, int]) -> bytes:
    """El filtro en BPF; `propia` es dónde está en la memoria la biblioteca de C de la página."""
    ordenes = [
        (CARGA, 0, 0, MAQUINA),
        (SI_ES, 1, 0, esta.codigo),
        (SI_ES, 0, 1 + 2 * len(esta.de_la_ajena), esta.ajena),
    ]
    ajenas = [(CARGA, 0, 0, NUMERO), *_avisan(esta.de_la_ajena), (DEVUELVE, 0, 0, SIGUE)]
    ordenes[1] = (SI_ES, 1 + len(ajenas), 0, esta.codigo)
    ordenes[2] = (SI_ES, 0, len(ajenas) - 1, esta.ajena)
    ordenes += [*ajenas, (CARGA, 0, 0, NUMERO)]
    a_secas = [n for nombre, n in esta.llamadas.items() if nombre not in {*PREGUNTAS, "open", "openat"}]
    ordenes += _avisan(a_secas)
    for nombre in ("open", "openat"):
        if nombre in esta.llamadas:
            ordenes += _con_banderas(esta.llamadas[nombre], BANDERAS_DE[nombre], SIN_VER, [])
    preguntan = _si_no_es_propia(propia)
    for nombre in sorted(PREGUNTAS & esta.llamadas.keys()):
        ordenes += _con_banderas(esta.llamadas[nombre], BANDERAS_DE.get(nombre), SIN_RUTA, preguntan)
    ordenes.append((DEVUELVE, 0, 0, SIGUE))
    return b"".join(struct.pack("=HBBI", *orden) for orden in ordenes)


Ordenes = list[tuple[int, int, int, int]]


def _avisan(numeros: Iterable[int]) -> Ordenes:
    return [orden for n in numeros for orden in ((SI_ES, 0, 1, n), (DEVUELVE, 0, 0, AVISA))]


def _con_banderas(numero: int, cual: int | None, callan: int, antes: Ordenes) -> Ordenes:
    """Avisa de una llamada, si no lleva esas banderas en ese dato."""
    mirada = [] if cual is None else [(CARGA, 0, 0, DATOS + 8 * cual), (SI_TIENE, 0, 1, callan)]
    if mirada:
        mirada.append((DEVUELVE, 0, 0, SIGUE))
    cuerpo = [*mirada, *antes, (DEVUELVE, 0, 0, AVISA)]
    return [(SI_ES, 0, len(cuerpo), numero), *cuerpo]


def _si_no_es_propia(propia: tuple[int, int]) -> Ordenes:
    """Deja pasar lo que se llama desde ese tramo de la memoria, si cabe en uno de los que BPF compara."""
    desde, hasta = propia
    if not desde or desde >> 32 != hasta >> 32:
        return []
    bajo = 0xFFFFFFFF
    return [
        (CARGA, 0, 0, DESDE_ALTO),
        (SI_ES, 0, 4, desde >> 32),
        (CARGA, 0, 0, DESDE),
        (SI_LLEGA, 0, 2, desde & bajo),
        (SI_LLEGA, 1, 0, hasta & bajo),
        (DEVUELVE, 0, 0, SIGUE),
    ]


def tramo_de_la_biblioteca_de_c() -> tuple[int, int]:
    """Dónde está el código de la biblioteca de C en este proceso y en los que bifurque.

    Si el sistema no sortea los lugares, otro programa podría tenerla en el mismo: no se dice ninguno.
    """
    azar = Path("/proc/sys/kernel/randomize_va_space").read_text(encoding="ascii").strip()
    personalidad = ctypes.CDLL(None).personality(0xFFFFFFFF)
    if azar == "0" or personalidad & 0x0040000:
        return 0, 0
    donde = ctypes.cast(ctypes.CDLL(None).open, ctypes.c_void_p).value or 0
    for renglon in Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace").splitlines():
        desde, hasta = (int(texto, 16) for texto in renglon.split()[0].split("-"))
        if desde <= donde < hasta:
            return desde, hasta
    return 0, 0


class _Programa(ctypes.Structure):
    _fields_ = (("largo", ctypes.c_ushort), ("ordenes", ctypes.c_char_p))


def ponerse(filtro: bytes) -> int:
    """Este proceso, que ha de tener un solo hilo, se pone el filtro; da por dónde se reciben sus avisos.

    Lanza `OSError` si el sistema no lo consiente, o si ya hay quien mira a este proceso.
    """
    sistema = ctypes.CDLL(None, use_errno=True)
    esta = maquina_que_se_mira()
    if esta is None:
        raise OSError("no se sabe mirar en esta máquina")
    dicho = _Programa(len(filtro) // 8, filtro)
    for intento in range(4):  # con privilegios no hace falta renunciar a los de los programas que los dan
        if intento >> 1:
            sistema.prctl(SIN_MAS_PRIVILEGIOS, 1, 0, 0, 0)
        banderas = BANDERAS | (0 if intento & 1 else ESPERA_FIRME)
        descriptor: int = sistema.syscall(esta.seccomp, PONER_FILTRO, banderas, ctypes.byref(dicho))
        if descriptor >= 0:
            return descriptor
    error = ctypes.get_errno()
    raise OSError(error, os.strerror(error))
