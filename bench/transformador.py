"""Segundos por paso del Transformer minúsculo: el del libro, en NumPy, y el mismo en PyTorch.

Los dos parten de los mismos parámetros, leen los mismos lotes y dan los mismos pasos de Adam, y antes de
medir se comprueba: sus pérdidas coinciden en los primeros pasos. Se miden por turnos, PyTorch con un hilo y
con todos los que usa si no se le dice nada, y de cada uno queda la vuelta más rápida. PyTorch no es una
dependencia del libro: si no está, se dice.

    python bench/transformador.py
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from statistics import median
from time import perf_counter, process_time
from typing import Any

import numpy as np

from redes.atencion import posiciones_sinusoidales
from redes.entrenamiento import aprender, en_numeros
from redes.gramatica import frases, muestra, vocabulario
from redes.transformador import HUECO, Tokens, Transformador, transformador

try:
    import torch
    from torch.nn import functional as F
except ModuleNotFoundError:
    torch = None

TASA = 0.01
VUELTAS = 3
LIBRO = "NumPy (el libro)"
Aprender = Callable[[Transformador, Sequence[Tokens]], Iterator[float]]
"""Da un paso con cada lote; cada vez, la pérdida que había antes de darlo."""


def del_libro(red: Transformador, lotes: Sequence[Tokens]) -> Iterator[float]:
    """Los pasos con que se entrena el libro."""
    return aprender(red, ((lote, TASA) for lote in lotes))


def de_pytorch(red: Transformador, lotes: Sequence[Tokens], tipo: Any, hilos: int) -> Iterator[float]:
    """Los mismos pasos, con las piezas de PyTorch y su derivación automática."""
    torch.set_num_threads(hilos)
    p = {nombre: torch.tensor(w, dtype=tipo, requires_grad=True) for nombre, w in red.parametros.items()}
    adam = torch.optim.Adam(p.values(), lr=TASA, betas=(0.9, 0.99))
    d = red.incrustar.E.shape[1]

    def norma(x: Any, cual: str) -> Any:
        return F.layer_norm(x, (d,), p[f"{cual}.escala"], p[f"{cual}.centro"])

    def mirar(x: Any, cual: str, h: int) -> Any:
        Q, K, V = (
            (x @ p[f"{cual}.{W}"]).unflatten(-1, (h, d // h)).transpose(1, 2) for W in ("W_Q", "W_K", "W_V")
        )
        juntas = F.scaled_dot_product_attention(Q, K, V, is_causal=True).transpose(1, 2).flatten(2)
        return juntas @ p[f"{cual}.W_O"]

    def lineal(x: Any, cual: str) -> Any:
        return x @ p[f"{cual}.W"] + p[f"{cual}.b"]

    def perdida(tokens: Any) -> Any:
        entrada = tokens[:, :-1].clamp(min=0)
        posiciones = torch.from_numpy(posiciones_sinusoidales(entrada.shape[1], d)).to(tipo)
        x = p["incrustar.E"][entrada] + posiciones
        for i, bloque in enumerate(red.bloques):
            cual = f"bloques[{i}]"
            x = x + mirar(norma(x, f"{cual}.norma_1"), f"{cual}.mirar", bloque.mirar.cabezas)
            a = F.relu(lineal(norma(x, f"{cual}.norma_2"), f"{cual}.pensar.oculta"))
            x = x + lineal(a, f"{cual}.pensar.salida")
        z = lineal(norma(x, "norma"), "puntuar")
        return F.cross_entropy(z.flatten(0, 1), tokens[:, 1:].flatten(), ignore_index=HUECO)

    for lote in lotes:
        nats = perdida(torch.from_numpy(lote))
        adam.zero_grad()
        nats.backward()
        adam.step()
        yield nats.item()


def medir(pasos: Iterator[float], calentamiento: int = 20) -> tuple[float, float]:
    """La mediana de segundos por paso y cuántos procesadores ocupan, después de los de calentamiento."""
    list(islice(pasos, calentamiento))
    pared, procesador = [perf_counter()], process_time()
    for _ in pasos:
        pared.append(perf_counter())
    ocupados = (process_time() - procesador) / (pared[-1] - pared[0])
    return median(np.diff(pared)), ocupados


def contendientes() -> dict[str, Aprender]:
    """El del libro y los de PyTorch, en doble precisión, como el libro, y en simple, como suele usarse."""
    todos: dict[str, Aprender] = {LIBRO: del_libro}
    if torch is None:
        print("PyTorch no está instalado: solo se mide el modelo del libro")
        return todos
    for tipo in (torch.float64, torch.float32):
        for hilos in sorted({1, torch.get_num_threads()}):
            nombre = f"PyTorch {torch.__version__}, {str(tipo).removeprefix('torch.')}, hilos: {hilos}"
            todos[nombre] = lambda red, lotes, tipo=tipo, hilos=hilos: de_pytorch(red, lotes, tipo, hilos)
    return todos


def main() -> None:
    """Mide e imprime; termina con error si los modelos que se comparan no son el mismo."""
    lengua = frases()
    palabras, rng = vocabulario(lengua), np.random.default_rng(0)
    lotes = [en_numeros(muestra(lengua, 32, rng), palabras) for _ in range(100)]
    todos = contendientes()
    primeras = {
        nombre: list(suyo(transformador(len(palabras)), lotes[:20])) for nombre, suyo in todos.items()
    }
    for nombre, perdidas in primeras.items():
        if not np.allclose(perdidas, primeras[LIBRO], rtol=1e-3 if "float32" in nombre else 1e-9):
            raise SystemExit(f"{nombre} no es el modelo del libro: sus primeras pérdidas son {perdidas}")
    vueltas = [
        {nombre: medir(suyo(transformador(len(palabras)), lotes)) for nombre, suyo in todos.items()}
        for _ in range(VUELTAS)
    ]
    mejores = {nombre: min(vuelta[nombre] for vuelta in vueltas) for nombre in todos}
    for nombre, (segundos, ocupados) in mejores.items():
        print(
            f"{nombre}: {1000 * segundos:.2f} ms por paso en {ocupados:.1f} procesadores; "
            f"el libro tarda {mejores[LIBRO][0] / segundos:.2f} veces esto"
        )


if __name__ == "__main__":
    main()
