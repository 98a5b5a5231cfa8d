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
BITS = 10_000  # de un entero: Python no escribe en decimal los mucho más largos
TOPE_DE_BITS = 1 << 22  # más de un millón de cifras: nadie las escribe
DEMASIADO_LARGO = "da un número con millones de cifras: demasiado largo para la prosa"
SIN_FLOTANTE = "da un número que no cabe en coma flotante: redondéalo o conviértelo en una fracción"


def contestar(expresion: str, nombres: dict[str, Any]) -> dict[str, Any]:
    """Evalúa `expresion` y devuelve los campos de una `Respuesta`.

    >>> contestar("[x, 1 / 2]", {"x": 3})
    {'valor': [3, 0.5], 'texto': '[3, 0.5]', 'error': None}
    >>> contestar("y + 1", {})["error"]
    "NameError: name 'y' is not defined"
    """
    try:
        valor = datos(eval(compile(expresion.strip(), "<consulta>", "eval"), nombres))
        texto = _texto(valor)
    except BaseException as error:  # también las que la página se invente
        return {"valor": None, "texto": "", "error": descrita_en_una_linea(error)}
    return {"valor": valor, "texto": texto, "error": None}


def datos(valor: Any) -> Any:
    """Un número, un booleano, un texto o listas anidadas de ellos; otra cosa es `TypeError`.

    Ningún número pierde cifras: el que no cabe exacto en JSON va con su numerador y su denominador.

    >>> from fractions import Fraction
    >>> datos((Fraction(1, 4), range(2), {"a"} == {"a"}))
    [{'exacto': ['0x1', '0x4']}, [0, 1], True]
    """
    if isinstance(valor, bool):
        return valor
    if isinstance(valor, str):
        return str(valor)
    if isinstance(valor, numbers.Integral):
        entero = int(valor)
        return entero if entero.bit_length() <= BITS else _fraccion("exacto", entero, 1)
    if isinstance(valor, numbers.Rational):
        return _fraccion("exacto", int(valor.numerator), int(valor.denominator))
    if isinstance(valor, numbers.Real):
        return _coma_flotante(valor)
    elementos = getattr(valor, "size", 0)
    if isinstance(elementos, int) and elementos > TOPE:
        raise ValueError(f"da {elementos} elementos: demasiados para una expresión de la prosa")
    if hasattr(valor, "tolist"):  # NumPy, pandas, torch…
        return datos(valor.tolist())
    if isinstance(valor, list | tuple | range):
        if len(valor) > TOPE:
            raise ValueError(f"da {len(valor)} elementos: demasiados para una expresión de la prosa")
        return [datos(elemento) for elemento in valor]
    return _de_otro_tipo(valor)


def _de_otro_tipo(valor: Any) -> Any:
    """Los números que Python no tiene por reales: los decimales y los de otros paquetes."""
    tipo = type(valor).__name__
    if tipo == "Decimal":
        return _decimal(valor)
    if isinstance(valor, numbers.Complex):
        raise TypeError("da un número complejo: di su parte real, su parte imaginaria o su módulo")
    if not hasattr(valor, "__float__"):
        raise TypeError(f"da un valor de tipo {tipo}, que no es un número ni un texto")
    flotante = float(valor)
    if flotante in (0.0, float("inf"), float("-inf")) and flotante != valor:
        raise ValueError(SIN_FLOTANTE)
    return flotante


def _decimal(valor: Any) -> Any:
    if not valor.is_finite():
        return float(valor)
    if abs(valor.adjusted()) > TOPE_DE_BITS // 4:  # antes de desplegar todas sus cifras
        raise ValueError(DEMASIADO_LARGO)
    return _fraccion("exacto", *valor.as_integer_ratio())


def _coma_flotante(valor: Any) -> Any:
    """Un `float`, si no pierde nada; los de más precisión, como `longdouble`, van enteros."""
    flotante = float(valor)
    if flotante == valor or valor != valor:
        return flotante
    return _fraccion("aproximado", *map(int, valor.as_integer_ratio()))


def _fraccion(clase: str, arriba: int, abajo: int) -> dict[str, list[str]]:
    if max(arriba.bit_length(), abajo.bit_length()) > TOPE_DE_BITS:
        raise ValueError(DEMASIADO_LARGO)
    return {clase: [hex(arriba), hex(abajo)]}


def _texto(valor: Any) -> str:
    """Cómo se escribe en Python lo que se contesta."""
    if isinstance(valor, list):
        return "[" + ", ".join(map(_texto, valor)) + "]"
    if not isinstance(valor, dict):
        return repr(valor)
    ((clase, partes),) = valor.items()
    arriba, abajo = (int(parte, 16) for parte in partes)
    if clase == "aproximado" and abs(arriba) < abajo << 1000 and abajo < abs(arriba) << 1000:
        return repr(arriba / abajo)
    if max(arriba.bit_length(), abajo.bit_length()) > BITS:
        return "un número de miles de cifras"
    return str(arriba) if abajo == 1 else f"{arriba}/{abajo}"


def descrita_en_una_linea(error: BaseException) -> str:
    """Una excepción de la página y, si pasó por allí, su línea de `code/`."""
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
