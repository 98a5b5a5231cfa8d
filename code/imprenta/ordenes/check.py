"""`check`: revisa la ortografía, la tipografía, los enlaces y el aparato del libro."""

from __future__ import annotations

import sys

from imprenta.jornada import Jornada
from imprenta.libro.libro import Libro
from imprenta.ordenes.avisos import quejarse
from imprenta.repasar import ortografia
from imprenta.repasar.aparato import aparato
from imprenta.repasar.enlaces import enlaces
from imprenta.repasar.lenguas import fichas_sin_lengua


def check(libro: Libro) -> int:
    """Revisa la ortografía, la tipografía, los enlaces y el aparato del libro, sin ejecutar nada."""
    paginas = list(Jornada(libro).paginas.values())
    lengua = ortografia.faltas_de_lengua(libro, paginas)
    sin_leer = (falta for pagina in paginas if not pagina.texto for falta in pagina.faltas)
    fichas = fichas_sin_lengua(libro)
    faltas = sorted([*sin_leer, *lengua, *fichas, *enlaces(paginas), *aparato(libro, paginas)])
    quejarse(libro, faltas)
    if any("no está en el diccionario" in falta.mensaje for falta in faltas):
        print(f"Las palabras que estén bien se añaden a {ortografia.PALABRAS}.", file=sys.stderr)
    print(f"{len(paginas)} páginas repasadas · faltas de lengua, de enlace o de aparato: {len(faltas)}")
    return 1 if faltas else 0
