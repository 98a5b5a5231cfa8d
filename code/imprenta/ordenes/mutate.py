"""`mutate`: cambia números de la prosa y comprueba que se nota."""

from __future__ import annotations

from imprenta.jornada import Jornada
from imprenta.libro.libro import Libro
from imprenta.ordenes.avisos import con_candado, decir, quejarse
from imprenta.repasar import mutantes


def mutate(libro: Libro, todos: bool = False) -> int:
    """Cambia números de la prosa y comprueba que la verificación los caza; sin `todos`, una muestra."""
    return con_candado(libro, lambda libro: _mutate(libro, todos))


def _mutate(libro: Libro, todos: bool) -> int:
    jornada = Jornada(libro)
    if fallo := decir(jornada.hecho):
        return fallo
    paginas = [(e.pagina, list(e.respuestas.values())) for e in jornada.ejecutadas.values()]
    recuento = mutantes.recuento_de(paginas, jornada.bibliografia, None if todos else mutantes.MUESTRA)
    quejarse(libro, recuento.vivos)
    print(recuento.resumen())
    return 1 if recuento.vivos else 0
