"""Lo que se admite sin cubrir mientras un libro se adopta: de cada página, lo que cabe y lo que está de más.

Un número falso se niega siempre. Uno sin cubrir, si su página ha de estar cubierta o si hay más de los que
admite el trinquete; los demás se cuentan.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from imprenta.ejecutar.segun_las_reglas import por_que_se_aparta
from imprenta.juzgar.bibliografia import Datos
from imprenta.juzgar.veredictos import verificar
from imprenta.leer.lectura import leer
from imprenta.libro.git import octetos_en, ultimo_cambio
from imprenta.libro.guardado import guardado, guardar
from imprenta.libro.hecho import Informe
from imprenta.libro.libro import Libro
from imprenta.libro.modelo import Falta
from imprenta.libro.pagina import Pagina
from imprenta.libro.trinquete import SIN_CUBRIR, Trinquete, leer_trinquete

YA_NO_CABEN = "hay {} sin cubrir, y {} admite {}: cubre lo nuevo o, si no puede ser, haz `imprenta adopta`"
YA_NO_CABEN_APARTE = (
    "hay {} sin cubrir, y {} admite {}: no se ejecuta, y entonces también cuenta lo de sus celdas; "
    "haz `imprenta adopta`"
)


class Admision:
    """La de un libro tal como está; en `vistas`, lo que hay sin cubrir en cada página que no lo exige."""

    def __init__(self, libro: Libro, trinquete: Trinquete | None = None) -> None:
        """Vale el `trinquete` que se diga o, si no, el del libro."""
        self.libro, self._dicho = libro, trinquete
        self.vistas: dict[str, list[str]] = {}

    @property
    def cuentas(self) -> dict[str, int]:
        """Cuánto se ha visto sin cubrir en cada página."""
        return {nombre: len(dichos) for nombre, dichos in self.vistas.items()}

    def recordar(self) -> None:
        """Guarda lo visto: así se sabrá qué hay de nuevo si luego hay más."""
        if guardado(self._memoria) != self.vistas:
            guardar(self._memoria, self.vistas)

    @property
    def _memoria(self) -> Path:
        return self.libro.taller / "sin-cubrir.json"

    @cached_property
    def trinquete(self) -> Trinquete:
        if self._dicho is not None:
            return self._dicho
        return leer_trinquete(self.libro.raiz) if self.libro.es_gradual else Trinquete(hay=False)

    def de_pagina(self, pagina: Pagina, informe: Informe, datos: Datos) -> Informe:
        """El informe de una página, con lo que se le admite aparte."""

        def segun_git() -> list[str] | None:
            octetos = self._octetos_de_antes(pagina.ruta)
            if octetos is None:
                return None
            antigua = leer(pagina.ruta, octetos, frozenset(self.libro.nombres))
            return [falta.mensaje for falta in verificar(antigua, {}, datos).sin_cubrir]

        aparte = bool(por_que_se_aparta(self.libro, pagina))
        return self._admitido(pagina.ruta, informe, segun_git, YA_NO_CABEN_APARTE if aparte else YA_NO_CABEN)

    def de_los_rotulos(self, faltas: Iterable[Falta]) -> Informe:
        """Lo que está sin cubrir en el índice y en `_config.yml`, que se admite como lo de una página."""
        de_cada_uno = dict[Path, list[Falta]]()
        for falta in faltas:
            de_cada_uno.setdefault(falta.ruta, []).append(falta)
        informes = (Informe(sin_cubrir=tuple(suyas)) for suyas in de_cada_uno.values())
        pares = zip(de_cada_uno, informes, strict=True)
        return sum((self._admitido(ruta, suyo, lambda: None) for ruta, suyo in pares), Informe())

    def _admitido(
        self,
        ruta: Path,
        informe: Informe,
        segun_git: Callable[[], Sequence[str] | None],
        dicho: str = YA_NO_CABEN,
    ) -> Informe:
        suyas = informe.sin_cubrir
        if self.libro.exige(ruta) or not suyas:
            return informe
        self.vistas[ruta.as_posix()] = [falta.mensaje for falta in suyas]
        caben = self._caben(ruta.as_posix(), len(suyas))
        if len(suyas) <= caben:
            return replace(informe, sin_cubrir=(), admitido=suyas)
        recordado = guardado(self._memoria)
        de_antes = segun_git() if recordado is None else recordado.get(ruta.as_posix(), [])
        nuevas = _las_nuevas(suyas, de_antes)
        demas = tuple(falta for falta in suyas if falta not in nuevas)
        no_caben = Falta(ruta, 1, 1, dicho.format(len(suyas), SIN_CUBRIR, caben))
        sin_sitio = max(0, len(demas) - caben)
        return replace(informe, sin_cubrir=nuevas, admitido=demas, de_mas=(no_caben,), sin_sitio=sin_sitio)

    def _caben(self, nombre: str, hay: int) -> int:
        """Cuántos se admiten en una página; la que es nueva hereda lo de las que ya no están."""
        if not self.trinquete.hay:
            return hay
        if nombre not in self.trinquete.cuentas:
            heredado = min(hay, self._herencia)
            self._herencia -= heredado
            return heredado
        return self.trinquete.cuentas[nombre]

    @cached_property
    def _herencia(self) -> int:
        cuentas = self.trinquete.cuentas.items()
        return sum(cuenta for nombre, cuenta in cuentas if not (self.libro.raiz / nombre).exists())

    def _octetos_de_antes(self, ruta: Path) -> bytes | None:
        """Lo que decía una página cuando git guardó el trinquete por última vez; nada si no se sabe."""
        commit = ultimo_cambio(self.libro.raiz, SIN_CUBRIR.name)
        return (octetos_en(self.libro.raiz, commit, ruta.as_posix()) or b"") if commit else None


def _las_nuevas(ahora: Sequence[Falta], de_antes: Sequence[str] | None) -> tuple[Falta, ...]:
    """Las que no estaban, si se sabe cuáles había."""
    if de_antes is None:
        return ()
    dichas = [falta.mensaje for falta in ahora]
    cotejo = difflib.SequenceMatcher(None, de_antes, dichas, autojunk=False)
    cambios = (cambio for cambio in cotejo.get_opcodes() if cambio[0] != "equal")
    return tuple(falta for *_, desde, hasta in cambios for falta in ahora[desde:hasta])
