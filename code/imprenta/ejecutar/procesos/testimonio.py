"""El testimonio de una página: lo que la atalaya apunta de ella y de cuanto arranca.

Los programas que arranca no saben Python ni avisan de nada: de lo que abren cuenta lo del libro y lo de fuera
que alguien haya podido dejar allí, no lo que traen instalado. De un programa instalado cuenta cuál es.
"""

from __future__ import annotations

import os
import stat
from functools import cache, lru_cache
from json import dumps
from pathlib import Path
from typing import Any

from imprenta.ejecutar.dependencias.instalado import (
    DE_PROGRAMAS,
    DEL_SISTEMA,
    dice_la_version,
    es_del_sistema,
    es_fija,
    es_memoria,
    lo_fijo,
    lugares_de_instalacion,
    no_es_de_nadie,
)
from imprenta.ejecutar.procesos.apuntes import Apuntes
from imprenta.ejecutar.procesos.filtro import PREGUNTAS
from imprenta.ejecutar.procesos.llamadas import (
    Aviso,
    LectorDeAvisos,
    renuncia_a_privilegios,
)

DE_32_BITS = "arranca un programa de 32 bits"
SIN_PRIVILEGIOS = "arranca «{}», que mientras se mira no gana privilegios (con IMPRENTA_SIN_ATALAYA=1, sí)"
SE_PIERDE = "hace algo que la imprenta no entiende"
MUDAN = {"rename", "renameat", "renameat2"}
ENLAZAN = {"link", "linkat", "symlink", "symlinkat"}
ARRANCAN = {"execve", "execveat"}
QUITAN = {"unlink", "unlinkat", "rmdir"}
DE_UN_PROGRAMA = ("lib", "lib64", "libexec", "share", "etc", "include", "var")
MIRAN = {*PREGUNTAS, "open", "creat", "openat", "openat2"}
CAMBIAN = {*MUDAN, *ENLAZAN, *QUITAN, "truncate", "mkdir", "mkdirat"}
COMIENZO_DE_GUION = b"#!"
AJENO_AL_LIBRO = tuple(map(os.fsencode, (*DEL_SISTEMA, *DE_PROGRAMAS)))
LO_QUE_SE_RECUERDA = 1 << 16
DIARIOS = ("-journal", "-shm")  # los que SQLite pone y quita junto a una base mientras escribe en ella
SIN_MODULO = (".dist-info", ".egg-info", ".pth")


class Testimonio(Apuntes):
    """Lo que se apunta de una página; cada hecho nuevo va a su buzón, o a ninguna parte si no lo tiene.

    `propia` es dónde está en la memoria su biblioteca de C: lo que llama desde otro sitio es otro programa.
    """

    def __init__(
        self, raiz: str, propia: tuple[int, int], buzon: int, anterior: Testimonio | None = None
    ) -> None:
        super().__init__()
        self.raiz, self.propia = f"{raiz}{os.sep}", propia
        self.instalados: set[str] = set()  # donde tienen lo suyo los programas que se han arrancado
        if anterior is not None:
            self.hechos = {clase: dict(hechos) for clase, hechos in anterior.hechos.items()}
            self.instalados = set(anterior.instalados)
        self.de_nadie: set[tuple[bytes, bool]] = set()  # lo que, mirado, no cuenta
        self.sabido: set[tuple[Any, ...]] = set()  # lo que, si no cambia nada, no dice nada nuevo
        self.suya = os.fsencode(self.raiz)
        self.callado = buzon < 0
        if not self.callado:
            self.buzon = os.open(f"/proc/self/fd/{buzon}", os.O_WRONLY | os.O_APPEND)
            os.close(buzon)

    def cerrar(self) -> None:
        """Deja de apuntar."""
        if not self.callado:
            self.callado = True
            os.close(self.buzon)

    def apuntar(self, clase: str, nombre: str, valor: Any = None) -> bool:
        es_nuevo = super().apuntar(clase, nombre, valor)
        if es_nuevo:
            os.write(self.buzon, dumps([clase, nombre, valor]).encode() + b"\n")
        return es_nuevo

    def perder(self, motivo: str = SE_PIERDE) -> None:
        """Hay algo que no se ha podido ver."""
        self.apuntar("ciega", motivo)

    def oir(self, aviso: Aviso, lector: LectorDeAvisos) -> None:
        """Apunta una llamada; lanza `OSError` si ya no está quien la hace."""
        es_programa = not self.propia[0] <= aviso.desde < self.propia[1]
        if aviso.llamada in MIRAN:
            nombrado = lector.nombrado(aviso)
            if not self._se_sabe(nombrado, es_programa):
                self._mirar(aviso, lector, nombrado, es_programa)
        elif aviso.llamada in ARRANCAN:
            ruta = lector.ruta(aviso, lector.nombrado(aviso))
            if _da_privilegios(ruta) and renuncia_a_privilegios(aviso.hilo):
                self.perder(SIN_PRIVILEGIOS.format(os.path.basename(ruta)))  # noqa: PTH119 (con textos)
            self.arrancar(ruta)
        elif aviso.llamada in CAMBIAN:
            self.sabido.clear()
            self._cambiar(aviso, lector, es_programa)
        else:
            self.perder(DE_32_BITS)

    def _se_sabe(self, nombrado: bytes, es_programa: bool) -> bool:
        """Si, sin mirar más, lo que se nombra así no cuenta: casi siempre, y son miles."""
        modulo = _modulo_por_su_nombre(nombrado, self.suya)
        if modulo is None:
            return (nombrado, es_programa) in self.de_nadie
        if es_programa and modulo and modulo not in self.hechos["bibliotecas"]:
            self.apuntar("bibliotecas", modulo)
        return True

    def _mirar(self, aviso: Aviso, lector: LectorDeAvisos, nombrado: bytes, es_programa: bool) -> None:
        """Se pregunta por un archivo, o se abre."""
        banderas = -1 if aviso.llamada in PREGUNTAS else lector.banderas(aviso)
        ruta = lector.ruta(aviso, nombrado)
        visto = ruta, banderas, es_programa
        if visto in self.sabido:
            return
        cuenta = self._que_cuenta(ruta, es_programa)
        if not cuenta:
            if nombrado.startswith(b"/") and ruta:
                self.de_nadie.add((nombrado, es_programa))
        elif banderas < 0:
            self.preguntar(cuenta)
        else:
            self.abrir(cuenta, banderas, es_programa)
        if banderas >= 0 and banderas & os.O_ACCMODE:
            self.sabido.clear()
        else:
            self.sabido.add(visto)

    def _cambiar(self, aviso: Aviso, lector: LectorDeAvisos, es_programa: bool) -> None:
        """Se escribe, se mueve, se borra o se crea algo sin abrirlo."""
        nombrados = enumerate(lector.nombrados(aviso))
        rutas = [lector.ruta(aviso, nombrado, cual) for cual, nombrado in nombrados]
        cuentan = [self._que_cuenta(ruta, es_programa) for ruta in rutas]
        if aviso.llamada in MUDAN:
            self.quitar(cuentan[0])
            self.escribir(cuentan[1])
        elif aviso.llamada in ENLAZAN:
            self.escribir(cuentan[1])
        elif not cuentan[0]:
            return
        elif aviso.llamada in QUITAN:
            self.quitar(cuentan[0])
        elif aviso.llamada == "truncate":
            self.escribir(cuentan[0], borra=False)
        elif not os.path.lexists(cuentan[0]):
            self.crear(cuentan[0])

    def abrir(self, ruta: str, banderas: int, es_programa: bool) -> None:
        """Se abre un archivo, o una carpeta; las que abre la página ya las cuenta ella."""
        if banderas & os.O_PATH:
            return
        if not banderas & os.O_ACCMODE:
            if not os.path.isdir(ruta):  # noqa: PTH112 (con textos: son miles)
                self.leer(ruta, es_programa and ruta.endswith(".py"), es_carpeta=False)
            elif es_programa and not no_es_de_nadie(ruta):
                self.leer(ruta, es_carpeta=True)
            return
        borra = bool(banderas & (os.O_TRUNC | os.O_EXCL))
        borra = borra or (es_programa and not os.path.lexists(ruta))
        if not borra and banderas & os.O_ACCMODE == os.O_RDWR:
            self.leer(ruta)
        self.escribir(ruta, borra)

    def preguntar(self, ruta: str) -> None:
        """Se pregunta por un archivo: si está, y cuánto ocupa o de cuándo es."""
        suyos = (self.hechos[clase] for clase in ("escritos", "creados", "leidos"))
        if any(ruta in hechos for hechos in suyos):
            return
        if not os.path.isdir(ruta):  # noqa: PTH112 (con textos: son miles)
            self.apuntar("preguntados", ruta)
        elif not self.raiz.startswith(f"{ruta}{os.sep}"):
            self.contar_con(ruta)

    def arrancar(self, ruta: str) -> None:
        """Se arranca un programa: si es del libro, es un archivo más; si no, cuenta cuál es."""
        if not os.path.isfile(ruta) or ruta in self.hechos["programas"]:  # noqa: PTH113
            return  # se busca por todo el PATH
        if ruta.startswith(self.raiz):
            self.leer(ruta)
        elif not es_del_sistema(ruta):
            self.apuntar("programas", ruta)
            for nombre in (ruta, os.path.realpath(ruta)):
                prefijo = os.path.dirname(os.path.dirname(nombre)).rstrip(os.sep)  # noqa: PTH120
                self.instalados.update(f"{prefijo}/{carpeta}/" for carpeta in DE_UN_PROGRAMA)
        if interprete := _interprete_de(ruta):
            self.arrancar(interprete)

    def _que_cuenta(self, ruta: str, es_programa: bool) -> str:
        """La ruta, si puede cambiar lo que da la página; si no, vacía."""
        if es_fija(ruta):
            if es_programa and (modulo := _modulo_de(ruta)):
                self.apuntar("bibliotecas", modulo)
            return ""
        if ruta.endswith(DIARIOS):
            return ""
        if ruta.startswith(self.raiz):
            return "" if es_programa and es_memoria(ruta[len(self.raiz) - 1 :]) else ruta
        if es_del_sistema(ruta) or ruta.startswith((*DE_PROGRAMAS, *self.instalados)):
            return ""
        if ruta == "/" or ("/." in ruta and not dice_la_version(ruta)):
            return ""
        return ruta


@lru_cache(LO_QUE_SE_RECUERDA)
def _modulo_por_su_nombre(nombrado: bytes, raiz: bytes) -> str | None:
    """De qué módulo es lo que, por su nombre, no es del libro, o «» si de ninguno; de lo demás, nada."""
    if b"/.." in nombrado:
        return None
    if nombrado.startswith(_lo_fijo_en_octetos()):
        return _modulo_de(os.fsdecode(nombrado))
    return "" if nombrado.startswith(AJENO_AL_LIBRO) and not nombrado.startswith(raiz) else None


@cache
def _lo_fijo_en_octetos() -> tuple[bytes, ...]:
    return tuple(map(os.fsencode, lo_fijo()))


def _modulo_de(ruta: str) -> str:
    """De qué módulo de lo instalado es un archivo, si es de alguno."""
    for lugar in lugares_de_instalacion():
        if ruta.startswith(f"{lugar}{os.sep}"):
            primera = ruta[len(lugar) + 1 :].partition(os.sep)[0]
            return "" if primera.endswith(SIN_MODULO) else primera.partition(".")[0]
    return ""


def _da_privilegios(ruta: str) -> bool:
    """Si quien ejecuta un programa lo hace como su dueño o su grupo."""
    try:
        modo = os.stat(ruta).st_mode  # noqa: PTH116
    except (OSError, ValueError):
        return False
    return stat.S_ISREG(modo) and bool(modo & (stat.S_ISUID | stat.S_ISGID))


def _interprete_de(ruta: str) -> str:
    """Quién ejecuta un guion, si lo es y lo dice."""
    try:
        if not stat.S_ISREG(os.stat(ruta).st_mode):  # noqa: PTH116
            return ""
        with Path(ruta).open("rb") as archivo:
            primera = archivo.readline(256)
    except OSError:
        return ""
    partes = primera[2:].split() if primera.startswith(COMIENZO_DE_GUION) else []
    return os.fsdecode(partes[0]) if partes else ""
