"""Lo que contesta el núcleo de una página: el valor de una expresión como datos que caben en JSON.

Este módulo se ejecuta también dentro de núcleos ordinarios, donde la imprenta puede no estar
instalada: por eso no importa nada más que la biblioteca estándar.
"""

from __future__ import annotations

import builtins
import numbers
import sys
from typing import Any

globals()["__builtins__"] = dict(vars(builtins))  # los de este módulo, aunque la página cambie los de todos

TOPE = 100_000  # elementos: más que esto no es una cifra de la prosa
TOPE_DE_LETRAS = 500  # letras de lo que dice una excepción
BITS = 10_000  # de un entero: Python no escribe los mucho más largos


def contestar(expresion: str, nombres: dict[str, Any]) -> dict[str, Any]:
    """Evalúa `expresion` y devuelve los campos de una `Respuesta`.

    >>> contestar("[x, 1 / 2]", {"x": 3})
    {'valor': [3, 0.5], 'texto': '[3, 0.5]', 'error': None}
    >>> contestar("y + 1", {})["error"]
    "NameError: name 'y' is not defined"
    """
    try:
        valor = datos(eval(compile(expresion.strip(), "<consulta>", "eval"), nombres))
        texto = repr(valor)
    except BaseException as error:  # también las que la página se invente
        return {"valor": None, "texto": "", "error": _en_una_linea(error)}
    return {"valor": valor, "texto": texto, "error": None}


def datos(valor: Any) -> Any:
    """Un número, un booleano, un texto o listas anidadas de ellos; otra cosa es `TypeError`.

    >>> from fractions import Fraction
    >>> datos((Fraction(1, 4), range(2), {"a"} == {"a"}))
    [0.25, [0, 1], True]
    """
    if isinstance(valor, bool):
        return valor
    if isinstance(valor, str):
        return str(valor)
    if isinstance(valor, numbers.Integral):
        if int(valor).bit_length() > BITS:
            raise ValueError("da un entero con miles de cifras: demasiado largo para la prosa")
        return int(valor)
    if isinstance(valor, numbers.Real):
        return float(valor)
    elementos = getattr(valor, "size", 0)
    if isinstance(elementos, int) and elementos > TOPE:
        raise ValueError(f"da {elementos} elementos: demasiados para una expresión de la prosa")
    if hasattr(valor, "tolist"):  # NumPy, pandas, torch…
        return datos(valor.tolist())
    if isinstance(valor, list | tuple | range):
        if len(valor) > TOPE:
            raise ValueError(f"da {len(valor)} elementos: demasiados para una expresión de la prosa")
        return [datos(elemento) for elemento in valor]
    if type(valor).__name__ == "Decimal" or hasattr(valor, "__float__"):
        return float(valor)
    raise TypeError(f"da un valor de tipo {type(valor).__name__}, que no es un número ni un texto")


def _en_una_linea(error: BaseException) -> str:
    try:
        texto = " ".join(str(error).split())
    except BaseException:
        texto = ""
    nombre = type(error).__name__
    return (f"{nombre}: {texto[:TOPE_DE_LETRAS]}" if texto else nombre) + en_el_codigo(error)


def en_el_codigo(error: BaseException) -> str:
    """La línea más honda de `code/` por la que pasó una excepción, o nada si no salió de la página."""
    dicho, en_la_pagina, rastro = "", False, error.__traceback__
    while rastro is not None:
        archivo = rastro.tb_frame.f_code.co_filename
        en_la_pagina |= archivo.startswith("<")  # por encima solo están la imprenta e IPython
        dicho = (en_la_pagina and _lugar_de(archivo, rastro.tb_lineno)) or dicho
        rastro = rastro.tb_next
    if isinstance(error, SyntaxError):  # la línea que no se entiende no está en el rastro
        dicho = _lugar_de(error.filename or "", error.lineno or 1) or dicho
    return dicho


def _lugar_de(archivo: str, linea: int) -> str:
    for carpeta in () if "/imprenta/ejecutar/procesos/" in archivo else sys.path:
        if isinstance(carpeta, str) and carpeta.endswith("/code") and archivo.startswith(carpeta + "/"):
            return f" (code{archivo.removeprefix(carpeta)}:{linea})"
    return ""
