"""La caché de Keys y Values: escribir palabra a palabra sin calcular dos veces lo que no cambia.

Con la máscara causal, lo ya leído no ve lo que viene detrás: sus Keys y sus Values son para siempre. Quien
los guarda solo calcula los de la palabra nueva; quien no, lee la frase entera cada vez. Aquí se escribe de
las dos maneras con la misma red, y se cuentan las multiplicaciones de todos sus productos de matrices.

Formas: `n` tokens leídos, `d` números por token, `h` cabezas, `V` palabras en el vocabulario.
Fuente: Shazeer (2019), que cuenta también lo que cuesta traer de la memoria lo guardado.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from redes.activaciones import Numeros, relu
from redes.atencion import cabezas, juntar, mascara_causal, posiciones_sinusoidales, softmax
from redes.transformador import Bloque, Mirar, Pensar, Transformador


@dataclass
class Cuenta:
    """Las multiplicaciones hechas hasta ahora en productos de matrices."""

    productos: int = 0

    def por(self, A: Numeros, B: Numeros) -> Numeros:
        """A·B, y apunta lo que cuesta: (…, n, m) por (…, m, k) son n·m·k multiplicaciones por cada matriz.

        >>> cuenta = Cuenta()
        >>> cuenta.por(np.ones((2, 3)), np.ones((3, 4))).shape, cuenta.productos
        ((2, 4), 24)
        """
        C: Numeros = A @ B
        self.productos += C.size * A.shape[-1]
        return C


@dataclass
class Guardado:
    """Las Keys y los Values de lo que una capa ha leído: cada uno, (h, n, d/h)."""

    K: Numeros
    V: Numeros

    def anadir(self, K: Numeros, V: Numeros) -> None:
        """Pone los de las palabras nuevas detrás de los que había."""
        self.K, self.V = (np.concatenate(pareja, axis=-2) for pareja in ((self.K, K), (self.V, V)))


@dataclass
class Lector:
    """Una red que lee una frase por partes y guarda de cada capa lo que las siguientes van a mirar.

    >>> from redes.transformador import transformador
    >>> lector = Lector(transformador(V=10, d=4, capas=1))
    >>> lector.leer([1, 2, 3]).shape, lector.numeros, lector.leidas
    ((10,), 24, 3)
    """

    red: Transformador
    cuenta: Cuenta = field(default_factory=Cuenta)
    leidas: int = 0
    guardados: list[Guardado] = field(init=False)

    def __post_init__(self) -> None:
        d = self.red.incrustar.E.shape[1]
        self.guardados = [
            Guardado(*np.empty((2, bloque.mirar.cabezas, 0, d // bloque.mirar.cabezas)))
            for bloque in self.red.bloques
        ]

    @property
    def numeros(self) -> int:
        """Cuántos números guarda: 2·capas·n·d."""
        return sum(guardado.K.size + guardado.V.size for guardado in self.guardados)

    def leer(self, tokens: Sequence[int]) -> Numeros:
        """Lee unos tokens más y puntúa lo que seguiría al último: (V,)."""
        E, desde = self.red.incrustar.E, self.leidas
        self.leidas += len(tokens)
        x = E[list(tokens)] + posiciones_sinusoidales(self.leidas, E.shape[1])[desde:]
        for bloque, guardado in zip(self.red.bloques, self.guardados, strict=True):
            x = self._bloque(bloque, guardado, x)
        limpio, _ = self.red.norma(x[-1:])
        z: Numeros = (self.cuenta.por(limpio, self.red.puntuar.W) + self.red.puntuar.b)[0]
        return z

    def _bloque(self, bloque: Bloque, guardado: Guardado, x: Numeros) -> Numeros:
        x = x + self._mirar(bloque.mirar, guardado, bloque.norma_1(x)[0])
        return x + self._pensar(bloque.pensar, bloque.norma_2(x)[0])

    def _mirar(self, mirar: Mirar, guardado: Guardado, x: Numeros) -> Numeros:
        por, nuevas = self.cuenta.por, len(x)
        Q, K, V = (cabezas(por(x, W), mirar.cabezas) for W in (mirar.W_Q, mirar.W_K, mirar.W_V))
        guardado.anadir(K, V)
        puntos = por(Q, guardado.K.swapaxes(-1, -2)) / np.sqrt(Q.shape[-1])
        pesos = softmax(np.where(mascara_causal(self.leidas)[-nuevas:], puntos, -np.inf))
        return por(juntar(por(pesos, guardado.V)), mirar.W_O)

    def _pensar(self, pensar: Pensar, x: Numeros) -> Numeros:
        oculta = relu(self.cuenta.por(x, pensar.oculta.W) + pensar.oculta.b)
        return self.cuenta.por(oculta, pensar.salida.W) + pensar.salida.b


class Escrito(NamedTuple):
    """Lo que una red escribe, y lo que le cuesta.

    `tokens` son los del principio y los nuevos; `z`, `(cuantos, V)`, las puntuaciones de las que salió cada
    uno; `productos`, `(cuantos,)`, sus multiplicaciones; y `numeros`, los que quedan guardados al acabar.
    """

    tokens: list[int]
    z: Numeros
    productos: NDArray[np.int64]
    numeros: int


def escribir(red: Transformador, principio: Sequence[int], cuantos: int, con_cache: bool) -> Escrito:
    """Escribe `cuantos` tokens detrás de un principio, siempre el más puntuado, con caché o releyendo.

    >>> from redes.transformador import transformador
    >>> red = transformador(V=10, d=4, capas=1)
    >>> con, sin = (escribir(red, [1, 2], 3, con_cache) for con_cache in (True, False))
    >>> con.tokens == sin.tokens, con.productos, sin.productos
    (True, array([456, 256, 264]), array([456, 688, 936]))
    """
    lector, tokens, nuevos = Lector(red), list(principio), list(principio)
    todas, productos = [], []
    for _ in range(cuantos):
        if not con_cache:
            lector, nuevos = Lector(red), tokens
        antes = lector.cuenta.productos
        z = lector.leer(nuevos)
        todas.append(z)
        productos.append(lector.cuenta.productos - antes)
        nuevos = [int(z.argmax())]
        tokens = tokens + nuevos
    return Escrito(tokens, np.array(todas), np.array(productos), lector.numeros)


def productos_de_leer(nuevas: int, leidas: int, d: int, capas: int, vocabulario: int) -> int:
    """Las multiplicaciones de leer unas palabras nuevas y puntuar lo que sigue.

    Son capas·nuevas·(12·d² + 2·d·n) + d·V, donde n, `leidas`, cuenta también las nuevas. Con caché, la nueva
    es una cada vez; sin ella, lo son todas.

    >>> productos_de_leer(2, 2, d=4, capas=1, vocabulario=10), productos_de_leer(1, 3, 4, 1, 10)
    (456, 256)
    """
    return capas * nuevas * (12 * d**2 + 2 * d * leidas) + d * vocabulario


def numeros_guardados(leidas: int, d: int, capas: int) -> int:
    """Lo que ocupa la caché: una Key y un Value por palabra y capa, 2·capas·n·d números.

    >>> numeros_guardados(3, d=4, capas=1)
    24
    """
    return 2 * capas * leidas * d
