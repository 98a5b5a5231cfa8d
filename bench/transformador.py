"""Segundos por paso del Transformer minúsculo: el del libro, en NumPy, y el mismo en PyTorch.

Los dos parten de los mismos parámetros, leen los mismos lotes y dan los mismos pasos de Adam. Antes de medir
se comprueba que son el mismo modelo: sus pérdidas coinciden en los primeros pasos. PyTorch no es una
dependencia del libro: si no está, se dice.

    python bench/transformador.py
"""

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

from redes.atencion import posiciones_sinusoidales
from redes.entrenamiento import Adam, en_numeros
from redes.gramatica import frases, muestra, vocabulario
from redes.transformador import HUECO, Tokens, Transformador, pasada, perdida, transformador

try:
    import torch
    from torch.nn import functional as F
except ModuleNotFoundError:
    torch = None

TASA = 0.01
Paso = Callable[[Tokens], float]


def paso_del_libro(red: Transformador) -> Paso:
    """Un paso de entrenamiento como los de `redes.entrenamiento`; devuelve la pérdida del lote."""
    adam = Adam(red.parametros)

    def paso(tokens: Tokens) -> float:
        salida = pasada(red, tokens[:, :-1])
        nats, d_z = perdida(salida.z, tokens[:, 1:])
        adam.mover(salida.atras(d_z), TASA)
        return nats

    return paso


def paso_de_pytorch(red: Transformador, tipo: Any) -> Paso:
    """El mismo paso, con las piezas de PyTorch y su derivación automática."""
    p = {nombre: torch.tensor(w, dtype=tipo, requires_grad=True) for nombre, w in red.parametros.items()}
    adam = torch.optim.Adam(p.values(), lr=TASA, betas=(0.9, 0.99))
    d, h = p["E"].shape[1], red.cabezas
    tramos = [nombre.removesuffix(".escala") for nombre in p if nombre.endswith(".escala")]

    def norma(x: Any, tramo: str) -> Any:
        return F.layer_norm(x, (d,), p[f"{tramo}.escala"], p[f"{tramo}.centro"])

    def mirar(x: Any, tramo: str) -> Any:
        Q, K, V = (
            (x @ p[f"{tramo}.{W}"]).unflatten(-1, (h, d // h)).transpose(1, 2) for W in ("W_Q", "W_K", "W_V")
        )
        juntas = F.scaled_dot_product_attention(Q, K, V, is_causal=True).transpose(1, 2).flatten(2)
        return juntas @ p[f"{tramo}.W_O"]

    def pensar(x: Any, tramo: str) -> Any:
        a = F.relu(x @ p[f"{tramo}.W_1"] + p[f"{tramo}.b_1"])
        return a @ p[f"{tramo}.W_2"] + p[f"{tramo}.b_2"]

    def paso(tokens: Tokens) -> float:
        entrada, objetivo = torch.from_numpy(tokens[:, :-1]).clamp(min=0), torch.from_numpy(tokens[:, 1:])
        posiciones = torch.from_numpy(posiciones_sinusoidales(entrada.shape[1], d)).to(tipo)
        x = p["E"][entrada] + posiciones
        for tramo in tramos[:-1]:
            x = x + (mirar if tramo.endswith("mirar") else pensar)(norma(x, tramo), tramo)
        z = norma(x, "salida") @ p["salida.W"] + p["salida.b"]
        nats = F.cross_entropy(z.flatten(0, 1), objetivo.flatten(), ignore_index=HUECO)
        adam.zero_grad()
        nats.backward()
        adam.step()
        return nats.item()

    return paso


def segundos_por_paso(paso: Paso, lotes: list[Tokens]) -> float:
    """La mediana de lo que tarda cada lote, después de unos cuantos de calentamiento."""
    tiempos = []
    for lote in lotes:
        empieza = perf_counter()
        paso(lote)
        tiempos.append(perf_counter() - empieza)
    return median(tiempos[len(tiempos) // 5 :])


def main() -> None:
    """Mide e imprime; termina con error si los modelos que se comparan no son el mismo."""
    lengua = frases()
    palabras, rng = vocabulario(lengua), np.random.default_rng(0)
    lotes = [en_numeros(muestra(lengua, 32, rng), palabras) for _ in range(200)]
    pasos = {"NumPy (el libro)": paso_del_libro(transformador(len(palabras)))}
    if torch is None:
        print("PyTorch no está instalado: solo se mide el modelo del libro")
    else:
        for tipo in (torch.float64, torch.float32):
            pasos[f"PyTorch {torch.__version__} {tipo}"] = paso_de_pytorch(transformador(len(palabras)), tipo)
        print(f"PyTorch usa {torch.get_num_threads()} hilos; NumPy, uno")
    primeras = [[paso(lote) for lote in lotes[:20]] for paso in pasos.values()]
    if not np.allclose(primeras, primeras[0], rtol=1e-3):
        raise SystemExit(f"los modelos no coinciden: sus primeras pérdidas son {primeras}")
    tiempos = {nombre: segundos_por_paso(paso, lotes) for nombre, paso in pasos.items()}
    libro = tiempos["NumPy (el libro)"]
    for nombre, segundos in tiempos.items():
        print(
            f"{nombre}: {1000 * segundos:.2f} ms por paso; el libro tarda {libro / segundos:.2f} veces esto"
        )


if __name__ == "__main__":
    main()
