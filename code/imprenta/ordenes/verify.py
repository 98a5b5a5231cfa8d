"""`verify`: comprueba cada número, afirmación y fórmula sin construir nada."""

from __future__ import annotations

from imprenta.jornada import Jornada
from imprenta.libro.libro import Libro
from imprenta.ordenes.avisos import avisar_del_acta, con_candado, decir


def verify(libro: Libro) -> int:
    """Comprueba la prosa ejecutando lo justo; la última línea es la cobertura.

    En un libro que no ata nada al código no se ejecuta ni se escribe nada.
    """
    jornada = Jornada(libro, solo_prosa=True)

    def tarea(libro: Libro) -> int:
        if fallo := decir(jornada.juzgado):
            return fallo
        jornada.podar()
        avisar_del_acta(jornada)
        return 0

    return con_candado(libro, tarea) if jornada.pregunta else tarea(libro)
