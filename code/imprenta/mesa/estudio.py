"""Lo que ya se ha estudiado del libro, mientras en el disco no cambie nada."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from imprenta.ejecutar.dependencias.huella import Analisis
from imprenta.ejecutar.dependencias.instalado import lugares_de_instalacion
from imprenta.ejecutar.segun_las_reglas import por_que_se_aparta
from imprenta.jornada import Ejecutor, Jornada
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

    def analisis(self, raiz: Path, megas: int, lee: tuple[str, ...] = ()) -> Analisis:
        """El de ahora: el mismo de antes si lo que se miró para hacerlo está como estaba."""
        antes = self._vista
        if self._analisis is None or not antes.sigue_igual():
            self._vista = vista_de(raiz, map(Path, lugares_de_instalacion()))  # antes de leer nada
        conocido = self._analisis
        pedido = megas, lee
        if conocido is None or conocido.pedido != pedido or self._ya_no_vale(conocido, antes):
            conocido = self._analisis = Analisis(raiz, megas, lee)
        return conocido

    def _ya_no_vale(self, analisis: Analisis, antes: LoVisto) -> bool:
        """Si desde entonces ha cambiado algo más que el texto de páginas de las que no depende nada.

        De lo que no está en la vista, fuera del libro o tras una carpeta enlazada, se mira lo que se leyó.
        """
        mirados = analisis.contenidos | analisis.seguidor.formas_de
        cambiados = self._vista.cambiados(antes)
        if self._vista.carpetas != antes.carpetas or any(
            ruta.suffix not in SUFIJOS or ruta in mirados for ruta in cambiados
        ):
            return True
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
        self.analisis = estudio.analisis(libro.raiz, libro.megas, libro.lee)

    def _guion_de_afirmaciones(self, pagina: Pagina) -> Guion:
        conocida, guion = self.estudio.de_afirmaciones.get(pagina.ruta, (None, ()))
        if conocida is not pagina:
            guion = super()._guion_de_afirmaciones(pagina)
            self.estudio.de_afirmaciones[pagina.ruta] = pagina, guion
        return guion

    def _informe(self, ejecutada: PaginaEjecutada) -> Informe:
        pagina, huella = ejecutada.pagina, self.bibliografia.huella
        if por_que_se_aparta(self.libro, pagina) or not self.hay_codigo:
            return super()._informe(ejecutada)
        conocido = self.estudio.informes.get(pagina.ruta)
        if conocido and conocido[1] == huella and _dice_lo_mismo(conocido[0], ejecutada):
            return conocido[2] + self.de_lo_fortuito(ejecutada)
        propio = verificar(pagina, ejecutada.respuestas, self.bibliografia)
        self.estudio.informes[pagina.ruta] = ejecutada, huella, propio
        return propio + self.de_lo_fortuito(ejecutada)


def _dice_lo_mismo(antes: PaginaEjecutada, ahora: PaginaEjecutada) -> bool:
    """Si lo que se juzga de una página es lo que ya se juzgó."""
    return (
        antes.pagina is ahora.pagina
        and antes.guion == ahora.guion
        and antes.ejecucion.respuestas == ahora.ejecucion.respuestas
    )
