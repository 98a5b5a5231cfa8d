"""El trinquete baja solo: cuando todo está bien y se admite más de lo que queda, se apunta lo que queda."""

from __future__ import annotations

import sys

from imprenta.jornada import Jornada
from imprenta.libro.archivos import motivo
from imprenta.libro.trinquete import SIN_CUBRIR, escribir_trinquete


def bajar_trinquete(jornada: Jornada) -> None:
    """Deja en el trinquete de un libro ya juzgado, y sin faltas, lo que le queda sin cubrir, y lo dice.

    Donde no se puede escribir, se dice, y el libro está bien igual.
    """
    if not jornada.libro.es_gradual:
        return
    trinquete, ahora = jornada.admision.trinquete, jornada.admision.cuentas
    antes, quedan = sum(trinquete.cuentas.values()), sum(ahora.values())
    dicho = f"de {antes} sin cubrir quedan {quedan}" if trinquete.hay else f"apuntados {quedan} sin cubrir"
    try:
        jornada.admision.recordar()
        if not trinquete.hay or ahora != {n: cuenta for n, cuenta in trinquete.cuentas.items() if cuenta}:
            escribir_trinquete(jornada.libro.raiz, ahora)
            print(f"{SIN_CUBRIR}: {dicho}; guárdalo con el libro", file=sys.stderr)
    except OSError as error:
        print(f"{SIN_CUBRIR}: {dicho}, y no se puede escribir: {motivo(error)}", file=sys.stderr)
