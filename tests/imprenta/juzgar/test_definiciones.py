"""Las fórmulas atadas al código con `:define:`: las ciertas, las falsas y las que no se saben leer."""

import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from imprenta.ejecutar.procesos.contestar import datos
from imprenta.juzgar.cobertura import Examen
from imprenta.juzgar.definiciones import examen_de_definicion, llamadas_de
from imprenta.libro.modelo import FormulaIlegible

Matriz = npt.NDArray[np.float64]


def sigmoide(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def softmax(z: Matriz) -> Matriz:
    e = np.exp(z - z.max(-1, keepdims=True))
    reparto: Matriz = e / e.sum(-1, keepdims=True)
    return reparto


CODIGO: dict[str, Callable[..., Any]] = {
    "sigmoide": sigmoide,
    "d_sigmoide": lambda x: sigmoide(x) * sigmoide(-x),
    "relu": lambda x: max(x, 0.0),
    "d_relu": lambda x: float(x > 0),
    "softmax": softmax,
    "atencion": lambda Q, K, V: (None, softmax(Q @ K.T / math.sqrt(K.shape[1])) @ V),
    "entropia": lambda y, p: -(y * math.log(p) + (1 - y) * math.log(1 - p)),
    "cruzada": lambda y, p: -float(y @ np.log(p)),
    "cuadratico": lambda p, y: (p - y) ** 2,
    "paso": lambda w, tasa, g: w - tasa * g,
    "cota": lambda n: 0.25**n,
    "mayor": lambda z: float(z.max()),
    "grad_cuadratico": lambda p, y: 2 * (p - y),
    "grad_entropia": lambda y, p: (p - y) / (p * (1 - p)),
    "grad_cruzada": lambda z, y: softmax(z) - y,
}

ATADAS = [
    (r"\sigma(x) = \frac{1}{1 + e^{-x}}", "sigmoide(x)", "1 1"),
    (r"\sigma'(x) = \sigma(x)\,(1 - \sigma(x))", "d_sigmoide(x)", "1"),
    (r"\sigma'(x) = \frac{e^{-x}}{(1+e^{-x})^2} = \sigma(x)\,\sigma(-x)", "d_sigmoide(x)", "1 2"),
    (r"\mathrm{ReLU}(x) = \max(0, x)", "relu(x)", "0"),
    (
        r"f(x) = \begin{cases} x & \text{si } x > 0 \\ 0 & \text{si } x \le 0 \end{cases}",
        "relu(x)",
        "0 0 0",
    ),
    (r"f'(x) = \begin{cases} 1 & x > 0 \\ 0 & \text{en otro caso} \end{cases}", "d_relu(x)", "1 0 0"),
    (r"\mathrm{softmax}(z)_i = \frac{e^{z_i}}{\sum_j e^{z_j}}", "softmax(z[4])", ""),
    (
        r"\mathrm{Attention}(Q, K, V) = \mathrm{softmax}\!\left(\frac{Q K^{\mathsf{T}}}{\sqrt{d_k}}\right) V",
        "atencion(Q[2,3], K[4,3], V[4,2]; d_k = len(K[0]))[1]",
        "",
    ),
    (r"L(y,p) = -\bigl(y \ln p + (1-y) \ln(1-p)\bigr)", "entropia(y[binario], p[probabilidad])", "1 1"),
    (r"L(y,p) = -\sum_k y_k \ln p_k", "cruzada(y[3], p[3:probabilidad])", ""),
    (r"L = (p-y)^2", "cuadratico(p, y)", "2"),
    (
        r"w_{nuevo} = w_{viejo} - \left(\text{Tasa de aprendizaje} \cdot \text{Gradiente}\right)",
        r"paso(w_{viejo}, \text{Tasa de aprendizaje}, \text{Gradiente})",
        "",
    ),
    (r"c(n) = 0.25^{n}", "cota(n[entero])", "0.25"),
    (r"c(n) = \prod_{i=1}^{n} \frac{1}{4}", "cota(n[entero])", "1 1 4"),
    (r"m = \max_j z_j", "mayor(z[4])", ""),
    (r"\frac{\partial L}{\partial p} = 2\,(p - y)", "grad_cuadratico(p, y)", "2"),
    (r"g(y,p) = \frac{p - y}{p\,(1-p)}", "grad_entropia(y[binario], p[probabilidad])", "1"),
    (r"g_i = \mathrm{softmax}(z)_i - y_i", "grad_cruzada(z[3], y[3:probabilidad])", ""),
]


def examinar(tex: str, define: str) -> Examen:
    return examen_de_definicion(tex, define, datos(eval(llamadas_de(tex, define), dict(CODIGO))))


@pytest.mark.parametrize(("tex", "define", "demuestra"), ATADAS)
def test_la_formula_es_lo_que_el_codigo_calcula(tex: str, define: str, demuestra: str) -> None:
    examen = examinar(tex, define)
    assert examen.error == ""
    assert [x.texto for x in examen.cubiertos] == demuestra.split()


FALSAS = [
    (r"\sigma(x) = \frac{1}{1 + e^{x}}", "sigmoide(x)", "x = 0.5", "0.3775406688", "0.6224593312"),
    (r"\sigma'(x) = \sigma(x)\,(1 + \sigma(x))", "d_sigmoide(x)", "x = 0", "0.75", "0.25"),
    (r"\mathrm{ReLU}(x) = \min(0, x)", "relu(x)", "x = 0.5", "0", "0.5"),
    (
        r"f(x) = \begin{cases} x & x < 0 \\ 0 & x \ge 0 \end{cases}",
        "relu(x)",
        "x = 0.5",
        "0",
        "0.5",
    ),
    (
        r"f'(x) = \begin{cases} 1 & x \ge 0 \\ 0 & x < 0 \end{cases}",
        "d_relu(x)",
        "x = 0",
        "1",
        "0",
    ),
    (r"\mathrm{softmax}(z)_i = \frac{e^{z_i}}{\sum_j z_j}", "softmax(z[2])", None, None, None),
    (
        r"A = \mathrm{softmax}\!\left(\frac{Q K^{\mathsf{T}}}{d_k}\right) V",
        "atencion(Q[2,3], K[4,3], V[4,2]; d_k = len(K[0]))[1]",
        None,
        None,
        None,
    ),
    (r"L(y,p) = y \ln p + (1-y) \ln(1-p)", "entropia(y[binario], p[probabilidad])", None, None, None),
    (r"L(y,p) = -\sum_k p_k \ln y_k", "cruzada(y[3:probabilidad], p[3:probabilidad])", None, None, None),
    (r"L = (p+y)^2", "cuadratico(p, y)", None, None, None),
    (r"\frac{\partial L}{\partial p} = (p - y)", "grad_cuadratico(p, y)", None, None, None),
    (r"g(y,p) = \frac{p - y}{p\,(1+p)}", "grad_entropia(y[binario], p[probabilidad])", None, None, None),
    (r"g_i = y_i - \mathrm{softmax}(z)_i", "grad_cruzada(z[3], y[3:probabilidad])", None, None, None),
    (r"w' = w + \eta g", r"paso(w, \eta, g)", None, None, None),
    (r"c(n) = 0.26^n", "cota(n[entero])", "n = 1", "0.26", "0.25"),
    (r"c(n) = \prod_{i=1}^{n} \frac{1}{5}", "cota(n[entero])", "n = 1", "0.2", "0.25"),
    (r"m = \min_j z_j", "mayor(z[4])", None, None, None),
]


@pytest.mark.parametrize(("tex", "define", "donde", "formula", "codigo"), FALSAS)
def test_cada_formula_falsa_trae_el_punto_y_los_dos_valores(
    tex: str, define: str, donde: str | None, formula: str | None, codigo: str | None
) -> None:
    error = examinar(tex, define).error
    casa = re.fullmatch(r"la fórmula no es (\S+): en (.+) la fórmula da (.+) y el código (.+)", error)
    assert casa is not None, error
    assert casa[1].partition("[")[0] == define.partition("(")[0]
    assert casa[3] != casa[4]
    if donde is not None:
        assert casa.groups()[1:] == (donde, formula, codigo)


@pytest.mark.parametrize(
    ("tex", "define", "error"),
    [
        (
            "f'(x) = 0",
            "d_sigmoide(x)",
            "la fórmula no es d_sigmoide: en x = 0 la fórmula da 0 y el código 0.25",
        ),
        (r"\sigma(x) = \frac{1}{1 + e^{x}}", "sigmoide(x)", None),
        (r"f(x) = \max(0, -x)", "relu(x)", None),
        (
            r"f'(x) = \begin{cases} 1 & x \ge 0 \\ 0 & x < 0 \end{cases}",
            "d_relu(x)",
            "la fórmula no es d_relu: en x = 0 la fórmula da 1 y el código 0",
        ),
        (r"c(n) = 0.26^n", "cota(n[entero])", None),
        (r"L = (p+y)^2", "cuadratico(p, y)", None),
        (r"w' = w + \eta g", r"paso(w, \eta, g)", None),
        (r"\mathrm{softmax}(z)_i = \frac{e^{z_i}}{\max_j e^{z_j}}", "softmax(z[4])", None),
    ],
)
def test_una_formula_falsa_trae_su_contraejemplo(tex: str, define: str, error: str | None) -> None:
    try:
        encontrado = examinar(tex, define).error
    except FormulaIlegible as ilegible:
        encontrado = str(ilegible)
    assert encontrado == error if error else encontrado


@pytest.mark.parametrize(
    ("tex", "define", "motivo"),
    [
        (r"f(x) = \foo x", "sigmoide(x)", r"no sé qué es «\foo»"),
        (r"f(x) = \int_0^x t\,dt", "sigmoide(x)", r"no sé leer «\int»"),
        (r"\sigma(x) = \sigma(x)", "sigmoide(x)", "la fórmula se define por sí misma: no dice nada"),
        (r"x + 1", "sigmoide(x)", "no es una igualdad de la forma «f(x) = …»"),
        (r"f(x) = \frac{1}{1+", "sigmoide(x)", "esperaba «algo más» y está el final"),
        (r"f(x) = x", "sigmoide", "«sigmoide» no es una función con sus argumentos, como «sigmoide(x)»"),
        (
            r"f(x) = x",
            "sigmoide(x[raro])",
            "no conozco el dominio «raro»: es «probabilidad», «positivo», «entero», «binario» "
            "o dimensiones como «4», «2,3» y «3:probabilidad»",
        ),
        (
            r"f(x) = \begin{cases} 1 & x > 7 \\ 0 & x \le 0 \end{cases}",
            "d_relu(x)",
            "sus casos no cubren todos los puntos",
        ),
        (
            r"f(x) = 1/0",
            "sigmoide(x)",
            "no está definida casi en ningún punto: ¿faltan los dominios en `:define:`?",
        ),
        (
            r"f(x) = \sqrt[0]{x}",
            "sigmoide(x)",
            "no está definida casi en ningún punto: ¿faltan los dominios en `:define:`?",
        ),
        (r"\quad", "sigmoide(x)", "no es una igualdad de la forma «f(x) = …»"),
        (r"f(x) = \exp(x, 1)", "sigmoide(x)", "una función de un argumento tiene 2"),
        (
            r"f(x) = |\begin{pmatrix} x & 1 \\ 1 & x \end{pmatrix}|",
            "sigmoide(x)",
            "entre barras hay una matriz: no sé si es su determinante o una norma",
        ),
        (r"f(x) = \max(0, [x, 1])", "sigmoide(x)", "hay un vector donde va un número"),
        (r"f(x) = \mathrm{softmax}(x)", "sigmoide(x)", "hay un número donde va un vector"),
        (r"f(x) = \max_{i=3}^{2} x", "sigmoide(x)", "no hay entre qué elegir el mayor o el menor"),
        (
            r"f(x) = [x, 2]\begin{pmatrix} 1 & 2 \\ 3 \end{pmatrix}",
            "sigmoide(x)",
            "las filas de una matriz no son iguales",
        ),
        (r"f(z) = \sum_{i=1}^{5} z_i", "mayor(z[4])", "un vector no tiene elemento 5"),
        (
            r"f(x) = \sum_i x_i",
            "sigmoide(x)",
            "«x» no es un vector: dale dimensiones en `:define:`, como «x[4]»",
        ),
        (
            r"f(x) = \begin{cases} 1 & x \approx 0 \\ 0 & \text{si no} \end{cases}",
            "sigmoide(x)",
            r"«\approx» no decide si se está en un caso",
        ),
    ],
)
def test_lo_que_no_se_sabe_leer_es_un_error_y_no_un_aprobado(tex: str, define: str, motivo: str) -> None:
    with pytest.raises(FormulaIlegible) as error:
        llamadas_de(tex, define)
    assert str(error.value) == motivo


CON_INDICES = {
    "doble": lambda M: 2 * M,
    "filas": lambda M: M.sum(1),
    "por_columnas": lambda M, v: M @ v,
}


@pytest.mark.parametrize(
    ("tex", "define", "cierta"),
    [
        (r"D_{ij} = 2 W_{ij}", "doble(W[2,3])", True),
        (r"D_{ij} = W_{ij} + W_{ij}", "doble(W[2,3])", True),
        (r"D_{ij} = W_{ij}", "doble(W[2,3])", False),
        (r"s_i = \sum_j W_{ij}", "filas(W[2,3])", True),
        (r"s_j = \sum_i W_{ij}", "filas(W[2,3])", False),
        (r"p_i = \sum_{j=1}^{3} W_{ij} v_j", "por_columnas(W[2,3], v[3])", True),
        (r"p_i = \sum_{j=1}^{3} W_{ij} v_i", "por_columnas(W[2,3], v[3])", False),
    ],
)
def test_cada_indice_recorre_su_lado_de_la_matriz(tex: str, define: str, cierta: bool) -> None:
    codigo = datos(eval(llamadas_de(tex, define), dict(CON_INDICES)))
    assert (examen_de_definicion(tex, define, codigo).error == "") is cierta


def test_lo_que_no_cabe_en_coma_flotante_es_infinito_para_el_codigo() -> None:
    examen = examen_de_definicion("f(n) = 10^{400}", "cota(n[binario])", [1.0, 1.0])
    assert examen.error == "la fórmula no es cota: en n = 0 la fórmula da inf y el código 1"


def test_un_codigo_que_no_da_numeros_no_es_la_formula() -> None:
    examen = examen_de_definicion("f(n) = n", "cota(n[binario])", ["azul", None])
    assert examen.error == "la fórmula no es cota: en n = 0 la fórmula da 0 y el código azul"
