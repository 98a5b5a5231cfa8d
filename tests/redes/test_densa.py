"""La red densa: tres comprobaciones del gradiente, los inicios y la cadena de una neurona por capa."""

import re
from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from numpy.typing import ArrayLike

from redes import densa
from redes.activaciones import d_sigmoide, sigmoide
from redes.densa import Activacion, Capa, Gradiente, Inicio, adelante, cadena, red_densa, retropropagar
from redes.perdidas import d_error_cuadratico, error_cuadratico

Tamanos = tuple[int, ...]

EN_AUTOGRAD = {
    densa.IDENTIDAD: lambda z: z,
    densa.SIGMOIDE: lambda z: 1 / (1 + anp.exp(-z)),
    densa.TANH: anp.tanh,
    densa.RELU: lambda z: anp.maximum(0.0, z),
    densa.RELU_CON_FUGA: lambda z: anp.where(z > 0, z, 0.01 * z),
}
PROFUNDIDADES = [(3, 2), (3, 4, 2), (3, 5, 4, 3, 2)]
rng = np.random.default_rng(4)
X, Y = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))


def con_sesgos(red: list[Capa]) -> list[Capa]:
    """La misma red con sesgos distintos de 0, para que también cuenten."""
    generador = np.random.default_rng(5)
    return [capa._replace(b=generador.normal(size=capa.b.shape)) for capa in red]


def error(red: list[Capa]) -> float:
    return float(error_cuadratico(adelante(red, X)[1][-1], Y).sum())


def gradientes(red: list[Capa]) -> list[Gradiente]:
    return retropropagar(red, X, d_error_cuadratico(adelante(red, X)[1][-1], Y))


def test_una_ida_y_una_vuelta_por_dos_capas_hechas_a_mano() -> None:
    red = [
        Capa(np.array([[2.0, -2.0], [-1.0, 1.0]]), np.zeros(2), densa.SIGMOIDE),
        Capa(np.array([[4.0], [-2.0]]), np.zeros(1), densa.IDENTIDAD),
    ]
    (z, _), (_, a, salida) = adelante(red, [[1.0, 2.0]])
    assert_array_equal(z, [[0, 0]])
    assert_array_equal(a, [[0.5, 0.5]])
    assert salida == 1
    oculta, ultima = retropropagar(red, [[1.0, 2.0]], [[-4.0]])
    assert_array_equal(ultima.delta, [[-4]])
    assert_array_equal(ultima.W, [[-2], [-2]])
    assert_array_equal(oculta.delta, [[-4, 2]])
    assert_array_equal(oculta.W, [[-4, 2], [-8, 4]])
    assert_array_equal(oculta.b, [-4, 2])


@pytest.mark.parametrize("tamanos", PROFUNDIDADES)
@pytest.mark.parametrize("activacion", EN_AUTOGRAD)
def test_el_gradiente_es_el_de_autograd(tamanos: tuple[int, ...], activacion: Activacion) -> None:
    red = con_sesgos(red_densa(tamanos, activacion))

    def error_en_autograd(pesos: Any) -> Any:
        a = X
        for W, b in pesos:
            a = EN_AUTOGRAD[activacion](a @ W + b)
        return anp.sum((a - Y) ** 2)

    esperados = autograd.grad(error_en_autograd)([(capa.W, capa.b) for capa in red])
    for gradiente, (W, b) in zip(gradientes(red), esperados, strict=True):
        assert_allclose(gradiente.W, W, atol=1e-12)
        assert_allclose(gradiente.b, b, atol=1e-12)


@pytest.mark.parametrize("tamanos", PROFUNDIDADES)
@pytest.mark.parametrize("activacion", [densa.SIGMOIDE, densa.RELU])
def test_el_gradiente_es_el_de_las_diferencias_finitas(
    tamanos: tuple[int, ...], activacion: Activacion
) -> None:
    red = con_sesgos(red_densa(tamanos, activacion))
    paso = 1e-6
    for i, gradiente in enumerate(gradientes(red)):
        for campo in ("W", "b"):
            original = getattr(red[i], campo)
            for donde in np.ndindex(original.shape):
                errores = []
                for signo in (1, -1):
                    movido = original.copy()
                    movido[donde] += signo * paso
                    errores.append(error([*red[:i], red[i]._replace(**{campo: movido}), *red[i + 1 :]]))
                pendiente = (errores[0] - errores[1]) / (2 * paso)
                assert_allclose(getattr(gradiente, campo)[donde], pendiente, atol=1e-7)


def test_el_gradiente_de_dos_capas_a_mano() -> None:
    # x = 2 → z₁ = 2·0.5 − 1 = 0, a₁ = 1/2 → z₂ = 4·1/2 − 2 = 0, a₂ = 1/2.
    # Con y = 1, ∂E/∂a₂ = 2·(1/2 − 1) = −1.
    red = [
        Capa(np.array([[0.5]]), np.array([-1.0]), densa.SIGMOIDE),
        Capa(np.array([[4.0]]), np.array([-2.0]), densa.SIGMOIDE),
    ]
    zs, activaciones = adelante(red, [[2]])
    assert_array_equal(np.ravel(zs), [0, 0])
    assert_array_equal(np.ravel(activaciones), [2, 0.5, 0.5])
    primera, segunda = retropropagar(red, [[2]], d_error_cuadratico(activaciones[-1], 1))
    # δ₂ = −1·1/4 = −1/4;  ∂E/∂w₂ = −1/4·1/2;  δ₁ = −1/4·4·1/4 = −1/4;  ∂E/∂w₁ = −1/4·2
    assert [parte.item() for parte in (segunda.delta, segunda.W, segunda.b)] == [-0.25, -0.125, -0.25]
    assert [parte.item() for parte in (primera.delta, primera.W, primera.b)] == [-0.25, -0.5, -0.25]


def test_una_neurona_suma_sus_productos_y_su_sesgo() -> None:
    # 3·0.5 − 2·1 + 1·2 − 1 = 0.5
    assert densa.preactivacion([0.5, 1, 2], [3, -2, 1], -1) == 0.5


def test_una_capa_es_una_neurona_por_columna() -> None:
    W, b = np.random.default_rng(7).normal(size=(3, 2)), np.array([0.5, -1])
    de_una_en_una = [densa.preactivacion(X, W[:, j], b[j]) for j in range(2)]
    assert_allclose(densa.preactivacion(X, W, b), np.column_stack(de_una_en_una))
    (z,), _ = adelante([Capa(W, b, densa.RELU)], X)
    assert_array_equal(z, densa.preactivacion(X, W, b))


def test_delta_es_un_error_por_ejemplo_y_neurona() -> None:
    red = red_densa((3, 5, 2))
    assert [g.delta.shape for g in gradientes(red)] == [(6, 5), (6, 2)]


def test_con_el_escalon_no_llega_nada_a_ninguna_capa() -> None:
    assert_array_equal(densa.normas(gradientes(con_sesgos(red_densa((3, 4, 2), densa.ESCALON)))), [0, 0])


def test_normas_es_la_longitud_de_todos_los_pesos_de_la_capa() -> None:
    g = [densa.Gradiente(np.array([[3.0, 0], [0, -4]]), np.ones(2), np.ones((1, 2)))]
    assert_array_equal(densa.normas(g), [5])


def test_la_red_corregida_se_equivoca_menos() -> None:
    red = con_sesgos(red_densa((3, 4, 2)))
    antes = error(red)
    nueva = densa.corregida(red, gradientes(red), tasa=0.01)
    assert error(nueva) < antes
    assert error(red) == antes
    g = gradientes(red)
    assert_allclose(nueva[0].W, red[0].W - 0.01 * g[0].W)
    assert_allclose(nueva[1].b, red[1].b - 0.01 * g[1].b)


def test_no_se_corrige_media_red() -> None:
    red = red_densa((3, 4, 2))
    with pytest.raises(ValueError, match="shorter"):
        densa.corregida(red, gradientes(red)[:1], tasa=0.01)


def test_la_red_se_arma_con_sus_tamanos_y_sus_activaciones() -> None:
    red = red_densa((3, 4, 2), densa.RELU, salida=densa.IDENTIDAD)
    assert [capa.activacion for capa in red] == [densa.RELU, densa.IDENTIDAD]
    assert [capa.W.shape for capa in red] == [(3, 4), (4, 2)]
    for capa in red:
        assert_array_equal(capa.b, np.zeros(capa.W.shape[1]))
    assert [capa.activacion for capa in red_densa((3, 4, 2))] == [densa.SIGMOIDE] * 2


def test_la_semilla_decide_la_red() -> None:
    una, otra, distinta = red_densa((3, 4)), red_densa((3, 4), semilla=0), red_densa((3, 4), semilla=1)
    assert_array_equal(una[0].W, otra[0].W)
    assert (una[0].W != distinta[0].W).all()
    assert_array_equal(una[0].W, densa.glorot(3, 4, np.random.default_rng(0)))


@pytest.mark.parametrize(
    ("inicio", "desviacion"),
    [(densa.pequena, 0.01), (densa.glorot, np.sqrt(2 / 700)), (densa.he, np.sqrt(2 / 300))],
)
def test_cada_inicio_tiene_su_desviacion(inicio: Inicio, desviacion: float) -> None:
    W = inicio(300, 400, np.random.default_rng(6))
    assert W.shape == (300, 400)
    assert_allclose(W.std(), desviacion, rtol=0.01)
    assert abs(W.mean()) < 0.02 * desviacion


def test_glorot_queda_entre_lo_que_pide_la_ida_y_lo_que_pide_la_vuelta() -> None:
    ida, vuelta = 1 / 300, 1 / 400
    assert vuelta < densa.varianza_de_glorot(300, 400) < ida
    assert densa.varianza_de_glorot(300, 300) == ida
    assert densa.varianza_de_he(300) == 2 * ida


def test_glorot_llena_su_intervalo_y_no_sale_de_el() -> None:
    W = densa.glorot(300, 400, np.random.default_rng(6))
    limite = np.sqrt(6 / 700)
    assert_allclose([W.min(), W.max()], [-limite, limite], rtol=1e-3)
    assert np.abs(W).max() <= limite


def test_los_inicios_normales_no_tienen_limite() -> None:
    for inicio in (densa.pequena, densa.he):
        W = inicio(300, 400, np.random.default_rng(6))
        assert np.abs(W).max() > 3.5 * W.std()


@pytest.mark.parametrize(("mala", "forma"), [([1, 2, 3], "(3,)"), ([[1, 2]], "(1, 2)")])
def test_la_red_dice_que_entradas_espera(mala: ArrayLike, forma: str) -> None:
    mensaje = f"la red espera X de forma (n, 3) y ha recibido {forma}"
    with pytest.raises(ValueError, match=f"^{re.escape(mensaje)}$"):
        adelante(red_densa((3, 4, 2)), mala)


def test_la_red_es_estable_en_los_extremos() -> None:
    red = [capa._replace(W=1000 * capa.W) for capa in red_densa((3, 4, 2))]
    assert all(np.isfinite(g.W).all() for g in gradientes(red))


def test_la_cadena_es_una_red_densa_de_anchura_uno() -> None:
    pesos, sesgos = [0.7, -1.3, 2.1, 0.4], [0.1, 0.5, -0.6, 0.2]
    red = [Capa(np.array([[w]]), np.array([b]), densa.SIGMOIDE) for w, b in zip(pesos, sesgos, strict=True)]
    eslabones = cadena(1.7, pesos, sesgos)
    zs, activaciones = adelante(red, [[1.7]])
    assert_allclose(eslabones.z, np.ravel(zs))
    assert_allclose(eslabones.a, np.ravel(activaciones[1:]))
    deltas = [g.delta.item() for g in retropropagar(red, [[1.7]], [[1]])]
    assert_allclose(eslabones.senal, deltas)


def test_la_senal_es_el_producto_de_derivadas_y_pesos() -> None:
    w, b = np.array([0.7, -1.3, 2.1]), np.array([0.1, 0.5, -0.6])
    z, _, senal = cadena(1.7, w, b)
    d = d_sigmoide(z)
    assert_allclose(senal, [d[0] * w[1] * d[1] * w[2] * d[2], d[1] * w[2] * d[2], d[2]])

    def salida(x: float) -> float:
        for peso, sesgo in zip(w, b, strict=True):
            x = float(sigmoide(peso * x + sesgo))
        return x

    paso = 1e-6
    por_entrada = (salida(1.7 + paso) - salida(1.7 - paso)) / (2 * paso)
    assert_allclose(senal[0] * w[0], por_entrada, rtol=1e-7)


def test_la_cota_de_la_sigmoide_se_alcanza_en_el_centro() -> None:
    assert_array_equal(cadena(0.5, [1] * 4, [-0.5] * 4).senal, [1 / 256, 1 / 64, 1 / 16, 1 / 4])


def test_la_cadena_admite_otra_activacion() -> None:
    assert_array_equal(cadena(1, [2, 3], [0, 0], densa.RELU).senal, [3, 1])
    assert_array_equal(cadena(1, [2, 3], [0, 0], densa.RELU).a, [2, 6])
