"""Leer un número escrito con palabras: lo contrario de `palabras`, que escribe uno de todas las maneras."""

from __future__ import annotations

import functools
from fractions import Fraction

from imprenta.juzgar.literal.palabras import en_ingles, en_palabras

SEGUIDOS = 200
REDONDOS = (*range(200, 1000, 100), *(10**orden for orden in (3, 6, 9, 12)))
ESCALAS_DICHAS = {"mil": 10**3, "millón": 10**6, "millones": 10**6, "billón": 10**12, "billones": 10**12}
DENOMINADORES = (*range(2, 13), 20, 100, 1000)


def valor_dicho(texto: str) -> Fraction | None:
    """Lo que vale un número escrito con palabras, si lo es.

    >>> [str(valor_dicho(t)) for t in ("tres", "mil doscientos", "dos tercios", "twenty-one", "la red")]
    ['3', '1200', '2/3', '21', 'None']
    """
    dicho = " ".join(texto.casefold().split())
    signo = next((s for s in ("menos ", "minus ") if dicho.startswith(s)), "")
    sin_signo = dicho.removeprefix(signo)
    valor = _lexico().get(sin_signo)
    if valor is None:
        valor = _compuesto(sin_signo.split())
    if valor is None:
        return None
    valor = -valor if signo else valor
    return valor if dicho in en_palabras(valor) | en_ingles(valor) else None


@functools.cache
def _lexico() -> dict[str, Fraction]:
    valores = [Fraction(n) for n in (*range(SEGUIDOS), *REDONDOS)]
    valores += [Fraction(arriba, abajo) for abajo in DENOMINADORES for arriba in range(1, min(abajo, 13))]
    lexico: dict[str, Fraction] = {}
    for valor in valores:
        for palabra in sorted(en_palabras(valor) | en_ingles(valor)):
            lexico.setdefault(palabra, valor)
    return lexico


def _compuesto(palabras: list[str]) -> Fraction | None:
    """«dos mil trescientos cinco»: lo de delante de una escala la multiplica, y lo de detrás se suma."""
    if not palabras:
        return None
    for escala in ("billones", "billón", "millones", "millón", "mil"):
        if escala in palabras:
            corte = palabras.index(escala)
            veces = _compuesto(palabras[:corte]) if corte else Fraction(1)
            resto = _compuesto(palabras[corte + 1 :]) if palabras[corte + 1 :] else Fraction(0)
            return None if veces is None or resto is None else veces * ESCALAS_DICHAS[escala] + resto
    entero = _lexico().get(" ".join(palabras))
    if entero is not None or len(palabras) == 1:
        return entero
    cientos, resto = _lexico().get(palabras[0]), _lexico().get(" ".join(palabras[1:]))
    sumables = cientos is not None and resto is not None and cientos % 100 == 0 and 0 < resto < 100
    return cientos + resto if sumables and cientos is not None and resto is not None else None
