"""Los ejercicios del libro, que se corrigen solos: `comprobar` dice por qué una respuesta no vale.

Cada módulo reúne los de un capítulo; `correccion` es la maquinaria. Las soluciones no están escritas en
ninguna parte: las calcula el mismo código que enseñan los capítulos.
"""

from difflib import get_close_matches
from typing import Any, NamedTuple

from redes.ejercicios import aprendizaje, generativa, gradiente, minusculo, transformer
from redes.ejercicios.correccion import Corrector, Prediccion

CAPITULOS = {
    "gradiente-desvaneciente": gradiente.EJERCICIOS,
    "aprendizaje": aprendizaje.EJERCICIOS,
    "transformer": transformer.EJERCICIOS,
    "ia-generativa": generativa.EJERCICIOS,
    "transformador-minusculo": minusculo.EJERCICIOS,
}
EJERCICIOS: dict[str, Corrector] = {
    clave: corrector for ejercicios in CAPITULOS.values() for clave, corrector in ejercicios.items()
}


class Veredicto(NamedTuple):
    """Si la respuesta vale y, si no, por qué; o, si vale, lo que queda por pensar."""

    bien: bool
    motivo: str

    def __repr__(self) -> str:
        punto = "" if self.motivo.endswith("?") else "."
        if self.bien:
            return f"¡Bien! {self.motivo}{punto}" if self.motivo else "¡Bien!"
        return f"Todavía no: {self.motivo}{punto}"


def comprobar(ejercicio: str, respuesta: Any) -> Veredicto:
    """Corrige la respuesta a un ejercicio: un número, una lista, una función o una letra, según pida.

    Los puntos suspensivos de Python, `...`, son un hueco por rellenar.
    Errores: `ValueError` si el ejercicio no existe.

    >>> comprobar("cinco-capas", 0.25 * 5)
    Todavía no: has sumado: por la regla de la cadena, los factores se multiplican.
    >>> comprobar("cinco-capas", 0.25**5)
    ¡Bien!
    """
    if ejercicio not in EJERCICIOS:
        parecidos = get_close_matches(ejercicio, EJERCICIOS, n=1)
        pista = f"; ¿será «{parecidos[0]}»?" if parecidos else ""
        raise ValueError(f"no hay ningún ejercicio «{ejercicio}»{pista}")
    if respuesta is ...:
        return Veredicto(False, "pon tu respuesta en lugar de los puntos suspensivos")
    corrector = EJERCICIOS[ejercicio]
    motivo = corrector.juzgar(respuesta)
    if motivo is None and isinstance(corrector, Prediccion):
        return Veredicto(True, corrector.comentario(respuesta))
    return Veredicto(motivo is None, motivo or "")


__all__ = ["CAPITULOS", "EJERCICIOS", "Veredicto", "comprobar"]
