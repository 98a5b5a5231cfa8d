"""La jornada de una construcción: leer → ejecutar → juzgar, y cada cosa una sola vez.

Una `Jornada` lee cada página una vez, calcula su huella una vez, la ejecuta si hace falta y la juzga; de
ella toman lo que necesitan las órdenes y quien pinta. Nada de aquí sabe de Sphinx.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from imprenta.admision import Admision
from imprenta.ejecutar.dependencias.huella import Analisis, Huella
from imprenta.ejecutar.ejecuciones_guardadas import Almacen
from imprenta.ejecutar.guardado_por_el_autor import guardado_por_el_autor
from imprenta.ejecutar.reparto import Encargo, cluster, ejecutar
from imprenta.ejecutar.resembrar import por_que_no_se_repite
from imprenta.ejecutar.segun_las_reglas import (
    aconsejada,
    avisos_de_stderr,
    con_reglas,
    con_su_nucleo,
    ensenada,
    por_que_se_aparta,
)
from imprenta.incluido import informe_de_lo_incluido
from imprenta.juzgar.bibliografia import Bibliografia
from imprenta.juzgar.fortuitos import faltas_de_lo_fortuito
from imprenta.juzgar.guion import afirmaciones, guion_de, guion_de_afirmaciones
from imprenta.juzgar.informes_guardados import informe_de, podar_informes
from imprenta.juzgar.macros import faltas_de_macros, macros_con_cifras
from imprenta.juzgar.sin_ejecutar import cifras_apartadas
from imprenta.juzgar.veredictos import verificar
from imprenta.leer.del_disco import DelDisco
from imprenta.libro.acta import ACTA, Acta, ActaDePagina, leer_acta
from imprenta.libro.disco import resumen_de
from imprenta.libro.hecho import Informe, LibroHecho, PaginaEjecutada, Prueba
from imprenta.libro.libro import Libro, nombres_sin_usar
from imprenta.libro.modelo import Consulta, Ejecucion, Falta, Guion, faltas_de_lo_cambiado
from imprenta.libro.pagina import Pagina
from imprenta.libro.reglas import Reglas, reglas_de

SIN_HUELLA = Huella("", "")  # lo que no se guarda no la necesita
Ejecutor = Callable[[Sequence[Encargo], Analisis], dict[Path, Ejecucion]]


class Jornada:
    """El trabajo de una construcción sobre un libro tal como está en el disco cuando se hace.

    Con `solo_prosa` se ejecutan solo las páginas que preguntan algo al código. De las páginas de `escritos`
    vale eso y no lo del disco. Las ejecuta `ejecutor` o, si no se dice, lo de siempre, con su almacén.
    """

    def __init__(
        self,
        libro: Libro,
        solo_prosa: bool = False,
        escritos: Mapping[Path, bytes] | None = None,
        ejecutor: Ejecutor | None = None,
    ) -> None:
        self.libro, self.solo_prosa = libro, solo_prosa
        self.ejecutor = ejecutor or self._con_el_almacen
        self.del_disco = DelDisco(libro, escritos or {})
        self.leidos = self.del_disco.leidos  # lo que se ha leído, con el resumen de lo que decía

    @cached_property
    def analisis(self) -> Analisis:
        """De qué depende cada página; lo que ve vale solo para esta jornada y este proceso."""
        return Analisis(self.libro.raiz, self.libro.megas, self.libro.lee)

    @cached_property
    def paginas(self) -> dict[Path, Pagina]:
        """Las páginas leídas, con sus rutas escritas desde la raíz del libro."""
        config = self.libro.config
        return {r: con_su_nucleo(self.del_disco.pagina(r), config) for r in self.libro.paginas}

    @cached_property
    def guiones(self) -> dict[Path, Guion]:
        """Lo que se ejecuta en cada página."""
        return {ruta: self._guion(pagina) for ruta, pagina in self.paginas.items()}

    @property
    def hay_codigo(self) -> bool:
        """Si algo se ejecuta; si no, tampoco se escribe nada en el disco."""
        return any(self.guiones.values())

    @property
    def pregunta(self) -> bool:
        """Si algo de la prosa del libro pregunta al código."""
        return any(isinstance(paso, Consulta) for guion in self.guiones.values() for paso in guion)

    @property
    def por_ejecutar(self) -> list[Path]:
        """Las páginas con celdas que no se ejecutan porque solo se mira la prosa."""
        paginas = self.paginas.items() if self.solo_prosa else ()
        return [
            ruta
            for ruta, pagina in paginas
            if guion_de(pagina) and not self.guiones[ruta] and not por_que_se_aparta(self.libro, pagina)
        ]

    @cached_property
    def ejecutadas(self) -> dict[Path, PaginaEjecutada]:
        """Las páginas ejecutadas; solo se ejecuta lo que el almacén no tiene.

        Una página sin código ni expresiones no depende de ningún módulo: su huella está vacía.
        """
        encargos = [self.encargo(ruta, guion) for ruta, guion in self.guiones.items() if guion]
        hechas = self.ejecutor(encargos, self.analisis)
        return {
            ruta: self._ejecutada(pagina, hechas[ruta]) if ruta in hechas else self._sin_ejecutar(pagina)
            for ruta, pagina in self.paginas.items()
        }

    def _ejecutada(self, pagina: Pagina, hecha: Ejecucion) -> PaginaEjecutada:
        """Lo que se enseña de una página recién hecha, o guardada de otra vez."""
        reglas, guion = self.reglas_de(pagina), self.guiones[self.libro.raiz / pagina.ruta]
        avisos = tuple(avisos_de_stderr(pagina.ruta, guion, hecha, reglas))
        ensenado = ensenada(pagina, guion, hecha, reglas)
        return PaginaEjecutada(pagina, guion, hecha.huella, ensenado, avisos=avisos)

    def _con_el_almacen(self, encargos: Sequence[Encargo], analisis: Analisis) -> dict[Path, Ejecucion]:
        repartidor = cluster(self.libro.cluster) if self.libro.cluster else None
        return ejecutar(encargos, Almacen(self.libro.taller), analisis, repartidor)

    @cached_property
    def bibliografia(self) -> Bibliografia:
        """Lo que respalda cada entrada de los `.bib` que nombra `_config.yml`."""
        self.leidos |= {
            ruta: resumen_de(ruta) for ruta in map(self.libro.raiz.joinpath, self.libro.bibliografias)
        }
        memoria = self.libro.taller / "bibliografia.json" if self.hay_codigo else None
        return Bibliografia(self.libro.raiz, self.libro.bibliografias, memoria)

    @cached_property
    def hecho(self) -> LibroHecho:
        """Lo que se pinta: el libro juzgado y, de cada afirmación, lo que el acta sabe de ella."""
        paginas = {ruta: self._con_pruebas(ruta, ejecutada) for ruta, ejecutada in self.ejecutadas.items()}
        return replace(self.juzgado, paginas=paginas)

    @cached_property
    def juzgado(self) -> LibroHecho:
        """El libro con el veredicto de cada cosa que dice; basta para contarlo, y el acta tarda en leerse."""
        incluido = informe_de_lo_incluido(self.libro, self.paginas.values(), self.leidos)
        total, informes, fallos = self.admision.de_los_rotulos(self.libro.rotulos) + incluido, {}, []
        for ruta, ejecutada in self.ejecutadas.items():
            if ejecutada.ejecucion.falta:
                fallos.append(aconsejada(ejecutada.pagina, ejecutada.ejecucion.falta, self.libro.config))
                continue
            informe = self._informe(ejecutada) + Informe(sin_cubrir=self._de_las_macros(ejecutada.pagina))
            informes[ruta] = self.admision.de_pagina(ejecutada.pagina, informe, self.bibliografia)
            total = total + informes[ruta]
        faltas = sorted([*fallos, *total.faltas, *self._de_ninguna_pagina()])
        avisos = [aviso for ejecutada in self.ejecutadas.values() for aviso in ejecutada.avisos]
        resumen = total.resumen()
        return LibroHecho(
            self.libro, dict(self.ejecutadas), informes, faltas, resumen, [*self.libro.avisos, *avisos]
        )

    @cached_property
    def acta(self) -> Acta:
        """Lo que se sabe de lo que el libro afirma, con otras semillas."""
        ruta = self.libro.raiz / ACTA
        self.leidos[ruta] = resumen_de(ruta)
        return leer_acta(self.libro.raiz)

    @cached_property
    def actas(self) -> dict[Path, ActaDePagina]:
        """De cada página que afirma algo, lo que el acta dice de ella, si aún vale."""
        apuntadas = {ruta: self.acta.paginas.get(self._nombre(ruta)) for ruta in self.paginas}
        return {ruta: acta for ruta, acta in apuntadas.items() if acta and self._vale(ruta, acta)}

    def _vale(self, ruta: Path, acta: ActaDePagina) -> bool:
        pagina = self.paginas[ruta]
        todas = len(acta.cuentas) == len(afirmaciones(pagina))
        return todas and self.resumen_del_acta(ruta, acta.lee) == acta.resumen

    @property
    def sin_probar(self) -> list[Path]:
        """Las páginas que se pueden probar con otras semillas y de las que el acta no dice nada que valga."""
        encargos, _ = self.repetibles(self.guiones_de_afirmaciones)
        return [encargo.ruta for encargo in encargos if encargo.ruta not in self.actas]

    @cached_property
    def guiones_de_afirmaciones(self) -> dict[Path, Guion]:
        """Lo que se ejecuta de cada página para saber si se cumple lo que afirma."""
        return {ruta: self._guion_de_afirmaciones(pagina) for ruta, pagina in self.paginas.items()}

    def _guion_de_afirmaciones(self, pagina: Pagina) -> Guion:
        guion = () if por_que_se_aparta(self.libro, pagina) else guion_de_afirmaciones(pagina)
        return con_reglas(guion, self.reglas_de(pagina))

    def repetibles(self, guiones: Mapping[Path, Guion]) -> tuple[list[Encargo], dict[Path, str]]:
        """Las páginas que se pueden ejecutar otra vez, con esos guiones, y por qué las demás no."""
        encargos, motivos = [], {}
        for ruta, guion in guiones.items():
            encargo = self.encargo(ruta, guion, SIN_HUELLA)
            escritos = self.ejecutadas[ruta].ejecucion.escritos
            if guion and (motivo := por_que_no_se_repite(encargo.nucleo, escritos)):
                motivos[ruta] = motivo
            elif guion:
                encargos.append(encargo)
        return encargos, motivos

    def _con_pruebas(self, ruta: Path, ejecutada: PaginaEjecutada) -> PaginaEjecutada:
        if (acta := self.actas.get(ruta)) is None:
            return ejecutada
        pares = zip(afirmaciones(ejecutada.pagina), acta.cuentas, strict=True)
        pruebas = {rol.consulta: Prueba(cuenta, acta.azar) for rol, cuenta in pares if rol.consulta}
        return replace(ejecutada, pruebas=pruebas)

    def resumen_del_acta(self, ruta: Path, lee: Iterable[str]) -> str:
        """Lo que decide lo que se cumple en una página, lee lo que lea."""
        return self.analisis.resumen_portatil(ruta, self.guiones_de_afirmaciones[ruta], lee)

    @property
    def faltas_de_fuera(self) -> list[Falta]:
        """Lo que está mal y no lo dice ninguna página por sí sola; para saberlo no se ejecuta nada."""
        rotulos = self.admision.de_los_rotulos(self.libro.rotulos)
        exigidas = (pagina for pagina in self.paginas.values() if self.libro.exige(pagina.ruta))
        de_macros = (falta for pagina in exigidas for falta in self._de_las_macros(pagina))
        return sorted([*rotulos.faltas, *de_macros, *self._de_ninguna_pagina()])

    @cached_property
    def admision(self) -> Admision:
        """Lo que se admite sin cubrir."""
        return Admision(self.libro)

    def _de_ninguna_pagina(self) -> list[Falta]:
        return [*self.bibliografia.faltas, *self._nombres_de_mas(), *self.admision.trinquete.faltas]

    def _nombres_de_mas(self) -> list[Falta]:
        usados = {nombre for pagina in self.paginas.values() for nombre in pagina.usados}
        return nombres_sin_usar(self.libro, usados)

    def _de_las_macros(self, pagina: Pagina) -> tuple[Falta, ...]:
        """Las cifras que un lector ve en una página y las escribe `_config.yml`."""
        return tuple(faltas_de_macros(self._macros, pagina))

    @cached_property
    def _macros(self) -> dict[str, str]:
        return macros_con_cifras(self.libro.config)

    def cambios(self) -> list[Falta]:
        """Lo que se leyó y ya no dice lo mismo: lo que se ha hecho con ello no es de ningún libro."""
        cambiados = {ruta for ruta, resumen in self.leidos.items() if resumen_de(ruta) != resumen}
        for ruta, guion in self.guiones.items():
            cambiados |= self.analisis.movidos(ruta, guion) if guion else set()
        return faltas_de_lo_cambiado(self.libro.raiz, cambiados)

    def podar(self) -> None:
        """Olvida lo guardado que ya no sirve a ninguna página; se hace cuando todo ha ido bien."""
        huellas = {self._nombre(ruta): ejecutada.huella for ruta, ejecutada in self.ejecutadas.items()}
        Almacen(self.libro.taller).podar(huellas)
        podar_informes(self.libro.taller, huellas)

    def _nombre(self, ruta: Path) -> str:
        return ruta.relative_to(self.libro.raiz).as_posix()

    def _guion(self, pagina: Pagina) -> Guion:
        guion = () if por_que_se_aparta(self.libro, pagina) else guion_de(pagina)
        hace_falta = not self.solo_prosa or any(isinstance(paso, Consulta) for paso in guion)
        return con_reglas(guion, self.reglas_de(pagina)) if hace_falta else ()

    def reglas_de(self, pagina: Pagina) -> Reglas:
        """Cómo manda su autor ejecutar una página."""
        return reglas_de(pagina.cabecera, self.libro.config)

    def _sin_ejecutar(self, pagina: Pagina) -> PaginaEjecutada:
        motivo = por_que_se_aparta(self.libro, pagina)
        if not motivo or not pagina.pasos:
            return PaginaEjecutada(pagina, ())
        guion = guion_de(pagina)
        guardado = guardado_por_el_autor(pagina, guion, motivo)
        return PaginaEjecutada(pagina, guion, guardado.huella, guardado)

    def encargo(self, ruta: Path, guion: Guion, huella: Huella | None = None) -> Encargo:
        """Lo que hace falta para ejecutar una página con ese guion."""
        reglas = self.reglas_de(self.paginas[ruta])
        huella = huella or self.analisis.huella(ruta, guion, reglas.nucleo, reglas.en_temporal)
        return Encargo(ruta, guion, huella, reglas)

    def _informe(self, ejecutada: PaginaEjecutada) -> Informe:
        if motivo := por_que_se_aparta(self.libro, ejecutada.pagina):
            apartadas = cifras_apartadas(ejecutada.pagina, motivo)
            propio = verificar(ejecutada.pagina, ejecutada.respuestas, self.bibliografia)
            return propio + Informe(sin_cubrir=tuple(apartadas))
        if not self.hay_codigo:
            return verificar(ejecutada.pagina, ejecutada.respuestas, self.bibliografia)
        informe = informe_de(self.libro.taller, ejecutada.pagina, ejecutada.respuestas, self.bibliografia)
        return informe + self.de_lo_fortuito(ejecutada)

    def de_lo_fortuito(self, ejecutada: PaginaEjecutada) -> Informe:
        """Lo que una página da y será otra cosa otra vez."""
        exigida = self.libro.exige(ejecutada.pagina.ruta)
        return Informe(mal_escritas=tuple(faltas_de_lo_fortuito(ejecutada, exigida)))
