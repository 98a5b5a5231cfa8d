"""`check`: revisa la ortografía, la tipografía y los enlaces de la prosa."""

from __future__ import annotations

import sys

from imprenta.jornada import Jornada
from imprenta.libro.libro import Libro
from imprenta.ordenes.avisos import quejarse
from imprenta.repasar import ortografia
from imprenta.repasar.enlaces import enlaces


def check(libro: Libro) -> int:
    """Revisa la ortografía, la tipografía y los enlaces de la prosa, sin ejecutar nada."""
    paginas = list(Jornada(libro).paginas.values())
    faltas = sorted([*ortografia.faltas_de_lengua(libro, paginas), *enlaces(paginas)])
    quejarse(libro, faltas)
    if any("no está en el diccionario" in falta.mensaje for falta in faltas):
        print(f"Las palabras que estén bien se añaden a {ortografia.PALABRAS}.", file=sys.stderr)
    print(f"{len(paginas)} páginas repasadas · faltas de lengua o de enlace: {len(faltas)}")
    return 1 if faltas else 0
