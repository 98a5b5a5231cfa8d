"""Qué hay bajo el cursor: la pieza, la marca o la celda de una posición, y hasta dónde llega."""

from __future__ import annotations

import re
from typing import NamedTuple

from imprenta.libro.bloque import Valla
from imprenta.libro.modelo import Celda
from imprenta.libro.pagina import Formula, Marca, Pagina, Pieza, Rol, Suelto, Tipo
from imprenta.libro.parejas import grupo

UNA_PALABRA = re.compile(r"[−-]?[\w.,\u00a0\u2009\u202f]*\w%?|\S")
ORDEN_CIFRA = re.compile(r"\\cifra\s*\{\s*\Z")
CIFRA_LEJOS = 40  # los espacios y las llaves que puede haber en una orden, con holgura


class Trecho(NamedTuple):
    """De `inicio` a `fin`, en el texto de una página."""

    inicio: int
    fin: int

    def lleva(self, posicion: int) -> bool:
        return self.inicio <= posicion <= self.fin


def tramo_de_falta(pagina: Pagina, posicion: int) -> Trecho:
    """Lo que hay que subrayar de lo que está mal en una posición: el literal, el rol o la palabra."""
    for pieza in pagina.piezas:
        if pieza.inicio == posicion and isinstance(pieza, Rol | Suelto):
            largo = len(pieza.literal if isinstance(pieza, Rol) else pieza.texto)
            return Trecho(posicion, posicion + largo)
    for marca in pagina.marcas:
        if marca.tipo is Tipo.ROL and posicion in (marca.inicio, marca.texto[0]):
            return Trecho(posicion, marca.fin if posicion == marca.inicio else max(marca.texto))
    return palabra_en(pagina.texto, posicion)


def palabra_en(texto: str, posicion: int) -> Trecho:
    """El número o la palabra que empieza en una posición; nunca pasa de su línea.

    >>> palabra_en("dice 0,73 ahí", 5)
    Trecho(inicio=5, fin=9)
    """
    casa = UNA_PALABRA.match(texto, posicion)
    return Trecho(posicion, casa.end() if casa else min(posicion + 1, len(texto)))


def pieza_en(pagina: Pagina, posicion: int) -> tuple[Pieza, Trecho] | None:
    """La pieza más corta que hay en una posición, con todo lo que ocupa."""
    halladas = [(pieza, tramo_de(pagina, pieza)) for pieza in pagina.piezas]
    dentro = [(pieza, tramo) for pieza, tramo in halladas if tramo.lleva(posicion)]
    return min(dentro, key=lambda par: par[1].fin - par[1].inicio, default=None)


def tramo_de(pagina: Pagina, pieza: Pieza) -> Trecho:
    r"""Lo que ocupa una pieza: un rol, con su nombre y su expresión; `\cifra{…}{…}`, con todo."""
    if isinstance(pieza, Suelto):
        return Trecho(pieza.inicio, pieza.inicio + len(pieza.texto))
    if isinstance(pieza, Formula):
        return Trecho(pieza.inicio, pieza.inicio + len(pieza.tex))
    if not isinstance(pieza, Rol):
        return Trecho(*pieza.tramo)
    if pieza.tramo is not None:
        marca = _marca_de(pagina, pieza.tramo)
        return Trecho(marca.inicio, marca.fin) if marca else Trecho(*pieza.tramo)
    return _orden_cifra(pagina.texto, pieza)


def _marca_de(pagina: Pagina, tramo: tuple[int, int]) -> Marca | None:
    return next((marca for marca in pagina.marcas if marca.tipo is Tipo.ROL and marca.texto == tramo), None)


def _orden_cifra(texto: str, rol: Rol) -> Trecho:
    desde = max(0, rol.inicio - CIFRA_LEJOS)
    casa = ORDEN_CIFRA.search(texto[desde : rol.inicio])
    if casa is None:
        return Trecho(rol.inicio, rol.inicio + len(rol.literal))
    inicio = desde + casa.start()
    resto = texto[inicio : rol.inicio + len(rol.literal) + len(rol.expresion) + CIFRA_LEJOS]
    try:
        return Trecho(inicio, inicio + grupo(resto, grupo(resto, resto.index("{"))[1])[1])
    except ValueError:
        return Trecho(inicio, rol.inicio + len(rol.literal))


def celda_en(pagina: Pagina, posicion: int) -> tuple[Celda, Trecho] | None:
    """La celda de código de una posición, con el lugar de su código; en un cuaderno, ninguna."""
    if pagina.cuaderno.celdas:
        return None
    n = pagina.en_lineas.numero_de_linea(posicion) + 1
    for celda in pagina.celdas:
        lineas = celda.codigo.count("\n") + 1
        if celda.linea <= n < celda.linea + lineas:
            principio = pagina.en_lineas.principio(celda.linea - 1)
            return celda, Trecho(principio, pagina.en_lineas.fin(celda.linea + lineas - 2))
    return None


def punto_de(pagina: Pagina, posicion: int, tras_la_celda: bool = True) -> int:
    """Desde dónde se pregunta lo que está en una posición: el pie de una figura, tras su celda.

    Si no es `tras_la_celda`, desde antes de ella, que aún puede estar a medio escribir.
    """
    n = pagina.en_lineas.numero_de_linea(posicion)
    for bloque in pagina.bloques:
        if isinstance(bloque, Valla) and bloque.nombre == "code-cell" and bloque.desde <= n < bloque.hasta:
            return pagina.en_lineas.principio(bloque.fin if tras_la_celda else bloque.desde)
    return posicion
