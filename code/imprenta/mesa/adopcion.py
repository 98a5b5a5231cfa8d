"""Lo que hace falta escribir en un libro que ya existe para adoptarlo poco a poco, archivo a archivo."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from imprenta.idioma.salidas import traducido
from imprenta.libro.archivos import octetos_de
from imprenta.libro.disco import escribir, escribir_el_del_autor
from imprenta.libro.git import IGNORADOS, se_calla
from imprenta.libro.libro import CONFIG, Libro
from imprenta.libro.modelo import Falta, NoSePuede
from imprenta.libro.trinquete import SIN_CUBRIR, trinquete_escrito
from imprenta.mesa.cambios import MARCA_DE_UTF8, YA_ES_OTRO
from imprenta.mesa.yaml_ampliado import con_clave

LO_CONSTRUIDO = "_build/"
QUE_VA_AHI = "páginas que han de estar del todo cubiertas, como `intro` o `capitulos/*`"
A_MANO = "escríbelo tú: bajo `imprenta:`, `cubiertas: []`"


class Escritura(NamedTuple):
    """Lo que diría un archivo, desde la raíz del libro, y lo que dice ahora, si lo hay."""

    ruta: Path
    antes: bytes | None
    ahora: bytes


def escrituras_de(libro: Libro, cuentas: Mapping[str, int], ata_algo: bool) -> Iterator[Escritura]:
    """Lo que falta por escribir, en el orden en que hace falta; `cuentas`, lo que se admite sin cubrir.

    Al que ya ata algo y lo tiene todo cubierto no le hace falta decir qué páginas han de estarlo.
    """
    if not libro.es_gradual and (cuentas or not ata_algo):
        yield _de_la_config(libro)
    yield from _de_lo_ignorado(libro)
    if cuentas or libro.es_gradual:
        antes = _octetos(libro.raiz / SIN_CUBRIR) or b""
        yield from _si_cambia(libro, SIN_CUBRIR, trinquete_escrito(cuentas, antes).encode())


def _de_la_config(libro: Libro) -> Escritura:
    antes = octetos_de(libro.raiz / CONFIG)
    texto = antes.removeprefix(MARCA_DE_UTF8).decode()
    try:
        nuevo = con_clave(texto, "imprenta", "cubiertas", [], traducido(QUE_VA_AHI))
    except ValueError as error:
        raise NoSePuede(str(Falta(CONFIG, 1, 1, f"{error}; {A_MANO}"))) from None
    marca = antes[: len(antes) - len(antes.removeprefix(MARCA_DE_UTF8))]
    return Escritura(CONFIG, antes, marca + nuevo.encode())


def _de_lo_ignorado(libro: Libro) -> Iterator[Escritura]:
    """Lo construido no se guarda con el libro."""
    antes = _octetos(libro.raiz / IGNORADOS) or b""
    callan = se_calla(libro.raiz, LO_CONSTRUIDO)
    if callan is None:
        renglones = antes.decode("utf-8", "replace").split("\n")
        callan = any(re.fullmatch(r"(?:\*\*)?/?_build/?", renglon.strip()) for renglon in renglones)
    if not callan:
        salto = b"\r\n" if b"\r\n" in antes else b"\n"
        aparte = salto if antes and not antes.endswith(b"\n") else b""
        yield from _si_cambia(libro, IGNORADOS, antes + aparte + LO_CONSTRUIDO.encode() + salto)


def _si_cambia(libro: Libro, ruta: Path, ahora: bytes) -> Iterator[Escritura]:
    antes = _octetos(libro.raiz / ruta)
    if antes != ahora:
        yield Escritura(ruta, antes, ahora)


def _octetos(ruta: Path) -> bytes | None:
    try:
        return octetos_de(ruta)
    except FileNotFoundError:
        return None


def escribir_lo_adoptado(libro: Libro, escritura: Escritura) -> None:
    """Escribe de una pieza un archivo; lanza `NoSePuede` si ya no dice lo que decía."""
    ruta, antes, ahora = libro.raiz / escritura.ruta, escritura.antes, escritura.ahora
    if _octetos(ruta) != antes:
        raise NoSePuede(str(Falta(escritura.ruta, 1, 1, YA_ES_OTRO)))
    if antes is None:
        escribir(ruta, ahora.decode())
    else:
        escribir_el_del_autor(ruta, ahora)
