"""Lo que ya se ha estudiado del libro, mientras en el disco no cambie nada."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from imprenta.ejecutar.dependencias.huella import Analisis
from imprenta.ejecutar.dependencias.instalado import lugares_de_instalacion
from imprenta.jornada import Ejecutor, Jornada
from imprenta.juzgar.fortuitos import faltas_de_lo_fortuito
from imprenta.juzgar.veredictos import verificar
from imprenta.libro.disco import estado_de
from imprenta.libro.hecho import Informe, PaginaEjecutada
from imprenta.libro.libro import SUFIJOS, Libro
from imprenta.libro.modelo import Guion
from imprenta.libro.pagina import Pagina
from imprenta.mesa.vigia import LoVisto, vista_de


class Estudio:
    """De qué depende cada página y cómo se juzgó la última vez; vale de una jornada a la siguiente."""

    def __init__(self) -> None:
        self.informes: dict[Path, tuple[PaginaEjecutada, str, Informe]] = {}
        self.de_afirmaciones: dict[Path, tuple[Pagina, Guion]] = {}
        self._analisis: Analisis | None = None
        self._vista = LoVisto({}, {})

    def analisis(self, raiz: Path) -> Analisis:
        """El de ahora: el mismo de antes si en el libro y en lo instalado está todo como estaba."""
        if (
            self._analisis is not None
            and self._vista.sigue_igual()
            and not self._se_ha_movido(self._analisis)
        ):
            return self._analisis
        antes, self._vista = (
            self._vista,
            vista_de(raiz, map(Path, lugares_de_instalacion())),
        )  # antes de leer
        if self._analisis is None or not self._da_lo_mismo(antes, self._analisis):
            self._analisis = Analisis(raiz)
        return self._analisis

    def _da_lo_mismo(self, antes: LoVisto, analisis: Analisis) -> bool:
        """Si de una vista a otra solo ha cambiado el texto de páginas de las que no depende ninguna."""
        cambiados, mirados = self._vista.cambiados(antes), analisis.contenidos | analisis.seguidor.formas_de
        return (
            self._vista.carpetas == antes.carpetas
            and all(ruta.suffix in SUFIJOS and ruta not in mirados for ruta in cambiados)
            and not self._se_ha_movido(analisis)
        )

    def _se_ha_movido(self, analisis: Analisis) -> bool:
        """Si ha cambiado algo de lo que se miró fuera del libro, o tras una carpeta enlazada."""
        mirados = analisis.contenidos | analisis.seguidor.formas_de
        de_fuera = {r: visto[0] for r, visto in mirados.items() if str(r) not in self._vista.archivos}
        return any(estado_de(ruta) != estado for ruta, estado in de_fuera.items())


class JornadaDeMesa(Jornada):
    """La de un libro que se está escribiendo: aprovecha lo estudiado y no guarda nada de lo que juzga."""

    def __init__(
        self,
        libro: Libro,
        estudio: Estudio,
        escritos: Mapping[Path, bytes],
        ejecutor: Ejecutor | None,
        solo_prosa: bool = False,
    ) -> None:
        super().__init__(libro, solo_prosa, escritos, ejecutor)
        self.estudio = estudio
        self.analisis = estudio.analisis(libro.raiz)

    def _guion_de_afirmaciones(self, pagina: Pagina) -> Guion:
        conocida, guion = self.estudio.de_afirmaciones.get(pagina.ruta, (None, ()))
        if conocida is not pagina:
            guion = super()._guion_de_afirmaciones(pagina)
            self.estudio.de_afirmaciones[pagina.ruta] = pagina, guion
        return guion

    def _informe(self, ejecutada: PaginaEjecutada) -> Informe:
        pagina, huella = ejecutada.pagina, self.bibliografia.huella
        if self.libro.aparta(pagina.ruta) or not self.hay_codigo:
            return super()._informe(ejecutada)
        conocido = self.estudio.informes.get(pagina.ruta)
        if conocido and conocido[1] == huella and _dice_lo_mismo(conocido[0], ejecutada):
            return conocido[2]
        propio = verificar(pagina, ejecutada.respuestas, self.bibliografia)
        informe = propio + Informe(mal_escritas=tuple(faltas_de_lo_fortuito(ejecutada)))
        self.estudio.informes[pagina.ruta] = ejecutada, huella, informe
        return informe


def _dice_lo_mismo(antes: PaginaEjecutada, ahora: PaginaEjecutada) -> bool:
    """Si lo que se juzga de una página es lo que ya se juzgó."""
    return (
        antes.pagina is ahora.pagina
        and antes.guion == ahora.guion
        and antes.ejecucion.respuestas == ahora.ejecucion.respuestas
        and antes.ejecucion.fortuitos == ahora.ejecucion.fortuitos
    )
