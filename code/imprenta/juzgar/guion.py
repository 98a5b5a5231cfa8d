"""El guion de una página: sus celdas y, entre ellas, lo que su prosa pregunta al código."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping

from imprenta.juzgar.definiciones import llamadas_de
from imprenta.juzgar.medidas import Medida, medidas_de
from imprenta.libro.modelo import Celda, Consulta, Falta, FormulaIlegible, Guion
from imprenta.libro.pagina import LOGICOS, Formula, Pagina, Rol, Suelto, celdas_antes_de, quitar_cifras


def guion_de(pagina: Pagina) -> Guion:
    """Lo que se ejecuta en una página, en orden; lo que no se sabe preguntar lo dirá su veredicto."""
    return tuple(_pasos(pagina))


def _pasos(pagina: Pagina) -> Iterator[Celda | Consulta]:
    for paso in pagina.pasos:
        if isinstance(paso, Celda):
            yield paso
        elif isinstance(paso, Formula):
            with contextlib.suppress(FormulaIlegible):
                yield consulta_de_formula(pagina, paso)
        elif not isinstance(paso, Suelto) and paso.consulta is not None:
            yield paso.consulta


def afirmaciones(pagina: Pagina) -> list[Rol]:
    """Lo que una página dice que es cierto, en orden: sus leyes y lo que ha pasado esta vez."""
    return [p for p in pagina.pasos if isinstance(p, Rol) and p.nombre in LOGICOS and p.consulta]


def guion_de_afirmaciones(pagina: Pagina) -> Guion:
    """Las celdas de una página y lo que preguntan sus afirmaciones; vacío si no afirma nada."""
    afirma = {id(rol): rol for rol in afirmaciones(pagina)}
    return tuple(_celdas_y_afirmaciones(pagina, afirma)) if afirma else ()


def _celdas_y_afirmaciones(pagina: Pagina, afirma: Mapping[int, Rol]) -> Iterator[Celda | Consulta]:
    for paso in pagina.pasos:
        if isinstance(paso, Celda):
            yield paso
        elif rol := afirma.get(id(paso)):
            assert rol.consulta is not None
            yield rol.consulta
            lugar = rol.consulta.linea, rol.consulta.columna
            yield from (Consulta(*lugar, medida.pregunta) for medida in medidas_del_rol(pagina, rol))


def medidas_del_rol(pagina: Pagina, rol: Rol) -> tuple[Medida, ...]:
    """Lo que una afirmación compara con una cota, que se pregunta detrás de ella."""
    return medidas_de(rol.expresion, (celda.codigo for celda in celdas_antes_de(pagina, rol)))


def ilegibles(pagina: Pagina) -> Iterator[Falta]:
    """Las fórmulas atadas al código que no se saben leer, y por qué."""
    for pieza in pagina.piezas:
        if isinstance(pieza, Formula) and pieza.define is not None:
            try:
                consulta_de_formula(pagina, pieza)
            except FormulaIlegible as error:
                mensaje = f"la fórmula no se puede leer: {error}"
                yield Falta(pagina.ruta, *pagina.lugar(pieza.inicio), mensaje)


def consulta_de_formula(pagina: Pagina, formula: Formula) -> Consulta:
    """Lo que se pregunta de la función que una fórmula define; lanza `FormulaIlegible`."""
    try:
        expresion = llamadas_de(quitar_cifras(formula.tex), formula.define or "")
    except FormulaIlegible:
        raise
    except Exception as error:
        raise FormulaIlegible(f"la imprenta no sabe leerla ({descrito(error)})") from error
    return Consulta(*pagina.lugar(formula.inicio), expresion)


def descrito(error: Exception) -> str:
    """Una excepción que nadie esperaba, en una línea.

    >>> descrito(ValueError("demasiadas\\ncifras"))
    'ValueError: demasiadas cifras'
    """
    return " ".join(f"{type(error).__name__}: {error}".split()).removesuffix(":")
