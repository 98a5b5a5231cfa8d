"""Una construcción de lo vivo: se juzga sobre la mesa, se pinta en caliente y se publica según está.

Es el mismo libro que hace `html`, en otra carpeta. Las faltas se dicen en cuanto se saben; la página que se
acaba de guardar se enseña en cuanto está, y si luego algo falla vuelve lo que había.
"""

from __future__ import annotations

import contextlib
import io
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import imprenta
from imprenta.jornada import Jornada
from imprenta.libro.disco import Estado
from imprenta.libro.libro import Libro, leer_libro
from imprenta.libro.modelo import Falta, NoSePuede
from imprenta.mesa.mesa import Mesa
from imprenta.mesa.vigia import vista_de
from imprenta.ordenes.avisos import avisar_del_acta, con_candado, dar_avisos, decir, quejarse
from imprenta.pintar.caliente import PintorCaliente
from imprenta.pintar.fogon import Adelantado
from imprenta.pintar.fuentes import fuentes_de
from imprenta.pintar.sphinx import avisos_de_sphinx
from imprenta.publicar.adelantos import Adelantos

BIEN, MAL, INTERRUMPIDO = 0, 1, 2
PASAJERO = 3  # algo ha cambiado y ha vuelto a ser lo que era: quien vigila no lo verá
Anunciar = Callable[[str], None]


class Dichas(NamedTuple):
    """Las faltas que se han dicho de un libro y lo que entonces había en el disco."""

    faltas: str
    archivos: dict[str, Estado]


class EnVivo:
    """Un libro que se construye una y otra vez: su mesa y su pintor siguen entre una y otra."""

    def __init__(self) -> None:
        self.mesa: Mesa | None = None
        self.publicado: Adelantos | None = None
        self.pintor = PintorCaliente()
        self.dichas: Dichas | None = None
        self.dejado = False

    def construir(self, raiz: Path, anunciar: Anunciar) -> int:
        """Construye el libro y anuncia sus faltas, ya dichas en la terminal, o nada cuando algo está bien.

        Si algo cambia mientras tanto, lo deja sin decir nada: hay que volver a empezar. Devuelve cómo ha ido.
        """
        while (estado := self._una_vez(raiz, anunciar)) == PASAJERO:
            continue
        return estado

    def _una_vez(self, raiz: Path, anunciar: Anunciar) -> int:
        self.pintor.preparar()  # antes de echar el candado
        vista, quejas = self._mirar(raiz), io.StringIO()
        if self.dichas is not None and self.dichas.archivos == vista:  # lo guardado ya se leyó entonces
            anunciar(self.dichas.faltas)
            return MAL
        self.dichas = None
        try:
            with contextlib.redirect_stderr(quejas):
                fallo = con_candado(leer_libro(raiz), lambda libro: self._construir(libro, anunciar))
        except NoSePuede as error:
            quejas.write(f"{error}\n")
            fallo = self._mal()
        except (Exception, SystemExit) as error:
            quejas.write(f"{_inesperado(error)}\n")
            self.pintor.cerrar()  # quizá aún estaba pintando
            fallo = self._mal()
        # Si se leyó mientras se guardaba, se lee otra vez antes de decirlo; pero solo una.
        self.dejado = fallo == MAL and not self.dejado and self._mirar(raiz) != vista
        if self.dejado:
            return PASAJERO
        print(quejas.getvalue(), end="", file=sys.stderr, flush=True)
        if fallo in (BIEN, MAL):
            faltas = (quejas.getvalue().strip() or "la construcción ha fallado") if fallo else ""
            self.dichas = Dichas(faltas, vista) if fallo else None
            anunciar(faltas)
        return fallo

    def _mirar(self, raiz: Path) -> dict[str, Estado]:
        """Lo que hay en el disco de cuanto quien vigila mira; se pregunta antes de leer nada."""
        return vista_de(raiz, self.mesa.libro.paginas if self.mesa else ()).archivos

    def _construir(self, libro: Libro, anunciar: Anunciar) -> int:
        vista = vista_de(libro.raiz).archivos
        fuentes, jornada = fuentes_de(libro, vista), self._mesa_de(libro).jornada
        if decir(jornada.juzgado):
            return self._mal()

        def cambiados() -> set[str]:
            ahora = vista_de(libro.raiz).archivos
            return {ruta for ruta in ahora.keys() | vista.keys() if ahora.get(ruta) != vista.get(ruta)}

        if not self.pintor.vivos:
            print("Se pinta el libro entero: solo la primera vez tarda tanto", flush=True)
        publicado = self._publicado_de(libro)
        for dicho in self.pintor.pintar(jornada.hecho, fuentes, vista, lambda: bool(cambiados())):
            if isinstance(dicho, Adelantado):
                publicado.adelantar(dicho.archivos)
                anunciar("")
                continue
            nuevos = cambiados()
            de_antes = (falta for falta in jornada.cambios() if str(libro.raiz / falta.ruta) not in nuevos)
            if faltas := dicho.faltas or list(de_antes):
                quejarse(libro, faltas)
            # Las páginas se pintan como se leyeron; de lo demás no se sabe cuándo lo leyó Sphinx.
            if vale := not faltas and nuevos <= set(map(str, libro.paginas)):
                publicado.confirmar()
            if not dicho.faltas:
                self.pintor.acordar(dicho, vale)
            if vale:
                dar_avisos(libro, avisos_de_sphinx(libro, dicho.avisos))
                return self._acabado(jornada)
            if faltas:
                return self._deshecho(publicado)
        publicado.dejarlo()
        self.pintor.todo_como_estaba()
        return INTERRUMPIDO if cambiados() else PASAJERO

    def _mal(self) -> int:
        """Antes de pintar ya está mal: lo que se adelantó de otra construcción, que se dejó, tampoco vale."""
        if self.publicado is not None and self.publicado.por_confirmar:
            return self._deshecho(self.publicado)
        return MAL

    def _deshecho(self, publicado: Adelantos) -> int:
        publicado.deshacer()
        self.pintor.todo_como_estaba()
        return MAL

    def _publicado_de(self, libro: Libro) -> Adelantos:
        """Lo que se sirve de un libro, con lo que se haya adelantado y aún no se sepa si vale."""
        servido, carpeta = libro.obra / "vivo" / "html", libro.taller / "vivo"
        if self.publicado is None or self.publicado.servido != servido:
            self.publicado = Adelantos(servido, carpeta / "html", carpeta / "aparte")
        return self.publicado

    def _acabado(self, jornada: Jornada) -> int:
        jornada.podar()
        avisar_del_acta(jornada)
        if self.mesa is not None:
            self.mesa.calentar()
        return BIEN

    def _mesa_de(self, libro: Libro) -> Mesa:
        """La del libro tal como está; si ha cambiado su configuración o sus páginas, otra."""
        if self.mesa is None or self.mesa.libro != libro:
            self._recoger()
            self.mesa = Mesa(libro)
        self.mesa.libro = libro  # el mismo, pero leído ahora
        self.mesa.mirar()
        return self.mesa

    def _recoger(self) -> None:
        if self.mesa is not None:
            self.mesa.cerrar()

    def cerrar(self) -> None:
        """Termina la mesa y el pintor."""
        self._recoger()
        self.pintor.cerrar()


def _inesperado(error: BaseException) -> Falta:
    """Un error de la imprenta misma, donde ha ocurrido: se dice como una falta, y se sigue mirando."""
    *_, ultimo = traceback.extract_tb(error.__traceback__)
    casa, archivo = Path(imprenta.__file__).parents[1], Path(ultimo.filename)
    ruta = archivo.relative_to(casa) if archivo.is_relative_to(casa) else Path(archivo.name)
    dicho = " ".join(f"{type(error).__name__}: {error}".split())
    return Falta(ruta, ultimo.lineno or 1, 1, f"la imprenta ha fallado donde no debía: {dicho}")
