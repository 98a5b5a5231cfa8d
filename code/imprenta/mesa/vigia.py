"""El vigía: espera a que algo del libro cambie en el disco y dice qué, en cuanto quien escribe ha acabado.

Lo que vale es lo que dice `stat` de cada archivo; el timbre solo evita mirarlo sin parar. Lo que dejan los
editores al guardar (copias, intercambios, cerrojos), lo construido y lo oculto no cuenta.
"""

from __future__ import annotations

import math
import os
import re
import time
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import NamedTuple, Self

from imprenta.libro.disco import COMPILADOS, Estado, arbol, estado_de
from imprenta.mesa.timbre import Timbre

CALMA = 0.03  # segundos sin movimiento antes de dar un cambio por acabado
IMPACIENCIA = 1.0  # segundos que se espera esa calma si no llega
CON_TIMBRE, SIN_TIMBRE = 0.5, 0.05  # segundos entre dos miradas al disco si nada llama
# De Vim, de Emacs, de los de JetBrains y de quien escribe al lado y cambia el nombre.
DE_UN_EDITOR = re.compile(r"\..*|.*~|#.*#|4913|.*___jb_(?:tmp|old|bak)___|.+\.(?:tmp|sw[a-z])|.+\.tmp\..+")


class LoVisto(NamedTuple):
    """Lo que el sistema sabe de cada carpeta y de cada archivo, y cambia al tocarlos; nada, si no está."""

    carpetas: dict[str, Estado]
    archivos: dict[str, Estado]

    def sigue_igual(self) -> bool:
        """Si en el disco no ha cambiado nada: lo nuevo cambia su carpeta, y basta un `stat` por nombre."""
        vistos = chain(self.carpetas.items(), self.archivos.items())
        return all(estado_de(ruta) == estado for ruta, estado in vistos)

    def cambiados(self, antes: LoVisto) -> set[Path]:
        """Los archivos que no son como en otra vista: cambiados, nuevos o desaparecidos."""
        todos = self.archivos.keys() | antes.archivos.keys()
        return {Path(ruta) for ruta in todos if self.archivos.get(ruta, ()) != antes.archivos.get(ruta, ())}


def es_de_un_editor(nombre: str) -> bool:
    """Si un archivo que se llama así solo existe mientras se guarda otro, o es su copia de antes.

    >>> [es_de_un_editor(nombre) for nombre in ("uno.md~", "#uno.md#", ".#uno.md", "4913", "1984.md")]
    [True, True, True, True, False]
    """
    return DE_UN_EDITOR.fullmatch(nombre) is not None


def vista_de(raiz: Path, ademas: Iterable[Path] = ()) -> LoVisto:
    """La de un libro, sin lo construido ni lo oculto, y la de otros archivos; de un enlace, su destino."""
    hecha = LoVisto({str(raiz): estado_de(raiz)}, {str(ruta): estado_de(ruta) for ruta in ademas})
    for carpeta, nombres in arbol(raiz):
        hecha.carpetas[carpeta] = estado_de(carpeta)
        for nombre in nombres:
            if not (nombre.endswith(COMPILADOS) or es_de_un_editor(nombre)):
                ruta = os.path.join(carpeta, nombre)  # noqa: PTH118 (con textos: es todo el libro)
                hecha.archivos[ruta] = estado_de(ruta)
    return hecha


class Vigia:
    """Quien mira un libro; se crea antes de leerlo, y lo que cambie desde entonces lo dice `esperar`."""

    def __init__(self, raiz: Path) -> None:
        self.raiz, self.ademas = raiz, frozenset[Path]()
        self.timbre, self.destinos = Timbre(), dict[str, str]()
        self.vista = LoVisto({}, {})
        self.vista = self._mirar()

    def mirar_tambien(self, rutas: Iterable[Path]) -> None:
        """De lo que está fuera de la carpeta o en una enlazada, se miran desde ahora esos archivos."""
        antes = self.ademas
        self.ademas = frozenset(r for r in rutas if r in antes or str(r) not in self.vista.archivos)
        for ruta in map(str, antes - self.ademas):
            self.vista.archivos.pop(ruta, None)
        self.vista.archivos.update((str(ruta), estado_de(ruta)) for ruta in self.ademas - antes)

    def esperar(self, segundos: float = math.inf) -> set[Path]:
        """Los archivos que han cambiado desde la última vez, ya en calma; ninguno si pasa ese tiempo."""
        fin, llaman = time.monotonic() + segundos, False
        while self.vista.sigue_igual() or not (cambiados := self._cambiados_en_calma(llaman)):
            queda = fin - time.monotonic()
            if queda <= 0:
                return set()
            llaman = self.timbre.esperar(min(queda, CON_TIMBRE if self.timbre.suena else SIN_TIMBRE))
        return cambiados

    def _cambiados_en_calma(self, llaman: bool) -> set[Path]:
        """Lo que ha cambiado, cuando deja de moverse: un editor guarda en varios golpes, y git, muchos.

        Si ha sonado el timbre, hay calma cuando deja de sonar; si no, cuando dos miradas ven lo mismo.
        """
        antes, ahora = self.vista, None if llaman else self._mirar()
        limite = time.monotonic() + IMPACIENCIA
        while time.monotonic() < limite:
            if self.timbre.esperar(CALMA):
                continue
            penultima, ahora = ahora, self._mirar()
            if ahora == penultima or (llaman and ahora.carpetas.keys() == antes.carpetas.keys()):
                break
        self.vista = ahora or self._mirar()
        return self.vista.cambiados(antes)

    def _mirar(self) -> LoVisto:
        """Lo que hay ahora; pone el timbre en sus carpetas y en las de aquello a lo que lleva cada enlace."""
        hecha = vista_de(self.raiz, self.ademas)
        for ruta, estado in hecha.archivos.items():
            if self.vista.archivos.get(ruta) != estado:
                self.destinos.pop(ruta, None)
                if os.path.islink(ruta) or Path(ruta) in self.ademas:  # noqa: PTH114
                    self.destinos[ruta] = os.path.dirname(os.path.realpath(ruta))  # noqa: PTH120
        self.timbre.poner(
            {*hecha.carpetas, *(self.destinos[r] for r in self.destinos if r in hecha.archivos)}
        )
        return hecha

    def cerrar(self) -> None:
        """Deja de mirar."""
        self.timbre.cerrar()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.cerrar()
