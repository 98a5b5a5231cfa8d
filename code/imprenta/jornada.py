"""La jornada de una construcción: leer → ejecutar → juzgar, y cada cosa una sola vez.

Una `Jornada` lee cada página una vez, calcula su huella una vez, la ejecuta si hace falta y la juzga; de
ella toman lo que necesitan las órdenes y quien pinta. Nada de aquí sabe de Sphinx.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from imprenta.ejecutar.dependencias.huella import Analisis, Huella
from imprenta.ejecutar.ejecuciones_guardadas import Almacen
from imprenta.ejecutar.guardado_por_el_autor import guardado_por_el_autor
from imprenta.ejecutar.reparto import Encargo, cluster, ejecutar
from imprenta.ejecutar.resembrar import por_que_no_se_repite
from imprenta.juzgar.bibliografia import Bibliografia
from imprenta.juzgar.fortuitos import faltas_de_lo_fortuito
from imprenta.juzgar.guion import afirmaciones, guion_de, guion_de_afirmaciones
from imprenta.juzgar.informes_guardados import informe_de, podar_informes
from imprenta.juzgar.macros import faltas_de_macros, macros_con_cifras
from imprenta.juzgar.sin_ejecutar import cifras_apartadas
from imprenta.juzgar.veredictos import verificar
from imprenta.leer.cargadas import con_lo_cargado
from imprenta.leer.lectura import ilegible, leer
from imprenta.libro.acta import ACTA, Acta, ActaDePagina, leer_acta
from imprenta.libro.archivos import motivo, octetos_de
from imprenta.libro.cabecera import nucleo_de, segundos_de
from imprenta.libro.disco import resumen_de
from imprenta.libro.hecho import Informe, LibroHecho, PaginaEjecutada, Prueba
from imprenta.libro.libro import Libro, nombres_sin_usar
from imprenta.libro.modelo import Consulta, Ejecucion, Falta, Guion, faltas_de_lo_cambiado
from imprenta.libro.pagina import Pagina

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
        self.escritos, self.ejecutor = escritos or {}, ejecutor or self._con_el_almacen
        self.leidos = dict(libro.leidos)  # lo que se ha leído, con el resumen de lo que decía

    @cached_property
    def analisis(self) -> Analisis:
        """De qué depende cada página; lo que ve vale solo para esta jornada y este proceso."""
        return Analisis(self.libro.raiz)

    @cached_property
    def paginas(self) -> dict[Path, Pagina]:
        """Las páginas leídas, con sus rutas escritas desde la raíz del libro."""
        return {ruta: self._leida(ruta) for ruta in self.libro.paginas}

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

    @cached_property
    def ejecutadas(self) -> dict[Path, PaginaEjecutada]:
        """Las páginas ejecutadas; solo se ejecuta lo que el almacén no tiene.

        Una página sin código ni expresiones no depende de ningún módulo: su huella está vacía.
        """
        encargos = [self.encargo(ruta, guion) for ruta, guion in self.guiones.items() if guion]
        hechas = self.ejecutor(encargos, self.analisis)
        return {
            ruta: PaginaEjecutada(pagina, self.guiones[ruta], hechas[ruta].huella, hechas[ruta])
            if ruta in hechas
            else self._sin_ejecutar(pagina)
            for ruta, pagina in self.paginas.items()
        }

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
        total, informes, fallos = Informe(sin_cubrir=self._en_los_rotulos()), {}, []
        for ruta, ejecutada in self.ejecutadas.items():
            if ejecutada.ejecucion.falta:
                fallos.append(ejecutada.ejecucion.falta)
                continue
            informes[ruta] = self._informe(ejecutada)
            total = total + informes[ruta]
        faltas = sorted([*fallos, *total.faltas, *self.bibliografia.faltas, *self._nombres_de_mas()])
        return LibroHecho(self.libro, dict(self.ejecutadas), informes, faltas, total.resumen())

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
        return () if self.libro.aparta(pagina.ruta) else guion_de_afirmaciones(pagina)

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
        return sorted([*self._en_los_rotulos(), *self.bibliografia.faltas, *self._nombres_de_mas()])

    def _nombres_de_mas(self) -> list[Falta]:
        usados = {nombre for pagina in self.paginas.values() for nombre in pagina.usados}
        return nombres_sin_usar(self.libro, usados)

    def _en_los_rotulos(self) -> tuple[Falta, ...]:
        """Las cifras que un lector ve y no están escritas en ninguna página."""
        macros = macros_con_cifras(self.libro.config)
        return (*self.libro.rotulos, *faltas_de_macros(macros, self.paginas.values()))

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

    def _leida(self, ruta: Path) -> Pagina:
        nombre = ruta.relative_to(self.libro.raiz)
        try:
            octetos = self.escritos[ruta] if ruta in self.escritos else octetos_de(ruta)
        except OSError as error:
            return ilegible(nombre, f"no se puede leer: {motivo(error)}")
        if ruta not in self.escritos:
            self.leidos[ruta] = hashlib.sha256(octetos).hexdigest()
        leida = leer(nombre, octetos, frozenset(self.libro.nombres), self.libro.formato(ruta))
        return con_lo_cargado(leida, self._octetos_leidos)

    def _octetos_leidos(self, nombre: Path) -> bytes:
        """Lo que hay en un archivo de que una página toma algo; se apunta que se ha leído."""
        octetos = octetos_de(ruta := self.libro.raiz / nombre)
        self.leidos[ruta] = hashlib.sha256(octetos).hexdigest()
        return octetos

    def _guion(self, pagina: Pagina) -> Guion:
        guion = () if self.libro.aparta(pagina.ruta) else guion_de(pagina)
        hace_falta = not self.solo_prosa or any(isinstance(paso, Consulta) for paso in guion)
        return guion if hace_falta else ()

    def _sin_ejecutar(self, pagina: Pagina) -> PaginaEjecutada:
        if not self.libro.aparta(pagina.ruta) or not pagina.pasos:
            return PaginaEjecutada(pagina, ())
        guion = guion_de(pagina)
        guardado = guardado_por_el_autor(pagina, guion)
        return PaginaEjecutada(pagina, guion, guardado.huella, guardado)

    def encargo(self, ruta: Path, guion: Guion, huella: Huella | None = None) -> Encargo:
        """Lo que hace falta para ejecutar una página con ese guion."""
        cabecera = self.paginas[ruta].cabecera
        nucleo, segundos = nucleo_de(cabecera), segundos_de(cabecera, self.libro.config)
        return Encargo(ruta, guion, huella or self.analisis.huella(ruta, guion, nucleo), segundos, nucleo)

    def _informe(self, ejecutada: PaginaEjecutada) -> Informe:
        if self.libro.aparta(ejecutada.pagina.ruta):
            apartadas = cifras_apartadas(ejecutada.pagina, ejecutada.ejecucion.salidas)
            propio = verificar(ejecutada.pagina, ejecutada.respuestas, self.bibliografia)
            return propio + Informe(sin_cubrir=tuple(apartadas))
        if not self.hay_codigo:
            return verificar(ejecutada.pagina, ejecutada.respuestas, self.bibliografia)
        informe = informe_de(self.libro.taller, ejecutada.pagina, ejecutada.respuestas, self.bibliografia)
        return informe + Informe(mal_escritas=tuple(faltas_de_lo_fortuito(ejecutada)))
