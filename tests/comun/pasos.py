"""Guiones escritos a mano, sin página, y lo que se lee al ejecutarlos."""

from collections.abc import Callable

from imprenta.libro.modelo import Celda, Consulta, Ejecucion, Guion

Ejecutor = Callable[..., Ejecucion]
TEMPLADAS = ("matplotlib", "matplotlib.pyplot", "numpy")


def guion(*pasos: str | Celda | Consulta) -> Guion:
    """Cada texto, una celda diez líneas más abajo que la anterior."""
    return tuple(Celda(10 * n, p) if isinstance(p, str) else p for n, p in enumerate(pasos, 1))


def pregunta(expresion: str) -> Consulta:
    return Consulta(99, 1, expresion)


def textos(ejecucion: Ejecucion) -> list[str]:
    """Lo que se lee en cada celda."""
    return [
        "".join(salida.get("text") or salida["data"]["text/plain"] for salida in celda.salidas)
        for celda in ejecucion.salidas
    ]
