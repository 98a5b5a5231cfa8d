"""De letras a tokens: cómo se decide qué trozos de palabra entran en un vocabulario.

Se empieza con las letras y, una y otra vez, se une la pareja de trozos vecinos más frecuente (*byte-pair
encoding*). Las palabras comunes acaban enteras; las raras, partidas; y las que no se habían visto también se
pueden escribir. Fuente: Sennrich, Haddow y Birch (2016), algoritmo 1.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from redes.gramatica import Lengua

Trozos = tuple[str, ...]
Union = tuple[str, str]


def frecuencias(lengua: Lengua) -> dict[str, Fraction]:
    """Cuántas veces se espera cada palabra en una frase del idioma.

    >>> frecuencias({("la", "IA"): Fraction(1, 2), ("la", "la"): Fraction(1, 2)})
    {'la': Fraction(3, 2), 'IA': Fraction(1, 2)}
    """
    cuenta: defaultdict[str, Fraction] = defaultdict(Fraction)
    for frase, probabilidad in lengua.items():
        for palabra in frase:
            cuenta[palabra] += probabilidad
    return dict(cuenta)


def aprender_uniones(palabras: Mapping[str, Fraction | int], cuantas: int) -> list[Union]:
    """Las `cuantas` uniones, en el orden en que se aprenden; menos, si antes no queda nada que unir.

    En un empate gana la pareja que se encontró antes.

    >>> aprender_uniones({"lola": 2, "la": 1}, 2)
    [('l', 'a'), ('l', 'o')]
    """
    partidas: dict[str, Trozos] = {palabra: tuple(palabra) for palabra in palabras}
    uniones: list[Union] = []
    while len(uniones) < cuantas:
        parejas: defaultdict[Union, Fraction] = defaultdict(Fraction)
        for palabra, trozos in partidas.items():
            for pareja in pairwise(trozos):
                parejas[pareja] += palabras[palabra]
        if not parejas:
            break
        mejor = max(parejas, key=lambda pareja: parejas[pareja])
        uniones.append(mejor)
        partidas = {palabra: _unir(trozos, mejor) for palabra, trozos in partidas.items()}
    return uniones


def trocear(palabra: str, uniones: Sequence[Union]) -> Trozos:
    """Los tokens de una palabra: sus letras, unidas en el orden en que se aprendió a unirlas.

    >>> trocear("lala", [("l", "a"), ("la", "la")]), trocear("lola", [("l", "a")])
    (('lala',), ('l', 'o', 'la'))
    """
    trozos = tuple(palabra)
    for union in uniones:
        trozos = _unir(trozos, union)
    return trozos


def tokens_por_palabra(palabras: Mapping[str, Fraction | int], uniones: Sequence[Union]) -> float:
    """La media de tokens de una palabra, contando cada una tantas veces como aparece.

    >>> tokens_por_palabra({"la": 3, "IA": 1}, [("l", "a")])
    1.25
    """
    tokens = sum(veces * len(trocear(palabra, uniones)) for palabra, veces in palabras.items())
    return float(tokens / Fraction(sum(palabras.values())))


def _unir(trozos: Trozos, union: Union) -> Trozos:
    """Une la pareja allí donde sus dos trozos estén seguidos, de izquierda a derecha."""
    unidos: list[str] = []
    i = 0
    while i < len(trozos):
        juntos = trozos[i : i + 2] == union
        unidos.append("".join(union) if juntos else trozos[i])
        i += 2 if juntos else 1
    return tuple(unidos)
