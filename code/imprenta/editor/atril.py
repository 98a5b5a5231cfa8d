"""El atril de un libro: su mesa, en un hilo aparte, y lo último que se sabe de sus páginas."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from imprenta.admision import Admision
from imprenta.editor.adelanto import Adelanto, Sabido
from imprenta.editor.borrador import Borrador
from imprenta.editor.cola import Cola, Prisa
from imprenta.juzgar.bibliografia import Bibliografia
from imprenta.leer.cargadas import con_lo_cargado
from imprenta.leer.lectura import leer
from imprenta.libro.archivos import octetos_de
from imprenta.libro.libro import Libro, LibroIlegible, leer_libro
from imprenta.libro.modelo import Consulta, Falta, NoSePuede, Respuesta
from imprenta.mesa.mesa import Juicio, Mesa

_T = TypeVar("_T")
Indagado = Callable[[Mapping[str, Any]], dict[str, Any]]  # lo que el proceso de la página dice de un pedido


@dataclass
class Juzgado:
    """Una página del editor y su juicio; `parcial` si calla lo que aún no se ha ejecutado."""

    escrito: Borrador
    juicio: Juicio
    parcial: bool


@dataclass
class Atril:
    """El libro de `raiz` sobre la mesa; lo que hace falta ejecutar se hace en `cola`, de uno en uno.

    `libro` es el último que se pudo leer, y `reparos`, por qué no se puede leer ahora.
    """

    raiz: Path
    libro: Libro | None = None
    reparos: Sequence[Falta] = ()

    def __post_init__(self) -> None:
        self.cola = Cola(f"ejecuta {self.raiz.name}")
        self.lectura = Cola(f"lee {self.raiz.name}")
        self._mesa: Mesa | None = None
        self._sabidos: dict[Path, Sabido] = {}
        self._bibliografia: Bibliografia | None = None
        self._tanda = 0

    # ——— El libro ———

    def releer(self) -> None:
        """Lee otra vez `_config.yml` y `_toc.yml`; en el hilo que lee."""
        try:
            self.libro, self.reparos = leer_libro(self.raiz), ()
        except LibroIlegible as error:
            self.reparos = error.faltas
        except NoSePuede as error:
            self.reparos = [Falta(Path("_config.yml"), 1, 1, str(error))]
        self._bibliografia = None

    def olvidar(self) -> None:
        """El código o los datos han cambiado: lo que contestaban puede no valer."""
        self._tanda += 1
        self._sabidos = {}
        self._bibliografia = None

    def es_pagina(self, ruta: Path) -> bool:
        """Si el libro imprime ese archivo."""
        return self.libro is not None and ruta in self.libro.paginas

    def se_edita_tal_cual(self, ruta: Path) -> bool:
        """Si lo que se lee de una página está en su archivo en las mismas posiciones."""
        return self.libro is not None and ruta.suffix != ".ipynb" and self.libro.formato(ruta) is None

    def faltas_de_fuera(self) -> list[Falta]:
        """Lo que está mal y no es de ninguna página; en el hilo que ejecuta, aunque no ejecuta nada."""
        if self.reparos:
            return list(self.reparos)
        mesa = self._en_la_mesa()
        return mesa.jornada.faltas_de_fuera if mesa else []

    # ——— Las páginas ———

    def adelanto(self, ruta: Path, escrito: Borrador) -> Adelanto | None:
        """Lo que se puede decir de una página sin ejecutarla; en el hilo que lee."""
        if self.libro is None:
            self.releer()
        if self.reparos or self.libro is None or not self.es_pagina(ruta):
            return None
        nombres, formato = frozenset(self.libro.nombres), self.libro.formato(ruta)
        leida = leer(ruta.relative_to(self.raiz), escrito.octetos, nombres, formato)
        pagina = con_lo_cargado(leida, lambda nombre: octetos_de(self.raiz / nombre))
        if self.libro.aparta(pagina.ruta):
            return None
        bibliografia = self._de_la_bibliografia(self.libro)
        sabido, exigida = self._sabidos.setdefault(ruta, Sabido()), self.libro.exige(pagina.ruta)
        adelanto = sabido.adelantar(pagina, bibliografia, exigida)
        informe = Admision(self.libro).de_pagina(pagina, adelanto.juicio.informe, bibliografia)
        return replace(adelanto, juicio=adelanto.juicio._replace(informe=informe))

    def juicio(self, ruta: Path, escrito: Borrador) -> Juicio | None:
        """El juicio de una página, tras ejecutar lo que haga falta; en el hilo que ejecuta."""
        mesa, tanda = self._en_la_mesa(), self._tanda
        if mesa is None or not self.es_pagina(ruta):
            return None
        self._poner(mesa, ruta, escrito)
        juicio = mesa.juicio(ruta)
        mesa.calentar([ruta])
        if tanda == self._tanda:
            self._sabidos.setdefault(ruta, Sabido()).aprender(juicio.ejecutada)
        return juicio

    def _poner(self, mesa: Mesa, ruta: Path, escrito: Borrador) -> None:
        octetos = escrito.octetos
        if mesa.escritos.get(ruta) != octetos:
            mesa.poner(ruta, octetos)

    def _de_la_bibliografia(self, libro: Libro) -> Bibliografia:
        if self._bibliografia is None:
            memoria = libro.taller / "bibliografia.json"
            self._bibliografia = Bibliografia(
                libro.raiz, libro.bibliografias, memoria if memoria.exists() else None
            )
        return self._bibliografia

    def _en_la_mesa(self) -> Mesa | None:
        """La mesa, con el libro tal como está."""
        if self.libro is None or self.reparos:
            return None
        if self._mesa is None:
            self._mesa = Mesa(self.libro)
        elif self._mesa.libro is not self.libro:
            self._mesa.libro = self.libro
            self._mesa.mirar()
        return self._mesa

    # ——— Lo que se pregunta de paso ———

    def indagar(
        self, ruta: Path, escrito: Borrador, posicion: int, pedido: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Lo que el proceso de la página sabe en un punto de ella; nada si no se puede saber."""
        mesa = self._en_la_mesa()
        if mesa is None:
            return {}
        self._poner(mesa, ruta, escrito)
        return mesa.indagar(ruta, posicion, pedido)

    def con_la_mesa(self, ruta: Path, escrito: Borrador, tarea: Callable[[Mesa], _T]) -> _T | None:
        """Lo que da una tarea con la mesa y, en ella, lo escrito en una página."""
        mesa = self._en_la_mesa()
        if mesa is None or not self.es_pagina(ruta):
            return None
        self._poner(mesa, ruta, escrito)
        return tarea(mesa)

    def avivar(self, rutas: Sequence[Path]) -> None:
        """Pone a vivir de fondo esas páginas: lo guardado las juzga, pero no contesta a lo nuevo."""
        if (mesa := self._en_la_mesa()) is None:
            return
        guiones = {ruta: mesa.jornada.guiones.get(ruta, ()) for ruta in rutas}
        preguntan = [ruta for ruta, guion in guiones.items() if any(isinstance(p, Consulta) for p in guion)]
        encargos = [mesa.jornada.encargo(ruta, guiones[ruta]) for ruta in preguntan]
        mesa.sesiones.calentar(encargos, mesa.jornada.analisis)

    def mirar(self) -> Future[None]:
        """Algo ha cambiado en el disco."""
        return self.cola.pedir(Prisa.AHORA, self._mirar)

    def _mirar(self) -> None:
        if self._mesa is not None:
            self._mesa.mirar()

    def quitar(self, ruta: Path) -> Future[None]:
        """La página ya no está en el editor: vale lo que hay en el disco."""
        return self.cola.pedir(Prisa.AHORA, lambda: self._quitar(ruta))

    def _quitar(self, ruta: Path) -> None:
        if self._mesa is not None and ruta in self._mesa.escritos:
            self._mesa.poner(ruta, None)

    def cerrar(self) -> None:
        """Deja de trabajar y termina las páginas vivas."""
        self.cola.cerrar()
        self.lectura.cerrar()
        if self._mesa is not None:
            self._mesa.cerrar()


def respuesta_de(juicio: Juicio, expresion: str, linea: int, columna: int) -> Respuesta | None:
    """Lo que el código contestó a una expresión de un lugar de la página."""
    for consulta, respuesta in juicio.ejecutada.respuestas.items():
        if (consulta.linea, consulta.columna, consulta.expresion) == (linea, columna, expresion):
            return respuesta
    return None
