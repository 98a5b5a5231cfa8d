"""El gradiente que vuelve por una red honda, contra otra manera de calcularlo."""

import numpy as np
import pytest

from redes.atajos import gradiente_que_llega
from redes.transformador import Bloque, transformador


@pytest.mark.parametrize("capas", [1, 3])
def test_con_los_dos_arreglos_es_el_camino_de_vuelta_de_los_bloques(capas: int) -> None:
    rng = np.random.default_rng(7)
    red = transformador(66, d=32, capas=capas, semilla=int(rng.integers(2**31)))
    x, _ = red.incrustar(rng.integers(66, size=(2, 10)))
    vueltas = []
    for bloque in red.bloques:
        x, atras, _ = bloque(x)
        vueltas.append(atras)
    d = salida = rng.normal(size=x.shape)
    for atras in reversed(vueltas):
        d, _ = atras(d)
    esperado = np.linalg.norm(d) / np.linalg.norm(salida)
    assert gradiente_que_llega(capas, residual=True, norma=True, semilla=7) == pytest.approx(
        esperado, rel=1e-12
    )


@pytest.mark.parametrize("residual", [True, False])
@pytest.mark.parametrize("norma", [True, False])
def test_es_la_derivada_que_sale_de_empujar(residual: bool, norma: bool) -> None:
    """Se empuja cada número de la entrada y se mira cuánto cambia Σ salida · d."""
    rng = np.random.default_rng(3)
    red = transformador(66, d=32, capas=1, semilla=int(rng.integers(2**31)))
    x, _ = red.incrustar(rng.integers(66, size=(2, 10)))
    d = rng.normal(size=x.shape)
    pizca, numerico = 1e-6, np.zeros_like(x)
    for i in np.ndindex(x.shape):
        x[i] += pizca
        arriba = (_pila(red.bloques[0], x, residual, norma)[i[0]] * d[i[0]]).sum()
        x[i] -= 2 * pizca
        abajo = (_pila(red.bloques[0], x, residual, norma)[i[0]] * d[i[0]]).sum()
        x[i] += pizca
        numerico[i] = (arriba - abajo) / (2 * pizca)
    esperado = np.linalg.norm(numerico) / np.linalg.norm(d)
    assert gradiente_que_llega(1, residual, norma, semilla=3) == pytest.approx(esperado, rel=1e-5)


def _pila(bloque: Bloque, x: np.ndarray, residual: bool, norma: bool) -> np.ndarray:
    for suya, pieza in ((bloque.norma_1, bloque.mirar), (bloque.norma_2, bloque.pensar)):
        y = pieza(suya(x)[0] if norma else x)[0]
        x = x + y if residual else y
    return x
