"""Qué hacen la conexión residual y la norma de capa con el gradiente que vuelve por una red honda.

`medir_con_atajos` los pone en una red densa, que así se puede medir y entrenar; `gradiente_que_llega`, en una
pila de las piezas de `redes.transformador`, recién nacidas: ¿qué tamaño tiene al llegar a los embeddings un
error que sale de la última capa?
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import ArrayLike

from redes.activaciones import Numeros
from redes.densa import Capa, Gradiente, gradiente_de_capa
from redes.perdidas import grad_z_entropia_cruzada_binaria
from redes.profundidad import Medida, medida
from redes.transformador import Atras, Bloque, Mirar, Norma, Pensar, transformador

ANCHO = 32  # los números de cada vector
Vuelta = Callable[[Numeros], Numeros]
"""De ∂E/∂salida de un paso a ∂E/∂entrada."""


def medir_con_atajos(
    red: Sequence[Capa], X: ArrayLike, y: ArrayLike, residual: bool = True, norma: bool = True
) -> tuple[Medida, list[Gradiente]]:
    """Como `redes.profundidad.medir`, con los dos arreglos o con uno: ∂(x + f(x))/∂x = 1 + f′(x).

    Con `residual`, lo que calcula cada capa oculta se suma a lo que oye, menos en la primera, que lo cambia
    de tamaño. Con `norma`, todas menos la primera oyen su entrada con media 0 y desviación 1.
    Fuente: He, Zhang, Ren y Sun (2016); Ba, Kiros y Hinton (2016).

    >>> from redes.densa import SIGMOIDE, glorot
    >>> from redes.profundidad import al_nacer
    >>> bool(al_nacer([20], SIGMOIDE, glorot, medir=medir_con_atajos)[0] > 1)
    True
    """
    x, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    vueltas = []
    for i, capa in enumerate(red):
        oculta = 0 < i < len(red) - 1
        x, vuelta = _capa(capa, x, residual and oculta, norma and i > 0)
        vueltas.append(vuelta)
    d = grad_z_entropia_cruzada_binaria(x, y) / len(x)
    gradientes: list[Gradiente] = []
    for vuelta in reversed(vueltas):
        d, gradiente = vuelta(d)
        gradientes.insert(0, gradiente)
    return medida(gradientes, x, y), gradientes


def _capa(capa: Capa, x: Numeros, residual: bool, norma: bool) -> tuple[Numeros, Atras[Gradiente]]:
    oye, atras_norma = Norma(np.ones(x.shape[-1]), np.zeros(x.shape[-1]))(x) if norma else (x, None)
    z = oye @ capa.W + capa.b
    calculado = capa.activacion.f(z)

    def atras(d: Numeros) -> tuple[Numeros, Gradiente]:
        delta = d * capa.activacion.d_f(z)
        d_x = delta @ capa.W.T
        if atras_norma:
            d_x, _ = atras_norma(d_x)
        return d + d_x if residual else d_x, gradiente_de_capa(oye, delta)

    return x + calculado if residual else calculado, atras


def gradiente_que_llega(capas: int, residual: bool, norma: bool, semilla: int = 0) -> float:
    """‖∂E/∂entrada‖ / ‖∂E/∂salida‖ en una pila de bloques recién nacida, con un error al azar en la salida.

    Sin `residual`, lo que calcula cada pieza sustituye a x en vez de sumarse; sin `norma`, x entra tal cual.

    >>> todo, nada = (gradiente_que_llega(12, hay, hay) for hay in (True, False))
    >>> todo > 1, nada < 0.01
    (True, True)
    """
    rng = np.random.default_rng(semilla)
    V, frases, largo = 66, 2, 10
    red = transformador(V, d=ANCHO, capas=capas, semilla=int(rng.integers(2**31)))
    x, _ = red.incrustar(rng.integers(V, size=(frases, largo)))
    vueltas: list[Vuelta] = []
    for bloque in red.bloques:
        for ida in _pasos(bloque, norma):
            y, vuelta = ida(x)
            x = x + y if residual else y
            vueltas.append(vuelta)
    salida = rng.normal(size=x.shape)
    return float(np.linalg.norm(_de_vuelta(vueltas, salida, residual)) / np.linalg.norm(salida))


def _de_vuelta(vueltas: list[Vuelta], d: Numeros, residual: bool) -> Numeros:
    for vuelta in reversed(vueltas):
        d = d + vuelta(d) if residual else vuelta(d)
    return d


def _pasos(bloque: Bloque, con_norma: bool) -> Iterator[Callable[[Numeros], tuple[Numeros, Vuelta]]]:
    """Mirar y pensar, cada una detrás de su norma o sin ella."""
    for norma, pieza in ((bloque.norma_1, bloque.mirar), (bloque.norma_2, bloque.pensar)):

        def ida(x: Numeros, norma: Norma = norma, pieza: Mirar | Pensar = pieza) -> tuple[Numeros, Vuelta]:
            limpio, atras_norma = norma(x)
            y, atras, *_ = pieza(limpio if con_norma else x)
            return y, lambda d: atras_norma(atras(d)[0])[0] if con_norma else atras(d)[0]

        yield ida
