"""El Transformer minúsculo: cada pieza y la red entera contra diferencias finitas y contra autograd."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import elementwise_grad, grad

from redes.atencion import posiciones_sinusoidales
from redes.transformador import (
    EPSILON,
    HUECO,
    incrustar,
    lineal,
    log_softmax,
    mirar,
    norma,
    pasada,
    pensar,
    perdida,
    transformador,
)

rng = np.random.default_rng(7)


def azar(*forma):
    return rng.normal(size=forma)


# Las mismas piezas, escritas otra vez y de otra manera para que autograd las derive.


def otra_norma(x, escala, centro):
    return escala * (x - x.mean(-1, keepdims=True)) / anp.sqrt(x.var(-1, keepdims=True) + 1e-5) + centro


def otro_mirar(x, h, W_Q, W_K, W_V, W_O):
    """Cabeza a cabeza y fila a fila: cada token reparte su atención entre los que ya ha leído."""
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


def otro_pensar(x, W_1, b_1, W_2, b_2):
    z = x @ W_1 + b_1
    return anp.where(z > 0, z, 0 * z) @ W_2 + b_2


def otra_red(p, h, tokens):
    x = p["E"][np.maximum(tokens, 0)] + posiciones_sinusoidales(tokens.shape[1], p["E"].shape[1])
    for i in range(sum(nombre.endswith("W_Q") for nombre in p)):
        mira = [p[f"{i}.mirar.{nombre}"] for nombre in ("escala", "centro", "W_Q", "W_K", "W_V", "W_O")]
        piensa = [p[f"{i}.pensar.{nombre}"] for nombre in ("escala", "centro", "W_1", "b_1", "W_2", "b_2")]
        x = x + otro_mirar(otra_norma(x, *mira[:2]), h, *mira[2:])
        x = x + otro_pensar(otra_norma(x, *piensa[:2]), *piensa[2:])
    return otra_norma(x, p["salida.escala"], p["salida.centro"]) @ p["salida.W"] + p["salida.b"]


def otra_perdida(z, objetivos):
    p = anp.exp(z) / anp.exp(z).sum(-1, keepdims=True)
    nats = [
        -anp.log(p[b, i, objetivo]) for (b, i), objetivo in np.ndenumerate(objetivos) if objetivo != HUECO
    ]
    return sum(nats) / len(nats)


PIEZAS = {
    "lineal": (lineal, lambda x, W, b: x @ W + b, [azar(2, 3, 4), azar(4, 5), azar(5)]),
    "norma": (norma, otra_norma, [3 + 2 * azar(2, 3, 6), azar(6), azar(6)]),
    "mirar": (
        lambda x, *W: mirar(x, 2, *W)[:2],
        lambda x, *W: otro_mirar(x, 2, *W),
        [azar(2, 4, 6), azar(6, 6), azar(6, 6), azar(6, 6), azar(6, 6)],
    ),
    "pensar": (pensar, otro_pensar, [azar(2, 3, 4), azar(4, 8), azar(8), azar(8, 4), azar(4)]),
    "incrustar": (
        lambda E: incrustar(np.array([[1, 0, 1], [2, 2, 2]]), E),
        lambda E: E[np.array([[1, 0, 1], [2, 2, 2]])] + posiciones_sinusoidales(3, 4),
        [azar(4, 4)],
    ),
}


@pytest.mark.parametrize("nombre", PIEZAS)
def test_cada_pieza_calcula_lo_mismo_que_su_otra_version(nombre):
    pieza, otra, entradas = PIEZAS[nombre]
    np.testing.assert_allclose(pieza(*entradas)[0], otra(*entradas), rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("nombre", PIEZAS)
def test_cada_pieza_deriva_como_autograd(nombre):
    pieza, otra, entradas = PIEZAS[nombre]
    y, atras = pieza(*entradas)
    d_y = azar(*y.shape)
    calculadas = atras(d_y)
    assert len(calculadas) == len(entradas)
    for i, calculada in enumerate(calculadas):
        esperada = grad(lambda *e: anp.sum(otra(*e) * d_y), argnum=i)(*entradas)
        np.testing.assert_allclose(calculada, esperada, rtol=1e-9, atol=1e-11)


def diferencias(f, x, paso=1e-6):
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
def test_cada_pieza_deriva_como_las_diferencias_finitas(nombre):
    pieza, _, entradas = PIEZAS[nombre]
    y, atras = pieza(*entradas)
    d_y = azar(*y.shape)
    for entrada, calculada in zip(entradas, atras(d_y), strict=True):
        esperada = diferencias(lambda: np.sum(pieza(*entradas)[0] * d_y), entrada)
        np.testing.assert_allclose(calculada, esperada, rtol=1e-5, atol=1e-7)


TOKENS = np.array([[0, 3, 1, 4, 0], [0, 2, 0, HUECO, HUECO]])
ENTRADA, OBJETIVO = TOKENS[:, :-1], TOKENS[:, 1:]


def red_despierta():
    """Una red pequeña con todos los parámetros lejos de sus valores iniciales, que esconden errores."""
    red = transformador(V=5, d=4, h=2, capas=2, semilla=3)
    sorteo = np.random.default_rng(5)
    for parametro in red.parametros.values():
        parametro += 0.5 * sorteo.normal(size=parametro.shape)
    return red


def test_la_perdida_y_su_gradiente_coinciden_con_autograd():
    z = azar(2, 4, 5)
    nats, d_z = perdida(z, OBJETIVO)
    assert nats == pytest.approx(otra_perdida(z, OBJETIVO), rel=1e-12)
    np.testing.assert_allclose(d_z, grad(otra_perdida)(z, OBJETIVO), rtol=1e-10, atol=1e-14)


def test_los_huecos_no_cuentan():
    z = azar(2, 4, 5)
    nats, d_z = perdida(z, OBJETIVO)
    assert not d_z[OBJETIVO == HUECO].any()
    z[OBJETIVO == HUECO] = azar(5)
    assert perdida(z, OBJETIVO)[0] == nats


def test_la_red_entera_coincide_con_la_otra_y_con_autograd():
    red = red_despierta()
    salida = pasada(red, ENTRADA)
    np.testing.assert_allclose(salida.z, otra_red(red.parametros, 2, ENTRADA), rtol=1e-11, atol=1e-12)
    gradiente = salida.atras(perdida(salida.z, OBJETIVO)[1])
    esperado = grad(lambda p: otra_perdida(otra_red(p, 2, ENTRADA), OBJETIVO))(red.parametros)
    assert gradiente.keys() == red.parametros.keys()
    for nombre, parametro in red.parametros.items():
        assert gradiente[nombre].shape == parametro.shape
        np.testing.assert_allclose(gradiente[nombre], esperado[nombre], rtol=1e-9, atol=1e-12, err_msg=nombre)


def test_la_red_entera_deriva_como_las_diferencias_finitas():
    red = red_despierta()
    salida = pasada(red, ENTRADA)
    gradiente = salida.atras(perdida(salida.z, OBJETIVO)[1])
    for nombre, parametro in red.parametros.items():
        esperado = diferencias(lambda: perdida(pasada(red, ENTRADA).z, OBJETIVO)[0], parametro)
        np.testing.assert_allclose(gradiente[nombre], esperado, rtol=1e-5, atol=1e-8, err_msg=nombre)


def test_el_gradiente_del_lote_es_la_media_por_token_de_los_de_cada_frase():
    red = red_despierta()

    def gradiente(tokens):
        salida = pasada(red, tokens[:, :-1])
        return salida.atras(perdida(salida.z, tokens[:, 1:])[1])

    juntas, larga, corta = gradiente(TOKENS), gradiente(TOKENS[:1]), gradiente(TOKENS[1:, :3])
    for nombre in juntas:
        media = (4 * larga[nombre] + 2 * corta[nombre]) / 6
        np.testing.assert_allclose(juntas[nombre], media, rtol=1e-10, atol=1e-13, err_msg=nombre)


def test_cambiar_el_futuro_no_cambia_el_pasado():
    red = red_despierta()
    antes = pasada(red, np.array([[0, 3, 1, 4]]))
    despues = pasada(red, np.array([[0, 3, 2, 2]]))
    np.testing.assert_array_equal(antes.z[:, :2], despues.z[:, :2])
    assert (antes.z[:, 2:] != despues.z[:, 2:]).any()
    for pesos in antes.pesos:
        np.testing.assert_allclose(pesos.sum(axis=-1), 1)
        assert not np.triu(pesos, 1).any()
        assert (np.tril(pesos) > 0).sum() == 2 * 10  # dos cabezas: cada fila mira a todo su pasado


def test_cambiar_el_pasado_si_cambia_lo_que_viene():
    red = red_despierta()
    antes = pasada(red, np.array([[0, 3, 1, 4]])).z
    despues = pasada(red, np.array([[0, 2, 1, 4]])).z
    assert (antes[:, 1:] != despues[:, 1:]).any(axis=-1).all()


def test_el_orden_importa_aunque_las_palabras_sean_las_mismas():
    red = red_despierta()
    directo, inverso = (pasada(red, np.array([[0, *medio, 1]])).z[0, -1] for medio in ((2, 3), (3, 2)))
    assert not np.allclose(directo, inverso)


def test_cada_frase_del_lote_se_lee_sola():
    red = red_despierta()
    juntas = pasada(red, ENTRADA).z
    for fila, sola in zip(juntas, ENTRADA, strict=True):
        np.testing.assert_allclose(fila, pasada(red, sola[None]).z[0], rtol=1e-12)


def test_la_norma_iguala_lo_grande_y_no_divide_entre_cero():
    unos, ceros = np.ones(8), np.zeros(8)
    x = azar(5, 8)
    y = norma(1e6 * x + 1e6, unos, ceros)[0]
    np.testing.assert_allclose(y.mean(axis=-1), 0, atol=1e-9)
    np.testing.assert_allclose(y.std(axis=-1), 1, rtol=1e-9)
    assert not norma(np.full((1, 8), 1000.0), unos, ceros)[0].any()
    assert norma(np.array([[0.0, 2 * EPSILON**0.5]]), unos[:2], ceros[:2])[0][0] == pytest.approx(
        [-(0.5**0.5), 0.5**0.5]
    )


def test_nada_desborda_con_puntuaciones_enormes():
    z = np.array([[[1000.0, -1000.0, 0.0]]])
    nats, d_z = perdida(z, np.array([[1]]))
    assert nats == 2000
    np.testing.assert_array_equal(d_z, [[[1, -1, 0]]])
    np.testing.assert_array_equal(log_softmax(z), [[[0, -2000, -1000]]])
    x = 1000 * azar(1, 3, 4)
    y, atras, _ = mirar(x, 2, *(10 * azar(4, 4, 4)))
    assert np.isfinite(y).all() and all(np.isfinite(d).all() for d in atras(y))


def test_log_softmax_suma_uno_y_deriva_bien():
    z = azar(3, 5)
    np.testing.assert_allclose(np.exp(log_softmax(z)).sum(axis=-1), 1, rtol=1e-14)
    esperada = elementwise_grad(lambda z: anp.log(anp.exp(z).sum(-1)))(z)
    np.testing.assert_allclose(np.exp(log_softmax(z)), esperada, rtol=1e-12)


def test_los_parametros_iniciales():
    red = transformador(V=50, d=32, h=4, capas=3, semilla=1)
    p = red.parametros
    assert red.cabezas == 4
    assert red.cuantos == 50 * 32 + 3 * (4 * 32 + 4 * 32**2 + 2 * 4 * 32**2 + 5 * 32) + 2 * 32 + 33 * 50
    for nombre, parametro in p.items():
        final = nombre.rpartition(".")[2]
        if final == "escala":
            assert (parametro == 1).all()
        elif final in ("centro", "b", "b_1", "b_2"):
            assert not parametro.any()
    assert p["E"].std() == pytest.approx(0.2, rel=0.05)
    assert p["salida.W"].std() == pytest.approx(0.01, rel=0.05)
    assert p["2.mirar.W_O"].std() == pytest.approx((1 / 32) ** 0.5, rel=0.1)
    assert p["0.pensar.W_1"].shape == (32, 128) and p["0.pensar.W_2"].shape == (128, 32)
    assert len({parametro.tobytes() for parametro in p.values() if parametro.std() > 0}) == 2 + 3 * 6


def test_el_modelo_del_libro_tiene_una_capa_y_dos_cabezas():
    red = transformador(V=66)
    assert red.cabezas == 2
    assert red.cuantos == 66 * 32 + (4 * 32 + 4 * 32**2 + 2 * 4 * 32**2 + 5 * 32) + 2 * 32 + 33 * 66


def test_la_semilla_decide_el_modelo():
    uno, dos, otro = (transformador(V=6, semilla=semilla).parametros for semilla in (1, 1, 2))
    assert all((uno[nombre] == dos[nombre]).all() for nombre in uno)
    assert (uno["E"] != otro["E"]).all()
    assert (transformador(V=6).parametros["E"] == transformador(V=6, semilla=0).parametros["E"]).all()


@pytest.mark.parametrize(("d", "h"), [(5, 1), (6, 4)])
def test_un_tamano_imposible_se_dice(d, h):
    with pytest.raises(
        ValueError, match=rf"^transformador: d = {d} tiene que ser par y múltiplo de h = {h}$"
    ):
        transformador(V=3, d=d, h=h)
