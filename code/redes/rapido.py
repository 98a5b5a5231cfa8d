"""Las cuentas de la retropropagación escritas de otra manera para que tarden menos.

Cada una dice la fórmula que calcula, y eso es todo lo que hay que saber de ella para leer
`redes.transformador`. El cómo solo le importa al reloj.
"""

from math import gcd

import numpy as np
from numpy.typing import NDArray

from redes.activaciones import Numeros


def afin(x: Numeros, W: Numeros, b: Numeros) -> Numeros:
    """x·W + b. Formas: x `(…, d)`, W `(d, m)`, b `(m,)`; el resultado, `(…, m)`.

    b se suma en el sitio: pedir memoria para otra matriz cuesta más que la suma.

    >>> afin(np.array([[1.0, 2.0]]), np.array([[3.0], [4.0]]), np.array([5.0]))
    array([[16.]])
    """
    y: Numeros = x @ W
    y += b
    return y


def por_traspuesta(a: Numeros, B: Numeros) -> Numeros:
    """a·Bᵀ. Formas: a `(…, m)`, B `(d, m)`; el resultado, `(…, d)`.

    Bᵀ se copia en orden, que así se multiplica antes.

    >>> por_traspuesta(np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]]))
    array([[11.]])
    """
    producto: Numeros = a @ np.ascontiguousarray(B.T)
    return producto


def traspuesta_por(a: Numeros, b: Numeros) -> Numeros:
    """aᵀ·b de cada frase, sumadas todas. Formas: a `(B, …, d)`, b `(B, …, m)`; el resultado, `(d, m)`.

    Las frases van en hasta ocho grupos. Un solo producto grande se lo repartirían los hilos de la biblioteca
    de álgebra, que a este tamaño pasan más tiempo esperándose que calculando; uno por frase serían demasiadas
    matrices que sumar.

    >>> traspuesta_por(np.array([[[1.0]], [[2.0]]]), np.array([[[3.0, 0.0]], [[4.0, 1.0]]]))
    array([[11.,  2.]])
    """
    grupos = gcd(len(a), 8)
    a, b = (matriz.reshape(grupos, -1, matriz.shape[-1]) for matriz in (a, b))
    suma: Numeros = (a.swapaxes(-1, -2) @ b).sum(axis=0)
    return suma


def punto(a: Numeros, b: Numeros) -> Numeros:
    """El producto escalar de cada vector de a con el suyo de b, Σ aᵢ·bᵢ: de `(…, d)` a `(…, 1)`.

    >>> punto(np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]]))
    array([[11.]])
    """
    producto: Numeros = np.vecdot(a, b)
    return producto[..., None]


def media(x: Numeros) -> Numeros:
    """La media de los números de cada vector: de `(…, d)` a `(…, 1)`.

    Multiplicar por una columna de unos tarda menos que sumar.

    >>> media(np.array([[1.0, 3.0]]))
    array([[2.]])
    """
    d = x.shape[-1]
    medias: Numeros = x @ np.ones((d, 1)) / d
    return medias


def suma(vectores: Numeros) -> Numeros:
    """La suma de todos los vectores, estén en los ejes que estén: de `(…, d)` a `(d,)`.

    Multiplicar por una fila de unos tarda menos que sumar.

    >>> suma(np.array([[1.0, 2.0], [3.0, 4.0]]))
    array([4., 6.])
    """
    juntos = vectores.reshape(-1, vectores.shape[-1])
    total: Numeros = np.ones(len(juntos)) @ juntos
    return total


def sumar_en_filas(filas: NDArray[np.int64], vectores: Numeros, cuantas: int) -> Numeros:
    """Una tabla de ceros a la que cada vector se suma en su fila. Formas: `(…)`, `(…, d)` → `(cuantas, d)`.

    Es un recuento de números sueltos en el que cada casilla pesa lo que le cae.

    >>> sumar_en_filas(np.array([1, 1]), np.array([[1.0, 2.0], [3.0, 4.0]]), cuantas=2)
    array([[0., 0.],
           [4., 6.]])
    """
    d = vectores.shape[-1]
    casillas = filas[..., None] * d + np.arange(d)
    tabla = np.bincount(casillas.ravel(), weights=vectores.ravel(), minlength=cuantas * d)
    return tabla.astype(float, copy=False).reshape(cuantas, d)
