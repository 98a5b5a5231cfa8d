"""`aceptar`: enseña los números que ya no son ciertos, junto a los que lo son, y escribe los aceptados."""

from __future__ import annotations

import contextlib
import hashlib
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from imprenta.jornada import Jornada
from imprenta.libro.archivos import octetos_de
from imprenta.libro.git import octetos_en, origen_comun
from imprenta.libro.hecho import Informe, PaginaEjecutada
from imprenta.libro.libro import Libro
from imprenta.libro.modelo import Falta, NoSePuede
from imprenta.mesa.cambios import guardar_cambios, por_que_no_se_guarda
from imprenta.mesa.enmiendas import Enmienda, enmiendas_de
from imprenta.mesa.movidos import Movido, movidos_entre, por_aceptar
from imprenta.mesa.parche import guardar_parche
from imprenta.ordenes.avisos import con_candado, quejarse
from imprenta.ordenes.conversacion import Conversacion
from imprenta.ordenes.pagina_dicha import pagina_dicha
from imprenta.ordenes.tabla_de_movidos import en_lineas, tabla_de_markdown

RONDAS = 10
SIN_ACEPTAR = "sin aceptar: haz `imprenta aceptar` en una terminal, o `imprenta aceptar --si`"
NADA_QUE_ACEPTAR = "ningún número ha cambiado"


def aceptar(
    libro: Libro,
    pagina: str = "",
    si: bool = False,
    no: bool = False,
    desde: str = "",
    markdown: bool = False,
) -> int:
    """Enseña lo que cambia, página a página, y lo escribe si se acepta; 1 si queda algo que no es cierto.

    Con `si` se acepta todo; con `no`, o sin una terminal en que preguntar, no se escribe nada. Con `desde` se
    listan los números que cambian desde un commit, y tampoco se escribe nada.
    """
    elegido = replace(libro, paginas=(pagina_dicha(libro, pagina),)) if pagina else libro
    if desde or markdown:
        return _listar(elegido, desde, markdown)
    return _Aceptacion(elegido, bool(pagina), Conversacion(si, no)).hecha()


def _juzgada(libro: Libro) -> Jornada:
    """La jornada de un libro, ya juzgado; después, mientras su autor piensa, otros pueden construir."""
    jornada = Jornada(libro, solo_prosa=True)
    if jornada.pregunta:
        con_candado(libro, lambda _: len(jornada.juzgado.faltas))
    return jornada


class _Aceptacion:
    """Lo que se acepta de un libro en una sola vez, hasta que no queda nada que cambiar."""

    def __init__(self, libro: Libro, sola: bool, conversacion: Conversacion) -> None:
        self.libro, self.sola, self.conversacion = libro, sola, conversacion
        self.de_antes: dict[Path, bytes] = {}
        self.descartadas: set[tuple[Path, str, str, str]] = set()
        self.escritas = 0
        self.negativas: list[str] = []
        self.jornada = _juzgada(libro)

    def hecha(self) -> int:
        """Enseña, pregunta y escribe; devuelve 0 si al acabar todo lo que dice el libro es cierto."""
        try:
            for _ in range(RONDAS):
                antes = self.escritas
                self._ronda()
                if self.escritas == antes:
                    break
                self.jornada = _juzgada(self.libro)
        finally:
            self._decir_como_se_deshace()
        return self._lo_que_queda()

    def _ronda(self) -> None:
        """Enseña lo que cambia en cada página y escribe lo que se acepte, mientras no se pida dejarlo."""
        for ruta, ejecutada in self.jornada.juzgado.paginas.items():
            if self.conversacion.acabada:
                break
            enmiendas = [e for e in enmiendas_de(ejecutada) if _clave(ruta, e) not in self.descartadas]
            if not enmiendas or not self._se_puede_escribir(ruta, ejecutada):
                continue
            aceptadas = self.conversacion.sobre(ejecutada.pagina, enmiendas)
            self.descartadas |= {_clave(ruta, e) for e in enmiendas if e not in aceptadas}
            self._escribir(ruta, ejecutada, aceptadas)

    def _se_puede_escribir(self, ruta: Path, ejecutada: PaginaEjecutada) -> bool:
        """Si merece la pena preguntar: lo que no se va a poder escribir se dice antes."""
        if not self.conversacion.escribe:
            return True
        reparo = por_que_no_se_guarda(ruta, ejecutada.pagina, self._lo_juzgado(ruta))
        if reparo and str(reparo) not in self.negativas:
            self.negativas.append(str(reparo))
        return reparo is None

    def _escribir(self, ruta: Path, ejecutada: PaginaEjecutada, aceptadas: Sequence[Enmienda]) -> None:
        if not aceptadas:
            return
        octetos = self._lo_juzgado(ruta)
        try:
            guardar_cambios(self.libro, ejecutada.pagina, octetos, [e.cambio for e in aceptadas])
        except NoSePuede as negativa:
            self.negativas.append(str(negativa))
            self.descartadas |= {_clave(ruta, e) for e in aceptadas}
            return
        self.de_antes.setdefault(ruta, octetos)
        self.escritas += len(aceptadas)

    def _lo_juzgado(self, ruta: Path) -> bytes:
        """Lo que dice una página en el disco, o nada si ya no es lo que se juzgó."""
        octetos = octetos_de(ruta)
        return octetos if hashlib.sha256(octetos).hexdigest() == self.jornada.leidos[ruta] else b""

    def _decir_como_se_deshace(self) -> None:
        if not self.de_antes:
            return
        cambiadas = [(ruta, antes, octetos_de(ruta)) for ruta, antes in self.de_antes.items()]
        como = guardar_parche(self.libro, cambiadas)
        numeros = "1 número escrito" if self.escritas == 1 else f"{self.escritas} números escritos"
        paginas = "1 página" if len(cambiadas) == 1 else f"{len(cambiadas)} páginas"
        print(f"{numeros} en {paginas}; se deshace con: {como}")

    def _lo_que_queda(self) -> int:
        """Dice lo que sigue sin ser cierto y no se ha cambiado, y cuánto."""
        faltas = self._faltas()
        quejarse(self.libro, faltas)
        print(*self.negativas, sep="\n", end="\n" * bool(self.negativas), file=sys.stderr)
        pendientes = sum(len(enmiendas_de(e)) for e in self.jornada.juzgado.paginas.values())
        if pendientes:
            print(f"{'1 número' if pendientes == 1 else f'{pendientes} números'} {SIN_ACEPTAR}")
        elif faltas:
            print(f"lo que queda solo lo puede reescribir una persona: {len(faltas)}")
        else:
            print(self._todo_es_cierto() if self.escritas else NADA_QUE_ACEPTAR)
        return 1 if faltas or self.negativas else 0

    def _todo_es_cierto(self) -> str:
        admitidos = sum(len(informe.admitido) for informe in self.jornada.juzgado.informes.values())
        if admitidos:
            return f"todo lo que el libro ata es cierto; sin cubrir se admiten {admitidos}"
        return "todo lo que dice el libro es cierto"

    def _faltas(self) -> list[Falta]:
        if not self.sola:
            return self.jornada.juzgado.faltas
        ((ruta, ejecutada),) = self.jornada.juzgado.paginas.items()
        falta = ejecutada.ejecucion.falta
        return [falta] if falta else self.jornada.juzgado.informes.get(ruta, Informe()).faltas


def _clave(ruta: Path, enmienda: Enmienda) -> tuple[Path, str, str, str]:
    return ruta, enmienda.expresion, enmienda.antes, enmienda.despues


# ——— Sin escribir nada ———


def _listar(libro: Libro, desde: str, markdown: bool) -> int:
    """Los números que cambian desde un commit, o los que hay que aceptar ahora: 1 si los hay."""
    comun = origen_comun(libro.raiz, desde) if desde else ""
    movidos = {}
    with contextlib.redirect_stdout(sys.stderr):  # por la salida va la lista, y nada más
        juzgado = _juzgada(libro).juzgado
    for ejecutada in juzgado.paginas.values():
        pagina = ejecutada.pagina
        octetos = octetos_en(libro.raiz, comun, pagina.ruta.as_posix()) if comun else None
        suyos: list[Movido] = [] if octetos is None else list(movidos_entre(octetos, pagina))
        suyos += map(por_aceptar, enmiendas_de(ejecutada))
        if suyos:
            movidos[pagina.ruta] = sorted(suyos, key=lambda movido: (movido.linea, movido.columna))
    fallos = (ejecutada.ejecucion.falta for ejecutada in juzgado.paginas.values())
    quejarse(libro, filter(None, fallos))  # de lo que no se ejecuta no se sabe qué cambia
    print((tabla_de_markdown if markdown else en_lineas)(movidos, desde))
    return 1 if not desde and movidos else 0
