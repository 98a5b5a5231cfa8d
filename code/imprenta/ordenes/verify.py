"""`verify`: comprueba cada número, afirmación y fórmula sin construir nada."""

from __future__ import annotations

from imprenta.jornada import Jornada
from imprenta.libro.libro import Libro
from imprenta.ordenes.avisos import avisar_del_acta, con_candado, decir
from imprenta.ordenes.trinquete import bajar_trinquete


def verify(libro: Libro) -> int:
    """Comprueba la prosa ejecutando lo justo; la última línea es la cobertura.

    En un libro que no ata nada al código no se ejecuta ni se escribe nada.
    """
    jornada = Jornada(libro, solo_prosa=True)

    def tarea(de_ahora: Libro) -> int:
        return _verify(jornada if de_ahora is libro else Jornada(de_ahora, solo_prosa=True))

    return con_candado(libro, tarea) if jornada.pregunta else _verify(jornada)


def _verify(jornada: Jornada) -> int:
    if fallo := decir(jornada.juzgado):
        return fallo
    bajar_trinquete(jornada)
    if jornada.pregunta:
        jornada.podar()
        avisar_del_acta(jornada)
    return 0
