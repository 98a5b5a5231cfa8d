"""La vigencia de lo que una página ha dado: si vale para lo que hay en el disco cuando acaba.

Lo que escribe antes de leerlo es suyo, y da igual lo que hubiera. Si algo que vio ha cambiado después, lo ha
cambiado ella (y cada ejecución daría otra cosa), otra página (y se ejecuta otra vez) o alguien de fuera.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from imprenta.ejecutar.dependencias.alcance import es_del_libro
from imprenta.ejecutar.dependencias.huella import Analisis
from imprenta.libro.disco import estado_de, resumen_de
from imprenta.libro.modelo import Guion, Visto

NO_ESTABA = resumen_de(Path(os.devnull, "nada"))


@dataclass(frozen=True)
class Vigencia:
    """Lo que una página vio, frente a lo que hay ahora."""

    analisis: Analisis = field(repr=False)
    pagina: Path
    guion: Guion
    visto: Visto
    inicio: int

    @cached_property
    def escritos(self) -> set[str]:
        """Lo que la página ha escrito en el libro."""
        suyos = {*self.visto.escritos, *self.visto.anadidos, *self.visto.cambiados}
        return {ruta for ruta in suyos if es_del_libro(ruta, self.analisis.raiz)}

    @cached_property
    def trastocados(self) -> list[str]:
        """Lo que la página lee y cambia por otra cosa."""
        return sorted(
            ruta
            for ruta, antes in self.visto.cambiados.items()
            if antes != NO_ESTABA and self._ha_cambiado(ruta, antes)
        )

    @cached_property
    def movidos(self) -> set[str]:
        """Lo que ha cambiado, sin tocarlo ella, desde que lo vio o desde que se le tomó la huella."""
        vistos = {ruta for ruta, estado in self.visto.leidos.items() if self._se_ha_movido(ruta, estado)}
        alcanzados = {str(ruta) for ruta in self.analisis.movidos(self.pagina, self.guion)}
        return (vistos | alcanzados) - self.escritos - self.visto.mirados.keys()

    @cached_property
    def rancios(self) -> set[str]:
        """De lo movido, lo que la página leyó como era antes."""
        return {r for r in self.movidos & self.visto.leidos.keys() if _estado(r) != self.visto.leidos[r]}

    @cached_property
    def estable(self) -> bool:
        """Si ejecutarla ahora otra vez daría lo mismo, por lo que se ha podido ver."""
        return not (
            any(self._ha_cambiado(ruta, resumen) for ruta, resumen in self._de_antes.items())
            or any(self._llena(ruta) for ruta in self.movidos)
            or any(self._leido_antes_de_escrito())
            or (self.visto.ciega and any(self._tocados()))
            or self._entorno_distinto()
        )

    @cached_property
    def estrena(self) -> bool:
        """Si ha creado algo que echó en falta: ahora que está, quizá haga otra cosa."""
        faltaban = (ruta for ruta, antes in self._de_antes.items() if antes == NO_ESTABA)
        return any(self._ha_cambiado(ruta, NO_ESTABA) for ruta in faltaban)

    @property
    def _de_antes(self) -> dict[str, str]:
        """Lo que miró y lo que cambió, con el resumen de como era."""
        return self.visto.cambiados | self.visto.mirados

    @property
    def inquieta(self) -> bool:
        """Si algo se ha movido o puede mover a otras: hay que esperar a que acaben todas."""
        return bool(self.escritos or self.movidos or not self.estable)

    def ajenos(self, de_otras: set[str]) -> list[str]:
        """Lo movido que no ha cambiado ninguna página, ni pudo hacerlo un programa que esta arrancara."""
        if self.visto.ciega:
            return []
        return sorted(r for r in self.movidos if not self._llena(r) and not _esta_entre(r, de_otras))

    def rancia(self, de_otras: set[str]) -> bool:
        """Si leyó, como era antes, algo que otra página ha cambiado."""
        return any(_esta_entre(ruta, de_otras) for ruta in self.rancios)

    @property
    def nombres(self) -> list[str]:
        """Lo que decide lo que da: lo que leyó o preguntó y, del libro, lo que escribió y por lo que miró."""
        raiz = f"{self.analisis.raiz}{os.sep}"
        visto = self.visto
        suyos = {*visto.escritos, *visto.cambiados, *visto.mirados, *visto.creados}
        return [*visto.leidos, *visto.preguntados, *(ruta for ruta in suyos if ruta.startswith(raiz))]

    def _se_ha_movido(self, ruta: str, visto: list[int] | str) -> bool:
        if not es_del_libro(ruta, self.analisis.raiz) or _estado(ruta) == visto:
            return False
        if (
            Path(ruta) in self.analisis.alcance(self.pagina, self.guion).modulos
            and ruta not in self.visto.textos
        ):
            return False  # de un módulo que solo se importa basta la forma
        estado, resumen = self.analisis.contenidos.get(Path(ruta), ((), ""))
        return isinstance(visto, str) or list(estado) != visto or resumen_de(Path(ruta)) != resumen

    def _ha_cambiado(self, ruta: str, antes: str) -> bool:
        """Si no queda ni lo que había cuando la página lo tocó ni lo que había al empezar."""
        raiz = self.analisis.raiz
        if not es_del_libro(ruta, raiz) or (antes == NO_ESTABA and not Path(ruta).is_relative_to(raiz)):
            return False  # lo que una biblioteca guarda para sí fuera del libro
        al_empezar = self.analisis.contenidos.get(Path(ruta), ((), antes))[1]
        return resumen_de(Path(ruta)) not in (antes, al_empezar)

    def _llena(self, carpeta: str) -> bool:
        """Si es una carpeta en la que la propia página ha escrito."""
        return any(escrito.startswith(f"{carpeta}{os.sep}") for escrito in self.visto.escritos)

    def _tocados(self) -> Iterator[Path]:
        """Los archivos del libro que ella no ha escrito y han cambiado mientras se ejecutaba."""
        vistos = self.analisis.contenidos.keys()
        for ruta in {*self.analisis.archivos_del_libro(), *self.analisis.declarados, *vistos}:
            reciente = any(cambiado >= self.inicio for cambiado in estado_de(ruta)[-1:])
            tocado = self.analisis.se_ha_movido(ruta) if ruta in vistos else reciente
            if tocado and str(ruta) not in self.escritos:
                yield ruta

    def _leido_antes_de_escrito(self) -> Iterator[str]:
        """Lo que un proceso de la página escribió cuando otro, sin saberlo, ya lo había leído."""
        for ruta in self.escritos & self.visto.leidos.keys() - self.visto.cambiados.keys():
            if _estado(ruta) != self.visto.leidos[ruta]:
                yield ruta

    def _entorno_distinto(self) -> bool:
        """Si la página vio otro entorno que el de aquí: la ejecutó otra máquina."""
        return not self.analisis.entorno.es_el_de(self.visto.entorno)


def _estado(ruta: str) -> list[int] | str:
    return resumen_de(Path(ruta)) if os.path.isdir(ruta) else list(estado_de(Path(ruta)))  # noqa: PTH112


def _esta_entre(ruta: str, rutas: set[str]) -> bool:
    """Si una ruta es de esas, o la carpeta de alguna."""
    return ruta in rutas or any(otra.startswith(f"{ruta}{os.sep}") for otra in rutas)
