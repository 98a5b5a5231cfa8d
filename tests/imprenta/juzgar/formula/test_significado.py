r"""Lo que una fórmula quiere decir: lo convencional, por convención; lo ambiguo no es ni cierto ni falso.

En cada forma, `«5|6»` es el sitio donde la cadena cierta dice 5 y la falsa, 6.
"""

import re
from collections.abc import Callable
from typing import TypeAlias

import pytest

from imprenta.juzgar.formula.lector import nodo_de
from imprenta.juzgar.formula.lexemas import lexemas
from imprenta.libro.hecho import Informe

Juzgar: TypeAlias = Callable[..., Informe]
HUECO = re.compile(r"«(.*?)\|(.*?)»")

CONVENCIONALES = [
    # el argumento sin paréntesis es un producto sin signos
    r"\sin 2\pi = «0|2.857»",
    r"\cos 2\pi \approx «1|-1.307»",
    r"\sin\pi x = 1 \quad \cos 3\pi = «-1|1»",
    r"\sin \frac{\pi}{2} = «1|0»",
    r"\sin 100\pi + 2 = «2|3»",
    r"\sin(\pi)/2 + 1 = «1|2»",
    r"\ln e^2 = «2|3»",
    r"\ln 2 + \ln 3 = \ln «6|5»",
    r"\ln 2 \ln 3 \approx «0.76|1.39»",
    r"\ln 2 / \ln 3 \approx «0.631|0.405»",
    r"\ln 2 \cdot \ln 3 \approx «0.76|0.77»",
    r"\cosh 0 = «1|0»",
    r"\ln 10^{400} \approx «921.03|921.04»",
    # potencias e inversas de una función
    r"\sin^2 2 + \cos^2 2 = «1|2»",
    r"\sin^{-1}(1) \approx «1.571|1.188»",
    r"\tan^{-1}(1) = «\frac{\pi}{4}|\frac{\pi}{3}»",
    r"\tan^{-1}(1) \approx «0.785|0.642»",
    r"\cos^{-1} 0 \approx «1.571|0.571»",
    r"\operatorname{arcsen} 1 \approx «1.571|1.572»",
    r"\ln^{-1}(0) = «1|2»",
    # grados
    r"\sin 30^\circ = «0.5|0.6»",
    r"\sin 30° + \cos 60^{\circ} = «1|2»",
    r"\sin^2 30^\circ = «0.25|0.5»",
    r"\cos(90^\circ - 30^\circ) = «0.5|0.6»",
    r"2\sin 30^\circ \cdot 3 = «3|4»",
    r"\tan^{-1}(1) = «45|46»^\circ",
    r"\arctan 0.5 \approx «26.57|26.58»^\circ",
    r"\sin 30 \approx «-0.988|0.6»",
    # normas y productos de vectores
    r"|(3,4)| + 1 = «6|8»",
    r"\|(3,4)\| + 1 = «6|8»",
    r"\left\|(3,4)\right\| + 1 = «6|8»",
    r"\lVert(3,4)\rVert + 1 = «6|8»",
    r"\|(3,4)\|_1 + 1 = «8|6»",
    r"\|(3,4)\|_\infty + 1 = «5|6»",
    r"|2-5|\,|3-1| = «6|7»",
    r"\||-3|\| + 1 = «4|5»",
    r"(1,0,0)\times(0,1,0) = (0,0,«1|2»)",
    r"(1,2,3)\times(4,5,6) = (-3,6,«-3|3»)",
    r"2\times(1,2) = (2,«4|5»)",
    r"(1,2)^T(3,4) = «11|12»",
    # cifras a trozos y llaves que no se dibujan
    r"2{3}+1 = «24|7»",
    r"\textcolor{red}{2}\textcolor{blue}{3}+1 = «24|7»",
    r"2\mathbf{3}+1 = «24|7»",
    r"{2}3+1 = «24|7»",
    r"2{3+1} = «24|8»",
    r"2\cdot{3+1} = «7|8»",
    r"\textcolor{red}{1+2}\cdot3 = «7|9»",
    r"1-{2-3} = «-4|2»",
    r"\underbrace{2\cdot3}_{a}\cdot2 = «12|13»",
    # las operaciones de los enteros
    r"5! = «120|121»",
    r"3! + 2 = «8|9»",
    r"5!/3! = «20|21»",
    r"2\cdot3! = «12|720»",
    r"\binom{5}{2} = «10|11»",
    r"\tbinom52 + 1 = «11|12»",
    r"2^{10} \bmod 7 = «2|3»",
    r"3\cdot4 \bmod 5 = «2|12»",
    # divisiones
    r"1/2\cdot6 = «3|4»",
    r"2\frac32 + 1 = «4|5»",
    r"0.5\frac12 + 1 = «1.25|2»",
    r"(2)\frac12 + 1 = «2|3»",
]


@pytest.mark.parametrize("forma", CONVENCIONALES)
def test_lo_convencional_se_lee_por_convencion(juzgar: Juzgar, forma: str) -> None:
    assert juzgar(f"${HUECO.sub(lambda m: m[1], forma)}$").falsas == ()
    casa = HUECO.search(forma)
    assert casa is not None
    (falta,) = juzgar(f"${HUECO.sub(lambda m: m[2], forma)}$").falsas
    assert falta.linea == 1


AMBIGUAS = [
    (r"1/2\pi \approx 0.159", r"«1/2\pi» es ambiguo: escribe «(1/2)\pi» o «1/(2\pi)»"),
    (r"1/2\pi \approx 1.571", r"«1/2\pi» es ambiguo: escribe «(1/2)\pi» o «1/(2\pi)»"),
    (r"6\div2(1+2) = 9", r"«6\div2(1+2)» es ambiguo: escribe «(6\div2)(1+2)» o «6\div(2(1+2))»"),
    (r"2\frac12 + 1 = 3.5", r"«2\frac12» es ambiguo: escribe «2+\frac12» o «2\cdot\frac12»"),
    (r"2 \frac{1}{2} + 1 = 2", r"«2\frac{1}{2}» es ambiguo: escribe «2+\frac{1}{2}» o «2\cdot\frac{1}{2}»"),
    (r"{2}\frac12 + 1 = 2", r"«2\frac12» es ambiguo: escribe «2+\frac12» o «2\cdot\frac12»"),
    (r"\ln 2\cdot 3 = 2.08", r"«\ln2\cdot…» es ambiguo: escribe «\ln(2)\cdot…» o «\ln(2\cdot…)»"),
    (r"\log 2\cdot 3 = 1", r"«\log2\cdot…» es ambiguo: escribe «\log(2)\cdot…» o «\log(2\cdot…)»"),
    (r"\ln 2/3 = 0.23", r"«\ln2/…» es ambiguo: escribe «\ln(2)/…» o «\ln(2/…)»"),
    (r"\ln 2(3+1) = 2.77", r"«\ln2…» es ambiguo: escribe «\ln(2)…» o «\ln(2…)»"),
    (
        r"\sin^{-2}(1) = 1.41",
        "no sé si el exponente negativo de una función es un cociente: escribe «1/(…)»",
    ),
    (r"\cosh^{-1}(1) + 1 = 1", r"no sé cuál es la inversa de «\cosh»"),
    (
        r"(1,2)\times(3,4) = 11",
        r"«\times» entre vectores solo se entiende si los dos son de tres: "
        r"para el producto escalar escribe «\cdot»",
    ),
    (r"2\,{3} + 1 = 7", "no sé qué operación hay delante de 3: escríbela, o escribe el número junto"),
    (r"0.3{3} + 1 = 1.33", "no sé qué operación hay delante de 3: escríbela, o escribe el número junto"),
    (r"2^{3}{4} = 32", "no sé qué operación hay delante de 4: escríbela, o escribe el número junto"),
    (r"\frac12 3 = 1.5", "no sé qué operación hay delante de 3: escríbela, o escribe el número junto"),
    (r"2^3! = 64", "«2^3!» es ambiguo: faltan paréntesis que digan qué se calcula antes"),
    (r"5!! = 15", "«5!!» es ambiguo: faltan paréntesis que digan qué se calcula antes"),
    (r"3+4\bmod 5 = 2", r"«3+4\bmod5» es ambiguo: faltan paréntesis que digan qué se calcula antes"),
    (r"-7\bmod 3 = 2", r"«-7\bmod3» es ambiguo: faltan paréntesis que digan qué se calcula antes"),
    (
        r"\underbrace{2+3}_{a}\cdot2 = 10",
        r"«\underbrace{2+3}» es ambiguo: faltan paréntesis que digan qué se calcula antes",
    ),
    (r"\exp(0,5) + 1 = 2", r"«\exp(0,5)» parece llevar una coma decimal: escribe «\exp(0{,}5)»"),
    (
        r"\begin{pmatrix}1&2\end{pmatrix}\begin{pmatrix}1&2\\3\end{pmatrix} = 7",
        "las filas de una matriz no son iguales",
    ),
    (
        r"\begin{cases} 1 & 2 \approx 2 \\ 0 & 1 > 0 \end{cases} = 1",
        r"«\approx» no decide si se está en un caso",
    ),
    ("1+" * 200 + "1 = 201", "la cuenta tiene más de 100 números: pártela en varias"),
    (r"\sin 30 = 0.5", r"el ángulo va en radianes: si son grados, escribe «30^\circ»"),
    (r"2\cos(60) + 1 = 2", r"el ángulo va en radianes: si son grados, escribe «60^\circ»"),
    (r"2(1, 2; 3) = 2", "una coma entre puntos y comas parece decimal: escribe «{,}»"),
]


@pytest.mark.parametrize(("tex", "motivo"), AMBIGUAS)
def test_lo_ambiguo_no_es_falso_y_dice_que_escribir(juzgar: Juzgar, tex: str, motivo: str) -> None:
    informe = juzgar(f"${tex}$")
    assert informe.falsas == ()
    assert motivo in {falta.mensaje.partition(" está sin cubrir: ")[2] for falta in informe.sin_cubrir}


@pytest.mark.parametrize(
    "tex",
    [
        r"100\cdot 1.05^T = 100\cdot1.05^{10}",
        r"(1+0.05)^T = 1.05",
        r"2^\top + 1 = 3",
        r"f^{-1}(2) + 1 = 1.5",
        r"9^{9^9} = 8^{9^9}",
        r"1/9^{9^9} = 0 + 0",
        r"e^{-1000} + 0 = 0",
        r"10^{-400}\cdot\sqrt2 = 0",
        r"\sin 10^{25} = 0.3",
        r"\tan\frac{\pi}{2} = 1 + 1",
        r"(-1)! + 1 = 2",
        r"3000! + 1 = 2",
        r"\sum_{i=1}^{999}\sum_{j=1}^{999}\sum_{k=1}^{999} 1 = 7",
        r"\sum_{i=1}^{2.5} i = 3",
        r"\left|\begin{pmatrix}1&2\\3&4\end{pmatrix}\right| = -2",
        r"\begin{pmatrix}1&2\end{pmatrix}\begin{pmatrix}1&2\\3\end{pmatrix} = 7",
        r"\begin{cases} 1 & 2 \approx 2 \\ 0 & 1 > 0 \end{cases} = 1",
        r"\frac{22}{7} \approx \pi",
        rf"1+1 = {'1' * 5000}",
        rf"\log_{{{'1' * 5000}}} 2 = 1",
        r"2^{" * 3000 + "1" + "}" * 3000 + " = 2",
        "(" * 3000 + "1+1" + ")" * 3000 + " = 2",
    ],
)
def test_lo_que_no_se_sabe_calcular_no_se_demuestra(juzgar: Juzgar, tex: str) -> None:
    informe = juzgar(f"Aquí ${tex}$ y $2+2=5$.")
    assert [falta.mensaje for falta in informe.falsas] == ["la fórmula dice 5; 2+2 = 4"]
    assert informe.sin_cubrir


def test_una_suma_larga_se_calcula() -> None:
    assert nodo_de(lexemas("1+" * 5000 + "1")).calcular({}) == 5001


def test_una_cadena_larga_se_compara_toda(juzgar: Juzgar) -> None:
    lados = ["2+3"] * 80
    assert juzgar(f"${' = '.join(lados)}$").faltas == []
    lados[50] = "2+4"
    assert [falta.mensaje for falta in juzgar(f"${' = '.join(lados)}$").falsas] == [
        "la fórmula dice «2+3 = 2+4»; 5 no es 6"
    ]


# ——— Las letras de su autor ———


@pytest.mark.parametrize(
    ("pagina", "faltas"),
    [
        (r"$e = y-\hat y = 5-3 = 2$", []),
        (r"$e = y-\hat y = 5-3 = 3$", ["la fórmula dice 3; 5-3 = 2"]),
        (r"$\pi = 3+0.14 = 3.14$", []),
        (r"$e^2 \approx 7.39$ y $2\pi \approx 6.28$ y $4\arctan 1 = \pi$", []),
        (r"$\mathrm{e} = 5-3$", [r"la fórmula dice «\mathrm{e} = 5-3»; 2.718281828 no es 2"]),
        (
            r"$\pi = a/b$ y $2\pi = 0.6$",
            [
                r"2 está sin cubrir: «\pi» es aquí un símbolo, porque la página lo define: "
                r"si es el número, ata la cuenta con \cifra",
                r"0.6 está sin cubrir: átalo con \cifra{0.6}{expresión}",
            ],
        ),
        (
            r"$e = y - \hat y$ y $e^2 = 4$ y $\mathrm{e}^2 \approx 7.39$",
            [
                r"2 está sin cubrir: «e» es aquí un símbolo, porque la página lo define: "
                r"si es el número, escribe «\mathrm{e}»",
                r"4 está sin cubrir: átalo con \cifra{4}{expresión}",
            ],
        ),
        (
            r"$e = a$ y $1/2e$",
            [
                r"1 está sin cubrir: «1/2e» es ambiguo: escribe «(1/2)e» o «1/(2e)»",
                r"2 está sin cubrir: «1/2e» es ambiguo: escribe «(1/2)e» o «1/(2e)»",
            ],
        ),
        (r"$\text{error} = 5-3 = 2$ y $e = a$", []),
    ],
)
def test_una_letra_que_la_pagina_define_es_de_su_autor(
    juzgar: Juzgar, pagina: str, faltas: list[str]
) -> None:
    assert [falta.mensaje for falta in juzgar(pagina).faltas] == faltas
