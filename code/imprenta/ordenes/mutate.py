"""`mutate`: cambia números de la prosa, o el código del libro, y comprueba que se nota."""

from __future__ import annotations

from imprenta.jornada import Jornada
from imprenta.libro.libro import Libro
from imprenta.ordenes.avisos import con_candado, decir, quejarse
from imprenta.repasar import codigo_notado, mutantes

SIN_CODIGO = "ninguna página ejecuta funciones de un código propio del libro: no hay nada que cambiar"


def mutate(libro: Libro, todos: bool = False, codigo: bool = False) -> int:
    """Cambia una cosa cada vez y comprueba que la verificación la caza; sin `todos`, una muestra.

    Lo que se cambia son números de la prosa o, si se pide `codigo`, las funciones que las páginas ejecutan.
    """
    return con_candado(libro, lambda libro: _mutate(libro, todos, codigo))


def _mutate(libro: Libro, todos: bool, codigo: bool) -> int:
    jornada = Jornada(libro)
    if fallo := decir(jornada.hecho):
        return fallo
    if codigo:
        return _mutar_el_codigo(libro, jornada, todos)
    paginas = [(e.pagina, list(e.respuestas.values())) for e in jornada.ejecutadas.values()]
    recuento = mutantes.recuento_de(paginas, jornada.bibliografia, None if todos else mutantes.MUESTRA)
    quejarse(libro, recuento.vivos)
    print(recuento.resumen())
    return 1 if recuento.vivos else 0


def _mutar_el_codigo(libro: Libro, jornada: Jornada, todos: bool) -> int:
    muestra = None if todos else codigo_notado.MUESTRA_DE_CODIGO
    recuento = codigo_notado.recuento_del_codigo(jornada, muestra)
    print(*recuento.apartadas, sep="\n", end="\n" * bool(recuento.apartadas))
    quejarse(libro, recuento.sin_notar)
    print(recuento.resumen() if recuento.probados else SIN_CODIGO)
    return 0 if recuento.es_bastante else 1
