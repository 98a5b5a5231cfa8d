"""Los números como los escribe la gente: con coma o punto, en tanto por ciento, en fracción, con potencias.

El guion de la página lee igual que este módulo, y una prueba los compara.
"""

import re
from typing import Any

ESPACIOS = re.compile("[ \t\n\r\u00a0\u2007\u2009\u202f]+")
SUPERINDICES = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
SIGNOS = str.maketrans("−–—×·⋅∙", "---****")
_MANTISA, _EXPONENTE = r"[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+", r"([+-]?[0-9]{1,3})"
_TERMINO = rf"([+-]?)(?:({_MANTISA})(?:e{_EXPONENTE}|[*x]10\^{_EXPONENTE})?|10\^{_EXPONENTE})"
NUMERO = re.compile(rf"{_TERMINO}(?:/{_TERMINO})?(%?)")


def numero_escrito(texto: str) -> float | None:
    """Lo que vale un número escrito como se escriba; `None` si no se entiende.

    >>> [numero_escrito(n) for n in ("0,09", "−1/4", "2·10⁻³", "10^-3", "12,5 %", "11 480", "nueve")]
    [0.09, -0.25, 0.002, 0.001, 0.125, 11480.0, None]
    """
    casa = NUMERO.fullmatch(_llano(texto))
    if casa is None:
        return None
    arriba = _termino(*casa.groups()[:5])
    abajo = _termino(*casa.groups()[5:10]) if "/" in casa[0] else 1.0
    cociente = arriba / abajo if abajo else float("inf")
    return cociente / 100 if casa[11] else cociente


def _llano(texto: str) -> str:
    """El texto con un solo signo para cada cosa y sin los espacios que no separan nada."""
    texto = sin_espacios_de_mas(texto).lower().translate(SIGNOS).replace("**", "^")
    texto = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+", lambda casa: "^" + casa[0].translate(SUPERINDICES), texto)
    texto = re.sub(r"([0-9]) (?=[0-9]{3}(?![0-9]))", r"\1", texto)
    texto = re.sub(r"\^\(([+-]?[0-9]+)\)", r"^\1", texto)
    return re.sub("^([+-]) ", r"\1", re.sub(r" ?([*x/^%]) ?", r"\1", texto))


def sin_espacios_de_mas(texto: str) -> str:
    """El texto con sus espacios de uno en uno, y ninguno en las orillas."""
    return ESPACIOS.sub(" ", texto).strip(" ")


def _termino(
    signo: str, mantisa: str | None, con_e: str | None, por_diez: str | None, suelta: str | None
) -> float:
    exponente = con_e or por_diez or suelta or "0"
    return float(f"{signo}{(mantisa or '1').replace(',', '.')}e{exponente}")


def con_numeros(respuesta: Any) -> Any:
    """La respuesta con cada texto convertido en su número; el que no se entiende se queda como está.

    >>> con_numeros(["0,5", (1, "1/4"), "x"])
    [0.5, [1, 0.25], 'x']
    """
    if isinstance(respuesta, str):
        numero = numero_escrito(respuesta)
        return respuesta if numero is None else numero
    if isinstance(respuesta, list | tuple):
        return [con_numeros(parte) for parte in respuesta]
    return respuesta


def sueltas(respuesta: Any) -> list[Any]:
    """Las partes de la respuesta, una detrás de otra.

    >>> sueltas([1, [2, "3 %"]])
    [1, 2, '3 %']
    """
    if isinstance(respuesta, list | tuple):
        return [suelta for parte in respuesta for suelta in sueltas(parte)]
    return [respuesta]
