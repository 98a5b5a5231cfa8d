"""Un tramo de texto en línea: por dónde va su lectura y qué corchetes tiene abiertos."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from imprenta.leer.gramatica import ALTERNATIVO, LINEA_DE_TABLA
from imprenta.leer.hoja import Hoja

MARGEN = re.compile(r"[ \t>]*")
TILDES = re.compile("`+")


class Nota(NamedTuple):
    """Una llamada a una nota al pie, o la nota, si la `define`."""

    posicion: int
    clave: str
    define: bool


class Corchete(NamedTuple):
    """Un corchete abierto."""

    posicion: int
    es_imagen: bool = False


class Par(NamedTuple):
    """Dos corchetes que son pareja."""

    abre: int
    cierra: int


SIN_CERRAR = Par(-1, -1)


def etiqueta_de(texto: str) -> str:
    """El nombre de un destino, sin diferencias de espacios ni de mayúsculas."""
    return " ".join(texto.split()).casefold()


@dataclass
class Tramo:
    """Un tramo de texto, de `inicio` a `fin`; `visto` es lo que de la página se ve antes de leerlo.

    Los corchetes abiertos se apilan: al cerrarse uno se sabe cuál era y si aún puede ser un enlace, que no
    puede llevar otro dentro.
    """

    hoja: Hoja
    visto: str
    inicio: int
    fin: int
    es_fila: bool = False
    notas: list[Nota] = field(default_factory=list)
    abiertos: list[Corchete] = field(default_factory=list)
    con_enlace_dentro: int = 0  # cuántos de los abiertos, empezando por abajo
    imagenes: int = 0  # cuántos de los abiertos son de imagen
    cerrado: Par = SIN_CERRAR  # el último que se cerró
    tras_enlace: int = -1  # donde acaba el último enlace o código
    sin_cierre: dict[str, int] = field(default_factory=dict)

    def casar(self, patron: re.Pattern[str], posicion: int) -> re.Match[str] | None:
        """Lo que casa con un patrón en una posición, sin salirse del tramo."""
        return patron.match(self.visto, posicion, self.fin)

    def buscar(self, cierre: str, desde: int) -> int:
        """Dónde está lo que cierra algo, sin salirse del tramo; −1 si no está.

        Lo que no se encontró desde una posición no se vuelve a buscar desde las siguientes.
        """
        if desde >= self.sin_cierre.get(cierre, self.fin):
            return -1
        sitio = self.visto.find(cierre, desde, self.fin)
        if sitio < 0:
            self.sin_cierre[cierre] = desde
        return sitio

    @cached_property
    def tildes(self) -> dict[int, list[int]]:
        """Dónde hay tantos acentos graves seguidos, según cuántos."""
        sitios: dict[int, list[int]] = {}
        for casa in TILDES.finditer(self.visto, self.inicio, self.fin):
            sitios.setdefault(len(casa[0]), []).append(casa.start())
        return sitios

    def principio_de_linea(self, posicion: int) -> int:
        """Dónde empieza la línea en que está una posición."""
        texto = self.hoja.texto
        return texto.principio(texto.numero_de_linea(posicion))

    def sin_nada_delante(self, posicion: int) -> bool:
        """Si en su línea solo tiene delante la sangría y las marcas de una cita."""
        margen = MARGEN.match(self.visto, self.principio_de_linea(posicion), posicion)
        return margen is not None and margen.end() == posicion

    def en_texto_alternativo(self, posicion: int) -> bool:
        """Si una posición está en el texto de una imagen, en el título de un enlace o en `alt:`."""
        if self.imagenes > 0 or posicion < self.tras_enlace:
            return True
        return ALTERNATIVO.match(self.hoja.texto.contenido, self.principio_de_linea(posicion)) is not None

    @cached_property
    def quiere_ser_tabla(self) -> bool:
        """Si es una fila, o tiene la raya de debajo de una cabecera."""
        lineas = self.hoja.texto.contenido[self.inicio : self.fin].split("\n")
        return self.es_fila or any("|" in linea and LINEA_DE_TABLA.fullmatch(linea) for linea in lineas)
