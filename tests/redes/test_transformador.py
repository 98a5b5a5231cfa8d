"""El Transformer minúsculo: cada pieza y la red entera contra diferencias finitas y contra autograd."""

from collections.abc import Callable
from typing import Any

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import elementwise_grad, grad

from redes.activaciones import Numeros
from redes.atencion import posiciones_sinusoidales
from redes.transformador import (
    EPSILON,
    HUECO,
    Bloque,
    Incrustar,
    Lineal,
    Mirar,
    Norma,
    Pensar,
    Tokens,
    Transformador,
    log_softmax,
    pasada,
    perdida,
    transformador,
)

DeAutograd = Any  # una matriz de autograd, que no publica sus tipos
Derivadas = Callable[[Numeros], list[Numeros]]

rng = np.random.default_rng(7)


def azar(*forma: int) -> Numeros:
    return rng.normal(size=forma)


# Las mismas piezas, escritas otra vez y de otra manera para que autograd las derive.


def otra_norma(x: DeAutograd, escala: DeAutograd, centro: DeAutograd) -> DeAutograd:
    return escala * (x - x.mean(-1, keepdims=True)) / anp.sqrt(x.var(-1, keepdims=True) + 1e-5) + centro


def otro_mirar(x: DeAutograd, h: int, *W: DeAutograd) -> DeAutograd:
    """Cabeza a cabeza y fila a fila: cada token reparte su atención entre los que ya ha leído."""
    W_Q, W_K, W_V, W_O = W
    d = x.shape[-1] // h
    cabezas = []
    for c in range(h):
        trozo = slice(c * d, (c + 1) * d)
        Q, K, V = (anp.einsum("bnd,dk->bnk", x, W[:, trozo]) for W in (W_Q, W_K, W_V))
        filas = []
        for i in range(x.shape[1]):
            e = anp.exp(anp.einsum("bk,bjk->bj", Q[:, i], K[:, : i + 1]) / d**0.5)
            filas.append(anp.einsum("bj,bjk->bk", e / e.sum(-1, keepdims=True), V[:, : i + 1]))
        cabezas.append(anp.stack(filas, axis=1))
    return anp.concatenate(cabezas, axis=-1) @ W_O


def otro_pensar(
    x: DeAutograd, W_1: DeAutograd, b_1: DeAutograd, W_2: DeAutograd, b_2: DeAutograd
) -> DeAutograd:
    z = x @ W_1 + b_1
    return anp.where(z > 0, z, 0 * z) @ W_2 + b_2


def otro_bloque(x: DeAutograd, h: int, *p: DeAutograd) -> DeAutograd:
    escala_1, centro_1, W_Q, W_K, W_V, W_O, escala_2, centro_2, W_1, b_1, W_2, b_2 = p
    x = x + otro_mirar(otra_norma(x, escala_1, centro_1), h, W_Q, W_K, W_V, W_O)
    return x + otro_pensar(otra_norma(x, escala_2, centro_2), W_1, b_1, W_2, b_2)


DE_UN_BLOQUE = (
    *("norma_1.escala", "norma_1.centro", "mirar.W_Q", "mirar.W_K", "mirar.W_V", "mirar.W_O"),
    *("norma_2.escala", "norma_2.centro"),
    *("pensar.oculta.W", "pensar.oculta.b", "pensar.salida.W", "pensar.salida.b"),
)


def otra_red(p: DeAutograd, h: int, tokens: Tokens) -> DeAutograd:
    x = p["incrustar.E"][np.maximum(tokens, 0)]
    x = x + posiciones_sinusoidales(*x.shape[1:])
    for i in range(sum(nombre.endswith("W_Q") for nombre in p)):
        x = otro_bloque(x, h, *(p[f"bloques[{i}].{nombre}"] for nombre in DE_UN_BLOQUE))
    return otra_norma(x, p["norma.escala"], p["norma.centro"]) @ p["puntuar.W"] + p["puntuar.b"]


def otra_perdida(z: DeAutograd, objetivos: Tokens) -> DeAutograd:
    p = anp.exp(z) / anp.exp(z).sum(-1, keepdims=True)
    nats = [
        -anp.log(p[b, i, objetivo]) for (b, i), objetivo in np.ndenumerate(objetivos) if objetivo != HUECO
    ]
    return sum(nats) / len(nats)


# Cada pieza como una función de x y sus números que devuelve lo que calcula y todas sus derivadas, en orden.


def suelta(pieza: Lineal | Norma | Mirar | Pensar | Bloque, x: Numeros) -> tuple[Numeros, Derivadas]:
    y, atras, *_ = pieza(x)

    def derivadas(d_y: Numeros) -> list[Numeros]:
        d_x, gradiente = atras(d_y)
        return [d_x, *gradiente.parametros.values()]

    return y, derivadas


def mirar(W_Q: Numeros, W_K: Numeros, W_V: Numeros, W_O: Numeros) -> Mirar:
    return Mirar(W_Q, W_K, W_V, W_O, cabezas=2)


def pensar(W_1: Numeros, b_1: Numeros, W_2: Numeros, b_2: Numeros) -> Pensar:
    return Pensar(oculta=Lineal(W_1, b_1), salida=Lineal(W_2, b_2))


def bloque(*p: Numeros) -> Bloque:
    return Bloque(Norma(*p[:2]), mirar(*p[2:6]), Norma(*p[6:8]), pensar(*p[8:]))


def incrustar(E: Numeros) -> tuple[Numeros, Derivadas]:
    y, atras = Incrustar(E)(REPETIDOS)
    return y, lambda d_y: [atras(d_y).E]


REPETIDOS = np.array([[1, 0, 1], [2, 2, 2]])
DE_NORMA = (azar(6), azar(6))
DE_MIRAR = (azar(6, 6), azar(6, 6), azar(6, 6), azar(6, 6))
DE_PENSAR = (azar(6, 8), azar(8), azar(8, 6), azar(6))
PIEZAS: dict[
    str, tuple[Callable[..., tuple[Numeros, Derivadas]], Callable[..., DeAutograd], list[Numeros]]
] = {
    "lineal": (
        lambda x, *p: suelta(Lineal(*p), x),
        lambda x, W, b: x @ W + b,
        [azar(2, 3, 4), azar(4, 5), azar(5)],
    ),
    "norma": (lambda x, *p: suelta(Norma(*p), x), otra_norma, [3 + 2 * azar(2, 3, 6), *DE_NORMA]),
    "mirar": (
        lambda x, *p: suelta(mirar(*p), x),
        lambda x, *p: otro_mirar(x, 2, *p),
        [azar(2, 4, 6), *DE_MIRAR],
    ),
    "pensar": (lambda x, *p: suelta(pensar(*p), x), otro_pensar, [azar(2, 3, 6), *DE_PENSAR]),
    "bloque": (
        lambda x, *p: suelta(bloque(*p), x),
        lambda x, *p: otro_bloque(x, 2, *p),
        [azar(2, 4, 6), *DE_NORMA, *DE_MIRAR, azar(6), azar(6), *DE_PENSAR],
    ),
    "incrustar": (incrustar, lambda E: E[REPETIDOS] + posiciones_sinusoidales(3, 4), [azar(4, 4)]),
}


@pytest.mark.parametrize("nombre", PIEZAS)
def test_cada_pieza_calcula_lo_mismo_que_su_otra_version(nombre: str) -> None:
    pieza, otra, entradas = PIEZAS[nombre]
    np.testing.assert_allclose(pieza(*entradas)[0], otra(*entradas), rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("nombre", PIEZAS)
def test_cada_pieza_deriva_como_autograd(nombre: str) -> None:
    pieza, otra, entradas = PIEZAS[nombre]
    y, atras = pieza(*entradas)
    d_y = azar(*y.shape)
    calculadas = atras(d_y)
    assert len(calculadas) == len(entradas)
    for i, calculada in enumerate(calculadas):
        esperada = grad(lambda *e: anp.sum(otra(*e) * d_y), argnum=i)(*entradas)
        np.testing.assert_allclose(calculada, esperada, rtol=1e-9, atol=1e-11)


def diferencias(f: Callable[[], float], x: Numeros, paso: float = 1e-6) -> Numeros:
    """∂f/∂x por diferencias centradas, número a número."""
    derivada = np.empty_like(x)
    for i in np.ndindex(x.shape):
        antes = x[i]
        x[i] = antes + paso
        sube = f()
        x[i] = antes - paso
        derivada[i] = (sube - f()) / (2 * paso)
        x[i] = antes
    return derivada


@pytest.mark.parametrize("nombre", PIEZAS)
def test_cada_pieza_deriva_como_las_diferencias_finitas(nombre: str) -> None:
    pieza, _, entradas = PIEZAS[nombre]
    y, atras = pieza(*entradas)
    d_y = azar(*y.shape)
    for entrada, calculada in zip(entradas, atras(d_y), strict=True):
        esperada = diferencias(lambda: float(np.sum(pieza(*entradas)[0] * d_y)), entrada)
        np.testing.assert_allclose(calculada, esperada, rtol=1e-5, atol=1e-7)


TOKENS = np.array([[0, 3, 1, 4, 0], [0, 2, 0, HUECO, HUECO]])
ENTRADA, OBJETIVO = TOKENS[:, :-1], TOKENS[:, 1:]


def red_despierta(capas: int = 2) -> Transformador:
    """Una red pequeña con todos los parámetros lejos de sus valores iniciales, que esconden errores."""
    red = transformador(V=5, d=4, h=2, capas=capas, semilla=3)
    sorteo = np.random.default_rng(5)
    for parametro in red.parametros.values():
        parametro += 0.5 * sorteo.normal(size=parametro.shape)
    return red


def test_la_perdida_y_su_gradiente_coinciden_con_autograd() -> None:
    z = azar(2, 4, 5)
    nats, d_z = perdida(z, OBJETIVO)
    assert nats == pytest.approx(otra_perdida(z, OBJETIVO), rel=1e-12)
    np.testing.assert_allclose(d_z, grad(otra_perdida)(z, OBJETIVO), rtol=1e-10, atol=1e-14)


def test_los_huecos_no_cuentan() -> None:
    z = azar(2, 4, 5)
    nats, d_z = perdida(z, OBJETIVO)
    assert not d_z[OBJETIVO == HUECO].any()
    z[OBJETIVO == HUECO] = azar(5)
    assert perdida(z, OBJETIVO)[0] == nats


@pytest.mark.parametrize("capas", [1, 2, 3])
def test_la_red_entera_coincide_con_la_otra_y_con_autograd(capas: int) -> None:
    red = red_despierta(capas)
    assert len(red.bloques) == capas
    salida = pasada(red, ENTRADA)
    np.testing.assert_allclose(salida.z, otra_red(red.parametros, 2, ENTRADA), rtol=1e-11, atol=1e-12)
    gradiente = salida.atras(perdida(salida.z, OBJETIVO)[1]).parametros
    esperado = grad(lambda p: otra_perdida(otra_red(p, 2, ENTRADA), OBJETIVO))(red.parametros)
    assert gradiente.keys() == red.parametros.keys()
    for nombre, parametro in red.parametros.items():
        assert gradiente[nombre].shape == parametro.shape
        np.testing.assert_allclose(gradiente[nombre], esperado[nombre], rtol=1e-9, atol=1e-12, err_msg=nombre)


@pytest.mark.parametrize("capas", [1, 2, 3])
def test_la_red_entera_deriva_como_las_diferencias_finitas(capas: int) -> None:
    red = red_despierta(capas)
    salida = pasada(red, ENTRADA)
    gradiente = salida.atras(perdida(salida.z, OBJETIVO)[1]).parametros
    for nombre, parametro in red.parametros.items():
        esperado = diferencias(lambda: perdida(pasada(red, ENTRADA).z, OBJETIVO)[0], parametro)
        np.testing.assert_allclose(gradiente[nombre], esperado, rtol=1e-5, atol=1e-8, err_msg=nombre)


def test_el_gradiente_del_lote_es_la_media_por_token_de_los_de_cada_frase() -> None:
    red = red_despierta()

    def gradiente(tokens: Tokens) -> dict[str, Numeros]:
        salida = pasada(red, tokens[:, :-1])
        return salida.atras(perdida(salida.z, tokens[:, 1:])[1]).parametros

    juntas, larga, corta = gradiente(TOKENS), gradiente(TOKENS[:1]), gradiente(TOKENS[1:, :3])
    for nombre in juntas:
        media = (4 * larga[nombre] + 2 * corta[nombre]) / 6
        np.testing.assert_allclose(juntas[nombre], media, rtol=1e-10, atol=1e-13, err_msg=nombre)


def test_cambiar_el_futuro_no_cambia_el_pasado() -> None:
    red = red_despierta()
    antes = pasada(red, np.array([[0, 3, 1, 4]]))
    despues = pasada(red, np.array([[0, 3, 2, 2]]))
    np.testing.assert_array_equal(antes.z[:, :2], despues.z[:, :2])
    assert (antes.z[:, 2:] != despues.z[:, 2:]).any()
    for pesos in antes.pesos:
        np.testing.assert_allclose(pesos.sum(axis=-1), 1)
        assert not np.triu(pesos, 1).any()
        assert (np.tril(pesos) > 0).sum() == 2 * 10  # dos cabezas: cada fila mira a todo su pasado


def test_cambiar_el_pasado_si_cambia_lo_que_viene() -> None:
    red = red_despierta()
    antes = pasada(red, np.array([[0, 3, 1, 4]])).z
    despues = pasada(red, np.array([[0, 2, 1, 4]])).z
    assert (antes[:, 1:] != despues[:, 1:]).any(axis=-1).all()


def test_el_orden_importa_aunque_las_palabras_sean_las_mismas() -> None:
    red = red_despierta()
    directo, inverso = (pasada(red, np.array([[0, *medio, 1]])).z[0, -1] for medio in ((2, 3), (3, 2)))
    assert not np.allclose(directo, inverso)


def test_cada_frase_del_lote_se_lee_sola() -> None:
    red = red_despierta()
    juntas = pasada(red, ENTRADA).z
    for fila, sola in zip(juntas, ENTRADA, strict=True):
        np.testing.assert_allclose(fila, pasada(red, sola[None]).z[0], rtol=1e-12)


def test_la_norma_iguala_lo_grande_y_no_divide_entre_cero() -> None:
    unos, ceros = np.ones(8), np.zeros(8)
    x = azar(5, 8)
    y = Norma(unos, ceros)(1e6 * x + 1e6)[0]
    np.testing.assert_allclose(y.mean(axis=-1), 0, atol=1e-9)
    np.testing.assert_allclose(y.std(axis=-1), 1, rtol=1e-9)
    assert not Norma(unos, ceros)(np.full((1, 8), 1000.0))[0].any()
    assert Norma(unos[:2], ceros[:2])(np.array([[0.0, 2 * EPSILON**0.5]]))[0][0] == pytest.approx(
        [-(0.5**0.5), 0.5**0.5]
    )


def test_nada_desborda_con_puntuaciones_enormes() -> None:
    z = np.array([[[1000.0, -1000.0, 0.0]]])
    nats, d_z = perdida(z, np.array([[1]]))
    assert nats == 2000
    np.testing.assert_array_equal(d_z, [[[1, -1, 0]]])
    np.testing.assert_array_equal(log_softmax(z), [[[0, -2000, -1000]]])
    x = 1000 * azar(1, 3, 4)
    y, derivadas = suelta(mirar(*(10 * azar(4, 4, 4))), x)
    assert np.isfinite(y).all() and all(np.isfinite(d).all() for d in derivadas(y))


def test_log_softmax_suma_uno_y_deriva_bien() -> None:
    z = azar(3, 5)
    np.testing.assert_allclose(np.exp(log_softmax(z)).sum(axis=-1), 1, rtol=1e-14)
    esperada = elementwise_grad(lambda z: anp.log(anp.exp(z).sum(-1)))(z)
    np.testing.assert_allclose(np.exp(log_softmax(z)), esperada, rtol=1e-12)


def test_los_parametros_iniciales() -> None:
    red = transformador(V=50, d=32, h=4, capas=3, semilla=1)
    assert red.cuantos == 50 * 32 + 3 * (4 * 32 + 4 * 32**2 + 2 * 4 * 32**2 + 5 * 32) + 2 * 32 + 33 * 50
    assert len(red.bloques) == 3 and all(bloque.mirar.cabezas == 4 for bloque in red.bloques)
    normas = [red.norma, *(norma for bloque in red.bloques for norma in (bloque.norma_1, bloque.norma_2))]
    assert all((norma.escala == 1).all() and not norma.centro.any() for norma in normas)
    capas = [capa for bloque in red.bloques for capa in (bloque.pensar.oculta, bloque.pensar.salida)]
    assert not any(capa.b.any() for capa in (red.puntuar, *capas))
    assert red.incrustar.E.std() == pytest.approx(0.15, rel=0.05)
    assert red.puntuar.W.std() == pytest.approx(0.01, rel=0.05)
    assert red.bloques[2].mirar.W_O.std() == pytest.approx((1 / 32) ** 0.5, rel=0.1)
    assert [capa.W.shape for capa in capas] == [(32, 128), (128, 32)] * 3
    p = red.parametros.values()
    assert len({parametro.tobytes() for parametro in p if parametro.std() > 0}) == 2 + 3 * 6


def test_el_nombre_de_un_parametro_es_el_camino_que_lleva_a_el() -> None:
    red = transformador(V=5, d=4, capas=2)
    assert len(red.parametros) == 1 + 2 * len(DE_UN_BLOQUE) + 2 + 2
    for camino, parametro in red.parametros.items():
        assert eval(f"red.{camino}", {"red": red}) is parametro
    assert tuple(red.bloques[1].parametros) == DE_UN_BLOQUE
    assert red.bloques[1].cuantos == sum(parametro.size for parametro in red.bloques[1].parametros.values())


def test_el_gradiente_es_otra_red_igual() -> None:
    red = red_despierta()
    salida = pasada(red, ENTRADA)
    gradiente = salida.atras(perdida(salida.z, OBJETIVO)[1])
    assert type(gradiente) is type(red)
    assert [bloque.mirar.cabezas for bloque in gradiente.bloques] == [2, 2]
    formas, suyas = ({n: W.shape for n, W in una.parametros.items()} for una in (red, gradiente))
    assert list(formas.items()) == list(suyas.items())
    assert not any(
        np.shares_memory(a, b) for a in red.parametros.values() for b in gradiente.parametros.values()
    )


def test_el_modelo_del_libro_tiene_dos_capas_y_dos_cabezas_en_cada_una() -> None:
    red = transformador(V=66)
    assert [bloque.mirar.cabezas for bloque in red.bloques] == [2, 2]
    assert red.cuantos == 66 * 16 + 2 * (4 * 16 + 4 * 16**2 + 2 * 4 * 16**2 + 5 * 16) + 2 * 16 + 17 * 66


def test_la_semilla_decide_el_modelo() -> None:
    uno, dos, otro = (transformador(V=6, semilla=semilla) for semilla in (1, 1, 2))
    assert all((uno.parametros[nombre] == dos.parametros[nombre]).all() for nombre in uno.parametros)
    assert (uno.incrustar.E != otro.incrustar.E).all()
    assert (transformador(V=6).incrustar.E == transformador(V=6, semilla=0).incrustar.E).all()


@pytest.mark.parametrize(("d", "h"), [(5, 1), (6, 4)])
def test_un_tamano_imposible_se_dice(d: int, h: int) -> None:
    with pytest.raises(
        ValueError, match=rf"^transformador: d = {d} tiene que ser par y múltiplo de h = {h}$"
    ):
        transformador(V=3, d=d, h=h)
