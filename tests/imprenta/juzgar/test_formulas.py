"""Las fórmulas: aritmética que se demuestra sola y ecuaciones atadas al código."""

import math
import re

import numpy as np
import pytest

from imprenta.ejecutar.procesos.contestar import datos
from imprenta.juzgar.aritmetica import examen_de_cadenas
from imprenta.juzgar.definiciones import examen_de_definicion, llamadas_de
from imprenta.libro.modelo import FormulaIlegible


def cubiertos(tex):
    return [x.texto for x in examen_de_cadenas(tex).cubiertos]


@pytest.mark.parametrize(
    ("tex", "demuestra"),
    [
        (r"(2\times2)+(1\times1)=5", "2 2 1 1 5"),
        (r"[2,1]\cdot[2,1] = (2 \times 2) + (1 \times 1) = {\bf 5}", "2 1 2 1 2 2 1 1 5"),
        (r"0.999\cdot(1-0.999)=0.999\cdot0.001=0.000999", "0.999 1 0.999 0.999 0.001 0.000999"),
        (r"Z_{IA}=0.73\times[10,0]+0.27\times[0,10]=[{\bf 7.3, 2.7}]", "0.73 10 0 0.27 0 10 7.3 2.7"),
        (r"\begin{aligned}\frac{1}{4} &= 0.25 \\ &= 2^{-2}\end{aligned}", "1 4 0.25 2 2"),
        (r"\tfrac14=0.25", "14 0.25"),
        (r"e^{-5}\approx 0.0067", "5 0.0067"),
        (r"\sqrt{2}\approx1.414", "2 1.414"),
        (r"\sqrt[3]{27}=3", "3 27 3"),
        (r"\ln 2 \approx 0.693", "2 0.693"),
        (r"\log_{2} 8 = 3", "2 8 3"),
        (r"\max(2, 5) + |1 - 2 \cdot 2| = 8", "5 2 2 8"),
        (r"73\,\% + 27\,\% = 1", r"73\,\% 27\,\% 1"),
        (r"[1,2]+[3,4]=[4,6]", "1 2 3 4 4 6"),
        (r"[1,2]\begin{pmatrix}2&1\\1&2\end{pmatrix}=[4,5]", "1 2 2 1 1 2 4 5"),
        (r"2\,(3+4)=14 \quad y \quad 2+2=4", "2 3 4 14 2 2 4"),
        (r"0{,}5 \cdot 2 = 1", "0{,}5 2 1"),
        (r"4.54\cdot10^{-5} = 0.0000454", "4.54 10 5 0.0000454"),
        (r"\frac{e^{5}}{e^{5}+e^{4}} \approx 0.7311", "5 5 4 0.7311"),
    ],
)
def test_la_aritmetica_se_demuestra_sola(tex, demuestra):
    assert examen_de_cadenas(tex).error == ""
    assert cubiertos(tex) == [x.replace(r"\,", r"\,") for x in demuestra.split(" ")]


@pytest.mark.parametrize(
    "tex",
    [
        "x = 5",
        "5 = 5",
        r"0.7311 \approx 0.73",
        "f(2) = 3",
        "w_1 + 2",
        "x^2 = 4",
        r"\log 100 = 2",
        r"2 \text{ manzanas} + 3 = 5",
        "3",
        r"1, 2, \dots, 9",
    ],
)
def test_sin_operacion_o_con_simbolos_no_se_demuestra_nada(tex):
    examen = examen_de_cadenas(tex)
    assert (examen.error, examen.cubiertos) == ("", ())


def test_lo_que_se_multiplica_por_cero_no_queda_demostrado():
    assert cubiertos(r"0\cdot5+2\cdot3=6") == ["0", "2", "3", "6"]
    assert cubiertos(r"0.25^4=1/256<0.01") == ["0.25", "4", "1", "256"]


@pytest.mark.parametrize(
    ("tex", "demuestra"),
    [
        (r"(-2)^2 = 4", "2 4"),  # (2)^2 también es 4: el signo no lo demuestra nadie
        (r"|-3| + 1 = 4", "1 4"),
        (r"[2,1]\cdot[1,1] = 3", "1 1 3"),  # [1,2]·[1,1] también es 3
        (r"[2,1]\cdot[2,1] = 5", "2 1 2 1 5"),
        (
            r"\begin{pmatrix}2&1\end{pmatrix}\begin{pmatrix}1\\1\end{pmatrix}=\begin{pmatrix}3\end{pmatrix}",
            "1 1 3",
        ),
        (r"\max(2, 1) + 3 = 5", "2 3 5"),
    ],
)
def test_ni_el_signo_ni_el_orden_que_no_se_notan(tex, demuestra):
    assert cubiertos(tex) == demuestra.split()


@pytest.mark.parametrize(
    ("tex", "error"),
    [
        ("2+2=5", "la fórmula dice 5; 2+2 = 4"),
        (r"\sqrt2=1.42", r"la fórmula dice 1.42; \sqrt2 = 1.414213562 (1.41 con 2 decimales)"),
        (r"\frac{1}{4}=0.26", r"la fórmula dice 0.26; \frac{1}{4} = 0.25"),
        (r"e^5 \approx 148", r"la fórmula dice 148; e^5 = 148.4131591"),
        (r"2\cdot3=3+4", r"la fórmula dice «2\cdot3 = 3+4»; 6 no es 7"),
        (r"1/256 > 0.01+0", "la fórmula dice «1/256 > 0.01+0» y no es así"),
        (r"0.7\cdot[10,0]=[7,1]", r"la fórmula dice [7,1]; 0.7\cdot[10,0] = [7, 0]"),
        (r"1+1=2 \quad 2+2=5", "la fórmula dice 5; 2+2 = 4"),
        (r"\boxed{2+2=5}", "la fórmula dice 5; 2+2 = 4"),
        (r"\begin{cases} x = 1+1 = 3 & x > 0 \\ 0 & x < 0 \end{cases}", "la fórmula dice 3; 1+1 = 2"),
        (r"\left\{\begin{aligned} 1+1 &= 2 \\ 2+2 &= 5 \end{aligned}\right.", "la fórmula dice 5; 2+2 = 4"),
        (r"2+2 = 5 \label{eq-1}", "la fórmula dice 5; 2+2 = 4"),
        (r"2+2 = 5 \tag{7}", "la fórmula dice 5; 2+2 = 4"),
    ],
)
def test_una_cadena_falsa_dice_por_que(tex, error):
    assert examen_de_cadenas(tex).error == error


@pytest.mark.parametrize(
    ("tex", "error"),
    [
        (r"((9^{400})^{400})^{400} = 1+1", ""),
        (r"\sum_{i=1}^{10^{7}} i = 3+1", ""),
        (r"9^{9^{9^{9}}} = 1+1", "la fórmula dice «9^{9^{9^{9}}} = 1+1»; inf no es 2"),
        (
            r"\prod_{i=1}^{999} 10^{300} = 2+1",
            r"la fórmula dice «\prod_{i=1}^{999} 10^{300} = 2+1»; un entero de 299701 cifras no es 3",
        ),
        (r"\frac{1}{0} + 1 = 2", ""),
        (r"1+1 = \sqrt{-1}", ""),
        (r"e^{0.5}\cdot10^{600} = 1+1", r"la fórmula dice «e^{0.5}\cdot10^{600} = 1+1»; inf no es 2"),
    ],
)
def test_lo_desmesurado_no_se_demuestra_ni_cuelga_la_imprenta(tex, error):
    examen = examen_de_cadenas(tex)
    assert (examen.error, examen.cubiertos) == (error, ())


def test_una_cadena_senala_el_lado_que_desentona():
    tex = r"\begin{aligned}2+3 &= 6 \\ &= 10/2 \\ &= 4+1\end{aligned}"
    examen = examen_de_cadenas(tex)
    assert (examen.error, tex[examen.lugar]) == ("la fórmula dice 6; 2+3 = 5", "6")
    tex = r"\begin{aligned}2+4 &= 5 \\ &= 10/2 \\ &= 4+1\end{aligned}"
    assert tex[examen_de_cadenas(tex).lugar :].startswith("2+4")


def sigmoide(x):
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def softmax(z):
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


CODIGO = {
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


def examinar(tex, define):
    return examen_de_definicion(tex, define, datos(eval(llamadas_de(tex, define), dict(CODIGO))))


@pytest.mark.parametrize(("tex", "define", "demuestra"), ATADAS)
def test_la_formula_es_lo_que_el_codigo_calcula(tex, define, demuestra):
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
def test_cada_formula_falsa_trae_el_punto_y_los_dos_valores(tex, define, donde, formula, codigo):
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
def test_una_formula_falsa_trae_su_contraejemplo(tex, define, error):
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
    ],
)
def test_lo_que_no_se_sabe_leer_es_un_error_y_no_un_aprobado(tex, define, motivo):
    with pytest.raises(FormulaIlegible) as error:
        llamadas_de(tex, define)
    assert str(error.value) == motivo
