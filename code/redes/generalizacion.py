"""¿Aprende o memoriza? Leer una parte del idioma y examinarse de frases que no se han leído.

Las frases del examen están hechas de palabras que sí se han leído, y con las mismas reglas: quien haya dado
con ellas las espera; quien solo recuerde frases les da probabilidad cero.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from redes.activaciones import Numeros
from redes.entrenamiento import ModeloDeLenguaje, aprender, sorteados
from redes.gramatica import Frase, Lengua, ventanas
from redes.transformador import transformador


def perplejidad(nats: ArrayLike) -> Numeros:
    """Entre cuántas palabras igual de probables equivale dudar: e elevado a la pérdida media por token.

    >>> perplejidad(np.log(66)).round(6)
    np.float64(66.0)
    """
    return np.asarray(np.exp(nats))[()]


def apartar(
    lengua: Lengua, apartadas: int, cuantas: Sequence[int], rng: np.random.Generator
) -> tuple[Lengua, list[Lengua]]:
    """Un examen con `apartadas` frases al azar y, con las demás, un texto que leer de cada tamaño.

    Un texto contiene a los más cortos, y todos, las palabras del idioma; el examen es el mismo. En cada uno
    las frases guardan sus proporciones. Errores: `ValueError` si las frases no llegan para tanto.

    >>> from redes.gramatica import frases
    >>> si_y_no = frases({"Frase": {"Quien sí": 2, "Quien no": 1}, "Quien": {"yo": 1, "tú": 1, "él": 1}})
    >>> examen, (pocas, muchas) = apartar(si_y_no, 2, (3, 4), np.random.default_rng(0))
    >>> len(examen), len(pocas), len(muchas), set(examen) & set(muchas)
    (2, 3, 4, set())
    """
    barajadas = [list(lengua)[i] for i in rng.permutation(len(lengua))]
    hacen_falta = _con_todas_las_palabras(barajadas)
    sobran = [frase for frase in barajadas if frase not in hacen_falta]
    if len(hacen_falta) > min(cuantas) or apartadas + max(cuantas) > len(lengua):
        raise ValueError(f"apartar: no se pueden leer {list(cuantas)} y apartar {apartadas} de {len(lengua)}")
    orden = hacen_falta + sobran[apartadas:]
    return _parte(lengua, sobran[:apartadas]), [_parte(lengua, orden[:n]) for n in cuantas]


def _con_todas_las_palabras(frases: Iterable[Frase]) -> list[Frase]:
    dichas: set[str] = set()
    elegidas = []
    for frase in frases:
        if not dichas.issuperset(frase):
            elegidas.append(frase)
            dichas.update(frase)
    return elegidas


def _parte(lengua: Lengua, suyas: Sequence[Frase]) -> Lengua:
    total = sum(lengua[frase] for frase in suyas)
    return {frase: lengua[frase] / total for frase in suyas}


def imposibles(leida: Lengua, examen: Lengua, n: int) -> list[Frase]:
    """Las frases del examen a las que da probabilidad cero la tabla que en lo leído recuerda n − 1 palabras.

    >>> from fractions import Fraction
    >>> imposibles({("yo", "sí"): Fraction(1)}, {("sí",): Fraction(1, 2), ("yo", "sí"): Fraction(1, 2)}, 2)
    [('sí',)]
    """
    vistas = {ventana for frase in leida for ventana in ventanas(frase, n)}
    return [frase for frase in examen if not vistas.issuperset(ventanas(frase, n))]


class Curso(NamedTuple):
    """Un modelo que ha leído un texto y, cada tantos pasos, su pérdida en lo leído y en el examen."""

    modelo: ModeloDeLenguaje
    pasos: Numeros
    leido: Numeros
    examen: Numeros


def curso(
    leida: Lengua,
    examen: Lengua,
    palabras: tuple[str, ...],
    semilla: int,
    pasos: int = 320,
    lote: int = 16,
    tasa: float = 0.0125,
    cada: int = 32,
) -> Curso:
    """Entrena un modelo de una capa con lo leído, a tasa fija, y lo examina `cada` tantos pasos.

    >>> from redes.gramatica import frases, vocabulario
    >>> poca = frases({"Frase": {"yo sí": 1, "tú no": 1}})
    >>> curso(poca, poca, vocabulario(poca), semilla=0, pasos=4, cada=2).pasos
    array([0, 2, 4])
    """
    red = transformador(len(palabras), capas=1, semilla=semilla)
    modelo = ModeloDeLenguaje(red, palabras)
    lotes = sorteados(leida, palabras, lote, pasos, np.random.default_rng(semilla))
    notas = [(0, modelo.perdida(leida), modelo.perdida(examen))]
    for paso, _ in enumerate(aprender(red, ((tokens, tasa) for tokens in lotes)), start=1):
        if paso % cada == 0:
            notas.append((paso, modelo.perdida(leida), modelo.perdida(examen)))
    cuando, leido, suyo = zip(*notas, strict=True)
    return Curso(modelo, np.array(cuando), np.array(leido), np.array(suyo))
