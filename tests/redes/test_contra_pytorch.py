"""Las matemáticas del libro frente a las de PyTorch, con entradas al azar y en doble precisión.

PyTorch no comparte con `redes` ni el código ni el autor: sus módulos (`TransformerEncoderLayer`, `RNN`,
`MultiheadAttention`, `Adam`…) son la misma red escrita por otros, y su derivación automática es otra manera
de llegar a los gradientes. Estas pruebas no se recogen si PyTorch no está (`tests/conftest.py`).
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose
from numpy.typing import ArrayLike
from torch import nn
from torch.nn import functional as F

from redes import activaciones as act
from redes import atencion as at
from redes import densa, descenso, neurona, perdidas, preferencias, profundidad, recurrente
from redes.activaciones import Numeros
from redes.atajos import medir_con_atajos
from redes.bloque import paso_a_paso
from redes.densa import Activacion, Capa, Inicio
from redes.entrenamiento import TASA, Adam, ModeloDeLenguaje, en_numeros, entrenar
from redes.generacion import reparto
from redes.gramatica import frases, muestra, vocabulario
from redes.transformador import EPSILON, HUECO, Tokens, Transformador, pasada, perdida, transformador

torch.set_num_threads(1)  # las matrices son pequeñas: entre hilos pasarían más tiempo esperándose

SEMILLAS = [0, 1, 2]


@pytest.fixture(params=SEMILLAS)
def azar(request: pytest.FixtureRequest) -> np.random.Generator:
    return np.random.default_rng(request.param)


def hoja(x: ArrayLike) -> torch.Tensor:
    """Un tensor con los números de `x` por el que se puede derivar."""
    return torch.tensor(x, dtype=torch.float64, requires_grad=True)


def derivadas(y: torch.Tensor, *hojas: torch.Tensor) -> list[Numeros]:
    return [d.numpy() for d in torch.autograd.grad(y.sum(), hojas)]


def casi_igual(nuestro: Any, suyo: Any, **opciones: Any) -> None:
    if isinstance(suyo, torch.Tensor):
        suyo = suyo.detach().numpy()
    assert_allclose(nuestro, suyo, **{"rtol": 1e-10, "atol": 1e-12, **opciones})


def poner(parametro: nn.Parameter, valor: Numeros) -> None:
    """Cambia un parámetro de un módulo por estos números."""
    assert parametro.shape == valor.shape
    parametro.data = torch.tensor(valor, dtype=torch.float64)


# --- Activaciones y pérdidas


@pytest.mark.parametrize(
    ("f", "d_f", "suya"),
    [
        (act.sigmoide, act.d_sigmoide, torch.sigmoid),
        (act.tanh, act.d_tanh, torch.tanh),
        (act.relu, act.d_relu, F.relu),
        (act.relu_con_fuga, act.d_relu_con_fuga, F.leaky_relu),
    ],
)
def test_las_activaciones_y_sus_derivadas(
    azar: np.random.Generator,
    f: Callable[[ArrayLike], Numeros],
    d_f: Callable[[ArrayLike], Numeros],
    suya: Callable[[torch.Tensor], torch.Tensor],
) -> None:
    x = np.append(azar.normal(scale=10, size=(3, 50)), [[-40.0], [0.0], [40.0]], axis=1)
    entrada = hoja(x)
    y = suya(entrada)
    casi_igual(f(x), y)
    casi_igual(d_f(x), derivadas(y, entrada)[0], rtol=1e-9)


def binaria_z(z: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    return F.binary_cross_entropy_with_logits(z, y, reduction="none")


@pytest.mark.parametrize(
    ("E", "d_E", "suya"),
    [
        (
            perdidas.error_cuadratico,
            perdidas.d_error_cuadratico,
            lambda p, y: F.mse_loss(p, y, reduction="none"),
        ),
        (
            perdidas.entropia_cruzada_binaria,
            perdidas.d_entropia_cruzada_binaria,
            lambda p, y: F.binary_cross_entropy(p, y, reduction="none"),
        ),
        (perdidas.entropia_cruzada_binaria_z, perdidas.grad_z_entropia_cruzada_binaria, binaria_z),
        (
            lambda z, y: perdidas.error_cuadratico(act.sigmoide(z), y),
            perdidas.grad_z_error_cuadratico,
            lambda z, y: F.mse_loss(torch.sigmoid(z), y, reduction="none"),
        ),
    ],
)
@pytest.mark.parametrize("etiquetas", ["ceros y unos", "probabilidades"])
def test_las_perdidas_de_dos_clases(
    azar: np.random.Generator,
    E: Callable[[ArrayLike, ArrayLike], Numeros],
    d_E: Callable[[ArrayLike, ArrayLike], Numeros],
    suya: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    etiquetas: str,
) -> None:
    p = azar.uniform(0.01, 0.99, size=40)
    y = azar.uniform(size=40) if etiquetas == "probabilidades" else azar.integers(0, 2, 40).astype(float)
    entrada = hoja(p)
    error = suya(entrada, torch.from_numpy(y))
    casi_igual(E(p, y), error)
    casi_igual(d_E(p, y), derivadas(error, entrada)[0])


def test_la_perdida_de_varias_clases(azar: np.random.Generator) -> None:
    z, y = azar.normal(scale=4, size=(6, 5)), azar.dirichlet(np.ones(5), size=6)
    entrada = hoja(z)
    error = F.cross_entropy(entrada, torch.from_numpy(y), reduction="none")
    casi_igual(perdidas.entropia_cruzada_z(z, y), error)
    casi_igual(perdidas.entropia_cruzada(at.softmax(z), y), error)
    casi_igual(perdidas.grad_z_entropia_cruzada(z, y), derivadas(error, entrada)[0])


def test_la_temperatura(azar: np.random.Generator) -> None:
    z = azar.normal(size=(4, 7))
    casi_igual(reparto(z, 0.3), F.softmax(torch.from_numpy(z) / 0.3, dim=-1))


# --- La red densa y el descenso


SUYAS = [
    (densa.SIGMOIDE, nn.Sigmoid()),
    (densa.TANH, nn.Tanh()),
    (densa.RELU, nn.ReLU()),
    (densa.RELU_CON_FUGA, nn.LeakyReLU()),
    (densa.IDENTIDAD, nn.Identity()),
]


def en_pytorch(red: list[Capa]) -> nn.Sequential:
    """La misma red densa, como una secuencia de módulos."""
    modulos = []
    for W, b, activacion in red:
        lineal = nn.Linear(*W.shape, dtype=torch.float64)
        poner(lineal.weight, W.T)
        poner(lineal.bias, b)
        modulos += [lineal, next(suya for nuestra, suya in SUYAS if nuestra == activacion)]
    return nn.Sequential(*modulos)


def con_sus_z(suya: nn.Sequential, X: Numeros) -> tuple[torch.Tensor, list[torch.Tensor]]:
    """La salida de la red y las z de cada capa, que guardan su gradiente."""
    zs, a = [], torch.as_tensor(X)
    for modulo in suya:
        a = modulo(a)
        if isinstance(modulo, nn.Linear):
            a.retain_grad()
            zs.append(a)
    return a, zs


@pytest.mark.parametrize("activacion", [nuestra for nuestra, _ in SUYAS], ids=lambda a: a.f.__name__)
def test_la_red_densa_y_todos_sus_gradientes(azar: np.random.Generator, activacion: Activacion) -> None:
    X, d_salida = azar.normal(size=(9, 3)), azar.normal(size=(9, 2))
    red = [
        capa._replace(b=azar.normal(size=capa.b.shape))
        for capa in densa.red_densa([3, 7, 5, 4, 2], activacion, densa.he, salida=densa.TANH)
    ]
    suya = en_pytorch(red)
    salida, zs = con_sus_z(suya, X)
    casi_igual(densa.adelante(red, X)[1][-1], salida)
    (salida * torch.from_numpy(d_salida)).sum().backward()
    gradientes = densa.retropropagar(red, X, d_salida)
    for gradiente, z, lineal in zip(gradientes, zs, suya[::2], strict=True):
        casi_igual(gradiente.delta, z.grad)
        casi_igual(gradiente.W, lineal.weight.grad.T)
        casi_igual(gradiente.b, lineal.bias.grad)


@pytest.mark.parametrize(
    ("activacion", "inicio"), [(densa.SIGMOIDE, densa.glorot), (densa.RELU, densa.he)], ids=["σ", "ReLU"]
)
def test_lo_que_llega_a_cada_capa_mientras_se_entrena(activacion: Activacion, inicio: Inicio) -> None:
    X, y = profundidad.circulo()
    ocultas = [profundidad.ANCHO] * 6
    suya = en_pytorch(densa.red_densa([2, *ocultas, 1], activacion, inicio, 1, densa.IDENTIDAD))
    sgd = torch.optim.SGD(suya.parameters(), lr=0.03)
    for medida in profundidad.recorrido(6, activacion, inicio, pasos=40):
        sgd.zero_grad()
        salida, zs = con_sus_z(suya, X)
        error = F.binary_cross_entropy_with_logits(salida, torch.from_numpy(y))
        error.backward()
        deltas = np.array([z.grad.norm().item() for z in zs])
        casi_igual(medida.error, error)
        casi_igual(medida.senal, deltas[:-1] / deltas[-1], rtol=1e-8)
        casi_igual(medida.norma, [lineal.weight.grad.norm().item() for lineal in suya[:-2:2]], rtol=1e-8)
        sgd.step()


@pytest.mark.parametrize("residual", [False, True])
@pytest.mark.parametrize("norma", [False, True])
def test_lo_que_llega_a_cada_capa_con_atajos_y_con_norma(
    azar: np.random.Generator, residual: bool, norma: bool
) -> None:
    X, y = azar.normal(size=(9, 2)), azar.integers(2, size=(9, 1)).astype(float)
    red = densa.red_densa([2, 6, 6, 6, 1], densa.TANH, densa.glorot, int(azar.integers(99)), densa.IDENTIDAD)
    x, zs = torch.tensor(X), []
    for i, capa in enumerate(red):
        oye = F.layer_norm(x, x.shape[-1:], eps=EPSILON) if norma and i else x
        zs.append(F.linear(oye, torch.tensor(capa.W.T), torch.tensor(capa.b)).requires_grad_())
        calculado = zs[-1] if i == len(red) - 1 else torch.tanh(zs[-1])
        x = x + calculado if residual and 0 < i < len(red) - 1 else calculado
    *ocultas, salida = derivadas(F.binary_cross_entropy_with_logits(x, torch.tensor(y)), *zs)
    suyas = [np.linalg.norm(d) / np.linalg.norm(salida) for d in ocultas]
    casi_igual(medir_con_atajos(red, X, y, residual, norma)[0].senal, np.array(suyas))


def test_lo_que_se_aprende_de_las_comparaciones(azar: np.random.Generator) -> None:
    r, ganadas = hoja(azar.normal(size=5)), azar.integers(1, 9, size=(5, 5)).astype(float)
    np.fill_diagonal(ganadas, 0)
    ganan = F.logsigmoid(r[:, None] - r[None, :])
    suyo = -(torch.tensor(ganadas) * ganan).sum() / ganadas.sum()
    casi_igual(preferencias.desacuerdo(r.detach().numpy(), ganadas), suyo)
    casi_igual(preferencias.grad_desacuerdo(r.detach().numpy(), ganadas), derivadas(suyo, r)[0])


@pytest.mark.parametrize("tasa", [0.05, 0.5])
def test_la_vida_y_la_muerte_de_una_neurona(tasa: float) -> None:
    x, y = np.array([0.5, 1.0, 2.0]), np.array([1.0, 2.0, 4.0])
    vida = neurona.vida(x, y, w0=0.3, b0=0.1, tasa=tasa, pasos=15)
    w, b = hoja(0.3), hoja(0.1)
    sgd = torch.optim.SGD([w, b], lr=tasa)
    for paso in range(16):
        casi_igual([vida.w[paso], vida.b[paso]], [w.item(), b.item()])
        sgd.zero_grad()
        F.mse_loss(F.relu(w * torch.from_numpy(x) + b), torch.from_numpy(y)).backward()
        casi_igual([vida.d_w[paso], vida.d_b[paso]], [w.grad.item(), b.grad.item()])
        sgd.step()
    assert (vida.d_w[-1] == 0) == (tasa == 0.5)


@pytest.mark.parametrize("inercia", [0, 0.5, 0.9])
def test_el_descenso_con_inercia_es_su_sgd_con_momento(azar: np.random.Generator, inercia: float) -> None:
    w0 = azar.uniform(-3, 3, size=5)
    camino = descenso.descenso(descenso.d_valle_con_bache, w0, 0.05, pasos=30, inercia=inercia)
    w = hoja(w0)
    sgd = torch.optim.SGD([w], lr=0.05, momentum=inercia)
    for sitio in camino:
        casi_igual(sitio, w)
        sgd.zero_grad()
        ((w**2 - 4) ** 2 / 16 + w / 4).sum().backward()
        sgd.step()


def test_adam(azar: np.random.Generator) -> None:
    parametros = {"W": azar.normal(size=(3, 4)), "b": azar.normal(size=4)}
    suyos = {nombre: hoja(w) for nombre, w in parametros.items()}
    nuestro, suyo = Adam(parametros), torch.optim.Adam(suyos.values(), lr=1, betas=(0.9, 0.99))
    for tasa in (0.3, 0.2, 0.1, 0.05, 0.01):
        gradiente = {nombre: azar.normal(scale=10, size=w.shape) for nombre, w in parametros.items()}
        nuestro.mover(gradiente, tasa)
        for nombre, w in suyos.items():
            w.grad = torch.from_numpy(gradiente[nombre])
        suyo.param_groups[0]["lr"] = tasa
        suyo.step()
        for nombre, w in suyos.items():
            casi_igual(parametros[nombre], w)


# --- La red recurrente


def test_la_red_recurrente_su_gradiente_y_su_memoria(azar: np.random.Generator) -> None:
    d, m, n = 3, 5, 12
    X, grad_H = azar.normal(size=(n, d)), azar.normal(size=(n, m))
    red = recurrente.Red(*(azar.normal(size=forma) for forma in [(d, m), (m, m), (m,)]))
    suya = nn.RNN(d, m, dtype=torch.float64)
    poner(suya.weight_ih_l0, red.W_x.T)
    poner(suya.weight_hh_l0, red.W_h.T)
    poner(suya.bias_ih_l0, red.b)
    poner(suya.bias_hh_l0, np.zeros(m))
    entrada = hoja(X)
    casi_igual(recurrente.recorrer(X, red), suya(entrada)[0])
    (suya(entrada)[0] * torch.from_numpy(grad_H)).sum().backward()
    grad_X, grad_red = recurrente.grad_recorrer(X, red, grad_H)
    casi_igual(grad_X, entrada.grad)
    casi_igual(grad_red.W_x, suya.weight_ih_l0.grad.T)
    casi_igual(grad_red.W_h, suya.weight_hh_l0.grad.T)
    casi_igual(grad_red.b, suya.bias_ih_l0.grad)
    jacobiana = torch.autograd.functional.jacobian(lambda X: suya(X)[0], entrada)[:, :, 0]
    normas = torch.linalg.matrix_norm(jacobiana)
    casi_igual(recurrente.memoria_recurrente(X, red), normas / normas[0])


# --- La atención


def test_softmax_y_su_derivada(azar: np.random.Generator) -> None:
    z = azar.normal(scale=5, size=6)
    casi_igual(at.softmax(z), F.softmax(torch.from_numpy(z), dim=0))
    suya = torch.autograd.functional.jacobian(lambda z: F.softmax(z, dim=0), torch.from_numpy(z))
    casi_igual(at.d_softmax(z), suya)


@pytest.mark.parametrize("escalar", [True, False], ids=["con escala", "sin escala"])
@pytest.mark.parametrize("mascara", ["ninguna", "causal", "al azar"])
def test_la_atencion(azar: np.random.Generator, escalar: bool, mascara: str) -> None:
    """Los pesos de PyTorch, que no los devuelve, son su salida cuando los valores son la identidad."""
    Q, K, V = (azar.normal(size=(2, 3, *forma)) for forma in [(6, 4), (6, 4), (6, 5)])
    deja = {
        "ninguna": None,
        "causal": at.mascara_causal(6),
        "al azar": (azar.uniform(size=(2, 1, 6, 6)) < 0.4) | np.eye(6, dtype=bool),
    }[mascara]
    pesos, salida = at.atencion(Q, K, V, escalar=escalar, mascara=deja)
    suya = None if deja is None else torch.from_numpy(deja)
    escala = None if escalar else 1.0
    q, k, v = map(torch.from_numpy, (Q, K, V))
    casi_igual(salida, F.scaled_dot_product_attention(q, k, v, suya, scale=escala))
    identidad = torch.eye(6, dtype=torch.float64).expand(2, 3, 6, 6)
    casi_igual(pesos, F.scaled_dot_product_attention(q, k, identidad, suya, scale=escala))


@pytest.mark.parametrize("causal", [False, True])
def test_la_atencion_de_varias_cabezas(azar: np.random.Generator, causal: bool) -> None:
    X, W_Q, W_K, W_V, W_O = azar.normal(size=(2, 5, 8)), *azar.normal(size=(4, 8, 8))
    suya = nn.MultiheadAttention(8, 4, bias=False, batch_first=True, dtype=torch.float64)
    poner(suya.in_proj_weight, np.vstack([W_Q.T, W_K.T, W_V.T]))
    poner(suya.out_proj.weight, W_O.T)
    tapado = torch.from_numpy(~at.mascara_causal(5)) if causal else None
    x = torch.from_numpy(X)
    salida, pesos = suya(x, x, x, attn_mask=tapado, average_attn_weights=False)
    deja = at.mascara_causal(5) if causal else None
    nuestros, nuestra = at.atencion_multicabeza(X, W_Q, W_K, W_V, W_O, h=4, mascara=deja)
    casi_igual(nuestros, pesos)
    casi_igual(nuestra, salida)


def test_la_memoria_de_la_atencion(azar: np.random.Generator) -> None:
    X, W_K, W_V, q = (azar.normal(size=forma) for forma in [(7, 3), (3, 4), (3, 2), (4,)])

    def leida(X: torch.Tensor) -> torch.Tensor:
        """Lo que ve q tras cada palabra: n preguntas iguales y la máscara causal."""
        K, V = X @ torch.from_numpy(W_K), X @ torch.from_numpy(W_V)
        Q = torch.from_numpy(q).expand(7, 4)
        return F.scaled_dot_product_attention(Q[None], K[None], V[None], is_causal=True)[0]

    jacobiana = torch.autograd.functional.jacobian(leida, torch.from_numpy(X))[:, :, 0]
    normas = torch.linalg.matrix_norm(jacobiana)
    casi_igual(recurrente.memoria_atencion(q, X, W_K, W_V), normas / normas[0])


# --- El Transformer minúsculo


De = Callable[[nn.Parameter], torch.Tensor]


class OtroTransformador:
    """El del libro, con las piezas que PyTorch trae ya hechas: cada capa es una `TransformerEncoderLayer`."""

    def __init__(self, red: Transformador) -> None:
        V, d = red.incrustar.E.shape
        self.E = nn.Embedding(V, d)
        opciones = {"dropout": 0, "batch_first": True, "norm_first": True, "layer_norm_eps": EPSILON}
        self.capas = nn.ModuleList(
            nn.TransformerEncoderLayer(d, bloque.mirar.cabezas, 4 * d, **opciones) for bloque in red.bloques
        )
        self.norma, self.salida = nn.LayerNorm(d, EPSILON), nn.Linear(d, V)
        self.modulos = nn.ModuleList([self.E, self.capas, self.norma, self.salida]).double()
        for capa in self.capas:  # el libro mira sin sesgos
            for sesgo in (capa.self_attn.in_proj_bias, capa.self_attn.out_proj.bias):
                nn.init.zeros_(sesgo).requires_grad_(False)
        for nombre, sitio in self.sitios().items():
            assert sitio.shape == red.parametros[nombre].shape
            sitio.copy_(torch.from_numpy(red.parametros[nombre]))

    def sitios(self, de: De = lambda parametro: parametro.data) -> dict[str, torch.Tensor]:
        """Dónde está aquí cada parámetro del libro, o lo que `de` saque de él: por ejemplo, su gradiente."""
        lineales, normas = {"puntuar": self.salida}, {"norma": self.norma}
        sitios: dict[str, torch.Tensor] = {}
        for i, capa in enumerate(self.capas):
            bloque = f"bloques[{i}]"
            normas |= {f"{bloque}.norma_1": capa.norm1, f"{bloque}.norma_2": capa.norm2}
            lineales |= {f"{bloque}.pensar.oculta": capa.linear1, f"{bloque}.pensar.salida": capa.linear2}
            juntas = [*de(capa.self_attn.in_proj_weight).chunk(3), de(capa.self_attn.out_proj.weight)]
            for W, una in zip(("W_Q", "W_K", "W_V", "W_O"), juntas, strict=True):
                sitios[f"{bloque}.mirar.{W}"] = una.T
        for nombre, norma in normas.items():
            sitios |= {f"{nombre}.escala": de(norma.weight), f"{nombre}.centro": de(norma.bias)}
        for nombre, lineal in lineales.items():
            sitios |= {f"{nombre}.W": de(lineal.weight).T, f"{nombre}.b": de(lineal.bias)}
        return {"incrustar.E": de(self.E.weight), **sitios}

    def z(self, tokens: torch.Tensor) -> torch.Tensor:
        n, d = tokens.shape[1], self.E.embedding_dim
        vueltas = 10_000 ** (-torch.arange(0, d, 2, dtype=torch.float64) / d)
        giros = torch.arange(n)[:, None] * vueltas
        x = self.E(tokens.clamp(min=0)) + torch.stack([giros.sin(), giros.cos()], dim=-1).flatten(1)
        tapado = torch.ones(n, n, dtype=torch.bool).triu(1)
        for capa in self.capas:
            x = capa(x, src_mask=tapado)
        return self.salida(self.norma(x))

    def perdida(self, tokens: Tokens) -> torch.Tensor:
        """La entropía cruzada media de adivinar cada token con los anteriores."""
        todos = torch.from_numpy(tokens)
        z = self.z(todos[:, :-1])
        return F.cross_entropy(z.flatten(0, 1), todos[:, 1:].flatten(), ignore_index=HUECO)


@pytest.mark.parametrize("capas", [1, 2, 3])
@pytest.mark.parametrize("h", [1, 4])
def test_el_transformador_su_perdida_y_todos_sus_gradientes(
    azar: np.random.Generator, capas: int, h: int
) -> None:
    red = transformador(V=11, d=8, h=h, capas=capas)
    for parametro in red.parametros.values():  # lejos de los valores iniciales, que esconden errores
        parametro += 0.5 * azar.normal(size=parametro.shape)
    tokens = azar.integers(0, 11, size=(5, 9))
    for fila, largo in zip(tokens, azar.integers(3, 10, size=5), strict=True):
        fila[largo:] = HUECO
    suya = OtroTransformador(red)
    salida = pasada(red, tokens[:, :-1])
    casi_igual(salida.z, suya.z(torch.from_numpy(tokens[:, :-1])))
    nats, d_z = perdida(salida.z, tokens[:, 1:])
    error = suya.perdida(tokens)
    casi_igual(nats, error)
    error.backward()
    gradientes, suyos = salida.atras(d_z).parametros, suya.sitios(de=lambda parametro: parametro.grad)
    assert gradientes.keys() == suyos.keys()
    for nombre, gradiente in gradientes.items():
        casi_igual(gradiente, suyos[nombre], rtol=1e-8, err_msg=nombre)


def test_el_bloque_paso_a_paso(azar: np.random.Generator) -> None:
    red = transformador(V=11, d=8, h=4, capas=1)
    for parametro in red.parametros.values():
        parametro += 0.5 * azar.normal(size=parametro.shape)
    tokens, suya = azar.integers(0, 11, size=(1, 7)), OtroTransformador(red)
    (capa,) = suya.capas
    pasos = paso_a_paso(red, red.incrustar(tokens)[0][0])
    tapado = torch.ones(7, 7, dtype=torch.bool).triu(1)
    limpio = capa.norm1(torch.from_numpy(pasos.x)[None])
    mirado, pesos = capa.self_attn(limpio, limpio, limpio, attn_mask=tapado, average_attn_weights=False)
    casi_igual(pasos.mirada.pesos, pesos[0])
    casi_igual(pasos.mirada.salida, mirado[0])
    casi_igual(pasos.oculta, F.relu(capa.linear1(capa.norm2(torch.from_numpy(pasos.x_1)))))
    casi_igual(pasos.z, suya.z(torch.from_numpy(tokens))[0])


def test_entrenarlo_es_entrenar_el_de_pytorch() -> None:
    """Los mismos lotes y la misma tasa decreciente, con su derivación y su Adam: los mismos parámetros."""
    lengua, pasos = frases(), 40
    palabras = vocabulario(lengua)
    red = transformador(len(palabras), d=16)
    nuestro = entrenar(lengua, red, pasos, lote=16, semilla=3, medidas=1)
    suyo, rng = OtroTransformador(red), np.random.default_rng(3)
    adam = torch.optim.Adam([p for p in suyo.modulos.parameters() if p.requires_grad], betas=(0.9, 0.99))
    for paso, nats in enumerate(nuestro.perdidas):
        adam.param_groups[0]["lr"] = TASA * (1 - paso / pasos)
        error = suyo.perdida(en_numeros(muestra(lengua, 16, rng), palabras))
        casi_igual(nats, error, rtol=1e-7)
        adam.zero_grad()
        error.backward()
        adam.step()
    assert nuestro.perdidas[-1] < nuestro.perdidas[0] - 1
    despues = nuestro.despues.red.parametros
    for nombre, parametro in suyo.sitios().items():
        casi_igual(despues[nombre], parametro, rtol=1e-5, atol=1e-7, err_msg=nombre)


def test_la_perdida_exacta_del_idioma(azar: np.random.Generator) -> None:
    lengua = frases()
    palabras = vocabulario(lengua)
    red = transformador(len(palabras), d=8)
    red.puntuar.W += azar.normal(size=(8, len(palabras)))
    suyo = OtroTransformador(red)
    nats = [
        float(p) * (len(frase) + 1) * suyo.perdida(en_numeros([frase], palabras)).item()
        for frase, p in lengua.items()
    ]
    tokens = sum(float(p) * (len(frase) + 1) for frase, p in lengua.items())
    casi_igual(ModeloDeLenguaje(red, palabras).perdida(lengua), sum(nats) / tokens)
