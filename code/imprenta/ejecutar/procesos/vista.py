"""La vista: cómo se pone una página a la vista de la atalaya, y cómo se presentan los que la suceden."""

from __future__ import annotations

import contextlib
import os
from _socket import SCM_RIGHTS, SOL_SOCKET, socket  # el de C: el otro lo puede cambiar la página
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from json import dumps
from os import close as cerrar
from os import fstat as estado
from os import open as abrir
from os import read as leer
from struct import pack
from typing import Any

from imprenta.ejecutar.dependencias.instalado import lo_fijo
from imprenta.ejecutar.procesos.filtro import (
    maquina_que_se_mira,
    ponerse,
    programa_del_filtro,
    tramo_de_la_biblioteca_de_c,
)
from imprenta.ejecutar.procesos.voz import en_alto
from imprenta.libro.archivos import SIN_VER

SE_LEE = os.O_RDONLY | os.O_CLOEXEC | SIN_VER
MORDISCO = 1 << 16


@dataclass(frozen=True)
class Mirador:
    """Por dónde se habla a la atalaya y con qué filtro se pone una página del libro de `raiz` a la vista."""

    atalaya: int
    raiz: str
    propia: tuple[int, int]
    filtro: bytes

    def ponerse(self, buzon: int) -> bool:
        """Este proceso, recién nacido, se pone a la vista; dice si se ha podido.

        Desde que se pone el filtro hasta que la atalaya lo tiene no se abre nada: esperaría para siempre.
        """
        importar_sin_que_se_vea()
        dicho = self._presentacion(0, buzon)
        try:
            avisos = ponerse(self.filtro)
        except OSError:
            return False
        self._decir(dicho, [buzon, avisos])
        os.close(avisos)
        return True

    def presentarse(self, de: int, buzon: int) -> None:
        """Este proceso, recién bifurcado de una página a la vista, tiene desde ahora sus propios apuntes.

        Sin buzón, de él no se apunta nada.
        """
        with contextlib.suppress(OSError):
            self._decir(self._presentacion(de, buzon), [buzon] if buzon >= 0 else [])

    def _decir(self, dicho: bytes, descriptores: Sequence[int]) -> None:
        """Se lo manda a la atalaya, con unos descriptores."""
        enchufe = socket(fileno=os.dup(self.atalaya))
        try:
            suyos = pack(f"{len(descriptores)}i", *descriptores)
            enchufe.sendmsg([dicho], [(SOL_SOCKET, SCM_RIGHTS, suyos)] if suyos else [])
        finally:
            enchufe.close()

    def _presentacion(self, de: int, buzon: int) -> bytes:
        dicho = {"soy": os.getpid(), "de": de, "apunta": buzon >= 0}
        return dumps(dicho | {"raiz": self.raiz, "propia": self.propia}).encode()


def vista_desde(atalaya: int, raiz: str) -> Mirador | None:
    """Cómo ponerse a la vista de esa atalaya; de ninguna manera, si no hay."""
    esta = maquina_que_se_mira()
    if atalaya < 0 or esta is None:
        return None
    propia = tramo_de_la_biblioteca_de_c()
    return Mirador(en_alto(atalaya), raiz, propia, programa_del_filtro(esta, propia))


def importar_sin_que_se_vea() -> None:
    """Desde ahora, lo instalado que se importe no pasa por la atalaya: son cientos de archivos y no cuentan.

    De las bibliotecas ya se apunta cuáles se buscan.
    """
    original, fijo = SourceFileLoader.get_data, lo_fijo()

    def get_data(cargador: Any, ruta: str) -> bytes:
        if type(ruta) is not str or not ruta.startswith(fijo) or ".." in ruta:
            return original(cargador, ruta)
        descriptor = abrir(ruta, SE_LEE)
        try:
            return _leido_de(descriptor)
        finally:
            cerrar(descriptor)

    # Como en `servidor`: se cambia a propósito, y mypy no admite que un método se cambie.
    SourceFileLoader.get_data = get_data  # type: ignore[assignment,method-assign]


def _leido_de(descriptor: int) -> bytes:
    leido = leer(descriptor, estado(descriptor).st_size + 1)
    while trozo := leer(descriptor, MORDISCO):
        leido += trozo
    return leido
