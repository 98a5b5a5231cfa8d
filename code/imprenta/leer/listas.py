"""Las listas con números: los pone el motor, y lo que el autor escribe ha de seguir su cuenta."""

from __future__ import annotations

import re
from collections.abc import Iterable

from imprenta.leer.hoja import Hoja
from imprenta.libro.bloque import Bloque, Clase


def leer_listas(hoja: Hoja, bloques: Iterable[Bloque]) -> None:
    """Comprueba los números de las listas y los tacha.

    Una lista sigue la cuenta de la anterior, si la hay y le toca, o empieza por 1. También vale repetir el
    primero en todos, `1. 1. 1.`: el motor los cuenta igual.
    """
    _leer_listas(hoja, bloques, {})


def _leer_listas(hoja: Hoja, bloques: Iterable[Bloque], tras_marca: dict[int, int]) -> None:
    """`tras_marca` es, de cada línea, dónde acaba el último número leído: en una puede haber varios."""
    van = 0
    for bloque in bloques:
        if bloque.clase is Clase.LISTA:
            van = _leer_lista(hoja, bloque, van, tras_marca)
        elif bloque.clase is Clase.TITULO:
            van = 0
        elif bloque.hijos:
            _leer_listas(hoja, bloque.hijos, tras_marca)


def _leer_lista(hoja: Hoja, lista: Bloque, van: int, tras_marca: dict[int, int]) -> int:
    """Lee una lista tras otra que llegó a `van`; devuelve hasta dónde llega esta."""
    primero = int(lista.hijos[0].nombre)
    cuenta = van if primero == van + 1 else 0
    repite_el_uno = cuenta == 0
    for elemento in lista.hijos:
        cuenta += 1
        posicion = _tachar_numero(hoja, elemento, tras_marca)
        repite_el_uno = repite_el_uno and elemento.nombre == "1"
        if elemento.nombre != str(cuenta) and not repite_el_uno:
            hoja.descuadre(posicion, f"la lista dice {elemento.nombre} y le toca {cuenta}")
            cuenta = cuenta if elemento is not lista.hijos[0] else primero  # el motor empieza por el primero
        _leer_listas(hoja, elemento.hijos, tras_marca)
    return cuenta


def _tachar_numero(hoja: Hoja, elemento: Bloque, tras_marca: dict[int, int]) -> int:
    """Tacha el número de un elemento; devuelve dónde está."""
    principio, linea = hoja.texto.principio(elemento.desde), hoja.texto.linea(elemento.desde)
    marca = re.compile(rf"(?<![0-9]){re.escape(elemento.contenido)}(?=[ \t]|$)")
    casa = marca.search(linea, tras_marca.get(elemento.desde, 0))
    if casa is None:
        return principio
    tras_marca[elemento.desde] = casa.end()
    posicion = principio + casa.start()
    hoja.lienzo.tachar(posicion, posicion + len(elemento.nombre))
    return posicion
