"""Los bloques de una página, tal como los corta quien la dibuja: un árbol con sus líneas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum


class Clase(Enum):
    """Qué es un bloque."""

    CABECERA = "los metadatos con que empieza la página"
    VALLA = "de ``` ~~~ o ::: hasta su cierre: una celda, una directiva o código"
    SANGRADO = "código sin valla, por su sangría"
    HTML = "HTML en bloque"
    COMENTARIO = "líneas que empiezan por %"
    CORTE = "+++"
    ETIQUETA = "(nombre)="
    ATRIBUTOS = "{.clase #nombre}, que da al bloque que sigue"
    DESTINO = "[nombre]: dirección"
    TITULO = "un título, con su texto dentro"
    TEXTO = "un texto con roles, fórmulas y énfasis; si es una fórmula, su nombre es su etiqueta"
    FILA = "una fila de una tabla"
    LISTA = "una lista con números"
    ELEMENTO = "un elemento de una lista; su nombre es el número"
    ABISMO = "lo que está dentro de demasiados bloques, que ya no se corta"
    DEFINICION = "lo que define a la línea de antes, que empieza por :"
    CONTENEDOR = "una cita, una tabla, una nota: lo que solo lleva otros bloques dentro"


@dataclass(frozen=True)
class Bloque:
    """Un bloque de la línea `desde` a la anterior a `hasta`, contadas desde 0.

    `columna` es donde empieza en su primera línea; `contenido`, su texto sin lo que lo sangra.
    """

    clase: Clase
    desde: int
    hasta: int
    columna: int = 0
    nombre: str = ""
    contenido: str = ""
    hijos: tuple[Bloque, ...] = ()


@dataclass(frozen=True)
class Valla(Bloque):
    """Un bloque entre vallas; `nombre` es el de su directiva, o nada si es código o un grupo sin nombre.

    `marca` es la valla que lo abre y `resto`, lo que sigue al nombre en esa línea; sus opciones llegan hasta
    la línea `cuerpo` y su cuerpo, hasta la línea `fin`, que es la que lo cierra si está `cerrada`. `con_myst`
    es que dentro se lee MyST; `suelta`, que no está dentro de nada, y `celda`, que su código se ejecuta.
    """

    marca: str = ""
    resto: str = ""
    cuerpo: int = 0
    fin: int = 0
    cerrada: bool = True
    con_myst: bool = False
    suelta: bool = False
    celda: bool = False


def todos(bloques: Iterable[Bloque]) -> Iterator[Bloque]:
    """Los bloques y los que llevan dentro, de arriba abajo."""
    for bloque in bloques:
        yield bloque
        yield from todos(bloque.hijos)
